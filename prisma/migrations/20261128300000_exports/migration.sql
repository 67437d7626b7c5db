-- A standing order for exports. `request` is what create_export takes, but for its range, which follows from the period: the whole day,
-- week or month before `next_at` in the time zone of `request`.
CREATE TABLE export_schedule (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  -- A person of the tenant: the exports are made with its rights.
  owner_person_id uuid NOT NULL,
  period text NOT NULL CHECK (period IN ('daily', 'weekly', 'monthly')),
  format text NOT NULL,
  request jsonb NOT NULL,
  -- Members of the tenant who get the link by mail; empty: the exports are kept, and nobody is told.
  recipients text[] NOT NULL,
  -- Hour of the day at which it is made, in the time zone of `request`.
  hour smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
  next_at timestamptz(3) NOT NULL,
  paused_at timestamptz(3),
  -- Why the last one could not be begun, in words.
  fault text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT export_schedule_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CHECK (char_length(name) BETWEEN 1 AND 80)
);
CREATE INDEX export_schedule_due_idx ON export_schedule (next_at) WHERE paused_at IS NULL;

-- A file made of a tenant's events. Its bytes lie in the data directory; they are for nobody before `state` is done.
CREATE TABLE export (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  maker_type text NOT NULL CHECK (maker_type IN ('user', 'key')),
  maker_id text NOT NULL,
  maker_name text NOT NULL,
  schedule_id uuid,
  format text NOT NULL,
  -- {"q", "from"?, "to"?, "order", "reads", "time_zone", "columns"}
  request jsonb NOT NULL,
  -- What its maker saw when it was asked for, {"scope", "masks"}: it is made for that view or not at all.
  view jsonb NOT NULL,
  -- Events of the ledger by then: later ones are not in it.
  epoch integer NOT NULL,
  ledger_size bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'expired')),
  rows_expected bigint,
  is_expected_exact boolean NOT NULL,
  rows_done bigint NOT NULL DEFAULT 0,
  -- The most rows that the format takes; NULL without limit.
  rows_max bigint,
  -- Where to go on after a crash; NULL: from the beginning.
  position jsonb,
  -- Of an evidence bundle: {"size", "checkpoint"} when it was begun, and what its manifest says when it is done.
  evidence jsonb,
  attempts integer NOT NULL DEFAULT 0,
  lease_until timestamptz(3),
  lease_id uuid,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  expires_at timestamptz(3),
  file_name text NOT NULL,
  bytes bigint,
  sha256 bytea,
  is_cut boolean NOT NULL DEFAULT false,
  remarks text[] NOT NULL DEFAULT '{}',
  -- {"code", "message"}
  failure jsonb,
  -- Of a scheduled one: NULL nobody is told; else to, and mailed or the fault of the last attempt.
  mail_to text[] NOT NULL DEFAULT '{}',
  mail_state text CHECK (mail_state IN ('waiting', 'mailed', 'failed')),
  mail_attempts integer NOT NULL DEFAULT 0,
  mail_next_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT export_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CHECK ((state = 'done') <= (sha256 IS NOT NULL AND bytes IS NOT NULL AND expires_at IS NOT NULL))
);
CREATE INDEX export_maker_idx ON export (tenant_id, maker_type, maker_id, id);
CREATE INDEX export_waiting_idx ON export (tenant_id, id) WHERE state IN ('queued', 'running');
CREATE INDEX export_expires_idx ON export (expires_at) WHERE state = 'done';
CREATE INDEX export_mail_idx ON export (mail_next_at) WHERE mail_state = 'waiting';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['export', 'export_schedule'] LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('CREATE POLICY own_tenant ON %I TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
    EXECUTE pg_catalog.format('CREATE POLICY access_reads ON %I FOR SELECT TO sealtrail_access USING (true)', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON export, export_schedule TO sealtrail_app;
GRANT SELECT ON export, export_schedule TO sealtrail_access;

-- What the worker has to see to at p_at, a line each: exports that wait or whose worker is gone, those whose time is up, mails that wait, and
-- schedules that are due; ids alone. Over the partial indexes of the two tables.
CREATE FUNCTION exports_due(p_at timestamptz) RETURNS TABLE (what text, tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  (SELECT 'run', e.tenant_id, e.id FROM public.export e
    WHERE e.state = 'queued' OR (e.state = 'running' AND e.lease_until < p_at) ORDER BY e.id LIMIT 1000)
  UNION ALL
  (SELECT 'expire', e.tenant_id, e.id FROM public.export e WHERE e.state = 'done' AND e.expires_at <= p_at ORDER BY e.expires_at LIMIT 1000)
  UNION ALL
  (SELECT 'mail', e.tenant_id, e.id FROM public.export e WHERE e.mail_state = 'waiting' AND e.mail_next_at <= p_at ORDER BY e.mail_next_at LIMIT 1000)
  UNION ALL
  (SELECT 'schedule', s.tenant_id, s.id FROM public.export_schedule s WHERE s.paused_at IS NULL AND s.next_at <= p_at ORDER BY s.next_at LIMIT 1000)
$$;
REVOKE EXECUTE ON FUNCTION exports_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION exports_due(timestamptz) TO sealtrail_app;
GRANT CREATE ON SCHEMA public TO sealtrail_access;
ALTER FUNCTION exports_due(timestamptz) OWNER TO sealtrail_access;
REVOKE CREATE ON SCHEMA public FROM sealtrail_access;
