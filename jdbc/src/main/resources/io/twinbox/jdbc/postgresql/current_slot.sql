-- Where an entry is written now: the ring of 8 slots turns by one every ${slot_seconds} seconds, a sixth of
-- the retention. Six slots hold the retention, one is being written, one is free or waits for its purge.
-- The period is a literal, so that an append reads no table; a body parsed here and not at each call is
-- inlined and does not depend on the caller's search_path.
CREATE OR REPLACE FUNCTION ${schema}.current_slot() RETURNS smallint
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (floor(date_part('epoch', now()) / ${slot_seconds})::bigint % 8)::smallint;
