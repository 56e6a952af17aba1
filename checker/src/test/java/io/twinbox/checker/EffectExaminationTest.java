package io.twinbox.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every flaw is planted once: a checker that sees nothing would be caught here. */
class EffectExaminationTest {
  private final EffectExamination examination = new EffectExamination();
  private final Map<String, Long> places = new HashMap<>();

  @Test
  void oneEffectEachInOrderIsFaultless() {
    commit(1, "ann", 1);
    commit(2, "bob", 1);
    commit(3, "ann", 2);

    apply(2, "bob");
    apply(1, "ann");
    apply(3, "ann");

    EffectVerdict verdict = examination.verdict();
    assertThat(verdict.notOnce()).isZero();
    assertThat(verdict.late()).isZero();
    assertThat(verdict.messages()).isEqualTo(3);
    assertThat(verdict.effects()).isEqualTo(3);
    assertThat(verdict.samples()).isEmpty();
  }

  @Test
  void aMessageWithoutAnEffectIsMissing() {
    commit(1, "ann", 1);
    commit(2, "ann", 2);

    apply(2, "ann");

    EffectVerdict verdict = examination.verdict();
    assertThat(verdict.missing()).isEqualTo(1);
    assertThat(verdict.notOnce()).isEqualTo(1);
    assertThat(verdict.samples().get(EffectFlaw.MISSING))
        .singleElement()
        .asString()
        .contains(id(1).toString());
  }

  @Test
  void everyFurtherEffectIsARepetitionAndNotLate() {
    commit(1, "ann", 1);
    commit(2, "ann", 2);

    apply(1, "ann");
    apply(2, "ann");
    apply(1, "ann");
    apply(1, "ann");

    EffectVerdict verdict = examination.verdict();
    assertThat(verdict.repeated()).isEqualTo(2);
    assertThat(verdict.notOnce()).isEqualTo(2);
    assertThat(verdict.late()).isZero();
  }

  @Test
  void oneTooManyDoesNotMakeUpForOneTooFew() {
    commit(1, "ann", 1);
    commit(2, "ann", 2);

    apply(1, "ann");
    apply(1, "ann");

    assertThat(examination.verdict().notOnce()).isEqualTo(2);
  }

  @Test
  void anEffectThatNobodyOrderedIsUnexplained() {
    commit(1, "ann", 1);

    apply(1, "ann");
    apply(9, "ann");

    EffectVerdict verdict = examination.verdict();
    assertThat(verdict.unexplained()).isEqualTo(1);
    assertThat(verdict.notOnce()).isEqualTo(1);
  }

  @Test
  void anEffectUnderAnotherKeyIsUnexplainedAndTheRightOneMissing() {
    commit(1, "ann", 1);

    apply(1, "bob");

    EffectVerdict verdict = examination.verdict();
    assertThat(verdict.unexplained()).isEqualTo(1);
    assertThat(verdict.missing()).isEqualTo(1);
  }

  @Test
  void anEffectAfterThatOfALaterMessageOfTheKeyIsLate() {
    commit(1, "ann", 1);
    commit(2, "ann", 2);
    commit(3, "bob", 1);

    apply(2, "ann");
    apply(3, "bob");
    apply(1, "ann");

    EffectVerdict verdict = examination.verdict();
    assertThat(verdict.late()).isEqualTo(1);
    assertThat(verdict.notOnce()).isZero();
  }

  @Test
  void aThousandFlawsAreCountedAndTenAreShown() {
    for (int n = 1; n <= 5_000; n++) {
      commit(n, "ann", n);
    }
    for (int n = 1_001; n <= 5_000; n++) {
      apply(n, "ann");
    }

    EffectVerdict verdict = examination.verdict();
    assertThat(verdict.missing()).isEqualTo(1_000);
    assertThat(verdict.samples().get(EffectFlaw.MISSING)).hasSize(Examination.SAMPLES);
  }

  @Test
  void whatCannotBeJudgedIsRefused() {
    commit(1, "ann", 1);

    assertThatThrownBy(() -> commit(1, "ann", 2)).hasMessageContaining(id(1).toString());
    assertThatThrownBy(
            () -> examination.expect(new LedgerLine(id(2), "orders", null, 0, Fingerprint.NONE, 0)))
        .hasMessageContaining(id(2).toString());
  }

  @Test
  void twoConsumersAddUp() {
    commit(1, "ann", 1);
    EffectVerdict missing = examination.verdict();
    EffectExamination other = new EffectExamination();
    other.see(new Effect(id(5), "ann", 1));

    EffectVerdict both = missing.plus(other.verdict());

    assertThat(both.notOnce()).isEqualTo(2);
    assertThat(both.samples()).containsKeys(EffectFlaw.MISSING, EffectFlaw.UNEXPLAINED);
  }

  private void commit(int number, String key, long counter) {
    examination.expect(new LedgerLine(id(number), "orders", key, counter, Fingerprint.NONE, 0));
  }

  private void apply(int number, String key) {
    examination.see(new Effect(id(number), key, places.merge(key, 1L, Long::sum)));
  }

  private static UUID id(int number) {
    return new UUID(7, number);
  }
}
