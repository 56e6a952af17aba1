package io.twinbox.relay;

import io.twinbox.AfterDeath;
import io.twinbox.EntryState;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.PublishResult;
import io.twinbox.testing.FailingPublisher;
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
import org.jspecify.annotations.Nullable;

/**
 * A random life, decided by its seed alone: writers with locks, two nodes that are stepped, paused
 * and killed, a database that fails before and after its effect, a destination that refuses,
 * rejects, breaks, goes down and answers late, and an operator. In the end all faults stop, and the
 * {@link Model} says whether all is as it must be.
 */
final class RandomRun {
  private static final int ACTIONS = 400;
  private static final StoreCall[] CALLS = StoreCall.values();

  private final Random random;
  private final long seed;
  private final boolean slow;

  /** Whether attempts that take long take longer than was said: their entries fall due again. */
  private final boolean overdue;

  private final ManualClock clock = new ManualClock();
  private final InMemoryOutboxStore store = new InMemoryOutboxStore(clock);
  private final Witness witness;
  private final RelayOptions options;
  private final List<Entry> arrived = new ArrayList<>();
  private final Set<Long> outOfOrder = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Writer> lockedBy = new HashMap<>();
  private final List<Writer> writers = new ArrayList<>();
  private int owners;

  RandomRun(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.slow = random.nextBoolean();
    this.overdue = seed / 2 % 2 == 0;
    this.options = randomOptions();
    this.witness = new Witness(store, Bed.ORDERS, options.pipeline());
    for (int i = 0; i < 4; i++) {
      writers.add(new Writer());
    }
    nodes.add(new Node());
    if (options.ownership() == Ownership.EXCLUSIVE) {
      nodes.add(new Node());
    }
  }

  /** Runs it; what is wrong in the end. */
  List<String> faults() {
    for (int i = 0; i < ACTIONS; i++) {
      act();
    }
    healAll();
    comeToRest();
    List<String> faults = new ArrayList<>(Model.faults(store, arrived, outOfOrder));
    faults.addAll(witness.violations(arrived));
    for (Node node : nodes) {
      faults.addAll(node.faults());
    }
    return faults;
  }

  private RelayOptions randomOptions() {
    RetryPolicy retry =
        new RetryPolicy(
            1 + random.nextInt(4),
            Duration.ofMillis(50),
            Duration.ofMillis(400),
            2,
            0.5,
            random.nextBoolean() ? AfterDeath.BLOCK : AfterDeath.SKIP);
    return Bed.options(
        it ->
            it.batchSize(1 + random.nextInt(6))
                .pipeline(1 + random.nextInt(4))
                .stallAfter(Duration.ofMillis(500))
                .ownership(random.nextInt(4) == 0 ? Ownership.SINGLE : Ownership.EXCLUSIVE)
                .leaseTimeToLive(Duration.ofSeconds(1))
                .retry(retry));
  }

  private void act() {
    Node node = nodes.get(random.nextInt(nodes.size()));
    int dice = random.nextInt(100);
    if (dice < 35) {
      writers.get(random.nextInt(writers.size())).act();
    } else if (dice < 80) {
      int steps = 1 + random.nextInt(6);
      for (int i = 0; i < steps; i++) {
        node.step();
      }
    } else if (dice < 88) {
      clock.advance(Duration.ofMillis(random.nextInt(10) == 0 ? 2_000 : random.nextInt(120)));
    } else if (dice < 92) {
      node.trouble();
    } else if (dice < 96) {
      databaseTrouble();
    } else if (dice < 98) {
      nodes.set(nodes.indexOf(node), new Node());
    } else {
      operate();
    }
  }

  private void databaseTrouble() {
    StoreCall call = CALLS[random.nextInt(CALLS.length)];
    switch (random.nextInt(6)) {
      case 0 -> store.faults().failBefore(call);
      case 1 -> store.faults().failAfter(call);
      case 2 -> store.faults().before(call, () -> bug(call));
      case 3 -> store.faults().after(call, () -> bug(call));
      case 4 -> store.faults().goDown();
      default -> store.faults().comeBack();
    }
  }

  private void bug(StoreCall call) {
    if (random.nextBoolean()) {
      throw new IllegalStateException("a bug in " + call);
    }
    throw new StackOverflowError("in " + call);
  }

  private void operate() {
    switch (random.nextInt(5)) {
      case 0 -> store.pause(Bed.ORDERS);
      case 1, 2 -> store.resume(Bed.ORDERS);
      case 3 -> store.expireLease(Bed.ORDERS);
      default -> decideAboutDead();
    }
  }

  private void decideAboutDead() {
    store.setAside(Bed.ORDERS).stream()
        .filter(aside -> aside.state() == EntryState.DEAD && aside.discardedAt() == null)
        .findFirst()
        .ifPresent(
            dead -> {
              long seq = dead.entry().seq();
              if (random.nextBoolean()) {
                store.discard(Bed.ORDERS, seq);
              } else if (store.retry(Bed.ORDERS, seq) && !dead.blocking()) {
                outOfOrder.add(seq);
              }
            });
  }

  private void healAll() {
    writers.forEach(Writer::end);
    store.resume(Bed.ORDERS);
    store.faults().comeBack();
    nodes.forEach(Node::heal);
  }

