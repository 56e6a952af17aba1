package io.twinbox.spring.events;

import io.twinbox.spring.HoldsEvents;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is bought. */
@Entity
@Table(name = "purchase")
class Purchase implements HoldsEvents {
  @Id private String id;
  private String changedBy = "nobody";
  @Transient private final List<Object> events = new ArrayList<>();

  protected Purchase() {}

  @Override
  public String toString() {
    return id + " changed by " + changedBy;
  }

  Purchase(String id) {
    this.id = id;
  }

  void changedBy(String by) {
    this.changedBy = by;
  }

  void pay(String note) {
    changedBy = note;
    tell(note);
  }

  void tell(String note) {
    events.add(new JpaApplicationIT.Paid(id, note));
  }

  void hold(Object event) {
    events.add(event);
  }

  void takeOver(Purchase other) {
    events.addAll(other.events);
  }

  @Override
  public Collection<?> events() {
    return events;
  }

  @Override
  public void eventsAppended() {
    events.clear();
  }
}
