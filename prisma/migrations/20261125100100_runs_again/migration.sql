-- A past window is imported again, or what failed in a run is: a run of its own, which takes up what the earlier one left.
ALTER TABLE run
  ADD COLUMN repeats_run_id uuid,
  ADD CONSTRAINT run_repeats FOREIGN KEY (tenant_id, repeats_run_id) REFERENCES run,
  ADD CONSTRAINT run_repeating CHECK (repeats_run_id IS NULL OR trigger IN ('again', 'retry'));
GRANT INSERT (repeats_run_id, is_listing_complete) ON run TO mac_app;

-- The run that fetches the item's original once more, since its copy is gone.
ALTER TABLE item
  ADD COLUMN refetch_run_id uuid,
  ADD CONSTRAINT item_refetch FOREIGN KEY (tenant_id, refetch_run_id) REFERENCES run;
CREATE INDEX item_to_refetch ON item (tenant_id, refetch_run_id, id) WHERE refetch_run_id IS NOT NULL;
GRANT UPDATE (refetch_run_id) ON item TO mac_app;

-- What failed goes back to be imported only with a run that repeats, or, as before, after a cancellation.
CREATE FUNCTION check_taken_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.run_id = NEW.run_id OR NOT EXISTS (
    SELECT 1 FROM run r WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.run_id AND r.trigger IN ('again', 'retry')
  ) THEN
    RAISE EXCEPTION '%: only a run that repeats takes up what failed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;

DROP TRIGGER delivery_order ON delivery;
CREATE TRIGGER delivery_order BEFORE UPDATE ON delivery FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('pending', 'posting'), ('pending', 'duplicate'), ('pending', 'failed'),
    ('posting', 'pending'), ('posting', 'imported'), ('posting', 'partial'), ('posting', 'duplicate'), ('posting', 'failed'),
    -- Read back, and not there.
    ('imported', 'failed'), ('partial', 'failed'), ('duplicate', 'failed'))
    -- Taken up by a later run: as pending, or to be looked up where it may have been sent.
    AND NOT (OLD.state = 'failed' AND OLD.run_id <> NEW.run_id
      AND NEW.state = CASE WHEN OLD.posted_at IS NULL THEN 'pending' ELSE 'posting' END))
  EXECUTE FUNCTION refuse_change('a settled delivery does not go back');
CREATE TRIGGER delivery_taken_up BEFORE UPDATE ON delivery FOR EACH ROW
  WHEN (OLD.state = 'failed' AND NEW.state <> 'failed' AND OLD.reason <> 'cancelled-by-admin')
  EXECUTE FUNCTION check_taken_up();

DROP TRIGGER item_order ON item;
CREATE TRIGGER item_order BEFORE UPDATE ON item FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('listed', 'staged'), ('listed', 'rejected'), ('staged', 'delivered'), ('staged', 'not-imported'))
    AND NOT (OLD.state = 'rejected' AND OLD.reason = 'vendor-item-missing' AND NEW.state = 'listed'))
  EXECUTE FUNCTION refuse_change('a settled item does not go back');
DROP TRIGGER item_taken_over ON item;
CREATE TRIGGER item_taken_over BEFORE UPDATE ON item FOR EACH ROW
  WHEN (OLD.run_id <> NEW.run_id AND NOT (OLD.state IN ('listed', 'staged') AND NEW.state = OLD.state)
    AND NOT (OLD.state = 'rejected' AND NEW.state = 'listed'))
  EXECUTE FUNCTION refuse_change('only an unfinished item changes its run');
CREATE TRIGGER item_taken_up BEFORE UPDATE ON item FOR EACH ROW
  WHEN (OLD.state = 'rejected' AND NEW.state = 'listed')
  EXECUTE FUNCTION check_taken_up();
