-- As counting takes its locks, so that neither waits for the other.
LOCK TABLE rollup_cursor IN ACCESS EXCLUSIVE MODE;

-- Reads of a secret before an event named it are of no reader and no day; and events of it may have been let go before it was kept.
ALTER TABLE secret_target ADD COLUMN unnamed_read_at timestamptz(3), ADD COLUMN is_lower_bound boolean NOT NULL DEFAULT false;
ALTER TABLE secret_target ALTER COLUMN is_lower_bound DROP DEFAULT;

-- {"prod": 12}: reads by environment, at most eight of them.
ALTER TABLE secret_reader ADD COLUMN reads_in jsonb NOT NULL DEFAULT '{}';
ALTER TABLE secret_reader ALTER COLUMN reads_in DROP DEFAULT;

-- What actors do by environment is kept for each type of an id by itself: all is counted anew.
ALTER TABLE rollup_cursor NO FORCE ROW LEVEL SECURITY;
UPDATE rollup_cursor SET epoch = -1, next_seq = 0, secret_seq = 0, secret_rule = '';
ALTER TABLE rollup_cursor FORCE ROW LEVEL SECURITY;
