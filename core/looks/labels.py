"""Labels of forms that are not ours, in our words."""

from __future__ import annotations

from typing import Final

# What django-allauth calls its fields: in title case, and with another word for e-mail.
LABELS: Final = {
    "Email": "E-mail",
    "Current Password": "Current password",
    "New Password": "New password",
    "New Password (again)": "New password, again",
    "Password (again)": "Password, again",
}


def own_label(label: object) -> str:
    """Return our word for a field's label, or the label."""
    return LABELS.get(str(label), str(label))
