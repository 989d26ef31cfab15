CREATE TRIGGER contraindications_answer_stays BEFORE UPDATE ON contraindications_answers
BEGIN
    SELECT RAISE(ABORT, 'an answer to a finding does not change');
END;

CREATE TRIGGER contraindications_answer_is_kept BEFORE DELETE ON contraindications_answers
BEGIN
    SELECT RAISE(ABORT, 'an answer to a finding does not change');
END;
