package io.twinbox.console.api;

import io.twinbox.admin.AdminQueries;
import io.twinbox.admin.BlockedLane;
import io.twinbox.admin.FailureGroup;
import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.Query;
import io.twinbox.console.http.RefusedException;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import io.twinbox.console.live.DatabaseBoard;
import io.twinbox.console.live.Pulse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What fails, and what waits behind it. */
final class FailureRoutes {
  /** Lanes of each relay and consumer where none is named. */
  private static final int OF_EACH = 20;

  /** Most lanes of an answer to that. */
  private static final int MOST = 400;

  private final Databases databases;

  FailureRoutes(Databases databases) {
    this.databases = databases;
  }

  List<Route> routes() {
    return List.of(
        Route.get(Databases.PREFIX + "/failures", ConsoleRole.VIEWER, this::failures),
        Route.get(Databases.PREFIX + "/failures/lanes", ConsoleRole.VIEWER, this::lanes));
  }

  private Reply failures(Call call) {
    call.query();
    DatabaseBoard board = databases.of(call);
    List<FailureGroup> groups =
        board.answer("failures", "", () -> board.database().queries().failures());
    return Reply.json(Map.of("groups", groups.stream().map(Group::of).toList()));
  }

  private Reply lanes(Call call) {
    DatabaseBoard board = databases.of(call);
    Query query = call.query("side", "owner", "cursor", "limit");
    FailureGroup.Side side = query.one("side", FailureGroup.Side.class);
    String owner = query.text("owner", 100);
    String cursor = query.text("cursor", 4_000);
    if ((side == null) != (owner == null) || (owner == null && cursor != null)) {
      throw RefusedException.invalid("side and owner are given together, a cursor only with them");
    }
    int limit = query.limit();
    LanePage page =
        board.answer(
            "lanes",
            query.canonical(),
            () ->
                side == null || owner == null
                    ? ofAll(board)
                    : ofOne(board.database().queries(), side, owner, lane(cursor), limit));
    return Reply.json(page);
  }

  private static LanePage ofOne(
      AdminQueries queries,
      FailureGroup.Side side,
      String owner,
      @Nullable String after,
      int limit) {
    List<BlockedLane> lanes =
        side == FailureGroup.Side.OUTBOX
            ? queries.blockedLanes(owner, after, limit)
            : queries.blockedRecordLanes(owner, after, limit);
    boolean more = lanes.size() == limit;
    return new LanePage(
        lanes.stream().map(Lane::of).toList(),
        more ? cursor(lanes.get(limit - 1).lane()) : null,
        more);
  }

  /** Only those that have something set aside are asked for their lanes. */
  private static LanePage ofAll(DatabaseBoard board) {
    AdminQueries queries = board.database().queries();
    Pulse pulse = board.pulse();
    List<Lane> lanes = new ArrayList<>();
    boolean more = false;
    for (var relay : pulse.overview().relays()) {
      if (relay.report().parked() + relay.report().dead() > 0 && lanes.size() < MOST) {
        LanePage page =
            ofOne(queries, FailureGroup.Side.OUTBOX, relay.report().name(), null, OF_EACH);
        lanes.addAll(page.items());
        more |= page.more();
      }
    }
    for (var consumer : pulse.overview().consumers()) {
      if (consumer.parked() + consumer.dead() > 0 && lanes.size() < MOST) {
        LanePage page = ofOne(queries, FailureGroup.Side.INBOX, consumer.name(), null, OF_EACH);
        lanes.addAll(page.items());
        more |= page.more();
      }
    }
    return new LanePage(lanes, null, more);
  }

  private static String cursor(String lane) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(lane.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String lane(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      String lane = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (lane.indexOf(0) < 0) {
        return lane;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw RefusedException.invalid("the cursor is not one of these lanes");
  }

  /** As the document says. */
  record Group(
      FailureGroup.Side side,
      String owner,
      String state,
      @Nullable String errorClass,
      String error,
      @Nullable String topic,
      long count,
      Instant firstAt,
      Instant lastAt,
      long sample) {
    static Group of(FailureGroup group) {
      return new Group(
          group.side(),
          group.owner(),
          group.state(),
          group.kind(),
          group.message(),
          group.topic(),
          group.count(),
          group.firstSeen(),
          group.lastSeen(),
          group.example());
    }
  }

  /** As the document says. */
  record LanePage(List<Lane> items, @Nullable String next, boolean more) {}

  /** As the document says. */
  record Lane(
      FailureGroup.Side side,
      String owner,
      String topic,
      @Nullable String key,
      long headSeq,
      String headState,
      OverviewView.Counted waiting,
      Instant since,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable String error) {
    static Lane of(BlockedLane lane) {
      return new Lane(
          lane.side(),
          lane.owner(),
          lane.topic(),
          lane.key(),
          lane.head(),
          lane.state(),
          OverviewView.Counted.of(lane.waiting()),
          lane.since(),
          lane.attempts(),
          lane.nextAttemptAt(),
          lane.error());
    }
  }
}
