-- Every two words of a client's name, in both orders: who types the starts of two words is answered from one walk of this key,
-- however many clients bear either. Kept with the words in client_keys by clients.cpp.
CREATE TABLE client_pairs (
    word TEXT NOT NULL,
    other TEXT NOT NULL,
    client TEXT NOT NULL REFERENCES clients (id),
    PRIMARY KEY (word, other, client)
);

INSERT INTO client_pairs (word, other, client)
SELECT a.key, b.key, a.client
FROM client_keys a
JOIN client_keys b ON b.client = a.client AND b.kind = 'word' AND b.key <> a.key
WHERE a.kind = 'word'
ORDER BY a.key, b.key, a.client;
