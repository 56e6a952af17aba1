package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.demo.OrderTransaction.Ending;
import io.twinbox.demo.OrderTransaction.Fate;
import io.twinbox.demo.OrderTransaction.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderMixTest {
  @Test
  void theSameSeedAndWriterDecideTheSame() {
    assertThat(some(7, 3)).isEqualTo(some(7, 3));
  }

  @Test
  void anotherSeedOrWriterDecidesOtherwise() {
    assertThat(some(7, 3)).isNotEqualTo(some(8, 3)).isNotEqualTo(some(7, 4));
  }

  @Test
  void customersAscendInATransactionSoThatNobodyDeadlocks() {
    for (OrderTransaction transaction : some(7, 0)) {
      List<String> customers =
          transaction.steps().stream()
              .flatMap(step -> step.orders().stream())
              .map(Order::customer)
              .toList();
      assertThat(customers).isNotEmpty().isSorted();
    }
  }

  @Test
  void everyUnkindnessIsInTheMix() {
    List<OrderTransaction> some = some(7, 0);
    assertThat(some)
        .anyMatch(transaction -> transaction.ending() == Ending.ROLL_BACK)
        .anyMatch(transaction -> transaction.asynchronous())
        .anyMatch(transaction -> transaction.earlyXid() && !transaction.hold().isZero())
        .anyMatch(transaction -> !transaction.earlyXid() && !transaction.hold().isZero())
        .anyMatch(transaction -> transaction.hold().compareTo(Duration.ofSeconds(1)) >= 0)
        .anyMatch(transaction -> transaction.steps().size() > 2)
        .anyMatch(transaction -> transaction.steps().get(0).fate() == Fate.RELEASED)
        .anyMatch(
            transaction ->
                transaction.steps().size() > 1
                    && transaction.steps().get(0).fate() == Fate.UNDONE
                    && transaction.messages() > 0);
  }

  @Test
  void onlyWhatIsKeptIsCounted() {
    Order order = new Order("ann", "lamp", 1, 100, "");
    List<Step> steps =
        List.of(
            new Step(List.of(order, order), Fate.PLAIN),
            new Step(List.of(order), Fate.UNDONE),
            new Step(List.of(order), Fate.RELEASED));

    assertThat(messages(steps, Ending.COMMIT)).isEqualTo(3);
    assertThat(messages(steps, Ending.ROLL_BACK)).isZero();
  }

  private static int messages(List<Step> steps, Ending ending) {
    return new OrderTransaction(steps, ending, Duration.ZERO, false, false).messages();
  }

  private static List<OrderTransaction> some(long seed, int writer) {
    OrderMix mix = new OrderMix(seed, writer);
    return Stream.generate(mix::next).limit(5_000).toList();
  }
}
