"""Read and index a PDF of 300 pages, polling its progress as a client would.

Run ``python -m tests.benchmarks.big_pdf [--pages 300]``.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.robustness.instance import Client, Instance, without_secrets

SUBJECTS = "The supplier|The buyer|The auditor|Each warehouse|The carrier|The insurer|A visitor"
VERBS = "inspects|returns|replaces|records|approves|delays|insures|measures|stores|invoices"
OBJECTS = "the pallets|a damaged crate|the cold chain|each invoice|the spare parts|a ramp|the keys"
TIMES = "on Mondays|within {0} days|after {0} weeks|at gate {0}|for {0} euros|above {0} degrees"
LINES, WORDS_A_LINE = 44, 14


def sentence(chance: random.Random) -> str:
    subject, verb, thing, when = (
        chance.choice(words.split("|")) for words in (SUBJECTS, VERBS, OBJECTS, TIMES)
    )
    return f"{subject} {verb} {thing} {when.format(chance.randint(2, 9_999))}."


def page_lines(number: int, chance: random.Random) -> list[str]:
    words = " ".join(sentence(chance) for _ in range(90)).split()
    lines = [
        " ".join(words[first : first + WORDS_A_LINE])
        for first in range(0, LINES * WORDS_A_LINE, WORDS_A_LINE)
    ]
    return [f"{number}. Rules of section {number}", "", *lines]


def make_pdf(pages: int) -> bytes:
    chance, stream = random.Random(300), io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for number in range(1, pages + 1):
        text = canvas.beginText(50, 790)
        text.setFont("Helvetica", 10)
        for line in page_lines(number, chance):
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def measure(client: Client, content: bytes) -> int:
    began = time.monotonic()
    answer = client.http.post(
        f"{client.home}/documents", files={"file": ("rules.pdf", content, "application/pdf")}
    )
    document = answer.json()["id"]
    seen: list[tuple[float, str, int, int]] = []
    while (row := client.document(document))["status"] not in {"ready", "failed"}:
        told = row["progress"]
        place = (told["stage"], told["done"], told["total"])
        if not seen or seen[-1][1:] != place:
            seen.append((time.monotonic() - began, *place))
        time.sleep(0.25)
    seconds = time.monotonic() - began
    for at, stage, done, total in seen[:: max(1, len(seen) // 24)]:
        print(f"  {at:6.1f} s  {stage:12} {done:5} of {total}")
    falls = sum(after[1] == before[1] and after[2] < before[2] for before, after in pairwise(seen))
    print(
        f"{row['pages']} pages, {row['chunks']} passages, {row['status']} in {seconds:.0f} s: "
        f"{row['chunks'] / seconds:.0f} passages/s; progress told {len(seen)} times, "
        f"fell {falls} times"
    )
    print(f"  worker: {client.instance.memory_mb('worker'):.0f} MB afterwards")
    return 0 if row["status"] == "ready" and not falls and len(seen) > 5 else 1


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=300)
    pages = options.parse_args().pages
    without_secrets()
    with Instance() as instance:
        client = Client(instance, email="ada@acme.test", workspace="Acme")
        return measure(client, make_pdf(pages))


if __name__ == "__main__":
    sys.exit(main())
