-- How an earlier run ended with a delivery that a later one took up: the row itself moves on and forgets it.
CREATE TABLE delivery_attempt (
  tenant_id   uuid NOT NULL,
  delivery_id bigint NOT NULL,
  run_id      uuid NOT NULL,
  state       text NOT NULL,
  reason      text,
  -- Requests sent until then, in all runs together.
  attempts    integer NOT NULL,
  posted_at   timestamptz,
  settled_at  timestamptz,
  PRIMARY KEY (tenant_id, delivery_id, run_id),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES delivery,
  FOREIGN KEY (tenant_id, run_id) REFERENCES run
);
CALL keep_to_tenant('delivery_attempt');
GRANT SELECT ON delivery_attempt TO mac_app;
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON delivery_attempt
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');

CREATE FUNCTION keep_attempt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO delivery_attempt (tenant_id, delivery_id, run_id, state, reason, attempts, posted_at, settled_at)
  VALUES (OLD.tenant_id, OLD.id, OLD.run_id, OLD.state, OLD.reason, OLD.attempts, OLD.posted_at, OLD.settled_at)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION keep_attempt FROM PUBLIC;

-- What a cancelled run had not begun with was never attempted.
CREATE TRIGGER delivery_attempt_kept AFTER UPDATE ON delivery FOR EACH ROW
  WHEN (OLD.run_id <> NEW.run_id AND OLD.state = 'failed'
    AND (OLD.attempts > 0 OR OLD.reason <> 'cancelled-by-admin'))
  EXECUTE FUNCTION keep_attempt();
