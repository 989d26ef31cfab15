-- The same file runs on SQLite and PostgreSQL: ids are TEXT, whole numbers and moments (milliseconds, UTC) BIGINT.
CREATE TABLE sample_entries (
    id TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
