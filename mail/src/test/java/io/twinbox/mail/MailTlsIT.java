package io.twinbox.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RelayId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mails are said to nobody but the server, through TLS. */
class MailTlsIT {
  private static Identity here;
  private static Identity elsewhere;

  @BeforeAll
  static void certificates(@TempDir Path directory) throws Exception {
    here = Identity.of(directory, "ip:127.0.0.1");
    elsewhere = Identity.of(directory, "dns:mail.example");
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  void aMailGoesThroughTlsToAServerThatIsTrusted(TransportSecurity security) {
    try (SmtpStub stub = new SmtpStub(security, here.server());
        MailPublisher publisher = publisher(stub, security, here)) {
      assertThat(publish(publisher)).isInstanceOf(PublishResult.Published.class);
      assertThat(stub.encrypted).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  void aCertificateNobodyVouchesForIsRefusedAndCostsNoAttempt(TransportSecurity security) {
    try (SmtpStub stub = new SmtpStub(security, here.server());
        MailPublisher publisher = publisher(stub, security, null)) {
      assertThat(publish(publisher)).isInstanceOf(PublishResult.Postpone.class);
      assertThat(stub.said).noneMatch(line -> line.matches("(AUTH|MAIL).*"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  void aCertificateForAnotherNameIsRefusedHoweverTrusted(TransportSecurity security) {
    try (SmtpStub stub = new SmtpStub(security, elsewhere.server());
        MailPublisher publisher = publisher(stub, security, elsewhere)) {
      assertThat(publish(publisher)).isInstanceOf(PublishResult.Postpone.class);
      assertThat(stub.said).noneMatch(line -> line.matches("(AUTH|MAIL).*"));
    }
  }

  /** Somebody in between may have taken the offer out of the server's greeting. */
  @Test
  void aServerThatOffersNoTlsHearsNothing() {
    try (SmtpStub stub = new SmtpStub();
        MailPublisher publisher = publisher(stub, TransportSecurity.STARTTLS, here)) {
      PublishResult result = publish(publisher);
      assertThat(((PublishResult.Postpone) result).reason()).contains("STARTTLS");
      assertThat(stub.said).noneMatch(line -> line.matches("(AUTH|MAIL).*"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  void anAttemptThroughTlsIsGivenUpAtItsLimit(TransportSecurity security) {
    try (SmtpStub stub = new SmtpStub(security, here.server());
        MailPublisher publisher = publisher(stub, security, here)) {
      stub.on("MAIL", SmtpStub.SILENCE);
      PublishResult result = publish(publisher);
      assertThat(((PublishResult.Retry) result).errorClass()).isEqualTo("TimedOut");
    }
  }

  private static MailPublisher publisher(
      SmtpStub stub, TransportSecurity security, @Nullable Identity trusted) {
    MailPublisher.Builder builder =
        MailPublisher.builder()
            .host("127.0.0.1")
            .port(stub.port())
            .security(security)
            .login("shop", () -> "geheim")
            .from("orders@shop.example")
            .lanes(
                MailPublisher.DEFAULT_LANES
                    .withPatience(Duration.ofMillis(500))
                    .withAttemptLimit(Duration.ofMillis(1500)));
    return (trusted == null ? builder : builder.sslContext(trusted.client())).build();
  }

  private static PublishResult publish(MailPublisher publisher) {
    Mail mail = Mail.to("a@example.com").subject("s").text("t").build();
    Entry entry =
        new Entry(
            1,
            new UUID(3, 1),
            MailPublisher.CHANNEL,
            "receipts",
            "k",
            "Receipt",
            "application/json",
            Mail.CODEC.encode(mail),
            Map.of(),
            Instant.EPOCH);
    Outcomes outcomes = new Outcomes(1, false, () -> {});
    BatchId batch = new BatchId(new RelayId("mails", MailPublisher.CHANNEL), 1);
    publisher.publish(batch, List.of(entry), outcomes);
    await()
        .until(
            () ->
                outcomes.result(0) != null
                    && !(outcomes.result(0) instanceof PublishResult.UnderWay));
    PublishResult result = outcomes.result(0);
    assertThat(result).isNotNull();
    return result;
  }
}
