"""Put the third lock on chunks and what finds them, and tie each to parents of its workspace."""

from django.db import migrations

from core.tenancy.policies import CompositeForeignKey, OwnTable

LEGS = ("knowledge_chunkvector", "knowledge_chunkterms")
STATISTICS = ("knowledge_collection", "knowledge_termstatistic", "knowledge_documentterms")


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_chunks_and_what_finds_them")]

    operations = [
        *(OwnTable(table) for table in ("knowledge_chunk", *LEGS, *STATISTICS)),
        *(CompositeForeignKey(table, "chunk_id", "knowledge_chunk") for table in LEGS),
        *(
            CompositeForeignKey(table, "document_id", "projects_document")
            for table in ("knowledge_chunk", *LEGS, "knowledge_documentterms")
        ),
        *(
            CompositeForeignKey(table, "project_id", "projects_project")
            for table in ("knowledge_chunk", *LEGS, *STATISTICS)
        ),
    ]
