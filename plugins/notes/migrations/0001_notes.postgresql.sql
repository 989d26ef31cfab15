CREATE FUNCTION notes_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed note and its addenda do not change' USING ERRCODE = 'integrity_constraint_violation';
END;
$$;

CREATE TRIGGER notes_signed_stays BEFORE UPDATE OR DELETE ON notes_notes
    FOR EACH ROW WHEN (OLD.status = 'signed') EXECUTE FUNCTION notes_refuse_change();

CREATE TRIGGER notes_addendum_stays BEFORE UPDATE OR DELETE ON notes_addenda
    FOR EACH ROW EXECUTE FUNCTION notes_refuse_change();
