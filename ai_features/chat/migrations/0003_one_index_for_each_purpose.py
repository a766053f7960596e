"""Drop indexes that are only the beginning of another.

See docs/decisions/0046-an-index-for-each-purpose.md.
"""

from django.db import migrations

from core.tenancy.indexes import DropKeyIndex


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0002_row_level_security"),
        ("core", "0009_one_index_for_each_purpose"),
    ]

    operations = [
        DropKeyIndex("conversation", "workspace"),
    ]
