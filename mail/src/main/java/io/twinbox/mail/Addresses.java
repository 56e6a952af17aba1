package io.twinbox.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Mail addresses, as text and as Jakarta Mail's. */
final class Addresses {
  private Addresses() {}

  /**
   * @throws IllegalArgumentException naming the field, not the address
   */
  static void require(String field, List<String> texts) {
    for (String text : texts) {
      parse(field, text);
    }
  }

  static InternetAddress[] parse(String field, List<String> texts) {
    return texts.stream().map(text -> parse(field, text)).toArray(InternetAddress[]::new);
  }

  static InternetAddress parse(String field, String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(field + " contains a control character");
    }
    try {
      InternetAddress address = new InternetAddress(text, true);
      if (address.isGroup() || !address.getAddress().contains("@")) {
        throw new IllegalArgumentException(field + " is not a single address");
      }
      String name = address.getPersonal();
      if (name != null) {
        address.setPersonal(name, StandardCharsets.UTF_8.name());
      }
      return address;
    } catch (AddressException | UnsupportedEncodingException e) {
      // Without the cause: its message repeats the address.
      throw new IllegalArgumentException(field + " is not an address");
    }
  }
}
