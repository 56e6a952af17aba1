package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.Outbox;
import io.twinbox.RetryPolicy;
import io.twinbox.engine.Death;
import io.twinbox.spi.Backlog;
import io.twinbox.spi.InboxRecord;
import io.twinbox.testing.Effect;
import io.twinbox.testing.InMemorySource;
import io.twinbox.testing.InMemoryTopics;
import io.twinbox.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the engine does with every store: each effect once, the order of every key, whatever
 * happens. A database's tests extend this class and tell how to open an empty inbox.
 */
public abstract class InboxEngineContract {
  private static final String TOPIC = "orders";
  private static final String[] A = {"a1", "a2", "a3", "a4"};

  private InboxEngineHarness inbox;
  private ManualClock clock;
  private InMemoryTopics topics;
  private Plant plant = Plant.NOTHING;
  private int sent;

  /** What handlers do before they leave their effect. */
  private interface Behaviour {
    void before(String text, InboxContext context) throws Exception;
  }

  /** Opens an inbox; the same database may be given again, with other records in it. */
  protected abstract InboxEngineHarness open() throws Exception;

  @BeforeEach
  final void openInbox() throws Exception {
    begin();
  }

  @AfterEach
  final void closeInbox() {
    inbox.close();
  }

  private void begin() throws Exception {
    inbox = open();
    clock = new ManualClock(inbox.now());
    topics = new InMemoryTopics(clock, 1);
    sent = 0;
  }

