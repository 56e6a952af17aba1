package io.twinbox.console.live;

import io.twinbox.admin.Overview;
import io.twinbox.relay.RelayStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a database stands at a moment: what it says, and what this process knows.
 *
 * @param overview what the database says
 * @param appended places in the log given out per second; null = not known yet
 * @param published entries claimed for publishing per second, over the last full seconds
 * @param consumers what consumers do per second, by name, as far as known
 * @param lag how late this process's relays publish
 * @param relaysHere the relays of this process
 * @param promises what is promised with the settings in force
 */
public record Pulse(
    Overview overview,
    @Nullable Double appended,
    double published,
    Map<String, NodeRates.Rate> consumers,
    LagWindow.Lag lag,
    List<RelayStatus> relaysHere,
    List<String> promises) {

  /** Records handled per second, by all consumers; null = not known yet. */
  public @Nullable Double handled() {
    return consumers.isEmpty()
        ? null
        : consumers.values().stream().mapToDouble(NodeRates.Rate::handled).sum();
  }

  /** Records refused per second, by all consumers; null = not known yet. */
  public @Nullable Double duplicates() {
    return consumers.isEmpty()
        ? null
        : consumers.values().stream().mapToDouble(NodeRates.Rate::duplicates).sum();
  }
}
