package io.twinbox.jdbc;

import io.twinbox.spi.Arrival;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Standing;
import io.twinbox.spi.StoreException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The arrivals of one claim, and what is known so far of how each stands. An id that comes twice is
 * looked up once: the first arrival with it is the one.
 */
final class Chunk {
  private final List<Arrival> arrivals;
  private final @Nullable Standing[] standings;

  /** By place: the hash the ledger holds for the id. */
  private final long[] ledgerHash;

  /** By place: the place of the first arrival with the same id. */
  private final int[] first;

  Chunk(List<Arrival> arrivals) {
    this.arrivals = arrivals;
    this.standings = new @Nullable Standing[arrivals.size()];
    this.ledgerHash = new long[arrivals.size()];
    this.first = new int[arrivals.size()];
    Map<UUID, Integer> places = new HashMap<>();
    for (int place = 0; place < first.length; place++) {
      Integer earlier = places.putIfAbsent(id(place).uuid(), place);
      first[place] = earlier == null ? place : earlier;
    }
  }

  /** The places whose standing is not known, of each id the first only. */
  List<Integer> open() {
    return IntStream.range(0, first.length)
        .filter(place -> first[place] == place && standings[place] == null)
        .boxed()
        .toList();
  }

  MessageId id(int place) {
    return arrivals.get(place).record().id();
  }

  /** The time within the id; null = there is none. */
  @Nullable Long idMillis(int place) {
    return id(place).timed() ? id(place).epochMillis() : null;
  }

  /** What tells how old the record is: the time within its id, else its own. */
  long ageMillis(int place) {
    return id(place).timed()
        ? id(place).epochMillis()
        : DbText.millis(arrivals.get(place).record().timestamp());
  }

  long hash(int place) {
    return arrivals.get(place).payloadHash();
  }

  /** The id was not in the ledger and is now. */
  void isNew(int place) {
    standings[place] = Standing.NEW;
    ledgerHash[place] = hash(place);
  }

  /** The id is in the ledger, with this hash. */
  void isKnown(int place, long hash) {
    ledgerHash[place] = hash;
    standings[place] = compare(place, hash);
  }

  private Standing compare(int place, long hash) {
    return hash(place) == hash ? Standing.DUPLICATE : Standing.CONFLICT;
  }

  void refuseOlderThan(double edgeMillis) {
    for (int place = 0; place < first.length; place++) {
      if (first[place] == place && ageMillis(place) < edgeMillis) {
        standings[place] = Standing.TOO_OLD;
      }
    }
  }

  /** Whether a record was refused that is not older than this. */
  boolean hasRefusedFrom(double edgeMillis) {
    return IntStream.range(0, first.length)
        .anyMatch(place -> standings[place] == Standing.TOO_OLD && ageMillis(place) >= edgeMillis);
  }

  Set<Long> lanesOfNew() {
    Set<Long> lanes = new HashSet<>();
    for (int place = 0; place < first.length; place++) {
      Long lane = arrivals.get(place).lane();
      if (standings[place] == Standing.NEW && lane != null) {
        lanes.add(lane);
      }
    }
    return lanes;
  }

  void block(Set<Long> lanes) {
    for (int place = 0; place < first.length; place++) {
      Long lane = arrivals.get(place).lane();
      if (standings[place] == Standing.NEW && lane != null && lanes.contains(lane)) {
        standings[place] = Standing.BLOCKED;
      }
    }
  }

  Ledger.Met met() {
    int known = 0;
    for (Standing standing : standings) {
      known += standing == Standing.DUPLICATE || standing == Standing.CONFLICT ? 1 : 0;
    }
    if (known == 0) {
      return Ledger.Met.NO_DUPLICATES;
    }
    return known > standings.length / 2 ? Ledger.Met.MOSTLY_DUPLICATES : Ledger.Met.DUPLICATES;
  }

  /** How each arrival stands, in order. */
  List<Standing> standings() {
    return IntStream.range(0, first.length).mapToObj(this::standing).toList();
  }

  private Standing standing(int place) {
    Standing standing = standings[first[place]];
    if (standing == null) {
      // Neither inserted nor there: its row was removed in this very moment.
      throw new StoreException("claiming " + arrivals.get(place).record() + " met a purge", null);
    }
    return first[place] == place || standing == Standing.TOO_OLD
        ? standing
        : compare(place, ledgerHash[first[place]]);
  }
}
