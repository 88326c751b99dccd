-- A lane that waits says why: Microsoft asked to slow down, did not answer, or the program met a fault of its own. Only the
-- first is waiting; the others are tried again.

ALTER TABLE mailbox ADD COLUMN waiting_code text;
GRANT UPDATE (waiting_code) ON mailbox TO mac_app;

CREATE OR REPLACE VIEW run_progress WITH (security_invoker = true) AS
SELECT r.tenant_id, r.id AS run_id, r.connector_id,
  CASE
    WHEN r.ended_at IS NOT NULL THEN r.state
    -- A paused connector's run goes on until its workers have let go.
    WHEN c.state <> 'active' AND NOT h.is_held THEN 'paused'
    WHEN r.state = 'queued' THEN 'queued'
    WHEN r.retry_at IS NOT NULL THEN CASE r.reason WHEN 'throttled' THEN 'waiting' ELSE 'retrying' END
    WHEN r.step IN ('import', 'verify') AND l.open > 0 AND l.throttled = l.open
      THEN CASE WHEN l.waiting_reason IN ('throttled', 'mailbox-access-denied') THEN 'waiting' ELSE 'retrying' END
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
    (array_agg(coalesce(l.parked_reason, m.waiting_code, 'throttled') ORDER BY m.throttled_until)
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
