-- Least-privilege roles for the schema ${schema}. Run by a superuser after the schema is installed; running
-- it again changes nothing. The roles cannot log in: grant them to the users that do.
--   ${owner}: owns everything, installs and upgrades
--   ${app}: appends to the outbox, and can neither read nor change what is there; runs the inbox
--   ${relay}: reads the log, keeps its journal and its parked entries, purges; no business tables
--   ${viewer}: sees the status of entries and relays, and no payload or headers
--   ${operator}: sees everything, and does what operators do: pauses, retries, discards, edits, replays
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['${owner_name}', '${app_name}', '${relay_name}', '${viewer_name}',
                               '${operator_name}'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    END IF;
  END LOOP;
END $$;

ALTER SCHEMA ${schema} OWNER TO ${owner};
ALTER SEQUENCE ${schema}.outbox_seq OWNER TO ${owner};
ALTER FUNCTION ${schema}.current_slot() OWNER TO ${owner};
ALTER DOMAIN ${schema}.topic_name OWNER TO ${owner};
ALTER DOMAIN ${schema}.message_key OWNER TO ${owner};
ALTER DOMAIN ${schema}.header_map OWNER TO ${owner};
ALTER TABLE ${schema}.outbox OWNER TO ${owner};
ALTER TABLE ${schema}.outbox_0 OWNER TO ${owner};
ALTER TABLE ${schema}.outbox_1 OWNER TO ${owner};
ALTER TABLE ${schema}.outbox_2 OWNER TO ${owner};
ALTER TABLE ${schema}.outbox_3 OWNER TO ${owner};
ALTER TABLE ${schema}.outbox_4 OWNER TO ${owner};
ALTER TABLE ${schema}.outbox_5 OWNER TO ${owner};
ALTER TABLE ${schema}.outbox_6 OWNER TO ${owner};
ALTER TABLE ${schema}.outbox_7 OWNER TO ${owner};
ALTER TABLE ${schema}.install OWNER TO ${owner};
ALTER TABLE ${schema}.relay OWNER TO ${owner};
ALTER TABLE ${schema}.relay_journal OWNER TO ${owner};
ALTER TABLE ${schema}.relay_run OWNER TO ${owner};
ALTER TABLE ${schema}.relay_paused_topic OWNER TO ${owner};
ALTER TABLE ${schema}.parked OWNER TO ${owner};
ALTER TABLE ${schema}.parked_edit OWNER TO ${owner};
ALTER TABLE ${schema}.job OWNER TO ${owner};
ALTER TABLE ${schema}.audit OWNER TO ${owner};
ALTER VIEW ${schema}.outbox_status OWNER TO ${owner};
ALTER FUNCTION ${schema}.relay_backlog(text) OWNER TO ${owner};
ALTER VIEW ${schema}.relay_status OWNER TO ${owner};

ALTER FUNCTION ${schema}.inbox_slot(bigint) OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_consumer OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_node OWNER TO ${owner};
ALTER TABLE ${schema}.inbox OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_0 OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_1 OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_2 OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_3 OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_4 OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_5 OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_6 OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_7 OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_8 OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_guard OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_marker OWNER TO ${owner};
ALTER SEQUENCE ${schema}.inbox_record_seq OWNER TO ${owner};
ALTER TABLE ${schema}.inbox_record OWNER TO ${owner};
ALTER VIEW ${schema}.inbox_status OWNER TO ${owner};
ALTER VIEW ${schema}.inbox_consumer_status OWNER TO ${owner};

REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA ${schema} FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${schema} FROM PUBLIC;
GRANT USAGE ON SCHEMA ${schema} TO ${app}, ${relay}, ${viewer}, ${operator};

-- The application: the data columns and nothing else, so that nobody can write into the order of the log.
GRANT INSERT (id, channel, topic, key, type, content_type, payload, headers, occurred_at)
  ON ${schema}.outbox TO ${app};
GRANT USAGE ON SEQUENCE ${schema}.outbox_seq TO ${app};
GRANT EXECUTE ON FUNCTION ${schema}.current_slot() TO ${app};

-- The inbox runs in the application, in its handlers' transactions. Nobody rewrites the ledger; what is past
-- the window leaves it.
GRANT SELECT, UPDATE (deduplicates_from) ON ${schema}.install TO ${app};
GRANT SELECT, INSERT (name), UPDATE (paused) ON ${schema}.inbox_consumer TO ${app};
GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.inbox_node TO ${app};
GRANT SELECT, INSERT ON ${schema}.inbox TO ${app};
GRANT SELECT, DELETE, TRUNCATE ON
  ${schema}.inbox_0, ${schema}.inbox_1, ${schema}.inbox_2, ${schema}.inbox_3,
  ${schema}.inbox_4, ${schema}.inbox_5, ${schema}.inbox_6, ${schema}.inbox_7 TO ${app};
GRANT SELECT, DELETE ON ${schema}.inbox_8 TO ${app};
GRANT SELECT, INSERT, DELETE ON ${schema}.inbox_guard TO ${app};
GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.inbox_marker, ${schema}.inbox_record TO ${app};
GRANT USAGE ON SEQUENCE ${schema}.inbox_record_seq TO ${app};
GRANT EXECUTE ON FUNCTION ${schema}.inbox_slot(bigint) TO ${app};
GRANT INSERT (actor, action, subject, details, reason, act_key) ON ${schema}.audit TO ${app};
GRANT SELECT ON ${schema}.inbox_status, ${schema}.inbox_consumer_status TO ${app};

-- The relay: purges by truncating a slot, never by deleting entries.
GRANT SELECT ON ${schema}.outbox TO ${relay};
GRANT SELECT, TRUNCATE ON
  ${schema}.outbox_0, ${schema}.outbox_1, ${schema}.outbox_2, ${schema}.outbox_3,
  ${schema}.outbox_4, ${schema}.outbox_5, ${schema}.outbox_6, ${schema}.outbox_7 TO ${relay};
GRANT SELECT ON SEQUENCE ${schema}.outbox_seq TO ${relay};
GRANT EXECUTE ON FUNCTION ${schema}.current_slot(), ${schema}.inbox_slot(bigint) TO ${relay};
GRANT SELECT ON ${schema}.install TO ${relay};
GRANT SELECT, INSERT, UPDATE ON ${schema}.relay TO ${relay};
GRANT SELECT, INSERT, DELETE ON ${schema}.relay_journal TO ${relay};
GRANT SELECT, INSERT, UPDATE ON ${schema}.relay_run TO ${relay};
GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.parked TO ${relay};
GRANT SELECT ON ${schema}.relay_paused_topic TO ${relay};
GRANT SELECT (relay, seq), DELETE ON ${schema}.parked_edit TO ${relay};
GRANT INSERT ON ${schema}.audit TO ${relay};
GRANT EXECUTE ON FUNCTION ${schema}.relay_backlog(text) TO ${relay};
GRANT SELECT ON ${schema}.outbox_status, ${schema}.relay_status TO ${relay};

-- The viewer: everything but payloads, headers and stacks. Views run as their owner, so it needs no right on
-- what they read; where it searches tables itself it may read the columns named.
GRANT SELECT ON ${schema}.outbox_status, ${schema}.relay_status, ${schema}.relay, ${schema}.relay_journal,
  ${schema}.relay_paused_topic, ${schema}.install, ${schema}.audit, ${schema}.job, ${schema}.inbox_status,
  ${schema}.inbox_consumer_status, ${schema}.inbox_consumer, ${schema}.inbox_node TO ${viewer};
GRANT SELECT (xid, seq, slot, id, channel, topic, key, type, content_type, occurred_at) ON
  ${schema}.outbox, ${schema}.outbox_0, ${schema}.outbox_1, ${schema}.outbox_2, ${schema}.outbox_3,
  ${schema}.outbox_4, ${schema}.outbox_5, ${schema}.outbox_6, ${schema}.outbox_7 TO ${viewer};
GRANT SELECT (relay, seq, lane, state, blocking, attempts, next_attempt_at, error, error_class, parked_at,
  ended_at, discarded_at, xid, id, channel, topic, key, type, content_type, occurred_at, failures)
  ON ${schema}.parked TO ${viewer};
GRANT SELECT (relay, seq, no, at, actor, type, content_type) ON ${schema}.parked_edit TO ${viewer};
GRANT SELECT (seq, consumer, state, lane, waits, blocking, attempts, next_attempt_at, fault, error, received_at,
  failed_at, ended_at, discarded_at, message_id, identity, topic, partition, record_offset, recorded_at, type,
  content_type, occurred_at, size, key) ON ${schema}.inbox_record TO ${viewer};
GRANT SELECT ON SEQUENCE ${schema}.outbox_seq TO ${viewer};
GRANT EXECUTE ON FUNCTION ${schema}.relay_backlog(text), ${schema}.current_slot(), ${schema}.inbox_slot(bigint)
  TO ${viewer};

-- The operator: reads all of it and acts on what was set aside; it neither publishes nor handles nor purges.
GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${operator};
GRANT SELECT ON SEQUENCE ${schema}.outbox_seq TO ${operator};
GRANT EXECUTE ON FUNCTION ${schema}.relay_backlog(text), ${schema}.current_slot(), ${schema}.inbox_slot(bigint)
  TO ${operator};
GRANT INSERT (id, channel, topic, key, type, content_type, payload, headers, occurred_at)
  ON ${schema}.outbox TO ${operator};
GRANT USAGE ON SEQUENCE ${schema}.outbox_seq TO ${operator};
GRANT UPDATE (paused, handover_epoch) ON ${schema}.relay TO ${operator};
GRANT INSERT (relay, topic, actor, reason), DELETE ON ${schema}.relay_paused_topic TO ${operator};
GRANT UPDATE (state, blocking, attempts, next_attempt_at, ended_at, discarded_at, type, content_type, payload,
  headers) ON ${schema}.parked TO ${operator};
GRANT INSERT ON ${schema}.parked_edit TO ${operator};
GRANT UPDATE (paused) ON ${schema}.inbox_consumer TO ${operator};
GRANT UPDATE (state, blocking, attempts, next_attempt_at, ended_at, discarded_at, waits)
  ON ${schema}.inbox_record TO ${operator};
GRANT INSERT (actor, action, subject, details, reason, act_key) ON ${schema}.audit TO ${operator};
GRANT INSERT, UPDATE ON ${schema}.job TO ${operator};
