"""Django's forms, rendered with our own field component."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting

from core.looks.fields import FocusingField


class FormRenderer(TemplatesSetting):
    """Renders every form, allauth's included, with the field component that pages use directly."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = FocusingField
