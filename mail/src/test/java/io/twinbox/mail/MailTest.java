package io.twinbox.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.InternetAddress;
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
        "ada@exa mple.com",
        "\u0161\u0161@example.com", // cut down to bytes: aa@example.com
        "ada\u013e@example.com", // cut down to bytes: the end of the envelope's address
        "ada@exa\u200dmple.com", // IDNA 2003 and 2008 disagree: which of two domains?
        "ada@stra\u00dfe.example",
        "ada@exa_mple.com",
        "ada@[127.0.0.1]",
        "ada@example..com",
        "\"a>b\"@example.com",
        "=?utf-8?q?Ada=0D=0ABcc:_geheim@example.com?= <ada@example.com>"
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

  @Test
  void aDomainMayBeInternationalisedAndANameAnything() {
    InternetAddress address = Addresses.parse("to", "Zoë Šimić <z.s+1@Bücher.example>");
    assertThat(address.getAddress()).isEqualTo("z.s+1@xn--bcher-kva.example");
    assertThat(address.getPersonal()).isEqualTo("Zoë Šimić");
    assertThat(address.toString()).matches("[\\x20-\\x7e]+");
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
