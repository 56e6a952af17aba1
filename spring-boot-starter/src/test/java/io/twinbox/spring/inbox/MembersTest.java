package io.twinbox.spring.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.inbox.InboxState;
import io.twinbox.inbox.InboxStatus;
import io.twinbox.spi.Backlog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Several members of a consumer are one to those who look from outside. */
class MembersTest {
  private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void countsAreAddedUpTheWorstStateCountsAndTheBacklogIsThatOfTheDatabase() {
    InboxStatus merged =
        Members.merged(
            List.of(
                status(InboxState.RUNNING, 1, null, null),
                status(InboxState.SOURCE_DOWN, 2, "no broker", EARLIER.plusSeconds(1)),
                status(InboxState.BEHIND, 4, null, EARLIER)));

    assertThat(merged.consumer()).isEqualTo("payments");
    assertThat(merged.state()).isEqualTo(InboxState.SOURCE_DOWN);
    assertThat(merged.partitions()).isEqualTo(7);
    assertThat(merged.handled()).isEqualTo(7);
    assertThat(merged.dead()).isEqualTo(7);
    assertThat(merged.buffered()).isEqualTo(7);
    assertThat(merged.backlog().received()).isEqualTo(9);
    assertThat(merged.lastError()).isEqualTo("no broker");
    assertThat(merged.failingSince()).isEqualTo(EARLIER);
    assertThat(merged.tries()).isEqualTo(4);
  }

  @Test
  void aMemberThatHasHaltedIsWorseThanAnythingElse() {
    for (InboxState other : InboxState.values()) {
      List<InboxStatus> both =
          List.of(status(InboxState.HALTED, 1, null, null), status(other, 1, null, null));
      assertThat(Members.merged(both).state()).isEqualTo(InboxState.HALTED);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, inline", "65, inline", "2, store-first"})
  void aNumberOfMembersThatMakesNoSenseIsRefused(String concurrency, String mode) {
    assertThatThrownBy(() -> properties(concurrency, mode).concurrency("payments"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twinbox.inbox.consumers.payments.concurrency");
  }

  @Test
  void itIsOneUnlessTold() {
    assertThat(properties("4", "inline").concurrency("payments")).isEqualTo(4);
    assertThat(properties("1", "store-first").concurrency("payments")).isEqualTo(1);
    assertThat(properties("4", "inline").concurrency("others")).isEqualTo(1);
  }

  private static InboxProperties properties(String concurrency, String mode) {
    String prefix = "twinbox.inbox.consumers.payments.";
    return new Binder(
            new MapConfigurationPropertySource(
                Map.of(prefix + "concurrency", concurrency, prefix + "mode", mode)))
        .bind("twinbox.inbox", InboxProperties.class)
        .get();
  }

  private static InboxStatus status(InboxState state, int count, String error, Instant since) {
    return new InboxStatus(
        "payments",
        state,
        count,
        count,
        count,
        count,
        count,
        count,
        count,
        count,
        count,
        count,
        new Backlog(9, 0, 0, null),
        since,
        error,
        since,
        count);
  }
}
