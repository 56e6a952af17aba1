package io.twinbox.examples.firststeps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FirstStepsTest {

  @Test
  void everyStepShowsHowTheMessagesStand() {
    List<String> told = FirstSteps.tell(new OneProcess());

    assertThat(told.stream().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "ada has ordered {ada=PENDING}",
            "the relay has published it {ada=PUBLISHED}",
            "ada's order is handled, attempt 1 {ada=PUBLISHED RECEIVED}",
            "the payment service has paid it {ada=PUBLISHED COMPLETED}",
            "bob's order is handled, attempt 1 {ada=PUBLISHED COMPLETED, bob=PUBLISHED RECEIVED}",
            "bob has ordered, but the bank is closed"
                + " {ada=PUBLISHED COMPLETED, bob=PUBLISHED FAILED}",
            "bob's order is handled, attempt 2 {ada=PUBLISHED COMPLETED, bob=PUBLISHED FAILED}",
            "the bank is open again {ada=PUBLISHED COMPLETED, bob=PUBLISHED COMPLETED}",
            "both have come a second time {ada=PUBLISHED COMPLETED, bob=PUBLISHED COMPLETED}");
  }
}
