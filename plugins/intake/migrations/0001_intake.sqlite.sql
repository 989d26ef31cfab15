CREATE TRIGGER intake_submitted_stays BEFORE UPDATE ON intake_responses WHEN OLD.status = 'submitted'
BEGIN
    SELECT RAISE(ABORT, 'a submitted form does not change');
END;

CREATE TRIGGER intake_submitted_is_kept BEFORE DELETE ON intake_responses WHEN OLD.status = 'submitted'
BEGIN
    SELECT RAISE(ABORT, 'a submitted form does not change');
END;

CREATE TRIGGER intake_published_stays BEFORE UPDATE ON intake_forms
BEGIN
    SELECT RAISE(ABORT, 'a published form does not change');
END;
