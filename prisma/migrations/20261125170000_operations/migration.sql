-- ── which database this is ───────────────────────────────────────────────────────────────────────────────────────
-- A restored backup does not know what was imported after it was taken. What it was taken from is told by the cluster's
-- and the database's ids, which a restore changes; where it does not (a snapshot of the disk), the operator tells.
CREATE TABLE deployment (
  is_only     boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  database_id text NOT NULL,
  -- Runs whose window begins earlier ask the mailbox before they create anything.
  restored_at timestamptz
);
GRANT SELECT ON deployment TO mac_app;

CREATE FUNCTION present_database_id() RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  cluster text := 'managed';
BEGIN
  BEGIN
    SELECT system_identifier::text INTO cluster FROM pg_control_system();
  EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_function THEN
    NULL;
  END;
  RETURN cluster || '/' || (SELECT oid FROM pg_database WHERE datname = current_database());
END
$$;
INSERT INTO deployment (database_id) VALUES (present_database_id());

-- Asked whenever a process starts. `a_is_told`: the operator says that it is a restored one, whatever the ids say.
CREATE FUNCTION notice_restore(a_is_told boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE deployment SET database_id = present_database_id(), restored_at = clock_timestamp()
  WHERE a_is_told OR database_id <> present_database_id();
  RETURN FOUND;
END
$$;
REVOKE EXECUTE ON FUNCTION present_database_id(), notice_restore(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notice_restore(boolean) TO mac_app;

-- What `npm run doctor` compares with the migrations that it came with.
GRANT SELECT (migration_name, finished_at, rolled_back_at) ON _prisma_migrations TO mac_app;

-- ── across tenants: counts and ages for the metrics, and the ids of tenants for the doctor ───────────────────────

GRANT SELECT (watermark, action_required, activated_at) ON connector TO mac_sweep;
GRANT SELECT (number, queued_at) ON run TO mac_sweep;
GRANT SELECT (pending) ON lane TO mac_sweep;
GRANT SELECT (size_bytes, deleted_at) ON pack TO mac_sweep;
GRANT SELECT (tenant_id) ON tenant TO mac_sweep;
CREATE POLICY operations ON pack FOR SELECT TO mac_sweep USING (true);
CREATE POLICY operations ON tenant FOR SELECT TO mac_sweep USING (true);

-- Read over the partial indexes of what is active, never over whole tables of the ledger.
CREATE FUNCTION operations_figures(a_now timestamptz) RETURNS TABLE (figure text, label text, value double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH active AS (
    SELECT r.tenant_id, r.id, r.queued_at, CASE
      WHEN r.state = 'queued' THEN 'queued'
      WHEN r.retry_at > a_now THEN 'waiting'
      ELSE 'running' END AS state
    FROM run r WHERE r.state IN ('queued', 'running')
  ), open_lane AS (
    SELECT l.pending, CASE
      WHEN m.throttled_until > a_now THEN 'throttled'
      WHEN m.run_id = l.run_id THEN 'held'
      ELSE 'open' END AS state
    FROM active a
    JOIN lane l ON l.tenant_id = a.tenant_id AND l.run_id = a.id AND l.state = 'open'
    JOIN mailbox m ON m.tenant_id = l.tenant_id AND m.user_id = l.user_id
  ), at_work AS (
    SELECT tenant_id, id, watermark, action_required FROM connector WHERE state = 'active'
  )
  SELECT 'runs', state, count(*) FROM active GROUP BY state
  UNION ALL
  SELECT 'lanes', state, count(*) FROM open_lane GROUP BY state
  UNION ALL
  SELECT 'deliveries_pending', '', coalesce(sum(pending), 0) FROM open_lane
  UNION ALL
  SELECT 'run_queued_seconds', '', coalesce(max(extract(epoch FROM a_now - queued_at)), 0) FROM active WHERE state = 'queued'
  UNION ALL
  SELECT 'connectors', CASE WHEN action_required IS NULL THEN 'active' ELSE 'action-required' END, count(*)
  FROM at_work GROUP BY 2
  UNION ALL
  SELECT 'watermark_age_seconds', '', coalesce(max(extract(epoch FROM a_now - watermark)), 0) FROM at_work
  UNION ALL
  SELECT 'last_runs', last.state, count(*)
  FROM at_work c CROSS JOIN LATERAL (
    SELECT r.state FROM run r
    WHERE r.tenant_id = c.tenant_id AND r.connector_id = c.id
    ORDER BY r.number DESC LIMIT 1
  ) last GROUP BY last.state
$$;

CREATE FUNCTION staging_bytes() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(sum(size_bytes), 0)::bigint FROM pack WHERE deleted_at IS NULL
$$;

CREATE FUNCTION tenant_ids(a_limit integer) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.tenant_id FROM tenant t ORDER BY t.tenant_id LIMIT a_limit
$$;

GRANT mac_sweep TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO mac_sweep;
DO $$
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY['operations_figures(timestamptz)', 'staging_bytes()', 'tenant_ids(integer)'] LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', signature);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mac_app', signature);
    EXECUTE format('ALTER FUNCTION %s OWNER TO mac_sweep', signature);
  END LOOP;
END
$$;
REVOKE CREATE ON SCHEMA public FROM mac_sweep;
REVOKE mac_sweep FROM CURRENT_USER;
