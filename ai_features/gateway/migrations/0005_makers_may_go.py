"""Let a provider outlive the account of whoever set it up."""

from django.db import migrations

from core.tenancy.policies import FollowPerson


class Migration(migrations.Migration):
    dependencies = [("gateway", "0004_rerank_model"), ("core", "0005_going_on")]

    operations = [FollowPerson("gateway_provider", "created_by_id", on_delete="SET NULL")]
