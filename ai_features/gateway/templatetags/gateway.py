"""Why a run failed, for the templates of every layer."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext

from ai_features.gateway import remedies
from ai_features.gateway.errors import in_few_words
from ai_features.gateway.vectors import phrase_of
from ai_features.runs.models import Run

register = template.Library()
register.filter("model_phrase", phrase_of)
register.filter("in_few_words", in_few_words)


@register.simple_tag(takes_context=True)
def why_failed(context: RequestContext, run: Run) -> remedies.WhyFailed:
    """Return why ``run`` failed, in words for whoever reads the page."""
    return remedies.why_failed(run, context["request"].access)
