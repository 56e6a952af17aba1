-- Twinbox schema, version 1. PostgreSQL 14 or later.

-- Text that an index sorts by has the collation "C" everywhere: the order of any other one changes with the
-- system's libraries, and an index would then miss rows that are there, silently.

-- The log -----------------------------------------------------------------------------------------------

-- CACHE 1: with a larger cache a session would draw numbers that lie below those of earlier commits.
CREATE SEQUENCE ${schema}.outbox_seq AS bigint CACHE 1;

${current_slot}
-- What every writer is held to, also one that writes plain SQL. Domains, because the conditions of a domain
-- are kept ready by the session while those of a table are parsed by every INSERT: 1.5 against 9 microseconds.
CREATE DOMAIN ${schema}.topic_name AS text CONSTRAINT topic_name_legal CHECK
  (length(value) BETWEEN 1 AND 249 AND value !~ '[^A-Za-z0-9._-]' AND value <> '.' AND value <> '..');
-- A longer key would not fit into the index of lanes when its entry has to be parked.
CREATE DOMAIN ${schema}.message_key AS text CONSTRAINT message_key_size CHECK (octet_length(value) <= 2048);
CREATE DOMAIN ${schema}.header_map AS jsonb CONSTRAINT header_map_object CHECK (jsonb_typeof(value) = 'object');

-- One row per message. Written by the business transaction, read by the relay, never updated and never
-- deleted: a whole slot is truncated once it is older than the retention.
-- The order of the first two columns matters. Defaults run in column order, and the relay's lower bound
-- holds only if a transaction has its xid before it draws its first seq.
CREATE TABLE ${schema}.outbox (
  xid          xid8        NOT NULL DEFAULT pg_current_xact_id(),
  seq          bigint      NOT NULL DEFAULT nextval('${schema}.outbox_seq'),
  slot         smallint    NOT NULL DEFAULT ${schema}.current_slot(),
  id           uuid        NOT NULL DEFAULT gen_random_uuid(),
  channel      text        NOT NULL DEFAULT 'kafka',
  topic        ${schema}.topic_name NOT NULL,
  key          ${schema}.message_key,
  type         text        NOT NULL,
  content_type text        NOT NULL DEFAULT 'application/json',
  payload      bytea,
  headers      ${schema}.header_map NOT NULL DEFAULT '{}',
  occurred_at  timestamptz NOT NULL DEFAULT clock_timestamp()
) PARTITION BY LIST (slot);

COMMENT ON TABLE ${schema}.outbox IS
  'Append-only log of messages. Name only id, channel, topic, key, type, content_type, payload, headers and occurred_at in an INSERT';
COMMENT ON COLUMN ${schema}.outbox.payload IS 'NULL is a tombstone';

