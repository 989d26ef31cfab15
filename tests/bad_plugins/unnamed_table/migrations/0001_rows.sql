CREATE TABLE unnamed_table_rows (id TEXT NOT NULL PRIMARY KEY);
