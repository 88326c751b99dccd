/** Bytes of attachments stand once in `blob`, whatever number of mailboxes holds them. */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS directory_user (
  id TEXT PRIMARY KEY, tenant TEXT NOT NULL, change INTEGER NOT NULL, removed TEXT, mailbox TEXT NOT NULL, entry TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS directory_user_change ON directory_user (tenant, change);

CREATE TABLE IF NOT EXISTS mailbox (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, user TEXT NOT NULL UNIQUE);

CREATE TABLE IF NOT EXISTS folder (
  id INTEGER PRIMARY KEY, mailbox INTEGER NOT NULL, parent INTEGER NOT NULL, name TEXT NOT NULL,
  hidden INTEGER NOT NULL, well_known TEXT
);

CREATE TABLE IF NOT EXISTS message (
  id INTEGER PRIMARY KEY, mailbox INTEGER NOT NULL, folder INTEGER NOT NULL, received INTEGER NOT NULL,
  message_id TEXT NOT NULL, is_draft INTEGER NOT NULL, is_read INTEGER NOT NULL,
  entity TEXT NOT NULL, properties TEXT NOT NULL, headers TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS message_folder ON message (folder, received, id);
CREATE INDEX IF NOT EXISTS message_internet_id ON message (mailbox, message_id);

CREATE TABLE IF NOT EXISTS property_name (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS property_value (
  mailbox INTEGER NOT NULL, name INTEGER NOT NULL, value TEXT NOT NULL, message INTEGER NOT NULL,
  PRIMARY KEY (mailbox, name, value, message)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS blob (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS attachment (
  id INTEGER PRIMARY KEY, message INTEGER NOT NULL, name TEXT NOT NULL, content_type TEXT NOT NULL,
  size INTEGER NOT NULL, inline INTEGER NOT NULL, content_id TEXT, hash TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS attachment_message ON attachment (message);
CREATE TABLE IF NOT EXISTS upload_part (session TEXT NOT NULL, start INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (session, start));

CREATE TABLE IF NOT EXISTS vendor_batch (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, first_index INTEGER NOT NULL, count INTEGER NOT NULL,
  from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS vendor_eml (id TEXT PRIMARY KEY, account TEXT NOT NULL, archived_ms INTEGER NOT NULL, bytes BLOB NOT NULL);
`;

/** Tables that a reset empties. The vendor's first items and the directory are made anew afterwards. */
export const TABLES = [
  "setting",
  "directory_user",
  "mailbox",
  "folder",
  "message",
  "property_name",
  "property_value",
  "blob",
  "attachment",
  "upload_part",
  "vendor_batch",
  "vendor_eml",
] as const;
