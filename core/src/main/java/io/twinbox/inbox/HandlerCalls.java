package io.twinbox.inbox;

import io.twinbox.RecordFault;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls the handlers for the records of one transaction. Thread-safe. */
final class HandlerCalls {
  private final String consumer;
  private final Handlers handlers;
  private final HandlerWatch watch;

  /** From the outermost to the innermost; mostly empty. */
  private final List<AroundHandler> around;

  HandlerCalls(String consumer, Handlers handlers, HandlerWatch watch, List<AroundHandler> around) {
    this.consumer = consumer;
    this.handlers = handlers;
    this.watch = watch;
    this.around = List.copyOf(around);
  }

  /**
   * Handles records that have a handler.
   *
   * @throws HandlerFailure if one failed: nothing after it was tried
   */
  void run(List<Item> items, Connection tx) {
    GuardedConnection guarded = new GuardedConnection(tx);
    List<Item> done = new ArrayList<>();
    for (Plan.Group group : Plan.of(items, handlers)) {
      if (group.batch() == null) {
        for (Item item : group.items()) {
          call(done, List.of(item), guarded, () -> one(item, guarded.proxy()));
        }
      } else {
        call(done, group.items(), guarded, () -> many(group, guarded.proxy()));
      }
    }
  }

  private void one(Item item, Connection connection) throws Exception {
    if (item.decoded(handlers) instanceof Decoded.Call call
        && call.handler() instanceof Registered.One one) {
      InboxContext context = new HandlingContext(connection, consumer, item);
      AroundHandler.Call whole = () -> one.handler().handle(event(call), context);
      for (int i = around.size() - 1; i >= 0; i--) {
        AroundHandler outer = around.get(i);
        AroundHandler.Call inner = whole;
        whole = () -> outer.one(context, inner);
      }
      whole.proceed();
    }
  }

  private void many(Plan.Group group, Connection connection) throws Exception {
    List<Delivery<Object>> batch = new ArrayList<>(group.items().size());
    for (Item item : group.items()) {
      if (item.decoded(handlers) instanceof Decoded.Call call) {
        batch.add(new Delivery<>(event(call), new HandlingContext(connection, consumer, item)));
      }
    }
    Registered.Many handler = group.batch();
    if (handler == null) {
      return;
    }
    AroundHandler.Call whole = () -> handler.handler().handle(batch, connection);
    if (!around.isEmpty()) {
      List<InboxContext> contexts = batch.stream().map(Delivery::context).toList();
      for (int i = around.size() - 1; i >= 0; i--) {
        AroundHandler outer = around.get(i);
        AroundHandler.Call inner = whole;
        whole = () -> outer.many(contexts, inner);
      }
    }
    whole.proceed();
  }

  /** Tombstones have no event: their handler asks for none. */
  private static Object event(Decoded.Call call) {
    Object event = call.event();
    return event == null ? Void.class : event;
  }

  private void call(
      List<Item> done, List<Item> items, GuardedConnection guarded, AroundHandler.Call call) {
    Throwable error = null;
    watch.begin(items.get(0).record());
    boolean late = false;
    try {
      call.proceed();
    } catch (StackOverflowError e) {
      error = e; // the handler's own; every other fault of the machine ends the consumer
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      error = e;
    } finally {
      late = watch.end();
    }
    requireSound(done, items, guarded, error, late);
    done.addAll(items);
  }

  private static void requireSound(
      List<Item> done,
      List<Item> items,
      GuardedConnection guarded,
      @Nullable Throwable error,
      boolean late) {
    String violation = guarded.violation();
    if (violation != null) {
      throw new HandlerFailure(
          done,
          items,
          RecordFault.TRANSACTION_BROKEN,
          new IllegalStateException("the handler called " + violation + " on its connection"));
    }
    if (error != null) {
      throw new HandlerFailure(done, items, RecordFault.HANDLER_FAILED, error);
    }
    if (late) {
      throw new HandlerFailure(
          done,
          items,
          RecordFault.HANDLER_FAILED,
          new IllegalStateException("the handler reached its time limit and was interrupted"));
    }
  }
}
