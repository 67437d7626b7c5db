-- Functions made later belong to nobody but those who are named.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The tenant of this transaction; NULL when the setting is unset, empty or malformed, so that no policy matches.
CREATE FUNCTION current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT CASE WHEN pg_catalog.current_setting('app.tenant_id', true)
                   ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
              THEN pg_catalog.current_setting('app.tenant_id', true)::pg_catalog.uuid END
$$;
GRANT EXECUTE ON FUNCTION current_tenant() TO sealtrail_app, sealtrail_ledger, sealtrail_access, sealtrail_keeper;

CREATE TABLE tenant (
  id uuid PRIMARY KEY,
  slug text NOT NULL,
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC',
  created_at timestamptz(3) NOT NULL,
  CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
CREATE UNIQUE INDEX tenant_slug_key ON tenant (slug);

CREATE TABLE person (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  password_hash text NOT NULL,
  operator boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL,
  CHECK (email = lower(email))
);
CREATE UNIQUE INDEX person_email_key ON person (email);

CREATE TABLE role (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  system boolean NOT NULL DEFAULT false,
  permissions text[],
  PRIMARY KEY (tenant_id, name),
  CONSTRAINT role_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);

CREATE TABLE membership (
  tenant_id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, person_id),
  CONSTRAINT membership_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CONSTRAINT membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT membership_tenant_id_role_fkey FOREIGN KEY (tenant_id, role) REFERENCES role (tenant_id, name)
);
CREATE INDEX membership_person_id_idx ON membership (person_id);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  ip inet,
  user_agent text,
  CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person (id)
);
CREATE INDEX session_person_id_idx ON session (person_id);

CREATE TABLE sign_in_throttle (
  subject bytea PRIMARY KEY,
  failures integer NOT NULL,
  last_failed_at timestamptz(3) NOT NULL,
  blocked_until timestamptz(3)
);

CREATE TABLE provisioning_key (
  tenant_id uuid NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  purpose text NOT NULL,
  permissions text[],
  secret_hash bytea NOT NULL,
  requests_per_minute integer NOT NULL,
  created_at timestamptz(3) NOT NULL,
  created_by uuid,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT provisioning_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CHECK (kind IN ('ingest', 'provisioning', 'management')),
  CHECK (octet_length(secret_hash) = 32)
);
CREATE INDEX provisioning_key_id_idx ON provisioning_key (id);

CREATE TABLE platform_key (
  id text PRIMARY KEY,
  name text NOT NULL,
  purpose text NOT NULL,
  secret_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  CHECK (octet_length(secret_hash) = 32)
);

CREATE TABLE auditor_login (
  tenant_id uuid NOT NULL,
  login text NOT NULL,
  PRIMARY KEY (tenant_id, login),
  CONSTRAINT auditor_login_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE UNIQUE INDEX auditor_login_login_key ON auditor_login (login);

CREATE TABLE ledger (
  tenant_id uuid PRIMARY KEY,
  epoch integer NOT NULL DEFAULT 1,
  origin text NOT NULL,
  size bigint NOT NULL DEFAULT 0,
  frontier bytea[] DEFAULT '{}',
  last_received_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT ledger_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) WITH (fillfactor = 50);
-- Hashes do not compress: trying would only cost time on every append.
ALTER TABLE ledger ALTER COLUMN frontier SET STORAGE EXTERNAL;

CREATE TABLE event (
  tenant_id uuid NOT NULL,
  seq bigint NOT NULL,
  id uuid NOT NULL,
  received_at timestamptz(3) NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  key_id text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  category text COLLATE "C",
  crud text COLLATE "C",
  outcome text COLLATE "C" NOT NULL,
  severity text COLLATE "C" NOT NULL,
  auth_method text COLLATE "C",
  actor_type text COLLATE "C" NOT NULL,
  actor_id text COLLATE "C",
  target_type text COLLATE "C",
  target_id text COLLATE "C",
  ip inet,
  country text COLLATE "C",
  via text COLLATE "C",
  environment text COLLATE "C",
  session_id text COLLATE "C",
  origin text COLLATE "C",
  body text NOT NULL,
  salts bytea NOT NULL,
  digests jsonb,
  leaf_hash bytea NOT NULL,
  PRIMARY KEY (tenant_id, received_at, id)
) PARTITION BY RANGE (received_at);
CREATE INDEX event_tenant_id_seq_idx ON event (tenant_id, seq);
CREATE INDEX event_tenant_id_occurred_at_seq_idx ON event (tenant_id, occurred_at, seq);
CREATE INDEX event_tenant_id_action_occurred_at_seq_idx ON event (tenant_id, action, occurred_at, seq);
CREATE INDEX event_tenant_id_actor_id_occurred_at_seq_idx ON event (tenant_id, actor_id, occurred_at, seq);
CREATE INDEX event_tenant_id_target_id_occurred_at_seq_idx ON event (tenant_id, target_id, occurred_at, seq);
-- Few events have a session and few are not a success: the partial indexes cost ingest little.
CREATE INDEX event_tenant_id_session_id_idx ON event (tenant_id, session_id, occurred_at, seq) WHERE session_id IS NOT NULL;
CREATE INDEX event_tenant_id_outcome_idx ON event (tenant_id, outcome, occurred_at, seq) WHERE outcome <> 'success';
CREATE INDEX event_tenant_id_origin_idx ON event (tenant_id, origin, occurred_at, seq) WHERE origin IS NOT NULL;

CREATE TABLE event_external (
  tenant_id uuid NOT NULL,
  origin text COLLATE "C" NOT NULL,
  external_mac bytea NOT NULL,
  request_mac bytea NOT NULL,
  seq bigint NOT NULL,
  id uuid NOT NULL,
  leaf_hash bytea NOT NULL,
  PRIMARY KEY (tenant_id, origin, external_mac)
);

CREATE TABLE idempotency (
  tenant_id uuid NOT NULL,
  key_mac bytea NOT NULL,
  request_mac bytea NOT NULL,
  receipts jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, key_mac)
);
CREATE INDEX idempotency_tenant_id_created_at_idx ON idempotency (tenant_id, created_at);

