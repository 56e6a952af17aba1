package io.twinbox.spi;

import java.util.Collection;

/** Told which partitions are ours. Called by the thread that polls. */
public interface AssignmentListener {

  /** These are ours now, in addition to those before. */
  void assigned(Collection<Partition> partitions);

  /**
   * These are ours until the return: their offsets may still be committed. The whole group waits
   * meanwhile, so seconds at most.
   */
  void revoked(Collection<Partition> partitions);

  /** These are somebody else's already: nothing of them can be committed. */
  void lost(Collection<Partition> partitions);
}
