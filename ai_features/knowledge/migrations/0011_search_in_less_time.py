"""Look at the workspace once a search instead of at each row; go no deeper than is asked for."""

from django.db import migrations

FORMER_DEPTH, DEPTH = 100, 40
# Looked at by a whole function, or by the plan that it runs, and that is for each row.
ONCE, EACH = "this_workspace", "nullif(current_setting('app.ws', true), '')::uuid"


def words(workspace):
    return f"""
CREATE OR REPLACE FUNCTION knowledge_word_hits(
    project uuid, wanted sparsevec, candidates bigint[], documents uuid[], depth integer
) RETURNS TABLE (chunk uuid, score double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, extensions, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off
AS $$
DECLARE
    this_workspace uuid := nullif(current_setting('app.ws', true), '');
BEGIN
    RETURN QUERY
    SELECT scored.chunk_id, -scored.distance FROM (
        SELECT found.chunk_id, found.weights <#> wanted AS distance FROM (
            -- By the keys alone, so that no plan reads a whole project or table to look at them.
            SELECT kept.workspace_id, kept.project_id, kept.document_id, kept.chunk_id, kept.weights
            FROM public.knowledge_chunkterms AS kept WHERE kept.keys && candidates OFFSET 0
        ) AS found
        WHERE found.workspace_id = {workspace}
            AND found.project_id = project
            AND (documents IS NULL OR found.document_id = ANY (documents))
        -- OFFSET keeps the planner from working the product out three times a row.
        OFFSET 0
    ) AS scored
    WHERE scored.distance < 0 ORDER BY scored.distance, scored.chunk_id LIMIT depth;
END $$;
"""


def nearest(least):
    return f"""
CREATE OR REPLACE FUNCTION knowledge_nearest(
    space uuid, dimensions integer, wanted halfvec, depth integer
) RETURNS TABLE (chunk uuid, score double precision)
LANGUAGE plpgsql STABLE
SET enable_sort = off
SET hnsw.iterative_scan = relaxed_order
SET hnsw.ef_search = {least}
AS $$
BEGIN
    PERFORM set_config('hnsw.ef_search', least(1000, greatest({least}, depth))::text, true);
    RETURN QUERY EXECUTE format(
        'SELECT chunk_id, -(embedding::halfvec(%1$s) <#> $1::halfvec(%1$s))'
        ' FROM knowledge_chunkvector WHERE workspace_id = %2$L AND space_id = %3$L'
        ' ORDER BY embedding::halfvec(%1$s) <#> $1::halfvec(%1$s) LIMIT %4$s',
        dimensions, nullif(current_setting('app.ws', true), '')::uuid, space, depth
    ) USING wanted;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("knowledge", "0010_uncount_documents_together")]

    operations = [
        # pgvector's settings are known to a session that has touched one of its types.
        migrations.RunSQL("SELECT '[1]'::halfvec", migrations.RunSQL.noop),
        migrations.RunSQL(words(ONCE), words(EACH)),
        migrations.RunSQL(nearest(DEPTH), nearest(FORMER_DEPTH)),
    ]
