package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class InboxVariantTest {
  private static final DrainPlan SMALL = new DrainPlan(1, 1, 1);

  @Test
  void everyVariantIsFoundByItsTitle() {
    for (InboxVariant variant : InboxVariant.values()) {
      assertThat(InboxVariant.of(variant.title())).isEqualTo(variant);
    }
    assertThat(InboxVariant.BATCH_INSERT.title()).isEqualTo("batch-insert");
  }

  @Test
  void anUnknownTitleIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> InboxVariant.of("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fast")
        .hasMessageContaining("store-first");
  }

  @Test
  void everyVariantHandlesAtLeastOneMessage() {
    for (InboxVariant variant : InboxVariant.values()) {
      assertThat(variant.messagesOf(1)).isEqualTo(1);
    }
  }

  @Test
  void aReplayAloneNeedsTheFirstHandlingAndItsLimit() {
    InboxPlan plan = InboxPlan.of(List.of("replay"), SMALL);
    assertThat(InboxRounds.kinds(plan))
        .containsExactly(ContenderKind.BARE_POLL, ContenderKind.INBOX_BATCH);
  }

  @Test
  void theLedgerAndTheEffectsAreCheckedWhereThereAreSome() {
    assertThat(ContenderKind.INBOX_BATCH.hasEffects()).isTrue();
    assertThat(ContenderKind.INBOX_NOOP_BATCH.hasEffects()).isFalse();
    assertThat(ContenderKind.INBOX_NOOP_BATCH.keepsLedger()).isTrue();
    assertThat(ContenderKind.BARE_INSERT.hasEffects()).isTrue();
    assertThat(ContenderKind.BARE_INSERT.keepsLedger()).isFalse();
    assertThat(ContenderKind.RELAY.keepsLedger()).isFalse();
  }
}
