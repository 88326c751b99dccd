-- A window that holds more than one run takes is cut where the listing stands; the rest follows as a run of its own.
ALTER TABLE run
  -- The window as it was before it was cut.
  ADD COLUMN planned_from timestamptz,
  ADD COLUMN planned_to timestamptz,
  -- Of the items that its listing named.
  ADD COLUMN newest_archived_at timestamptz,
  ADD CONSTRAINT run_planned CHECK ((planned_from IS NULL) = (planned_to IS NULL)),
  DROP CONSTRAINT run_trigger_check,
  ADD CONSTRAINT run_trigger_check CHECK (trigger IN ('first', 'schedule', 'manual', 'rest', 'again', 'retry'));
GRANT UPDATE (window_from, window_to, attempt_no, planned_from, planned_to, newest_archived_at) ON run TO mac_app;

CREATE TRIGGER run_window BEFORE UPDATE ON run FOR EACH ROW
  WHEN ((OLD.window_from, OLD.window_to, OLD.planned_from, OLD.planned_to)
      IS DISTINCT FROM (NEW.window_from, NEW.window_to, NEW.planned_from, NEW.planned_to)
    AND NOT (OLD.state = 'running' AND OLD.planned_to IS NULL AND NOT OLD.is_listing_complete AND NEW.is_listing_complete
      AND NEW.planned_from IS NOT DISTINCT FROM OLD.window_from AND NEW.planned_to IS NOT DISTINCT FROM OLD.window_to
      AND NEW.window_from <= OLD.window_from AND NEW.window_to < OLD.window_to))
  EXECUTE FUNCTION refuse_change('a window is cut once, while it is listed');

-- The newest item that any complete listing named: the vendor's own clock says that nothing later was known then.
ALTER TABLE connector ADD COLUMN newest_archived_at timestamptz;
GRANT UPDATE (newest_archived_at) ON connector TO mac_app;

-- Also finds what a clock that ran ahead planned too late: the next time of a daily schedule is never so far away.
GRANT mac_sweep TO CURRENT_USER;
CREATE OR REPLACE FUNCTION sweep_due_connectors(a_now timestamptz)
RETURNS TABLE (tenant_id uuid, connector_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.tenant_id, c.id FROM connector c
  WHERE c.state = 'active' AND (c.next_run_at <= a_now OR c.next_run_at > a_now + interval '26 hours')
    AND NOT EXISTS (
      SELECT 1 FROM run r
      WHERE r.tenant_id = c.tenant_id AND r.connector_id = c.id AND r.state IN ('queued', 'running'))
  ORDER BY c.next_run_at
$$;
REVOKE mac_sweep FROM CURRENT_USER;
