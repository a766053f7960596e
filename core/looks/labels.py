"""Our wording for the labels of django-allauth's forms."""

from __future__ import annotations

from typing import Final

# django-allauth writes labels in title case, and spells e-mail differently.
LABELS: Final = {
    "Email": "E-mail",
    "Current Password": "Current password",
    "New Password": "New password",
    "New Password (again)": "New password, again",
    "Password (again)": "Password, again",
}


def own_label(label: object) -> str:
    """Return our wording of ``label``, or ``label`` itself if we have none."""
    return LABELS.get(str(label), str(label))
