"""Django's forms, drawn by our own field component."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws every form, allauth's included, with the field that pages use by hand."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
