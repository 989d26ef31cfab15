-- With the status: whether a client has been here before, which is asked for each visit of a day, is answered from this index alone.
DROP INDEX appointments_by_client;
CREATE INDEX appointments_by_client ON appointments (client, starts_at, status);
