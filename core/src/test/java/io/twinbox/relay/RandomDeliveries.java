package io.twinbox.relay;

import io.twinbox.AfterDeath;
import io.twinbox.RetryPolicy;
import io.twinbox.delivery.Answer;
import io.twinbox.delivery.LaneOptions;
import io.twinbox.delivery.SteppedCrew;
import io.twinbox.delivery.SteppedPublisher;
import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult;
import io.twinbox.testing.InMemoryOutboxStore;
import io.twinbox.testing.InMemoryTransaction;
import io.twinbox.testing.ManualClock;
import io.twinbox.testing.StoreCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A random life of relays whose publisher is the real one for slow destinations, decided by its
 * seed alone: attempts that end in any order or never, outages, pauses, refusals, and stops, both
 * graceful and not. In the end all faults stop, and {@link Model} and {@link Witness} say whether
 * all is as it must be.
 */
final class RandomDeliveries {
  /** What may go wrong. */
  enum Faults {
    /** Entries and destinations only; relays are stopped gracefully. */
    OF_DESTINATIONS,
    /** Besides, relays are killed and paused, and the database fails. */
    ALL
  }

  private static final int ACTIONS = 300;
  private static final StoreCall[] CALLS = StoreCall.values();

  private final Random random;
  private final long seed;
  private final Faults faults;
  private final ManualClock clock = new ManualClock();
  private final InMemoryOutboxStore store = new InMemoryOutboxStore(clock);
  private final RelayOptions options;
  private final LaneOptions lanes;
  private final Witness witness;
  private final List<Entry> arrived = new ArrayList<>();
  private final List<Entry> needless = new ArrayList<>();
  private final Map<String, InMemoryTransaction> lockedBy = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private boolean down;
  private boolean healed;
  private int owners;

  RandomDeliveries(long seed, Faults faults) {
    this.seed = seed;
    this.faults = faults;
    this.random = new Random(seed);
    this.options = randomOptions();
    this.lanes = randomLanes();
    this.witness = new Witness(store, Bed.ORDERS, options.pipeline());
    nodes.add(new Node());
    if (faults == Faults.ALL) {
      nodes.add(new Node());
    }
  }

  /** Runs it; what is wrong in the end. */
  List<String> faults() {
    for (int i = 0; i < ACTIONS; i++) {
      act();
    }
    healed = true;
    down = false;
    lockedBy.values().stream().distinct().toList().forEach(this::end);
    store.faults().comeBack();
    for (int i = 0; i < 200 && !atRest(); i++) {
      for (int j = 0; j < 30; j++) {
        nodes.forEach(Node::step);
        clock.advance(Duration.ofMillis(20));
      }
    }
    List<String> found = new ArrayList<>(Model.faults(store, arrived, Set.of()));
    found.addAll(witness.violations(needless));
    if (faults == Faults.OF_DESTINATIONS) {
      Set<Long> once = new HashSet<>();
      needless.stream()
          .filter(entry -> !once.add(entry.seq()))
          .forEach(entry -> found.add("repeated without a crash: " + entry));
    }
    return found;
  }

  private boolean atRest() {
    return Model.faults(store, arrived, Set.of()).isEmpty();
  }

  private RelayOptions randomOptions() {
    RetryPolicy retry =
        new RetryPolicy(
            2 + random.nextInt(4),
            Duration.ofMillis(50),
            Duration.ofMillis(400),
            2,
            0.5,
            random.nextBoolean() ? AfterDeath.BLOCK : AfterDeath.SKIP);
    return Bed.options(
        it ->
            it.batchSize(1 + random.nextInt(12))
                .pipeline(1 + random.nextInt(4))
                .stallAfter(Duration.ofSeconds(1))
                .leaseTimeToLive(Duration.ofSeconds(faults == Faults.ALL ? 1 : 600))
                .retry(retry));
  }

  private LaneOptions randomLanes() {
    return LaneOptions.DEFAULT
        .withConcurrency(1 + random.nextInt(4), 1 + random.nextInt(3))
        .withPatience(Duration.ofMillis(20 + random.nextInt(200)))
        .withAttemptLimit(Duration.ofMillis(300 + random.nextInt(700)))
        .withPauses(Duration.ofMillis(20), Duration.ofMillis(200))
        .withReach(
            random.nextBoolean()
                ? LaneOptions.Reach.MANY_DESTINATIONS
                : LaneOptions.Reach.ONE_DESTINATION);
  }

