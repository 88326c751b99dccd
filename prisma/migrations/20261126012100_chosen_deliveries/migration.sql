-- A run that repeats may take up chosen deliveries alone. A program of the version before takes up all that failed.
ALTER TABLE run
  ADD COLUMN only_deliveries bigint[],
  ADD CONSTRAINT run_choosing CHECK (cardinality(only_deliveries) = 0 OR repeats_run_id IS NOT NULL);
GRANT INSERT (only_deliveries) ON run TO mac_app;