  private void comeToRest() {
    for (int i = 0; i < 100 && !atRest(); i++) {
      for (int j = 0; j < 30; j++) {
        nodes.forEach(Node::step);
        clock.advance(Duration.ofMillis(20));
      }
    }
  }

  private boolean atRest() {
    return Model.faults(store, arrived, outOfOrder).isEmpty()
        && nodes.stream().allMatch(node -> node.faults().isEmpty());
  }

  /** One process: a relay and its connection to the destination. */
  private final class Node {
    private final Link link = slow ? new SlowLink() : new QuickLink();
    private final Relay relay;
    private int seen;

    Node() {
      relay =
          Relay.builder()
              .name(Bed.ORDERS.name())
              .store(witness.watch(store))
              .publisher(witness.watch(link.publisher()))
              .options(options)
              .owner("node-" + ++owners)
              .clock(clock)
              .random(new Random(random.nextLong()))
              .executor(Runnable::run)
              .build();
    }

    void step() {
      link.work();
      relay.step();
      look();
    }

    void trouble() {
      link.trouble();
      look();
    }

    void heal() {
      link.heal();
    }

    List<String> faults() {
      RelayState state = relay.status().state();
      return state == RelayState.RUNNING || state == RelayState.STANDBY
          ? List.of()
          : List.of("does not work: " + relay.status());
    }

    private void look() {
      List<Entry> all = link.arrived();
      arrived.addAll(all.subList(seen, all.size()));
      seen = all.size();
    }
  }

  private @Nullable PublishResult refusal(Entry entry) {
    if ((entry.seq() * 31 + seed) % 23 == 0) {
      return new PublishResult.Reject("never", "Never");
    }
    return switch (random.nextInt(30)) {
      case 0 -> new PublishResult.Retry("not now", "NotNow", null);
      case 1 -> new PublishResult.Postpone("down", "Down", Duration.ofMillis(random.nextInt(200)));
      default -> null;
    };
  }

  /** A node's connection to the destination, with its troubles. */
  private interface Link {
    MessagePublisher publisher();

    List<Entry> arrived();

    void work();

    void trouble();

    void heal();
  }

  /** What fails is answered at once; acknowledgements may be late. */
  private final class QuickLink implements Link {
    private final FailingPublisher publisher = new FailingPublisher();

    QuickLink() {
      publisher.reject(entry -> refusal(entry) instanceof PublishResult.Reject);
      publisher.retry(entry -> refusal(entry) instanceof PublishResult.Retry, null);
      publisher.postpone(
          entry -> refusal(entry) instanceof PublishResult.Postpone, Duration.ofMillis(100));
    }

    @Override
    public MessagePublisher publisher() {
      return publisher;
    }

    @Override
    public List<Entry> arrived() {
      return publisher.destination().arrived();
    }

    @Override
    public void work() {}

    @Override
    public void trouble() {
      switch (random.nextInt(7)) {
        case 0 -> publisher.goDown();
        case 1, 2 -> publisher.comeBack();
        case 3 -> publisher.breakAfter(random.nextInt(4));
        case 4 -> publisher.destination().holdAcknowledgements();
        case 5 -> publisher.destination().acknowledge(1 + random.nextInt(3));
        default -> publisher.destination().releaseAcknowledgements();
      }
    }

    @Override
    public void heal() {
      publisher.comeBack();
      publisher.destination().releaseAcknowledgements();
    }
  }

  /** Every answer is late, failures too, and several batches wait for theirs. */
  private final class SlowLink implements Link {
    private final SlowDestination publisher =
        new SlowDestination(
            RandomRun.this::refusal,
            entry -> random.nextInt(8) == 0,
            Duration.ofMillis(overdue ? 20 : 300));

    @Override
    public MessagePublisher publisher() {
      return publisher;
    }

    @Override
    public List<Entry> arrived() {
      return publisher.arrived();
    }

    @Override
    public void work() {
      publisher.work(random.nextInt(5));
      publisher.endSlow(random.nextInt(overdue ? 12 : 3) == 0 ? 1 : 0);
    }

    @Override
    public void trouble() {
      switch (random.nextInt(4)) {
        case 0 -> publisher.goDown(true);
        case 1 -> publisher.breakDown(random.nextInt(6));
        default -> publisher.goDown(false);
      }
    }

    @Override
    public void heal() {
      publisher.goDown(false);
    }
  }

  /** A business transaction after the other; at most one at a time writes to a key. */
  private final class Writer {
    private @Nullable InMemoryTransaction transaction;

    void act() {
      if (transaction == null) {
        transaction = store.begin();
      }
      int dice = random.nextInt(10);
      if (dice < 6) {
        append(transaction);
      } else if (dice < 9) {
        end();
      } else {
        transaction.rollback();
        unlock();
      }
    }

    void append(InMemoryTransaction open) {
      String topic = random.nextBoolean() ? "orders" : "mails";
      int key = random.nextInt(4);
      if (key == 3) {
        open.append(topic, null, "x");
      } else if (lockedBy.computeIfAbsent(topic + key, any -> this) == this) {
        open.append(topic, "k" + key, "x");
      }
    }

    void end() {
      if (transaction != null) {
        transaction.commit();
        unlock();
      }
    }

    void unlock() {
      transaction = null;
      lockedBy.values().removeIf(owner -> owner == this);
    }
  }
}
