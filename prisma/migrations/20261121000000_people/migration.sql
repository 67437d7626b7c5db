-- Settings of a tenant. A suspended tenant keeps its ledger; nobody may use it until an operator resumes it.
ALTER TABLE tenant
  ADD COLUMN suspended_at timestamptz(3),
  ADD COLUMN second_factor_required boolean NOT NULL DEFAULT false,
  ADD COLUMN session_idle_minutes integer NOT NULL DEFAULT 480,
  ADD COLUMN session_hours integer NOT NULL DEFAULT 12,
  ADD COLUMN business_hours jsonb NOT NULL DEFAULT '{"mon":[["09:00","17:00"]],"tue":[["09:00","17:00"]],"wed":[["09:00","17:00"]],"thu":[["09:00","17:00"]],"fri":[["09:00","17:00"]],"sat":[],"sun":[]}',
  ADD COLUMN holidays jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN limits jsonb NOT NULL DEFAULT '{}',
  ADD CHECK (session_idle_minutes BETWEEN 5 AND 43200),
  ADD CHECK (session_hours BETWEEN 1 AND 720);

ALTER TABLE role
  ADD COLUMN description text NOT NULL DEFAULT '',
  ADD COLUMN copied_from text,
  ADD COLUMN scope jsonb,
  ADD COLUMN masks text[] NOT NULL DEFAULT '{}',
  ADD COLUMN updated_at timestamptz(3);
ALTER TABLE membership
  DROP CONSTRAINT membership_tenant_id_role_fkey,
  ADD CONSTRAINT membership_tenant_id_role_fkey FOREIGN KEY (tenant_id, role) REFERENCES role (tenant_id, name) ON UPDATE CASCADE;
CREATE INDEX membership_tenant_id_role_idx ON membership (tenant_id, role);

-- A key acts within a role: what it may do and see is never more than the role allows.
ALTER TABLE provisioning_key
  ADD COLUMN role text NOT NULL DEFAULT 'owner',
  ADD CONSTRAINT provisioning_key_tenant_id_role_fkey FOREIGN KEY (tenant_id, role) REFERENCES role (tenant_id, name) ON UPDATE CASCADE;
ALTER TABLE provisioning_key ALTER COLUMN role DROP DEFAULT;
CREATE INDEX provisioning_key_tenant_id_role_idx ON provisioning_key (tenant_id, role);

-- An invitation is pending until it is accepted, revoked or expired. Only SHA-256(secret) of its link is kept.
CREATE TABLE invitation (
  tenant_id uuid NOT NULL,
  id text NOT NULL,
  email text NOT NULL,
  role text NOT NULL,
  secret_hash bytea NOT NULL,
  invited_by text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  mailed_at timestamptz(3),
  accepted_at timestamptz(3),
  revoked_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT invitation_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CONSTRAINT invitation_tenant_id_role_fkey FOREIGN KEY (tenant_id, role) REFERENCES role (tenant_id, name) ON UPDATE CASCADE,
  CHECK (email = lower(email)),
  CHECK (octet_length(secret_hash) = 32)
);
CREATE INDEX invitation_id_idx ON invitation (id);
CREATE INDEX invitation_tenant_id_role_idx ON invitation (tenant_id, role);

ALTER TABLE person ADD COLUMN password_changed_at timestamptz(3);

-- `confirmed_at`: when the person last proved itself in this session; `location`: as in an event's source.
ALTER TABLE session
  ADD COLUMN confirmed_at timestamptz(3),
  ADD COLUMN second_factor boolean NOT NULL DEFAULT false,
  ADD COLUMN location jsonb;

-- TOTP (RFC 6238) of a person. `secret` is encrypted by the app; `last_step` is the last time step used, so that no code serves twice.
CREATE TABLE second_factor (
  person_id uuid PRIMARY KEY,
  secret bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  confirmed_at timestamptz(3),
  last_step bigint,
  CONSTRAINT second_factor_person_id_fkey FOREIGN KEY (person_id) REFERENCES person (id)
);

CREATE TABLE recovery_code (
  person_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  used_at timestamptz(3),
  PRIMARY KEY (person_id, code_hash),
  CONSTRAINT recovery_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES person (id),
  CHECK (octet_length(code_hash) = 32)
);

CREATE TABLE password_reset (
  id text PRIMARY KEY,
  person_id uuid NOT NULL,
  secret_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT password_reset_person_id_fkey FOREIGN KEY (person_id) REFERENCES person (id),
  CHECK (octet_length(secret_hash) = 32)
);
CREATE INDEX password_reset_person_id_idx ON password_reset (person_id);

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON invitation TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY access_reads ON invitation FOR SELECT TO sealtrail_access USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON invitation TO sealtrail_app;
GRANT SELECT ON invitation TO sealtrail_access;

-- A tenant sees the sessions of its members, and whether they have a second factor; both are changed by functions only.
CREATE POLICY members_of_tenant ON session FOR SELECT TO sealtrail_app
  USING (EXISTS (SELECT FROM membership m WHERE m.tenant_id = (SELECT current_tenant()) AND m.person_id = session.person_id));
GRANT SELECT ON session TO sealtrail_app;

ALTER TABLE second_factor ENABLE ROW LEVEL SECURITY;
ALTER TABLE second_factor FORCE ROW LEVEL SECURITY;
CREATE POLICY access_all ON second_factor TO sealtrail_access USING (true) WITH CHECK (true);
CREATE POLICY members_of_tenant ON second_factor FOR SELECT TO sealtrail_app
  USING (EXISTS (SELECT FROM membership m WHERE m.tenant_id = (SELECT current_tenant()) AND m.person_id = second_factor.person_id));
GRANT SELECT (person_id, confirmed_at) ON second_factor TO sealtrail_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor TO sealtrail_access;

ALTER TABLE recovery_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_code FORCE ROW LEVEL SECURITY;
CREATE POLICY access_all ON recovery_code TO sealtrail_access USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_code TO sealtrail_access;

ALTER TABLE password_reset ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_reset FORCE ROW LEVEL SECURITY;
CREATE POLICY access_all ON password_reset TO sealtrail_access USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON password_reset TO sealtrail_access;
