-- The search index: segments over runs of seqs, made behind the ledger and merged to larger ones. All of it follows from the events.

-- `first_seq` to before `end_seq`, without a gap. Its events are numbered from 0 by (occurred_at, seq). `times`: occurred_at by that number,
-- doubles of milliseconds since 1970, little-endian; `marks`: every 512th of them and the last; `seqs`: seq - first_seq by number, 32 bits
-- each, NULL where both are the same. Since a merge, `retired_at`: readers that began before still use it.
CREATE TABLE search_segment (
  tenant_id uuid NOT NULL,
  first_seq bigint NOT NULL,
  end_seq bigint NOT NULL,
  level integer NOT NULL,
  received_from timestamptz(3) NOT NULL,
  received_to timestamptz(3) NOT NULL,
  times bytea NOT NULL,
  marks bytea NOT NULL,
  seqs bytea,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  retired_at timestamptz(3),
  PRIMARY KEY (tenant_id, first_seq, end_seq),
  CONSTRAINT search_segment_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CHECK (first_seq < end_seq),
  CHECK (octet_length(times) = 8 * (end_seq - first_seq))
);
-- Parts of these are read by their place.
ALTER TABLE search_segment ALTER COLUMN times SET STORAGE EXTERNAL;
ALTER TABLE search_segment ALTER COLUMN seqs SET STORAGE EXTERNAL;

-- A piece of a segment's dictionary: terms in the order of their bytes, each with the numbers of its events.
CREATE TABLE search_block (
  tenant_id uuid NOT NULL,
  first_seq bigint NOT NULL,
  end_seq bigint NOT NULL,
  first_term bytea NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (tenant_id, first_seq, end_seq, first_term),
  CONSTRAINT search_block_segment_fkey FOREIGN KEY (tenant_id, first_seq, end_seq) REFERENCES search_segment (tenant_id, first_seq, end_seq) ON DELETE CASCADE
);
-- A block fits a page and stays in it, so that it is one read.
ALTER TABLE search_block SET (toast_tuple_target = 8160);
ALTER TABLE search_block ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The values of one field by number: `names` is a JSON list, `codes` 8, 16 or 32 bits an event, or empty when all have the first name.
CREATE TABLE search_column (
  tenant_id uuid NOT NULL,
  first_seq bigint NOT NULL,
  end_seq bigint NOT NULL,
  field text NOT NULL,
  names text NOT NULL,
  codes bytea NOT NULL,
  PRIMARY KEY (tenant_id, first_seq, end_seq, field),
  CONSTRAINT search_column_segment_fkey FOREIGN KEY (tenant_id, first_seq, end_seq) REFERENCES search_segment (tenant_id, first_seq, end_seq) ON DELETE CASCADE
);
ALTER TABLE search_column ALTER COLUMN codes SET STORAGE EXTERNAL;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['search_segment', 'search_block', 'search_column'] LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('CREATE POLICY own_tenant ON %I TO sealtrail_app USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, DELETE ON search_segment, search_block, search_column TO sealtrail_app;
GRANT UPDATE (retired_at) ON search_segment TO sealtrail_app;
