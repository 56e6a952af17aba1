package io.twinbox.admin;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is. All times are the database's.
 *
 * @param id its id; that of a replay is the header {@link JobRequest.Replay#REPLAY_ID}
 * @param kind retry, discard or replay
 * @param relay the relay
 * @param request what it was asked for, as text by name
 * @param state where it stands
 * @param looked how much of the part of the log it is about it has gone through, 0 to 1
 * @param done entries it has changed or appended
 * @param passed entries that fit and were left as they are: somebody else was at their lane
 * @param actor who began it
 * @param startedAt when
 * @param updatedAt when it last moved
 * @param endedAt when it ended; null = it has not
 */
public record Job(
    UUID id,
    String kind,
    String relay,
    Map<String, String> request,
    State state,
    double looked,
    long done,
    long passed,
    String actor,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt) {

  /** Where a job stands. */
  public enum State {
    /** There is more to do: {@link AdminJobs#advance} does it. */
    RUNNING,
    /** All is done. */
    DONE,
    /** An operator ended it; what was done stays done. */
    CANCELLED
  }

  public Job {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(relay, "relay");
    request = Map.copyOf(request);
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(updatedAt, "updatedAt");
  }
}
