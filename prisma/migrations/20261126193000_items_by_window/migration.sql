-- The mapped items of a past window that is imported again are found from these, whichever run accounts for them now. Of mapped
-- items alone: so an item comes in once, at the end, and not at each step of staging; and by item rather than by who is left
-- out, since under a scope of a few somebody is left out of nearly every item, and no participant knows the window.
CREATE INDEX item_of_window ON item (tenant_id, connector_id, archived_at, id)
  WHERE state IN ('delivered', 'not-imported');
