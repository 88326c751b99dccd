-- Roles. The application connects as mac_app, which owns nothing and cannot bypass row level security; the migration
-- runner gives it its password. mac_sweep owns the few functions that look across tenants and answer with ids alone.
-- Roles belong to the cluster, so another database may be creating them at this moment.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['mac_app', 'mac_sweep'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role_name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', role_name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
  END LOOP;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO mac_app, mac_sweep;

-- Every table with rows of tenants goes through this one procedure: no policy is written by hand, none is forgotten.
CREATE PROCEDURE keep_to_tenant(VARIADIC table_names text[]) LANGUAGE plpgsql AS $$
DECLARE
  table_name text;
BEGIN
  FOREACH table_name IN ARRAY table_names LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I
         USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
         WITH CHECK (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)',
      table_name);
  END LOOP;
END
$$;
REVOKE EXECUTE ON PROCEDURE keep_to_tenant FROM PUBLIC;

CREATE TABLE tenant (
  tenant_id          uuid PRIMARY KEY,
  name               text NOT NULL DEFAULT '',
  default_country    text NOT NULL DEFAULT '',
  consent_state      text NOT NULL DEFAULT 'unknown'
    CHECK (consent_state IN ('unknown', 'pending', 'granted', 'granted-scoped', 'declined')),
  consent_checked_at timestamptz,
  consent_detail     text,
  -- The last Job ID that was given out; runs of a tenant are numbered without a gap.
  last_run_number    integer NOT NULL DEFAULT 0,
  created_at         timestamptz NOT NULL DEFAULT now()
);

-- Append-only by privilege. `before` and `after` never hold a secret.
CREATE TABLE audit_entry (
  tenant_id      uuid NOT NULL REFERENCES tenant,
  id             bigint GENERATED ALWAYS AS IDENTITY,
  at             timestamptz NOT NULL,
  actor_id       text NOT NULL,
  actor_name     text NOT NULL,
  source_address text NOT NULL,
  action         text NOT NULL,
  target_kind    text NOT NULL,
  target_id      text NOT NULL,
  before         jsonb,
  after          jsonb,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_entry_target ON audit_entry (tenant_id, target_kind, target_id, id);

CALL keep_to_tenant('tenant', 'audit_entry');

-- The workers' signs of life: of no tenant.
CREATE TABLE worker_process (
  id           text PRIMARY KEY,
  host         text NOT NULL,
  started_at   timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL,
  last_job_at  timestamptz
);

GRANT SELECT, INSERT ON tenant TO mac_app;
GRANT UPDATE (name, default_country, consent_state, consent_checked_at, consent_detail, last_run_number)
  ON tenant TO mac_app;
GRANT SELECT, INSERT ON audit_entry TO mac_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_process TO mac_app;
