package io.twinbox.spring.events;

import io.twinbox.spring.HoldsEvents;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.PostPersist;
import jakarta.persistence.PostRemove;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Tells what has happened to it when JPA calls it back, in the flush. */
@Entity
@Table(name = "shipment")
class Shipment implements HoldsEvents {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private Long id;

  private String destination;
  @Transient private final List<Object> events = new ArrayList<>();
  @Transient private int forgotten;

  protected Shipment() {}

  Shipment(String destination) {
    this.destination = destination;
  }

  Long id() {
    return id;
  }

  void sendTo(String other) {
    destination = other;
  }

  void hold(Object event) {
    events.add(event);
  }

  /** How often it was told to forget its events. */
  int forgotten() {
    return forgotten;
  }

  @PostPersist
  void created() {
    tell("created " + destination);
  }

  @PreUpdate
  void changed() {
    tell("changed " + destination);
  }

  @PostRemove
  void removed() {
    tell("removed " + destination);
  }

  private void tell(String note) {
    events.add(new JpaApplicationIT.Paid("s-" + id, note));
  }

  @Override
  public Collection<?> events() {
    return events;
  }

  @Override
  public void eventsAppended() {
    forgotten++;
    events.clear();
  }
}
