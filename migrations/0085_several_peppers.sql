-- Why: a pepper that leaked must be replaceable while keys made with it still work. The table now holds one row for each
--   pepper that digests were made with; a server starts only if it knows all of them.
-- Locks: the table of peppers, which is read when a server starts, for a moment. Safe while serving: yes. A server of the
--   version before reads one row of several, so replace all of them before a second pepper comes.

ALTER TABLE scopegate.pepper DROP COLUMN only_row;
ALTER TABLE scopegate.pepper ADD PRIMARY KEY (fingerprint);
COMMENT ON TABLE scopegate.pepper IS
  'One-way fingerprints of the peppers that digests were made with; never the peppers. Delete the row of one that is no longer needed.';
