"""The house colours of the invented company, as six hex digits: slate, heath and paper."""

from __future__ import annotations

SLATE = "2B3A42"
HEATH = "8A4B5E"
STONE = "6F7478"
HAIRLINE = "D5D2CA"
PAPER = "F6F3EC"
