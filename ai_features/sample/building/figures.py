"""The two drawings of the manual."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from ai_features.sample.building.colours import HAIRLINE, HEATH, PAPER, SLATE, STONE

INK, ACCENT = HexColor(f"#{SLATE}"), HexColor(f"#{HEATH}")
GREY, LINE, GROUND = HexColor(f"#{STONE}"), HexColor(f"#{HAIRLINE}"), HexColor(f"#{PAPER}")
WIDTH = 470


def draw(name: str) -> Any:
    """Return the drawing of that name."""
    return {"airpath": _air_path, "panel": _panel}[name]()


def _label(x: float, y: float, text: str, *, size: float = 8, colour: Color = INK) -> Any:
    return String(
        x, y, text, fontName="Helvetica", fontSize=size, fillColor=colour, textAnchor="middle"
    )


def _box(x: float, y: float, width: float, *lines: str) -> Any:
    height = 34.0
    group = Group(
        Rect(x, y, width, height, rx=3, fillColor=white, strokeColor=INK, strokeWidth=0.8)
    )
    first = y + height / 2 + 5 * (len(lines) - 1) - 3
    for number, text in enumerate(lines):
        group.add(_label(x + width / 2, first - 10 * number, text))
    return group


def _arrow(*points: float) -> Any:
    """Draw a path through the points, with its head at the last of them."""
    group = Group()
    pairs = list(zip(points[::2], points[1::2], strict=True))
    for (x1, y1), (x2, y2) in pairwise(pairs):
        group.add(Line(x1, y1, x2, y2, strokeColor=ACCENT, strokeWidth=1.4))
    (x1, y1), (x2, y2) = pairs[-2:]
    across, up = (x2 > x1) - (x2 < x1), (y2 > y1) - (y2 < y1)
    head = (
        x2, y2,
        x2 - 6 * across - 3 * up, y2 - 6 * up - 3 * across,
        x2 - 6 * across + 3 * up, y2 - 6 * up + 3 * across,
    )  # fmt: skip
    group.add(Polygon(head, fillColor=ACCENT, strokeColor=ACCENT, strokeWidth=0.2))
    return group


def _air_path() -> Any:
    drawing = Drawing(WIDTH, 178)
    drawing.add(Rect(52, 14, 296, 120, rx=5, fillColor=GROUND, strokeColor=LINE))
    drawing.add(_label(200, 140, "Curlew M3", colour=GREY))
    drawing.add(_label(20, 78, "Room air", colour=GREY))
    parts = [
        _box(64, 57, 56, "Three", "filters"),
        _box(132, 57, 44, "Pump"),
        _box(196, 90, 70, "Humidifier"),
        _box(196, 24, 70, "Cold plate"),
        _box(286, 57, 52, "Mixing", "valve"),
    ]
    flows = [
        _arrow(36, 74, 64, 74),
        _arrow(120, 74, 132, 74),
        _arrow(176, 74, 186, 74, 186, 107, 196, 107),
        _arrow(186, 74, 186, 41, 196, 41),
        _arrow(266, 107, 276, 107, 276, 80, 286, 80),
        _arrow(266, 41, 276, 41, 276, 68, 286, 68),
        _arrow(338, 74, 384, 74, 384, 98),
    ]
    for piece in parts + flows:
        drawing.add(piece)
    _add_case(drawing)
    return drawing


def _add_case(drawing: Any) -> None:
    drawing.add(Rect(366, 98, 84, 66, fillColor=white, strokeColor=INK, strokeWidth=0.8))
    drawing.add(_label(408, 128, "Case"))
    drawing.add(Circle(436, 140, 3, fillColor=INK))
    drawing.add(_label(425, 150, "sensor", size=7, colour=GREY))
    back = [436, 137, 436, 6, 312, 6, 312, 57]
    for start in range(0, len(back) - 2, 2):
        drawing.add(
            Line(
                *back[start : start + 4], strokeColor=GREY, strokeWidth=0.7, strokeDashArray=[3, 2]
            )
        )
    drawing.add(_label(362, 80, "hose", size=7, colour=GREY))


def _panel() -> Any:
    drawing = Drawing(WIDTH, 128)
    drawing.add(Rect(60, 10, 260, 108, rx=6, fillColor=INK, strokeColor=INK))
    drawing.add(Rect(76, 44, 150, 60, rx=2, fillColor=GROUND, strokeColor=GROUND))
    drawing.add(_label(135, 70, "50.2", size=28))
    drawing.add(_label(183, 70, "% RH", size=9))
    drawing.add(_label(118, 53, "Set 50.0", size=8, colour=GREY))
    drawing.add(Rect(170, 52, 44, 7, fillColor=white, strokeColor=GREY, strokeWidth=0.5))
    drawing.add(Rect(170, 52, 30, 7, fillColor=ACCENT, strokeColor=ACCENT))
    for number, key in enumerate(("Set", "Up", "Down", "Alarm")):
        x = 96 + 37 * number
        drawing.add(Circle(x, 27, 9, fillColor=None, strokeColor=white, strokeWidth=0.8))
        drawing.add(_label(x, 24.5, key, size=5.5, colour=white))
    drawing.add(Circle(276, 76, 8, fillColor=HexColor("#7FA87A"), strokeColor=None))
    drawing.add(_label(276, 56, "status light", size=7, colour=white))
    _add_legend(drawing)
    return drawing


def _add_legend(drawing: Any) -> None:
    entries = (
        (98, "Humidity in the case"),
        (80, "Set point"),
        (62, "Water in the tank"),
        (27, "Keys"),
    )
    for y, text in entries:
        drawing.add(Line(320, y, 336, y, strokeColor=GREY, strokeWidth=0.5))
        legend = _label(340, y - 3, text, colour=GREY)
        legend.textAnchor = "start"
        drawing.add(legend)
