package io.twinbox.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SQL of a page of the documents, as it stands there. A block is called by its first line, a
 * comment, and is taken off the page, so that a test can tell what it has not run.
 */
final class GuidePage {
  private static final Pattern BLOCK =
      Pattern.compile(
          "^( *)```sql\\n *-- ([^\\n]+)\\n(.*?)^\\1```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern FENCE = Pattern.compile("^ *```sql", Pattern.MULTILINE);

  private final String schema;
  private final Map<String, String> blocks = new LinkedHashMap<>();

  private GuidePage(String schema) {
    this.schema = schema;
  }

  /** A page below {@code docs}, for tables of ours that are in another schema. */
  static GuidePage open(String page, String schema) throws IOException {
    GuidePage opened = namedOf(page, schema);
    String text = Files.readString(docs().resolve(page));
    if (opened.blocks.size() != FENCE.matcher(text).results().count()) {
      throw new IllegalStateException(page + " has a block of SQL that does not begin with a name");
    }
    return opened;
  }

  /** Those blocks of a page that begin with a name. */
  static GuidePage namedOf(String page, String schema) throws IOException {
    String text = Files.readString(docs().resolve(page));
    GuidePage opened = new GuidePage(schema);
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (opened.blocks.put(block.group(2), block.group(3)) != null) {
        throw new IllegalStateException(page + " has two blocks called: " + block.group(2));
      }
    }
    return opened;
  }

  /** The block of that name; it counts as run from now on. */
  String take(String name) {
    String sql = blocks.remove(name);
    if (sql == null) {
      throw new IllegalStateException("no such block, or taken before: " + name);
    }
    return sql.replace("twinbox.", schema + ".");
  }

  /** What nobody has taken. */
  Set<String> left() {
    return Set.copyOf(blocks.keySet());
  }

  private static Path docs() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("no mvnw above " + Path.of("").toAbsolutePath());
      }
    }
    return directory.resolve("docs");
  }
}
