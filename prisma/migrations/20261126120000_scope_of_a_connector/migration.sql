-- Whose mailboxes a connector archives: everybody's who is mapped, only those listed, or all but those.
ALTER TABLE connector
  ADD COLUMN scope_kind text NOT NULL DEFAULT 'everybody' CHECK (scope_kind IN ('everybody', 'only', 'except'));
GRANT UPDATE (scope_kind) ON connector TO mac_app;

-- The list, by user: who leaves the directory and comes back is still meant.
CREATE TABLE scope_mailbox (
  tenant_id    uuid NOT NULL,
  connector_id uuid NOT NULL,
  user_id      text NOT NULL CHECK (user_id <> ''),
  -- As it was entered.
  address      text NOT NULL,
  PRIMARY KEY (tenant_id, connector_id, user_id),
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector ON DELETE CASCADE
);
CALL keep_to_tenant('scope_mailbox');
GRANT SELECT, INSERT, DELETE ON scope_mailbox TO mac_app;

-- A participant who has a mailbox that the scope leaves out: the mailbox is known, and gets no delivery. What is wider
-- than before holds for every row of before, so none of them is read for it.
ALTER TABLE participant
  DROP CONSTRAINT participant_resolution_check,
  ADD CONSTRAINT participant_resolution_check
    CHECK (resolution IN ('mailbox', 'unmapped', 'external', 'left-out')) NOT VALID,
  DROP CONSTRAINT participant_check,
  ADD CONSTRAINT participant_with_mailbox CHECK (
    (coalesce(resolution, '') IN ('mailbox', 'left-out')) = (user_id IS NOT NULL AND via IS NOT NULL)) NOT VALID;

ALTER TABLE run
  ADD COLUMN participants_left_out integer NOT NULL DEFAULT 0 CHECK (participants_left_out >= 0);

CREATE OR REPLACE FUNCTION count_resolved_participants() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moved record;
BEGIN
  UPDATE run r SET
    participants_external = r.participants_external + d.external,
    participants_unmapped = r.participants_unmapped + d.unmapped,
    participants_left_out = r.participants_left_out + d.left_out
  FROM (
    SELECT i.tenant_id, i.run_id, sum(sign * (resolution = 'external')::int) AS external,
      sum(sign * (resolution = 'unmapped')::int) AS unmapped, sum(sign * (resolution = 'left-out')::int) AS left_out
    FROM (
      SELECT 1 AS sign, tenant_id, item_id, resolution FROM added
      WHERE resolution IN ('external', 'unmapped', 'left-out')
      UNION ALL
      SELECT -1, tenant_id, item_id, resolution FROM removed
      WHERE resolution IN ('external', 'unmapped', 'left-out')
    ) change
    JOIN item i ON i.tenant_id = change.tenant_id AND i.id = change.item_id
    GROUP BY i.tenant_id, i.run_id
  ) d
  WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id AND (d.external, d.unmapped, d.left_out) <> (0, 0, 0);
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

-- A wider scope brings in what was left out: with a past window that is run again, as a replay does for who was unmapped.
-- Whoever is left out is looked for anew, so that the run which the item leaves no longer counts them.
CREATE OR REPLACE FUNCTION check_replayed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.run_id = NEW.run_id OR NOT EXISTS (
    SELECT 1 FROM run r WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.run_id AND r.trigger IN ('replay', 'again')
  ) THEN
    RAISE EXCEPTION '%: only a replay or a window run again maps an item once more', TG_TABLE_NAME
      USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM participant p
    WHERE p.tenant_id = NEW.tenant_id AND p.item_id = NEW.id AND p.resolution = 'left-out'
  ) THEN
    RAISE EXCEPTION '%: who is left out is still counted by the run before', TG_TABLE_NAME
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
