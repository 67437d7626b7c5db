-- The functions of sealtrail_access that change their shape are made anew.
SET ROLE sealtrail_access;
DROP FUNCTION session_find(uuid, timestamptz);
DROP FUNCTION session_open(uuid, uuid, timestamptz, timestamptz, inet, text);
DROP FUNCTION person_find(text);
DROP FUNCTION key_find(text);
DROP FUNCTION person_memberships(uuid);
RESET ROLE;

-- Memberships of a person with what the tenant asks of its members and what the role allows.
CREATE FUNCTION person_memberships(p_person uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
           'tenantId', t.id, 'slug', t.slug, 'name', t.name, 'timeZone', t.time_zone, 'suspended', t.suspended_at IS NOT NULL,
           'secondFactorRequired', t.second_factor_required, 'sessionIdleMinutes', t.session_idle_minutes, 'sessionHours', t.session_hours,
           'role', m.role, 'system', r.system, 'permissions', r.permissions, 'scope', r.scope, 'masks', r.masks) ORDER BY t.name), '[]')
    FROM public.membership m
    JOIN public.tenant t ON t.id = m.tenant_id
    JOIN public.role r ON r.tenant_id = m.tenant_id AND r.name = m.role
   WHERE m.person_id = p_person
$$;

-- The end of a session by the strictest of the person's tenants: at rest for too long, or too old. Without tenants 8 h and 12 h.
CREATE FUNCTION session_end(p_session session) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT LEAST(p_session.expires_at,
               p_session.last_seen_at + pg_catalog.make_interval(mins => COALESCE(pg_catalog.min(t.session_idle_minutes), 480)),
               p_session.created_at + pg_catalog.make_interval(hours => COALESCE(pg_catalog.min(t.session_hours), 12)))
    FROM public.membership m JOIN public.tenant t ON t.id = m.tenant_id
   WHERE m.person_id = p_session.person_id
$$;

-- A live session with its person and memberships; NULL when unknown, revoked or ended. With p_touch its use is noted, at most
-- once a minute: what a page does by itself (polling) is no use.
CREATE FUNCTION session_find(p_id uuid, p_at timestamptz, p_touch boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_session public.session;
  v_person public.person;
  v_end timestamptz;
BEGIN
  SELECT * INTO v_session FROM public.session WHERE id = p_id AND revoked_at IS NULL AND expires_at > p_at;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  v_end := public.session_end(v_session);
  IF v_end <= p_at THEN
    RETURN NULL;
  END IF;
  IF p_touch AND v_session.last_seen_at < p_at - interval '1 minute' THEN
    UPDATE public.session SET last_seen_at = p_at WHERE id = p_id;
  END IF;
  SELECT * INTO v_person FROM public.person WHERE id = v_session.person_id;
  RETURN pg_catalog.jsonb_build_object(
    'id', v_session.id, 'createdAt', v_session.created_at, 'endsAt', v_end,
    'confirmedAt', v_session.confirmed_at, 'secondFactor', v_session.second_factor,
    'person', pg_catalog.jsonb_build_object('id', v_person.id, 'email', v_person.email, 'name', v_person.name, 'operator', v_person.operator,
      'hasSecondFactor', EXISTS (SELECT FROM public.second_factor f WHERE f.person_id = v_person.id AND f.confirmed_at IS NOT NULL)),
    'memberships', public.person_memberships(v_person.id));
END
$$;

CREATE FUNCTION session_open(p_id uuid, p_person uuid, p_at timestamptz, p_expires_at timestamptz, p_ip inet, p_user_agent text, p_location jsonb, p_second_factor boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO public.session (id, person_id, created_at, last_seen_at, expires_at, ip, user_agent, location, confirmed_at, second_factor)
  VALUES (p_id, p_person, p_at, p_at, p_expires_at, p_ip, p_user_agent, p_location, p_at, p_second_factor)
$$;

-- Notes that the person proved itself again; with p_second_factor also that the session has passed one.
CREATE FUNCTION session_confirm(p_id uuid, p_at timestamptz, p_second_factor boolean) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH confirmed AS (
    UPDATE public.session SET confirmed_at = p_at, second_factor = second_factor OR p_second_factor
     WHERE id = p_id AND revoked_at IS NULL RETURNING 1)
  SELECT EXISTS (SELECT FROM confirmed)
$$;

-- Live sessions of a person, the one last used first.
CREATE FUNCTION sessions_of_person(p_person uuid, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
           'id', s.id, 'createdAt', s.created_at, 'lastSeenAt', s.last_seen_at, 'endsAt', public.session_end(s), 'ip', pg_catalog.host(s.ip),
           'userAgent', s.user_agent, 'location', s.location, 'secondFactor', s.second_factor) ORDER BY s.last_seen_at DESC), '[]')
    FROM public.session s
   WHERE s.person_id = p_person AND s.revoked_at IS NULL AND public.session_end(s) > p_at
