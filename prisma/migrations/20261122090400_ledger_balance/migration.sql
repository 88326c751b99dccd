-- The ledger balances at every moment, because counters change in the statement that changes the rows and nowhere else.
-- The functions run as the owner of the tables: the application has no privilege on a counter.

CREATE FUNCTION add_run_reason(a_tenant uuid, a_run uuid, a_subject text, a_code text, change integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO run_reason AS r (tenant_id, run_id, subject, code, count)
  VALUES (a_tenant, a_run, a_subject, a_code, greatest(change, 0))
  ON CONFLICT (tenant_id, run_id, subject, code) DO UPDATE SET count = r.count + change;
END
$$;
REVOKE EXECUTE ON FUNCTION add_run_reason FROM PUBLIC;

-- ── deliveries → lane counters ───────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION count_inserted_deliveries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
  RETURN NULL;
END
$$;

CREATE FUNCTION count_updated_deliveries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
  RETURN NULL;
END
$$;

CREATE TRIGGER delivery_inserted AFTER INSERT ON delivery
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_deliveries();
CREATE TRIGGER delivery_updated AFTER UPDATE ON delivery
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_updated_deliveries();

-- ── items → the run's item counters ──────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION count_inserted_items() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE run r SET
    items_available = r.items_available + d.available, items_listed = r.items_listed + d.listed,
    items_staged = r.items_staged + d.staged, items_delivered = r.items_delivered + d.delivered,
    items_not_imported = r.items_not_imported + d.not_imported, items_rejected = r.items_rejected + d.rejected
  FROM (
    SELECT tenant_id, run_id, count(*) AS available, count(*) FILTER (WHERE state = 'listed') AS listed,
      count(*) FILTER (WHERE state = 'staged') AS staged, count(*) FILTER (WHERE state = 'delivered') AS delivered,
      count(*) FILTER (WHERE state = 'not-imported') AS not_imported,
      count(*) FILTER (WHERE state = 'rejected') AS rejected
    FROM added GROUP BY tenant_id, run_id
  ) d
  WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id;
  PERFORM add_run_reason(tenant_id, run_id, 'item', reason, count(*)::int)
  FROM added WHERE reason IS NOT NULL GROUP BY tenant_id, run_id, reason;
  RETURN NULL;
END
$$;

CREATE FUNCTION count_updated_items() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moved record;
BEGIN
  UPDATE run r SET
    items_available = r.items_available + d.available, items_listed = r.items_listed + d.listed,
    items_staged = r.items_staged + d.staged, items_delivered = r.items_delivered + d.delivered,
    items_not_imported = r.items_not_imported + d.not_imported, items_rejected = r.items_rejected + d.rejected
  FROM (
    SELECT tenant_id, run_id, sum(sign) AS available, sum(sign * (state = 'listed')::int) AS listed,
      sum(sign * (state = 'staged')::int) AS staged, sum(sign * (state = 'delivered')::int) AS delivered,
      sum(sign * (state = 'not-imported')::int) AS not_imported, sum(sign * (state = 'rejected')::int) AS rejected
    FROM (
      SELECT 1 AS sign, tenant_id, run_id, state FROM added
      UNION ALL
      SELECT -1, tenant_id, run_id, state FROM removed
    ) change
    GROUP BY tenant_id, run_id
  ) d
  WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id
    AND (d.available, d.listed, d.staged, d.delivered, d.not_imported, d.rejected) <> (0, 0, 0, 0, 0, 0);
  FOR moved IN
    SELECT tenant_id, run_id, reason, sum(sign)::int AS change
    FROM (
      SELECT 1 AS sign, tenant_id, run_id, reason FROM added WHERE reason IS NOT NULL
      UNION ALL
      SELECT -1, tenant_id, run_id, reason FROM removed WHERE reason IS NOT NULL
    ) change
    GROUP BY tenant_id, run_id, reason HAVING sum(sign) <> 0
  LOOP
    PERFORM add_run_reason(moved.tenant_id, moved.run_id, 'item', moved.reason, moved.change);
  END LOOP;
  RETURN NULL;
END
$$;

CREATE TRIGGER item_inserted AFTER INSERT ON item
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_items();
CREATE TRIGGER item_updated AFTER UPDATE ON item
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_updated_items();

-- ── participants without a mailbox → the counters of the run that accounts for their item ────────────────────────

CREATE FUNCTION count_resolved_participants() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moved record;
BEGIN
  UPDATE run r SET
    participants_external = r.participants_external + d.external,
    participants_unmapped = r.participants_unmapped + d.unmapped
  FROM (
    SELECT i.tenant_id, i.run_id, sum(sign * (resolution = 'external')::int) AS external,
      sum(sign * (resolution = 'unmapped')::int) AS unmapped
    FROM (
      SELECT 1 AS sign, tenant_id, item_id, resolution FROM added WHERE resolution IN ('external', 'unmapped')
      UNION ALL
      SELECT -1, tenant_id, item_id, resolution FROM removed WHERE resolution IN ('external', 'unmapped')
    ) change
    JOIN item i ON i.tenant_id = change.tenant_id AND i.id = change.item_id
    GROUP BY i.tenant_id, i.run_id
  ) d
  WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id AND (d.external, d.unmapped) <> (0, 0);
  FOR moved IN
    SELECT i.tenant_id, i.run_id, change.reason, sum(sign)::int AS change
    FROM (
      SELECT 1 AS sign, tenant_id, item_id, reason FROM added WHERE reason IS NOT NULL
      UNION ALL
      SELECT -1, tenant_id, item_id, reason FROM removed WHERE reason IS NOT NULL
    ) change
    JOIN item i ON i.tenant_id = change.tenant_id AND i.id = change.item_id
    GROUP BY i.tenant_id, i.run_id, change.reason HAVING sum(sign) <> 0
  LOOP
    PERFORM add_run_reason(moved.tenant_id, moved.run_id, 'participant', moved.reason, moved.change);
  END LOOP;
  RETURN NULL;
END
$$;

CREATE TRIGGER participant_resolved AFTER UPDATE ON participant
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_resolved_participants();

-- ── what may follow what ─────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER delivery_order BEFORE UPDATE ON delivery FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('pending', 'posting'), ('pending', 'duplicate'), ('pending', 'failed'),
    ('posting', 'pending'), ('posting', 'imported'), ('posting', 'partial'), ('posting', 'duplicate'), ('posting', 'failed'),
    -- Read back, and not there.
    ('imported', 'failed'), ('partial', 'failed'), ('duplicate', 'failed'))
    -- A cancelled delivery is taken up again by a later run: as pending, or to be looked up where it may have been sent.
    AND NOT (OLD.state = 'failed' AND OLD.reason = 'cancelled-by-admin' AND OLD.run_id <> NEW.run_id
      AND NEW.state = CASE WHEN OLD.posted_at IS NULL THEN 'pending' ELSE 'posting' END))
  EXECUTE FUNCTION refuse_change('a settled delivery does not go back');
