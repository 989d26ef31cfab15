-- Compared byte by byte, as on SQLite: a start is a range.
ALTER TABLE client_pairs ALTER COLUMN word TYPE TEXT COLLATE "C", ALTER COLUMN other TYPE TEXT COLLATE "C";