CREATE TABLE tile (
  tenant_id uuid NOT NULL,
  level integer NOT NULL,
  index bigint NOT NULL,
  hashes bytea NOT NULL,
  PRIMARY KEY (tenant_id, level, index),
  CHECK (octet_length(hashes) = 8192)
);
ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE checkpoint (
  tenant_id uuid NOT NULL,
  epoch integer NOT NULL,
  size bigint NOT NULL,
  root bytea NOT NULL,
  note text NOT NULL,
  signed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, epoch, size)
);

-- Append-only: an attempt is an error for every role, even where row-level security shows it no row.
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: the ledger is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
$$;

-- Gives one table of the ledger its triggers and forced row-level security.
CREATE FUNCTION guard_table(p_table regclass, p_row_level boolean) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_table);
  EXECUTE pg_catalog.format('CREATE TRIGGER append_only_statement BEFORE UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', p_table);
  EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only_statement', p_table);
  IF p_row_level THEN
    EXECUTE pg_catalog.format('CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION public.refuse_change()', p_table);
    EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only_row', p_table);
  END IF;
END
$$;
SELECT guard_table('event', true);
SELECT guard_table('tile', true);
SELECT guard_table('checkpoint', true);
SELECT guard_table('event_external', true);

-- Makes the monthly partition of `event` that holds p_at, if it is missing. Attaching takes SHARE UPDATE EXCLUSIVE
-- on the parent only: appends and reads go on. The CHECK spares the attach its scan.
CREATE FUNCTION ensure_partition(p_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
  v_from timestamptz := pg_catalog.date_trunc('month', p_at);
  v_to timestamptz := pg_catalog.date_trunc('month', p_at) + interval '1 month';
  v_name text := 'event_' || pg_catalog.to_char(p_at, 'YYYY_MM');
BEGIN
  IF p_at < pg_catalog.now() - interval '20 years' OR p_at > pg_catalog.now() + interval '2 years' THEN
    RAISE EXCEPTION 'no partition is made for %: it is too far from now', p_at;
  END IF;
  IF pg_catalog.to_regclass('public.' || v_name) IS NOT NULL THEN
    RETURN v_name;
  END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('sealtrail.ensure_partition'));
  IF pg_catalog.to_regclass('public.' || v_name) IS NOT NULL THEN
    RETURN v_name;
  END IF;
  EXECUTE pg_catalog.format('CREATE TABLE public.%I (LIKE public.event INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE, CONSTRAINT month CHECK (received_at >= %L AND received_at < %L))', v_name, v_from, v_to);
  EXECUTE pg_catalog.format('ALTER TABLE public.event ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', v_name, v_from, v_to);
  EXECUTE pg_catalog.format('ALTER TABLE public.%I DROP CONSTRAINT month', v_name);
  PERFORM public.guard_table(pg_catalog.format('public.%I', v_name)::regclass, false);
  EXECUTE pg_catalog.format('REVOKE ALL ON public.%I FROM PUBLIC, sealtrail_app, sealtrail_ledger, sealtrail_access, sealtrail_keeper, sealtrail_auditor', v_name);
  RETURN v_name;
END
$$;
GRANT EXECUTE ON FUNCTION ensure_partition(timestamptz) TO sealtrail_app;
SELECT ensure_partition(now() + make_interval(months => m)) FROM generate_series(0, 3) AS m;
