-- Run at every start. The lock lets several nodes start at once.
SELECT pg_advisory_lock(3001);

CREATE TABLE IF NOT EXISTS messages (
  id         bigserial   PRIMARY KEY,
  content    text        NOT NULL,
  evento_id  bigint      NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE IF NOT EXISTS avisos (
  evento_id bigint NOT NULL,
  content   text   NOT NULL
);
CREATE TABLE IF NOT EXISTS importes (
  evento_id bigint  NOT NULL,
  importe   numeric NOT NULL
);

SELECT pg_advisory_unlock(3001);
