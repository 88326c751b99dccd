CREATE TABLE connector (
  tenant_id            uuid NOT NULL REFERENCES tenant,
  id                   uuid NOT NULL DEFAULT gen_random_uuid(),
  kind                 text NOT NULL CHECK (kind <> ''),
  -- Empty in a draft that has not come to its login page.
  name                 text NOT NULL DEFAULT '',
  state                text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'active', 'paused', 'deleted')),
  terms_accepted_at    timestamptz,
  terms_accepted_by    text,
  source_username      text NOT NULL DEFAULT '',
  source_account       jsonb,
  source_validated_at  timestamptz,
  default_country      text NOT NULL DEFAULT '',
  is_automatic         boolean NOT NULL DEFAULT true,
  is_custom            boolean NOT NULL DEFAULT false,
  mapping_chosen_at    timestamptz,
  -- The version in force, and the one that was uploaded and not yet chosen.
  mapping_version_id         bigint,
  pending_mapping_version_id bigint,
  role_check_state     text NOT NULL DEFAULT 'unchecked' CHECK (role_check_state IN ('unchecked', 'verified', 'attested')),
  role_checked_by      text,
  role_checked_at      timestamptz,
  schedule_time        text NOT NULL DEFAULT '02:00' CHECK (schedule_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  schedule_zone        text NOT NULL DEFAULT 'UTC' CHECK (schedule_zone <> ''),
  first_import_days    integer NOT NULL DEFAULT 1 CHECK (first_import_days BETWEEN 1 AND 3650),
  overlap_hours        integer NOT NULL DEFAULT 24 CHECK (overlap_hours BETWEEN 0 AND 720),
  -- Everything before it has been imported: where the next window starts.
  watermark            timestamptz,
  next_run_at          timestamptz,
  -- Reason code of what an admin has to do before imports go on.
  action_required      text,
  created_by           text NOT NULL,
  created_by_name      text NOT NULL,
  created_at           timestamptz NOT NULL DEFAULT now(),
  updated_at           timestamptz NOT NULL DEFAULT now(),
  activated_at         timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK (state NOT IN ('active', 'paused') OR (name <> '' AND watermark IS NOT NULL))
);
CREATE UNIQUE INDEX connector_name ON connector (tenant_id, lower(name)) WHERE state <> 'deleted' AND name <> '';
CREATE INDEX connector_due ON connector (next_run_at) WHERE state = 'active';

CREATE TABLE connector_secret (
  tenant_id    uuid NOT NULL,
  connector_id uuid NOT NULL,
  key_id       text NOT NULL,
  wrapped_key  bytea NOT NULL,
  ciphertext   bytea NOT NULL,
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, connector_id),
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector
);

-- One use of the admin-consent redirect; the state itself is known to the browser alone.
CREATE TABLE consent_request (
  tenant_id    uuid NOT NULL,
  state_hash   bytea NOT NULL CHECK (octet_length(state_hash) = 32),
  connector_id uuid NOT NULL,
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz,
  PRIMARY KEY (tenant_id, state_hash),
  UNIQUE (state_hash),
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector
);
CREATE INDEX consent_request_connector ON consent_request (tenant_id, connector_id);

CREATE TABLE mapping_version (
  tenant_id       uuid NOT NULL,
  id              bigint GENERATED ALWAYS AS IDENTITY,
  connector_id    uuid NOT NULL,
  version         integer NOT NULL CHECK (version > 0),
  -- `reading` while its file streams in; what a broken upload leaves is removed by the next one.
  state           text NOT NULL DEFAULT 'reading' CHECK (state IN ('reading', 'ready')),
  file_name       text NOT NULL,
  default_country text NOT NULL,
  accepted_rows   integer NOT NULL DEFAULT 0 CHECK (accepted_rows >= 0),
  refused_rows    integer NOT NULL DEFAULT 0 CHECK (refused_rows >= 0),
  uploaded_by     text NOT NULL,
  uploaded_at     timestamptz NOT NULL,
  activated_at    timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, connector_id, version),
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector
);
ALTER TABLE connector
  ADD FOREIGN KEY (tenant_id, mapping_version_id) REFERENCES mapping_version,
  ADD FOREIGN KEY (tenant_id, pending_mapping_version_id) REFERENCES mapping_version;

-- A million rows of one file: no foreign key a row, but one check a statement (below).
CREATE TABLE mapping_rule (
  tenant_id  uuid NOT NULL,
  version_id bigint NOT NULL,
  phone      text NOT NULL,
  line       integer NOT NULL,
  address    text NOT NULL,
  -- Half-open; empty means without an end.
  valid_from timestamptz,
  valid_to   timestamptz,
  PRIMARY KEY (version_id, phone, line)
);

CREATE TABLE mapping_problem (
  tenant_id   uuid NOT NULL,
  id          bigint GENERATED ALWAYS AS IDENTITY,
  version_id  bigint NOT NULL,
  line        integer NOT NULL,
  column_name text NOT NULL,
  value       text NOT NULL,
  reason      text NOT NULL,
  advice      text NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX mapping_problem_line ON mapping_problem (version_id, line, id);

-- Stands in for the foreign key (tenant_id, version_id) of the two tables above.
CREATE FUNCTION check_mapping_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT tenant_id, version_id FROM added) a
    WHERE NOT EXISTS (SELECT 1 FROM mapping_version v WHERE v.tenant_id = a.tenant_id AND v.id = a.version_id AND v.state = 'reading')
  ) THEN
    RAISE EXCEPTION 'rows go into a mapping version of the same tenant that is still being read'
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER rule_version AFTER INSERT ON mapping_rule
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_mapping_version();
CREATE TRIGGER problem_version AFTER INSERT ON mapping_problem
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_mapping_version();

CALL keep_to_tenant(
  'connector', 'connector_secret', 'consent_request', 'mapping_version', 'mapping_rule', 'mapping_problem');

GRANT SELECT, INSERT ON connector, consent_request, mapping_version, mapping_rule, mapping_problem TO mac_app;
GRANT UPDATE (
  name, state, terms_accepted_at, terms_accepted_by, source_username, source_account, source_validated_at,
  default_country, is_automatic, is_custom, mapping_chosen_at, mapping_version_id, pending_mapping_version_id,
  role_check_state, role_checked_by, role_checked_at, schedule_time, schedule_zone, first_import_days, overlap_hours,
  watermark, next_run_at, action_required, updated_at, activated_at
) ON connector TO mac_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON connector_secret TO mac_app;
GRANT UPDATE (used_at), DELETE ON consent_request TO mac_app;
GRANT UPDATE (state, accepted_rows, refused_rows, activated_at), DELETE ON mapping_version TO mac_app;
GRANT DELETE ON mapping_rule, mapping_problem TO mac_app;
