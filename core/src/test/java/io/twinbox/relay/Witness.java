package io.twinbox.relay;

import io.twinbox.EntryState;
import io.twinbox.spi.Batch;
import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lease;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Verdict;
import io.twinbox.spi.Window;
import io.twinbox.spi.Written;
import io.twinbox.testing.InMemoryOutboxStore;
import io.twinbox.testing.WrittenRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stands between a relay and its ports and watches every call against the rules that hold whatever
 * happens:
 *
 * <ul>
 *   <li>nothing is sent before the row that claims it is committed, nor under another batch's
 *       number;
 *   <li>no batch is confirmed before each of its entries is acknowledged, or set aside with that
 *       confirmation;
 *   <li>never more unconfirmed batches than the pipeline is deep;
 *   <li>an entry is sent again only after a takeover that found its batch unconfirmed, or its
 *       attempt under way.
 * </ul>
 *
 * <p>Violations are kept, not thrown: the relay would take them for a fault and heal.
 */
final class Witness {
  private final InMemoryOutboxStore truth;
  private final RelayId relay;
  private final int pipeline;
  private final List<String> violations = new ArrayList<>();
  private final Set<Long> acknowledged = new HashSet<>();
  private final List<Sent> open = new ArrayList<>();
  private final Map<Long, Integer> resumed = new HashMap<>();
  private final Set<Long> underWay = new HashSet<>();
  private final Map<Window, List<Long>> contents = new HashMap<>();
  private int takeovers;

  private record Sent(List<Entry> entries, Outcomes outcomes) {}

  Witness(InMemoryOutboxStore truth, RelayId relay, int pipeline) {
    this.truth = truth;
    this.relay = relay;
    this.pipeline = pipeline;
  }

  OutboxStore watch(OutboxStore store) {
    return new ForwardingStore(store) {
      @Override
      public Written write(RelayId id, JournalHead head, JournalRow row, Settlement settlement) {
        List<String> seen = id.equals(relay) ? seeWrite(head, row, settlement) : List.of();
        try {
          return super.write(id, head, row, settlement);
        } finally {
          // A former owner may ask for anything: it counts only if the journal took it. What it
          // took counts, also when its answer is lost.
          if (id.equals(relay) && tookIt(head, row)) {
            violations.addAll(seen);
            seeSlow(settlement);
          }
        }
      }

      @Override
      public Takeover takeOver(RelayId id, Lease lease) {
        List<Batch> unconfirmed = id.equals(relay) ? unconfirmed() : List.of();
        Takeover takeover = super.takeOver(id, lease);
        takeovers++;
        unconfirmed.stream()
            .flatMap(Witness.this::seqs)
            .forEach(seq -> resumed.merge(seq, 1, Integer::sum));
        if (id.equals(relay)) {
          // Nobody is left to tell what became of them.
          underWay.forEach(seq -> resumed.merge(seq, 1, Integer::sum));
          underWay.clear();
        }
        return takeover;
      }
    };
  }

  MessagePublisher watch(MessagePublisher publisher) {
    return new ForwardingPublisher(publisher) {
      @Override
      public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
        Set<Long> claimed =
            batches()
                .filter(row -> row.no() == batch.no() && batch.relay().equals(relay))
                .flatMap(Witness.this::seqs)
                .collect(Collectors.toSet());
        for (Entry entry : entries) {
          if (!claimed.contains(entry.seq())) {
            violations.add("sent, but not of a committed batch " + batch + ": " + entry);
          }
        }
        open.add(new Sent(entries, outcomes));
        super.publish(batch, entries, outcomes);
      }
    };
  }

  int takeovers() {
    return takeovers;
  }

  /**
   * What was seen to go wrong until now.
   *
   * @param arrived at the destination
   */
  List<String> violations(List<Entry> arrived) {
    List<String> all = new ArrayList<>(violations);
    Map<UUID, Integer> arrivals = new HashMap<>();
    for (Entry entry : arrived) {
      int times = arrivals.merge(entry.id(), 1, Integer::sum);
      if (times > 1 + resumed.getOrDefault(entry.seq(), 0)) {
        all.add("published again without need: " + entry);
      }
    }
    return all;
  }

  private List<String> seeWrite(JournalHead head, JournalRow row, Settlement settlement) {
    List<String> seen = new ArrayList<>();
    collectAcknowledgements();
    Set<Long> decided = new HashSet<>();
    settlement.parked().stream().map(Verdict::seq).forEach(decided::add);
    settlement.retried().stream().map(Verdict::seq).forEach(decided::add);
    for (Batch batch : unconfirmed()) {
      if (batch.no() <= row.confirmed()) {
        seqs(batch)
            .filter(seq -> !isSettled(batch, seq, decided))
            .forEach(seq -> seen.add("batch " + batch.no() + " confirmed before its seq:" + seq));
      }
    }
    long unconfirmed =
        unconfirmed().stream().filter(batch -> batch.no() > row.confirmed()).count()
            + (row.kind().isBatch() ? 1 : 0);
    if (unconfirmed > pipeline && row.kind().isBatch()) {
      seen.add(unconfirmed + " unconfirmed batches with row " + (head.no() + 1));
    }
    return seen;
  }

  private boolean tookIt(JournalHead head, JournalRow row) {
    List<WrittenRow> rows = truth.rows(relay);
    WrittenRow last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
    return last != null && last.no() == head.no() + 1 && last.row().equals(row);
  }

  private void seeSlow(Settlement settlement) {
    Stream.concat(settlement.parked().stream(), settlement.retried().stream())
        .forEach(
            verdict -> {
              if ("Slow".equals(verdict.errorClass())) {
                underWay.add(verdict.seq());
              } else {
                underWay.remove(verdict.seq());
              }
            });
  }

  private boolean isSettled(Batch batch, long seq, Set<Long> decided) {
    if (acknowledged.contains(seq) || decided.contains(seq)) {
      return true;
    }
    // One that waited while its lane drained goes on waiting, and needs no verdict for that; one
    // that an operator discarded stays discarded.
    EntryState state = truth.state(relay, seq).orElseThrow();
    return batch.kind() == RowKind.RETRY
        && (state == EntryState.PARKED || state == EntryState.DEAD);
  }

  private void collectAcknowledgements() {
    for (Sent sent : open) {
      for (int i = 0; i < sent.entries.size(); i++) {
        if (sent.outcomes.result(i) instanceof PublishResult.Published) {
          acknowledged.add(sent.entries.get(i).seq());
        }
      }
    }
    open.removeIf(sent -> sent.outcomes.ended());
  }

  private Stream<Batch> batches() {
    return truth.rows(relay).stream()
        .filter(written -> written.row().kind().isBatch())
        .map(Witness::batch);
  }

  private List<Batch> unconfirmed() {
    List<WrittenRow> rows = truth.rows(relay);
    long confirmed = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).row().confirmed();
    return batches().filter(batch -> batch.no() > confirmed).toList();
  }

  private Stream<Long> seqs(Batch batch) {
    return batch.kind() == RowKind.RETRY
        ? batch.retried().stream()
        : contents.computeIfAbsent(batch.window(), window -> reread(batch)).stream();
  }

  private List<Long> reread(Batch batch) {
    return truth.contents(relay, batch).stream().map(it -> it.entry().seq()).toList();
  }

  private static Batch batch(WrittenRow written) {
    JournalRow row = written.row();
    return new Batch(written.no(), row.kind(), row.window(), row.retried());
  }
}
