-- In which slot the ledger keeps an id, by the time within it in ms since 1970; NULL = it carries none. The
-- period, a sixth of the retention, is a literal: a claim reads no table for it.
CREATE OR REPLACE FUNCTION ${schema}.inbox_slot(id_ms bigint) RETURNS smallint
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(id_ms / ${slot_seconds}000 % 8, 8)::smallint;