  private void send(String key, String... texts) {
    Stream.of(texts).forEach(text -> topics.send(TOPIC, key, "m" + ++sent, text));
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aReplayOfTheTopicHasNoEffect(InboxMode mode) {
    replay(mode);
  }

  private void replay(InboxMode mode) {
    send("a", Bed.numbers(1, 100));
    InboxConsumer node = node(mode, Points.never(), topics.source(), (text, context) -> {});
    drain(node);
    topics.replay();
    drain(node);

    assertThat(effects("a")).containsExactly(Bed.numbers(1, 100));
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aHandlerThatEndsItsTransactionHasNoEffect(InboxMode mode) {
    int[] left = {2};
    send("a", A);
    send("b", "b1");
    Behaviour behaviour =
        (text, context) -> {
          if (text.equals("a2") && left[0]-- > 0) {
            inbox.rollBackSecretly(context.connection());
          }
        };
    drain(node(mode, Points.never(), topics.source(), behaviour));

    assertThat(effects("a")).containsExactly(A);
    assertThat(effects("b")).containsExactly("b1");
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aLetterThatTheDatabaseRefusesStopsNobody(InboxMode mode) {
    send("a", "a1", "dies", "a2");
    Behaviour behaviour =
        (text, context) -> {
          if (text.equals("dies")) {
            throw new IllegalStateException(text);
          }
        };
    List<String> refused = new ArrayList<>();
    InboxListener listener =
        new InboxListener() {
          @Override
          public void letterRefused(InboxRecord record, String error) {
            refused.add(error);
          }
        };
    Outbox outbox =
        (tx, messages) -> {
          inbox.refusedAppend(tx);
          return List.of();
        };
    drain(
        builder(mode, Points.never(), topics.source(), behaviour)
            .deadLetters(outbox, "dead")
            .listener(listener)
            .build());

    assertThat(effects("a")).containsExactly("a1", "a2");
    assertThat(inbox.store().backlog(Bed.PAYMENTS).dead()).isEqualTo(1);
    assertThat(refused).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aRecordThatKillsTheProcessBecomesADeadLetter(InboxMode mode) {
    kill(mode);
  }

  private void kill(InboxMode mode) {
    send("a", Bed.numbers(1, 20));
    for (int deaths = 0; deaths < 10; deaths++) {
      Points points = Points.never();
      InMemorySource source = topics.source();
      Behaviour behaviour =
          (text, context) -> {
            if (text.equals("13")) {
              points.kill("killed");
            }
          };
      if (!dies(node(mode, points, source, behaviour), source)) {
        break;
      }
    }

    assertThat(effects("a")).hasSize(19).doesNotContain("13");
    assertThat(inbox.store().backlog(Bed.PAYMENTS).dead()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aProcessMayDieAtEveryPointOfItsLife(InboxMode mode) throws Exception {
    int points = lifeWithDeathAt(Points.never(), mode);
    assertThat(points).isGreaterThan(20);
    for (int n = 0; n < points; n++) {
      inbox.close();
      begin();
      lifeWithDeathAt(Points.at(n), mode);
    }
  }

  /** One node lives until it dies; a second one finishes the work. Gives the points it passed. */
  private int lifeWithDeathAt(Points points, InboxMode mode) {
    int[] left = {2};
    send("a", A);
    send("b", "b1", "b2", "b3");
    Behaviour behaviour =
        (text, context) -> {
          points.pass("handler");
          if (text.equals("a3") && left[0]-- > 0) {
            throw new IllegalStateException("fails twice");
          }
        };
    InMemorySource source = topics.source();
    if (dies(node(mode, points, source, behaviour), source)) {
      drain(node(mode, Points.never(), topics.source(), (text, context) -> {}));
    }

    List<String> life = points.passed();
    assertThat(effects("a")).as("life %s", life).containsExactly(A);
    assertThat(effects("b")).as("life %s", life).containsExactly("b1", "b2", "b3");
    return life.size();
  }

  // Planted bugs: a contract that stays green over them would be worth nothing ------------------

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void toAskForDuplicatesAfterTheHandlerIsCaught(InboxMode mode) {
    plant = Plant.DEDUPE_AFTER_THE_HANDLER;
    assertThatThrownBy(() -> replay(mode)).isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void toCommitOffsetsBeforeTheTransactionIsCaught(InboxMode mode) {
    plant = Plant.OFFSET_BEFORE_COMMIT;
    assertThatThrownBy(() -> lifeWithDeathAt(Points.at("before transaction"), mode))
        .isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void toCountAttemptsAfterTheHandlerIsCaught(InboxMode mode) {
    plant = Plant.ATTEMPTS_COUNTED_AFTER;
    assertThatThrownBy(() -> kill(mode)).isInstanceOf(AssertionError.class);
  }

  private InboxConsumer node(
      InboxMode mode, Points points, InMemorySource source, Behaviour behaviour) {
    return builder(mode, points, source, behaviour).build();
  }

  private Inbox.Builder builder(
      InboxMode mode, Points points, InMemorySource source, Behaviour behaviour) {
    RetryPolicy retry =
        RetryPolicy.DEFAULT.withBackoff(Duration.ofMillis(100), Duration.ofMillis(200));
    return Inbox.consumer(Bed.PAYMENTS)
        .topics(TOPIC)
        .source(points.source(plant.source(source)))
        .store(points.store(plant.store(inbox.store())))
        .transactions(points.transactions(inbox.transactions()))
        .options(Bed.options(it -> it.mode(mode).chunkRecords(7).workers(1).retry(retry)))
        .clock(clock)
        .random(new Random(7))
        .on(
            "test",
            TextCodec.TEXT,
            (text, context) -> {
              behaviour.before(text, context);
              inbox.effect(context.connection(), context.key().orElse("-"), text);
            });
  }

  /** Lets the node work until all is done, or it dies. */
  private boolean dies(InboxConsumer node, InMemorySource source) {
    try {
      drain(node);
      return false;
    } catch (Death.Halt e) {
      topics.evict(source);
      return true;
    }
  }

  private void drain(InboxConsumer node) {
    for (int i = 0; i < 2_000; i++) {
      if (node.step()) {
        continue;
      }
      Backlog backlog = inbox.store().backlog(Bed.PAYMENTS);
      if (topics.lag() == 0 && backlog.received() + backlog.parked() == 0) {
        return;
      }
      Duration time = i < 100 ? Duration.ofMillis(250) : Duration.ofSeconds(20);
      clock.advance(time);
      inbox.pass(time);
    }
    throw new AssertionError("it does not come to an end: " + node.status());
  }

  private List<String> effects(String key) {
    return inbox.effects().stream()
        .filter(effect -> effect.key().equals(key))
        .map(Effect::value)
        .toList();
  }
}
