CREATE INDEX grows_words_marked ON grows_words (mark, id);
