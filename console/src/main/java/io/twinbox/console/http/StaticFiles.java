package io.twinbox.console.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The page's files, read once when the console is made. A name is looked up in this table and
 * nowhere else: no name leads to a file that is not in it. Thread-safe.
 */
public final class StaticFiles {
  private static final String FOLDER = "io/twinbox/console/web/";
  private static final String INDEX = "index.html";

  /** Named by their version, so what they hold never changes. */
  private static final String VENDOR = "vendor/";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html;charset=utf-8"),
          Map.entry("js", "text/javascript;charset=utf-8"),
          Map.entry("mjs", "text/javascript;charset=utf-8"),
          Map.entry("css", "text/css;charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain;charset=utf-8"),
          Map.entry("md", "text/plain;charset=utf-8"));

  private final Map<String, File> files;

  private StaticFiles(Map<String, File> files) {
    this.files = files;
  }

  /** Reads what is on the class path. */
  public static StaticFiles load() {
    Map<String, File> files = new TreeMap<>();
    try {
      for (Resource resource :
          new PathMatchingResourcePatternResolver(StaticFiles.class.getClassLoader())
              .getResources("classpath*:" + FOLDER + "**")) {
        if (resource.isReadable()) {
          String url = resource.getURL().toString();
          String name = url.substring(url.lastIndexOf(FOLDER) + FOLDER.length());
          if (!name.isEmpty() && !name.endsWith("/") && TYPES.containsKey(extension(name))) {
            files.put(name, File.of(resource.getContentAsByteArray()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the page's files cannot be read", e);
    }
    return new StaticFiles(files);
  }

  /**
   * The answer with a file.
   *
   * @param name beneath the console's path; empty = the page itself
   * @param ifNoneMatch the ETag that who asks holds; null = none
   * @throws RefusedException if there is no such file
   */
  public Reply answer(String name, @Nullable String ifNoneMatch) {
    String wanted = name.isEmpty() ? INDEX : name;
    File file = files.get(wanted);
    if (file == null) {
      throw RefusedException.notFound("there is no such file");
    }
    boolean held = ifNoneMatch != null && ifNoneMatch.contains(file.etag);
    return new Reply(
        held ? 304 : 200,
        TYPES.getOrDefault(extension(wanted), "application/octet-stream"),
        Map.of(
            "ETag",
            file.etag,
            "Cache-Control",
            wanted.startsWith(VENDOR) ? "private, max-age=31536000, immutable" : "no-cache"),
        held ? new byte[0] : file.bytes);
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private record File(byte[] bytes, String etag) {
    static File of(byte[] bytes) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        return new File(bytes, '"' + HexFormat.of().formatHex(digest, 0, 12) + '"');
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
