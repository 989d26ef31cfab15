CREATE TABLE good_neighbour_words (id TEXT NOT NULL PRIMARY KEY, word TEXT NOT NULL);
