-- The directory as /users/delta told it, for look-ups in bulk.
CREATE TABLE directory_state (
  tenant_id  uuid PRIMARY KEY REFERENCES tenant,
  delta_link text,
  synced_at  timestamptz,
  -- Entries of an older generation are forgotten with the last page of a full synchronization.
  generation integer NOT NULL DEFAULT 0
);

CREATE TABLE directory_user (
  tenant_id           uuid NOT NULL REFERENCES tenant,
  user_id             text NOT NULL CHECK (user_id <> ''),
  display_name        text NOT NULL,
  user_principal_name text NOT NULL,
  is_member           boolean NOT NULL,
  is_enabled          boolean NOT NULL,
  has_mailbox         boolean NOT NULL,
  generation          integer NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);

CREATE TABLE directory_address (
  tenant_id uuid NOT NULL,
  address   text NOT NULL,
  user_id   text NOT NULL,
  PRIMARY KEY (tenant_id, address, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES directory_user ON DELETE CASCADE
);
CREATE INDEX directory_address_user ON directory_address (tenant_id, user_id);

-- Domains of the members' addresses: who writes from there belongs to the organization.
CREATE TABLE directory_domain (
  tenant_id  uuid NOT NULL REFERENCES tenant,
  domain     text NOT NULL,
  generation integer NOT NULL,
  PRIMARY KEY (tenant_id, domain)
);

-- A destination, and the lease on it: one worker holds a mailbox over all runs and connectors.
CREATE TABLE mailbox (
  tenant_id       uuid NOT NULL REFERENCES tenant,
  user_id         text NOT NULL CHECK (user_id <> ''),
  run_id          uuid,
  worker_id       text,
  epoch           integer NOT NULL DEFAULT 0,
  heartbeat_at    timestamptz,
  throttled_until timestamptz,
  PRIMARY KEY (tenant_id, user_id),
  CHECK ((run_id IS NULL) = (worker_id IS NULL) AND (run_id IS NULL) = (heartbeat_at IS NULL))
);
CREATE INDEX mailbox_held ON mailbox (tenant_id, run_id) WHERE run_id IS NOT NULL;

CREATE TABLE mailbox_folder (
  tenant_id uuid NOT NULL,
  user_id   text NOT NULL,
  kind      text NOT NULL,
  folder_id text NOT NULL,
  PRIMARY KEY (tenant_id, user_id, kind),
  FOREIGN KEY (tenant_id, user_id) REFERENCES mailbox
);

CALL keep_to_tenant(
  'directory_state', 'directory_user', 'directory_address', 'directory_domain', 'mailbox', 'mailbox_folder');

GRANT SELECT, INSERT, UPDATE, DELETE ON directory_state, directory_user, directory_address, directory_domain TO mac_app;
GRANT SELECT, INSERT ON mailbox TO mac_app;
GRANT UPDATE (run_id, worker_id, epoch, heartbeat_at, throttled_until) ON mailbox TO mac_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON mailbox_folder TO mac_app;
