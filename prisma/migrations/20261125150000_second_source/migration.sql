-- A second source: daily ZIP files over SFTP. The login's secret stays in connector_secret.
ALTER TABLE connector
  ADD COLUMN source_kind text NOT NULL DEFAULT 'archive' CHECK (source_kind IN ('archive', 'sftp')),
  ADD COLUMN sftp_host text NOT NULL DEFAULT '',
  ADD COLUMN sftp_port integer NOT NULL DEFAULT 22 CHECK (sftp_port BETWEEN 1 AND 65535),
  ADD COLUMN sftp_folder text NOT NULL DEFAULT '',
  -- Of the host key, pinned: SHA256: and 43 characters of base64. Empty before the admin has accepted one.
  ADD COLUMN sftp_fingerprint text NOT NULL DEFAULT '',
  ADD COLUMN sftp_login text CHECK (sftp_login IN ('password', 'key')),
  ADD CONSTRAINT connector_source CHECK (source_kind <> 'sftp' OR state NOT IN ('active', 'paused') OR (
    sftp_host <> '' AND sftp_fingerprint ~ '^SHA256:[A-Za-z0-9+/]{43}$' AND sftp_login IS NOT NULL));
GRANT UPDATE (source_kind, sftp_host, sftp_port, sftp_folder, sftp_fingerprint, sftp_login) ON connector TO mac_app;

-- Where a source that has no look-up by id finds the item again; refreshed when it is listed anew before it is fetched.
ALTER TABLE item ADD COLUMN locator text CHECK (octet_length(locator) <= 4096);
GRANT INSERT (locator), UPDATE (locator) ON item TO mac_app;

-- The delivery files whose items are all rows: one that comes late or is replaced has another size or time than known.
CREATE TABLE delivery_file (
  tenant_id    uuid NOT NULL,
  connector_id uuid NOT NULL,
  name         text NOT NULL CHECK (name <> '' AND octet_length(name) <= 1024),
  size_bytes   bigint NOT NULL CHECK (size_bytes >= 0),
  modified_at  timestamptz NOT NULL,
  run_id       uuid NOT NULL,
  item_count   integer NOT NULL CHECK (item_count >= 0),
  PRIMARY KEY (tenant_id, connector_id, name),
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector,
  FOREIGN KEY (tenant_id, run_id) REFERENCES run
);

-- What a run found wrong with the delivery itself: nothing of it is an item, and none of it is silent.
CREATE TABLE run_finding (
  tenant_id uuid NOT NULL,
  run_id    uuid NOT NULL,
  id        bigint GENERATED ALWAYS AS IDENTITY,
  code      text NOT NULL CHECK (code <> ''),
  -- The delivery file, or the day that has none.
  file      text NOT NULL CHECK (octet_length(file) <= 1024),
  -- Within the file; empty where the finding is about all of it.
  entry     text NOT NULL DEFAULT '' CHECK (octet_length(entry) <= 1024),
  -- More than one where so many alike were found that not each has a row.
  count     integer NOT NULL DEFAULT 1 CHECK (count > 0),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, run_id, code, file, entry),
  FOREIGN KEY (tenant_id, run_id) REFERENCES run
);
CREATE INDEX run_finding_of_run ON run_finding (tenant_id, run_id, id);

CALL keep_to_tenant('delivery_file', 'run_finding');
GRANT SELECT, INSERT, UPDATE (size_bytes, modified_at, run_id, item_count) ON delivery_file TO mac_app;
GRANT SELECT, INSERT (tenant_id, run_id, code, file, entry, count) ON run_finding TO mac_app;

-- Counted like everything else of a run: by a trigger alone.
ALTER TABLE run ADD COLUMN findings integer NOT NULL DEFAULT 0 CHECK (findings >= 0);
CREATE FUNCTION count_inserted_findings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE run r SET findings = r.findings + d.found
  FROM (SELECT tenant_id, run_id, sum(count)::int AS found FROM added GROUP BY tenant_id, run_id) d
  WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER finding_inserted AFTER INSERT ON run_finding
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_findings();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON run_finding FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
