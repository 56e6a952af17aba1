package io.twinbox.webhook;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where the entries of a topic go, and what they are signed with.
 *
 * @param name the topic
 * @param url absolute, {@code https} (or {@code http}, where the publisher allows it); without user
 *     and fragment
 * @param secrets references to the secrets, as {@link SecretSource} knows them: {@code env:NAME},
 *     {@code file:/path} or {@code SCHEME:NAME} of a source of yours; one or more, and never the
 *     secrets themselves, because references are logged and stored. With several, each request
 *     carries a signature of each: so a key is rotated
 */
public record Endpoint(String name, URI url, List<String> secrets) {
  /** A scheme, and what it knows. No secret looks like that: base64 has no colon. */
  private static final Pattern REFERENCE = Pattern.compile("[a-z][a-z0-9+.-]*:[^\\p{Cntrl}]+");

  public Endpoint {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(url, "url");
    secrets = List.copyOf(secrets);
    require(!name.isEmpty(), name, "has no name");
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    require(scheme.equals("https") || scheme.equals("http"), name, "needs an https URL");
    require(url.getHost() != null, name, "needs a URL with a host name");
    require(url.getRawUserInfo() == null, name, "must not have a user in its URL");
    require(url.getRawFragment() == null, name, "must not have a fragment in its URL");
    require(!secrets.isEmpty(), name, "needs a reference to a secret");
    require(
        secrets.stream().allMatch(Endpoint::isReference),
        name,
        "needs references to secrets, as env:NAME or file:/path: not the secrets themselves");
  }

  private static boolean isReference(String text) {
    int name = text.indexOf(':') + 1;
    return REFERENCE.matcher(text).matches()
        && !text.substring(name).trim().startsWith(SigningKey.PREFIX);
  }

  private static void require(boolean holds, String name, String fault) {
    if (!holds) {
      throw new IllegalArgumentException("endpoint '" + name + "' " + fault);
    }
  }

  /** Whether requests travel in the clear. */
  boolean isPlain() {
    return "http".equalsIgnoreCase(url.getScheme());
  }

  /** Name and host only: what stands in a path or a query may be a secret of its own. */
  @Override
  public String toString() {
    return "Endpoint[" + name + " " + url.getScheme() + "://" + url.getHost() + "]";
  }
}
