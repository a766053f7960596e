"""Filters that turn figures and names into what a page shows."""

from __future__ import annotations

from django import template

from core.audit.words import in_words
from core.looks.figures import browser, dollars, sparkline
from core.looks.labels import own_label
from core.looks.spaced import in_fours

register = template.Library()
register.filter("browser", browser)
register.filter("in_fours", in_fours)
register.filter("in_words", in_words)
register.filter("own_label", own_label)
register.filter("dollars", dollars)
register.filter("sparkline", sparkline)
