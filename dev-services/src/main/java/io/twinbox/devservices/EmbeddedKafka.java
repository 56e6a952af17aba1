package io.twinbox.devservices;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka (KRaft, a single node that is broker and controller) as a child JVM, listening on
 * the loopback address. It can be stopped, killed, paused and started again on the same data and
 * the same port.
 *
 * <p>Internal topics have one replica, topics are not created by being named, and consumer groups
 * form without delay; {@link Builder#set} overrides any broker property. The broker runs on its own
 * libraries, whatever the version of kafka-clients on this class path.
 *
 * <p>A temporary directory is deleted by {@link #close()} and when this JVM ends, in whatever way.
 * In a directory of the caller's the data stays, and the broker is stopped.
 *
 * <p>Verbs that need a running broker throw {@link IllegalStateException} without one; a broker
 * that does not obey is told by a {@link DevServiceException} with the end of its log.
 *
 * <p>This class is thread-safe: one verb runs at a time.
 */
public final class EmbeddedKafka implements AutoCloseable {
  /** The user who may do everything, if there are users at all. */
  public static final String ADMIN = BrokerProperties.ADMIN;

  /** Heap of the broker unless told otherwise, in MiB. */
  public static final int DEFAULT_HEAP_MEBIBYTES = 512;

  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(2);
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final KafkaNode node;
  private final boolean shared;

  private EmbeddedKafka(KafkaNode node, boolean shared) {
    this.node = node;
    this.shared = shared;
  }

  /** Describes a broker to start. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The one broker that all tests of this JVM share, {@linkplain Builder#quickStart() quickly}
   * started when first asked for. It cannot be stopped, killed, paused or closed: whoever wants
   * that starts one of their own. Tests keep apart by the names of their topics and groups.
   */
  public static EmbeddedKafka shared() {
    return Shared.KAFKA;
  }

  /** Starts the broker again after {@link #stop}, {@link #kill} or a crash, on the same port. */
  public void start() {
    node.start();
  }

  /** Stops the broker gracefully and waits until it has ended; nothing if it is not running. */
  public void stop() {
    checkOwned();
    node.server().stop("TERM", STOP_TIMEOUT);
  }

  /** SIGKILL, without any warning; does nothing if it is not running. */
  public void kill() {
    checkOwned();
    node.server().kill();
  }

  /** Freezes the broker: connections stay open, nothing answers. */
  public void pause() {
    checkOwned();
    node.server().pause();
  }

  /** Lets a paused broker go on. */
  public void resume() {
    checkOwned();
    node.server().resume();
  }

  /** Stops the broker gracefully if it is running, and starts it again. */
  public void restart() {
    stop();
    start();
  }

  /** Whether its process exists; also true while paused. */
  public boolean isRunning() {
    return node.server().isRunning();
  }

  /** The process id of the broker. */
  public long pid() {
    return node.server().pid();
  }

  /** The port on 127.0.0.1; the same as long as this object lives. */
  public int port() {
    return node.port();
  }

  /** For the client property {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  /** What any client needs to connect as the user who may do everything; the caller's own. */
  public Map<String, Object> clientProperties() {
    return node.properties().clientProperties(port());
  }

  /**
   * What a client needs to connect as one of the users; the caller's own.
   *
   * @param user one that was given to the builder
   */
  public Map<String, Object> clientProperties(String user) {
    return node.properties().clientProperties(port(), user);
  }

  /**
   * Creates a topic with one replica and waits until it can be written to.
   *
   * @param configs settings of the topic, such as {@code max.message.bytes}
   */
  public void createTopic(String topic, int partitions, Map<String, String> configs) {
    try (KafkaAdministration administration = administration()) {
      administration.createTopic(topic, partitions, configs);
    }
  }

  /** Deletes a topic and waits until it is gone. */
  public void deleteTopic(String topic) {
    try (KafkaAdministration administration = administration()) {
      administration.deleteTopic(topic);
    }
  }

  /** Changes settings of a topic; the others stay as they are. */
  public void alterTopic(String topic, Map<String, String> configs) {
    try (KafkaAdministration administration = administration()) {
      administration.alterTopic(topic, configs);
    }
  }

  /** Forbids a user every operation on a topic, until {@link #permit}. Needs users. */
  public void forbid(String user, String topic) {
    try (KafkaAdministration administration = administration()) {
      administration.forbid(user, topic);
    }
  }

  /** Takes back what {@link #forbid} said. */
  public void permit(String user, String topic) {
    try (KafkaAdministration administration = administration()) {
      administration.permit(user, topic);
    }
  }

  /** A client for everything else, with all rights. The caller closes it. */
  public Admin admin() {
    return Admin.create(clientProperties());
  }

  /**
   * Changes a broker property from the next start on.
   *
   * @param value null takes the override out
   */
  public void set(String property, @Nullable String value) {
    checkOwned();
    node.properties().set(property, value);
  }

  /** Changes a user's password from the next start on. */
  public void setPassword(String user, String password) {
    checkOwned();
    node.properties().setPassword(checkWord(user), checkWord(password));
  }

  /** The last lines the broker has logged since its latest start: warnings and errors. */
  public String logTail() {
    return node.server().logTail();
  }

  /** Ends the broker; deletes a temporary directory. */
  @Override
  public void close() {
    checkOwned();
    node.server().close();
  }

  private KafkaAdministration administration() {
    return new KafkaAdministration(admin());
  }

  private void checkOwned() {
    if (shared) {
      throw new IllegalStateException(
          "This Kafka is shared by all tests of the JVM. Start one of your own by builder().");
    }
  }

  private static String checkWord(String word) {
    if (!WORD.matcher(word).matches()) {
      throw new IllegalArgumentException("Not 1 to 64 letters, digits, dots, dashes: " + word);
    }
    return word;
  }

  private static final class Shared {
    static final EmbeddedKafka KAFKA = builder().quickStart().start(true);
  }

  /** What broker to start. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> users = new LinkedHashMap<>();
    private final List<String> jvmArguments = new ArrayList<>();
    private @Nullable Path directory;
    private @Nullable TcpProxy proxy;
    private int heapMebibytes = DEFAULT_HEAP_MEBIBYTES;
    private boolean quickStart;
    private int port;

    private Builder() {}

    /**
     * Where the data is kept, beyond {@link #close()}; data found there is used. Default: a
     * temporary directory.
     */
    public Builder directory(Path wanted) {
      this.directory = wanted;
      return this;
    }

    /** Default: 0, a free one. */
    public Builder port(int wanted) {
      if (wanted < 0 || wanted > 65_535) {
        throw new IllegalArgumentException("Not a port: " + wanted);
      }
      this.port = wanted;
      return this;
    }

    /** Default: {@link #DEFAULT_HEAP_MEBIBYTES}. */
    public Builder heapMebibytes(int wanted) {
      if (wanted < 64) {
        throw new IllegalArgumentException("Kafka does not start in " + wanted + " MiB");
      }
      this.heapMebibytes = wanted;
      return this;
    }

    /**
     * Starts with half the processor time, by a JVM that compiles less: slower under full load. For
     * tests, not for measurements.
     */
    public Builder quickStart() {
      this.quickStart = true;
      return this;
    }

    /** Further arguments of the broker's JVM. */
    public Builder jvmArguments(String... arguments) {
      jvmArguments.addAll(List.of(arguments));
      return this;
    }

    /** A broker property; overrides what this class would set. */
    public Builder set(String property, String value) {
      properties.put(property, value);
      return this;
    }

    /**
     * Makes clients log in (SASL/PLAIN, no encryption) and turns authorisation on. The first user
     * brings {@link #ADMIN} along, whose password is "admin" unless named here. Everybody may do
     * everything that no rule forbids: see {@link EmbeddedKafka#forbid}.
     *
     * @param password letters, digits, dots and dashes
     */
    public Builder user(String user, String password) {
      users.putIfAbsent(ADMIN, ADMIN);
      users.put(checkWord(user), checkWord(password));
      return this;
    }

    /**
     * Lets clients come through a proxy: those who bootstrap from its port are told its port for
     * everything else too. The broker tells the proxy where to forward to. The direct way through
     * {@link EmbeddedKafka#bootstrapServers()} stays open.
     */
    public Builder behind(TcpProxy wanted) {
      this.proxy = wanted;
      return this;
    }

    /** Starts the broker and waits until it answers (2 to 4 seconds). */
    public EmbeddedKafka start() {
      return start(false);
    }

    private List<String> allJvmArguments() {
      List<String> arguments = new ArrayList<>(List.of("-Xmx" + heapMebibytes + "m"));
      if (quickStart) {
        arguments.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      }
      arguments.addAll(jvmArguments);
      return arguments;
    }

    private EmbeddedKafka start(boolean shared) {
      KafkaNode node =
          new KafkaNode(
              directory,
              port,
              FreePort::pick,
              proxy,
              new BrokerProperties(properties, users),
              allJvmArguments());
      EmbeddedKafka kafka = new EmbeddedKafka(node, shared);
      try {
        kafka.start();
      } catch (RuntimeException e) {
        node.server().close();
        throw e;
      }
      return kafka;
    }
  }
}
