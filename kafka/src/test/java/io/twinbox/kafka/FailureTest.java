package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult.Reject;
import io.twinbox.spi.PublishResult.Retry;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static final Entry ENTRY = new Entries().entry("orders", "a");

  @Test
  void anEntryThatIsTooLargeIsRejectedAlone() {
    assertThat(Failure.of(new RecordTooLargeException("too large"), ENTRY))
        .isEqualTo(
            new Failure.OfEntry(
                new Reject(
                    "topic orders does not take a payload of 100 bytes: too large",
                    "RecordTooLarge")));
  }

  @Test
  void aRecordTheBrokerFindsInvalidIsTriedAgainForItMayBeTheClock() {
    for (Exception e :
        new Exception[] {new InvalidRecordException("x"), new InvalidTimestampException("x")}) {
      assertThat(Failure.of(e, ENTRY))
          .isInstanceOfSatisfying(
              Failure.OfEntry.class, one -> assertThat(one.result()).isInstanceOf(Retry.class));
    }
  }

  @Test
  void aMissingRightConcernsTheTopic() {
    assertThat(Failure.of(new TopicAuthorizationException("t"), ENTRY))
        .isInstanceOf(Failure.OfTopic.class);
  }

  @Test
  void aWrongPasswordConcernsTheDestination() {
    assertThat(Failure.of(new SaslAuthenticationException("no"), ENTRY))
        .isInstanceOf(Failure.OfDestination.class);
  }

  @Test
  void whatAPartitionerThrowsIsTheEntrysOwn() {
    assertThat(Failure.of(new UnsupportedOperationException("odd key"), ENTRY))
        .isEqualTo(
            new Failure.OfEntry(
                new Retry(
                    "the record for topic orders cannot be sent:"
                        + " java.lang.UnsupportedOperationException: odd key",
                    "UnsupportedOperation",
                    null)));
  }

  @Test
  void whateverLeavesOpenWhatHappenedIsSentAgain() {
    for (Exception e :
        new Exception[] {
          new KafkaException("part of a batch with an invalid record"),
          new OutOfOrderSequenceException("gap"),
          new ProducerFencedException("fenced"),
          new TimeoutException("expired"),
          new IllegalStateException("closed")
        }) {
      assertThat(Failure.of(e, ENTRY)).isInstanceOf(Failure.Again.class);
    }
  }
}
