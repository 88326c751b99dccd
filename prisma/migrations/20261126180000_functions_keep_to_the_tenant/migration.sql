-- These two run as the owner of the tables, who may be a superuser, whom no policy holds: they see to it themselves that they
-- are used within the tenant that they are given. Every version of the product sets it before it calls them.
CREATE FUNCTION keep_to_own_tenant(a_tenant uuid) RETURNS void LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  IF a_tenant IS DISTINCT FROM nullif(current_setting('app.tenant_id', true), '')::uuid THEN
    RAISE EXCEPTION 'tenant: it is not the one of this transaction' USING ERRCODE = 'insufficient_privilege';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION keep_to_own_tenant FROM PUBLIC;

CREATE OR REPLACE FUNCTION forget_people(a_tenant uuid, a_after bigint, a_limit integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last bigint;
BEGIN
  PERFORM keep_to_own_tenant(a_tenant);
  IF NOT EXISTS (SELECT 1 FROM tenant t WHERE t.tenant_id = a_tenant AND t.forgotten_at IS NOT NULL) THEN
    RAISE EXCEPTION 'tenant: it is not forgotten' USING ERRCODE = 'check_violation';
  END IF;
  SELECT max(id) INTO last FROM (
    SELECT i.id FROM item i WHERE i.tenant_id = a_tenant AND i.id > a_after ORDER BY i.id LIMIT a_limit) page;
  IF last IS NOT NULL THEN
    UPDATE participant p SET phone = NULL, address = NULL
    WHERE p.tenant_id = a_tenant AND p.item_id > a_after AND p.item_id <= last
      AND (p.phone IS NOT NULL OR p.address IS NOT NULL);
    RETURN last;
  END IF;
  DELETE FROM unmapped_item u WHERE u.tenant_id = a_tenant;
  DELETE FROM unmapped_identity u WHERE u.tenant_id = a_tenant;
  DELETE FROM member m WHERE m.tenant_id = a_tenant;
  UPDATE run r SET replays = '' WHERE r.tenant_id = a_tenant AND r.replays <> '';
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION sum_ended_run(a_tenant uuid, a_run uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM keep_to_own_tenant(a_tenant);
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