-- No vacuum for inserted rows: a slot is truncated before the work would pay. Rolled back rows, freezing
-- by age and ANALYZE stay with autovacuum.
CREATE TABLE ${schema}.outbox_0 PARTITION OF ${schema}.outbox FOR VALUES IN (0)
  WITH (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE ${schema}.outbox_1 PARTITION OF ${schema}.outbox FOR VALUES IN (1)
  WITH (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE ${schema}.outbox_2 PARTITION OF ${schema}.outbox FOR VALUES IN (2)
  WITH (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE ${schema}.outbox_3 PARTITION OF ${schema}.outbox FOR VALUES IN (3)
  WITH (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE ${schema}.outbox_4 PARTITION OF ${schema}.outbox FOR VALUES IN (4)
  WITH (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE ${schema}.outbox_5 PARTITION OF ${schema}.outbox FOR VALUES IN (5)
  WITH (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE ${schema}.outbox_6 PARTITION OF ${schema}.outbox FOR VALUES IN (6)
  WITH (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE ${schema}.outbox_7 PARTITION OF ${schema}.outbox FOR VALUES IN (7)
  WITH (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1);

-- Fresh entries are a range of seq; a straggler's entries are found by its xid, in windows of seq.
CREATE INDEX outbox_by_seq ON ${schema}.outbox (seq);
CREATE INDEX outbox_by_xid ON ${schema}.outbox (xid, seq);
-- What operators search by, for a fraction of what an index of each entry would cost whoever appends: per 16
-- pages a filter of what is in there. Pages written since the last look are searched as they are.
CREATE INDEX outbox_search ON ${schema}.outbox USING brin (
  id uuid_bloom_ops (n_distinct_per_range = 512, false_positive_rate = 0.001),
  key COLLATE "C" text_bloom_ops (n_distinct_per_range = 512, false_positive_rate = 0.001),
  topic COLLATE "C" text_bloom_ops (n_distinct_per_range = 16, false_positive_rate = 0.01),
  type COLLATE "C" text_bloom_ops (n_distinct_per_range = 16, false_positive_rate = 0.01)
) WITH (pages_per_range = 16, autosummarize = on);

-- The relay -------------------------------------------------------------------------------------------

-- One row, for ever: which installation this is and which version of the schema it has.
CREATE TABLE ${schema}.install (
  install_id     uuid        NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
  schema_version int         NOT NULL,
  retention      interval    NOT NULL,
  -- What is older may have left the inbox's ledger: noted by every purge, for a clock may go back, and when
  -- the retention is made longer.
  deduplicates_from timestamptz NOT NULL DEFAULT '-infinity',
  installed_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX install_single_row ON ${schema}.install ((true));

-- One row per relay: its lease and its health. One relay serves one channel; two relays on the same channel
-- publish everything twice. Half-filled pages keep the renewals of the lease on one page.
CREATE TABLE ${schema}.relay (
  name          text        COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
  channel       text        NOT NULL,
  owner         text,
  epoch         bigint      NOT NULL DEFAULT 0,
  expires_at    timestamptz,
  paused        boolean     NOT NULL DEFAULT false,
  last_error    text,
  failing_since timestamptz,
  tries         int         NOT NULL DEFAULT 0,
  renewed_at    timestamptz,
  version       text,
  handover_epoch bigint
) WITH (fillfactor = 50);
COMMENT ON COLUMN ${schema}.relay.handover_epoch IS 'an operator asks the owner with this epoch to let another node have the relay';

-- Topics that an operator has stopped. The relay asks with each renewal of its lease.
CREATE TABLE ${schema}.relay_paused_topic (
  relay  text        COLLATE "C" NOT NULL,
  topic  ${schema}.topic_name COLLATE "C" NOT NULL,
  since  timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor  text        NOT NULL,
  reason text,
  PRIMARY KEY (relay, topic)
);

-- The numbered batches of a relay. Rows are inserted and later thinned out, never updated.
-- A batch is: the entries visible in to_snapshot and not in from_snapshot with lo < seq <= hi.
CREATE TABLE ${schema}.relay_journal (
  relay             text        COLLATE "C" NOT NULL,
  no                bigint      NOT NULL,
  epoch             bigint      NOT NULL,
  kind              text        NOT NULL CHECK (kind IN ('takeover', 'claim', 'retry', 'mark', 'confirm')),
  token             uuid        NOT NULL,
  from_snapshot     pg_snapshot NOT NULL,
  to_snapshot       pg_snapshot NOT NULL,
  from_low          bigint      NOT NULL,
  to_low            bigint      NOT NULL,
  lo                bigint      NOT NULL,
  hi                bigint      NOT NULL,
  high              bigint      NOT NULL,
  confirmed         bigint      NOT NULL,
  entries           int         NOT NULL,
  retried           bigint[],
  install_id        uuid        NOT NULL,
  system_identifier bigint      NOT NULL,
  timeline          int         NOT NULL,
  at                timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (relay, no)
);
COMMENT ON COLUMN ${schema}.relay_journal.token IS 'names this row; the next one asks for it, so that a row lost in a fail-over is noticed';
COMMENT ON COLUMN ${schema}.relay_journal.from_low IS 'fresh entries since from_snapshot have a seq above this';
COMMENT ON COLUMN ${schema}.relay_journal.to_low IS 'the same bound once to_snapshot is the one read from';
COMMENT ON COLUMN ${schema}.relay_journal.high IS 'the sequence''s value read after to_snapshot was taken; the difference is read to its end when hi = high';
COMMENT ON COLUMN ${schema}.relay_journal.confirmed IS 'every batch with a number up to this is settled';
COMMENT ON COLUMN ${schema}.relay_journal.retried IS 'kind retry: the seqs of the parked entries, in order';

-- When was an entry published? Its batch is the first whose to_snapshot has an xmax above the entry's xid
-- and covers it.
CREATE INDEX relay_journal_by_xmax ON ${schema}.relay_journal (relay, pg_snapshot_xmax(to_snapshot), no);

-- The run of the server in which the owner of a relay took over. Unlogged: a crash or a promotion empties it
-- (not on Aurora, see ADR 5), so the owner notices that what it has read may be undone. An orderly restart, or
-- an older copy started in its place, shows by its time of start.
CREATE UNLOGGED TABLE ${schema}.relay_run (
  relay      text        COLLATE "C" NOT NULL PRIMARY KEY,
  run        uuid        NOT NULL,
  started_at timestamptz NOT NULL DEFAULT pg_postmaster_start_time()
);

-- Entries set aside, with a copy of what they carry: an outbox slot is purged without asking for them.
CREATE TABLE ${schema}.parked (
  relay           text        COLLATE "C" NOT NULL,
  seq             bigint      NOT NULL,
  lane            text        COLLATE "C" NOT NULL,
  state           text        NOT NULL CHECK (state IN ('PARKED', 'DEAD', 'PUBLISHED')),
  blocking        boolean     NOT NULL DEFAULT false,
  attempts        int         NOT NULL,
  next_attempt_at timestamptz,
  error           text,
  error_class     text,
  parked_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at        timestamptz,
  discarded_at    timestamptz,
  xid             xid8        NOT NULL,
  id              uuid        NOT NULL,
  channel         text        NOT NULL,
  topic           text        NOT NULL,
  key             text,
  type            text        NOT NULL,
  content_type    text        NOT NULL,
  payload         bytea,
  headers         jsonb       NOT NULL,
  occurred_at     timestamptz NOT NULL,
  failures        jsonb       NOT NULL DEFAULT '[]',
  PRIMARY KEY (relay, seq)
);
COMMENT ON COLUMN ${schema}.parked.lane IS 'the topic for a null key, else topic/key';
COMMENT ON COLUMN ${schema}.parked.next_attempt_at IS 'set on the head of a lane only';
COMMENT ON COLUMN ${schema}.parked.failures IS 'the latest 50 failed attempts: array of {attempt, at, error, class}';
COMMENT ON COLUMN ${schema}.parked.ended_at IS 'when it became DEAD or PUBLISHED, or was discarded';
CREATE INDEX parked_by_next_attempt ON ${schema}.parked (relay, next_attempt_at)
  WHERE state = 'PARKED' AND next_attempt_at IS NOT NULL;
CREATE INDEX parked_by_lane ON ${schema}.parked (relay, lane, seq)
  WHERE state = 'PARKED' OR blocking;
-- Dead letters are listed and counted while published ones pile up beside them.
CREATE INDEX parked_dead ON ${schema}.parked (relay, ended_at)
  WHERE state = 'DEAD';

-- What is not over, by place: lists, searches and jobs of operators.
CREATE INDEX parked_open ON ${schema}.parked (relay, seq)
  WHERE state <> 'PUBLISHED';

-- What a dead letter was before an operator edited it. Purged with its entry.
CREATE TABLE ${schema}.parked_edit (
  relay        text        COLLATE "C" NOT NULL,
  seq          bigint      NOT NULL,
  no           int         NOT NULL,
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor        text        NOT NULL,
  type         text        NOT NULL,
  content_type text        NOT NULL,
  payload      bytea,
  headers      jsonb       NOT NULL,
  PRIMARY KEY (relay, seq, no)
);

-- What operators did, written in the transaction that did it.
CREATE TABLE ${schema}.audit (
  id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor   text        NOT NULL,
  action  text        NOT NULL,
  subject text        NOT NULL,
  details jsonb,
  reason  text,
  act_key text        COLLATE "C"
);
COMMENT ON COLUMN ${schema}.audit.act_key IS 'an act asked for again under its key does nothing';
CREATE UNIQUE INDEX audit_by_key ON ${schema}.audit (act_key) WHERE act_key IS NOT NULL;

-- What takes longer than a transaction should. Each part moves the row in the transaction that does it, so
-- that whoever goes on knows where.
CREATE TABLE ${schema}.job (
  id         uuid        NOT NULL PRIMARY KEY,
  kind       text        NOT NULL CHECK (kind IN ('retry', 'discard', 'replay')),
  relay      text        COLLATE "C" NOT NULL,
  request    jsonb       NOT NULL,
  state      text        NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'DONE', 'CANCELLED')),
  lo         bigint      NOT NULL,
  hi         bigint      NOT NULL,
  position   bigint      NOT NULL,
  pass       int         NOT NULL DEFAULT 1,
  done       bigint      NOT NULL DEFAULT 0,
  passed     bigint      NOT NULL DEFAULT 0,
  actor      text        NOT NULL,
  reason     text,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at   timestamptz
);
COMMENT ON COLUMN ${schema}.job.position IS 'entries with lo < seq <= position are gone through, those up to hi are not';
CREATE INDEX job_by_start ON ${schema}.job (started_at);

-- Status ----------------------------------------------------------------------------------------------

-- State of each entry, derived from the log and the journal; nobody writes it. Ask for a page by seq: a
-- condition on state or published_at is worked out entry by entry.
-- A journal row covers an entry when everything up to that row includes the entry. The lowest such row of
-- those still there is at or after the entry's batch, also after the journal was thinned out.
CREATE VIEW ${schema}.outbox_status AS
SELECT e.seq, e.id, e.channel, e.topic::text AS topic, e.key::text AS key, e.type, e.occurred_at,
       r.name AS relay,
       CASE WHEN p.state IS NOT NULL THEN p.state
            WHEN settled.at IS NOT NULL THEN 'PUBLISHED'
            ELSE 'PENDING' END AS state,
       CASE WHEN p.state IS NULL THEN settled.at
            WHEN p.state = 'PUBLISHED' THEN p.ended_at END AS published_at,
       p.attempts, p.next_attempt_at, p.error
FROM ${schema}.outbox e
LEFT JOIN ${schema}.relay r ON r.channel = e.channel
LEFT JOIN LATERAL (
  SELECT j.no
  FROM ${schema}.relay_journal j
  WHERE j.relay = r.name
    AND pg_snapshot_xmax(j.to_snapshot) > e.xid
    AND (pg_visible_in_snapshot(e.xid, j.from_snapshot)
         OR pg_visible_in_snapshot(e.xid, j.to_snapshot) AND e.seq <= j.hi)
  ORDER BY pg_snapshot_xmax(j.to_snapshot), j.no
  LIMIT 1
) covering ON true
LEFT JOIN LATERAL (
  SELECT j.at
  FROM ${schema}.relay_journal j
  WHERE j.relay = r.name AND j.no >= covering.no AND j.confirmed >= covering.no
  ORDER BY j.no
  LIMIT 1
) settled ON true
LEFT JOIN ${schema}.parked p ON p.relay = r.name AND p.seq = e.seq;

-- How many entries wait for a relay, and since when: those its confirmed position does not cover. Reads what
-- waits and little more, whatever the size of the history. A scan of the whole table is ruled out here
-- because the planner cannot know where the bounds, found at run time, will lie; compiling the query, because
-- that would take longer than running it.
-- Runs as its owner, for a role that may see the numbers and not the messages.
CREATE FUNCTION ${schema}.relay_backlog(relay_name text, OUT backlog bigint, OUT oldest_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
  SET enable_seqscan = off
  SET jit = off
AS $$
  WITH settled AS MATERIALIZED (
    SELECT r.channel, j.hi, j.to_snapshot,
           coalesce(CASE WHEN j.hi = j.high THEN j.to_snapshot ELSE j.from_snapshot END, '1:1:') AS base,
           coalesce(CASE WHEN j.hi = j.high THEN j.to_low ELSE j.from_low END, 0) AS low
    FROM ${schema}.relay r
    LEFT JOIN LATERAL (
      SELECT confirmed FROM ${schema}.relay_journal WHERE relay = r.name ORDER BY no DESC LIMIT 1
    ) newest ON true
    LEFT JOIN LATERAL (
      SELECT * FROM ${schema}.relay_journal
      WHERE relay = r.name AND no <= newest.confirmed
      ORDER BY no DESC LIMIT 1
    ) j ON true
    WHERE r.name = relay_name
  ), uncovered AS (
    SELECT e.xid, e.seq, e.occurred_at
    FROM settled s
    JOIN ${schema}.outbox e
      ON e.seq > s.low AND e.xid >= pg_snapshot_xmax(s.base) AND e.channel = s.channel
    UNION ALL
    SELECT e.xid, e.seq, e.occurred_at
    FROM settled s
    CROSS JOIN LATERAL pg_snapshot_xip(s.base) AS running(xid)
    JOIN ${schema}.outbox e ON e.xid = running.xid AND e.channel = s.channel
  )
  SELECT count(*), min(u.occurred_at)
  FROM uncovered u CROSS JOIN settled s
  WHERE s.to_snapshot IS NULL
     OR NOT (pg_visible_in_snapshot(u.xid, s.to_snapshot) AND u.seq <= s.hi)
$$;
REVOKE ALL ON FUNCTION ${schema}.relay_backlog(text) FROM PUBLIC;

CREATE VIEW ${schema}.relay_status AS
SELECT r.name, r.channel, r.owner, r.epoch, r.expires_at, r.paused,
       b.backlog, b.oldest_at AS oldest_pending_at, clock_timestamp() - b.oldest_at AS oldest_pending_age,
       coalesce(newest.no, 0) AS last_batch, coalesce(newest.confirmed, 0) AS confirmed,
       (SELECT count(*) FROM ${schema}.parked p WHERE p.relay = r.name AND p.state = 'PARKED') AS parked,
       (SELECT count(*) FROM ${schema}.parked p
        WHERE p.relay = r.name AND p.state = 'DEAD' AND p.discarded_at IS NULL) AS dead,
       r.last_error, r.failing_since, r.tries, r.renewed_at, r.version
FROM ${schema}.relay r
CROSS JOIN LATERAL ${schema}.relay_backlog(r.name) b
LEFT JOIN LATERAL (
  SELECT no, confirmed FROM ${schema}.relay_journal WHERE relay = r.name ORDER BY no DESC LIMIT 1
) newest ON true;

INSERT INTO ${schema}.install (schema_version, retention) VALUES (1, interval '${retention_seconds} seconds');
