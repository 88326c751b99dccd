-- What an admin should know of without looking: raised and resolved from the rows by whoever watches, never twice at once.
CREATE TABLE alert (
  tenant_id    uuid NOT NULL REFERENCES tenant,
  id           bigint GENERATED ALWAYS AS IDENTITY,
  kind         text NOT NULL CHECK (kind IN (
    'run-failed', 'run-missing', 'nothing-imported', 'access-broken', 'no-worker', 'ledger-finding')),
  -- Empty where it is about the whole organization.
  connector_id uuid,
  -- The run that it was last about.
  run_id       uuid,
  -- A reason code.
  code         text,
  -- How many, of what the kind counts.
  amount       integer,
  -- What it was last about: the same once more is no news.
  occurrence   text NOT NULL,
  count        integer NOT NULL DEFAULT 1 CHECK (count > 0),
  first_at     timestamptz NOT NULL,
  last_at      timestamptz NOT NULL,
  resolved_at  timestamptz,
  -- What the last digest said of it: its count, and whether it was resolved.
  told_count   integer NOT NULL DEFAULT 0,
  is_told_resolved boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connector_id) REFERENCES connector ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, run_id) REFERENCES run ON DELETE CASCADE,
  CHECK (first_at <= last_at)
);
-- One open alert a connector and kind, however often it happens.
CREATE UNIQUE INDEX alert_open ON alert (tenant_id, kind, connector_id) NULLS NOT DISTINCT WHERE resolved_at IS NULL;
CREATE INDEX alert_latest ON alert (tenant_id, last_at DESC, id DESC);
CREATE INDEX alert_untold ON alert (tenant_id) WHERE told_count < count OR (resolved_at IS NOT NULL) <> is_told_resolved;

-- Where a tenant's admins want it otherwise than by default.
CREATE TABLE alert_rule (
  tenant_id uuid NOT NULL REFERENCES tenant,
  kind      text NOT NULL,
  is_on     boolean NOT NULL,
  threshold integer CHECK (threshold > 0),
  PRIMARY KEY (tenant_id, kind)
);

-- When a tenant's rows were last looked at; whoever looks holds the row, so that one does at a time.
CREATE TABLE alert_watch (
  tenant_id uuid PRIMARY KEY REFERENCES tenant,
  looked_at timestamptz NOT NULL DEFAULT '-infinity',
  digest_at timestamptz NOT NULL DEFAULT '-infinity'
);

-- Who has read which alert, and when: what happens to it later is unread again.
CREATE TABLE alert_read (
  tenant_id uuid NOT NULL,
  alert_id  bigint NOT NULL,
  user_id   text NOT NULL,
  read_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, alert_id, user_id),
  FOREIGN KEY (tenant_id, alert_id) REFERENCES alert ON DELETE CASCADE
);

CALL keep_to_tenant('alert', 'alert_rule', 'alert_watch', 'alert_read');
GRANT SELECT, DELETE ON alert TO mac_app;
GRANT INSERT (tenant_id, kind, connector_id, run_id, code, amount, occurrence, first_at, last_at) ON alert TO mac_app;
GRANT UPDATE (run_id, code, amount, occurrence, count, last_at, resolved_at, told_count, is_told_resolved) ON alert TO mac_app;
GRANT SELECT, INSERT, UPDATE (is_on, threshold) ON alert_rule TO mac_app;
GRANT SELECT, INSERT, UPDATE (looked_at, digest_at) ON alert_watch TO mac_app;
GRANT SELECT, INSERT, UPDATE (read_at) ON alert_read TO mac_app;

-- ── across tenants: whose rows are to be looked at ───────────────────────────────────────────────────────────────
GRANT SELECT (tenant_id, looked_at) ON alert_watch TO mac_sweep;
CREATE POLICY sweep ON alert_watch FOR SELECT TO mac_sweep USING (true);
CREATE FUNCTION sweep_alerts(a_looked_before timestamptz) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.tenant_id FROM tenant t
  LEFT JOIN alert_watch w ON w.tenant_id = t.tenant_id
  WHERE w.tenant_id IS NULL OR w.looked_at < a_looked_before
$$;
REVOKE EXECUTE ON FUNCTION sweep_alerts(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_alerts(timestamptz) TO mac_app;
GRANT mac_sweep TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO mac_sweep;
ALTER FUNCTION sweep_alerts(timestamptz) OWNER TO mac_sweep;
REVOKE CREATE ON SCHEMA public FROM mac_sweep;
REVOKE mac_sweep FROM CURRENT_USER;
