package io.twinbox.spring.inbox;

import io.twinbox.inbox.AroundHandler;
import io.twinbox.inbox.InboxContext;
import io.twinbox.spring.outbox.Flush;
import java.util.List;

/**
 * Brings to the database what a handler has changed through JPA before the next one is called: a
 * constraint that it breaks is its own failure, and not that of whoever happens to flush next.
 *
 * @param flush of the entity managers on the inbox's database
 */
record FlushAfterHandler(Flush flush) implements AroundHandler {

  @Override
  public void one(InboxContext context, Call call) throws Exception {
    call.proceed();
    flush.flush();
  }

  @Override
  public void many(List<InboxContext> contexts, Call call) throws Exception {
    call.proceed();
    flush.flush();
  }
}
