-- An item that was missing is listed again with a place where it is: the run that lists it takes it up, whatever its trigger.
-- One without a place is asked for again by a run that repeats alone.
DROP TRIGGER item_taken_up ON item;
CREATE TRIGGER item_taken_up BEFORE UPDATE ON item FOR EACH ROW
  WHEN (OLD.state = 'rejected' AND NEW.state = 'listed' AND (NEW.locator IS NULL OR OLD.run_id = NEW.run_id))
  EXECUTE FUNCTION check_taken_up();
