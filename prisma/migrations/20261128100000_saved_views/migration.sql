-- A question of somebody's to the events: a query with its range and how the list looks. A shared one is for every member; the others are
-- seen by their owner alone. `state` is {"q", "range"} or {"q", "from", "to"} with "columns", "order", "density", "widths", "pins", "zone".
CREATE TABLE saved_view (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  owner_person_id uuid NOT NULL,
  is_shared boolean NOT NULL,
  state jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT saved_view_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CHECK (char_length(name) BETWEEN 1 AND 80),
  CHECK (octet_length(state::text) <= 16384)
);
CREATE UNIQUE INDEX saved_view_tenant_id_owner_person_id_name_key ON saved_view (tenant_id, owner_person_id, name);

-- The view that opens for members of a role where they asked for none.
CREATE TABLE view_default (
  tenant_id uuid NOT NULL,
  role text NOT NULL,
  view_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, role),
  CONSTRAINT view_default_tenant_id_role_fkey FOREIGN KEY (tenant_id, role) REFERENCES role (tenant_id, name) ON UPDATE CASCADE ON DELETE CASCADE,
  CONSTRAINT view_default_tenant_id_view_id_fkey FOREIGN KEY (tenant_id, view_id) REFERENCES saved_view (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX view_default_tenant_id_view_id_idx ON view_default (tenant_id, view_id);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['saved_view', 'view_default'] LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('CREATE POLICY own_tenant ON %I TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_view, view_default TO sealtrail_app;
