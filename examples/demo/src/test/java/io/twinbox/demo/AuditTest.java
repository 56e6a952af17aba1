package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.demo.Audit.Account;
import io.twinbox.demo.Audit.Ordered;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way in which money can go wrong is planted once. */
class AuditTest {
  private static final long OPENING = Payments.OPENING;

  private final Map<String, Ordered> ordered = new HashMap<>();
  private final Map<String, Account> accounts = new HashMap<>();

  @BeforeEach
  void booksThatAgree() {
    ordered.put("ann", new Ordered(2, 500, 2));
    accounts.put("ann", new Account(OPENING - 500, 2, 500));
    accounts.put("bob", new Account(OPENING, 0, 0));
    accounts.put(Payments.SHOP, new Account(OPENING + 500, 0, 0));
  }

  @Test
  void booksThatAgreeHaveNoFlaw() {
    Audit audit = Audit.compare(ordered, accounts);

    assertThat(audit.flaws()).isEmpty();
    assertThat(audit.cents()).isEqualTo(500);
  }

  @Test
  void paidTwiceIsFoundAlthoughMoneyIsConserved() {
    accounts.put("ann", new Account(OPENING - 700, 3, 700));
    accounts.put(Payments.SHOP, new Account(OPENING + 700, 0, 0));

    assertFlaws("ann", Payments.SHOP);
  }

  @Test
  void aPaymentTooFewIsFoundAlthoughTheSumIsRight() {
    accounts.put("ann", new Account(OPENING - 500, 1, 500));

    assertFlaws("ann");
  }

  @Test
  void moneyThatWasOnlyTakenIsFound() {
    accounts.put(Payments.SHOP, new Account(OPENING, 0, 0));

    assertFlaws(Payments.SHOP, "all accounts");
  }

  @Test
  void aBalanceWithoutAPaymentIsFound() {
    accounts.put("bob", new Account(OPENING - 10, 0, 0));

    assertFlaws("bob", "all accounts");
  }

  @Test
  void anOrderThatWasNotConfirmedOnceIsFound() {
    ordered.put("ann", new Ordered(2, 500, 1));

    assertFlaws("ann");
  }

  @Test
  void aCustomerWithoutAnAccountIsFound() {
    ordered.put("eve", new Ordered(1, 70, 0));

    assertFlaws("eve", Payments.SHOP);
  }

  private void assertFlaws(String... owners) {
    assertThat(Audit.compare(ordered, accounts).flaws())
        .extracting(flaw -> flaw.substring(0, flaw.indexOf(':')))
        .containsExactly(owners);
  }
}
