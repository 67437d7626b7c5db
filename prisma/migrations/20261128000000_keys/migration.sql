-- Purpose, limits and life of a key. An empty scope is every event that the role shows; no addresses means from anywhere.
ALTER TABLE provisioning_key
  ADD COLUMN recipient text NOT NULL DEFAULT '',
  ADD COLUMN owner_id uuid,
  ADD COLUMN scope jsonb,
  ADD COLUMN masks text[] NOT NULL DEFAULT '{}',
  ADD COLUMN addresses text[] NOT NULL DEFAULT '{}',
  ADD COLUMN rows_per_day bigint,
  ADD COLUMN rotation_days integer,
  ADD COLUMN rotated_at timestamptz(3),
  ADD COLUMN updated_at timestamptz(3),
  ADD COLUMN resumed_at timestamptz(3),
  ADD COLUMN suspended_at timestamptz(3),
  ADD COLUMN suspend_reason text,
  ADD COLUMN revoked_by text,
  ADD COLUMN revoke_reason text,
  ADD COLUMN expiry_noted_at timestamptz(3),
  ADD COLUMN reminded text,
  ADD CHECK (rows_per_day > 0),
  ADD CHECK (rotation_days > 0),
  ADD CHECK (requests_per_minute > 0);
UPDATE provisioning_key SET owner_id = created_by;

-- A key unused for key_unused_days suspends itself (NULL: never); every review_days somebody confirms each key and each member.
ALTER TABLE tenant
  ADD COLUMN key_unused_days integer DEFAULT 90,
  ADD COLUMN review_days integer NOT NULL DEFAULT 90,
  ADD CHECK (key_unused_days BETWEEN 1 AND 3650),
  ADD CHECK (review_days BETWEEN 1 AND 3650);

-- Secrets that were replaced: one works until valid_until, and is recognised for ever, so that its use is recorded as what it is.
CREATE TABLE key_secret (
  tenant_id uuid NOT NULL,
  key_id text NOT NULL,
  secret_hash bytea NOT NULL,
  made_at timestamptz(3) NOT NULL,
  replaced_at timestamptz(3) NOT NULL,
  replaced_by text NOT NULL,
  reason text NOT NULL,
  valid_until timestamptz(3) NOT NULL,
  cut_at timestamptz(3),
  end_noted_at timestamptz(3),
  PRIMARY KEY (tenant_id, key_id, secret_hash),
  CONSTRAINT key_secret_tenant_id_key_id_fkey FOREIGN KEY (tenant_id, key_id) REFERENCES provisioning_key (tenant_id, id),
  CHECK (octet_length(secret_hash) = 32)
);

-- One row a key: requests of this minute and the one before, rows of this day (UTC), last use. Written on the way of every request,
-- without waiting for the disk: after a crash of the server a few requests may be counted too little.
CREATE TABLE key_meter (
  tenant_id uuid NOT NULL,
  key_id text NOT NULL,
  minute timestamptz(3) NOT NULL,
  requests integer NOT NULL DEFAULT 0,
  previous integer NOT NULL DEFAULT 0,
  day date NOT NULL,
  rows bigint NOT NULL DEFAULT 0,
  last_used_at timestamptz(3),
  last_used_ip inet,
  PRIMARY KEY (tenant_id, key_id),
  CONSTRAINT key_meter_tenant_id_key_id_fkey FOREIGN KEY (tenant_id, key_id) REFERENCES provisioning_key (tenant_id, id)
) WITH (fillfactor = 50);

-- What a key was used for, by the hour, and from where; counted in the transaction that records the use.
CREATE TABLE key_hour (
  tenant_id uuid NOT NULL,
  key_id text NOT NULL,
  hour timestamptz(3) NOT NULL,
  requests bigint NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  refusals bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, key_id, hour),
  CONSTRAINT key_hour_tenant_id_key_id_fkey FOREIGN KEY (tenant_id, key_id) REFERENCES provisioning_key (tenant_id, id)
) WITH (fillfactor = 50);

CREATE TABLE key_address (
  tenant_id uuid NOT NULL,
  key_id text NOT NULL,
  ip inet NOT NULL,
  location jsonb,
  first_seen_at timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL,
  requests bigint NOT NULL DEFAULT 0,
  refusals bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, key_id, ip),
  CONSTRAINT key_address_tenant_id_key_id_fkey FOREIGN KEY (tenant_id, key_id) REFERENCES provisioning_key (tenant_id, id)
) WITH (fillfactor = 50);

