package io.twinbox.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RelayId;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mails to a real server, and to one that refuses what a test wants refused. */
class MailPublisherIT {
  private static final Instant APPENDED = Instant.parse("2026-11-21T10:00:00Z");

  private final SmtpStub stub = new SmtpStub();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private MailPublisher publisher = builder(stub.port()).build();
  private long batches;
  private long seqs;

  @AfterEach
  void close() {
    publisher.close();
    stub.close();
  }

  @Test
  void aMailArrivesWithItsPartsAndAnIdThatIsTheEntrys() throws Exception {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    try {
      publisher.close();
      publisher = builder(server.getSmtp().getPort()).build();
      Mail mail =
          Mail.to("Ada Lövelace <ada@example.com>")
              .bcc("hidden@example.com")
              .subject("Grüße aus dem Shop")
              .text("Danke für 3 €")
              .html("<p>Danke für 3 €</p>")
              .attach("rechnung-ä.txt", "text/plain", "bills/7")
              .build();
      Entry entry = entry("k", Mail.CODEC.encode(mail));
      assertThat(result(hand(entry))).isInstanceOf(PublishResult.Published.class);

      MimeMessage[] received = server.getReceivedMessages();
      assertThat(received).as("one for each recipient").hasSize(2);
      MimeMessage message = received[0];
      assertThat(message.getMessageID()).isEqualTo("<" + entry.id() + "@shop.example>");
      assertThat(message.getSentDate()).isEqualTo(Date.from(APPENDED));
      assertThat(message.getSubject()).isEqualTo("Grüße aus dem Shop");
      assertThat(message.getFrom()[0].toString()).contains("orders@shop.example");
      assertThat(message.getRecipients(Message.RecipientType.TO)[0].toString())
          .contains("ada@example.com");
      assertThat(message.getRecipients(Message.RecipientType.BCC)).isNull();
      assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      MimeMultipart parts = (MimeMultipart) message.getContent();
      MimeMultipart body = (MimeMultipart) parts.getBodyPart(0).getContent();
      assertThat(body.getBodyPart(0).getContent()).isEqualTo("Danke für 3 €");
      assertThat(body.getBodyPart(1).getContent()).isEqualTo("<p>Danke für 3 €</p>");
      assertThat(parts.getBodyPart(1).getInputStream().readAllBytes())
          .isEqualTo("content of bills/7".getBytes(UTF_8));
    } finally {
      server.stop();
    }
  }

  @ParameterizedTest
  @CsvSource({"MAIL, 451", "RCPT, 450", "DATA, 452", "., 451"})
  void whatTheServerRefusesForNowIsTriedAgain(String line, int code) {
    stub.on(line, code + " not now");
    Entry entry = mail("k", "a@example.com");
    PublishResult.Retry retry = (PublishResult.Retry) result(hand(entry));
    assertThat(retry.errorClass()).isEqualTo("Smtp" + code);
    assertThat(stub.accepted).isEmpty();

    stub.heal();
    assertThat(result(hand(entry))).isInstanceOf(PublishResult.Published.class);
  }

  @ParameterizedTest
  @CsvSource({"MAIL, 552", "RCPT, 550", "DATA, 554", "., 552"})
  void whatTheServerRefusesForGoodIsRejected(String line, int code) {
    stub.on(line, code + " never");
    PublishResult.Reject reject = (PublishResult.Reject) result(hand(mail("k", "a@example.com")));
    assertThat(reject.errorClass()).isEqualTo("Smtp" + code);
    assertThat(reject.reason()).contains("never");
  }

  @Test
  void someRecipientsRefusedForGoodKeepNobodyElseFromTheMail() {
    stub.on("RCPT TO:<b@", "550 unknown");
    assertThat(result(hand(mail("k", "a@example.com", "b@example.com", "c@example.com"))))
        .isInstanceOf(PublishResult.Published.class);
    assertThat(stub.accepted).containsExactly(List.of("a@example.com", "c@example.com"));
    assertThat(refused).singleElement().asString().contains("1").contains("unknown");
  }

  /** The server has the mail: another attempt would send it to all of them again. */
  @Test
  void aListenerThatThrowsSendsNoMailAgain() {
    publisher.close();
    publisher =
        builder(stub.port())
            .listener(
                (entry, count, reason) -> {
                  throw new IllegalStateException("listener");
                })
            .build();
    stub.on("RCPT TO:<b@", "550 unknown");
    assertThat(result(hand(mail("k", "a@example.com", "b@example.com"))))
        .isInstanceOf(PublishResult.Published.class);
    assertThat(stub.accepted).containsExactly(List.of("a@example.com"));
  }

