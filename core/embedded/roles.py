"""The database roles that every instance has."""

from __future__ import annotations

from typing import Final

# What the site acts as: it owns nothing, and cannot bypass row-level security.
APP_ROLE: Final = "vitrine_app"
# Of a database of our own; it has the owner's name.
OWNER: Final = "vitrine"
