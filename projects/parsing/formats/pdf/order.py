"""Reading order: columns found by the white space between them, tables by their rows.

A recursive XY cut (Nagy and Seth, "Hierarchical representation of optically scanned documents",
1984) over blocks of lines; blocks that no white space separates keep the order of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from projects.parsing.formats.pdf.grid import find_tables, is_prose
from projects.parsing.formats.pdf.lines import Line
from projects.parsing.formats.pdf.narrow import with_narrow_cells

LINE_GAP = 1.1
SIZE_CHANGE = 1.2
GUTTER = 0.6
LEAST_SIDE_LINES = 2
DEEPEST = 12
SAME_HEIGHT = 0.5
PAIR = 2
FEWEST_LABELS = 2
LONGEST_LABEL = 24
LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass
class Region:
    """Lines that belong together; ``table`` is their text if they form a table."""

    lines: list[Line]
    table: str = ""

    @property
    def left(self) -> float:
        """Return the left edge."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """Return the right edge."""
        return max(line.right for line in self.lines)

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return min(line.bottom for line in self.lines)

    @property
    def top(self) -> float:
        """Return the upper edge."""
        return max(line.top for line in self.lines)


def regions_in_order(lines: list[Line]) -> list[Region]:
    """Return a page's regions as a person reads them; text set sideways comes last."""
    upright = [line for line in lines if not line.turned]
    sideways = [Region([line]) for line in lines if line.turned]
    upright = with_narrow_cells(upright)
    tables = find_tables(upright)
    taken = {id(line) for table in tables for line in table.lines}
    regions = gather([line for line in upright if id(line) not in taken])
    regions += [Region(table.lines, table.text) for table in tables]
    boxes = [_boxed(region) for region in regions]
    return [box.region for box in _ordered(boxes, depth=0)] + sideways


def gather(lines: Sequence[Line]) -> list[Region]:
    """Join lines that follow each other both in the file and down the page."""
    regions: list[Region] = []
    for line in lines:
        if regions and _continues(regions[-1].lines[-1], line):
            regions[-1].lines.append(line)
        else:
            regions.append(Region([line]))
    return regions


def _continues(last: Line, line: Line) -> bool:
    size = max(last.size, line.size)
    if size > min(last.size, line.size) * SIZE_CHANGE:
        return False
    if abs(last.middle - line.middle) < size * 0.5:
        return abs(line.left - last.right) < size * 3
    below = last.bottom - line.top
    overlap = min(last.right, line.right) - max(last.left, line.left)
    return -size * 0.6 < below < size * LINE_GAP and overlap > 0


def beside_each_other(boxes: list[_Box]) -> list[_Box]:
    """Sort lines at one height, or two blocks side by side, in their script's direction.

    Others keep their order.
    """
    lines = [box.region.lines[0] for box in boxes]
    spread = max(line.middle for line in lines) - min(line.middle for line in lines)
    level = spread < lines[0].size * SAME_HEIGHT and all(box.weight == 1 for box in boxes)
    apart = len(split(boxes, by_height=False, gap=0.0)) == len(boxes) == PAIR
    if not (level or apart):
        return boxes
    leftwards = any(LEFTWARDS.search(line.text) for line in lines)
    return sorted(boxes, key=lambda box: -box.right if leftwards else box.left)


