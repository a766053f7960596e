"""Put the third lock on conversations."""

from django.db import migrations

from core.tenancy.policies import CompositeForeignKey, OwnTable


class Migration(migrations.Migration):
    dependencies = [("chat", "0001_initial"), ("projects", "0002_row_level_security")]

    operations = [
        OwnTable("chat_conversation"),
        CompositeForeignKey("chat_conversation", "project_id", "projects_project"),
    ]