CREATE TRIGGER delivery_verified BEFORE UPDATE ON delivery FOR EACH ROW
  WHEN (OLD.verified_at IS NOT NULL AND (OLD.state, OLD.run_id, OLD.verified_at) IS DISTINCT FROM (NEW.state, NEW.run_id, NEW.verified_at))
  EXECUTE FUNCTION refuse_change('a verified delivery stays as it is');
CREATE TRIGGER item_order BEFORE UPDATE ON item FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('listed', 'staged'), ('listed', 'rejected'), ('staged', 'delivered'), ('staged', 'not-imported')))
  EXECUTE FUNCTION refuse_change('a settled item does not go back');
CREATE TRIGGER item_taken_over BEFORE UPDATE ON item FOR EACH ROW
  WHEN (OLD.run_id <> NEW.run_id AND NOT (OLD.state IN ('listed', 'staged') AND NEW.state = OLD.state))
  EXECUTE FUNCTION refuse_change('only an unfinished item changes its run');
CREATE TRIGGER participant_inserted BEFORE INSERT ON participant FOR EACH ROW
  WHEN (NEW.resolution IS NOT NULL)
  EXECUTE FUNCTION refuse_change('a participant is resolved after it is known');
CREATE TRIGGER run_order BEFORE UPDATE ON run FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('queued', 'running'), ('queued', 'cancelled'), ('queued', 'failed'),
    ('running', 'completed'), ('running', 'completed-with-issues'), ('running', 'failed'), ('running', 'cancelled')))
  EXECUTE FUNCTION refuse_change('a run that has ended does not begin again');

-- What the ledger knows is kept, whoever asks.
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON run FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON item FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON participant FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON lane FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON delivery FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
