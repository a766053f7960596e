"""Put the third lock on golden sets and measurements, and tie each to its own workspace."""

from django.db import migrations

from core.tenancy.policies import CompositeForeignKey, OwnTable

KEYS = (
    ("bench_goldenquestion", "project_id", "projects_project"),
    ("bench_goldenpassage", "question_id", "bench_goldenquestion"),
    ("bench_goldenpassage", "document_id", "projects_document"),
    ("bench_measurement", "project_id", "projects_project"),
    ("bench_measuredquestion", "measurement_id", "bench_measurement"),
)


class Migration(migrations.Migration):
    dependencies = [("bench", "0001_golden_sets_and_measurements")]

    operations = [
        *(
            OwnTable(table)
            for table in (
                "bench_goldenquestion",
                "bench_goldenpassage",
                "bench_measurement",
                "bench_measuredquestion",
            )
        ),
        *(CompositeForeignKey(*key) for key in KEYS),
    ]
