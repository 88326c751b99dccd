-- How admins are told who do not look, a row a channel. The password, or the signing secret, is sealed as a vendor's is.
CREATE TABLE alert_channel (
  tenant_id      uuid NOT NULL REFERENCES tenant,
  channel        text NOT NULL CHECK (channel IN ('email', 'webhook')),
  is_on          boolean NOT NULL,
  settings       jsonb NOT NULL,
  -- Where browsers knew the portal when the settings were saved: for the links in messages.
  portal_url     text NOT NULL,
  key_id         text,
  wrapped_key    bytea,
  ciphertext     bytea,
  updated_at     timestamptz NOT NULL,
  last_sent_at   timestamptz,
  last_failed_at timestamptz,
  last_failure   text,
  PRIMARY KEY (tenant_id, channel),
  CHECK ((key_id IS NULL) = (ciphertext IS NULL) AND (key_id IS NULL) = (wrapped_key IS NULL))
);

-- What is to be sent. The id travels with the message: whoever gets it twice, because its sender was killed between
-- sending and noting it, can tell.
CREATE TABLE alert_message (
  tenant_id   uuid NOT NULL REFERENCES tenant,
  id          uuid NOT NULL DEFAULT gen_random_uuid(),
  channel     text NOT NULL CHECK (channel IN ('email', 'webhook')),
  alerts      jsonb NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  -- Tries that were begun.
  attempts    integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- Nobody takes it before; a try moves it on, so that a killed sender's message is taken up by another.
  next_at     timestamptz NOT NULL DEFAULT now(),
  sent_at     timestamptz,
  given_up_at timestamptz,
  failure     text,
  PRIMARY KEY (tenant_id, id),
  CHECK (sent_at IS NULL OR given_up_at IS NULL)
);
CREATE INDEX alert_message_due ON alert_message (next_at) WHERE sent_at IS NULL AND given_up_at IS NULL;

CALL keep_to_tenant('alert_channel', 'alert_message');
GRANT SELECT, INSERT, UPDATE (
  is_on, settings, portal_url, key_id, wrapped_key, ciphertext, updated_at, last_sent_at, last_failed_at, last_failure
) ON alert_channel TO mac_app;
GRANT SELECT, INSERT (tenant_id, channel, alerts), UPDATE (attempts, next_at, sent_at, given_up_at, failure), DELETE
  ON alert_message TO mac_app;

-- ── across tenants: whose messages are to be sent ────────────────────────────────────────────────────────────────
GRANT SELECT (tenant_id, next_at, sent_at, given_up_at) ON alert_message TO mac_sweep;
CREATE POLICY sweep ON alert_message FOR SELECT TO mac_sweep USING (true);
CREATE FUNCTION sweep_alert_messages(a_now timestamptz) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT m.tenant_id FROM alert_message m
  WHERE m.sent_at IS NULL AND m.given_up_at IS NULL AND m.next_at <= a_now
$$;
REVOKE EXECUTE ON FUNCTION sweep_alert_messages(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_alert_messages(timestamptz) TO mac_app;
GRANT mac_sweep TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO mac_sweep;
ALTER FUNCTION sweep_alert_messages(timestamptz) OWNER TO mac_sweep;
REVOKE CREATE ON SCHEMA public FROM mac_sweep;
REVOKE mac_sweep FROM CURRENT_USER;
