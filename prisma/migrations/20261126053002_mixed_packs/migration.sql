-- What lies in a pack, item by item: since when nothing needs its original (empty while something does), and whether
-- nobody is at work on it. `settled_at_of_pack` says the same of the whole pack.
CREATE FUNCTION items_of_pack(a_tenant uuid, a_pack text) RETURNS TABLE (
  item_id bigint, sha256 bytea, pack_offset bigint, pack_length bigint, safe_at timestamptz, is_at_rest boolean)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT i.id, i.sha256, i.pack_offset, i.pack_length, CASE WHEN each.is_safe THEN each.safe_at END,
    i.state IN ('delivered', 'not-imported', 'rejected') AND i.refetch_run_id IS NULL AND NOT each.is_under_way
  FROM item i CROSS JOIN LATERAL (
    SELECT max(d.verified_at) AS safe_at, coalesce(bool_or(d.state IN ('pending', 'posting')), false) AS is_under_way,
      i.state = 'delivered' AND i.refetch_run_id IS NULL AND count(d.id) > 0 AND bool_and(coalesce(
        p.resolution = 'external' OR (p.resolution = 'mailbox' AND d.verified_at IS NOT NULL
          AND d.state IN ('imported', 'duplicate') AND coalesce(cardinality(d.skipped_bytes), 0) = 0), false)) AS is_safe
    FROM participant p
    LEFT JOIN delivery d ON d.tenant_id = p.tenant_id AND d.item_id = i.id AND d.import_key = sha256(convert_to(
      i.connector_id || E'\n' || coalesce(i.source_item_id_long, i.source_item_id) || E'\n' || p.user_id, 'UTF8'))
    WHERE p.tenant_id = i.tenant_id AND p.item_id = i.id
  ) each
  WHERE i.tenant_id = a_tenant AND i.pack_id = a_pack
$$;
REVOKE EXECUTE ON FUNCTION items_of_pack FROM PUBLIC;
GRANT EXECUTE ON FUNCTION items_of_pack TO mac_app;

-- One rule in one place.
CREATE OR REPLACE FUNCTION settled_at_of_pack(a_tenant uuid, a_pack text, a_now timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN count(*) = 0 THEN a_now WHEN count(safe_at) = count(*) THEN max(safe_at) END
  FROM items_of_pack(a_tenant, a_pack)
$$;
