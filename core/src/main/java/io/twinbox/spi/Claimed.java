package io.twinbox.spi;

import java.util.List;
import java.util.Objects;

/**
 * The answer to a claim.
 *
 * @param guard to be released before the commit
 * @param standings one per arrival, in the order given
 */
public record Claimed(Guard guard, List<Standing> standings) {

  public Claimed {
    Objects.requireNonNull(guard, "guard");
    standings = List.copyOf(standings);
  }
}
