-- Who should have a mailbox and has none, as a list of numbers and addresses that is kept while items are mapped: no page
-- of it reads participants. Rows follow from participants alone, so the application has no privilege to write them.

CREATE TABLE unmapped_identity (
  tenant_id    uuid NOT NULL,
  connector_id uuid NOT NULL,
  id           bigint GENERATED ALWAYS AS IDENTITY,
  kind         text NOT NULL CHECK (kind IN ('number', 'address', 'unreadable')),
  -- The number, else the address; empty for numbers that cannot be read.
  identity     text NOT NULL,
  -- Why, when it was last mapped.
  reason       text NOT NULL,
  items        integer NOT NULL CHECK (items >= 0),
  PRIMARY KEY (tenant_id, connector_id, identity),
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector
);
CREATE INDEX unmapped_identity_most ON unmapped_identity (tenant_id, connector_id, items, id);

-- Their items, in the order in which they were sent.
CREATE TABLE unmapped_item (
  tenant_id    uuid NOT NULL,
  connector_id uuid NOT NULL,
  identity     text NOT NULL,
  sent_at      timestamptz NOT NULL,
  item_id      bigint NOT NULL,
  PRIMARY KEY (tenant_id, connector_id, identity, sent_at, item_id)
);

CALL keep_to_tenant('unmapped_identity', 'unmapped_item');
GRANT SELECT ON unmapped_identity, unmapped_item TO mac_app;

-- What is new among these participants, added to both tables. `reason` is that of the item sent last.
CREATE FUNCTION add_unmapped(a_tenant uuid, a_items bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH person AS MATERIALIZED (
    SELECT DISTINCT ON (i.connector_id, coalesce(p.phone, p.address, ''), i.id)
      i.connector_id, coalesce(p.phone, p.address, '') AS identity, i.sent_at, i.id AS item_id, p.reason,
      CASE WHEN p.phone IS NOT NULL THEN 'number' WHEN p.address IS NOT NULL THEN 'address' ELSE 'unreadable' END AS kind
    FROM participant p JOIN item i ON i.tenant_id = p.tenant_id AND i.id = p.item_id
    WHERE p.tenant_id = a_tenant AND p.item_id = ANY (a_items) AND p.resolution = 'unmapped'
    ORDER BY 1, 2, i.id, p.ordinal
  ), added AS (
    INSERT INTO unmapped_item (tenant_id, connector_id, identity, sent_at, item_id)
    SELECT a_tenant, connector_id, identity, sent_at, item_id FROM person
    ON CONFLICT DO NOTHING
    RETURNING connector_id, identity, item_id
  )
  INSERT INTO unmapped_identity AS u (tenant_id, connector_id, kind, identity, reason, items)
  SELECT a_tenant, connector_id, min(kind), identity, (array_agg(reason ORDER BY sent_at DESC, item_id DESC))[1], count(*)
  FROM added JOIN person USING (connector_id, identity, item_id)
  GROUP BY connector_id, identity ORDER BY connector_id, identity
  ON CONFLICT (tenant_id, connector_id, identity) DO UPDATE SET items = u.items + excluded.items, reason = excluded.reason
$$;
REVOKE EXECUTE ON FUNCTION add_unmapped FROM PUBLIC;

CREATE FUNCTION keep_unmapped() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  tenant record;
BEGIN
  IF EXISTS (SELECT 1 FROM removed WHERE resolution = 'unmapped') THEN
    WITH gone AS (
      DELETE FROM unmapped_item u USING (
        SELECT DISTINCT i.tenant_id, i.connector_id, coalesce(r.phone, r.address, '') AS identity, i.sent_at, i.id
        FROM removed r JOIN item i ON i.tenant_id = r.tenant_id AND i.id = r.item_id WHERE r.resolution = 'unmapped'
      ) o
      WHERE u.tenant_id = o.tenant_id AND u.connector_id = o.connector_id AND u.identity = o.identity
        AND u.sent_at = o.sent_at AND u.item_id = o.id
      RETURNING u.tenant_id, u.connector_id, u.identity
    )
    UPDATE unmapped_identity u SET items = u.items - g.items
    FROM (SELECT tenant_id, connector_id, identity, count(*)::int AS items FROM gone GROUP BY 1, 2, 3) g
    WHERE u.tenant_id = g.tenant_id AND u.connector_id = g.connector_id AND u.identity = g.identity;
  END IF;
  FOR tenant IN
    SELECT a.tenant_id AS id, array_agg(DISTINCT a.item_id) AS items FROM added a
    WHERE a.resolution = 'unmapped' GROUP BY a.tenant_id
  LOOP
    PERFORM add_unmapped(tenant.id, tenant.items);
  END LOOP;
  IF EXISTS (SELECT 1 FROM removed WHERE resolution = 'unmapped') THEN
    DELETE FROM unmapped_identity u USING (
      SELECT DISTINCT i.tenant_id, i.connector_id, coalesce(r.phone, r.address, '') AS identity
      FROM removed r JOIN item i ON i.tenant_id = r.tenant_id AND i.id = r.item_id WHERE r.resolution = 'unmapped'
    ) o
    WHERE u.items = 0 AND u.tenant_id = o.tenant_id AND u.connector_id = o.connector_id AND u.identity = o.identity;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER participant_unmapped AFTER UPDATE ON participant
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_unmapped();

-- Those of before. The trigger above holds off whoever maps meanwhile.
GRANT mac_sweep TO CURRENT_USER;
DO $$
DECLARE
  tenant uuid;
BEGIN
  FOR tenant IN SELECT t.tenant_id FROM sweep_tenants() t LOOP
    PERFORM set_config('app.tenant_id', tenant::text, true);
    PERFORM add_unmapped(tenant, ARRAY(
      SELECT DISTINCT p.item_id FROM participant p WHERE p.tenant_id = tenant AND p.resolution = 'unmapped'));
  END LOOP;
  PERFORM set_config('app.tenant_id', '', true);
END
$$;
REVOKE mac_sweep FROM CURRENT_USER;
