CREATE TABLE run (
  tenant_id           uuid NOT NULL,
  id                  uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  connector_id        uuid NOT NULL,
  number              integer NOT NULL,
  -- What the admin sees, for example ATT-000017.
  job_id              text NOT NULL,
  window_from         timestamptz NOT NULL,
  window_to           timestamptz NOT NULL,
  attempt_no          integer NOT NULL DEFAULT 1 CHECK (attempt_no > 0),
  trigger             text NOT NULL CHECK (trigger IN ('first', 'schedule', 'manual')),
  state               text NOT NULL DEFAULT 'queued'
    CHECK (state IN ('queued', 'running', 'completed', 'completed-with-issues', 'failed', 'cancelled')),
  step                text NOT NULL DEFAULT 'plan'
    CHECK (step IN ('plan', 'fetch', 'stage', 'map', 'import', 'verify', 'report')),
  reason              text,
  -- The hold: every write of a worker names the epoch under which it claimed the run.
  epoch               integer NOT NULL DEFAULT 0,
  worker_id           text,
  heartbeat_at        timestamptz,
  retry_at            timestamptz,
  -- Transient failures in a row.
  attempts            integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  cancel_requested_at timestamptz,
  listing_cursor      text,
  is_listing_complete boolean NOT NULL DEFAULT false,
  items_seen_before   integer NOT NULL DEFAULT 0 CHECK (items_seen_before >= 0),
  queued_at           timestamptz NOT NULL,
  started_at          timestamptz,
  ended_at            timestamptz,
  -- Maintained by triggers alone: the application has no privilege to write them.
  items_available     integer NOT NULL DEFAULT 0,
  items_listed        integer NOT NULL DEFAULT 0 CHECK (items_listed >= 0),
  items_staged        integer NOT NULL DEFAULT 0 CHECK (items_staged >= 0),
  items_delivered     integer NOT NULL DEFAULT 0 CHECK (items_delivered >= 0),
  items_not_imported  integer NOT NULL DEFAULT 0 CHECK (items_not_imported >= 0),
  items_rejected      integer NOT NULL DEFAULT 0 CHECK (items_rejected >= 0),
  participants_external integer NOT NULL DEFAULT 0 CHECK (participants_external >= 0),
  participants_unmapped integer NOT NULL DEFAULT 0 CHECK (participants_unmapped >= 0),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, number),
  UNIQUE (tenant_id, connector_id, window_from, window_to, attempt_no),
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector,
  CHECK (window_from < window_to),
  CHECK ((state IN ('queued', 'running')) = (ended_at IS NULL)),
  CHECK (worker_id IS NULL OR (state = 'running' AND heartbeat_at IS NOT NULL)),
  CONSTRAINT run_items_balance CHECK (
    items_available = items_listed + items_staged + items_delivered + items_not_imported + items_rejected)
);
CREATE UNIQUE INDEX run_one_active ON run (tenant_id, connector_id) WHERE state IN ('queued', 'running');
CREATE INDEX run_of_connector ON run (tenant_id, connector_id, number);
CREATE INDEX run_active ON run (state) WHERE state IN ('queued', 'running');
ALTER TABLE mailbox ADD FOREIGN KEY (tenant_id, run_id) REFERENCES run;

