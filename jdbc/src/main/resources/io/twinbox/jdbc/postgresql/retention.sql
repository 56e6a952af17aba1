-- Another retention: entries written from now on take their slot by the new period. Entries already stored
-- stay where they are; a slot is purged by the age of what it holds, not by its number.
${current_slot}
UPDATE ${schema}.install SET retention = interval '${retention_seconds} seconds';