@dataclass(frozen=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float
    region: Region

    @property
    def weight(self) -> int:
        return len(self.region.lines)


def _ordered(boxes: list[_Box], *, depth: int) -> list[_Box]:
    if len(boxes) <= 1 or depth > DEEPEST:
        return boxes
    if parts := across(boxes):
        return [box for part in parts for box in _ordered(part, depth=depth + 1)]
    if sides := columns(boxes):
        return [box for side in sides for box in _ordered(tabled(side), depth=depth + 1)]
    bands = merged_bands(split(boxes, by_height=True, gap=0.0))
    if len(bands) == 1:
        return beside_each_other(boxes)
    return [box for band in bands for box in _ordered(band, depth=depth + 1)]


def tabled(side: list[_Box]) -> list[_Box]:
    """Find the tables and the blocks within a column, which rows across the page do not show."""
    prose = [box for box in side if not box.region.table]
    lines = [line for box in prose for line in box.region.lines]
    lines.sort(key=lambda line: line.place)
    tables = find_tables(lines)
    taken = {id(line) for table in tables for line in table.lines}
    regions = gather([line for line in lines if id(line) not in taken])
    regions += [Region(table.lines, table.text) for table in tables]
    return [*(_boxed(region) for region in regions), *(box for box in side if box.region.table)]


def _boxed(region: Region) -> _Box:
    return _Box(region.left, region.bottom, region.right, region.top, region)


def across(boxes: list[_Box]) -> list[list[_Box]]:
    """Return the boxes above, in and below a heading that crosses columns, or nothing.

    It is alone at its height, and there are more columns above and below it than with it.
    """
    found = len(columns(boxes))
    if not found:
        return []
    bands = split(boxes, by_height=True, gap=0.0)
    for at, band in enumerate(bands[1:-1], start=1):
        above = [box for other in bands[:at] for box in other]
        below = [box for other in bands[at + 1 :] for box in other]
        if len(band) == 1 and min(len(columns(above)), len(columns(below))) > found:
            return [above, band, below]
    return []


def columns(boxes: list[_Box]) -> list[list[_Box]]:
    """Return the boxes by column, left to right, or nothing if there are no columns."""
    gap = GUTTER * _median_size(boxes)
    sides = _with_labels(split(boxes, by_height=False, gap=gap))
    tall = [side for side in sides if sum(box.weight for box in side) >= LEAST_SIDE_LINES]
    return sides if len(sides) > 1 and len(tall) > 1 and _are_beside(sides) else []


def _are_beside(sides: list[list[_Box]]) -> bool:
    """Whether a side has something at the height of another; a table below a title is no column."""
    side_of = {id(box): place for place, side in enumerate(sides) for box in side}
    bands = split([box for side in sides for box in side], by_height=True, gap=0.0)
    return any(len({side_of[id(box)] for box in band}) > 1 for band in bands)


def _with_labels(sides: list[list[_Box]]) -> list[list[_Box]]:
    """Return the sides, of which one that only labels the next is part of it."""
    joined: list[list[_Box]] = []
    for side in sides:
        if joined and _are_labels(joined[-1], side):
            joined[-1] = joined[-1] + side
        else:
            joined.append(side)
    return joined


def _are_labels(left: list[_Box], right: list[_Box]) -> bool:
    """Whether the first of two sides labels the blocks of the second, as the years in a CV do.

    Each label is a short line at the height of a block's first. What else is on its side, such as a
    heading, has nothing beside it.
    """
    if any(box.weight > 1 or box.region.table for box in left):
        return False
    labels = [box for box in left if _has_beside(box, right)]
    return len(labels) >= FEWEST_LABELS and all(
        len(label.region.lines[0].text) <= LONGEST_LABEL
        and any(abs(label.top - block.top) < label.region.lines[0].size * SAME_HEIGHT
                for block in right)
        for label in labels
    )  # fmt: skip


def _has_beside(box: _Box, others: list[_Box]) -> bool:
    return any(box.bottom < other.top and other.bottom < box.top for other in others)


def _median_size(boxes: list[_Box]) -> float:
    sizes = sorted(line.size for box in boxes for line in box.region.lines)
    return sizes[len(sizes) // 2]


def split(boxes: list[_Box], *, by_height: bool, gap: float) -> list[list[_Box]]:
    """Group boxes between the bands of white space that cross the whole area."""
    spans = sorted(
        (
            (-box.top, -box.bottom, box) if by_height else (box.left, box.right, box)
            for box in boxes
        ),
        key=lambda span: span[0],
    )
    groups: list[list[_Box]] = []
    reach = float("-inf")
    for start, end, box in spans:
        if not groups or start > reach + gap:
            groups.append([])
        groups[-1].append(box)
        reach = max(reach, end)
    return groups


def merged_bands(bands: list[list[_Box]]) -> list[list[_Box]]:
    """Join bands with the same columns, so that each column is read to its end."""
    merged: list[list[_Box]] = []
    for band in bands:
        if merged and columns(merged[-1] + band) and shares_columns(merged[-1], band):
            merged[-1] = merged[-1] + band
        else:
            merged.append(band)
    return merged


def shares_columns(above: list[_Box], band: list[_Box]) -> bool:
    """Whether either band has columns by itself, or both are lines of prose beside each other.

    Two stacked single blocks do not.
    """
    if len(columns(above)) > 1 or len(columns(band)) > 1:
        return True
    return all(is_prose([box.region.lines[0] for box in each]) for each in (above, band))
