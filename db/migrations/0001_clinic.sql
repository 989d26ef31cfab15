-- The clinic, the people who work in it and what they offer. Times are UTC milliseconds, money is cents, flags are 0 or 1.

CREATE TABLE clinic (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    address TEXT NOT NULL,
    adult_age BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE rooms (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    active BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE services (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    minutes BIGINT NOT NULL CHECK (minutes BETWEEN 5 AND 480),
    price_cents BIGINT NOT NULL CHECK (price_cents >= 0),
    modality TEXT NOT NULL,
    pressure TEXT NOT NULL,
    areas TEXT NOT NULL,
    positions TEXT NOT NULL,
    active BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE practitioners (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    licence TEXT NOT NULL,
    room TEXT REFERENCES rooms (id),
    position BIGINT NOT NULL,
    active BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- Weekly hours on the wall clock: Monday is 1, minutes since midnight.
CREATE TABLE shifts (
    id TEXT NOT NULL PRIMARY KEY,
    practitioner TEXT NOT NULL REFERENCES practitioners (id),
    weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute BIGINT NOT NULL,
    to_minute BIGINT NOT NULL,
    is_break BIGINT NOT NULL,
    CHECK (0 <= from_minute AND from_minute < to_minute AND to_minute <= 1440)
);
CREATE INDEX shifts_by_practitioner ON shifts (practitioner, weekday);

CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    preferred_name TEXT NOT NULL,
    pronouns TEXT NOT NULL,
    birth_date TEXT,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    address TEXT NOT NULL,
    emergency_contact TEXT NOT NULL,
    note TEXT NOT NULL,
    archived BIGINT NOT NULL,
    facts_version BIGINT NOT NULL,
    sort_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX clients_by_name ON clients (sort_key, id);
CREATE INDEX clients_by_birth_date ON clients (birth_date);

-- What a client can be found by, folded in our code (search_keys.hpp): kind "word" for each word of a name, "name" for the
-- whole of it, "phone" for the digits, "phone_end" for the digits reversed, "email". A prefix is a range of key.
CREATE TABLE client_keys (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    client TEXT NOT NULL REFERENCES clients (id),
    PRIMARY KEY (kind, key, client)
);
CREATE INDEX client_keys_by_client ON client_keys (client, kind, key);

-- `path` lists the statuses that came before this one, oldest first: reopening takes the last of them back.
CREATE TABLE appointments (
    id TEXT NOT NULL PRIMARY KEY,
    client TEXT NOT NULL REFERENCES clients (id),
    practitioner TEXT NOT NULL REFERENCES practitioners (id),
    room TEXT NOT NULL REFERENCES rooms (id),
    service TEXT NOT NULL REFERENCES services (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    status TEXT NOT NULL,
    note TEXT NOT NULL,
    arrived_at BIGINT,
    started_at BIGINT,
    finished_at BIGINT,
    screening TEXT NOT NULL,
    override_reason TEXT NOT NULL,
    overridden_by TEXT NOT NULL,
    cancel_reason TEXT NOT NULL,
    path TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (starts_at < ends_at)
);
CREATE INDEX appointments_by_day ON appointments (starts_at);
CREATE INDEX appointments_by_client ON appointments (client, starts_at);

-- What a visit takes up: its practitioner, its room and its client, each from first to last moment. No two claims on one
-- resource overlap; a cancelled or missed visit claims nothing. (PostgreSQL adds an exclusion constraint.) None is longer
-- than eight hours, so what overlaps a moment starts at most that long before it.
CREATE TABLE claims (
    appointment TEXT NOT NULL REFERENCES appointments (id),
    kind TEXT NOT NULL,
    resource TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    to_ms BIGINT NOT NULL,
    CHECK (from_ms < to_ms AND to_ms - from_ms <= 28800000),
    PRIMARY KEY (appointment, kind)
);
CREATE INDEX claims_by_resource ON claims (kind, resource, from_ms);

CREATE TABLE health_facts (
    id TEXT NOT NULL PRIMARY KEY,
    client TEXT NOT NULL REFERENCES clients (id),
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    details TEXT NOT NULL,
    source TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX health_facts_by_client ON health_facts (client, ended_at);

CREATE TABLE measures (
    id TEXT NOT NULL PRIMARY KEY,
    client TEXT NOT NULL REFERENCES clients (id),
    appointment TEXT REFERENCES appointments (id),
    scale TEXT NOT NULL,
    moment TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    source TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (source, scale, moment)
);
CREATE INDEX measures_by_client ON measures (client, recorded_at);
