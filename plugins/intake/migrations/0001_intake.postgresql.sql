CREATE FUNCTION intake_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a submitted or published form does not change' USING ERRCODE = 'integrity_constraint_violation';
END;
$$;

CREATE TRIGGER intake_submitted_stays BEFORE UPDATE OR DELETE ON intake_responses
    FOR EACH ROW WHEN (OLD.status = 'submitted') EXECUTE FUNCTION intake_refuse_change();

CREATE TRIGGER intake_published_stays BEFORE UPDATE ON intake_forms
    FOR EACH ROW EXECUTE FUNCTION intake_refuse_change();
