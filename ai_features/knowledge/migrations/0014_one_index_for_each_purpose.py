"""Drop indexes that are only the beginning of another.

See docs/decisions/0046-an-index-for-each-purpose.md.
"""

from django.db import migrations, models

from core.tenancy.indexes import DropKeyIndex


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_one_index_for_each_purpose"),
        ("knowledge", "0013_planned_once_a_space"),
        ("projects", "0006_one_index_for_each_purpose"),
    ]

    operations = [
        DropKeyIndex("chunk", "workspace"),
        DropKeyIndex("chunkterms", "workspace"),
        DropKeyIndex("chunkvector", "workspace"),
        DropKeyIndex("collection", "workspace"),
        DropKeyIndex("documentterms", "workspace"),
        DropKeyIndex("projectsearch", "workspace"),
        DropKeyIndex("termstatistic", "workspace"),
        DropKeyIndex("vectorspace", "workspace"),
        migrations.AddIndex(
            model_name="documentterms",
            index=models.Index(fields=["workspace"], name="knowledge_d_workspa_b32cea_idx"),
        ),
        migrations.AddIndex(
            model_name="projectsearch",
            index=models.Index(fields=["workspace"], name="knowledge_p_workspa_e9c232_idx"),
        ),
    ]
