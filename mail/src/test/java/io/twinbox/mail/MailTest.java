package io.twinbox.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mail may be. */
class MailTest {

  @Test
  void aMailSurvivesItsWayThroughTheDatabase() {
    Mail mail =
        Mail.to("Ada <ada@example.com>")
            .andTo("bob@example.com")
            .cc("c@example.com")
            .bcc("d@example.com")
            .from("shop@example.com")
            .replyTo("help@example.com")
            .subject("Grüße")
            .text("text")
            .html("<b>html</b>")
            .attach("bill.pdf", "application/pdf", "bills/7")
            .build();
    assertThat(Mail.CODEC.decode(Mail.CODEC.encode(mail))).isEqualTo(mail);
  }

  @Test
  void whatIsLeftOutIsEmpty() {
    byte[] json = "{\"to\":[\"a@example.com\"],\"subject\":\"s\",\"text\":\"t\"}".getBytes(UTF_8);
    assertThat(Mail.CODEC.decode(json))
        .isEqualTo(Mail.to("a@example.com").subject("s").text("t").build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "ada@",
        "@example.com",
        "ada@example.com, bob@example.com",
        "friends: ada@example.com;",
        "ada@example.com\r\nBcc: geheim@example.com",
        "Ada\nX: y <ada@example.com>",
        "ada@exa mple.com"
      })
  void anAddressIsOneAddressAndNothingElse(String address) {
    assertThatThrownBy(() -> Mail.to(address).subject("s").text("t").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("geheim");
    assertThatThrownBy(() -> Mail.to("a@b.example").from(address).subject("s").text("t").build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Mail.to("a@b.example").bcc(address).subject("s").text("t").build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nBcc: x@example.com", "a\nb", "a\rb", "a\u0000b"})
  void noLineBreakGetsIntoAHeader(String line) {
    assertThatThrownBy(() -> Mail.to("a@example.com").subject(line).text("t").build())
        .hasMessageContaining("subject");
    assertThatThrownBy(() -> new Mail.Attachment(line, "text/plain", "r"))
        .hasMessageContaining("attachment name");
    assertThatThrownBy(() -> new Mail.Attachment("n", line, "r"))
        .hasMessageContaining("attachment contentType");
  }

  @Test
  void aMailHasABodyAndSomeRecipientsButNotTooMany() {
    assertThatThrownBy(() -> Mail.to("a@example.com").subject("s").build())
        .hasMessageContaining("text or HTML");
    Mail.Builder many = Mail.to("a@example.com").subject("s").text("t");
    Collections.nCopies(Mail.MAX_RECIPIENTS - 1, "b@example.com").forEach(many::bcc);
    many.build();
    assertThatThrownBy(() -> many.cc("c@example.com").build()).hasMessageContaining("101");
    assertThatThrownBy(() -> Mail.to("a@example.com").subject("s".repeat(901)).text("t").build())
        .hasMessageContaining("901");
  }

  @Test
  void whatIsPrintedSaysNothingPersonal() {
    assertThat(Mail.to("ada@example.com").subject("geheim").text("geheim").build().toString())
        .doesNotContain("ada")
        .doesNotContain("geheim");
  }
}
