package io.twinbox.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Mail addresses, as text and as Jakarta Mail's. What leaves here has an address of printable ASCII
 * and a name that may be anything: without SMTPUTF8 the transport cuts each character down to a
 * byte, and what is left is somebody else's address, or the end of the envelope's.
 */
final class Addresses {
  /** RFC 5321's Dot-string: no quoted text, in which anything may stand. */
  private static final Pattern LOCAL_PART =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

  private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 253;

  /**
   * What Java's IDNA of 2003 turns into other letters or drops, while that of 2008 makes another
   * domain of it: the mail would go to the wrong one. As {@code xn--} they are unmistakable.
   */
  private static final Pattern AMBIGUOUS = Pattern.compile("[\\u00df\\u03c2\\u200c\\u200d]");

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
    refuseControls(field, text);
    try {
      InternetAddress address = new InternetAddress(text, true);
      if (address.isGroup() || !address.getAddress().contains("@")) {
        throw new IllegalArgumentException(field + " is not a single address");
      }
      address.setAddress(ascii(field, address.getAddress()));
      String name = address.getPersonal();
      if (name != null) {
        // Again: encoded words (RFC 2047) may have hidden some.
        refuseControls(field, name);
        address.setPersonal(name, StandardCharsets.UTF_8.name());
      }
      return address;
    } catch (AddressException | UnsupportedEncodingException e) {
      // Without the cause: its message repeats the address.
      throw new IllegalArgumentException(field + " is not an address");
    }
  }

  private static void refuseControls(String field, String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(field + " contains a control character");
    }
  }

  /** As it stands in the envelope: the domain as A-labels. */
  private static String ascii(String field, String address) {
    int at = address.lastIndexOf('@');
    String local = address.substring(0, at);
    if (local.length() > LONGEST_LOCAL_PART || !LOCAL_PART.matcher(local).matches()) {
      throw new IllegalArgumentException(
          field + " has a local part that is not plain ASCII without quotes");
    }
    return local + '@' + domain(field, address.substring(at + 1));
  }

  private static String domain(String field, String text) {
    String domain;
    try {
      domain = AMBIGUOUS.matcher(text).find() ? "" : IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES);
    } catch (RuntimeException e) {
      // Without the cause: its message repeats the domain.
      domain = "";
    }
    if (domain.length() > LONGEST_DOMAIN || !DOMAIN.matcher(domain).matches()) {
      throw new IllegalArgumentException(field + " has a domain that is no host name");
    }
    return domain;
  }
}
