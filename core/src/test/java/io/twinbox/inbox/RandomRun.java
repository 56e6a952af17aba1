package io.twinbox.inbox;

import io.twinbox.RecordState;
import io.twinbox.RetryPolicy;
import io.twinbox.engine.Death;
import io.twinbox.spi.InboxRecord;
import io.twinbox.testing.Effect;
import io.twinbox.testing.InMemorySource;
import io.twinbox.testing.InboxRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One random life of a consumer on several nodes: records and duplicates, handlers that fail, kill
 * or break their transaction, crashes anywhere, rebalances, evictions, outages. Judged at the end:
 * each effect once, none of a dead letter, and the order of every key.
 */
final class RandomRun {
  private static final int MESSAGES = 60;
  private static final int STEPS = 700;

  private final Random random;
  private final Plant plant;
  private final Bed bed = new Bed(3);
  private final InboxOptions options;
  private final boolean batch;
  private final List<Node> nodes = new ArrayList<>();
  private final List<InboxRecord> sent = new ArrayList<>();
  private final Map<String, Integer> failuresLeft = new HashMap<>();
  private final Set<String> killers = new HashSet<>();
  private final List<String> faults = new ArrayList<>();

  private record Node(InboxConsumer consumer, InMemorySource source, Points points) {}

  RandomRun(long seed, Plant plant) {
    this.random = new Random(seed);
    this.plant = plant;
    this.batch = random.nextInt(4) == 0;
    InboxMode mode = random.nextInt(3) == 0 ? InboxMode.STORE_FIRST : InboxMode.INLINE;
    int chunk = 1 + random.nextInt(12);
    RetryPolicy retry =
        RetryPolicy.DEFAULT
            .withMaxAttempts(4)
            .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    this.options =
        Bed.options(it -> it.mode(mode).chunkRecords(chunk).retry(retry).workers(2).maxCrashes(2));
  }

  List<String> faults() {
    for (int i = 0; i < STEPS; i++) {
      act();
    }
    finish();
    judge();
    return faults;
  }

  // Acting ---------------------------------------------------------------------------------------

  private void act() {
    int dice = random.nextInt(100);
    if (dice < 14) {
      send();
    } else if (dice < 18 && !sent.isEmpty()) {
      bed.topics.append(sent.get(random.nextInt(sent.size())));
    } else if (dice < 22 && nodes.size() < 3) {
      nodes.add(node(random.nextInt(3) == 0 ? Points.at(random.nextInt(150)) : Points.never()));
    } else if (dice < 24 && !nodes.isEmpty()) {
      crash(nodes.get(random.nextInt(nodes.size())));
    } else if (dice < 26) {
      bed.topics.rebalance();
    } else if (dice < 27 && !nodes.isEmpty()) {
      bed.topics.evict(nodes.get(random.nextInt(nodes.size())).source());
    } else if (dice < 29) {
      bed.store.faults().goDown();
    } else if (dice < 33) {
      bed.store.faults().comeBack();
    } else if (dice < 34) {
      bed.topics.goDown();
    } else if (dice < 37) {
      bed.topics.comeBack();
    } else if (dice < 45) {
      bed.clock.advance(Duration.ofMillis(random.nextInt(500)));
    } else if (!nodes.isEmpty()) {
      step(nodes.get(random.nextInt(nodes.size())));
    }
  }

  private void send() {
    if (sent.size() >= MESSAGES) {
      return;
    }
    String text = String.valueOf(sent.size());
    int kind = random.nextInt(30);
    if (kind < 4) {
      failuresLeft.put(text, 1 + random.nextInt(6));
    } else if (kind == 4) {
      killers.add(text);
    }
    sent.addAll(bed.send("k" + random.nextInt(5), text));
  }

  private void step(Node node) {
    try {
      Steps steps = node.consumer().steps();
      switch (random.nextInt(4)) {
        case 0 -> steps.read();
        case 1 -> steps.handle();
        default -> steps.work(random.nextInt(steps.workers()));
      }
    } catch (Death.Halt e) {
      crash(node);
    }
  }

  private void crash(Node node) {
    node.points().dead();
    nodes.remove(node);
    bed.topics.evict(node.source());
  }

  private Node node(Points points) {
    InMemorySource source = bed.topics.source();
    Inbox.Builder builder =
        bed.builder(
            options,
            points.source(plant.source(source)),
            points.store(plant.store(bed.store)),
            points.transactions(bed.store));
    if (batch) {
      builder.onBatch("test", TextCodec.TEXT, (all, tx) -> handle(points, all));
    } else {
      builder.on("test", TextCodec.TEXT, (text, context) -> handle(points, text, context));
    }
    return new Node(builder.build(), source, points);
  }

  private void handle(Points points, List<Delivery<String>> all) {
    for (Delivery<String> one : all) {
      handle(points, one.event(), one.context());
    }
  }

  private void handle(Points points, String text, InboxContext context) {
    points.pass("before effect");
    if (killers.contains(text)) {
      points.kill("killed by " + text);
    }
    bed.store.effect(context.connection(), context.key().orElse("-"), text);
    points.pass("after effect");
    int left = failuresLeft.merge(text, -1, Integer::sum);
    if (left >= 0) {
      if (left == 2) {
        bed.store.rollBackSecretly(context.connection());
        return;
      }
      throw new IllegalStateException("fails " + left + " times more");
    }
  }

  // Ending ---------------------------------------------------------------------------------------

  private void finish() {
    bed.store.faults().comeBack();
    bed.topics.comeBack();
    List.copyOf(nodes).forEach(this::crash);
    for (int lives = 0; lives < 40; lives++) {
      Node last = node(Points.never());
      nodes.add(last);
      if (finishWith(last)) {
        return;
      }
    }
    faults.add("it is killed for ever");
  }

  private boolean finishWith(Node last) {
    try {
      for (int i = 0; i < 6_000; i++) {
        if (!last.consumer().step()) {
          bed.clock.advance(Duration.ofMillis(100));
        }
        if (bed.topics.lag() == 0 && bed.live().isEmpty()) {
          return true;
        }
      }
      faults.add("it does not come to an end: " + last.consumer().status());
      return true;
    } catch (Death.Halt e) {
      crash(last);
      return false;
    }
  }

  private void judge() {
    Map<String, Integer> times = new HashMap<>();
    Map<String, Integer> lastOfKey = new HashMap<>();
    for (Effect effect : bed.store.effects()) {
      times.merge(effect.value(), 1, Integer::sum);
      int number = Integer.parseInt(effect.value());
      Integer before = lastOfKey.put(effect.key(), number);
      if (before != null && before > number) {
        faults.add(number + " after " + before + " of key " + effect.key());
      }
    }
    Set<String> dead = new HashSet<>();
    for (InboxRow row : bed.rows()) {
      if (row.state() == RecordState.DEAD) {
        dead.add(Bed.text(row));
      }
    }
    for (int i = 0; i < sent.size(); i++) {
      String text = String.valueOf(i);
      int expected = dead.contains(text) ? 0 : 1;
      if (times.getOrDefault(text, 0) != expected) {
        faults.add(text + " has " + times.getOrDefault(text, 0) + " effects, not " + expected);
      }
    }
  }
}
