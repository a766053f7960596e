"""Keep the plans of both scans that score every chunk of a project, or of some of its documents.

See docs/decisions/0046-an-index-for-each-purpose.md.
"""

from django.db import migrations

# Of the ways to read these rows, only the index by workspace, owner and document reads no others.
# A plan made for all callers would weigh a scan of the table against it, and might choose that.
ITS_PLAN = """
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
"""
FORMER_PLAN = "SET plan_cache_mode = force_custom_plan"


def scan(*, name, owner, wanted, table, weights, found="true"):
    """Return a scan in two statements, so that the plan of each can be made once."""
    return f"""
CREATE OR REPLACE FUNCTION {name}(
    {owner} uuid, wanted {wanted}, documents uuid[], depth integer
) RETURNS TABLE (chunk uuid, score double precision)
LANGUAGE plpgsql STABLE {ITS_PLAN}
AS $$
DECLARE
    this_workspace uuid := nullif(current_setting('app.ws', true), '');
BEGIN
    IF documents IS NULL THEN
        RETURN QUERY
        SELECT scored.chunk_id, -scored.distance FROM (
            SELECT kept.chunk_id, kept.{weights} <#> wanted AS distance
            FROM {table} AS kept
            WHERE kept.workspace_id = this_workspace AND kept.{owner}_id = {owner}
            OFFSET 0
        ) AS scored
        WHERE {found} ORDER BY scored.distance, scored.chunk_id LIMIT depth;
    ELSE
        RETURN QUERY
        SELECT scored.chunk_id, -scored.distance FROM (
            SELECT kept.chunk_id, kept.{weights} <#> wanted AS distance
            FROM {table} AS kept
            WHERE kept.workspace_id = this_workspace AND kept.{owner}_id = {owner}
                AND kept.document_id = ANY (documents)
            OFFSET 0
        ) AS scored
        WHERE {found} ORDER BY scored.distance, scored.chunk_id LIMIT depth;
    END IF;
END $$;
"""


def former(*, name, owner, wanted, table, weights, found="true"):
    """Return the scan as it was: one statement, planned anew by each call."""
    return f"""
CREATE OR REPLACE FUNCTION {name}(
    {owner} uuid, wanted {wanted}, documents uuid[], depth integer
) RETURNS TABLE (chunk uuid, score double precision)
LANGUAGE plpgsql STABLE {FORMER_PLAN}
AS $$
BEGIN
    RETURN QUERY
    SELECT scored.chunk_id, -scored.distance FROM (
        SELECT kept.chunk_id, kept.{weights} <#> wanted AS distance
        FROM {table} AS kept
        WHERE kept.workspace_id = nullif(current_setting('app.ws', true), '')::uuid
            AND kept.{owner}_id = {owner}
            AND (documents IS NULL OR kept.document_id = ANY (documents))
        OFFSET 0
    ) AS scored
    WHERE {found} ORDER BY scored.distance, scored.chunk_id LIMIT depth;
END $$;
"""


WORDS = {
    "name": "knowledge_word_hits_exactly",
    "owner": "project",
    "wanted": "sparsevec",
    "table": "knowledge_chunkterms",
    "weights": "weights",
    "found": "scored.distance < 0",
}
VECTORS = {
    "name": "knowledge_nearest_exactly",
    "owner": "space",
    "wanted": "halfvec",
    "table": "knowledge_chunkvector",
    "weights": "embedding",
}


class Migration(migrations.Migration):

    dependencies = [("knowledge", "0014_one_index_for_each_purpose")]

    operations = [
        migrations.RunSQL(scan(**WORDS), former(**WORDS)),
        migrations.RunSQL(scan(**VECTORS), former(**VECTORS)),
    ]
