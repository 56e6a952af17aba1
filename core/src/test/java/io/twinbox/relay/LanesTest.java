package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Lane;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the owner knows about blocked lanes. */
class LanesTest {
  private static final Lane LANE = new Lane("orders", "k");

  private final Lanes lanes = new Lanes();

  @Test
  void noLaneIsBlockedAtFirst() {
    assertThat(lanes.none()).isTrue();
    assertThat(lanes.blocked(LANE)).isFalse();
    assertThat(lanes.hasParked(LANE)).isFalse();
  }

  @Test
  void aLaneSeenToFailIsBlockedButHasNothingParkedYet() {
    lanes.block(LANE);

    assertThat(lanes.blocked(LANE)).isTrue();
    assertThat(lanes.hasParked(LANE)).isFalse();
    assertThat(lanes.size()).isEqualTo(1);
  }

  @Test
  void blockingALaneForgetsNothingAboutWhoWaitsThere() {
    lanes.parked(LANE, 3);
    lanes.block(LANE);

    assertThat(lanes.hasParked(LANE)).isTrue();
  }

  @Test
  void aFreedLaneIsFree() {
    lanes.parked(LANE, 3);
    lanes.free(LANE);

    assertThat(lanes.none()).isTrue();
  }

  @Test
  void aLaneWithoutAKeyIsNotTheLaneOfAKey() {
    lanes.block(new Lane("orders", null));

    assertThat(lanes.blocked(LANE)).isFalse();
    assertThat(lanes.blocked(new Lane("orders", null))).isTrue();
  }

  @Test
  void loadingStartsFromWhatTheDatabaseHolds() {
    lanes.block(LANE);
    lanes.load(Map.of(new Lane("other", "k"), 2));

    assertThat(lanes.blocked(LANE)).isFalse();
    assertThat(lanes.hasParked(new Lane("other", "k"))).isTrue();
  }
}
