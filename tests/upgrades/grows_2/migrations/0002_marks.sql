ALTER TABLE grows_words ADD COLUMN mark BIGINT NOT NULL DEFAULT 0;
CREATE TABLE grows_marks (mark BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO grows_marks (mark, name) VALUES (0, 'none'), (1, 'one');
