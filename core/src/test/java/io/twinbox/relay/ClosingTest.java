package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.EntryState;
import io.twinbox.testing.StoreCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A graceful stop: nothing is published twice, and the next owner need not wait. */
class ClosingTest {
  @RegisterExtension final Bed bed = new Bed();

  @Test
  void afterAGracefulCloseTheNextOwnerStartsAtOnceAndRepeatsNothing() {
    Relay relay = bed.relay("node-1");
    bed.commitMany(1, 100);
    bed.settle(relay);
    relay.close();
    Relay next = next();
    bed.commitMany(101, 110);
    bed.settle(next);

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 110));
    assertThat(next.status().state()).isEqualTo(RelayState.RUNNING);
  }

  @Test
  void whatIsAcknowledgedWhenTheRelayClosesIsConfirmed() {
    Relay relay = bed.builder("node-1").options(Bed.options(it -> it.batchSize(10))).build();
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(1, 25);
    bed.settle(relay);
    bed.publisher.destination().acknowledge(15);
    relay.close();
    bed.settle(next());

    assertThat(bed.arrived().subList(0, 25)).isEqualTo(Bed.numbers(1, 25));
    assertThat(bed.arrived().subList(25, 40)).isEqualTo(Bed.numbers(11, 25));
    assertThat(bed.arrived()).hasSize(40);
  }

  @Test
  void whatWasFoundOutAboutALaneIsWrittenDownAtTheClose() {
    bed.publisher.retry(entry -> Bed.text(entry).equals("a"), null);
    Relay relay = bed.relay("node-1");
    List<Long> seqs = bed.commit("a", "b");
    while (bed.publisher.destination().resets() == 0 && relay.status().batchesInFlight() == 0) {
      relay.step();
    }
    relay.close();

    assertThat(seqs).extracting(bed::state).containsOnly(EntryState.PARKED);
    assertThat(bed.setAside(seqs.get(0)).attempts()).isEqualTo(1);
  }

  @Test
  void theLeaseIsGivenBack() {
    Relay relay = bed.relay("node-1");
    bed.settle(relay);
    relay.close();

    assertThat(bed.store.leaseOf(Bed.ORDERS)).isEmpty();
    assertThat(relay.status().state()).isEqualTo(RelayState.STOPPED);
    assertThat(bed.publisher.destination().isClosed()).isTrue();
  }

  @Test
  void aNodeOnStandbyClosesWithoutTouchingTheOwnersLease() {
    Relay owner = bed.relay("node-1");
    bed.settle(owner);
    Relay standby = bed.builder("node-2", bed.store, new Late(bed.publisher)).build();
    bed.settle(standby);
    standby.close();

    assertThat(bed.store.leaseOf(Bed.ORDERS))
        .hasValueSatisfying(lease -> assertThat(lease.owner()).isEqualTo("node-1"));
  }

  @Test
  void theLeaseIsGivenBackAlsoWhenTheLastBatchCannotBeConfirmed() {
    Relay relay = bed.relay("node-1");
    bed.commit("a");
    bed.settle(relay);
    bed.store.faults().failBefore(StoreCall.WRITE);
    relay.close();

    assertThat(bed.store.leaseOf(Bed.ORDERS)).isEmpty();
  }

  @Test
  void closingWithoutADatabaseSucceeds() {
    Relay relay = bed.relay("node-1");
    bed.commit("a");
    bed.settle(relay);
    bed.store.faults().goDown();

    assertThatCode(relay::close).doesNotThrowAnyException();
    assertThat(bed.publisher.destination().isClosed()).isTrue();
  }

  @Test
  void theStoreIsClosedAlsoWhenThePublisherCannotBe() {
    AtomicBoolean closed = new AtomicBoolean();
    ForwardingStore store =
        new ForwardingStore(bed.store) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    ForwardingPublisher publisher =
        new ForwardingPublisher(bed.publisher) {
          @Override
          public void close() {
            throw new IllegalStateException("a bug");
          }
        };
    Relay relay = bed.builder("node-1", store, publisher).build();

    assertThatThrownBy(relay::close).hasMessage("a bug");
    assertThat(closed).isTrue();
  }

  @Test
  void aRelayThatWasNeverStartedCanBeClosed() {
    Relay relay = bed.relay("node-1");
    relay.close();

    assertThat(bed.rows()).isEmpty();
    assertThat(relay.status().state()).isEqualTo(RelayState.STOPPED);
  }

  @Test
  void aClosedRelayTakesNothingOverAnyMore() {
    Relay relay = bed.relay("node-1");
    relay.close();
    bed.commit("a");
    bed.clock.advance(Duration.ofMinutes(1));
    bed.settle(relay);

    assertThat(bed.rows()).isEmpty();
    assertThatThrownBy(relay::start).isInstanceOf(IllegalStateException.class);
  }

  private Relay next() {
    return bed.builder("node-2", bed.store, bed.publisher.destination().another()).build();
  }
}
