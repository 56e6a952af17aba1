package io.twinbox.spring.test;

import io.twinbox.Message;
import io.twinbox.admin.RelayReport;
import io.twinbox.spring.outbox.Append;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.AssertProvider;

/**
 * What the application's committed transactions have appended since the test began, through {@code
 * SpringOutbox} or as events: {@code assertThat(probe)} of AssertJ leads to the assertions. What
 * was appended by {@code JdbcOutbox} or by plain SQL is not seen. To ask inside of a transaction,
 * where nothing of it is committed, is refused. Thread-safe.
 *
 * <p>Tests of one context share it: what an earlier one has left to run may appear in the next.
 */
public final class OutboxProbe implements AssertProvider<OutboxAssert> {
  private final Recording recording;
  private final Supplier<List<RelayReport>> relays;

  OutboxProbe(Recording recording, Supplier<List<RelayReport>> relays) {
    this.recording = recording;
    this.relays = relays;
  }

  /** The events, in the order of the commits; for a message appended as such the message. */
  public List<Object> events() {
    return appends().stream().map(Append::event).toList();
  }

  /** The messages, in the order of the commits. */
  public List<Message> messages() {
    return appends().stream().map(Append::message).toList();
  }

  /** The events of each transaction that appended any, in the order of the commits. */
  public List<List<Object>> transactions() {
    return committed().stream()
        .map(transaction -> transaction.stream().map(Append::event).toList())
        .toList();
  }

  /** Forgets what was appended so far; done before each test method without being asked. */
  public void forget() {
    recording.forget();
  }

  List<Append> appends() {
    return committed().stream().flatMap(List::stream).toList();
  }

  private List<List<Append>> committed() {
    OutsideTransactions.require();
    return recording.transactions();
  }

  /** Dead letters of all relays that nobody discarded. */
  long dead() {
    return relays.get().stream().mapToLong(RelayReport::dead).sum();
  }

  /** For AssertJ's {@code assertThat(probe)}. */
  @Override
  public OutboxAssert assertThat() {
    return new OutboxAssert(this);
  }

  @Override
  public String toString() {
    return "outbox";
  }
}
