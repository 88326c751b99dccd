-- Rows are looked up by index in batches. PostgreSQL's default prices that as on a turning disk and would rather read
-- whole tables. An owner of tables who does not own the database leaves its settings as they are.
DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I SET random_page_cost = 1.1', current_database());
EXCEPTION WHEN insufficient_privilege THEN
  NULL;
END
$$;

-- Autovacuum looks once a minute; a first run has by then filled tables of which PostgreSQL believes that a tenant owns a
-- two-hundredth, and reads all of a tenant's rows for each batch. So the workers ask for a look between a run's steps:
-- it costs nothing unless a table has grown tenfold since the last one.
CREATE FUNCTION analyze_grown_tables() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  grown regclass;
BEGIN
  FOR grown IN
    SELECT oid::regclass FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname IN (
        'directory_user', 'directory_address', 'mapping_rule', 'mailbox', 'item', 'participant', 'lane', 'delivery')
      AND pg_relation_size(oid) / current_setting('block_size')::int > 10 * greatest(relpages, 1)
    ORDER BY relname
  LOOP
    EXECUTE format('ANALYZE %s', grown);
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION analyze_grown_tables FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyze_grown_tables TO mac_app;

-- Rows of the ledger change three or four times within minutes and then never again.
ALTER TABLE item SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE participant SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE delivery SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
-- Counters and heartbeats: room for the next version on the same page.
ALTER TABLE run SET (fillfactor = 50);
ALTER TABLE lane SET (fillfactor = 50);
ALTER TABLE mailbox SET (fillfactor = 50);
