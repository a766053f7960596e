"""Name each chunk's terms by keys of its project, so that candidates are found by an index."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# As ai_features.knowledge.words.bm25.term_key: 34 bits of the project, 29 of the term.
FILL = r"""
ALTER TABLE knowledge_chunkterms NO FORCE ROW LEVEL SECURITY;
UPDATE knowledge_chunkterms SET keys = coalesce((
    SELECT array_agg(
        (('x' || right(replace(project_id::text, '-', ''), 16))::bit(64)::bigint & 17179869183) << 29
        | (found[1]::bigint - 1)
    ) FROM regexp_matches(weights::text, '(\d+):', 'g') AS found
), '{}');
ALTER TABLE knowledge_chunkterms FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [("knowledge", "0006_vector_spaces")]

    operations = [
        migrations.AddField(
            model_name="chunkterms",
            name="keys",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="chunkterms",
            name="keys",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
        ),
        # Scanned row by row, so never out of line; the keys may go there, only the index reads them.
        migrations.RunSQL(
            "ALTER TABLE knowledge_chunkterms ALTER weights SET STORAGE PLAIN",
            migrations.RunSQL.noop,
        ),
        # Without a list of pending entries, which every search would read through.
        migrations.AddIndex(
            model_name="chunkterms",
            index=django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="candidates_by_term", fastupdate=False),
        ),
    ]
