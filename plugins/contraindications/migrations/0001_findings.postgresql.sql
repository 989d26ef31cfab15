CREATE FUNCTION contraindications_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an answer to a finding does not change' USING ERRCODE = 'integrity_constraint_violation';
END;
$$;

CREATE TRIGGER contraindications_answer_stays BEFORE UPDATE OR DELETE ON contraindications_answers
    FOR EACH ROW EXECUTE FUNCTION contraindications_refuse_change();
