-- Every word of a client's name as itself and with each one of its letters left out: a name that was typed with one mistake is
-- found by what both have in common. Words of 3 to 32 letters, folded as in client_keys; kept by similar_names.cpp.
CREATE TABLE client_words (
    deletion TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (deletion, word)
);

INSERT INTO client_words (deletion, word)
WITH RECURSIVE places (place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM places WHERE place < 32),
words (word) AS (SELECT DISTINCT key FROM client_keys WHERE kind = 'word' AND LENGTH(key) BETWEEN 3 AND 32)
SELECT word, word FROM words
UNION
SELECT SUBSTR(word, 1, place - 1) || SUBSTR(word, place + 1), word FROM words JOIN places ON place <= LENGTH(word);
