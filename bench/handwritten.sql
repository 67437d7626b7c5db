CREATE TABLE audit_logs (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  seq bigint NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  occurred_at timestamptz(3) NOT NULL,
  action text NOT NULL,
  outcome text NOT NULL,
  actor_type text NOT NULL,
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  target_type text NOT NULL,
  target_id text NOT NULL,
  ip text NOT NULL,
  user_agent text NOT NULL,
  payload jsonb NOT NULL,
  previous_hash bytea,
  hash bytea
);
CREATE UNIQUE INDEX audit_logs_tenant_id_seq_key ON audit_logs (tenant_id, seq);
CREATE INDEX audit_logs_tenant_id_occurred_at_idx ON audit_logs (tenant_id, occurred_at);
CREATE INDEX audit_logs_tenant_id_actor_id_idx ON audit_logs (tenant_id, actor_id, occurred_at);

-- FOR UPDATE of the last row alone would let two inserts build on the same row: whoever waited for it gets it, though it is not the
-- last any more. A lock of the tenant's chain until the commit is the cheapest that is right.
CREATE FUNCTION audit_logs_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.tenant_id::text, 0));
  SELECT seq, hash INTO last FROM audit_logs WHERE tenant_id = NEW.tenant_id ORDER BY seq DESC LIMIT 1;
  NEW.seq := COALESCE(last.seq, -1) + 1;
  NEW.previous_hash := COALESCE(last.hash, sha256(''));
  NEW.hash := sha256(NEW.previous_hash || convert_to(NEW.seq || NEW.id::text || NEW.occurred_at || NEW.action || NEW.actor_id || NEW.payload::text, 'UTF8'));
  RETURN NEW;
END
$$;
CREATE TRIGGER audit_logs_chain BEFORE INSERT ON audit_logs FOR EACH ROW EXECUTE FUNCTION audit_logs_chain();
