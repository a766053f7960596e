"""Let each project's vectors lie in a space of their model, as long as that model makes them."""

import core.tenancy.ids
import django.db.models.deletion
import django.db.models.manager
import pgvector.django.halfvec
from django.db import migrations, models

from core.tenancy.policies import SWEEP, CompositeForeignKey, OwnTable

NARROW = {
    "db_constraint": False,
    "db_index": False,
    "on_delete": django.db.models.deletion.CASCADE,
    "related_name": "+",
}
OWNED = {
    "options": {
        "abstract": False,
        "base_manager_name": "unscoped",
        "default_manager_name": "unscoped",
    },
    "managers": [("unscoped", django.db.models.manager.Manager())],
}
# The owner reads all rows for the length of this migration.
OPEN = """
ALTER TABLE knowledge_formervector NO FORCE ROW LEVEL SECURITY;
"""
FILL = """
INSERT INTO knowledge_vectorspace
    (id, created_at, workspace_id, project_id, model_key, dimensions, state, indexed, error_message)
SELECT gen_random_uuid(), now(), workspace_id, project_id,
    'local:all-minilm-l6-v2', 384, 'active', false, ''
FROM knowledge_formervector GROUP BY workspace_id, project_id;
INSERT INTO knowledge_chunkvector (workspace_id, document_id, chunk_id, space_id, embedding)
SELECT former.workspace_id, former.document_id, former.chunk_id, space.id, former.embedding
FROM knowledge_formervector AS former JOIN knowledge_vectorspace AS space USING (project_id);
DROP TABLE knowledge_formervector;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0003_answers_of_a_workspace"),
        ("knowledge", "0005_asking_providers"),
        ("projects", "0002_row_level_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="VectorSpace",
            fields=[
                ("id", models.UUIDField(default=core.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("model_key", models.CharField(max_length=300)),
                ("dimensions", models.PositiveSmallIntegerField()),
                ("state", models.CharField(choices=[("building", "Building"), ("active", "Active"), ("retired", "Retired"), ("failed", "Failed")], max_length=8)),
                ("indexed", models.BooleanField(default=False)),
                ("retired_at", models.DateTimeField(null=True)),
                ("error_message", models.TextField(blank=True)),
                ("project", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="projects.project")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.workspace")),
            ],
            **OWNED,
        ),
        migrations.AddConstraint(
            model_name="vectorspace",
            constraint=models.UniqueConstraint(fields=("workspace", "id"), name="space_in_workspace"),
        ),
        migrations.AddConstraint(
            model_name="vectorspace",
            constraint=models.UniqueConstraint(condition=models.Q(("state__in", ["building", "active"])), fields=("workspace", "project", "state"), name="one_space_a_state"),
        ),
        # A primary key cannot be changed in place: the table is made anew and filled from the old.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("ALTER TABLE knowledge_chunkvector RENAME TO knowledge_formervector"),
            ],
            state_operations=[migrations.DeleteModel(name="ChunkVector")],
        ),
        migrations.CreateModel(
            name="ChunkVector",
            fields=[
                ("pk", models.CompositePrimaryKey("chunk_id", "space_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("embedding", pgvector.django.halfvec.HalfVectorField()),
                ("chunk", models.ForeignKey(to="knowledge.chunk", **NARROW)),
                ("document", models.ForeignKey(to="projects.document", **NARROW)),
                ("space", models.ForeignKey(to="knowledge.vectorspace", **NARROW)),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.workspace")),
            ],
            **OWNED,
        ),
        migrations.RunSQL("ALTER TABLE knowledge_chunkvector ALTER embedding SET STORAGE PLAIN"),
        migrations.RunSQL(OPEN),
        migrations.RunSQL(FILL),
        migrations.AddIndex(
            model_name="chunkvector",
            index=models.Index(fields=["workspace", "space", "document"], name="knowledge_c_workspa_8e0b69_idx"),
        ),
        # A space determines its workspace; told so, the planner does not take rows for fewer.
        migrations.RunSQL(
            "CREATE STATISTICS knowledge_spaces (dependencies, ndistinct)"
            " ON workspace_id, space_id FROM knowledge_chunkvector"
        ),
        # The sweep reads ids and states of all spaces, to clear away indexes of those deleted.
        OwnTable("knowledge_vectorspace", opened_by=(SWEEP,)),
        OwnTable("knowledge_chunkvector"),
        CompositeForeignKey("knowledge_vectorspace", "project_id", "projects_project"),
        CompositeForeignKey("knowledge_chunkvector", "chunk_id", "knowledge_chunk"),
        CompositeForeignKey("knowledge_chunkvector", "space_id", "knowledge_vectorspace"),
        CompositeForeignKey("knowledge_chunkvector", "document_id", "projects_document"),
    ]
