"""Migration operations on the indexes of owned tables."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation


class DropKeyIndex(Operation):
    """Drop the index that Django gave a foreign key, where another index begins with its column.

    ``AlterField`` would also drop the key and add it anew, which checks every row: below row-level
    security the owner sees none of the rows that the key points to, and the check fails.
    """

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name = model_name
        self.name = name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Declare the key as one without an index."""
        key = state.models[app_label, self.model_name].get_field(self.name).clone()
        key.db_index = False
        state.alter_field(app_label, self.model_name, self.name, key, preserve_default=True)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Drop the index that Django gave the key."""
        model = to_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        kept = {index.name for index in model._meta.indexes}
        for name in schema_editor._constraint_names(
            model, [column], index=True, unique=False, type_="idx", exclude=kept
        ):
            schema_editor.execute(schema_editor._delete_index_sql(model, name))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Give the index back."""
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        for statement in schema_editor._field_indexes_sql(model, field):
            schema_editor.execute(statement)
