-- ── what a hold shows: not only that it lives, but when it last came further ─────────────────────────────────────
ALTER TABLE run
  ADD COLUMN progress_at timestamptz,
  -- Faults of the program itself in a row.
  ADD COLUMN faults integer NOT NULL DEFAULT 0 CHECK (faults >= 0);
ALTER TABLE mailbox ADD COLUMN progress_at timestamptz;
ALTER TABLE lane ADD COLUMN faults integer NOT NULL DEFAULT 0 CHECK (faults >= 0);
-- Downloads of this item that failed while others succeeded, and when the first of them did.
ALTER TABLE item
  ADD COLUMN fetch_attempts integer NOT NULL DEFAULT 0 CHECK (fetch_attempts >= 0),
  ADD COLUMN fetch_failed_at timestamptz;
-- A worker with a free place that takes nothing although work waits is not idle.
ALTER TABLE worker_process
  ADD COLUMN run_places integer NOT NULL DEFAULT 0,
  ADD COLUMN runs_at_work integer NOT NULL DEFAULT 0,
  ADD COLUMN lane_places integer NOT NULL DEFAULT 0,
  ADD COLUMN lanes_at_work integer NOT NULL DEFAULT 0;

GRANT UPDATE (progress_at, faults) ON run TO mac_app;
GRANT UPDATE (progress_at) ON mailbox TO mac_app;
GRANT UPDATE (faults) ON lane TO mac_app;
GRANT UPDATE (fetch_attempts, fetch_failed_at) ON item TO mac_app;

-- ── what a run and a connector show: one precedence, in one place ────────────────────────────────────────────────
-- A hold without a heartbeat for 30 s is a dead worker's; one without progress for 2 minutes has stalled.

CREATE VIEW run_progress WITH (security_invoker = true) AS
SELECT r.tenant_id, r.id AS run_id, r.connector_id,
  CASE
    WHEN r.ended_at IS NOT NULL THEN r.state
    -- A paused connector's run goes on until its workers have let go.
    WHEN c.state <> 'active' AND NOT h.is_held THEN 'paused'
    WHEN r.state = 'queued' THEN 'queued'
    WHEN r.retry_at IS NOT NULL THEN CASE r.reason WHEN 'throttled' THEN 'waiting' ELSE 'retrying' END
    WHEN r.step IN ('import', 'verify') AND l.open > 0 AND l.throttled = l.open THEN 'waiting'
    WHEN h.is_held AND h.progress_at < now() - interval '2 minutes' THEN 'stalled'
    WHEN h.is_held OR greatest(l.activity_at, r.heartbeat_at, r.started_at) >= now() - interval '30 seconds' THEN 'running'
    ELSE 'interrupted'
  END AS state,
  r.ended_at IS NULL AND c.state <> 'active' AND h.is_held AS is_pausing,
  CASE WHEN r.ended_at IS NULL AND h.is_held THEN h.progress_at END AS progress_at,
  coalesce(l.activity_at, r.heartbeat_at, r.started_at) AS activity_at,
  l.throttled_until, l.waiting_reason, l.total AS lanes_total, l.open AS lanes_open, l.parked AS lanes_parked,
  l.available, l.imported, l.partial, l.duplicate, l.failed, l.pending, l.verified
FROM run r
JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
CROSS JOIN LATERAL (
  -- Mailboxes matter for open lanes alone: an ended run joins none.
  SELECT max(l.activity_at) AS activity_at,
    min(m.throttled_until) FILTER (WHERE m.throttled_until > now()) AS throttled_until,
    (array_agg(coalesce(l.parked_reason, 'throttled') ORDER BY m.throttled_until)
      FILTER (WHERE m.throttled_until > now()))[1] AS waiting_reason,
    count(*) AS total, count(*) FILTER (WHERE l.state = 'open') AS open,
    count(*) FILTER (WHERE m.throttled_until > now() AND l.parked_reason IS NOT NULL) AS parked,
    count(*) FILTER (WHERE m.throttled_until > now()) AS throttled,
    count(*) FILTER (WHERE m.run_id = r.id AND m.heartbeat_at >= now() - interval '30 seconds') AS held,
    max(coalesce(m.progress_at, m.heartbeat_at))
      FILTER (WHERE m.run_id = r.id AND m.heartbeat_at >= now() - interval '30 seconds') AS progress_at,
    coalesce(sum(l.available), 0) AS available, coalesce(sum(l.imported), 0) AS imported,
    coalesce(sum(l.partial), 0) AS partial, coalesce(sum(l.duplicate), 0) AS duplicate,
    coalesce(sum(l.failed), 0) AS failed, coalesce(sum(l.pending), 0) AS pending,
    coalesce(sum(l.verified), 0) AS verified
  FROM lane l
  LEFT JOIN mailbox m ON l.state = 'open' AND r.ended_at IS NULL AND m.tenant_id = l.tenant_id AND m.user_id = l.user_id
  WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id
) l
CROSS JOIN LATERAL (
  SELECT r.worker_id IS NOT NULL AND r.heartbeat_at >= now() - interval '30 seconds' AS is_held
) w
CROSS JOIN LATERAL (
  SELECT w.is_held OR l.held > 0 AS is_held,
    greatest(CASE WHEN w.is_held THEN coalesce(r.progress_at, r.heartbeat_at) END, l.progress_at) AS progress_at
) h;
GRANT SELECT ON run_progress TO mac_app;

