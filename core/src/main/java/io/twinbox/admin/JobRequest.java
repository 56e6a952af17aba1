package io.twinbox.admin;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a job is to do, to all that fits a search. */
public sealed interface JobRequest {

  /** The relay it is about. */
  String relay();

  /** Which entries. */
  EntrySearch search();

  /**
   * Retries every dead letter of a relay that fits, lowest seq first: the order within lanes stays.
   *
   * @param relay the relay
   * @param search what fits; its state and relay do not count
   */
  record RetryAll(String relay, EntrySearch search) implements JobRequest {
    public RetryAll {
      Objects.requireNonNull(relay, "relay");
      Objects.requireNonNull(search, "search");
    }
  }

  /**
   * Discards every dead letter of a relay that fits.
   *
   * @param relay the relay
   * @param search what fits; its state and relay do not count
   */
  record DiscardAll(String relay, EntrySearch search) implements JobRequest {
    public DiscardAll {
      Objects.requireNonNull(relay, "relay");
      Objects.requireNonNull(search, "search");
    }
  }

  /**
   * Appends again, in order, what a relay had published when the job began: as new entries with the
   * header {@link #REPLAY_ID}, each once, also when whoever runs the job dies in between.
   *
   * @param relay the relay
   * @param search which; its state, error and relay do not count
   * @param target the topic they go to; null = each to its own
   * @param ids which ids they get
   */
  record Replay(String relay, EntrySearch search, @Nullable String target, Ids ids)
      implements JobRequest {
    /** Header of a replayed entry: the id of the job. */
    public static final String REPLAY_ID = "twinbox-replay-id";

    /** Header of a replayed entry: the seq of the entry it repeats. */
    public static final String REPLAY_OF = "twinbox-replay-of";

    /** Which ids replayed entries get. */
    public enum Ids {
      /** Their own: a consumer that deduplicates, and had them, drops them. */
      KEPT,
      /** New ones: every consumer handles them again. */
      NEW
    }

    public Replay {
      Objects.requireNonNull(relay, "relay");
      Objects.requireNonNull(search, "search");
      Objects.requireNonNull(ids, "ids");
    }
  }
}
