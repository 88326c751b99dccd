-- A mailbox that refuses the application is put aside for a while: its lane says why and since when. Until the next look
-- nobody takes the mailbox, as while it is throttled.
ALTER TABLE lane
  ADD COLUMN parked_reason text,
  ADD COLUMN parked_since timestamptz,
  ADD CHECK ((parked_reason IS NULL) = (parked_since IS NULL));
GRANT UPDATE (parked_reason, parked_since) ON lane TO mac_app;
