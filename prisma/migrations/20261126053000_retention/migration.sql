-- How long an organization keeps originals once all that lies in their pack is settled. Without a row: the usual days.
CREATE TABLE retention (
  tenant_id       uuid PRIMARY KEY REFERENCES tenant,
  -- Empty: for ever.
  keep_days       integer DEFAULT 30 CHECK (keep_days BETWEEN 1 AND 3650),
  -- When its packs were last looked through to the end, and where the look goes on.
  looked_at       timestamptz NOT NULL DEFAULT '-infinity',
  looked_to       text NOT NULL DEFAULT '',
  -- One worker looks at a time; the hold of one that died runs out.
  held_until      timestamptz NOT NULL DEFAULT '-infinity',
  deleted_packs   bigint NOT NULL DEFAULT 0 CHECK (deleted_packs >= 0),
  deleted_bytes   bigint NOT NULL DEFAULT 0 CHECK (deleted_bytes >= 0),
  last_deleted_at timestamptz
);
CALL keep_to_tenant('retention');
GRANT SELECT, INSERT, UPDATE (keep_days, looked_at, looked_to, held_until, deleted_packs, deleted_bytes, last_deleted_at)
  ON retention TO mac_app;

ALTER TABLE pack
  -- When the last of its items was safe in every mailbox. A safe one stays so: its rows do not change any more.
  ADD COLUMN settled_at     timestamptz,
  -- The rule that set `delete_after`, in days.
  ADD COLUMN retention_days integer,
  -- The entry of the audit log that says of its deletion, by the entry's `deletion`.
  ADD COLUMN deletion_id    uuid;
GRANT UPDATE (settled_at, retention_days, deletion_id) ON pack TO mac_app;
CREATE INDEX pack_open ON pack (tenant_id, id) WHERE settled_at IS NULL AND deleted_at IS NULL;
CREATE INDEX pack_kept ON pack (tenant_id, settled_at) INCLUDE (size_bytes) WHERE deleted_at IS NULL;
DROP INDEX pack_expiring;
CREATE INDEX pack_due ON pack (tenant_id, delete_after) WHERE deleted_at IS NULL AND delete_after IS NOT NULL;
CREATE INDEX item_of_pack ON item (tenant_id, pack_id) WHERE pack_id IS NOT NULL;

-- When the last item of a pack became safe; empty while one is not. Safe: everybody of it who has a mailbox has a copy
-- there that was read back whole, and nobody is missing a mailbox. What failed, was left out in part, is not mapped, not
-- imported, rejected or under way needs its original. A pack that nothing points to any more is safe as of `a_now`.
CREATE FUNCTION settled_at_of_pack(a_tenant uuid, a_pack text, a_now timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN count(*) = 0 THEN a_now WHEN bool_and(each.is_safe) THEN max(each.safe_at) END
  FROM item i CROSS JOIN LATERAL (
    SELECT max(d.verified_at) AS safe_at,
      i.state = 'delivered' AND i.refetch_run_id IS NULL AND count(d.id) > 0 AND bool_and(coalesce(
        p.resolution = 'external' OR (p.resolution = 'mailbox' AND d.verified_at IS NOT NULL
          AND d.state IN ('imported', 'duplicate') AND coalesce(cardinality(d.skipped_bytes), 0) = 0), false)) AS is_safe
    FROM participant p
    -- By its import key: a delivery is of one item and one mailbox, whichever run accounts for it.
    LEFT JOIN delivery d ON d.tenant_id = p.tenant_id AND d.item_id = i.id AND d.import_key = sha256(convert_to(
      i.connector_id || E'\n' || coalesce(i.source_item_id_long, i.source_item_id) || E'\n' || p.user_id, 'UTF8'))
    WHERE p.tenant_id = i.tenant_id AND p.item_id = i.id
  ) each
  WHERE i.tenant_id = a_tenant AND i.pack_id = a_pack
$$;
REVOKE EXECUTE ON FUNCTION settled_at_of_pack FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settled_at_of_pack TO mac_app;

-- Whatever a program believes: a pack is not marked for deletion while something in it needs it.
CREATE FUNCTION check_marked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF settled_at_of_pack(NEW.tenant_id, NEW.id, now()) IS NULL THEN
    RAISE EXCEPTION 'pack: something in it is not settled' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER pack_marked BEFORE UPDATE ON pack FOR EACH ROW
  WHEN (OLD.delete_after IS NULL AND NEW.delete_after IS NOT NULL) EXECUTE FUNCTION check_marked();

-- ── across tenants: whose packs are to be looked through ─────────────────────────────────────────────────────────
GRANT SELECT (tenant_id, looked_at, held_until) ON retention TO mac_sweep;
CREATE POLICY sweep ON retention FOR SELECT TO mac_sweep USING (true);
CREATE FUNCTION sweep_retention(a_now timestamptz, a_looked_before timestamptz) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.tenant_id FROM tenant t
  LEFT JOIN retention r ON r.tenant_id = t.tenant_id
  WHERE r.tenant_id IS NULL OR (r.looked_at < a_looked_before AND r.held_until < a_now)
$$;
REVOKE EXECUTE ON FUNCTION sweep_retention(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_retention(timestamptz, timestamptz) TO mac_app;
GRANT mac_sweep TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO mac_sweep;
ALTER FUNCTION sweep_retention(timestamptz, timestamptz) OWNER TO mac_sweep;
REVOKE CREATE ON SCHEMA public FROM mac_sweep;
REVOKE mac_sweep FROM CURRENT_USER;