CREATE OR REPLACE VIEW connector_state WITH (security_invoker = true) AS
SELECT c.tenant_id, c.id AS connector_id,
  CASE
    WHEN p.state IN ('running', 'waiting') THEN 'running'
    WHEN c.action_required IS NOT NULL THEN 'action-required'
    WHEN c.state = 'paused' THEN 'paused'
    WHEN p.state IN ('retrying', 'stalled', 'interrupted') THEN 'retrying'
    WHEN p.state = 'queued' OR NOT EXISTS (
      SELECT 1 FROM run x WHERE x.tenant_id = c.tenant_id AND x.connector_id = c.id) THEN 'waiting-to-start'
    ELSE 'healthy'
  END AS state
FROM connector c
LEFT JOIN run r ON r.tenant_id = c.tenant_id AND r.connector_id = c.id AND r.state IN ('queued', 'running')
LEFT JOIN run_progress p ON p.tenant_id = r.tenant_id AND p.run_id = r.id
WHERE c.state IN ('active', 'paused');

-- ── across tenants: what an admin wished, what has stalled, since when work waits ────────────────────────────────

GRANT SELECT (progress_at, queued_at) ON run TO mac_sweep;
GRANT SELECT (progress_at) ON mailbox TO mac_sweep;
GRANT SELECT (updated_at) ON connector TO mac_sweep;
GRANT SELECT (activity_at) ON lane TO mac_sweep;

-- Of the runs that a worker has in hand: those that are to be put down.
CREATE FUNCTION sweep_wishes(a_runs uuid[])
RETURNS TABLE (run_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id FROM run r
  JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
  WHERE r.id = ANY (a_runs)
    AND (r.state <> 'running' OR r.cancel_requested_at IS NOT NULL OR c.state <> 'active')
$$;

-- Cancelled runs that nobody is at work on any more, or not willing to let go of: to be ended now.
CREATE FUNCTION sweep_cancelled(a_stale_before timestamptz, a_requested_before timestamptz)
RETURNS TABLE (tenant_id uuid, run_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.tenant_id, r.id FROM run r
  WHERE r.state IN ('queued', 'running') AND r.cancel_requested_at IS NOT NULL
    AND (r.cancel_requested_at < a_requested_before
      OR ((r.worker_id IS NULL OR r.heartbeat_at < a_stale_before)
        AND NOT EXISTS (
          SELECT 1 FROM mailbox m
          WHERE m.tenant_id = r.tenant_id AND m.run_id = r.id AND m.heartbeat_at >= a_stale_before)))
$$;

CREATE FUNCTION sweep_stalled(a_stalled_before timestamptz)
RETURNS TABLE (tenant_id uuid, run_id uuid, user_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.tenant_id, r.id, NULL::text FROM run r
  WHERE r.state IN ('queued', 'running') AND r.worker_id IS NOT NULL AND r.progress_at < a_stalled_before
  UNION ALL
  SELECT m.tenant_id, m.run_id, m.user_id FROM mailbox m
  WHERE m.run_id IS NOT NULL AND m.progress_at < a_stalled_before
    AND (m.throttled_until IS NULL OR m.throttled_until <= now())
$$;

-- Since when the oldest work waits that a worker could take; times alone, of no tenant.
CREATE FUNCTION work_waits_since(a_stale_before timestamptz, a_now timestamptz)
RETURNS TABLE (runs_since timestamptz, lanes_since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT
    (SELECT min(greatest(r.queued_at, r.heartbeat_at, r.retry_at, c.updated_at)) FROM run r
     JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
     WHERE r.state IN ('queued', 'running') AND c.state = 'active'
       AND (r.worker_id IS NULL OR r.heartbeat_at < a_stale_before)
       AND (r.retry_at IS NULL OR r.retry_at <= a_now)
       AND (r.step NOT IN ('import', 'verify') OR NOT EXISTS (
         SELECT 1 FROM lane l WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id AND l.state = 'open'))),
    (SELECT min(greatest(l.activity_at, r.heartbeat_at, m.throttled_until, c.updated_at)) FROM run r
     JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
     JOIN lane l ON l.tenant_id = r.tenant_id AND l.run_id = r.id
     JOIN mailbox m ON m.tenant_id = l.tenant_id AND m.user_id = l.user_id
     WHERE r.state = 'running' AND r.step IN ('import', 'verify') AND r.cancel_requested_at IS NULL
       AND c.state = 'active' AND l.state = 'open'
       AND (m.worker_id IS NULL OR m.heartbeat_at < a_stale_before)
       AND (m.throttled_until IS NULL OR m.throttled_until <= a_now))
$$;

GRANT mac_sweep TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO mac_sweep;
DO $$
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY[
    'sweep_wishes(uuid[])', 'sweep_cancelled(timestamptz, timestamptz)', 'sweep_stalled(timestamptz)',
    'work_waits_since(timestamptz, timestamptz)'
  ] LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', signature);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mac_app', signature);
    EXECUTE format('ALTER FUNCTION %s OWNER TO mac_sweep', signature);
  END LOOP;
END
$$;
REVOKE CREATE ON SCHEMA public FROM mac_sweep;
REVOKE mac_sweep FROM CURRENT_USER;
