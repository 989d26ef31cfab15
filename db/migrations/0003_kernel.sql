-- The kernel's own: what was done, what was answered, what has to be told, which plugins are on.
-- audit and outbox rows get their number (and an audit row its link in the hash chain) when they are sealed: on SQLite in
-- the same commit, on PostgreSQL by one sealer within a second, so that writers never wait for each other there.

CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT UNIQUE,
    chain TEXT,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    session TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    client TEXT NOT NULL,
    object TEXT NOT NULL,
    outcome TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    request TEXT NOT NULL
);
CREATE INDEX audit_by_client ON audit (client, id);
CREATE INDEX audit_by_actor ON audit (actor, id);
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_unsealed ON audit (id) WHERE seq IS NULL;

CREATE TABLE idempotency (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    version BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT UNIQUE,
    event TEXT NOT NULL,
    payload TEXT NOT NULL,
    emitted_at BIGINT NOT NULL
);
CREATE INDEX outbox_unsealed ON outbox (id) WHERE seq IS NULL;

CREATE TABLE outbox_cursors (
    subscriber TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);

CREATE TABLE parked_events (
    subscriber TEXT NOT NULL,
    seq BIGINT NOT NULL,
    event TEXT NOT NULL,
    payload TEXT NOT NULL,
    tries BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    fault TEXT NOT NULL,
    PRIMARY KEY (subscriber, seq)
);

-- Numbers that only grow: audit, outbox, clients. Taken inside the transaction that uses them.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE plugins (
    id TEXT NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    generation BIGINT NOT NULL
);

CREATE TABLE plugin_settings (
    plugin TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (plugin, name)
);
