package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.RecordFault;
import io.twinbox.engine.Death;
import io.twinbox.spi.AssignmentListener;
import io.twinbox.spi.Marker;
import io.twinbox.spi.Partition;
import io.twinbox.spi.RecordSource;
import io.twinbox.testing.InMemorySource;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process dies: wherever it does, each effect is there once. */
class CrashTest {

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aProcessMayDieAtEveryPointOfItsLife(InboxMode mode) {
    InboxOptions options = Bed.options(it -> it.mode(mode).chunkRecords(3));
    int points = lifeWithDeathAt(Integer.MAX_VALUE, options).passed().size();
    assertThat(points).isGreaterThan(20);
    for (int n = 0; n < points; n++) {
      lifeWithDeathAt(n, options);
    }
  }

  /** One node lives until it dies at point n; a second one finishes the work. */
  private static Points lifeWithDeathAt(int n, InboxOptions options) {
    Bed bed = new Bed();
    int[] left = {2};
    bed.behaviour =
        (text, context) -> {
          if (text.equals("a3") && left[0]-- > 0) {
            throw new IllegalStateException("fails twice");
          }
        };
    bed.send("a", "a1", "a2", "a3", "a4");
    bed.send("b", "b1", "b2", "b3");
    Points points = Points.at(n);
    liveUntilDeath(bed, options, points);
    bed.drain(bed.consumer(options));

    assertThat(bed.effects("a")).as("death at %s: %s", n, points).containsExactly(A);
    assertThat(bed.effects("b")).as("death at %s", n).containsExactly("b1", "b2", "b3");
    assertThat(bed.rows()).isEmpty();
    return points;
  }

  private static final String[] A = {"a1", "a2", "a3", "a4"};

  private static void liveUntilDeath(Bed bed, InboxOptions options, Points points) {
    InMemorySource source = bed.topics.source();
    InboxConsumer consumer = node(bed, options, points, source);
    try {
      bed.drain(consumer);
    } catch (Death.Halt e) {
      assertThat(points.halted()).isTrue();
    }
    bed.evict(source);
  }

  private static InboxConsumer node(
      Bed bed, InboxOptions options, Points points, InMemorySource source) {
    return bed.builder(
            options, points.source(source), points.store(bed.store), points.transactions(bed.store))
        .on(
            "test",
            TextCodec.TEXT,
            (text, context) -> {
              points.pass("before handler");
              bed.handle(text, context);
              points.pass("after handler");
            })
        .build();
  }

  // A record that kills the process --------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aRecordThatKillsTheProcessIsFoundAndBecomesADeadLetter(InboxMode mode) {
    Bed bed = new Bed();
    bed.send("a", Bed.numbers(1, 20));
    bed.send("b", Bed.numbers(21, 40));
    InboxOptions options = Bed.options(it -> it.mode(mode).chunkRecords(7));
    int deaths = livesUntilDone(bed, options, it -> it, "13");

