-- Runs after 0001_clinic.sql, on PostgreSQL only, in the same transaction.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE claims ADD CONSTRAINT claims_do_not_overlap
    EXCLUDE USING gist (kind WITH =, resource WITH =, int8range(from_ms, to_ms) WITH &&);
ALTER TABLE client_keys ALTER COLUMN key TYPE TEXT COLLATE "C";
ALTER TABLE clients ALTER COLUMN sort_key TYPE TEXT COLLATE "C";
CREATE SEQUENCE client_numbers START WITH 1001;
