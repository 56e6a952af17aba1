package io.twinbox.kafka;

import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * What the producer's failure to send one record means. Failures a producer gets over by itself (no
 * leader, time-outs, disconnects) never get here: it tries for ever.
 */
sealed interface Failure {

  /** Definite, and of this entry alone. */
  record OfEntry(PublishResult result) implements Failure {}

  /** Definite, and the same for every entry of the topic. */
  record OfTopic(PublishResult.Retry result) implements Failure {}

  /**
   * Not this entry's fault, or nobody knows: everything unanswered is to be sent again, in order.
   */
  record Again(Throwable cause) implements Failure {}

  /** The cluster does not take anything from us. */
  record OfDestination(Throwable cause) implements Failure {}

  /** Reads a failure reported by the producer for an entry. */
  static Failure of(Throwable e, Entry entry) {
    String topic = entry.topic();
    if (e instanceof RecordTooLargeException) {
      byte[] payload = entry.payload();
      String size = "payload of " + (payload == null ? 0 : payload.length) + " bytes: ";
      return new OfEntry(
          new PublishResult.Reject(
              "topic " + topic + " does not take a " + size + e.getMessage(), "RecordTooLarge"));
    }
    if (e instanceof InvalidTopicException) {
      return new OfEntry(
          new PublishResult.Reject("illegal topic name '" + topic + "'", "InvalidTopic"));
    }
    if (e instanceof TopicAuthorizationException) {
      return new OfTopic(
          new PublishResult.Retry(
              "not authorized to write to topic " + topic, "TopicAuthorizationFailed", null));
    }
    // Among several refused records the client calls each "invalid", also for a clock that is off:
    // retried one by one they tell, and none is dead before its attempts are used up.
    if (e instanceof InvalidRecordException
        || e instanceof InvalidTimestampException
        || e instanceof RecordBatchTooLargeException) {
      return new OfEntry(
          new PublishResult.Retry(
              "topic " + topic + " refused the record: " + e.getMessage(), name(e), null));
    }
    if (e instanceof AuthenticationException || e instanceof ClusterAuthorizationException) {
      return new OfDestination(e);
    }
    if (!(e instanceof KafkaException || e instanceof IllegalStateException)) {
      // Not the producer's own: thrown by what it calls for this entry, a partitioner for example.
      return alone(e, entry);
    }
    return new Again(e instanceof KafkaException ? e : new KafkaException(e));
  }

  /** Reads a failure of an entry that was the only one on its way: it is this entry's. */
  static OfEntry alone(Throwable e, Entry entry) {
    return new OfEntry(
        new PublishResult.Retry(
            "the record for topic " + entry.topic() + " cannot be sent: " + e, name(e), null));
  }

  private static String name(Throwable e) {
    return e.getClass().getSimpleName().replace("Exception", "");
  }
}
