package io.twinbox.console;

import io.twinbox.EntryState;
import io.twinbox.Message;
import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import io.twinbox.admin.Act;
import io.twinbox.admin.AdminActions;
import io.twinbox.admin.AdminJobs;
import io.twinbox.admin.AdminQueries;
import io.twinbox.admin.AuditEntry;
import io.twinbox.admin.AuditSearch;
import io.twinbox.admin.BlockedLane;
import io.twinbox.admin.ConsumerNode;
import io.twinbox.admin.ConsumerOverview;
import io.twinbox.admin.Count;
import io.twinbox.admin.DatabaseHealth;
import io.twinbox.admin.Edit;
import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntryItem;
import io.twinbox.admin.EntryPage;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.FailureGroup;
import io.twinbox.admin.HealthCode;
import io.twinbox.admin.HealthSentence;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.InboxLetter;
import io.twinbox.admin.Job;
import io.twinbox.admin.JobRequest;
import io.twinbox.admin.Nodes;
import io.twinbox.admin.OutboxAdmin;
import io.twinbox.admin.Overview;
import io.twinbox.admin.Pause;
import io.twinbox.admin.PausedTopic;
import io.twinbox.admin.RatePoint;
import io.twinbox.admin.RecordSearch;
import io.twinbox.admin.RelayNode;
import io.twinbox.admin.RelayOverview;
import io.twinbox.admin.RelayReport;
import io.twinbox.admin.Shown;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ports that answer with the same few things, all of their texts hostile, and note what they were
 * asked. What the database does with it is tested on a database.
 */
public final class StubPorts {
  /** What nobody should take for anything but text. */
  public static final String HOSTILE =
      "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)> '; DROP TABLE x; -- \u202e{{7*7}}";

  static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123456Z");
  static final UUID ID = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");

  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

  /** Everything asked so far, as method and arguments. */
  public Queue<String> asked() {
    return asked;
  }

  /** From now on every question fails; null = no more. */
  public void failWith(RuntimeException e) {
    failure.set(e);
  }

  public ConsoleDatabase database(String name) {
    return new ConsoleDatabase(
        name,
        noting(AdminQueries.class, new Queries()),
        noting(AdminActions.class, new Actions()),
        noting(AdminJobs.class, new Jobs()),
        noting(OutboxAdmin.class, new Outbox()),
        noting(InboxAdmin.class, new Inbox()),
        List::of,
        () -> List.of("acks=all " + HOSTILE));
  }

