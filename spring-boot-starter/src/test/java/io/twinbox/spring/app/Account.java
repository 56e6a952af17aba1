package io.twinbox.spring.app;

import io.twinbox.spring.HoldsEvents;
import io.twinbox.spring.OutboxMessage;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Where money is; tells when it is opened. */
@Entity
@Table(name = "account")
class Account implements HoldsEvents {
  @Id private String id;
  @Transient private final List<Object> events = new ArrayList<>();

  protected Account() {}

  Account(String id) {
    this.id = id;
    events.add(new Opened(id));
  }

  void tell() {
    events.add(new Opened(id));
  }

  @Override
  public Collection<?> events() {
    return events;
  }

  @Override
  public void eventsAppended() {
    events.clear();
  }

  /** A fact about an account. */
  @OutboxMessage(topic = "accounts", key = "account")
  record Opened(String account) {}
}
