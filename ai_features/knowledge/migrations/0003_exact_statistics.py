"""Let the database keep the term statistics: exact by whatever way a document comes or goes."""

from django.db import migrations

# One writer at a time for each project, so that counts add up and rows are not locked crosswise.
COUNT = """
CREATE FUNCTION knowledge_count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.project_id::text, 20));
    INSERT INTO knowledge_collection
        (id, created_at, workspace_id, project_id, language, chunks)
    VALUES (gen_random_uuid(), now(), NEW.workspace_id, NEW.project_id, NEW.language, NEW.chunks)
    ON CONFLICT (workspace_id, project_id, language)
        DO UPDATE SET chunks = knowledge_collection.chunks + excluded.chunks;
    INSERT INTO knowledge_termstatistic
        (id, created_at, workspace_id, project_id, term, chunks)
    SELECT gen_random_uuid(), now(), NEW.workspace_id, NEW.project_id, counted.term, counted.chunks
    FROM unnest(NEW.terms, NEW.counts) AS counted (term, chunks)
    ON CONFLICT (workspace_id, project_id, term)
        DO UPDATE SET chunks = knowledge_termstatistic.chunks + excluded.chunks;
    RETURN NULL;
END $$;

CREATE FUNCTION knowledge_uncount_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(OLD.project_id::text, 20));
    UPDATE knowledge_collection SET chunks = chunks - OLD.chunks
    WHERE workspace_id = OLD.workspace_id AND project_id = OLD.project_id
        AND language = OLD.language;
    UPDATE knowledge_termstatistic AS kept SET chunks = kept.chunks - counted.chunks
    FROM unnest(OLD.terms, OLD.counts) AS counted (term, chunks)
    WHERE kept.workspace_id = OLD.workspace_id AND kept.project_id = OLD.project_id
        AND kept.term = counted.term;
    DELETE FROM knowledge_termstatistic
    WHERE workspace_id = OLD.workspace_id AND project_id = OLD.project_id
        AND term = ANY (OLD.terms) AND chunks <= 0;
    RETURN NULL;
END $$;

CREATE TRIGGER count_terms AFTER INSERT ON knowledge_documentterms
    FOR EACH ROW EXECUTE FUNCTION knowledge_count_terms();
CREATE TRIGGER uncount_terms AFTER DELETE ON knowledge_documentterms
    FOR EACH ROW EXECUTE FUNCTION knowledge_uncount_terms();
"""
UNCOUNT = """
DROP TRIGGER uncount_terms ON knowledge_documentterms;
DROP TRIGGER count_terms ON knowledge_documentterms;
DROP FUNCTION knowledge_uncount_terms();
DROP FUNCTION knowledge_count_terms();
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0002_row_level_security")]

    operations = [migrations.RunSQL(COUNT, UNCOUNT)]
