-- How far detection has followed a tenant's ledger; moves in the transaction that holds what it came to.
CREATE TABLE detection_cursor (
  tenant_id uuid PRIMARY KEY,
  epoch integer NOT NULL,
  next_seq bigint NOT NULL,
  -- The latest time of an event that detection has come to.
  frontier timestamptz(3),
  -- When what happens by time alone (silence, absence) is to be looked at again; NULL: nothing waits for the clock.
  due_at timestamptz(3),
  -- Events that were behind the frontier by up to a day, and by more.
  late_events bigint NOT NULL DEFAULT 0,
  old_events bigint NOT NULL DEFAULT 0,
  -- The worker that follows, so that others leave the tenant to it.
  holder uuid,
  held_until timestamptz(3),
  -- Why it stands still, in words.
  fault text,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT detection_cursor_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);

-- What detection remembers of one actor, address, key and so on: {detector: ...}, as server/detection/engine writes it. Follows from the
-- events before next_seq alone.
CREATE TABLE detection_state (
  tenant_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  value text NOT NULL,
  -- Time of the last event that changed it.
  touched_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, kind, key),
  CONSTRAINT detection_state_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) WITH (fillfactor = 60);

-- What a tenant set of a detector; a detector without a row has its defaults.
CREATE TABLE detector_setting (
  tenant_id uuid NOT NULL,
  detector text NOT NULL,
  is_on boolean NOT NULL,
  -- As server/detection/schemas.ts has it for the detector; absent members have their defaults.
  settings jsonb NOT NULL,
  -- {"actors": ["id", ...], "networks": ["203.0.113.0/24", ...]}
  exclusions jsonb NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (tenant_id, detector),
  CONSTRAINT detector_setting_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);

-- A rule of the tenant's own.
CREATE TABLE detection_rule (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  is_on boolean NOT NULL,
  severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  -- As ruleDefinition of server/detection/schemas.ts has it.
  definition jsonb NOT NULL,
  dedup_minutes integer NOT NULL,
  -- {"query"?, "alertsPerDay"?}
  suppression jsonb NOT NULL,
  runbook_url text,
  -- Grows with every change of what it finds: its state belongs to one version.
  version integer NOT NULL,
  -- What running it came to of late: {"microsPerEvent", "groups", "droppedGroups", "at"}; NULL before.
  health jsonb,
  -- Switched off by Sealtrail, and why.
  paused_at timestamptz(3),
  pause_reason text,
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT detection_rule_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);

