-- What a run delivered is the sum over its lanes, as many as it has mailboxes. Of a run that has ended the sums hardly ever
-- change, and are asked for again and again: they are kept with the run, and forgotten in the statement that changes what
-- they count. The view reads mailboxes for open lanes alone.

ALTER TABLE run ADD COLUMN totals jsonb;
COMMENT ON COLUMN run.totals IS 'Sums of the lanes of a run that has ended; null while they can change, or are not known yet.';
CREATE INDEX run_unsummed ON run (ended_at) WHERE ended_at IS NOT NULL AND totals IS NULL;

-- Whoever changes deliveries of a run shares its lock; whoever sums them up has it alone, so that no change is under way that
-- the sums would miss.
CREATE FUNCTION run_totals_lock(a_run uuid) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('totals of run ' || a_run::text, 0);

CREATE FUNCTION forget_run_totals(a_run uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(run_totals_lock(a_run));
  UPDATE run SET totals = NULL WHERE id = a_run AND totals IS NOT NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION forget_run_totals FROM PUBLIC;

-- It waits for nobody: where somebody is at work the sums come later. False also where a lane is still open, since another run
-- takes over what is left in it.
CREATE FUNCTION sum_ended_run(a_tenant uuid, a_run uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM run
  WHERE tenant_id = a_tenant AND id = a_run AND ended_at IS NOT NULL AND totals IS NULL FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND OR NOT pg_try_advisory_xact_lock(run_totals_lock(a_run)) THEN
    RETURN false;
  END IF;
  UPDATE run r SET totals = s.totals
  FROM (
    SELECT bool_or(state = 'open') AS is_open, jsonb_build_object('lanes', count(*), 'activity_at', max(activity_at),
      'available', coalesce(sum(available), 0), 'imported', coalesce(sum(imported), 0),
      'partial', coalesce(sum(partial), 0), 'duplicate', coalesce(sum(duplicate), 0),
      'failed', coalesce(sum(failed), 0), 'pending', coalesce(sum(pending), 0),
      'verified', coalesce(sum(verified), 0)) AS totals
    FROM lane WHERE tenant_id = a_tenant AND run_id = a_run
  ) s
  WHERE r.tenant_id = a_tenant AND r.id = a_run AND s.is_open IS NOT TRUE;
  RETURN FOUND;
END
$$;
REVOKE EXECUTE ON FUNCTION sum_ended_run FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sum_ended_run TO mac_app;

CREATE OR REPLACE FUNCTION count_inserted_deliveries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE lane l SET
    available = l.available + d.available, pending = l.pending + d.pending, imported = l.imported + d.imported,
    partial = l.partial + d.partial, duplicate = l.duplicate + d.duplicate, failed = l.failed + d.failed,
    verified = l.verified + d.verified, activity_at = now()
  FROM (
    SELECT tenant_id, run_id, user_id, count(*) AS available,
      count(*) FILTER (WHERE state IN ('pending', 'posting')) AS pending,
      count(*) FILTER (WHERE state = 'imported') AS imported, count(*) FILTER (WHERE state = 'partial') AS partial,
      count(*) FILTER (WHERE state = 'duplicate') AS duplicate, count(*) FILTER (WHERE state = 'failed') AS failed,
      count(verified_at) AS verified
    FROM added GROUP BY tenant_id, run_id, user_id
  ) d
  WHERE l.tenant_id = d.tenant_id AND l.run_id = d.run_id AND l.user_id = d.user_id;
  PERFORM add_run_reason(tenant_id, run_id, 'delivery', reason, count(*)::int)
  FROM added WHERE reason IS NOT NULL GROUP BY tenant_id, run_id, reason ORDER BY tenant_id, run_id, reason;
  PERFORM forget_run_totals(run_id) FROM added GROUP BY run_id ORDER BY run_id;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION count_updated_deliveries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moved record;
BEGIN
  UPDATE lane l SET
    available = l.available + d.available, pending = l.pending + d.pending, imported = l.imported + d.imported,
    partial = l.partial + d.partial, duplicate = l.duplicate + d.duplicate, failed = l.failed + d.failed,
    verified = l.verified + d.verified, activity_at = now()
  FROM (
    SELECT tenant_id, run_id, user_id, sum(sign) AS available,
      sum(sign * (state IN ('pending', 'posting'))::int) AS pending,
      sum(sign * (state = 'imported')::int) AS imported, sum(sign * (state = 'partial')::int) AS partial,
      sum(sign * (state = 'duplicate')::int) AS duplicate, sum(sign * (state = 'failed')::int) AS failed,
      sum(sign * (verified_at IS NOT NULL)::int) AS verified
    FROM (
      SELECT 1 AS sign, tenant_id, run_id, user_id, state, verified_at FROM added
      UNION ALL
      SELECT -1, tenant_id, run_id, user_id, state, verified_at FROM removed
    ) change
    GROUP BY tenant_id, run_id, user_id
  ) d
  WHERE l.tenant_id = d.tenant_id AND l.run_id = d.run_id AND l.user_id = d.user_id
    AND (d.available, d.pending, d.imported, d.partial, d.duplicate, d.failed, d.verified) <> (0, 0, 0, 0, 0, 0, 0);
  -- One after the other in one order, since lanes of a run settle side by side.
  FOR moved IN
    SELECT tenant_id, run_id, reason, sum(sign)::int AS change
    FROM (
      SELECT 1 AS sign, tenant_id, run_id, reason FROM added WHERE reason IS NOT NULL
      UNION ALL
      SELECT -1, tenant_id, run_id, reason FROM removed WHERE reason IS NOT NULL
    ) change
    GROUP BY tenant_id, run_id, reason HAVING sum(sign) <> 0 ORDER BY tenant_id, run_id, reason
  LOOP
    PERFORM add_run_reason(moved.tenant_id, moved.run_id, 'delivery', moved.reason, moved.change);
  END LOOP;
  PERFORM forget_run_totals(run_id)
  FROM (SELECT run_id FROM added UNION SELECT run_id FROM removed) changed ORDER BY run_id;
  RETURN NULL;
END
$$;

CREATE OR REPLACE VIEW run_progress WITH (security_invoker = true) AS
SELECT r.tenant_id, r.id AS run_id, r.connector_id,
  CASE
    WHEN r.ended_at IS NOT NULL THEN r.state
    -- A paused connector's run goes on until its workers have let go.
    WHEN c.state <> 'active' AND NOT h.is_held THEN 'paused'
    WHEN r.state = 'queued' THEN 'queued'
    WHEN r.retry_at IS NOT NULL THEN CASE r.reason WHEN 'throttled' THEN 'waiting' ELSE 'retrying' END
    WHEN r.step IN ('import', 'verify') AND l.open > 0 AND o.throttled = l.open
      THEN CASE WHEN o.waiting_reason IN ('throttled', 'mailbox-access-denied') THEN 'waiting' ELSE 'retrying' END
    WHEN h.is_held AND h.progress_at < now() - interval '2 minutes' THEN 'stalled'
    WHEN h.is_held OR greatest(l.activity_at, r.heartbeat_at, r.started_at) >= now() - interval '30 seconds' THEN 'running'
    ELSE 'interrupted'
  END AS state,
  r.ended_at IS NULL AND c.state <> 'active' AND h.is_held AS is_pausing,
  CASE WHEN r.ended_at IS NULL AND h.is_held THEN h.progress_at END AS progress_at,
  coalesce((r.totals->>'activity_at')::timestamptz, l.activity_at, r.heartbeat_at, r.started_at) AS activity_at,
  o.throttled_until, o.waiting_reason, coalesce((r.totals->>'lanes')::bigint, l.total) AS lanes_total,
  l.open AS lanes_open, o.parked AS lanes_parked,
  coalesce((r.totals->>'available')::bigint, l.available) AS available,
  coalesce((r.totals->>'imported')::bigint, l.imported) AS imported,
  coalesce((r.totals->>'partial')::bigint, l.partial) AS partial,
  coalesce((r.totals->>'duplicate')::bigint, l.duplicate) AS duplicate,
  coalesce((r.totals->>'failed')::bigint, l.failed) AS failed,
  coalesce((r.totals->>'pending')::bigint, l.pending) AS pending,
  coalesce((r.totals->>'verified')::bigint, l.verified) AS verified
FROM run r
JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
CROSS JOIN LATERAL (
  -- Of a run that has its sums no lane is read.
  SELECT max(l.activity_at) AS activity_at, count(*) AS total, count(*) FILTER (WHERE l.state = 'open') AS open,
    coalesce(sum(l.available), 0) AS available, coalesce(sum(l.imported), 0) AS imported,
    coalesce(sum(l.partial), 0) AS partial, coalesce(sum(l.duplicate), 0) AS duplicate,
    coalesce(sum(l.failed), 0) AS failed, coalesce(sum(l.pending), 0) AS pending,
    coalesce(sum(l.verified), 0) AS verified
  FROM lane l
  WHERE r.totals IS NULL AND l.tenant_id = r.tenant_id AND l.run_id = r.id
) l
CROSS JOIN LATERAL (
  -- Mailboxes matter for open lanes alone: of an ended run none is looked at.
  SELECT min(m.throttled_until) FILTER (WHERE m.throttled_until > now()) AS throttled_until,
    (array_agg(coalesce(l.parked_reason, m.waiting_code, 'throttled') ORDER BY m.throttled_until)
      FILTER (WHERE m.throttled_until > now()))[1] AS waiting_reason,
    count(*) FILTER (WHERE m.throttled_until > now() AND l.parked_reason IS NOT NULL) AS parked,
    count(*) FILTER (WHERE m.throttled_until > now()) AS throttled,
    count(*) FILTER (WHERE m.run_id = r.id AND m.heartbeat_at >= now() - interval '30 seconds') AS held,
    max(coalesce(m.progress_at, m.heartbeat_at))
      FILTER (WHERE m.run_id = r.id AND m.heartbeat_at >= now() - interval '30 seconds') AS progress_at
  FROM lane l
  JOIN mailbox m ON m.tenant_id = l.tenant_id AND m.user_id = l.user_id
  WHERE r.ended_at IS NULL AND l.state = 'open' AND l.tenant_id = r.tenant_id AND l.run_id = r.id
) o
CROSS JOIN LATERAL (
  SELECT r.worker_id IS NOT NULL AND r.heartbeat_at >= now() - interval '30 seconds' AS is_held
) w
CROSS JOIN LATERAL (
  SELECT w.is_held OR o.held > 0 AS is_held,
    greatest(CASE WHEN w.is_held THEN coalesce(r.progress_at, r.heartbeat_at) END, o.progress_at) AS progress_at
) h;

-- ── across tenants: which runs lack their sums ───────────────────────────────────────────────────────────────────

GRANT SELECT (totals, ended_at) ON run TO mac_sweep;
CREATE FUNCTION sweep_unsummed_runs(a_limit integer) RETURNS TABLE (tenant_id uuid, run_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.tenant_id, r.id FROM run r
  WHERE r.ended_at IS NOT NULL AND r.totals IS NULL
    AND NOT EXISTS (SELECT 1 FROM lane l WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id AND l.state = 'open')
  ORDER BY r.ended_at DESC LIMIT a_limit
$$;
REVOKE EXECUTE ON FUNCTION sweep_unsummed_runs(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_unsummed_runs(integer) TO mac_app;
GRANT mac_sweep TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO mac_sweep;
ALTER FUNCTION sweep_unsummed_runs(integer) OWNER TO mac_sweep;
REVOKE CREATE ON SCHEMA public FROM mac_sweep;
REVOKE mac_sweep FROM CURRENT_USER;
