package io.twinbox.jdbc;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a look at a schema found.
 *
 * @param schema its name
 * @param found the version found; 0 = none
 * @param needed the version this release works with
 * @param findings what is wrong; empty = all is well
 */
public record SchemaReport(String schema, int found, int needed, List<Finding> findings) {

  public SchemaReport {
    Objects.requireNonNull(schema, "schema");
    findings = List.copyOf(findings);
  }

  /** Whether everything is as it should be. */
  public boolean healthy() {
    return findings.isEmpty();
  }

  /**
   * Nothing, if everything is as it should be.
   *
   * @throws SchemaException telling all findings at once
   */
  public void require() {
    if (!healthy()) {
      throw new SchemaException(toString(), null);
    }
  }

  /** For people: one line, and one more per finding. */
  @Override
  public String toString() {
    String head = "Schema " + schema + ": version found:" + found + " needed:" + needed;
    return findings.stream()
        .map(f -> "\n  " + f.kind() + ": " + f.sentence() + ' ' + f.remedy())
        .collect(Collectors.joining("", head, ""));
  }
}
