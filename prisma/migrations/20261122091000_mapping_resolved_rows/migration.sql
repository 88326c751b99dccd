-- How many of a version's rows led to a mailbox when they were last looked up; empty before the directory is known.
-- Counted where it can change, since a page must not read a million rows to show one number.
ALTER TABLE mapping_version ADD COLUMN resolved_rows integer CHECK (resolved_rows BETWEEN 0 AND accepted_rows);
GRANT UPDATE (resolved_rows) ON mapping_version TO mac_app;
