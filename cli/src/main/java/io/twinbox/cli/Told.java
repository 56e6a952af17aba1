package io.twinbox.cli;

import io.twinbox.admin.EntryItem;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.Job;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers: JSON, or tables for people. */
final class Told {
  static final JsonMapper JSON = new JsonMapper();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final int WIDEST = 60;

  private final PrintWriter out;

  private Told(PrintWriter out) {
    this.out = out;
  }

  static Told to(CommandLine.Model.CommandSpec spec) {
    return new Told(spec.commandLine().getOut());
  }

  void json(Object value) {
    out.println(JSON.writeValueAsString(value));
    out.flush();
  }

  void line(String text) {
    out.println(clean(text));
    out.flush();
  }

  /** Columns as wide as their widest cell, cut where it is too wide. */
  void table(List<String> head, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    rows.forEach(row -> all.add(row.stream().map(Told::cell).toList()));
    int[] widths = new int[head.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean last = i == widths.length - 1;
        line.append(last ? row.get(i) : pad(row.get(i), widths[i] + 2));
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  private static String cell(String text) {
    String clean = clean(text);
    return clean.length() <= WIDEST ? clean : clean.substring(0, WIDEST - 1) + "…";
  }

  /** What strangers wrote must not steer the terminal. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) && c != '\n' ? '?' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  static String text(@Nullable Object value) {
    if (value == null) {
      return "-";
    }
    return value instanceof Instant time ? time(time) : value.toString();
  }

  static String time(Instant time) {
    return TIME.format(time.atZone(ZoneId.systemDefault()));
  }

  static String age(Duration age) {
    long seconds = age.toSeconds();
    if (seconds < 1) {
      return age.toMillis() + " ms";
    }
    return seconds < 120
        ? seconds + " s"
        : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }

  void entries(List<EntryItem> items) {
    table(
        List.of("SEQ", "STATE", "TOPIC", "KEY", "TYPE", "OCCURRED AT", "ATTEMPTS", "ERROR"),
        items.stream()
            .map(
                it ->
                    List.of(
                        text(it.seq()),
                        it.state() + (it.discardedAt() == null ? "" : " discarded"),
                        it.topic(),
                        text(it.key()),
                        it.type(),
                        time(it.occurredAt()),
                        text(it.attempts()),
                        text(it.error())))
            .toList());
  }

  void records(List<InboxItem> items) {
    table(
        List.of(
            "SEQ", "STATE", "TOPIC", "PARTITION", "OFFSET", "TYPE", "ATTEMPTS", "FAULT", "ERROR"),
        items.stream()
            .map(
                it ->
                    List.of(
                        text(it.seq()),
                        it.state() + (it.discardedAt() == null ? "" : " discarded"),
                        it.topic(),
                        text(it.partition()),
                        text(it.offset()),
                        text(it.type()),
                        text(it.attempts()),
                        text(it.fault()),
                        text(it.error())))
            .toList());
  }

  void job(Job job) {
    line(
        String.format(
            Locale.ROOT,
            "job %s: %s of relay %s is %s, %d done, %.0f %%%s",
            job.id(),
            job.kind(),
            job.relay(),
            job.state(),
            job.done(),
            job.looked() * 100,
            job.passed() > 0 ? ", " + job.passed() + " left alone: their lanes were busy" : ""));
  }
}
