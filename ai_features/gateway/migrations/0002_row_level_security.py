"""Put the third lock on the keys that workspaces bring."""

from django.db import migrations

from core.tenancy.policies import OwnTable


class Migration(migrations.Migration):
    dependencies = [("gateway", "0001_initial"), ("core", "0002_row_level_security")]

    operations = [OwnTable("gateway_provider")]
