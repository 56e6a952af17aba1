package io.twinbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Telling listeners, the ill-behaved ones included. */
class ListenersTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void allAreToldInOrderWhateverOneThrows() {
    Listeners<Runnable> listeners =
        new Listeners<>(
            List.of(
                () -> told.add("first"),
                () -> {
                  throw new IllegalStateException("a listener's mistake");
                },
                () -> {
                  throw new StackOverflowError("a listener's mistake");
                },
                () -> told.add("last")));

    listeners.tell(Runnable::run);

    assertThat(told).containsExactly("first", "last");
  }

  @Test
  void aListAddedToLaterIsNotListenedTo() {
    List<Runnable> list = new ArrayList<>(List.of(() -> told.add("first")));
    Listeners<Runnable> listeners = new Listeners<>(list);
    list.add(() -> told.add("late"));

    listeners.tell(Runnable::run);

    assertThat(told).containsExactly("first");
  }
}
