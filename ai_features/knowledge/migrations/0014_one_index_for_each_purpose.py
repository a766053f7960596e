"""Drop indexes that are only the beginning of another.

See docs/decisions/0046-an-index-for-each-purpose.md.
"""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy.indexes import DropKeyIndex


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_one_index_for_each_purpose"),
        ("knowledge", "0013_planned_once_a_space"),
        ("projects", "0006_one_index_for_each_purpose"),
    ]

    operations = [
        DropKeyIndex(
            model_name="chunk",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="chunkterms",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="chunkvector",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="collection",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="documentterms",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="projectsearch",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="termstatistic",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="vectorspace",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="documentterms",
            index=models.Index(fields=["workspace"], name="knowledge_d_workspa_b32cea_idx"),
        ),
        migrations.AddIndex(
            model_name="projectsearch",
            index=models.Index(fields=["workspace"], name="knowledge_p_workspa_e9c232_idx"),
        ),
    ]
