"""Keep the plans of both scans of large projects.

See docs/decisions/0033-a-function-for-each-index.md.
"""

from django.db import migrations

PLANNED = "ALTER FUNCTION knowledge_word_hits SET plan_cache_mode = {};"

# The function of one space, under the name of its index. It runs as whoever calls, below row-level
# security. The owner alone calls this one: to make what it makes takes the owner's rights.
NEAREST = """
CREATE FUNCTION knowledge_give_nearest(space uuid, dimensions integer) RETURNS void
LANGUAGE plpgsql
AS $give$
DECLARE
    name text := 'knowledge_near_' || replace(space::text, '-', '');
BEGIN
    -- A session knows pgvector's settings once it has touched one of its types.
    PERFORM '[1]'::halfvec;
    EXECUTE format($make$
        CREATE OR REPLACE FUNCTION %1$I(wanted halfvec, depth integer)
        RETURNS TABLE (chunk uuid, score double precision)
        LANGUAGE plpgsql STABLE
        SET plan_cache_mode = force_generic_plan
        SET enable_sort = off
        SET hnsw.iterative_scan = relaxed_order
        SET hnsw.ef_search = 60
        AS $near$
        DECLARE
            this_workspace uuid := nullif(current_setting('app.ws', true), '');
        BEGIN
            IF depth > 60 THEN
                PERFORM set_config('hnsw.ef_search', least(1000, depth)::text, true);
            END IF;
            RETURN QUERY
            SELECT kept.chunk_id, -(kept.embedding::halfvec(%2$s) <#> wanted::halfvec(%2$s))
            FROM knowledge_chunkvector AS kept
            WHERE kept.workspace_id = this_workspace AND kept.space_id = %3$L
            ORDER BY kept.embedding::halfvec(%2$s) <#> wanted::halfvec(%2$s) LIMIT depth;
        END $near$
    $make$, name, dimensions, space);
    EXECUTE format('REVOKE ALL ON FUNCTION %I FROM PUBLIC', name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %I TO vitrine_app', name);
END $give$;
REVOKE ALL ON FUNCTION knowledge_give_nearest FROM PUBLIC;

SELECT knowledge_give_nearest(
    substr(indexname, length('knowledge_near_') + 1)::uuid,
    substring(indexdef FROM 'halfvec\\((\\d+)\\)')::integer
) FROM pg_indexes
WHERE tablename = 'knowledge_chunkvector' AND starts_with(indexname, 'knowledge_near_');

DROP FUNCTION knowledge_nearest;
"""
FORMER_NEAREST = """
SELECT '[1]'::halfvec;

CREATE FUNCTION knowledge_nearest(
    space uuid, dimensions integer, wanted halfvec, depth integer
) RETURNS TABLE (chunk uuid, score double precision)
LANGUAGE plpgsql STABLE
SET enable_sort = off
SET hnsw.iterative_scan = relaxed_order
SET hnsw.ef_search = 40
AS $$
BEGIN
    PERFORM set_config('hnsw.ef_search', least(1000, greatest(40, depth))::text, true);
    RETURN QUERY EXECUTE format(
        'SELECT chunk_id, -(embedding::halfvec(%1$s) <#> $1::halfvec(%1$s))'
        ' FROM knowledge_chunkvector WHERE workspace_id = %2$L AND space_id = %3$L'
        ' ORDER BY embedding::halfvec(%1$s) <#> $1::halfvec(%1$s) LIMIT %4$s',
        dimensions, nullif(current_setting('app.ws', true), '')::uuid, space, depth
    ) USING wanted;
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT proname FROM pg_proc WHERE starts_with(proname, 'knowledge_near_') LOOP
        EXECUTE format('DROP FUNCTION %I', name);
    END LOOP;
END $$;
DROP FUNCTION knowledge_give_nearest;
"""


class Migration(migrations.Migration):

    dependencies = [("knowledge", "0012_headings_within_chunks")]

    operations = [
        migrations.RunSQL(
            PLANNED.format("force_generic_plan"), PLANNED.format("force_custom_plan")
        ),
        migrations.RunSQL(NEAREST, FORMER_NEAREST),
    ]
