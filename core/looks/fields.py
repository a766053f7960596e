"""Form fields that take the focus when they are wrong."""

from __future__ import annotations

from typing import Any

from django.forms import Widget
from django.forms.boundfield import BoundField


class FocusingField(BoundField):
    """A bound field of any form; after an error the first wrong one has the focus.

    Otherwise a page that comes back with errors leaves keyboards and screen readers at its top.
    """

    @property
    def takes_focus(self) -> bool:
        """Whether this is the first visible field of its form that is wrong."""
        wrong = (field.name for field in self.form.visible_fields() if field.errors)
        return next(wrong, None) == self.name

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        """Return the widget's attributes; in a group of boxes its fieldset has the focus."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if self.form.is_bound and self.form.errors:
            built["autofocus"] = self.takes_focus and not self.use_fieldset
        return built
