-- The counts of secrets have a place of their own, so that a change of what tells of secrets counts anew only them. Never after next_seq.
ALTER TABLE rollup_cursor ADD COLUMN secret_seq bigint;
ALTER TABLE rollup_cursor NO FORCE ROW LEVEL SECURITY;
UPDATE rollup_cursor SET secret_seq = next_seq;
ALTER TABLE rollup_cursor FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_cursor ALTER COLUMN secret_seq SET NOT NULL, ADD CHECK (secret_seq <= next_seq);
