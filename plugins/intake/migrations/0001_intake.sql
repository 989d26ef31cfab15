-- Forms as they were published: a version never changes.
CREATE TABLE intake_forms (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    version BIGINT NOT NULL,
    questionnaire TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    UNIQUE (name, version)
);

-- One client's form: asked for, being filled in, or signed and sent.
CREATE TABLE intake_responses (
    id TEXT NOT NULL PRIMARY KEY,
    client TEXT NOT NULL REFERENCES clients (id),
    appointment TEXT REFERENCES appointments (id),
    form TEXT NOT NULL REFERENCES intake_forms (id),
    form_version BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('requested', 'in_progress', 'submitted', 'withdrawn')),
    answers TEXT NOT NULL,
    signed_name TEXT NOT NULL,
    guardian_name TEXT NOT NULL,
    guardian_signature TEXT NOT NULL,
    signed_at BIGINT,
    content_hash TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX intake_responses_by_client ON intake_responses (client, id);
