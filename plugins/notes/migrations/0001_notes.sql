-- One note per visit and author: a draft until it is signed, then unchangeable. Scores are whole numbers 0 to 10.
CREATE TABLE notes_notes (
    id TEXT NOT NULL PRIMARY KEY,
    appointment TEXT NOT NULL REFERENCES appointments (id),
    client TEXT NOT NULL REFERENCES clients (id),
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'signed')),
    subjective TEXT NOT NULL,
    objective TEXT NOT NULL,
    assessment TEXT NOT NULL,
    plan TEXT NOT NULL,
    marks TEXT NOT NULL,
    pain_before BIGINT,
    pain_after BIGINT,
    relaxation_before BIGINT,
    relaxation_after BIGINT,
    screening TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    signed_by TEXT,
    signed_by_name TEXT NOT NULL,
    signed_at BIGINT,
    override_reason TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (appointment, author)
);
CREATE INDEX notes_notes_by_client ON notes_notes (client, id);
CREATE INDEX notes_notes_by_author ON notes_notes (author, status, id);

-- Later words about a signed note. Only ever added.
CREATE TABLE notes_addenda (
    id TEXT NOT NULL PRIMARY KEY,
    note TEXT NOT NULL REFERENCES notes_notes (id),
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX notes_addenda_by_note ON notes_addenda (note, id);
