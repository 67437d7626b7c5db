-- A tenant's own rows, for the app role; everything, for the definer functions that run before a tenant is known.
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenant TO sealtrail_app USING (id = (SELECT current_tenant())) WITH CHECK (id = (SELECT current_tenant()));
CREATE POLICY access_reads ON tenant FOR SELECT TO sealtrail_access USING (true);

ALTER TABLE role ENABLE ROW LEVEL SECURITY;
ALTER TABLE role FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON role TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY access_reads ON role FOR SELECT TO sealtrail_access USING (true);

ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON membership TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY access_reads ON membership FOR SELECT TO sealtrail_access USING (true);

ALTER TABLE provisioning_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE provisioning_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON provisioning_key TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY access_reads ON provisioning_key FOR SELECT TO sealtrail_access USING (true);

ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY members_of_tenant ON person FOR SELECT TO sealtrail_app
  USING (EXISTS (SELECT FROM membership m WHERE m.tenant_id = (SELECT current_tenant()) AND m.person_id = person.id));
CREATE POLICY access_all ON person TO sealtrail_access USING (true) WITH CHECK (true);

ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY access_all ON session TO sealtrail_access USING (true) WITH CHECK (true);

ALTER TABLE platform_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_key FORCE ROW LEVEL SECURITY;
CREATE POLICY access_all ON platform_key TO sealtrail_access USING (true) WITH CHECK (true);

ALTER TABLE sign_in_throttle ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_throttle FORCE ROW LEVEL SECURITY;
CREATE POLICY access_all ON sign_in_throttle TO sealtrail_access USING (true) WITH CHECK (true);

ALTER TABLE auditor_login ENABLE ROW LEVEL SECURITY;
ALTER TABLE auditor_login FORCE ROW LEVEL SECURITY;
CREATE POLICY access_reads ON auditor_login FOR SELECT TO sealtrail_access USING (true);

CREATE POLICY access_reads ON ledger FOR SELECT TO sealtrail_access USING (true);
CREATE POLICY access_reads ON checkpoint FOR SELECT TO sealtrail_access USING (true);

GRANT SELECT, INSERT, UPDATE ON tenant TO sealtrail_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON role, membership TO sealtrail_app;
GRANT SELECT, INSERT, UPDATE ON provisioning_key TO sealtrail_app;
GRANT SELECT (id, email, name, operator, created_at) ON person TO sealtrail_app;
GRANT SELECT ON tenant, role, membership, provisioning_key, auditor_login, ledger, checkpoint TO sealtrail_access;
GRANT SELECT, INSERT, UPDATE ON person, session, platform_key TO sealtrail_access;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_throttle TO sealtrail_access;

-- An auditor's database login reads one tenant, taken from session_user: no setting can change it.
CREATE FUNCTION auditor_tenant() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT tenant_id FROM public.auditor_login WHERE login = session_user $$;
CREATE POLICY auditor_reads ON event FOR SELECT TO sealtrail_auditor USING (tenant_id = (SELECT auditor_tenant()));
CREATE POLICY auditor_reads ON tile FOR SELECT TO sealtrail_auditor USING (tenant_id = (SELECT auditor_tenant()));
CREATE POLICY auditor_reads ON checkpoint FOR SELECT TO sealtrail_auditor USING (tenant_id = (SELECT auditor_tenant()));
CREATE POLICY auditor_reads ON ledger FOR SELECT TO sealtrail_auditor USING (tenant_id = (SELECT auditor_tenant()));
GRANT SELECT ON event, tile, checkpoint, ledger TO sealtrail_auditor;

-- Memberships of a person, with the tenant's public settings.
CREATE FUNCTION person_memberships(p_person uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
           'tenantId', t.id, 'slug', t.slug, 'name', t.name, 'timeZone', t.time_zone,
           'role', m.role, 'system', r.system, 'permissions', r.permissions) ORDER BY t.name), '[]')
    FROM public.membership m
    JOIN public.tenant t ON t.id = m.tenant_id
    JOIN public.role r ON r.tenant_id = m.tenant_id AND r.name = m.role
   WHERE m.person_id = p_person