-- Uses that are counted first and recorded once a minute: tails, feeds, tiles. `draft` is the trail event but for its counts.
CREATE TABLE open_use (
  tenant_id uuid NOT NULL,
  mark bytea NOT NULL,
  draft json NOT NULL,
  key_id text,
  since timestamptz(3) NOT NULL,
  requests bigint NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, mark),
  CONSTRAINT open_use_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) WITH (fillfactor = 50);
CREATE INDEX open_use_since_idx ON open_use (since);

-- A periodic review of who can read the trail. `statement` is canonical JSON (RFC 8785), `note` signs its SHA-256 with the ledger's key.
CREATE TABLE access_review (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  started_at timestamptz(3) NOT NULL,
  started_by text NOT NULL,
  due_at timestamptz(3) NOT NULL,
  completed_at timestamptz(3),
  completed_by text,
  statement text,
  note text,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT access_review_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);

-- One key or one member under review; `subject` is what was known of it when the review began.
CREATE TABLE access_review_item (
  tenant_id uuid NOT NULL,
  review_id uuid NOT NULL,
  kind text NOT NULL,
  subject_id text NOT NULL,
  subject jsonb NOT NULL,
  decision text,
  comment text,
  decided_at timestamptz(3),
  decided_by text,
  PRIMARY KEY (tenant_id, review_id, kind, subject_id),
  CONSTRAINT access_review_item_tenant_id_review_id_fkey FOREIGN KEY (tenant_id, review_id) REFERENCES access_review (tenant_id, id),
  CHECK (kind IN ('key', 'member')),
  CHECK (decision IN ('kept', 'revoked', 'gone')),
  CHECK ((decision IS NULL) = (decided_at IS NULL))
);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['key_secret', 'key_meter', 'key_hour', 'key_address', 'open_use', 'access_review', 'access_review_item'] LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('CREATE POLICY own_tenant ON %I TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
  END LOOP;
END
$$;
CREATE POLICY access_reads ON key_secret FOR SELECT TO sealtrail_access USING (true);
CREATE POLICY access_reads ON open_use FOR SELECT TO sealtrail_access USING (true);
GRANT SELECT, INSERT, UPDATE ON key_secret, key_meter, key_hour, key_address, access_review, access_review_item TO sealtrail_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON open_use TO sealtrail_app;
GRANT SELECT ON key_secret, open_use TO sealtrail_access;

-- A key by its public id, whatever its state: the caller compares secrets in constant time and judges the state.
SET ROLE sealtrail_access;
DROP FUNCTION key_find(text);
RESET ROLE;
CREATE FUNCTION key_find(p_id text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_catalog.jsonb_build_object('id', k.id, 'kind', k.kind, 'tenantId', k.tenant_id, 'slug', t.slug, 'suspended', t.suspended_at IS NOT NULL,
           'name', k.name, 'purpose', k.purpose, 'permissions', k.permissions, 'secretHash', pg_catalog.encode(k.secret_hash, 'hex'),
           'oldSecrets', (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('hash', pg_catalog.encode(s.secret_hash, 'hex'), 'until', s.valid_until))
                            FROM public.key_secret s WHERE s.tenant_id = k.tenant_id AND s.key_id = k.id),
           'requestsPerMinute', k.requests_per_minute, 'rowsPerDay', k.rows_per_day, 'addresses', k.addresses,
           'expiresAt', k.expires_at, 'revokedAt', k.revoked_at, 'suspendedAt', k.suspended_at, 'keyScope', k.scope, 'keyMasks', k.masks,
           'role', k.role, 'rolePermissions', r.permissions, 'scope', r.scope, 'masks', r.masks)
    FROM public.provisioning_key k
    JOIN public.tenant t ON t.id = k.tenant_id
    JOIN public.role r ON r.tenant_id = k.tenant_id AND r.name = k.role
   WHERE k.id = p_id
  UNION ALL
  SELECT pg_catalog.jsonb_build_object('id', k.id, 'kind', 'platform-ingest', 'tenantId', NULL, 'slug', NULL, 'suspended', false,
           'name', k.name, 'purpose', k.purpose, 'permissions', NULL, 'secretHash', pg_catalog.encode(k.secret_hash, 'hex'), 'oldSecrets', NULL,
           'requestsPerMinute', NULL, 'rowsPerDay', NULL, 'addresses', '{}'::text[],
           'expiresAt', k.expires_at, 'revokedAt', k.revoked_at, 'suspendedAt', NULL, 'keyScope', NULL, 'keyMasks', NULL,
           'role', NULL, 'rolePermissions', NULL, 'scope', NULL, 'masks', NULL)
    FROM public.platform_key k WHERE k.id = p_id
$$;

-- The tenants with a counted use that began before p_before: what the worker records.
CREATE FUNCTION open_uses_due(p_before timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT DISTINCT tenant_id FROM public.open_use WHERE since < p_before $$;

-- Takes up to p_requests requests out of a key's allowance a minute, and up to p_rows rows out of its allowance a day (NULL: without
-- limit). A window of a minute that slides: the minute before counts by the part of it that is less than a minute ago. Days are of UTC.
-- Negative p_rows give back. `wait_s`: after how many seconds something is to be had again, where less was granted than asked for.
-- Locks the key's row of key_meter until the end of the statement, which does not wait for the disk: counts are no evidence.
CREATE FUNCTION key_take(p_tenant uuid, p_key text, p_requests integer, p_requests_max integer, p_rows bigint, p_rows_max bigint, p_ip inet, p_at timestamptz,
  OUT requests_granted integer, OUT rows_granted bigint, OUT wait_s integer)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v public.key_meter;
  v_minute timestamptz := pg_catalog.date_trunc('minute', p_at, 'UTC');
  v_day date := (p_at AT TIME ZONE 'UTC')::date;
  v_into double precision;
BEGIN
  PERFORM pg_catalog.set_config('synchronous_commit', 'off', true);
  SELECT * INTO v FROM public.key_meter WHERE tenant_id = p_tenant AND key_id = p_key FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO public.key_meter (tenant_id, key_id, minute, day) VALUES (p_tenant, p_key, v_minute, v_day) ON CONFLICT DO NOTHING;
    SELECT * INTO v FROM public.key_meter WHERE tenant_id = p_tenant AND key_id = p_key FOR UPDATE;
  END IF;
  -- Another process may have a clock that is ahead.
  v_minute := GREATEST(v_minute, v.minute);
  v_day := GREATEST(v_day, v.day);
  IF v_minute > v.minute THEN
    v.previous := CASE WHEN v_minute = v.minute + interval '1 minute' THEN v.requests ELSE 0 END;
    v.requests := 0;
  END IF;
  IF v_day > v.day THEN
    v.rows := 0;
  END IF;
  v_into := LEAST(1, GREATEST(0, EXTRACT(EPOCH FROM p_at - v_minute) / 60));
  requests_granted := LEAST(p_requests, GREATEST(0, pg_catalog.floor(p_requests_max - v.requests - v.previous * (1 - v_into))::integer));
  rows_granted := CASE WHEN p_rows <= 0 OR p_rows_max IS NULL THEN p_rows ELSE LEAST(p_rows, GREATEST(0, p_rows_max - v.rows)) END;
  wait_s := 0;
  IF requests_granted < p_requests THEN
    wait_s := CASE WHEN v.requests >= p_requests_max THEN pg_catalog.ceil(60 * (1 - v_into) + 60.0 / p_requests_max)
                   ELSE pg_catalog.ceil(60 * (1 - v_into - (p_requests_max - v.requests - 1)::double precision / GREATEST(v.previous, 1))) END;
    wait_s := GREATEST(1, LEAST(120, wait_s));
  ELSIF p_rows > 0 AND rows_granted < p_rows THEN
    wait_s := GREATEST(1, pg_catalog.ceil(EXTRACT(EPOCH FROM ((v_day + 1)::timestamp AT TIME ZONE 'UTC') - p_at))::integer);
  END IF;
  UPDATE public.key_meter
     SET minute = v_minute, requests = v.requests + requests_granted, previous = v.previous, day = v_day, rows = GREATEST(0, v.rows + rows_granted),
         last_used_at = CASE WHEN requests_granted > 0 THEN GREATEST(last_used_at, p_at) ELSE last_used_at END,
         last_used_ip = CASE WHEN requests_granted > 0 THEN COALESCE(p_ip, last_used_ip) ELSE last_used_ip END
   WHERE tenant_id = p_tenant AND key_id = p_key;
END
$$;

-- Notes uses of keys in the transaction that records them, behind the append, whose lock on the ledger makes their order that of the
-- trail: a use behind the revocation of its key is refused. The arrays run in parallel, one element a use. p_secret: SHA-256 of the
-- secret that came, or NULL where the use needs no live key, since it was refused. Raises ST002 with the ordinals of the uses whose
-- secret does not work any more in DETAIL. At most 500 addresses of a key are kept.
CREATE FUNCTION key_use_note(p_tenant uuid, p_key text[], p_secret bytea[], p_requests integer[], p_rows integer[], p_refusals integer[], p_ip inet[],
  p_location text[], p_at timestamptz) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_dead text;
BEGIN
  SELECT pg_catalog.string_agg(u.o::text, ' ') INTO v_dead
    FROM ROWS FROM (pg_catalog.unnest(p_key), pg_catalog.unnest(p_secret)) WITH ORDINALITY AS u (key, secret, o)
   WHERE u.secret IS NOT NULL
     AND NOT EXISTS (
       SELECT FROM public.provisioning_key k
        WHERE k.tenant_id = p_tenant AND k.id = u.key AND k.revoked_at IS NULL AND k.suspended_at IS NULL
          AND (k.expires_at IS NULL OR k.expires_at > p_at)
          AND (k.secret_hash = u.secret
               OR EXISTS (SELECT FROM public.key_secret s
                           WHERE s.tenant_id = p_tenant AND s.key_id = k.id AND s.secret_hash = u.secret AND s.valid_until > p_at)));
  IF v_dead IS NOT NULL THEN
    RAISE EXCEPTION 'key_use_note: a key does not work any more' USING ERRCODE = 'ST002', DETAIL = v_dead;
  END IF;
  INSERT INTO public.key_hour AS h (tenant_id, key_id, hour, requests, rows, refusals)
  SELECT p_tenant, u.key, pg_catalog.date_trunc('hour', p_at, 'UTC'), pg_catalog.sum(u.requests), pg_catalog.sum(u.rows), pg_catalog.sum(u.refusals)
    FROM ROWS FROM (pg_catalog.unnest(p_key), pg_catalog.unnest(p_requests), pg_catalog.unnest(p_rows), pg_catalog.unnest(p_refusals)) AS u (key, requests, rows, refusals)
   GROUP BY u.key ORDER BY u.key
  ON CONFLICT (tenant_id, key_id, hour) DO UPDATE
    SET requests = h.requests + EXCLUDED.requests, rows = h.rows + EXCLUDED.rows, refusals = h.refusals + EXCLUDED.refusals;
  INSERT INTO public.key_address AS a (tenant_id, key_id, ip, location, first_seen_at, last_seen_at, requests, refusals)
  SELECT p_tenant, u.key, u.ip, pg_catalog.max(u.location)::jsonb, p_at, p_at, pg_catalog.sum(u.requests), pg_catalog.sum(u.refusals)
    FROM ROWS FROM (pg_catalog.unnest(p_key), pg_catalog.unnest(p_ip), pg_catalog.unnest(p_location), pg_catalog.unnest(p_requests), pg_catalog.unnest(p_refusals)) AS u (key, ip, location, requests, refusals)
   WHERE u.ip IS NOT NULL
     AND (EXISTS (SELECT FROM public.key_address k WHERE k.tenant_id = p_tenant AND k.key_id = u.key AND k.ip = u.ip)
          OR (SELECT pg_catalog.count(*) FROM public.key_address k WHERE k.tenant_id = p_tenant AND k.key_id = u.key) < 500)
   GROUP BY u.key, u.ip ORDER BY u.key, u.ip
  ON CONFLICT (tenant_id, key_id, ip) DO UPDATE
    SET last_seen_at = GREATEST(a.last_seen_at, EXCLUDED.last_seen_at), location = COALESCE(EXCLUDED.location, a.location),
        requests = a.requests + EXCLUDED.requests, refusals = a.refusals + EXCLUDED.refusals;
END
$$;

GRANT EXECUTE ON FUNCTION key_find(text), open_uses_due(timestamptz),
  key_take(uuid, text, integer, integer, bigint, bigint, inet, timestamptz),
  key_use_note(uuid, text[], bytea[], integer[], integer[], integer[], inet[], text[], timestamptz) TO sealtrail_app;
GRANT CREATE ON SCHEMA public TO sealtrail_access;
ALTER FUNCTION key_find(text) OWNER TO sealtrail_access;
ALTER FUNCTION open_uses_due(timestamptz) OWNER TO sealtrail_access;
REVOKE CREATE ON SCHEMA public FROM sealtrail_access;
