package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.DatabaseFault;
import java.sql.Connection;
import java.util.List;
import java.util.function.Function;

/** Runs the transaction of a segment, and finds out whose fault it is if it fails. */
final class Attempt {
  /** A deadlock or a broken connection is believed this often; then the record must be it. */
  static final int INNOCENT_TRIES = 5;

  private static final String BROKEN =
      "the handler ignored an error of the database, tried to commit, or had all constraints checked"
          + " at once (SET CONSTRAINTS must name its own): ";

  private final Parts parts;

  Attempt(Parts parts) {
    this.parts = parts;
  }

  /**
   * Runs the transaction and, when it has committed, counts what it did.
   *
   * @throws HandlerFailure if records are at fault: to be isolated
   * @throws RuntimeException if nobody is: the same again later
   */
  Tally run(Segment segment, Function<Connection, Tally> work) {
    long begun = parts.clock().nanos();
    segment.calling(List.of());
    Tally tally = run(segment, () -> parts.transactions().run(work::apply));
    parts.health().worked();
    tally.committed(parts.clock().nanos() - begun);
    return tally;
  }

  private interface Transaction {
    Tally run();
  }

  private Tally run(Segment segment, Transaction transaction) {
    try {
      return transaction.run();
    } catch (HandlerFailure e) {
      DatabaseFault fault = parts.store().faultOf(e.reason());
      if (parts.health().abandoned()) {
        throw new InnocentException(e.reason());
      }
      if (fault == DatabaseFault.TRANSACTION_BROKEN) {
        throw broken(e.done(), e.culprits(), e.reason());
      }
      if (fault != DatabaseFault.NONE && segment.innocentTry() < INNOCENT_TRIES) {
        throw new InnocentException(e.reason());
      }
      throw e;
    } catch (InnocentException e) {
      throw e;
    } catch (RuntimeException e) {
      throw blame(segment, e);
    }
  }

  /**
   * The store or the commit failed. If handlers have run, what they did may be why: so much time
   * that something between us and the database cut the connection, say. The claim before them shows
   * that the database was there.
   */
  private RuntimeException blame(Segment segment, RuntimeException e) {
    DatabaseFault fault = parts.store().faultOf(e);
    boolean innocent = fault == DatabaseFault.UNAVAILABLE || fault == DatabaseFault.CONTENTION;
    boolean believed =
        segment.called().isEmpty() || (innocent && segment.innocentTry() < INNOCENT_TRIES);
    if (believed) {
      return e;
    }
    return fault == DatabaseFault.TRANSACTION_BROKEN
        ? broken(List.of(), segment.called(), e)
        : new HandlerFailure(List.of(), segment.called(), RecordFault.HANDLER_FAILED, e);
  }

  private static HandlerFailure broken(List<Item> done, List<Item> culprits, Throwable e) {
    String error = BROKEN + Failures.sentence(e);
    return new HandlerFailure(
        done, culprits, RecordFault.TRANSACTION_BROKEN, new IllegalStateException(error, e));
  }
}
