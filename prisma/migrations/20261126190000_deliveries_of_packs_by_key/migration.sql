-- Row level security looks up in an index only what cannot tell of another's rows, and what makes an import key is not known
-- to keep silent: each participant of a pack had all of the tenant's deliveries read. The keys are values of their own now,
-- made before they are looked up; what the function answers is the same.
CREATE OR REPLACE FUNCTION items_of_pack(a_tenant uuid, a_pack text) RETURNS TABLE (
  item_id bigint, sha256 bytea, pack_offset bigint, pack_length bigint, safe_at timestamptz, is_at_rest boolean)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT i.id, i.sha256, i.pack_offset, i.pack_length, CASE WHEN each.is_safe THEN each.safe_at END,
    i.state IN ('delivered', 'not-imported', 'rejected') AND i.refetch_run_id IS NULL AND NOT each.is_under_way
  FROM item i CROSS JOIN LATERAL (
    SELECT max(d.verified_at) AS safe_at, coalesce(bool_or(d.state IN ('pending', 'posting')), false) AS is_under_way,
      i.state = 'delivered' AND i.refetch_run_id IS NULL AND count(d.id) > 0 AND bool_and(coalesce(
        p.resolution = 'external' OR (p.resolution = 'mailbox' AND d.verified_at IS NOT NULL
          AND d.state IN ('imported', 'duplicate') AND coalesce(cardinality(d.skipped_bytes), 0) = 0), false)) AS is_safe
    FROM (
      SELECT p.resolution, sha256(convert_to(
        i.connector_id || E'\n' || coalesce(i.source_item_id_long, i.source_item_id) || E'\n' || p.user_id, 'UTF8')) AS import_key
      FROM participant p WHERE p.tenant_id = i.tenant_id AND p.item_id = i.id
      -- So that it stays a step of its own.
      OFFSET 0
    ) p
    LEFT JOIN delivery d ON d.tenant_id = i.tenant_id AND d.item_id = i.id AND d.import_key = p.import_key
  ) each
  WHERE i.tenant_id = a_tenant AND i.pack_id = a_pack
$$;
