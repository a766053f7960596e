"""Filters that turn figures into what a page shows."""

from __future__ import annotations

from django import template

from core.looks.figures import browser, dollars, sparkline

register = template.Library()
register.filter("browser", browser)
register.filter("dollars", dollars)
register.filter("sparkline", sparkline)
