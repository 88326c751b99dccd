-- How many requests to Microsoft 365 may be in flight over all workers together, and which part of it each one has. Of no
-- tenant: Microsoft counts by application. `cuts` tells one storm of 429s from the next.
CREATE TABLE request_cap (
  id         boolean PRIMARY KEY DEFAULT true CHECK (id),
  in_flight  integer NOT NULL CHECK (in_flight > 0),
  cuts       bigint NOT NULL DEFAULT 0 CHECK (cuts >= 0),
  changed_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON request_cap TO mac_app;

ALTER TABLE worker_process ADD COLUMN in_flight_share integer NOT NULL DEFAULT 0 CHECK (in_flight_share >= 0);