-- A rule or detector run over the tenant's history before it may raise anything.
CREATE TABLE detection_trial (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  maker_type text NOT NULL CHECK (maker_type IN ('user', 'key')),
  maker_id text NOT NULL,
  maker_name text NOT NULL,
  -- {"rule": ...} or {"detector", "settings", "exclusions"}, as server/detection/schemas.ts has it.
  subject jsonb NOT NULL,
  days integer NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  events_done bigint NOT NULL DEFAULT 0,
  events_expected bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  lease_id uuid,
  lease_until timestamptz(3),
  -- As Trial of server/detection has it.
  result jsonb,
  failure text,
  finished_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT detection_trial_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX detection_trial_waiting_idx ON detection_trial (tenant_id, id) WHERE state IN ('queued', 'running');

-- Open alerts of one entity are one case.
CREATE TABLE alert_case (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  entity_type text NOT NULL,
  entity_id text NOT NULL,
  entity_name text,
  opened_at timestamptz(3) NOT NULL,
  closed_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT alert_case_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE UNIQUE INDEX alert_case_open_idx ON alert_case (tenant_id, entity_type, md5(entity_id)) WHERE closed_at IS NULL;

CREATE TABLE alert (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  -- Follows from the events alone: the same finding is never two alerts.
  alert_key text COLLATE "C" NOT NULL,
  -- A detector's name, or rule.
  detector text NOT NULL,
  rule_id uuid,
  entity_type text NOT NULL,
  entity_id text NOT NULL,
  entity_name text,
  title text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  confidence double precision NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  score double precision NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
  resolution text,
  resolution_note text,
  assignee_id uuid,
  case_id uuid NOT NULL,
  mute_id uuid,
  -- Of the events.
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL,
  -- When the alert was made, by Sealtrail's clock.
  raised_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  acknowledged_at timestamptz(3),
  resolved_at timestamptz(3),
  -- Events that contributed, of which alert_event has the first hundred.
  events integer NOT NULL,
  -- Explanation of server/detection/engine/finding.ts.
  explanation jsonb NOT NULL,
  is_late boolean NOT NULL,
  runbook_url text,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT alert_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CONSTRAINT alert_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES alert_case (tenant_id, id)
);
CREATE UNIQUE INDEX alert_key_idx ON alert (tenant_id, alert_key);
CREATE INDEX alert_state_idx ON alert (tenant_id, state, last_at);
CREATE INDEX alert_last_idx ON alert (tenant_id, last_at, id);
CREATE INDEX alert_entity_idx ON alert (tenant_id, entity_type, md5(entity_id), last_at);
CREATE INDEX alert_case_idx ON alert (tenant_id, case_id);

CREATE TABLE alert_event (
  tenant_id uuid NOT NULL,
  alert_id uuid NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (tenant_id, alert_id, seq),
  CONSTRAINT alert_event_alert_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES alert (tenant_id, id)
);
CREATE INDEX alert_event_seq_idx ON alert_event (tenant_id, seq);

-- What was done with an alert, in order of id: raised, acknowledged, commented and so on.
CREATE TABLE alert_entry (
  tenant_id uuid NOT NULL,
  alert_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  kind text NOT NULL,
  by_type text NOT NULL CHECK (by_type IN ('user', 'key', 'system')),
  by_id text NOT NULL,
  by_name text NOT NULL,
  detail jsonb NOT NULL,
  PRIMARY KEY (tenant_id, alert_id, id),
  CONSTRAINT alert_entry_alert_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES alert (tenant_id, id)
);

-- Alerts of this scope are kept but wake nobody; a NULL column is any.
CREATE TABLE alert_mute (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  detector text,
  rule_id uuid,
  entity_type text,
  entity_id text,
  until timestamptz(3) NOT NULL,
  reason text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL,
  ended_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT alert_mute_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);

-- Where alerts are sent.
CREATE TABLE alert_channel (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('webhook', 'email')),
  url text,
  recipients text[] NOT NULL,
  severity_min text NOT NULL CHECK (severity_min IN ('low', 'medium', 'high', 'critical')),
  query text NOT NULL,
  is_on boolean NOT NULL,
  -- Paused by Sealtrail after failures, or by a receiver that said 410.
  paused_at timestamptz(3),
  pause_reason text,
  -- Since when every attempt has failed.
  failing_since timestamptz(3),
  -- After a receiver asked for patience: nothing is sent before.
  throttled_until timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT alert_channel_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CHECK ((kind = 'webhook') = (url IS NOT NULL))
);

-- Signing secrets of a webhook: the one without an end, and those that are still signed with until theirs.
CREATE TABLE alert_channel_secret (
  tenant_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  id uuid NOT NULL,
  -- AES-256-GCM under a key derived from the master key.
  secret bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  valid_until timestamptz(3),
  PRIMARY KEY (tenant_id, channel_id, id),
  CONSTRAINT alert_channel_secret_channel_fkey FOREIGN KEY (tenant_id, channel_id) REFERENCES alert_channel (tenant_id, id) ON DELETE CASCADE
);

-- One message to one channel; the id is the webhook-id. `body` are the bytes that are signed and sent, the same at each attempt.
CREATE TABLE alert_delivery (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  channel_id uuid NOT NULL,
  -- NULL: a test.
  alert_id uuid,
  body text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  next_at timestamptz(3),
  lease_id uuid,
  finished_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT alert_delivery_channel_fkey FOREIGN KEY (tenant_id, channel_id) REFERENCES alert_channel (tenant_id, id) ON DELETE CASCADE,
  CHECK ((state = 'waiting') = (next_at IS NOT NULL))
);
CREATE INDEX alert_delivery_due_idx ON alert_delivery (next_at) WHERE state = 'waiting';
CREATE INDEX alert_delivery_channel_idx ON alert_delivery (tenant_id, channel_id, id);

CREATE TABLE alert_attempt (
  tenant_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  number integer NOT NULL,
  at timestamptz(3) NOT NULL,
  -- Answer of the receiver; NULL without one.
  status integer,
  -- What went wrong, in words; NULL when it was delivered.
  fault text,
  took_ms integer NOT NULL,
  PRIMARY KEY (tenant_id, delivery_id, number),
  CONSTRAINT alert_attempt_delivery_fkey FOREIGN KEY (tenant_id, delivery_id) REFERENCES alert_delivery (tenant_id, id) ON DELETE CASCADE
);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['detection_cursor', 'detection_state', 'detector_setting', 'detection_rule', 'detection_trial', 'alert_case', 'alert',
    'alert_event', 'alert_entry', 'alert_mute', 'alert_channel', 'alert_channel_secret', 'alert_delivery', 'alert_attempt'] LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('CREATE POLICY own_tenant ON %I TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
    EXECUTE pg_catalog.format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sealtrail_app', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['detection_cursor', 'detection_trial', 'alert_delivery'] LOOP
    EXECUTE pg_catalog.format('CREATE POLICY access_reads ON %I FOR SELECT TO sealtrail_access USING (true)', t);
    EXECUTE pg_catalog.format('GRANT SELECT ON %I TO sealtrail_access', t);
  END LOOP;
END
$$;

-- What detection has to see to at p_at: tenants with events that were not looked at, or something that is due by the clock, and trials that wait
-- or whose worker is gone; `behind`: events that wait. One index look-up a tenant, and the partial index of the trials.
CREATE FUNCTION detection_due(p_at timestamptz) RETURNS TABLE (what text, tenant_id uuid, id uuid, behind bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  (SELECT 'follow', l.tenant_id, NULL::uuid, l.size - COALESCE(c.next_seq, 0) FROM public.ledger l LEFT JOIN public.detection_cursor c ON c.tenant_id = l.tenant_id
    WHERE c.tenant_id IS NULL OR c.epoch <> l.epoch OR c.next_seq < l.size OR c.due_at <= p_at)
  UNION ALL
  (SELECT 'try', t.tenant_id, t.id, 0 FROM public.detection_trial t
    WHERE t.state = 'queued' OR (t.state = 'running' AND t.lease_until < p_at) ORDER BY t.id LIMIT 100)
$$;

-- Messages to channels that are due at p_at, the oldest first; ids alone. Over the partial index of alert_delivery.
CREATE FUNCTION deliveries_due(p_at timestamptz) RETURNS TABLE (tenant_id uuid, channel_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT d.tenant_id, d.channel_id, d.id FROM public.alert_delivery d WHERE d.state = 'waiting' AND d.next_at <= p_at ORDER BY d.next_at LIMIT 1000
$$;
REVOKE EXECUTE ON FUNCTION detection_due(timestamptz), deliveries_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION detection_due(timestamptz), deliveries_due(timestamptz) TO sealtrail_app;
GRANT CREATE ON SCHEMA public TO sealtrail_access;
ALTER FUNCTION detection_due(timestamptz) OWNER TO sealtrail_access;
ALTER FUNCTION deliveries_due(timestamptz) OWNER TO sealtrail_access;
REVOKE CREATE ON SCHEMA public FROM sealtrail_access;
