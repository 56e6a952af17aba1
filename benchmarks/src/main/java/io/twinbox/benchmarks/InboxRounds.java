package io.twinbox.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures how fast contenders read topics, round by round, and checks after each reading that the
 * effects are right. All contenders of a round read the same records. Not thread-safe.
 */
final class InboxRounds {
  private static final String LEDGER = "twinbox.inbox";
  private static final String LEDGER_OF_ROUND = "SELECT count(*) FROM " + LEDGER;

  private final BenchServers servers;
  private final String url;
  private final Workload workload;
  private final InboxPlan plan;
  private final TopicFill fill;
  private final Reader reader;
  private final Contenders contenders;
  private final Map<Long, String> topics = new HashMap<>();

  /**
   * @param contenders launched, one for each of {@link #kinds}
   */
  InboxRounds(
      BenchServers servers,
      String url,
      Workload workload,
      InboxPlan plan,
      Progress progress,
      Contenders contenders) {
    this.servers = servers;
    this.url = url;
    this.workload = workload;
    this.plan = plan;
    this.fill = new TopicFill(servers, progress);
    this.reader = new Reader(servers, progress);
    this.contenders = contenders;
  }

  /** The contenders that a plan needs: the limits first. */
  static Set<ContenderKind> kinds(InboxPlan plan) {
    Set<ContenderKind> kinds = new LinkedHashSet<>();
    plan.variants().forEach(variant -> kinds.add(variant.limit()));
    plan.variants().forEach(variant -> kinds.add(variant.kind()));
    return kinds;
  }

  /**
   * Lets the contenders take turns: one round to warm up, then the measured ones, each begun by
   * another.
   *
   * @return messages per second by {@link InboxVariant#title} and by the limits' names; processor
   *     time by the same and {@link Drains#CPU}
   */
  Rates takeTurns() throws SQLException, IOException {
    List<ContenderKind> order = new ArrayList<>(kinds(plan));
    round(0, order, plan.drain().warmUp(), new Rates());
    Rates rates = new Rates();
    for (int round = 1; round <= plan.drain().rounds(); round++) {
      round(round, order, plan.drain().messages(), rates);
      Collections.rotate(order, 1);
    }
    return rates;
  }

  private void round(int round, List<ContenderKind> order, long messages, Rates rates)
      throws SQLException, IOException {
    for (ContenderKind kind : order) {
      measure(kind, round, messages, rates);
      LogTable.EFFECT.clear(url);
      BenchServers.execute(url, "TRUNCATE " + LEDGER);
    }
    topics.values().forEach(servers::deleteTopic);
    topics.clear();
  }

  private void measure(ContenderKind kind, int round, long all, Rates rates)
      throws SQLException, IOException {
    boolean measured = false;
    for (InboxVariant variant : plan.variants()) {
      if (variant.kind() == kind && variant != InboxVariant.REPLAY) {
        long messages = variant.messagesOf(all);
        read(variant.title(), kind, topic(round, messages), messages, rates);
        checkEffects(variant.title(), kind, messages);
        measured = true;
      }
    }
    if (kind == InboxVariant.REPLAY.kind() && plan.variants().contains(InboxVariant.REPLAY)) {
      if (!measured) {
        read(kind.name(), kind, topic(round, all), all, rates);
      }
      replay(kind, topic(round, all), all, rates);
    } else if (!measured) {
      read(kind.name(), kind, topic(round, all), all, rates);
      checkEffects(kind.name(), kind, all);
    }
  }

  private void read(String title, ContenderKind kind, String topic, long messages, Rates rates)
      throws SQLException, IOException {
    servers.checkpoint();
    Drained drained = reader.read(title, contenders.of(kind), topic, messages);
    rates.add(title, drained.perSecond());
    rates.add(title + Drains.CPU, drained.cpuMicros());
  }

  /** The same records once more, to a table without the effects of the first time. */
  private void replay(ContenderKind kind, String topic, long messages, Rates rates)
      throws SQLException, IOException {
    LogTable.EFFECT.clear(url);
    read(InboxVariant.REPLAY.title(), kind, topic, messages, rates);
    Effects.check(url, InboxVariant.REPLAY.title(), 0);
    checkLedger(InboxVariant.REPLAY.title(), messages);
  }

  private void checkEffects(String title, ContenderKind kind, long messages) throws SQLException {
    Effects.check(url, title, kind.hasEffects() ? messages : 0);
    if (kind.keepsLedger()) {
      checkLedger(title, messages);
    }
  }

  private void checkLedger(String title, long messages) throws SQLException {
    long ids = BenchServers.count(url, LEDGER_OF_ROUND);
    if (ids != messages) {
      throw new IllegalStateException(
          "the figure is void. arm:%s messages:%d in the ledger:%d"
              .formatted(title, messages, ids));
    }
  }

  /** All who read that many messages in a round read the same topic. */
  private String topic(int round, long messages) {
    return topics.computeIfAbsent(
        messages,
        count -> {
          String topic = "inbox-" + round + "-" + count;
          fill.fill(topic, workload, workload.samples(round), count);
          return topic;
        });
  }
}
