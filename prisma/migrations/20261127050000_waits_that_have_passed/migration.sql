-- A wait that has just passed is no interruption: the sweep finds the run or the lane within seconds. One that passed half a
-- minute ago is, since then nobody came for it.

CREATE OR REPLACE VIEW run_progress WITH (security_invoker = true) AS
SELECT r.tenant_id, r.id AS run_id, r.connector_id,
  CASE
    WHEN r.ended_at IS NOT NULL THEN r.state
    -- A paused connector's run goes on until its workers have let go.
    WHEN c.state <> 'active' AND NOT h.is_held THEN 'paused'
    WHEN r.state = 'queued' THEN 'queued'
    WHEN r.retry_at >= now() - interval '30 seconds' THEN CASE r.reason WHEN 'throttled' THEN 'waiting' ELSE 'retrying' END
    WHEN r.step IN ('import', 'verify') AND l.open > 0 AND o.throttled = l.open
      THEN CASE WHEN o.waiting_reason IN ('throttled', 'mailbox-access-denied') THEN 'waiting' ELSE 'retrying' END
    WHEN h.is_held AND h.progress_at < now() - interval '2 minutes' THEN 'stalled'
    WHEN h.is_held OR greatest(l.activity_at, r.heartbeat_at, r.started_at, o.waited_until) >= now() - interval '30 seconds'
      THEN 'running'
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
    max(m.throttled_until) FILTER (WHERE m.throttled_until <= now()) AS waited_until,
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
