-- When an operator made an organization's originals and secrets unreadable for good (npm run tenant:forget).
ALTER TABLE tenant ADD COLUMN forgotten_at timestamptz;
GRANT UPDATE (forgotten_at) ON tenant TO mac_app;

-- Takes numbers and addresses out of the ledger of a forgotten tenant, items after `a_after` and so many of them. The rows
-- stay, and so do their counts. Only within that tenant: its id has to be set, as for any other statement.
CREATE FUNCTION forget_people(a_tenant uuid, a_after bigint, a_limit integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last bigint;
BEGIN
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
REVOKE EXECUTE ON FUNCTION forget_people FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_people TO mac_app;
