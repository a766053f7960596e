"""Put both scans into functions of the database: what each may see and how it is planned."""

from django.db import migrations

# Row-level security lets only leakproof operators near an index, and && is not one. So this
# function reads as the owner, for whom this one table (hashes and weights, no text) is open, and
# looks at the transaction's workspace itself: no caller can name another.
WORDS = """
CREATE POLICY owner_finds_words ON knowledge_chunkterms FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION knowledge_word_hits(
    project uuid, wanted sparsevec, candidates bigint[], documents uuid[], depth integer
) RETURNS TABLE (chunk uuid, score double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, extensions, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off
AS $$
BEGIN
    RETURN QUERY
    SELECT scored.chunk_id, -scored.distance FROM (
        SELECT found.chunk_id, found.weights <#> wanted AS distance FROM (
            -- By the keys alone, so that no plan reads a whole project or table to look at them.
            SELECT kept.workspace_id, kept.project_id, kept.document_id, kept.chunk_id, kept.weights
            FROM public.knowledge_chunkterms AS kept WHERE kept.keys && candidates OFFSET 0
        ) AS found
        WHERE found.workspace_id = nullif(current_setting('app.ws', true), '')::uuid
            AND found.project_id = project
            AND (documents IS NULL OR found.document_id = ANY (documents))
        -- OFFSET keeps the planner from working the product out three times a row.
        OFFSET 0
    ) AS scored
    WHERE scored.distance < 0 ORDER BY scored.distance, scored.chunk_id LIMIT depth;
END $$;
REVOKE ALL ON FUNCTION knowledge_word_hits FROM PUBLIC;
GRANT EXECUTE ON FUNCTION knowledge_word_hits TO vitrine_app;
"""
NO_WORDS = """
DROP FUNCTION knowledge_word_hits;
DROP POLICY owner_finds_words ON knowledge_chunkterms;
"""

WORDS_EXACTLY = """
CREATE FUNCTION knowledge_word_hits_exactly(
    project uuid, wanted sparsevec, documents uuid[], depth integer
) RETURNS TABLE (chunk uuid, score double precision)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    RETURN QUERY
    SELECT scored.chunk_id, -scored.distance FROM (
        SELECT kept.chunk_id, kept.weights <#> wanted AS distance
        FROM knowledge_chunkterms AS kept
        WHERE kept.workspace_id = nullif(current_setting('app.ws', true), '')::uuid
            AND kept.project_id = project
            AND (documents IS NULL OR kept.document_id = ANY (documents))
        OFFSET 0
    ) AS scored
    WHERE scored.distance < 0 ORDER BY scored.distance, scored.chunk_id LIMIT depth;
END $$;
"""
NO_WORDS_EXACTLY = "DROP FUNCTION knowledge_word_hits_exactly;"

# These run as whoever calls, below row-level security. The statement is written out each time,
# because a partial index is used only where the plan knows its space.
NEAREST = """
-- A session knows pgvector's settings once it has touched one of its types.
SELECT '[1]'::halfvec;

CREATE FUNCTION knowledge_nearest(
    space uuid, dimensions integer, wanted halfvec, depth integer
) RETURNS TABLE (chunk uuid, score double precision)
LANGUAGE plpgsql STABLE
SET enable_sort = off
SET hnsw.iterative_scan = relaxed_order
SET hnsw.ef_search = 100
AS $$
BEGIN
    PERFORM set_config('hnsw.ef_search', least(1000, greatest(100, depth))::text, true);
    RETURN QUERY EXECUTE format(
        'SELECT chunk_id, -(embedding::halfvec(%1$s) <#> $1::halfvec(%1$s))'
        ' FROM knowledge_chunkvector WHERE workspace_id = %2$L AND space_id = %3$L'
        ' ORDER BY embedding::halfvec(%1$s) <#> $1::halfvec(%1$s) LIMIT %4$s',
        dimensions, nullif(current_setting('app.ws', true), '')::uuid, space, depth
    ) USING wanted;
END $$;

CREATE FUNCTION knowledge_nearest_exactly(
    space uuid, wanted halfvec, documents uuid[], depth integer
) RETURNS TABLE (chunk uuid, score double precision)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    RETURN QUERY
    SELECT scored.chunk_id, -scored.distance FROM (
        SELECT kept.chunk_id, kept.embedding <#> wanted AS distance
        FROM knowledge_chunkvector AS kept
        WHERE kept.workspace_id = nullif(current_setting('app.ws', true), '')::uuid
            AND kept.space_id = space
            AND (documents IS NULL OR kept.document_id = ANY (documents))
        OFFSET 0
    ) AS scored
    ORDER BY scored.distance, scored.chunk_id LIMIT depth;
END $$;
"""
NO_NEAREST = """
DROP FUNCTION knowledge_nearest_exactly;
DROP FUNCTION knowledge_nearest;
"""


class Migration(migrations.Migration):

    dependencies = [("knowledge", "0007_candidates_by_terms")]

    operations = [
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(WORDS_EXACTLY, NO_WORDS_EXACTLY),
        migrations.RunSQL(NEAREST, NO_NEAREST),
    ]
