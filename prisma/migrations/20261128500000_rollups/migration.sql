-- Counts of events, kept by a consumer that follows the ledger. All of it but policy, overrides and reminders follows from the events.

-- How far the counts follow a tenant's ledger; moves in the transaction that holds what was counted.
CREATE TABLE rollup_cursor (
  tenant_id uuid PRIMARY KEY,
  epoch integer NOT NULL,
  next_seq bigint NOT NULL,
  -- What told of secrets when it was counted: server/rollups/secret-rules.ts. Another rule counts anew.
  secret_rule text NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT rollup_cursor_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);

-- Events of one value of one kind on one day of UTC, by occurred_at. The lists tell of the quarters of an hour in which there were any, 0 to 95 in
-- ascending order; a list without any number but 0 is empty.
CREATE TABLE rollup_day (
  tenant_id uuid NOT NULL,
  day date NOT NULL,
  kind text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  events integer NOT NULL,
  failures integer NOT NULL,
  denials integer NOT NULL,
  unknowns integer NOT NULL,
  quarters smallint[] NOT NULL,
  events_at integer[] NOT NULL,
  failures_at integer[] NOT NULL,
  denials_at integer[] NOT NULL,
  unknowns_at integer[] NOT NULL,
  PRIMARY KEY (tenant_id, kind, value, day),
  CONSTRAINT rollup_day_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) WITH (fillfactor = 70);
-- Few different entries, so that they are kept as lists of rows and cost little.
CREATE INDEX rollup_day_day_idx ON rollup_day (tenant_id, day, kind);

-- Values of all time, with the name and place that the newest event gives them.
CREATE TABLE rollup_value (
  tenant_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  events bigint NOT NULL,
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL,
  name text,
  lat double precision,
  lon double precision,
  PRIMARY KEY (tenant_id, kind, value),
  CONSTRAINT rollup_value_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) WITH (fillfactor = 70);
CREATE INDEX rollup_value_first_idx ON rollup_value (tenant_id, kind, first_at);

-- How many values of a kind are kept for a day, and events whose value was let go since there were too many. Of values that are kept for all
-- time the day is 0001-01-01.
CREATE TABLE rollup_room (
  tenant_id uuid NOT NULL,
  day date NOT NULL,
  kind text COLLATE "C" NOT NULL,
  kept integer NOT NULL,
  let_go bigint NOT NULL,
  PRIMARY KEY (tenant_id, day, kind),
  CONSTRAINT rollup_room_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX rollup_room_let_go_idx ON rollup_room (tenant_id, kind, day) WHERE let_go > 0;

-- A target that holds a secret. `id` follows from type and target_id. An event counts for it that names its id and its type.
CREATE TABLE secret_target (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  target_id text NOT NULL,
  -- Some event named id and type in one target; others are counted for the day when one does.
  is_named boolean NOT NULL,
  name text,
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL,
  created_at timestamptz(3),
  deleted_at timestamptz(3),
  last_read_at timestamptz(3),
  last_read_seq bigint,
  -- {"type", "id", "name"}
  last_read_by jsonb,
  last_rotated_at timestamptz(3),
  last_rotated_seq bigint,
  last_rotated_by jsonb,
  -- metadata.rotation_days of the newest creation or rotation that said it.
  stated_days integer,
  stated_at timestamptz(3),
  events bigint NOT NULL,
  reads bigint NOT NULL,
  rotations bigint NOT NULL,
  people integer NOT NULL,
  services integer NOT NULL,
  -- Reads by readers that are not kept.
  reads_let_go bigint NOT NULL,
  -- {"prod": 12}: events by environment, at most eight of them.
  environments jsonb NOT NULL,
  -- The one with most events.
  environment text,
  -- Readers outside the environment; reckoned by the sweep.
  outside integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT secret_target_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) WITH (fillfactor = 70);

-- Who read a secret with success.
CREATE TABLE secret_reader (
  tenant_id uuid NOT NULL,
  secret_id uuid NOT NULL,
  actor_type text COLLATE "C" NOT NULL,
  -- Empty for anonymous ones.
  actor_id text COLLATE "C" NOT NULL,
  name text,
  reads bigint NOT NULL,
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, secret_id, actor_type, actor_id),
  CONSTRAINT secret_reader_secret_fkey FOREIGN KEY (tenant_id, secret_id) REFERENCES secret_target (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);

-- What a tenant asks of its secrets; without a row the defaults hold. As secretPolicy of server/secrets/schemas.ts has it.
CREATE TABLE secret_policy (
  tenant_id uuid PRIMARY KEY,
  policy jsonb NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  updated_by text NOT NULL,
  CONSTRAINT secret_policy_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);

-- A period of one secret's own; NULL: it is not to be rotated. Stays when the counts are made anew.
CREATE TABLE secret_override (
  tenant_id uuid NOT NULL,
  secret_id uuid NOT NULL,
  rotation_days integer CHECK (rotation_days > 0),
  note text NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (tenant_id, secret_id),
  CONSTRAINT secret_override_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);

-- An alert was raised since the secret was due then.
CREATE TABLE secret_reminder (
  tenant_id uuid NOT NULL,
  secret_id uuid NOT NULL,
  due_at timestamptz(3) NOT NULL,
  raised_at timestamptz(3) NOT NULL,
  settled_at timestamptz(3),
  PRIMARY KEY (tenant_id, secret_id, due_at),
  CONSTRAINT secret_reminder_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX secret_reminder_open_idx ON secret_reminder (tenant_id, secret_id) WHERE settled_at IS NULL;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['rollup_cursor', 'rollup_day', 'rollup_value', 'rollup_room', 'secret_target', 'secret_reader', 'secret_policy',
    'secret_override', 'secret_reminder'] LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('CREATE POLICY own_tenant ON %I TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
    EXECUTE pg_catalog.format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sealtrail_app', t);
  END LOOP;
END
$$;