  @Test
  void whatIsSaidToTheServerIsAsciiAndNobodyElsesAddress() {
    publisher.close();
    publisher = builder(stub.port()).from("Shöp <orders@bücher.example>").build();
    Entry entry = mail("k", "Zoë <ada@bücher.example>", "o'hara@example.com");
    assertThat(result(hand(entry))).isInstanceOf(PublishResult.Published.class);
    assertThat(stub.said)
        .contains(
            "MAIL FROM:<orders@xn--bcher-kva.example>",
            "RCPT TO:<ada@xn--bcher-kva.example>",
            "RCPT TO:<o'hara@example.com>",
            "Message-ID: <" + entry.id() + "@xn--bcher-kva.example>")
        .allMatch(line -> line.matches("[\\x20-\\x7e\\t]*"));

    stub.said.clear();
    for (String foreign : List.of("\u0161\u0161@example.com", "x\u013e@example.com")) {
      String json = "{\"to\":[\"" + foreign + "\"],\"subject\":\"s\",\"text\":\"t\"}";
      assertThat(result(hand(entry(foreign, json.getBytes(UTF_8)))))
          .isInstanceOf(PublishResult.Reject.class);
    }
    assertThat(stub.said).noneMatch(line -> line.startsWith("RCPT"));
  }

  /** Otherwise the others would get it again with each attempt. */
  @Test
  void whileSomeRecipientIsRefusedForNowNobodyGetsTheMail() {
    stub.on("RCPT TO:<b@", "450 mailbox busy");
    stub.on("RCPT TO:<c@", "550 unknown");
    assertThat(result(hand(mail("k", "a@example.com", "b@example.com", "c@example.com"))))
        .isInstanceOf(PublishResult.Retry.class);
    assertThat(stub.accepted).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HELLO, 421",
    "HELLO, 554",
    "AUTH, 535",
    "MAIL, 421",
    "MAIL, 530",
    "MAIL, 550",
    "MAIL, 553",
    "RCPT, 530"
  })
  void aServerThatTakesNothingCostsNoAttempts(String line, int code) {
    publisher.close();
    publisher = builder(stub.port()).login("shop", () -> "geheim").build();
    stub.on(line, code + " go away");
    PublishResult result = result(hand(mail("k", "a@example.com")));
    assertThat(((PublishResult.Postpone) result).reason())
        .contains("go away")
        .doesNotContain("geheim");
  }

  /** What the server says to one sender is no reason to keep all others waiting. */
  @Test
  void aMailWhoseOwnSenderIsRefusedCostsAnAttemptAndOthersAreSent() {
    stub.on("MAIL FROM:<other@", "550 not yours");
    Mail mail = Mail.to("a@example.com").from("other@shop.example").subject("s").text("t").build();
    PublishResult result = result(hand(entry("k", Mail.CODEC.encode(mail))));
    assertThat(((PublishResult.Retry) result).reason()).contains("not yours");
    assertThat(result(hand(mail("k2", "a@example.com"))))
        .isInstanceOf(PublishResult.Published.class);
  }

  /** It was taken for an outage: the mail was sent for ever, and all others waited each time. */
  @ParameterizedTest
  @CsvSource({"RCPT TO:<b@", "DATA", "."})
  void aServerThatEndsTheLineBecauseOfAMailCostsAnAttempt(String line) {
    stub.on(line, "421 not this one");
    PublishResult result = result(hand(mail("k", "b@example.com")));
    assertThat(((PublishResult.Retry) result).errorClass()).isEqualTo("Smtp421");

    stub.heal();
    assertThat(result(hand(mail("k2", "a@example.com"))))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void aLineThatWasUsedEnoughIsReplacedAtOnce() {
    stub.mailsPerLine = 2;
    for (int i = 0; i < 5; i++) {
      assertThat(result(hand(mail("k", "a@example.com"))))
          .isInstanceOf(PublishResult.Published.class);
    }
    assertThat(stub.accepted).hasSize(5);
    assertThat(stub.connections).hasValue(3);
  }

  @Test
  void aPasswordThatCannotBeHadCostsNoAttemptAndIsNotShown() {
    publisher.close();
    publisher =
        builder(stub.port())
            .login(
                "shop",
                () -> {
                  throw new IllegalStateException("geheim");
                })
            .build();
    PublishResult result = result(hand(mail("k", "a@example.com")));
    assertThat(((PublishResult.Postpone) result).reason())
        .contains("password")
        .doesNotContain("geheim");
  }

  /** Log-in is not enough: a probe asks what every mail asks. */
  @Test
  void whileTheSenderIsRefusedAProbeSaysSo() {
    stub.on("MAIL", "550 no such sender");
    assertThatThrownBy(publisher::probe)
        .isInstanceOf(DestinationDownException.class)
        .hasMessageContaining("no such sender");
    stub.on("MAIL", "451 not now");
    assertThatCode(publisher::probe).doesNotThrowAnyException();
  }

  /** Servers that greylist want to be asked again after minutes, and some after hours. */
  @Test
  void attemptsGoOnForHours() {
    RetryPolicy policy = publisher.pace().retry();
    Duration all = Duration.ZERO;
    for (int attempt = 1; attempt < policy.maxAttempts(); attempt++) {
      all = all.plus(policy.backoff(attempt, new Random(attempt)));
    }
    assertThat(all).isBetween(Duration.ofHours(6), Duration.ofHours(10));
    assertThat(policy.backoff(1, new Random(1))).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void whileTheServerIsAwayTheRelayIsToldAndGoesOnWhenItIsBack() {
    stub.on("HELLO", "421 maintenance");
    assertThat(result(hand(mail("k", "a@example.com")))).isInstanceOf(PublishResult.Postpone.class);
    assertThat(hand(mail("k2", "a@example.com")).lostCause())
        .isInstanceOf(DestinationDownException.class);
    assertThatThrownBy(publisher::probe)
        .isInstanceOf(DestinationDownException.class)
        .hasMessageContaining("127.0.0.1:" + stub.port());

    stub.heal();
    publisher.probe();
    publisher.reset();
    assertThat(result(hand(mail("k2", "a@example.com"))))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void aServerThatIsNotThereCostsNoAttempts() {
    stub.close();
    assertThat(result(hand(mail("k", "a@example.com")))).isInstanceOf(PublishResult.Postpone.class);
  }

  @ParameterizedTest
  @CsvSource({"MAIL, silence", "., silence", "RCPT, hang up", "., hang up"})
  void aServerThatFallsSilentCostsAnAttempt(String line, String what) {
    stub.on(line, what);
    PublishResult result = result(hand(mail("k", "a@example.com")));
    assertThat(((PublishResult.Retry) result).errorClass()).isEqualTo("NoAnswer");
  }

  @Test
  void aConnectionIsUsedForManyMailsAndThereAreNoMoreThanAllowed() {
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(mail("k" + i % 20, "a@example.com"));
    }
    Outcomes outcomes = hand(all.toArray(Entry[]::new));
    await().until(outcomes::ended);
    assertThat(stub.accepted).hasSize(200);
    assertThat(stub.connections.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void anAttachmentThatCannotBeFetchedIsTriedAgainAndOneThatIsTooLargeIsNot() {
    assertThat(result(hand(with("missing")))).isInstanceOf(PublishResult.Retry.class);
    assertThat(result(hand(with("x".repeat(2_000))))).isInstanceOf(PublishResult.Reject.class);
    assertThat(stub.accepted).isEmpty();
  }

  @Test
  void aPayloadThatIsNoMailIsRejected() {
    for (String json : List.of("", "no", "null", "[]", "{}", "{\"to\":[\"x\\ny@z\"]}")) {
      assertThat(result(hand(entry("k" + json.hashCode(), json.getBytes(UTF_8)))))
          .isInstanceOf(PublishResult.Reject.class);
    }
    assertThat(result(hand(entry("k", null)))).isInstanceOf(PublishResult.Reject.class);
  }

  private MailPublisher.Builder builder(int port) {
    return MailPublisher.builder()
        .host("127.0.0.1")
        .port(port)
        .security(TransportSecurity.NONE)
        .from("Shop <orders@shop.example>")
        .timeout(Duration.ofMillis(500))
        .attachmentBytes(1_000)
        .attachments(
            reference -> {
              if (reference.equals("missing")) {
                throw new FileNotFoundException(reference);
              }
              return new ByteArrayInputStream(("content of " + reference).getBytes(UTF_8));
            })
        .listener((entry, count, reason) -> refused.add(count + " " + reason));
  }

  private Entry with(String attachment) {
    Mail mail =
        Mail.to("a@example.com")
            .subject("s")
            .text("t")
            .attach("n", "text/plain", attachment)
            .build();
    return entry("k" + attachment.length(), Mail.CODEC.encode(mail));
  }

  private Entry mail(String key, String first, String... others) {
    Mail.Builder mail = Mail.to(first).subject("s").text("t");
    List.of(others).forEach(mail::andTo);
    return entry(key, Mail.CODEC.encode(mail.build()));
  }

  private Outcomes hand(Entry... entries) {
    Outcomes outcomes = new Outcomes(entries.length, false, () -> {});
    BatchId batch = new BatchId(new RelayId("mails", MailPublisher.CHANNEL), ++batches);
    publisher.publish(batch, List.of(entries), outcomes);
    return outcomes;
  }

  private static PublishResult result(Outcomes outcomes) {
    await()
        .until(
            () -> {
              PublishResult result = outcomes.result(0);
              return result != null && !(result instanceof PublishResult.UnderWay);
            });
    PublishResult result = outcomes.result(0);
    assertThat(result).isNotNull();
    return result;
  }

  private Entry entry(String key, byte @Nullable [] payload) {
    long seq = ++seqs;
    return new Entry(
        seq,
        new UUID(2, seq),
        MailPublisher.CHANNEL,
        "receipts",
        key,
        "Receipt",
        "application/json",
        payload,
        Map.of(),
        APPENDED);
  }
}
