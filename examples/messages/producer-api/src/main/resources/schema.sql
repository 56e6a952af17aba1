-- Run at every start. The lock lets several nodes start at once.
SELECT pg_advisory_lock(3000);

CREATE TABLE IF NOT EXISTS eventos (
  id         bigserial   PRIMARY KEY,
  type       text        NOT NULL,
  content    text        NOT NULL,
  message_id uuid        NOT NULL,
  seq        bigint      NOT NULL UNIQUE, -- the place of its entry in twinbox.outbox
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS eventos_by_age ON eventos (created_at);

SELECT pg_advisory_unlock(3000);
