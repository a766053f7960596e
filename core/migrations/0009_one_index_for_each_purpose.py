"""Drop indexes that are only the beginning of another.

See docs/decisions/0046-an-index-for-each-purpose.md.
"""

from django.db import migrations

from core.tenancy.indexes import DropKeyIndex


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_jobs_that_ended"),
    ]

    operations = [
        DropKeyIndex("auditevent", "workspace"),
        DropKeyIndex("invitation", "workspace"),
        DropKeyIndex("job", "workspace"),
        DropKeyIndex("membership", "workspace"),
    ]
