-- Row-level security of the ledger tables. The sub-select is evaluated once per statement and serves as an index condition.
CREATE POLICY tenant_reads ON event FOR SELECT TO sealtrail_app USING (tenant_id = (SELECT current_tenant()));
CREATE POLICY ledger_writes ON event TO sealtrail_ledger USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY tenant_reads ON tile FOR SELECT TO sealtrail_app USING (tenant_id = (SELECT current_tenant()));
CREATE POLICY ledger_writes ON tile TO sealtrail_ledger USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY tenant_reads ON checkpoint FOR SELECT TO sealtrail_app USING (tenant_id = (SELECT current_tenant()));
CREATE POLICY ledger_writes ON checkpoint TO sealtrail_ledger USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY ledger_writes ON event_external TO sealtrail_ledger USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));

ALTER TABLE ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON ledger FOR SELECT TO sealtrail_app USING (tenant_id = (SELECT current_tenant()));
CREATE POLICY ledger_writes ON ledger TO sealtrail_ledger USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));

ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_expires ON idempotency TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (false);
CREATE POLICY ledger_writes ON idempotency TO sealtrail_ledger USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));

GRANT SELECT ON event, tile, checkpoint, ledger TO sealtrail_app;
GRANT SELECT, DELETE ON idempotency TO sealtrail_app;
GRANT SELECT, INSERT ON event, tile, checkpoint, event_external, idempotency TO sealtrail_ledger;
GRANT SELECT, INSERT, UPDATE ON ledger TO sealtrail_ledger;

