package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.InboxRecord;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a listener is told. */
final class Notes implements InboxListener {
  final List<String> all = new CopyOnWriteArrayList<>();
  final List<InboxState> states = new CopyOnWriteArrayList<>();

  @Override
  public void stateChanged(InboxState before, InboxState now, String reason) {
    states.add(now);
  }

  @Override
  public void recordParked(InboxRecord record, int attempts, RecordFault fault, String error) {
    all.add("parked " + text(record) + " " + attempts + " " + fault);
  }

  @Override
  public void recordDead(InboxRecord record, int attempts, RecordFault fault, String error) {
    all.add("dead " + text(record) + " " + attempts + " " + fault);
  }

  @Override
  public void letterRefused(InboxRecord record, String error) {
    all.add("letter refused " + text(record));
  }

  @Override
  public void recordDropped(InboxRecord record, RecordFault fault) {
    all.add("dropped " + text(record) + " " + fault);
  }

  @Override
  public void conflict(InboxRecord record) {
    all.add("conflict " + text(record));
  }

  @Override
  public void handlerStuck(InboxRecord record, long nanos) {
    all.add("stuck " + text(record));
  }

  private static String text(InboxRecord record) {
    byte[] value = record.value();
    return value == null
        ? "(tombstone)"
        : new String(value, java.nio.charset.StandardCharsets.UTF_8);
  }
}
