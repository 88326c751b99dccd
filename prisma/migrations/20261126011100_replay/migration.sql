-- Who was mapped gets what was sent before: a run of its own maps items of the vault once more, and lists nothing.
ALTER TABLE run
  -- The number or address whose items it replays; empty means everybody's. Its window is that of their sent times.
  ADD COLUMN replays text,
  DROP CONSTRAINT run_trigger_check,
  ADD CONSTRAINT run_trigger_check CHECK (trigger IN ('first', 'schedule', 'manual', 'rest', 'again', 'retry', 'replay')),
  ADD CONSTRAINT run_replaying CHECK (replays IS NULL OR trigger = 'replay');
GRANT INSERT (replays) ON run TO mac_app;

-- Where a version of the custom mapping comes from, besides a file.
ALTER TABLE mapping_version
  ADD COLUMN origin text NOT NULL DEFAULT 'upload' CHECK (origin IN ('upload', 'map', 'edit', 'roll-back')),
  -- The number of the version that its rows were taken from.
  ADD COLUMN based_on integer CHECK (based_on > 0);

CREATE FUNCTION check_replayed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.run_id = NEW.run_id OR NOT EXISTS (
    SELECT 1 FROM run r WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.run_id AND r.trigger = 'replay'
  ) THEN
    RAISE EXCEPTION '%: only a replay maps an item once more', TG_TABLE_NAME USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;

DROP TRIGGER item_order ON item;
CREATE TRIGGER item_order BEFORE UPDATE ON item FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('listed', 'staged'), ('listed', 'rejected'), ('staged', 'delivered'), ('staged', 'not-imported'),
    -- Only with a replay.
    ('delivered', 'staged'), ('not-imported', 'staged'))
    AND NOT (OLD.state = 'rejected' AND OLD.reason = 'vendor-item-missing' AND NEW.state = 'listed'))
  EXECUTE FUNCTION refuse_change('a settled item does not go back');
DROP TRIGGER item_taken_over ON item;
CREATE TRIGGER item_taken_over BEFORE UPDATE ON item FOR EACH ROW
  WHEN (OLD.run_id <> NEW.run_id AND NOT (OLD.state IN ('listed', 'staged') AND NEW.state = OLD.state)
    AND NOT (OLD.state = 'rejected' AND NEW.state = 'listed')
    AND NOT (OLD.state IN ('delivered', 'not-imported') AND NEW.state = 'staged'))
  EXECUTE FUNCTION refuse_change('only an unfinished item changes its run');
CREATE TRIGGER item_replayed BEFORE UPDATE ON item FOR EACH ROW
  WHEN (OLD.state IN ('delivered', 'not-imported') AND NEW.state = 'staged')
  EXECUTE FUNCTION check_replayed();
