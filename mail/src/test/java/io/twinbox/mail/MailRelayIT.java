package io.twinbox.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.EntryState;
import io.twinbox.Message;
import io.twinbox.RetryPolicy;
import io.twinbox.relay.Relay;
import io.twinbox.relay.RelayOptions;
import io.twinbox.relay.RelayState;
import io.twinbox.spi.RelayId;
import io.twinbox.testing.InMemoryOutboxStore;
import io.twinbox.testing.InMemoryTransaction;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The channel as a whole: a relay, the publisher, a server with opinions. */
class MailRelayIT {
  private static final RelayId MAILS = new RelayId("mails", MailPublisher.CHANNEL);

  private final SmtpStub stub = new SmtpStub();
  private final InMemoryOutboxStore store = new InMemoryOutboxStore();
  private int appended;

  @AfterEach
  void close() {
    stub.close();
  }

  /** All of them became dead letters at once. */
  @Test
  void aSenderThatIsRefusedMakesNoDeadLettersAndWhenItIsTakenAllMailsAreSentOnce() {
    stub.on("MAIL", "550 5.7.1 sender not allowed");
    append(100, "a@example.com");
    try (Relay relay = relay(RelayOptions.DEFAULT)) {
      relay.start();
      // It is told with the next batch: what was tried is set aside until the pause is over.
      await()
          .until(
              () -> {
                append(1, "a@example.com");
                return relay.status().state() == RelayState.DESTINATION_DOWN;
              });
      assertThat(relay.status().lastError()).contains("sender not allowed");
      assertThat(store.states(MAILS).values()).doesNotContain(EntryState.DEAD);
      assertThat(store.setAside(MAILS))
          .isNotEmpty()
          .allSatisfy(aside -> assertThat(aside.attempts()).isZero());

      stub.heal();
      await().until(() -> stub.accepted.size() >= appended);
      await().until(() -> relay.status().blockedLanes() == 0);
    }
    assertThat(stub.accepted).hasSize(appended);
    assertThat(store.states(MAILS).values()).containsOnly(EntryState.PUBLISHED);
  }

  /** It flapped for ever, and kept all others waiting each time. */
  @Test
  void aMailForWhichTheServerEndsTheLineIsADeadLetterInTheEndAndOthersAreSent() {
    stub.on("RCPT TO:<bad@", "421 4.3.0 not this one");
    append(1, "bad@example.com");
    append(50, "a@example.com");
    RetryPolicy policy =
        RetryPolicy.DEFAULT
            .withMaxAttempts(3)
            .withBackoff(Duration.ofMillis(50), Duration.ofMillis(100));
    try (Relay relay = relay(RelayOptions.builder().retry(policy).build())) {
      relay.start();
      await().until(() -> relay.status().dead() == 1 && stub.accepted.size() == 50);
      assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
    }
    assertThat(store.setAside(MAILS))
        .filteredOn(aside -> aside.state() == EntryState.DEAD)
        .singleElement()
        .satisfies(
            dead -> {
              assertThat(dead.attempts()).isEqualTo(3);
              assertThat(dead.error()).contains("not this one");
            });
  }

  private void append(int count, String recipient) {
    InMemoryTransaction transaction = store.begin();
    Mail mail = Mail.to(recipient).subject("s").text("t").build();
    for (int i = 0; i < count; i++) {
      transaction.append(
          Message.builder()
              .channel(MailPublisher.CHANNEL)
              .topic("receipts")
              .key(recipient + appended++)
              .type("Receipt")
              .payload(Mail.CODEC.encode(mail))
              .build());
    }
    transaction.commit();
  }

  private Relay relay(RelayOptions options) {
    return Relay.builder()
        .name(MAILS.name())
        .channel(MAILS.channel())
        .store(store)
        .options(options)
        .publisher(
            MailPublisher.builder()
                .host("127.0.0.1")
                .port(stub.port())
                .security(TransportSecurity.NONE)
                .from("orders@shop.example")
                .build())
        .build();
  }
}
