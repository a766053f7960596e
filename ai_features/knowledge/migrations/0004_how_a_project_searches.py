"""What a project keeps of how it searches, below the third lock."""

import core.tenancy.ids
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from core.tenancy.policies import CompositeForeignKey, OwnTable


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_answers_of_a_workspace'),
        ('knowledge', '0003_exact_statistics'),
        ('projects', '0002_row_level_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProjectSearch',
            fields=[
                ('id', models.UUIDField(default=core.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('vector_share', models.FloatField(null=True)),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
                'constraints': [models.CheckConstraint(condition=models.Q(('vector_share', None), models.Q(('vector_share__gte', 0), ('vector_share__lte', 1)), _connector='OR'), name='vector_share_is_a_share')],
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        OwnTable("knowledge_projectsearch"),
        CompositeForeignKey("knowledge_projectsearch", "project_id", "projects_project"),
    ]
