-- A run's deliveries and items of one reason are listed from these: few rows of many, so that the rest costs nothing. A
-- verification changes none of their columns, so it stays on its page.
CREATE INDEX delivery_of_reason ON delivery (tenant_id, run_id, reason, state, user_id, sent_at, id)
  WHERE reason IS NOT NULL;
CREATE INDEX item_of_reason ON item (tenant_id, run_id, reason, state, id) WHERE reason IS NOT NULL;
