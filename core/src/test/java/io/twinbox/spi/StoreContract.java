package io.twinbox.spi;

import io.twinbox.Message;
import java.util.ArrayList;
import java.util.List;

/** What the parts of the contract have in common: one fresh outbox and short words for its use. */
interface StoreContract {
  RelayId ORDERS = new RelayId("orders", "kafka");
  RelayId HOOKS = new RelayId("hooks", "webhook");

  /** The outbox of the running test. */
  OutboxStoreHarness outbox();

  /** A relay that has just taken over. */
  default HandRelay relay() {
    HandRelay relay = new HandRelay(outbox().store(), ORDERS);
    relay.takeOver("node-1");
    return relay;
  }

  /** Commits one transaction with these payloads, all of the lane orders/k. */
  default List<Long> commit(String... texts) {
    OutboxStoreHarness.Transaction transaction = outbox().begin();
    List<Long> seqs = new ArrayList<>();
    for (String text : texts) {
      seqs.add(transaction.append(message("k", text)));
    }
    transaction.commit();
    return seqs;
  }

  /** Commits one transaction with one entry of the lane orders/key. */
  default long commitTo(String key, String text) {
    OutboxStoreHarness.Transaction transaction = outbox().begin();
    long seq = transaction.append(message(key, text));
    transaction.commit();
    return seq;
  }

  default Message message(String key, String text) {
    return draft(text).key(key).build();
  }

  default Message.Builder draft(String text) {
    return Message.builder().topic("orders").type("test").text(text);
  }
}
