-- ── across tenants: the ids of work that waits, and nothing else ─────────────────────────────────────────────────
-- mac_sweep may read these few columns of all tenants; nobody can log in as it, and the application is no member of it.

GRANT SELECT (tenant_id, id, state, next_run_at) ON connector TO mac_sweep;
GRANT SELECT (tenant_id, id, connector_id, state, step, worker_id, heartbeat_at, retry_at, cancel_requested_at)
  ON run TO mac_sweep;
GRANT SELECT (tenant_id, run_id, user_id, state) ON lane TO mac_sweep;
GRANT SELECT (tenant_id, user_id, run_id, worker_id, heartbeat_at, throttled_until) ON mailbox TO mac_sweep;
GRANT SELECT (tenant_id, state_hash) ON consent_request TO mac_sweep;
CREATE POLICY sweep ON connector FOR SELECT TO mac_sweep USING (true);
CREATE POLICY sweep ON run FOR SELECT TO mac_sweep USING (true);
CREATE POLICY sweep ON lane FOR SELECT TO mac_sweep USING (true);
CREATE POLICY sweep ON mailbox FOR SELECT TO mac_sweep USING (true);
CREATE POLICY sweep ON consent_request FOR SELECT TO mac_sweep USING (true);

CREATE FUNCTION sweep_due_connectors(a_now timestamptz)
RETURNS TABLE (tenant_id uuid, connector_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.tenant_id, c.id FROM connector c
  WHERE c.state = 'active' AND c.next_run_at <= a_now
    AND NOT EXISTS (
      SELECT 1 FROM run r
      WHERE r.tenant_id = c.tenant_id AND r.connector_id = c.id AND r.state IN ('queued', 'running'))
  ORDER BY c.next_run_at
$$;

-- Runs that nobody holds and that can go on: queued, due for another try, cancelled, or with all their lanes done.
CREATE FUNCTION sweep_runs(a_stale_before timestamptz, a_now timestamptz)
RETURNS TABLE (tenant_id uuid, run_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.tenant_id, r.id FROM run r
  JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
  WHERE r.state IN ('queued', 'running')
    AND (r.worker_id IS NULL OR r.heartbeat_at < a_stale_before)
    AND (r.cancel_requested_at IS NOT NULL OR (
      c.state = 'active'
      AND (r.retry_at IS NULL OR r.retry_at <= a_now)
      AND (r.step NOT IN ('import', 'verify') OR NOT EXISTS (
        SELECT 1 FROM lane l WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id AND l.state = 'open'))))
$$;

CREATE FUNCTION sweep_lanes(a_stale_before timestamptz, a_now timestamptz, a_limit integer)
RETURNS TABLE (tenant_id uuid, run_id uuid, user_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.tenant_id, l.run_id, l.user_id FROM run r
  JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
  JOIN lane l ON l.tenant_id = r.tenant_id AND l.run_id = r.id
  JOIN mailbox m ON m.tenant_id = l.tenant_id AND m.user_id = l.user_id
  WHERE r.state = 'running' AND r.step IN ('import', 'verify') AND r.cancel_requested_at IS NULL
    AND c.state = 'active' AND l.state = 'open'
    AND (m.worker_id IS NULL OR m.heartbeat_at < a_stale_before)
    AND (m.throttled_until IS NULL OR m.throttled_until <= a_now)
  LIMIT a_limit
$$;

CREATE FUNCTION tenant_of_run(a_run uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.tenant_id FROM run r WHERE r.id = a_run
$$;

CREATE FUNCTION consent_request_tenant(a_state_hash bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT q.tenant_id FROM consent_request q WHERE q.state_hash = a_state_hash
$$;

-- An owner that is no superuser (managed PostgreSQL) may hand the functions over only while it is a member.
GRANT mac_sweep TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO mac_sweep;
DO $$
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY[
    'sweep_due_connectors(timestamptz)', 'sweep_runs(timestamptz, timestamptz)',
    'sweep_lanes(timestamptz, timestamptz, integer)', 'tenant_of_run(uuid)', 'consent_request_tenant(bytea)'
  ] LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', signature);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mac_app', signature);
    EXECUTE format('ALTER FUNCTION %s OWNER TO mac_sweep', signature);
  END LOOP;
END
$$;
REVOKE CREATE ON SCHEMA public FROM mac_sweep;
REVOKE mac_sweep FROM CURRENT_USER;

-- ── what a connector shows: one precedence, in one place ─────────────────────────────────────────────────────────

CREATE VIEW connector_state WITH (security_invoker = true) AS
SELECT c.tenant_id, c.id AS connector_id,
  CASE
    -- A paused connector still runs until its workers have let go.
    WHEN r.state = 'running' AND r.retry_at IS NULL AND (c.state = 'active' OR r.worker_id IS NOT NULL OR EXISTS (
      SELECT 1 FROM mailbox m WHERE m.tenant_id = r.tenant_id AND m.run_id = r.id)) THEN 'running'
    WHEN c.action_required IS NOT NULL THEN 'action-required'
    WHEN c.state = 'paused' THEN 'paused'
    WHEN r.state = 'running' THEN 'retrying'
    WHEN r.state = 'queued' OR NOT EXISTS (
      SELECT 1 FROM run x WHERE x.tenant_id = c.tenant_id AND x.connector_id = c.id) THEN 'waiting-to-start'
    ELSE 'healthy'
  END AS state
FROM connector c
LEFT JOIN run r ON r.tenant_id = c.tenant_id AND r.connector_id = c.id AND r.state IN ('queued', 'running')
WHERE c.state IN ('active', 'paused');
GRANT SELECT ON connector_state TO mac_app;
