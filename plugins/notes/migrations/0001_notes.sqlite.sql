CREATE TRIGGER notes_signed_stays BEFORE UPDATE ON notes_notes WHEN OLD.status = 'signed'
BEGIN
    SELECT RAISE(ABORT, 'a signed note does not change');
END;

CREATE TRIGGER notes_signed_is_kept BEFORE DELETE ON notes_notes WHEN OLD.status = 'signed'
BEGIN
    SELECT RAISE(ABORT, 'a signed note does not change');
END;

CREATE TRIGGER notes_addendum_stays BEFORE UPDATE ON notes_addenda
BEGIN
    SELECT RAISE(ABORT, 'an addendum does not change');
END;

CREATE TRIGGER notes_addendum_is_kept BEFORE DELETE ON notes_addenda
BEGIN
    SELECT RAISE(ABORT, 'an addendum does not change');
END;
