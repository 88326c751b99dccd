-- What was asked of the mailbox within the last ten minutes, in steps of 20 s: [start in ms, requests, uploaded bytes].
-- Microsoft counts over all workers, so the next holder of the mailbox goes on where the last one stopped.
ALTER TABLE mailbox ADD COLUMN usage jsonb NOT NULL DEFAULT '[]';
GRANT UPDATE (usage) ON mailbox TO mac_app;