  private <T> T noting(Class<T> port, T target) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, args) -> {
              // What is sampled in the background is nobody's question.
              if (!Thread.currentThread().getName().startsWith("twinbox-console")) {
                asked.add(method.getName() + (args == null ? "[]" : List.of(printed(args))));
              }
              RuntimeException e = failure.get();
              if (e != null) {
                throw e;
              }
              try {
                return method.invoke(target, args);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }

  private static Object[] printed(Object[] args) {
    Object[] printed = new Object[args.length];
    for (int i = 0; i < args.length; i++) {
      printed[i] = String.valueOf(args[i]);
    }
    return printed;
  }

  private static Job job(UUID id) {
    return new Job(
        id,
        "retry",
        "orders",
        Map.of("topic", HOSTILE),
        Job.State.DONE,
        1,
        3,
        0,
        "op",
        NOW,
        NOW,
        NOW);
  }

  private static EntryItem item(long seq) {
    return new EntryItem(
        seq,
        ID,
        "kafka",
        "orders",
        HOSTILE,
        HOSTILE,
        NOW,
        "orders",
        EntryState.DEAD,
        null,
        3,
        null,
        HOSTILE,
        null);
  }

  private static InboxItem row(long seq) {
    return new InboxItem(
        HOSTILE,
        seq,
        RecordState.DEAD,
        ID,
        "orders",
        3,
        42,
        HOSTILE,
        2,
        NOW,
        null,
        RecordFault.HANDLER_FAILED,
        HOSTILE,
        null);
  }

  private static ConsumerNode node() {
    return new ConsumerNode(
        HOSTILE, "node-1", "0.1", "RUNNING", HOSTILE, null, 8, 10, 9, 1, 0, 0, NOW, NOW);
  }

  private static final class Queries implements AdminQueries {
    @Override
    public Overview overview() {
      RelayReport report =
          new RelayReport(
              "orders",
              "kafka",
              "node-1",
              3,
              false,
              5,
              Duration.ofSeconds(2),
              1,
              1,
              HOSTILE,
              NOW,
              2,
              NOW);
      RelayOverview relay =
          new RelayOverview(
              report,
              new HealthSentence(HealthCode.DESTINATION_DOWN, "waits", HOSTILE, NOW, 0),
              List.of(new PausedTopic("orders", HOSTILE, NOW, HOSTILE, null)),
              NOW,
              "0.1",
              7,
              6,
              List.of(new RatePoint(NOW.minusSeconds(2), 10, 9)));
      ConsumerOverview consumer =
          new ConsumerOverview(
              HOSTILE,
              HealthSentence.well("runs"),
              Pause.NONE,
              1,
              Duration.ZERO,
              1,
              1,
              List.of(node()));
      return new Overview(NOW, 1_000, List.of(relay), List.of(consumer));
    }

    @Override
    public List<RatePoint> history(String relay, Duration span, int points) {
      return List.of();
    }

    @Override
    public EntryPage entries(EntrySearch search, long before, int limit) {
      return new EntryPage(List.of(item(11), item(10)), 10);
    }

    @Override
    public Count count(EntrySearch search) {
      return Count.exact(2);
    }

    @Override
    public Map<EntryState, Count> counts(String relay) {
      return Map.of(
          EntryState.DEAD,
          Count.exact(2),
          EntryState.PUBLISHED,
          new Count(9, Count.Precision.ESTIMATE));
    }

    @Override
    public Optional<EntryDetail> entry(long seq, String relay, Shown contents) {
      if (seq > 1_000) {
        return Optional.empty();
      }
      boolean shown = contents == Shown.SHOWN;
      return Optional.of(
          new EntryDetail(
              item(seq),
              "application/json",
              HOSTILE.length(),
              shown ? HOSTILE.getBytes(StandardCharsets.UTF_8) : null,
              shown ? Map.of("x-user", HOSTILE) : Map.of(),
              null,
              NOW,
              7,
              NOW,
              NOW,
              HOSTILE,
              List.of(new EntryDetail.FailedAttempt(1, NOW, HOSTILE, null)),
              List.of(new EntryDetail.Edited(NOW, HOSTILE, HOSTILE, "text/plain", -1))));
    }

    @Override
    public List<FailureGroup> failures() {
      return List.of(
          new FailureGroup(
              FailureGroup.Side.OUTBOX, "orders", "DEAD", null, HOSTILE, null, 2, NOW, NOW, 11));
    }

    @Override
    public List<BlockedLane> blockedLanes(String relay, String after, int limit) {
      return List.of(lane(FailureGroup.Side.OUTBOX, relay));
    }

    @Override
    public List<BlockedLane> blockedRecordLanes(String consumer, String after, int limit) {
      return List.of(lane(FailureGroup.Side.INBOX, consumer));
    }

    private static BlockedLane lane(FailureGroup.Side side, String owner) {
      return new BlockedLane(
          side,
          owner,
          "orders/" + HOSTILE,
          "orders",
          HOSTILE,
          11,
          "PARKED",
          2,
          NOW,
          HOSTILE,
          NOW,
          new Count(1_000, Count.Precision.AT_LEAST));
    }

    @Override
    public List<InboxItem> records(RecordSearch search, long before, int limit) {
      return List.of(row(12));
    }

    @Override
    public Optional<InboxLetter> record(String consumer, long seq, Shown contents) {
      boolean shown = contents == Shown.SHOWN;
      byte[] bytes = HOSTILE.getBytes(StandardCharsets.UTF_8);
      return Optional.of(
          new InboxLetter(
              row(seq),
              HOSTILE,
              shown ? new byte[] {0, 1, -1} : null,
              shown ? bytes : null,
              shown ? List.of(new InboxLetter.Header("x", new byte[] {0})) : List.of(),
              shown ? HOSTILE : null));
    }

    @Override
    public DatabaseHealth databaseHealth(Shown queries) {
      return new DatabaseHealth(
          NOW,
          "18.6",
          NOW,
          Duration.ofDays(7),
          List.of(
              new DatabaseHealth.Holder(
                  42,
                  null,
                  HOSTILE,
                  null,
                  "active",
                  null,
                  Duration.ofHours(1),
                  7,
                  queries == Shown.SHOWN ? HOSTILE : null)),
          List.of(
              new DatabaseHealth.Slot(
                  0, DatabaseHealth.Slot.Use.WRITTEN, 8192, Count.exact(1), NOW, null)),
          new DatabaseHealth.NextPurge(1, null, NOW, HOSTILE),
          List.of(new DatabaseHealth.Position("orders", 7, 6, NOW, 100, 3)),
          new DatabaseHealth.Connections(5, 100, Map.of("idle", 3)));
    }

    @Override
    public Nodes nodes() {
      return new Nodes(
          List.of(new RelayNode("orders", "kafka", null, 3, NOW, null, null, Pause.PAUSED)),
          List.of(node()));
    }

    @Override
    public List<AuditEntry> audit(AuditSearch search, long before, int limit) {
      return List.of(
          new AuditEntry(5, NOW, HOSTILE, "retry", HOSTILE, Map.of("filter", HOSTILE), null));
    }
  }

  private static final class Actions implements AdminActions {
    @Override
    public boolean handOver(String relay, Act act) {
      return true;
    }

    @Override
    public boolean pauseTopic(String relay, String topic, Act act) {
      return true;
    }

    @Override
    public boolean resumeTopic(String relay, String topic, Act act) {
      return false;
    }

    @Override
    public boolean pauseConsumer(String consumer, Act act) {
      return true;
    }

    @Override
    public boolean resumeConsumer(String consumer, Act act) {
      throw new IllegalArgumentException("there is no consumer named '" + consumer + "'");
    }

    @Override
    public int retry(String relay, java.util.Collection<Long> seqs, Act act) {
      return seqs.size();
    }

    @Override
    public int discard(String relay, java.util.Collection<Long> seqs, Act act) {
      return seqs.size();
    }

    @Override
    public boolean editAndRetry(String relay, long seq, Edit edit, Act act) {
      return true;
    }

    @Override
    public long publish(Message message, Act act) {
      return 77;
    }
  }

  private static final class Jobs implements AdminJobs {
    @Override
    public Count dryRun(JobRequest request) {
      return new Count(1_000, Count.Precision.AT_LEAST);
    }

    @Override
    public Job start(JobRequest request, Act act) {
      return job(ID);
    }

    @Override
    public Job advance(UUID id) {
      return job(id);
    }

    @Override
    public boolean cancel(UUID id, Act act) {
      return false;
    }

    @Override
    public Optional<Job> find(UUID id) {
      return id.equals(ID) ? Optional.of(job(id)) : Optional.empty();
    }

    @Override
    public List<Job> unfinished() {
      return List.of();
    }

    @Override
    public List<Job> latest(int limit) {
      return List.of(job(ID));
    }
  }

  private static final class Outbox implements OutboxAdmin {
    @Override
    public boolean pause(String relay, Act act) {
      return true;
    }

    @Override
    public boolean resume(String relay, Act act) {
      return false;
    }

    @Override
    public boolean retry(String relay, long seq, Act act) {
      return true;
    }

    @Override
    public boolean discard(String relay, long seq, Act act) {
      return true;
    }

    @Override
    public List<RelayReport> relays() {
      return List.of();
    }

    @Override
    public List<io.twinbox.admin.EntryStatus> entries(java.util.Collection<Long> seqs) {
      return List.of();
    }
  }

  private static final class Inbox implements InboxAdmin {
    @Override
    public List<String> consumers() {
      return List.of(HOSTILE);
    }

    @Override
    public List<InboxItem> list(InboxFilter filter, long after, int limit) {
      return List.of();
    }

    @Override
    public Optional<InboxLetter> show(String consumer, long seq) {
      return Optional.empty();
    }

    @Override
    public boolean retry(String consumer, long seq, Act act) {
      return true;
    }

    @Override
    public int retry(InboxFilter filter, Act act) {
      return 3;
    }

    @Override
    public boolean discard(String consumer, long seq, Act act) {
      return false;
    }

    @Override
    public int discard(InboxFilter filter, Act act) {
      return 1_000;
    }
  }
}