$$;

-- A live session with its person and memberships; NULL when unknown, revoked or expired. Notes its use once a minute.
CREATE FUNCTION session_find(p_id uuid, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_session public.session;
  v_person public.person;
BEGIN
  SELECT * INTO v_session FROM public.session WHERE id = p_id AND revoked_at IS NULL AND expires_at > p_at;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF v_session.last_seen_at < p_at - interval '1 minute' THEN
    UPDATE public.session SET last_seen_at = p_at WHERE id = p_id;
  END IF;
  SELECT * INTO v_person FROM public.person WHERE id = v_session.person_id;
  RETURN pg_catalog.jsonb_build_object(
    'id', v_session.id, 'createdAt', v_session.created_at, 'expiresAt', v_session.expires_at,
    'person', pg_catalog.jsonb_build_object('id', v_person.id, 'email', v_person.email, 'name', v_person.name, 'operator', v_person.operator),
    'memberships', public.person_memberships(v_person.id));
END
$$;

CREATE FUNCTION session_open(p_id uuid, p_person uuid, p_at timestamptz, p_expires_at timestamptz, p_ip inet, p_user_agent text) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO public.session (id, person_id, created_at, last_seen_at, expires_at, ip, user_agent)
  VALUES (p_id, p_person, p_at, p_at, p_expires_at, p_ip, p_user_agent)
$$;

-- True when the session was live until now.
CREATE FUNCTION session_revoke(p_id uuid, p_at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH closed AS (UPDATE public.session SET revoked_at = p_at WHERE id = p_id AND revoked_at IS NULL AND expires_at > p_at RETURNING 1)
  SELECT EXISTS (SELECT FROM closed)
$$;

-- What sign-in needs of a person, by folded e-mail address; NULL when there is none.
CREATE FUNCTION person_find(p_email text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_catalog.jsonb_build_object('id', id, 'email', email, 'name', name, 'operator', operator, 'passwordHash', password_hash,
           'memberships', public.person_memberships(id))
    FROM public.person WHERE email = pg_catalog.lower(p_email)
$$;

CREATE FUNCTION person_create(p_id uuid, p_email text, p_name text, p_password_hash text, p_operator boolean, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO public.person (id, email, name, password_hash, operator, created_at)
  VALUES (p_id, pg_catalog.lower(p_email), p_name, p_password_hash, p_operator, p_at)
$$;

-- A key by its public id, whatever its state: the caller compares secrets in constant time and judges the state.
CREATE FUNCTION key_find(p_id text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_catalog.jsonb_build_object('id', k.id, 'kind', k.kind, 'tenantId', k.tenant_id, 'slug', t.slug, 'name', k.name, 'purpose', k.purpose,
           'permissions', k.permissions, 'secretHash', pg_catalog.encode(k.secret_hash, 'hex'), 'requestsPerMinute', k.requests_per_minute,
           'expiresAt', k.expires_at, 'revokedAt', k.revoked_at)
    FROM public.provisioning_key k JOIN public.tenant t ON t.id = k.tenant_id WHERE k.id = p_id
  UNION ALL
  SELECT pg_catalog.jsonb_build_object('id', k.id, 'kind', 'platform-ingest', 'tenantId', NULL, 'slug', NULL, 'name', k.name, 'purpose', k.purpose,
           'permissions', NULL, 'secretHash', pg_catalog.encode(k.secret_hash, 'hex'), 'requestsPerMinute', NULL,
           'expiresAt', k.expires_at, 'revokedAt', k.revoked_at)
    FROM public.platform_key k WHERE k.id = p_id
$$;

CREATE FUNCTION platform_key_create(p_id text, p_name text, p_purpose text, p_secret_hash bytea, p_at timestamptz, p_expires_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO public.platform_key (id, name, purpose, secret_hash, created_at, expires_at) VALUES (p_id, p_name, p_purpose, p_secret_hash, p_at, p_expires_at)
$$;

-- Guessing is slowed: before a guess, the end of the block (NULL when free); after a failed one, the count rises and the block grows
-- from 1 s at the sixth failure to 15 min, and is forgotten after a quiet hour.
CREATE FUNCTION sign_in_blocked_until(p_subjects bytea[], p_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT pg_catalog.max(blocked_until) FROM public.sign_in_throttle WHERE subject = ANY (p_subjects) AND blocked_until > p_at $$;

CREATE FUNCTION sign_in_failed(p_subject bytea, p_free integer, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO public.sign_in_throttle AS t (subject, failures, last_failed_at) VALUES (p_subject, 1, p_at)
  ON CONFLICT (subject) DO UPDATE
    SET failures = CASE WHEN t.last_failed_at < p_at - interval '1 hour' THEN 1 ELSE t.failures + 1 END,
        last_failed_at = p_at,
        blocked_until = CASE WHEN t.last_failed_at >= p_at - interval '1 hour' AND t.failures >= p_free
                             THEN p_at + LEAST(interval '15 minutes', interval '1 second' * pg_catalog.power(2, LEAST(t.failures - p_free, 10))) END
$$;

CREATE FUNCTION sign_in_succeeded(p_subject bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ DELETE FROM public.sign_in_throttle WHERE subject = p_subject $$;

-- Every ledger with its size and the size last signed: what the worker sweeps.
CREATE FUNCTION ledger_heads() RETURNS TABLE (tenant_id uuid, slug text, epoch integer, origin text, size bigint, signed_size bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT l.tenant_id, t.slug, l.epoch, l.origin, l.size, COALESCE(c.size, 0)
    FROM public.ledger l
    JOIN public.tenant t ON t.id = l.tenant_id
    LEFT JOIN LATERAL (SELECT c.size FROM public.checkpoint c WHERE c.tenant_id = l.tenant_id AND c.epoch = l.epoch ORDER BY c.size DESC LIMIT 1) c ON true
$$;

GRANT EXECUTE ON FUNCTION person_memberships(uuid) TO sealtrail_access;
GRANT EXECUTE ON FUNCTION auditor_tenant() TO sealtrail_auditor;
GRANT EXECUTE ON FUNCTION session_find(uuid, timestamptz), session_open(uuid, uuid, timestamptz, timestamptz, inet, text), session_revoke(uuid, timestamptz),
  person_find(text), person_create(uuid, text, text, text, boolean, timestamptz), key_find(text),
  platform_key_create(text, text, text, bytea, timestamptz, timestamptz), sign_in_blocked_until(bytea[], timestamptz),
  sign_in_failed(bytea, integer, timestamptz), sign_in_succeeded(bytea), ledger_heads() TO sealtrail_app;

GRANT CREATE ON SCHEMA public TO sealtrail_access;
ALTER FUNCTION auditor_tenant() OWNER TO sealtrail_access;
ALTER FUNCTION person_memberships(uuid) OWNER TO sealtrail_access;
ALTER FUNCTION session_find(uuid, timestamptz) OWNER TO sealtrail_access;
ALTER FUNCTION session_open(uuid, uuid, timestamptz, timestamptz, inet, text) OWNER TO sealtrail_access;
ALTER FUNCTION session_revoke(uuid, timestamptz) OWNER TO sealtrail_access;
ALTER FUNCTION person_find(text) OWNER TO sealtrail_access;
ALTER FUNCTION person_create(uuid, text, text, text, boolean, timestamptz) OWNER TO sealtrail_access;
ALTER FUNCTION key_find(text) OWNER TO sealtrail_access;
ALTER FUNCTION platform_key_create(text, text, text, bytea, timestamptz, timestamptz) OWNER TO sealtrail_access;
ALTER FUNCTION sign_in_blocked_until(bytea[], timestamptz) OWNER TO sealtrail_access;
ALTER FUNCTION sign_in_failed(bytea, integer, timestamptz) OWNER TO sealtrail_access;
ALTER FUNCTION sign_in_succeeded(bytea) OWNER TO sealtrail_access;
ALTER FUNCTION ledger_heads() OWNER TO sealtrail_access;
REVOKE CREATE ON SCHEMA public FROM sealtrail_access;
