package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.InvalidOptionsException;
import io.twinbox.RecordFault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What makes no sense is refused at once, all of it. */
class InboxBuilderTest {

  @Test
  void everythingThatIsMissingIsNamed() {
    assertThatThrownBy(() -> Inbox.consumer(" ").build())
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContainingAll("name", "topics", "source", "store", "transactions", "handler");
  }

  @Test
  void aTypeHasOneHandler() {
    assertThatThrownBy(
            () ->
                Inbox.consumer("payments")
                    .on("A", TextCodec.TEXT, (text, context) -> {})
                    .onBatch("A", TextCodec.TEXT, (all, tx) -> {})
                    .build())
        .hasMessageContaining("type A has two handlers");
  }

  @Test
  void allWrongOptionsAreNamedAtOnce() {
    InboxOptions.Builder wrong =
        InboxOptions.builder()
            .chunkRecords(0)
            .chunkBytes(1)
            .chunkTime(Duration.ZERO)
            .handlerTimeLimit(Duration.ofDays(1))
            .maxValueBytes(0)
            .maxCrashes(0)
            .workers(65)
            .backlogLimit(0)
            .revokeTimeout(Duration.ofHours(1))
            .refusal(RecordFault.HANDLER_FAILED, Refusal.DROP);

    assertThatThrownBy(wrong::build)
        .isInstanceOfSatisfying(
            InvalidOptionsException.class, e -> assertThat(e.errors()).hasSize(10));
  }

  @Test
  void theDefaultsAreTheBuildersDefaults() {
    assertThat(InboxOptions.builder().build()).isEqualTo(InboxOptions.DEFAULT);
  }
}
