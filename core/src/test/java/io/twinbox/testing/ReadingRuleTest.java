package io.twinbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Interleaving;
import io.twinbox.spi.Window;
import io.twinbox.testing.MemoryLog.Stored;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The reading rule under thousands of random interleavings, and the classic mistakes in its place.
 */
class ReadingRuleTest {
  private static final int SEEDS = 3_000;

  @Test
  void everyCommittedEntryIsClaimedOnceAndInItsKeysOrder() {
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(run(seed, ReadingRule.SNAPSHOT_DIFFERENCE)).as("seed %s", seed).isEmpty();
    }
  }

  @Test
  void aCursorBySeqLosesLateCommits() {
    ReadingRule cursorBySeq =
        new ReadingRule() {
          @Override
          public Window begin(Window after, long committedHigh, MemorySnapshot now, long high) {
            return new Window(after.toSnapshot(), now.text(), 0, 0, after.hi(), after.hi(), high);
          }

          @Override
          public List<Stored> entries(MemoryLog log, Window window, long to) {
            MemorySnapshot until = MemorySnapshot.parse(window.toSnapshot());
            return log.range(window.lo(), to).stream()
                .filter(stored -> until.sees(stored.xid()))
                .toList();
          }
        };

    assertThat(firstSeedWith("lost", cursorBySeq)).isPresent();
  }

  @Test
  void aLowerBoundReadAtTheSnapshotLosesEntries() {
    ReadingRule boundReadAtTheSnapshot =
        new ReadingRule() {
          @Override
          public Window begin(Window after, long committedHigh, MemorySnapshot now, long high) {
            return SNAPSHOT_DIFFERENCE.begin(after, high, now, high);
          }
        };

    assertThat(firstSeedWith("lost", boundReadAtTheSnapshot)).isPresent();
  }

  @Test
  void stragglersBeforeEverythingElseAreOutOfOrder() {
    ReadingRule stragglersFirst =
        new ReadingRule() {
          @Override
          public List<Stored> entries(MemoryLog log, Window window, long to) {
            MemorySnapshot from = MemorySnapshot.parse(window.fromSnapshot());
            return SNAPSHOT_DIFFERENCE.entries(log, window, to).stream()
                .sorted(Comparator.comparing(stored -> stored.xid() >= from.xmax()))
                .toList();
          }
        };

    assertThat(firstSeedWith("out of order", stragglersFirst)).isPresent();
  }

  @Test
  void entriesOrderedByTransactionAreOutOfOrder() {
    ReadingRule byTransaction =
        new ReadingRule() {
          @Override
          public List<Stored> entries(MemoryLog log, Window window, long to) {
            return SNAPSHOT_DIFFERENCE.entries(log, window, to).stream()
                .sorted(Comparator.comparingLong(Stored::xid).thenComparingLong(Stored::seq))
                .toList();
          }
        };

    assertThat(firstSeedWith("out of order", byTransaction)).isPresent();
  }

  private static Optional<String> run(long seed, ReadingRule rule) {
    return Interleaving.run(seed, new InMemoryHarness(rule));
  }

  private static Optional<Long> firstSeedWith(String violation, ReadingRule rule) {
    return LongStream.range(0, SEEDS)
        .boxed()
        .filter(seed -> run(seed, rule).equals(Optional.of(violation)))
        .findFirst();
  }
}