$$;

-- Ends the live sessions of a person but p_except (NULL: all); how many there were.
CREATE FUNCTION sessions_revoke(p_person uuid, p_except uuid, p_at timestamptz) RETURNS integer
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH ended AS (
    UPDATE public.session s SET revoked_at = p_at
     WHERE s.person_id = p_person AND s.revoked_at IS NULL AND s.id IS DISTINCT FROM p_except AND public.session_end(s) > p_at RETURNING 1)
  SELECT pg_catalog.count(*)::integer FROM ended
$$;

-- What sign-in and re-authentication need of a person. `secondFactor` is NULL without a confirmed one.
CREATE FUNCTION person_credentials(p_id uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_catalog.jsonb_build_object('id', p.id, 'email', p.email, 'name', p.name, 'operator', p.operator, 'passwordHash', p.password_hash,
           'passwordChangedAt', p.password_changed_at,
           'secondFactor', (SELECT pg_catalog.jsonb_build_object('secret', pg_catalog.encode(f.secret, 'hex'), 'confirmedAt', f.confirmed_at)
                              FROM public.second_factor f WHERE f.person_id = p.id AND f.confirmed_at IS NOT NULL),
           'recoveryCodesLeft', (SELECT pg_catalog.count(*) FROM public.recovery_code r WHERE r.person_id = p.id AND r.used_at IS NULL),
           'memberships', public.person_memberships(p.id))
    FROM public.person p WHERE p.id = p_id
$$;

-- The same by folded e-mail address; NULL when there is none.
CREATE FUNCTION person_find(p_email text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT public.person_credentials(id) FROM public.person WHERE email = pg_catalog.lower(p_email) $$;

CREATE FUNCTION person_rename(p_id uuid, p_name text) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ UPDATE public.person SET name = p_name WHERE id = p_id $$;

-- Sets the password; ways to a new one that are still open end with the old one.
CREATE FUNCTION person_set_password(p_id uuid, p_password_hash text, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  UPDATE public.password_reset SET used_at = p_at WHERE person_id = p_id AND used_at IS NULL;
  UPDATE public.person SET password_hash = p_password_hash, password_changed_at = p_at WHERE id = p_id
$$;

-- Keeps the secret of a second factor that is being enrolled; false when the person has a confirmed one.
CREATE FUNCTION second_factor_propose(p_person uuid, p_secret bytea, p_at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH kept AS (
    INSERT INTO public.second_factor AS f (person_id, secret, created_at) VALUES (p_person, p_secret, p_at)
    ON CONFLICT (person_id) DO UPDATE SET secret = p_secret, created_at = p_at, last_step = NULL WHERE f.confirmed_at IS NULL
    RETURNING 1)
  SELECT EXISTS (SELECT FROM kept)
$$;

-- The encrypted secret of an enrolment that is under way, as hex; NULL when there is none.
CREATE FUNCTION second_factor_proposed(p_person uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT pg_catalog.encode(secret, 'hex') FROM public.second_factor WHERE person_id = p_person AND confirmed_at IS NULL $$;

-- Ends an enrolment: false when its secret is no longer p_secret, which the first code was judged by.
CREATE FUNCTION second_factor_confirm(p_person uuid, p_secret bytea, p_step bigint, p_at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH confirmed AS (
    UPDATE public.second_factor SET confirmed_at = p_at, last_step = p_step
     WHERE person_id = p_person AND confirmed_at IS NULL AND secret = p_secret RETURNING 1)
  SELECT EXISTS (SELECT FROM confirmed)
$$;

-- Spends a time step: false when it or a later one was used before.
CREATE FUNCTION second_factor_spend(p_person uuid, p_step bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH spent AS (
    UPDATE public.second_factor SET last_step = p_step
     WHERE person_id = p_person AND confirmed_at IS NOT NULL AND (last_step IS NULL OR last_step < p_step) RETURNING 1)
  SELECT EXISTS (SELECT FROM spent)
$$;

-- Removes the second factor with its recovery codes; false when there was none. No session counts as having passed it any more.
CREATE FUNCTION second_factor_remove(p_person uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH codes AS (DELETE FROM public.recovery_code WHERE person_id = p_person),
       sessions AS (UPDATE public.session SET second_factor = false WHERE person_id = p_person AND second_factor),
       removed AS (DELETE FROM public.second_factor WHERE person_id = p_person RETURNING confirmed_at)
  SELECT EXISTS (SELECT FROM removed WHERE confirmed_at IS NOT NULL)
$$;

CREATE FUNCTION recovery_codes_replace(p_person uuid, p_hashes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM public.recovery_code WHERE person_id = p_person;
  INSERT INTO public.recovery_code (person_id, code_hash) SELECT p_person, pg_catalog.unnest(p_hashes);
END
$$;

-- Spends a recovery code: false when it is unknown or was used before.
CREATE FUNCTION recovery_code_spend(p_person uuid, p_hash bytea, p_at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH spent AS (
    UPDATE public.recovery_code SET used_at = p_at WHERE person_id = p_person AND code_hash = p_hash AND used_at IS NULL RETURNING 1)
  SELECT EXISTS (SELECT FROM spent)
$$;

-- Opens a way to a new password; earlier ones of the person end.
CREATE FUNCTION password_reset_open(p_id text, p_person uuid, p_secret_hash bytea, p_at timestamptz, p_expires_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE public.password_reset SET used_at = p_at WHERE person_id = p_person AND used_at IS NULL;
  INSERT INTO public.password_reset (id, person_id, secret_hash, created_at, expires_at) VALUES (p_id, p_person, p_secret_hash, p_at, p_expires_at);
END
$$;

CREATE FUNCTION password_reset_find(p_id text, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_catalog.jsonb_build_object('personId', r.person_id, 'secretHash', pg_catalog.encode(r.secret_hash, 'hex'), 'expiresAt', r.expires_at)
    FROM public.password_reset r WHERE r.id = p_id AND r.used_at IS NULL AND r.expires_at > p_at
$$;

-- Spends a way to a new password: false when it was used or ended before.
CREATE FUNCTION password_reset_spend(p_id text, p_at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH spent AS (
    UPDATE public.password_reset SET used_at = p_at WHERE id = p_id AND used_at IS NULL AND expires_at > p_at RETURNING 1)
  SELECT EXISTS (SELECT FROM spent)
$$;

-- An invitation by its public id, whatever its state: the caller compares secrets in constant time and judges the state.
CREATE FUNCTION invitation_find(p_id text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_catalog.jsonb_build_object('id', i.id, 'tenantId', i.tenant_id, 'slug', t.slug, 'tenantName', t.name, 'timeZone', t.time_zone,
           'suspended', t.suspended_at IS NOT NULL, 'email', i.email, 'role', i.role, 'invitedBy', i.invited_by,
           'secretHash', pg_catalog.encode(i.secret_hash, 'hex'), 'expiresAt', i.expires_at, 'acceptedAt', i.accepted_at, 'revokedAt', i.revoked_at)
    FROM public.invitation i JOIN public.tenant t ON t.id = i.tenant_id WHERE i.id = p_id
$$;

-- The id of the account with this e-mail address; NULL when there is none.
CREATE FUNCTION person_id_of(p_email text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT id FROM public.person WHERE email = pg_catalog.lower(p_email) $$;

-- A key by its public id, whatever its state, with what its role allows: the caller compares secrets in constant time and judges the state.
CREATE FUNCTION key_find(p_id text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_catalog.jsonb_build_object('id', k.id, 'kind', k.kind, 'tenantId', k.tenant_id, 'slug', t.slug, 'suspended', t.suspended_at IS NOT NULL,
           'name', k.name, 'purpose', k.purpose, 'permissions', k.permissions, 'secretHash', pg_catalog.encode(k.secret_hash, 'hex'),
           'requestsPerMinute', k.requests_per_minute, 'expiresAt', k.expires_at, 'revokedAt', k.revoked_at,
           'role', k.role, 'rolePermissions', r.permissions, 'scope', r.scope, 'masks', r.masks)
    FROM public.provisioning_key k
    JOIN public.tenant t ON t.id = k.tenant_id
    JOIN public.role r ON r.tenant_id = k.tenant_id AND r.name = k.role
   WHERE k.id = p_id
  UNION ALL
  SELECT pg_catalog.jsonb_build_object('id', k.id, 'kind', 'platform-ingest', 'tenantId', NULL, 'slug', NULL, 'suspended', false,
           'name', k.name, 'purpose', k.purpose, 'permissions', NULL, 'secretHash', pg_catalog.encode(k.secret_hash, 'hex'),
           'requestsPerMinute', NULL, 'expiresAt', k.expires_at, 'revokedAt', k.revoked_at,
           'role', NULL, 'rolePermissions', NULL, 'scope', NULL, 'masks', NULL)
    FROM public.platform_key k WHERE k.id = p_id
$$;

-- Whether an operator has suspended the tenant; NULL when there is none.
CREATE FUNCTION tenant_suspended(p_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT suspended_at IS NOT NULL FROM public.tenant WHERE id = p_id $$;

-- Every tenant with its numbers, for operators: nothing of its events.
CREATE FUNCTION tenants_list() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
           'id', t.id, 'slug', t.slug, 'name', t.name, 'timeZone', t.time_zone, 'createdAt', t.created_at, 'suspendedAt', t.suspended_at, 'limits', t.limits,
           'events', COALESCE(l.size, 0), 'lastEventAt', l.last_received_at,
           'members', (SELECT pg_catalog.count(*) FROM public.membership m WHERE m.tenant_id = t.id),
           'owners', (SELECT pg_catalog.count(*) FROM public.membership m WHERE m.tenant_id = t.id AND m.role = 'owner')) ORDER BY t.name), '[]')
    FROM public.tenant t LEFT JOIN public.ledger l ON l.tenant_id = t.id
$$;

-- Counts a guess before it is judged, so that no number of guesses at the same time slips through: for the address that it comes from
-- and for what is guessed. Answers until when one of the two is blocked, and then counts nothing; else NULL. Each has some free failures,
-- then waits that double from 1 s to 15 min; an hour without failure forgets.
CREATE FUNCTION guess_begin(p_address bytea, p_address_free integer, p_subject bytea, p_subject_free integer, p_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_blocked timestamptz;
BEGIN
  v_blocked := public.guess_count(p_address, p_address_free, p_at);
  IF v_blocked IS NULL THEN
    v_blocked := public.guess_count(p_subject, p_subject_free, p_at);
    IF v_blocked IS NOT NULL THEN
      PERFORM public.guess_uncount(p_address);
    END IF;
  END IF;
  RETURN v_blocked;
END
$$;

CREATE FUNCTION guess_count(p_subject bytea, p_free integer, p_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_blocked timestamptz;
BEGIN
  INSERT INTO public.sign_in_throttle AS t (subject, failures, last_failed_at) VALUES (p_subject, 1, p_at)
  ON CONFLICT (subject) DO UPDATE
    SET failures = CASE WHEN t.last_failed_at < p_at - interval '1 hour' THEN 1 ELSE t.failures + 1 END,
        last_failed_at = p_at,
        blocked_until = CASE WHEN t.last_failed_at >= p_at - interval '1 hour' AND t.failures >= p_free
                             THEN p_at + LEAST(interval '15 minutes', interval '1 second' * pg_catalog.power(2, LEAST(t.failures - p_free, 10))) END
    WHERE t.blocked_until IS NULL OR t.blocked_until <= p_at;
  IF FOUND THEN
    RETURN NULL;
  END IF;
  SELECT blocked_until INTO v_blocked FROM public.sign_in_throttle WHERE subject = p_subject;
  RETURN COALESCE(v_blocked, p_at);
END
$$;

-- Takes one guess back. It was not blocked when it was counted, so what it blocked is free again.
CREATE FUNCTION guess_uncount(p_subject bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ UPDATE public.sign_in_throttle SET failures = GREATEST(failures - 1, 0), blocked_until = NULL WHERE subject = p_subject $$;

-- The guess was right: forgets those at its subject, and this one of its address. The address first, as in guess_begin: two requests
-- that locked the rows in opposite orders would wait for each other.
CREATE FUNCTION guess_right(p_address bytea, p_subject bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT public.guess_uncount(p_address);
  DELETE FROM public.sign_in_throttle WHERE subject = p_subject
$$;

GRANT EXECUTE ON FUNCTION session_end(session), person_memberships(uuid) TO sealtrail_access;
GRANT EXECUTE ON FUNCTION person_credentials(uuid) TO sealtrail_access;
DO $$
DECLARE
  f text;
BEGIN
  GRANT CREATE ON SCHEMA public TO sealtrail_access;
  FOREACH f IN ARRAY ARRAY[
    'session_find(uuid, timestamptz, boolean)', 'session_open(uuid, uuid, timestamptz, timestamptz, inet, text, jsonb, boolean)',
    'session_confirm(uuid, timestamptz, boolean)', 'sessions_of_person(uuid, timestamptz)', 'sessions_revoke(uuid, uuid, timestamptz)',
    'person_credentials(uuid)', 'person_find(text)', 'person_rename(uuid, text)', 'person_set_password(uuid, text, timestamptz)', 'person_id_of(text)',
    'second_factor_propose(uuid, bytea, timestamptz)', 'second_factor_proposed(uuid)', 'second_factor_confirm(uuid, bytea, bigint, timestamptz)',
    'second_factor_spend(uuid, bigint)', 'second_factor_remove(uuid)', 'recovery_codes_replace(uuid, bytea[])', 'recovery_code_spend(uuid, bytea, timestamptz)',
    'password_reset_open(text, uuid, bytea, timestamptz, timestamptz)', 'password_reset_find(text, timestamptz)', 'password_reset_spend(text, timestamptz)',
    'guess_begin(bytea, integer, bytea, integer, timestamptz)', 'guess_right(bytea, bytea)',
    'invitation_find(text)', 'key_find(text)', 'tenant_suspended(uuid)', 'tenants_list()'] LOOP
    EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION public.%s TO sealtrail_app', f);
    EXECUTE pg_catalog.format('ALTER FUNCTION public.%s OWNER TO sealtrail_access', f);
  END LOOP;
  ALTER FUNCTION public.person_memberships(uuid) OWNER TO sealtrail_access;
  ALTER FUNCTION public.session_end(public.session) OWNER TO sealtrail_access;
  ALTER FUNCTION public.guess_count(bytea, integer, timestamptz) OWNER TO sealtrail_access;
  ALTER FUNCTION public.guess_uncount(bytea) OWNER TO sealtrail_access;
  REVOKE CREATE ON SCHEMA public FROM sealtrail_access;
END
$$;
