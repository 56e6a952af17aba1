package io.twinbox.kafka;

import io.twinbox.spi.DestinationDownException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the admin client sees it. Thread-safe. The client is made on first use: a broker
 * whose name cannot be resolved yet is a destination that is down, not a reason to fail at start.
 */
final class Cluster implements AutoCloseable {
  /** Longest wait for an answer. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Map<String, Object> properties;
  private final Object lock = new Object();
  private @Nullable Admin admin;
  private boolean closed;

  /**
   * @param properties for the admin client
   */
  Cluster(Map<String, Object> properties) {
    this.properties = properties;
  }

  private Admin admin() {
    synchronized (lock) {
      if (closed) {
        throw new DestinationDownException("closed", null);
      }
      if (admin == null) {
        admin = Admin.create(properties);
      }
      return admin;
    }
  }

  /**
   * Returns when a broker answers.
   *
   * @throws DestinationDownException naming the brokers and the cause
   */
  void reach() {
    try {
      await(admin().describeCluster().nodes().toCompletionStage().toCompletableFuture());
    } catch (KafkaException e) {
      throw down(e);
    }
  }

  /** Asks about topics without waiting; fails with {@link DestinationDownException}. */
  CompletionStage<Map<String, TopicAnswer>> askLater(Collection<String> topics) {
    try {
      return new TopicLookup(admin()).ask(topics);
    } catch (KafkaException e) {
      return CompletableFuture.failedFuture(down(e));
    }
  }

  /** Asks about topics to read, without waiting. */
  CompletableFuture<ReadableTopics> askReadable(Collection<String> topics) {
    try {
      return ReadableTopics.ask(admin(), topics);
    } catch (KafkaException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Asks about what a reader should know.
   *
   * @throws DestinationDownException if there is no answer in time
   */
  ReadingTerms readingTerms(Collection<String> topics) {
    try {
      return await(ReadingTerms.ask(admin(), topics));
    } catch (KafkaException e) {
      throw down(e);
    }
  }

  /**
   * Asks about topics.
   *
   * @throws DestinationDownException if there is no answer in time
   */
  Map<String, TopicAnswer> ask(Collection<String> topics) {
    return await(askLater(topics).toCompletableFuture());
  }

  /** The brokers asked first, as configured. */
  String bootstrapServers() {
    return String.valueOf(properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  private <T> T await(Future<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw down(new TimeoutException("no answer within " + PATIENCE.toMillis() + " ms"));
    } catch (ExecutionException e) {
      throw down(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw down(e);
    }
  }

  /** The destination is down, for this reason. */
  DestinationDownException down(Throwable failure) {
    Throwable cause = cause(failure);
    return cause instanceof DestinationDownException already
        ? already
        : new DestinationDownException(sentence(cause), cause);
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Says that the cluster cannot be used, and why. */
  String sentence(Throwable failure) {
    Throwable cause = cause(failure);
    StringBuilder text = new StringBuilder("Kafka at ").append(bootstrapServers());
    text.append(" cannot be used: ").append(cause.getClass().getSimpleName());
    if (cause.getMessage() != null) {
      text.append(": ").append(cause.getMessage());
    }
    Throwable root = cause.getCause();
    if (root != null && root.getMessage() != null) {
      text.append(" (").append(root.getMessage()).append(')');
    }
    return text.toString();
  }

  @Override
  public void close() {
    Admin open;
    synchronized (lock) {
      closed = true;
      open = admin;
      admin = null;
    }
    if (open != null) {
      open.close(Duration.ZERO);
    }
  }
}
