-- The audit log as a chain: each entry carries its number in its tenant and a seal (HMAC-SHA-256 under a key that is not
-- in the database) over itself and the seal before it. Who can write to the tables can still not change, drop or insert an
-- entry unnoticed. Entries without a number are older than the chain, or of a program of the version before.
ALTER TABLE audit_entry
  ADD COLUMN number bigint CHECK (number > 0),
  ADD COLUMN key_id text,
  ADD COLUMN seal   bytea CHECK (octet_length(seal) = 32),
  ADD CONSTRAINT audit_entry_sealed CHECK (
    (number IS NULL) = (seal IS NULL) AND (number IS NULL) = (key_id IS NULL));
CREATE UNIQUE INDEX audit_entry_number ON audit_entry (tenant_id, number);

-- The end of a tenant's chain; its row is what two deeds at the same time wait for.
CREATE TABLE audit_chain (
  tenant_id   uuid PRIMARY KEY REFERENCES tenant,
  last_number bigint NOT NULL CHECK (last_number >= 0),
  last_seal   bytea NOT NULL CHECK (octet_length(last_seal) = 32)
);
CALL keep_to_tenant('audit_chain');
GRANT SELECT, INSERT, UPDATE (last_number, last_seal) ON audit_chain TO mac_app;

-- The chains of all tenants are verified by an operator's command.
GRANT SELECT (tenant_id) ON tenant TO mac_sweep;
CREATE POLICY sweep ON tenant FOR SELECT TO mac_sweep USING (true);
CREATE FUNCTION sweep_tenants() RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.tenant_id FROM tenant t ORDER BY t.tenant_id
$$;
REVOKE EXECUTE ON FUNCTION sweep_tenants() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_tenants() TO mac_app;
GRANT mac_sweep TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO mac_sweep;
ALTER FUNCTION sweep_tenants() OWNER TO mac_sweep;
REVOKE CREATE ON SCHEMA public FROM mac_sweep;
REVOKE mac_sweep FROM CURRENT_USER;