-- One encrypted blob of the vault, with its wrapped data key.
CREATE TABLE pack (
  tenant_id    uuid NOT NULL REFERENCES tenant,
  id           text NOT NULL,
  blob_name    text NOT NULL,
  key_id       text NOT NULL,
  wrapped_key  bytea NOT NULL,
  size_bytes   bigint NOT NULL CHECK (size_bytes >= 0),
  created_at   timestamptz NOT NULL DEFAULT now(),
  delete_after timestamptz,
  deleted_at   timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX pack_expiring ON pack (delete_after) WHERE deleted_at IS NULL AND delete_after IS NOT NULL;

CREATE TABLE item (
  tenant_id           uuid NOT NULL,
  id                  bigint GENERATED ALWAYS AS IDENTITY,
  connector_id        uuid NOT NULL,
  -- The run that accounts for it: the one that saw it first, or the one that took it over unfinished.
  run_id              uuid NOT NULL,
  -- The vendor's id, or `sha256:` and the hash of an id that is too long for an index; then the whole of it follows.
  source_item_id      text NOT NULL CHECK (octet_length(source_item_id) <= 200),
  source_item_id_long text,
  archived_at         timestamptz NOT NULL,
  listed_size         bigint,
  state               text NOT NULL DEFAULT 'listed'
    CHECK (state IN ('listed', 'staged', 'delivered', 'not-imported', 'rejected')),
  reason              text,
  kind                text CHECK (kind IN ('sms', 'mms')),
  sent_at             timestamptz,
  sha256              bytea CHECK (octet_length(sha256) = 32),
  size_bytes          bigint,
  pack_id             text,
  pack_offset         bigint,
  pack_length         bigint,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, connector_id, source_item_id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES run,
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector,
  FOREIGN KEY (tenant_id, pack_id) REFERENCES pack,
  CHECK ((state IN ('not-imported', 'rejected')) = (reason IS NOT NULL)),
  CHECK (state IN ('listed', 'rejected') OR (
    kind IS NOT NULL AND sent_at IS NOT NULL AND sha256 IS NOT NULL AND size_bytes IS NOT NULL AND pack_id IS NOT NULL)),
  CHECK ((pack_id IS NULL) = (pack_offset IS NULL) AND (pack_id IS NULL) = (pack_length IS NULL))
);
CREATE INDEX item_of_run ON item (tenant_id, run_id, state, id);

CREATE TABLE participant (
  tenant_id             uuid NOT NULL,
  item_id               bigint NOT NULL,
  ordinal               integer NOT NULL,
  role                  text NOT NULL CHECK (role IN ('from', 'to', 'cc')),
  phone                 text,
  address               text,
  has_unreadable_number boolean NOT NULL,
  resolution            text CHECK (resolution IN ('mailbox', 'unmapped', 'external')),
  -- Of an unmapped one: why.
  reason                text,
  via                   text CHECK (via IN ('custom', 'email')),
  user_id               text,
  mapping_version       integer,
  mapping_line          integer,
  PRIMARY KEY (tenant_id, item_id, ordinal),
  FOREIGN KEY (tenant_id, item_id) REFERENCES item,
  CHECK ((coalesce(resolution, '') = 'mailbox') = (user_id IS NOT NULL AND via IS NOT NULL)),
  CHECK ((coalesce(resolution, '') = 'unmapped') = (reason IS NOT NULL))
);

-- The import of one run into one mailbox. Its counters are maintained by triggers alone and always balance.
CREATE TABLE lane (
  tenant_id   uuid NOT NULL,
  run_id      uuid NOT NULL,
  user_id     text NOT NULL,
  state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  available   integer NOT NULL DEFAULT 0,
  pending     integer NOT NULL DEFAULT 0 CHECK (pending >= 0),
  imported    integer NOT NULL DEFAULT 0 CHECK (imported >= 0),
  partial     integer NOT NULL DEFAULT 0 CHECK (partial >= 0),
  duplicate   integer NOT NULL DEFAULT 0 CHECK (duplicate >= 0),
  failed      integer NOT NULL DEFAULT 0 CHECK (failed >= 0),
  verified    integer NOT NULL DEFAULT 0 CHECK (verified >= 0),
  activity_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, run_id, user_id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES run,
  FOREIGN KEY (tenant_id, user_id) REFERENCES mailbox,
  CONSTRAINT lane_balance CHECK (available = imported + partial + duplicate + failed + pending),
  CONSTRAINT lane_verified CHECK (verified <= imported + partial + duplicate),
  CONSTRAINT lane_done CHECK (state = 'open' OR pending = 0)
);
CREATE INDEX lane_open ON lane (tenant_id, run_id, user_id) WHERE state = 'open';

-- One item × one mailbox: the ledger.
CREATE TABLE delivery (
  tenant_id     uuid NOT NULL,
  id            bigint GENERATED ALWAYS AS IDENTITY,
  run_id        uuid NOT NULL,
  item_id       bigint NOT NULL,
  user_id       text NOT NULL,
  import_key    bytea NOT NULL CHECK (octet_length(import_key) = 32),
  -- The item's: lanes go by it.
  sent_at       timestamptz NOT NULL,
  state         text NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'posting', 'imported', 'partial', 'duplicate', 'failed')),
  reason        text,
  message_id    text,
  attempts      integer NOT NULL DEFAULT 0,
  -- How often its request left and turned out not to have been carried out.
  lost_count    integer NOT NULL DEFAULT 0,
  -- Set while its outcome is open; it stays where a cancelled delivery may have been carried out.
  posted_at     timestamptz,
  settled_at    timestamptz,
  verified_at   timestamptz,
  -- Sizes of the attachments that were left out.
  skipped_bytes bigint[],
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, import_key),
  FOREIGN KEY (tenant_id, run_id, user_id) REFERENCES lane,
  FOREIGN KEY (tenant_id, item_id) REFERENCES item,
  CHECK (state NOT IN ('imported', 'partial', 'duplicate') OR message_id IS NOT NULL),
  CHECK ((state IN ('imported', 'partial', 'duplicate', 'failed')) = (settled_at IS NOT NULL)),
  CHECK (state <> 'failed' OR reason IS NOT NULL),
  CHECK (state <> 'posting' OR posted_at IS NOT NULL),
  CHECK (state <> 'pending' OR posted_at IS NULL),
  CHECK (state <> 'partial' OR skipped_bytes IS NOT NULL),
  CHECK (verified_at IS NULL OR state IN ('imported', 'partial', 'duplicate'))
) WITH (fillfactor = 85);
-- The one index of lanes and of lists: a verification changes no column of any index, so it stays on its page.
CREATE INDEX delivery_of_run ON delivery (tenant_id, run_id, state, user_id, sent_at, id);

