-- The check of one visit: what it was made from, so that a change shows, and what came out.
CREATE TABLE contraindications_screenings (
    id TEXT NOT NULL PRIMARY KEY,
    appointment TEXT NOT NULL UNIQUE REFERENCES appointments (id),
    client TEXT NOT NULL REFERENCES clients (id),
    facts_version BIGINT NOT NULL,
    rules_version TEXT NOT NULL,
    plan TEXT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('clear', 'open', 'alerts', 'no_answers')),
    digest TEXT NOT NULL
);
CREATE INDEX contraindications_screenings_by_client ON contraindications_screenings (client);

-- One row per visit and entry for good: a finding that is raised again keeps its id. Lists are JSON.
CREATE TABLE contraindications_findings (
    id TEXT NOT NULL PRIMARY KEY,
    appointment TEXT NOT NULL REFERENCES appointments (id),
    client TEXT NOT NULL REFERENCES clients (id),
    entry TEXT NOT NULL,
    raised BIGINT NOT NULL,
    tier TEXT NOT NULL,
    urgency TEXT NOT NULL,
    because TEXT NOT NULL,
    provisional BIGINT NOT NULL,
    conflicts TEXT NOT NULL,
    rules_version TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (appointment, entry)
);
CREATE INDEX contraindications_findings_by_client ON contraindications_findings (client);

-- What therapists answered, each with the finding as it stood then. Rows are only ever added.
CREATE TABLE contraindications_answers (
    id TEXT NOT NULL PRIMARY KEY,
    finding TEXT NOT NULL REFERENCES contraindications_findings (id),
    appointment TEXT NOT NULL REFERENCES appointments (id),
    client TEXT NOT NULL REFERENCES clients (id),
    entry TEXT NOT NULL,
    tier TEXT NOT NULL,
    because TEXT NOT NULL,
    conflicts TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('proceed', 'adapt', 'do_not_treat', 'needs_letter')),
    reason TEXT NOT NULL,
    until TEXT,
    answered_by TEXT NOT NULL,
    answered_by_name TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX contraindications_answers_by_client ON contraindications_answers (client, entry, id);
