-- Another retention: entries written from now on take their slot by the new period. Entries already stored
-- stay where they are; a slot is purged by the age of what it holds, not by its number.
${current_slot}
-- The ledger's rows move to where they are looked for from now on. A longer window does not bring back what
-- was purged, so nothing older than the window was until now may come in.
LOCK TABLE ${schema}.inbox IN ACCESS EXCLUSIVE MODE;
UPDATE ${schema}.install
SET deduplicates_from = greatest(deduplicates_from, clock_timestamp() - retention);
${inbox_slot}
WITH placed AS MATERIALIZED (
  SELECT consumer, message_id, slot,
         ${schema}.inbox_slot(('x' || translate(left(message_id::text, 13), '-', ''))::bit(48)::bigint) AS place
  FROM ${schema}.inbox WHERE slot < 8
)
UPDATE ${schema}.inbox i SET slot = p.place
FROM placed p
WHERE i.slot = p.slot AND i.consumer = p.consumer AND i.message_id = p.message_id AND p.place <> p.slot;
UPDATE ${schema}.install SET retention = interval '${retention_seconds} seconds';
