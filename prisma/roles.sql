-- The database roles of Sealtrail. Run once by a superuser in the database that will hold Sealtrail;
-- running it again changes nothing. Passwords are set afterwards (ALTER ROLE ... PASSWORD ...).
DO $$
DECLARE
  r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['sealtrail_ledger', 'sealtrail_access', 'sealtrail_keeper', 'sealtrail_auditor'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT NOBYPASSRLS', r);
    END IF;
  END LOOP;
  FOREACH r IN ARRAY ARRAY['sealtrail_owner', 'sealtrail_app'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOBYPASSRLS', r);
    END IF;
  END LOOP;
  -- Membership lets the owner hand definer functions over; without INHERIT it gives no right by itself.
  EXECUTE 'GRANT sealtrail_ledger, sealtrail_access, sealtrail_keeper TO sealtrail_owner';
  EXECUTE format('ALTER DATABASE %I OWNER TO sealtrail_owner', current_database());
  EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;
ALTER SCHEMA public OWNER TO sealtrail_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO sealtrail_app, sealtrail_ledger, sealtrail_access, sealtrail_keeper, sealtrail_auditor;
