-- The scope as it was before its last change, so that it can be taken back to the very users: whoever has left the directory
-- since, or has another address, could not be looked up again.
CREATE TABLE scope_before (
  tenant_id    uuid NOT NULL,
  connector_id uuid NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('everybody', 'only', 'except')),
  -- The list, one user and one address at each place.
  user_ids     text[],
  addresses    text[],
  PRIMARY KEY (tenant_id, connector_id),
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector ON DELETE CASCADE,
  CHECK (user_ids IS NOT NULL AND addresses IS NOT NULL AND cardinality(user_ids) = cardinality(addresses))
);
CALL keep_to_tenant('scope_before');
GRANT SELECT, INSERT, UPDATE, DELETE ON scope_before TO mac_app;
