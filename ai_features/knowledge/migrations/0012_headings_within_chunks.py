"""Keep with a chunk which heading each part of it stands under: it may hold several."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("knowledge", "0011_search_in_less_time")]

    operations = [
        migrations.AddField(
            model_name="chunk", name="steps", field=models.JSONField(default=list)
        ),
    ]
