"""What JSON holds."""

from __future__ import annotations

from typing import Any

# An object; its values are whatever JSON can say.
Json = dict[str, Any]
