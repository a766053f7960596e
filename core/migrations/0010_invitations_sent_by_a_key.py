"""Note by which workspace key an invitation was sent, so that revoking the key ends it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_one_index_for_each_purpose"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="sent_by_key",
            field=models.UUIDField(null=True),
        ),
    ]
