"""Let projects and documents outlive the account of whoever made them."""

from django.db import migrations

from core.tenancy.policies import FollowPerson


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_documents_of_mine"), ("core", "0005_going_on")]

    operations = [
        FollowPerson("projects_project", "created_by_id", on_delete="SET NULL"),
        FollowPerson("projects_document", "created_by_id", on_delete="SET NULL"),
    ]
