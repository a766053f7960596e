"""Drop indexes that are only the beginning of another.

See docs/decisions/0046-an-index-for-each-purpose.md.
"""

from django.db import migrations, models

from core.tenancy.indexes import DropKeyIndex


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_one_index_for_each_purpose"),
        ("projects", "0005_here_already"),
    ]

    operations = [
        DropKeyIndex("demo", "workspace"),
        DropKeyIndex("document", "workspace"),
        DropKeyIndex("documentfile", "workspace"),
        DropKeyIndex("documentpage", "workspace"),
        DropKeyIndex("project", "workspace"),
        migrations.AddIndex(
            model_name="documentfile",
            index=models.Index(fields=["workspace"], name="projects_do_workspa_0bc378_idx"),
        ),
    ]
