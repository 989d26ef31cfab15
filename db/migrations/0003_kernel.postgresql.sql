-- Compared byte by byte, as on SQLite, whatever the database's own order of letters is.
ALTER TABLE audit ALTER COLUMN id TYPE TEXT COLLATE "C", ALTER COLUMN action TYPE TEXT COLLATE "C";
ALTER TABLE outbox ALTER COLUMN id TYPE TEXT COLLATE "C";