  private void act() {
    Node node = nodes.get(random.nextInt(nodes.size()));
    int dice = random.nextInt(100);
    if (dice < 35) {
      write();
    } else if (dice < 82) {
      int steps = 1 + random.nextInt(6);
      for (int i = 0; i < steps; i++) {
        node.step();
      }
    } else if (dice < 91) {
      clock.advance(Duration.ofMillis(random.nextInt(10) == 0 ? 2_000 : random.nextInt(120)));
    } else if (dice < 94) {
      down = random.nextInt(3) == 0;
    } else if (dice < 97) {
      node.stop();
      nodes.set(nodes.indexOf(node), new Node());
    } else if (faults == Faults.ALL) {
      if (random.nextBoolean()) {
        nodes.set(nodes.indexOf(node), new Node());
      } else {
        databaseTrouble();
      }
    }
  }

  private void databaseTrouble() {
    StoreCall call = CALLS[random.nextInt(CALLS.length)];
    switch (random.nextInt(5)) {
      case 0 -> store.faults().failBefore(call);
      case 1 -> store.faults().failAfter(call);
      case 2 -> store.expireLease(Bed.ORDERS);
      case 3 -> store.faults().goDown();
      default -> store.faults().comeBack();
    }
  }

  private Answer destination(Entry entry) {
    if ((entry.seq() * 31 + seed) % 23 == 0) {
      return Answer.reject("never", "Never");
    }
    if (down) {
      return new Answer.Outage("down, as the test asked", "Down");
    }
    Duration pause = Duration.ofMillis(random.nextInt(200));
    return switch (healed ? -1 : random.nextInt(40)) {
      case 0, 1 -> Answer.retry("not now", "NotNow");
      case 2 -> new Answer.Outage("no connection", "Unreachable");
      case 3 -> new Answer.Pause(new PublishResult.Postpone("busy", "Busy", pause), pause);
      case 4 -> new Answer.Pause(new PublishResult.Retry("busy", "Busy", pause), pause);
      case 5 -> new Answer.Entry(new PublishResult.Postpone("later", "Later", pause));
      default -> Answer.PUBLISHED;
    };
  }

  /** One transaction at a time writes to a key. */
  private void write() {
    InMemoryTransaction transaction = store.begin();
    for (int i = random.nextInt(6); i >= 0; i--) {
      String topic = random.nextBoolean() ? "orders" : "mails";
      int key = random.nextInt(5);
      String locked = topic + key;
      if (key == 4) {
        transaction.append(topic, null, "x");
      } else if (lockedBy.computeIfAbsent(locked, any -> transaction) == transaction) {
        transaction.append(topic, "k" + key, "x");
      }
    }
    if (random.nextInt(3) > 0) {
      end(transaction);
    }
    lockedBy.values().stream()
        .distinct()
        .filter(open -> random.nextInt(4) == 0)
        .toList()
        .forEach(this::end);
  }

  private void end(InMemoryTransaction transaction) {
    if (healed || random.nextInt(5) > 0) {
      transaction.commit();
    } else {
      transaction.rollback();
    }
    lockedBy.values().removeIf(owner -> owner == transaction);
  }

  /** One process: a relay, its publisher, and whoever makes its attempts. */
  private final class Node {
    private final SteppedCrew crew = new SteppedCrew(random, RandomDeliveries.this::destination);
    private final Relay relay;
    private int seen;

    Node() {
      Random own = new Random(random.nextLong());
      relay =
          Relay.builder()
              .name(Bed.ORDERS.name())
              .store(witness.watch(store))
              .publisher(witness.watch(new SteppedPublisher(lanes, crew, () -> down, clock, own)))
              .options(options)
              .owner("node-" + ++owners)
              .clock(clock)
              .random(own)
              .executor(Runnable::run)
              .build();
    }

    void step() {
      work(random.nextInt(5));
      relay.step();
      look();
    }

    private void work(int steps) {
      crew.work(steps);
      crew.tick();
      look();
    }

    /** Waits for what is under way, as a close does with its threads. */
    void stop() {
      relay.stop();
      for (int i = 0; i < 2_000 && !relay.stopped(); i++) {
        work(random.nextInt(3));
        relay.step();
        clock.advance(Duration.ofMillis(5));
      }
      relay.close();
      look();
    }

    /** An attempt that was given up after it had arrived is a duplicate that nobody can help. */
    private void look() {
      List<Entry> all = crew.arrived();
      for (Entry entry : all.subList(seen, all.size())) {
        arrived.add(entry);
        needless.add(entry);
      }
      needless.removeIf(crew::unknown);
      seen = all.size();
    }
  }
}
