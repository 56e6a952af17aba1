package io.twinbox.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every flaw is planted once: a checker that sees nothing would be caught here. */
class ExaminationTest {
  private final Examination examination = new Examination();
  private final long[] offsets = new long[4];

  @Test
  void aFaultlessTopicIsClean() {
    commit(1, "ann", 1);
    commit(2, "bob", 1);
    commit(3, "ann", 2);

    publish(2, "bob", 1);
    publish(1, "ann", 0);
    publish(3, "ann", 0);

    Verdict verdict = examination.verdict();
    assertThat(verdict.clean()).isTrue();
    assertThat(verdict.committed()).isEqualTo(3);
    assertThat(verdict.published()).isEqualTo(3);
    assertThat(verdict.duplicates()).isZero();
    assertThat(verdict.samples()).isEmpty();
  }

  @Test
  void aMissingMessageIsLost() {
    commit(1, "ann", 1);
    commit(2, "ann", 2);

    publish(2, "ann", 0);

    Verdict verdict = examination.verdict();
    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.clean()).isFalse();
    assertThat(verdict.samples().get(Flaw.LOST))
        .singleElement()
        .asString()
        .contains(id(1).toString());
  }

  @Test
  void aRecordThatNobodyCommittedIsAPhantom() {
    commit(1, "ann", 1);

    publish(1, "ann", 0);
    publish(2, "ann", 0);

    Verdict verdict = examination.verdict();
    assertThat(verdict.phantom()).isEqualTo(1);
    assertThat(verdict.published()).isEqualTo(1);
    assertThat(verdict.clean()).isFalse();
  }

  @Test
  void aRecordWithoutAReadableIdIsAPhantom() {
    examination.see(new Sighting(null, "orders", "ann", 0, 0, payloadOf(1)));

    assertThat(examination.verdict().phantom()).isEqualTo(1);
  }

  @Test
  void aSecondRecordIsADuplicateAndNeitherCountedTwiceNorAnInversion() {
    commit(1, "ann", 1);
    commit(2, "ann", 2);

    publish(1, "ann", 0);
    publish(2, "ann", 0);
    publish(1, "ann", 0);
    publish(2, "ann", 0);

    Verdict verdict = examination.verdict();
    assertThat(verdict.duplicates()).isEqualTo(2);
    assertThat(verdict.records()).isEqualTo(4);
    assertThat(verdict.published()).isEqualTo(2);
    assertThat(verdict.inverted()).isZero();
    assertThat(verdict.clean()).isTrue();
  }

  @Test
  void aMessageSeenAfterALaterOneOfItsKeyIsInverted() {
    commit(1, "ann", 1);
    commit(2, "ann", 2);
    commit(3, "bob", 1);

    publish(2, "ann", 0);
    publish(3, "bob", 0);
    publish(1, "ann", 0);

    Verdict verdict = examination.verdict();
    assertThat(verdict.inverted()).isEqualTo(1);
    assertThat(verdict.clean()).isFalse();
  }

  @Test
  void theSameKeyInTwoTopicsIsTwoLanes() {
    examination.expect(new LedgerLine(id(1), "orders", "ann", 2, payloadOf(1), 0));
    examination.expect(new LedgerLine(id(2), "bills", "ann", 1, payloadOf(2), 0));

    examination.see(new Sighting(id(1), "orders", "ann", 0, 0, payloadOf(1)));
    examination.see(new Sighting(id(2), "bills", "ann", 0, 0, payloadOf(2)));

    assertThat(examination.verdict().clean()).isTrue();
  }

  @Test
  void anotherPayloadIsAChange() {
    commit(1, "ann", 1);

    examination.see(new Sighting(id(1), "orders", "ann", 0, 0, payloadOf(2)));

    Verdict verdict = examination.verdict();
    assertThat(verdict.changed()).isEqualTo(1);
    assertThat(verdict.clean()).isFalse();
  }

  @Test
  void aDuplicateWithAnotherPayloadIsAChangeToo() {
    commit(1, "ann", 1);

    publish(1, "ann", 0);
    examination.see(new Sighting(id(1), "orders", "ann", 0, 1, payloadOf(2)));

    assertThat(examination.verdict().changed()).isEqualTo(1);
  }

  @Test
  void anotherKeyOrTopicIsAChange() {
    commit(1, "ann", 1);
    commit(2, "ann", 2);

    examination.see(new Sighting(id(1), "orders", "bob", 0, 0, payloadOf(1)));
    examination.see(new Sighting(id(2), "bills", "ann", 0, 0, payloadOf(2)));

    assertThat(examination.verdict().changed()).isEqualTo(2);
  }

  @Test
  void aKeyInTwoPartitionsIsScattered() {
    commit(1, "ann", 1);
    commit(2, "ann", 2);

    publish(1, "ann", 0);
    publish(2, "ann", 1);

    Verdict verdict = examination.verdict();
    assertThat(verdict.scattered()).isEqualTo(1);
    assertThat(verdict.clean()).isFalse();
  }

  @Test
  void withoutAKeyThereIsNoOrderToKeep() {
    examination.expect(new LedgerLine(id(1), "orders", null, 0, payloadOf(1), 0));
    examination.expect(new LedgerLine(id(2), "orders", null, 0, payloadOf(2), 0));

    publish(2, null, 0);
    publish(1, null, 1);

    assertThat(examination.verdict().clean()).isTrue();
  }

  @Test
  void aThousandFlawsAreCountedAndTenAreShown() {
    for (int n = 1; n <= 5_000; n++) {
      commit(n, "ann", n);
    }
    for (int n = 1_001; n <= 5_000; n++) {
      publish(n, "ann", 0);
    }

    Verdict verdict = examination.verdict();
    assertThat(verdict.lost()).isEqualTo(1_000);
    assertThat(verdict.published()).isEqualTo(4_000);
    assertThat(verdict.samples().get(Flaw.LOST)).hasSize(Examination.SAMPLES);
  }

  @Test
  void aLedgerThatContradictsItselfIsRefused() {
    commit(1, "ann", 1);

    assertThatThrownBy(() -> commit(1, "ann", 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(id(1).toString());
  }

  private void commit(int number, String key, long counter) {
    examination.expect(new LedgerLine(id(number), "orders", key, counter, payloadOf(number), 0));
  }

  private void publish(int number, @Nullable String key, int partition) {
    long offset = offsets[partition]++;
    examination.see(new Sighting(id(number), "orders", key, partition, offset, payloadOf(number)));
  }

  private static UUID id(int number) {
    return new UUID(7, number);
  }

  private static long payloadOf(int number) {
    return Fingerprint.of(("order " + number).getBytes(StandardCharsets.UTF_8));
  }
}