-- Root of a full tile of 256 hashes (RFC 6962, section 2.1): 255 hashes in eight passes, about 0.4 ms.
CREATE FUNCTION tile_root(p_hashes bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_level bytea := p_hashes;
BEGIN
  WHILE pg_catalog.octet_length(v_level) > 32 LOOP
    SELECT pg_catalog.string_agg(pg_catalog.sha256('\x01'::bytea || pg_catalog.substr(v_level, i * 64 + 1, 64)), ''::bytea ORDER BY i)
      INTO v_level
      FROM pg_catalog.generate_series(0, pg_catalog.octet_length(v_level) / 64 - 1) AS i;
  END LOOP;
  RETURN v_level;
END
$$;

-- Makes the ledger row of a new tenant. Empty; the origin never changes within an epoch.
CREATE FUNCTION ledger_create(p_tenant uuid, p_origin text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF p_tenant IS DISTINCT FROM public.current_tenant() THEN
    RAISE EXCEPTION 'ledger_create: the tenant of the call is not the tenant of the transaction' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.ledger (tenant_id, origin, created_at) VALUES (p_tenant, p_origin, p_at);
END
$$;

-- The only writer of event, tile, event_external and idempotency, and of the size and frontier of ledger.
--
-- The arrays run in parallel, one element an event, in the order in which seq is to be given. p_request numbers the request
-- (from 1) that each event belongs to; p_request_* run in parallel, one element a request: key and body MACs of an
-- Idempotency-Key (NULL without one), and whether one conflicting event refuses the whole request.
-- In one call no two requests may have the same key, and no two events the same (origin, external id): the caller sees to it.
--
-- Returns: first_seq of the events that were appended (they follow in array order); known: the requests answered before,
-- [{"r": request, "conflict": bool, "receipts": [...]}]; duplicates: the events known by external id,
-- [{"o": ordinal, "conflict": bool, "seq", "id", "leaf"}]; dropped: ordinals refused with their request.
-- Raises ST001 when the stamps do not fit (ahead of the clock by over 1 s, or over 1 s behind what came before): stamp anew.
-- Locks the tenant's ledger row until the transaction ends.
CREATE FUNCTION ledger_append(
  p_tenant uuid, p_request integer[], p_id uuid[], p_received_at timestamptz[], p_occurred_at timestamptz[], p_key_id text[],
  p_action text[], p_category text[], p_crud text[], p_outcome text[], p_severity text[], p_auth_method text[],
  p_actor_type text[], p_actor_id text[], p_target_type text[], p_target_id text[], p_ip inet[], p_country text[],
  p_via text[], p_environment text[], p_session_id text[], p_origin text[], p_body text[], p_salts bytea[], p_leaf_hash bytea[],
  p_external_mac bytea[], p_external_request_mac bytea[],
  p_request_key_mac bytea[], p_request_mac bytea[], p_request_atomic boolean[],
  OUT first_seq bigint, OUT known jsonb, OUT duplicates jsonb, OUT dropped integer[]
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_ledger public.ledger;
  v_skip integer[] := '{}';
  v_skip_requests integer[] := '{}';
  v_keyed boolean := pg_catalog.num_nonnulls(VARIADIC p_request_key_mac) > 0;
  v_external boolean := pg_catalog.num_nonnulls(VARIADIC p_external_mac) > 0;
  v_count bigint;
  v_stamp_ok boolean;
  v_last timestamptz;
  v_leaves bytea;
  v_frontier bytea[];
  v_carry bytea;
  v_edge bytea;
  v_full integer;
  v_level integer := 0;
  v_tile bigint;
  i integer;
BEGIN
  IF p_tenant IS NULL OR p_tenant IS DISTINCT FROM public.current_tenant() THEN
    RAISE EXCEPTION 'ledger_append: the tenant of the call is not the tenant of the transaction' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO v_ledger FROM public.ledger WHERE tenant_id = p_tenant FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'ledger_append: this tenant has no ledger' USING ERRCODE = 'no_data_found';
  END IF;

  IF v_keyed THEN
    SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('r', r.n, 'conflict', k.request_mac <> r.mac, 'receipts', k.receipts)), pg_catalog.array_agg(r.n::integer)
      INTO known, v_skip_requests
      FROM ROWS FROM (pg_catalog.unnest(p_request_key_mac), pg_catalog.unnest(p_request_mac)) WITH ORDINALITY AS r (key_mac, mac, n)
      JOIN public.idempotency k ON k.tenant_id = p_tenant AND k.key_mac = r.key_mac;
    v_skip_requests := COALESCE(v_skip_requests, '{}');
  END IF;
  IF v_external THEN
    WITH hit AS (
      SELECT e.o, e.r, x.request_mac <> e.request_mac AS conflict, x.seq, x.id, x.leaf_hash
        FROM ROWS FROM (pg_catalog.unnest(p_external_mac), pg_catalog.unnest(p_external_request_mac), pg_catalog.unnest(p_origin), pg_catalog.unnest(p_request)) WITH ORDINALITY AS e (mac, request_mac, origin, r, o)
        JOIN public.event_external x ON x.tenant_id = p_tenant AND x.origin = COALESCE(e.origin, '') AND x.external_mac = e.mac
       WHERE e.r <> ALL (v_skip_requests)
    )
    SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('o', o, 'conflict', conflict, 'seq', seq, 'id', id, 'leaf', pg_catalog.encode(leaf_hash, 'hex')) ORDER BY o),
           COALESCE(pg_catalog.array_agg(o::integer), '{}'),
           v_skip_requests || COALESCE(pg_catalog.array_agg(DISTINCT r) FILTER (WHERE conflict AND p_request_atomic[r]), '{}')
      INTO duplicates, v_skip, v_skip_requests
      FROM hit;
  END IF;
  IF pg_catalog.cardinality(v_skip_requests) > 0 THEN
    SELECT v_skip || COALESCE(pg_catalog.array_agg(o::integer), '{}'), pg_catalog.array_agg(o::integer)
      INTO v_skip, dropped
      FROM pg_catalog.unnest(p_request) WITH ORDINALITY AS e (r, o)
     WHERE r = ANY (v_skip_requests);
  END IF;

  -- v_skip is empty but for repeated requests; the test for that keeps the common case free of a search per event.
  IF pg_catalog.cardinality(v_skip) = 0 THEN
    SELECT pg_catalog.count(*), pg_catalog.string_agg(leaf, ''::bytea ORDER BY o), pg_catalog.max(at),
           pg_catalog.bool_and(at <= pg_catalog.clock_timestamp() + interval '1 s' AND at >= COALESCE(highest, v_ledger.last_received_at, at) - interval '1 s')
      INTO v_count, v_leaves, v_last, v_stamp_ok
      FROM (SELECT leaf, at, o, GREATEST(v_ledger.last_received_at, pg_catalog.max(at) OVER (ORDER BY o ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS highest
              FROM ROWS FROM (pg_catalog.unnest(p_leaf_hash), pg_catalog.unnest(p_received_at)) WITH ORDINALITY AS e (leaf, at, o)) AS e;
  ELSE
    SELECT pg_catalog.count(*), pg_catalog.string_agg(leaf, ''::bytea ORDER BY o), pg_catalog.max(at),
           pg_catalog.bool_and(at <= pg_catalog.clock_timestamp() + interval '1 s' AND at >= COALESCE(highest, v_ledger.last_received_at, at) - interval '1 s')
      INTO v_count, v_leaves, v_last, v_stamp_ok
      FROM (SELECT leaf, at, o, GREATEST(v_ledger.last_received_at, pg_catalog.max(at) OVER (ORDER BY o ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS highest
              FROM ROWS FROM (pg_catalog.unnest(p_leaf_hash), pg_catalog.unnest(p_received_at)) WITH ORDINALITY AS e (leaf, at, o)
             WHERE o <> ALL (v_skip)) AS e;
  END IF;
  first_seq := v_ledger.size;

  IF v_count > 0 THEN
    IF NOT v_stamp_ok THEN
      RAISE EXCEPTION 'ledger_append: received_at is ahead of the clock or behind what came before' USING ERRCODE = 'ST001';
    END IF;
    IF pg_catalog.octet_length(v_leaves) <> v_count * 32 THEN
      RAISE EXCEPTION 'ledger_append: a leaf hash is not 32 bytes' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    INSERT INTO public.event (tenant_id, seq, id, received_at, occurred_at, key_id, action, category, crud, outcome, severity, auth_method,
        actor_type, actor_id, target_type, target_id, ip, country, via, environment, session_id, origin, body, salts, leaf_hash)
    SELECT p_tenant, v_ledger.size + CASE WHEN pg_catalog.cardinality(v_skip) = 0 THEN o ELSE pg_catalog.row_number() OVER (ORDER BY o) END - 1,
        id, received_at, occurred_at, key_id, action, category, crud, outcome, severity, auth_method,
        actor_type, actor_id, target_type, target_id, ip, country, via, environment, session_id, origin, body, salts, leaf_hash
      FROM ROWS FROM (pg_catalog.unnest(p_id), pg_catalog.unnest(p_received_at), pg_catalog.unnest(p_occurred_at), pg_catalog.unnest(p_key_id),
        pg_catalog.unnest(p_action), pg_catalog.unnest(p_category), pg_catalog.unnest(p_crud), pg_catalog.unnest(p_outcome), pg_catalog.unnest(p_severity),
        pg_catalog.unnest(p_auth_method), pg_catalog.unnest(p_actor_type), pg_catalog.unnest(p_actor_id), pg_catalog.unnest(p_target_type),
        pg_catalog.unnest(p_target_id), pg_catalog.unnest(p_ip), pg_catalog.unnest(p_country), pg_catalog.unnest(p_via), pg_catalog.unnest(p_environment),
        pg_catalog.unnest(p_session_id), pg_catalog.unnest(p_origin), pg_catalog.unnest(p_body), pg_catalog.unnest(p_salts), pg_catalog.unnest(p_leaf_hash))
        WITH ORDINALITY AS e (id, received_at, occurred_at, key_id, action, category, crud, outcome, severity, auth_method, actor_type, actor_id,
          target_type, target_id, ip, country, via, environment, session_id, origin, body, salts, leaf_hash, o)
     WHERE pg_catalog.cardinality(v_skip) = 0 OR o <> ALL (v_skip);

    IF v_external THEN
      INSERT INTO public.event_external (tenant_id, origin, external_mac, request_mac, seq, id, leaf_hash)
      SELECT p_tenant, COALESCE(origin, ''), mac, request_mac, v_ledger.size + n - 1, id, leaf
        FROM (SELECT e.*, pg_catalog.row_number() OVER (ORDER BY o) AS n
                FROM ROWS FROM (pg_catalog.unnest(p_external_mac), pg_catalog.unnest(p_external_request_mac), pg_catalog.unnest(p_origin), pg_catalog.unnest(p_id), pg_catalog.unnest(p_leaf_hash)) WITH ORDINALITY AS e (mac, request_mac, origin, id, leaf, o)
               WHERE o <> ALL (v_skip)) AS e
       WHERE mac IS NOT NULL;
    END IF;

    -- Tiles that became full, level by level; their roots are the next level's hashes (C2SP tlog-tiles).
    v_frontier := v_ledger.frontier;
    v_carry := v_leaves;
    WHILE pg_catalog.octet_length(v_carry) > 0 LOOP
      v_edge := COALESCE(v_frontier[v_level + 1], ''::bytea) || v_carry;
      v_carry := ''::bytea;
      v_full := pg_catalog.octet_length(v_edge) / 8192;
      v_tile := v_ledger.size >> (8 * (v_level + 1));
      FOR i IN 0 .. v_full - 1 LOOP
        INSERT INTO public.tile (tenant_id, level, index, hashes) VALUES (p_tenant, v_level, v_tile + i, pg_catalog.substr(v_edge, i * 8192 + 1, 8192));
        v_carry := v_carry || public.tile_root(pg_catalog.substr(v_edge, i * 8192 + 1, 8192));
      END LOOP;
      v_frontier[v_level + 1] := pg_catalog.substr(v_edge, v_full * 8192 + 1);
      v_level := v_level + 1;
    END LOOP;
    UPDATE public.ledger
       SET size = v_ledger.size + v_count, frontier = v_frontier, last_received_at = GREATEST(v_ledger.last_received_at, v_last)
     WHERE tenant_id = p_tenant;
  END IF;

  IF v_keyed THEN
    INSERT INTO public.idempotency (tenant_id, key_mac, request_mac, receipts, created_at)
    SELECT p_tenant, p_request_key_mac[e.r], p_request_mac[e.r],
           pg_catalog.jsonb_agg(CASE WHEN d.conflict THEN '{"conflict": true}'::jsonb ELSE pg_catalog.jsonb_build_object('id', COALESCE(d.id, e.id), 'seq', COALESCE(d.seq, v_ledger.size + e.n - 1), 'leaf_hash', COALESCE(d.leaf, pg_catalog.encode(e.leaf, 'hex')), 'duplicate', d.o IS NOT NULL) END ORDER BY e.o),
           pg_catalog.clock_timestamp()
      FROM (SELECT x.*, pg_catalog.count(*) FILTER (WHERE o <> ALL (v_skip)) OVER (ORDER BY o) AS n
              FROM ROWS FROM (pg_catalog.unnest(p_request), pg_catalog.unnest(p_id), pg_catalog.unnest(p_leaf_hash)) WITH ORDINALITY AS x (r, id, leaf, o)) AS e
      LEFT JOIN pg_catalog.jsonb_to_recordset(COALESCE(duplicates, '[]')) AS d (o bigint, conflict boolean, seq bigint, id uuid, leaf text) ON d.o = e.o
     WHERE e.r <> ALL (v_skip_requests) AND p_request_key_mac[e.r] IS NOT NULL
     GROUP BY e.r;
  END IF;
END
$$;

-- Publishes a signed checkpoint. The caller holds the signing lock and has moved the high-water mark.
CREATE FUNCTION checkpoint_publish(p_tenant uuid, p_epoch integer, p_size bigint, p_root bytea, p_note text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF p_tenant IS NULL OR p_tenant IS DISTINCT FROM public.current_tenant() THEN
    RAISE EXCEPTION 'checkpoint_publish: the tenant of the call is not the tenant of the transaction' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT FROM public.ledger WHERE tenant_id = p_tenant AND epoch = p_epoch AND size >= p_size)
     OR EXISTS (SELECT FROM public.checkpoint WHERE tenant_id = p_tenant AND epoch = p_epoch AND size >= p_size) THEN
    RAISE EXCEPTION 'checkpoint_publish: size % does not follow the last checkpoint within the ledger', p_size USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO public.checkpoint (tenant_id, epoch, size, root, note, signed_at) VALUES (p_tenant, p_epoch, p_size, p_root, p_note, p_at);
END
$$;

GRANT EXECUTE ON FUNCTION tile_root(bytea) TO sealtrail_ledger;
GRANT EXECUTE ON FUNCTION ledger_create(uuid, text, timestamptz) TO sealtrail_app;
GRANT EXECUTE ON FUNCTION checkpoint_publish(uuid, integer, bigint, bytea, text, timestamptz) TO sealtrail_app;
GRANT EXECUTE ON FUNCTION ledger_append TO sealtrail_app;
GRANT CREATE ON SCHEMA public TO sealtrail_ledger;
ALTER FUNCTION ledger_create(uuid, text, timestamptz) OWNER TO sealtrail_ledger;
ALTER FUNCTION checkpoint_publish(uuid, integer, bigint, bytea, text, timestamptz) OWNER TO sealtrail_ledger;
ALTER FUNCTION ledger_append OWNER TO sealtrail_ledger;
REVOKE CREATE ON SCHEMA public FROM sealtrail_ledger;
