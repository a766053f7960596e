"""Execute a summary run: written by a model if there is one, else quoted."""

from __future__ import annotations

from ai_features.gateway import chat_model
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.summary.options import SummaryOptions
from ai_features.summary.quoting import quote_summary
from ai_features.summary.sources import sources_of
from ai_features.summary.writing import write_summary
from core.errors import Invalid


def summarise(context: RunContext) -> Outcome:
    """Return the summary of what the run is about; raise ``Invalid`` if that has no text."""
    options = SummaryOptions.model_validate(
        {name: context.input[name] for name in SummaryOptions.model_fields if name in context.input}
    )
    context.progress(0, 1, "reading")
    sources = sources_of(context.run)
    if not sources:
        raise Invalid("There is no text in what you chose.", code="empty")
    model = chat_model(context.workspace_id)
    if model is None:
        return quote_summary(context, options, sources)
    return write_summary(context, options, sources, model)