    assertThat(deaths).isBetween(4, 6);
    assertThat(bed.dead()).extracting(Bed::text).containsExactly("13");
    assertThat(bed.dead().get(0).failure().fault()).isEqualTo(RecordFault.PROCESS_DIED);
    assertThat(bed.effects("a")).hasSize(19).doesNotContain("13");
    assertThat(bed.effects("b")).containsExactly(Bed.numbers(21, 40));
  }

  /** Nodes live one after the other, each killed by the record; gives how many died. */
  static int livesUntilDone(
      Bed bed, InboxOptions options, UnaryOperator<Inbox.Builder> with, String killer) {
    for (int deaths = 0; deaths < 60; deaths++) {
      Points points = Points.never();
      InMemorySource source = bed.topics.source();
      Inbox.Builder builder =
          bed.builder(
              options,
              points.source(source),
              points.store(bed.store),
              points.transactions(bed.store));
      InboxConsumer consumer =
          with.apply(builder)
              .on(
                  "test",
                  TextCodec.TEXT,
                  (text, context) -> {
                    if (text.equals(killer)) {
                      points.kill("killed by " + text);
                    }
                    bed.handle(text, context);
                  })
              .build();
      try {
        bed.drain(consumer);
        return deaths;
      } catch (Death.Halt e) {
        bed.evict(source);
      }
    }
    throw new AssertionError("it kills for ever");
  }

  @Test
  void aMarkerThatWasLeftByAnInnocentDeathHarmsNobody() {
    Bed bed = new Bed();
    bed.send("a", "a1", "a2", "a3");
    for (int deaths = 0; deaths < 2; deaths++) {
      InMemorySource source = bed.topics.source();
      InboxConsumer node = node(bed, InboxOptions.DEFAULT, Points.at("in transaction"), source);
      assertThatThrownBy(() -> bed.settle(node)).isInstanceOf(Death.Halt.class);
      bed.evict(source);
    }
    bed.drain(bed.consumer());

    assertThat(bed.effects()).containsExactly("a1", "a2", "a3");
    assertThat(bed.store.markers(Bed.PAYMENTS, List.of(partition()))).isEmpty();
  }

  @Test
  void anAttemptEndedByARevocationIsPutBack() {
    Bed bed = new Bed();
    bed.send("a", "a1");
    bed.store.mark(Bed.PAYMENTS, List.of(new Marker(partition(), 0, 1, 0)));
    InMemorySource source = bed.topics.source();
    InboxConsumer consumer = bed.builder(InboxOptions.DEFAULT, source).build();
    bed.behaviour =
        (text, context) -> {
          assertThat(bed.store.markers(Bed.PAYMENTS, List.of(partition())))
              .containsExactly(new Marker(partition(), 0, 1, 1));
          bed.evict(source);
          consumer.steps().read();
          throw new IllegalStateException("ended by what the other node does");
        };
    consumer.steps().read();
    consumer.steps().read();
    consumer.steps().handle();
    consumer.steps().handle();

    assertThat(bed.rows()).isEmpty();
    assertThat(bed.store.markers(Bed.PAYMENTS, List.of(partition())))
        .containsExactly(new Marker(partition(), 0, 1, 0));
  }

  @Test
  void noMarkerIsWrittenForAPartitionThatIsSomebodyElses() {
    Bed bed = new Bed(3);
    Partition suspect = bed.send("b", "b1").get(0).partition(); // 98 % 3 = 2
    Partition kept = bed.send("d", "d1").get(0).partition(); // 100 % 3 = 1
    Partition lost = bed.send("c", "c1").get(0).partition(); // 99 % 3 = 0
    bed.store.mark(Bed.PAYMENTS, List.of(new Marker(suspect, 0, 1, 0)));
    ListenedTo source = new ListenedTo(bed.topics.source());
    bed.behaviour =
        (text, context) -> {
          if (text.equals("b1")) {
            source.listener().lost(List.of(lost));
          }
          if (text.equals("d1")) {
            assertThat(bed.store.markers(Bed.PAYMENTS, List.of(kept, lost)))
                .containsExactly(new Marker(kept, 0, 1, 0));
          }
        };
    InboxConsumer consumer = bed.builder(InboxOptions.DEFAULT, source.source()).build();
    bed.settle(consumer);

    assertThat(bed.effects()).containsExactly("b1", "d1");
  }

  /** A source whose assignment a test changes. */
  private static final class ListenedTo {
    private final RecordSource source;
    private AssignmentListener listener;

    ListenedTo(RecordSource target) {
      source =
          (RecordSource)
              Proxy.newProxyInstance(
                  CrashTest.class.getClassLoader(),
                  new Class<?>[] {RecordSource.class},
                  (proxy, method, args) -> {
                    if (method.getName().equals("open")) {
                      listener = (AssignmentListener) args[1];
                    }
                    return method.invoke(target, args);
                  });
    }

    RecordSource source() {
      return source;
    }

    AssignmentListener listener() {
      return listener;
    }
  }

  private static Partition partition() {
    return new Partition(Bed.TOPIC, 0);
  }

  @Test
  void inTheSteadyStateNoMarkersAreWritten() {
    Bed bed = new Bed();
    Points points = Points.never();
    InboxConsumer consumer = node(bed, InboxOptions.DEFAULT, points, bed.topics.source());
    for (int i = 1; i <= 20; i++) {
      bed.send("a", "a" + i);
      bed.settle(consumer);
    }

    assertThat(points.passed().stream().filter("before mark"::equals).count()).isEqualTo(1);
    assertThat(points.passed().stream().filter("before claim"::equals).count()).isEqualTo(20);
  }
}
