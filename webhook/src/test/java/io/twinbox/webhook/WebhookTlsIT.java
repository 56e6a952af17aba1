package io.twinbox.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.PublishResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests are said to nobody but the receiver, through TLS. */
class WebhookTlsIT {
  private static Identity here;
  private static Identity elsewhere;

  @BeforeAll
  static void certificates(@TempDir Path directory) throws Exception {
    here = Identity.of(directory, "ip:127.0.0.1");
    elsewhere = Identity.of(directory, "dns:hooks.example");
  }

  @Test
  void aReceiverWhoseCertificateIsTrustedGetsTheRequest() {
    try (Receiver receiver = new Receiver(here.server());
        WebhookPublisher publisher = publisher(receiver, here)) {
      assertThat(publish(publisher)).isInstanceOf(PublishResult.Published.class);
      assertThat(receiver.requests).hasSize(1);
    }
  }

  @Test
  void aCertificateNobodyVouchesForIsRefusedAndCostsNoAttempt() {
    try (Receiver receiver = new Receiver(here.server());
        WebhookPublisher publisher = publisher(receiver, null)) {
      assertThat(((PublishResult.Postpone) publish(publisher)).errorClass()).isEqualTo("Tls");
      assertThat(receiver.requests).isEmpty();
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefusedHoweverTrusted() {
    try (Receiver receiver = new Receiver(elsewhere.server());
        WebhookPublisher publisher = publisher(receiver, elsewhere)) {
      assertThat(((PublishResult.Postpone) publish(publisher)).errorClass()).isEqualTo("Tls");
      assertThat(receiver.requests).isEmpty();
    }
  }

  private static WebhookPublisher publisher(Receiver receiver, @Nullable Identity trusted) {
    WebhookPublisher.Builder builder =
        WebhookPublisher.builder()
            .endpoints(
                InMemoryEndpoints.of(
                    new Endpoint("t", receiver.url("/in"), List.of("test:secret"))))
            .secrets(reference -> Optional.of(Signatures.secret(1)))
            .addresses(AddressRule.allowing("127.0.0.0/8"));
    return (trusted == null ? builder : builder.sslContext(trusted.client())).build();
  }

  private static PublishResult publish(WebhookPublisher publisher) {
    Deliveries deliveries = new Deliveries();
    return Deliveries.result(deliveries.hand(publisher, deliveries.entry("t")));
  }
}