-- How often each reason occurs in a run, maintained by triggers.
CREATE TABLE run_reason (
  tenant_id uuid NOT NULL,
  run_id    uuid NOT NULL,
  subject   text NOT NULL CHECK (subject IN ('delivery', 'item', 'participant')),
  code      text NOT NULL,
  count     integer NOT NULL CHECK (count >= 0),
  PRIMARY KEY (tenant_id, run_id, subject, code),
  FOREIGN KEY (tenant_id, run_id) REFERENCES run
);

CALL keep_to_tenant('run', 'pack', 'item', 'participant', 'lane', 'delivery', 'run_reason');

-- No counter is in these lists, and no column that says which row it is.
GRANT SELECT ON run, pack, item, participant, lane, delivery, run_reason TO mac_app;
GRANT INSERT (tenant_id, id, connector_id, number, job_id, window_from, window_to, attempt_no, trigger, queued_at)
  ON run TO mac_app;
GRANT UPDATE (
  state, step, reason, epoch, worker_id, heartbeat_at, retry_at, attempts, cancel_requested_at, listing_cursor,
  is_listing_complete, items_seen_before, started_at, ended_at
) ON run TO mac_app;
GRANT INSERT ON pack TO mac_app;
GRANT UPDATE (blob_name, key_id, wrapped_key, size_bytes, delete_after, deleted_at) ON pack TO mac_app;
GRANT INSERT (tenant_id, connector_id, run_id, source_item_id, source_item_id_long, archived_at, listed_size)
  ON item TO mac_app;
GRANT UPDATE (run_id, state, reason, kind, sent_at, sha256, size_bytes, pack_id, pack_offset, pack_length)
  ON item TO mac_app;
GRANT INSERT (tenant_id, item_id, ordinal, role, phone, address, has_unreadable_number) ON participant TO mac_app;
GRANT UPDATE (resolution, reason, via, user_id, mapping_version, mapping_line) ON participant TO mac_app;
GRANT INSERT (tenant_id, run_id, user_id), UPDATE (state) ON lane TO mac_app;
GRANT INSERT (tenant_id, run_id, item_id, user_id, import_key, sent_at) ON delivery TO mac_app;
GRANT UPDATE (
  run_id, state, reason, message_id, attempts, lost_count, posted_at, settled_at, verified_at, skipped_bytes
) ON delivery TO mac_app;
