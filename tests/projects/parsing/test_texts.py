"""Texts: charset, headings, lists and lines; JSON, XML and CSV."""

from __future__ import annotations

import pytest

from projects.parsing import Unreadable
from projects.parsing.cleaning import clean
from projects.parsing.language import detect_language
from tests.projects.parsing.conftest import headings

GERMAN = "Die Straße ist für Fußgänger gesperrt, und das bleibt auch im März so."


def kinds(document):
    return [block.kind for page in document.pages for block in page.blocks]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"]
)
def test_text_is_read_in_its_charset(read, encoding):
    [page] = read(GERMAN.encode(encoding), "notiz.txt").pages
    assert page.text == GERMAN


@pytest.mark.parametrize("text", ["Grüße", "Größe: üblich", "Café à 3 €"])
def test_a_few_words_are_not_taken_for_another_script(read, text):
    [page] = read(text.encode("cp1252"), "a.html").pages
    assert page.text == text


def test_japanese_in_a_legacy_charset_is_read(read):
    text = "有給休暇は翌年に五日まで繰り越すことができます。上司の承認が必要です。" * 4
    [page] = read(text.encode("shift_jis"), "kyuka.txt").pages
    assert page.text == text


def test_markdown_loses_its_marks_and_keeps_its_shape(read):
    source = b"# Leave\n\nTake **all** of it, see [the form](http://x).\n\n- one\n- two\n\n" \
             b"| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode *here*\n```\n"  # fmt: skip
    [page] = read(source, "leave.md").pages
    assert [block.kind for block in page.blocks] == [
        "heading",
        "paragraph",
        "list",
        "table",
        "code",
    ]
    assert "Take all of it, see the form." in page.text
    assert "code *here*" in page.text


def test_a_long_csv_is_cut_into_pages_that_repeat_its_header(read):
    rows = "\n".join(f"{n};Name {n};{n * 3}" for n in range(500))
    pages = read(f"id;name;value\n{rows}".encode(), "values.csv").pages
    assert len(pages) > 3
    assert all(page.text.startswith("| id | name | value |\n| --- |") for page in pages)
    assert "| 499 | Name 499 | 1497 |" in pages[-1].text


def test_a_csv_on_one_page_is_not_numbered_as_parts(read):
    [page] = read(b"id;name\n1;Ada\n2;Bob", "values.csv").pages
    assert page.label == "Table"


def test_what_a_bank_writes_above_its_table_does_not_become_the_header(read):
    source = b"Account: 123\nMade on 2026-01-01\n\nDate,Text,Amount\n2026-01-02,Tea,3.50\n"
    [page] = read(source, "bank.csv").pages
    assert page.text == (
        "Account: 123\n\nMade on 2026-01-01\n\n"
        "| Date | Text | Amount |\n| --- | --- | --- |\n| 2026-01-02 | Tea | 3.50 |"
    )


def test_numbers_in_json_stay_as_they_are_written(read):
    source = b'{"price": 1.50, "id": 12345678901234567890, "n": 1e3}'
    [page] = read(source, "a.json").pages
    assert page.text == "price: 1.50\nid: 12345678901234567890\nn: 1e3"


def test_a_web_page_within_xml_is_read_as_its_words(read):
    source = (
        b"<rss><item><text><![CDATA[<p>Open at <b>7:30</b>&nbsp;now.</p>]]></text></item></rss>"
    )
    [page] = read(source, "feed.xml").pages
    assert page.text == "item:\n  text: Open at 7:30 now."


def test_a_fault_in_xml_does_not_take_the_signs_behind_it_along(read):
    source = b"<note><to>Ash & Co</to><re>Fees &lt; 5 &amp; up</re></note>"
    [page] = read(source, "note.xml").pages
    assert page.text.split("\n\n") == ["to: Ash & Co", "re: Fees < 5 & up"]


def test_a_fault_in_wide_xml_is_left_as_it_is(read):
    source = (
        "<?xml version='1.0' encoding='utf-16'?><note><re>5 \x01 6</re><to>A &lt; B</to></note>"
    )
    [page] = read(source.encode("utf-16"), "note.xml").pages
    assert "A" in page.text
    assert "lt;" not in page.text


def test_words_around_the_elements_of_xml_are_kept(read):
    source = (
        b'<note lang="en">Dear <b>Ada</b>, the <i>fan</i> is loud.<p>Call <b>us</b> now.</p></note>'
    )
    [page] = read(source, "note.xml").pages
    for words in (
        "lang=en Dear",
        "b: Ada",
        ", the",
        "i: fan",
        "is loud.",
        "p: Call",
        "b: us",
        "now.",
    ):
        assert words in page.text


def test_an_outline_of_many_levels_is_read_to_its_end(read):
    lines = [f"{'  ' * depth}- Point {depth}" for depth in range(30)]
    [page] = read("\n".join([*lines, "", "Last words."]).encode(), "outline.md").pages
    assert [f"Point {depth}" in page.text for depth in range(30)] == [True] * 30
    assert "Last words." in page.text


def test_starred_lines_are_a_list_and_headings_only_in_org(read):
    starred = b"For Monday\n\n* milk\n* eggs\n"
    assert kinds(read(starred, "shopping.txt")) == ["paragraph", "list"]
    assert kinds(read(starred, "shopping.org")) == ["paragraph", "heading", "heading"]


LONG = "Do each of these exercises ten times in the morning and ten times in the evening:"


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}\n1. Pull your foot up and down.\n2. Lift your heel.",
        "Languages: English (native), Norwegian (fluent), German (basic)\n"
        "Full clean driving licence\nSoftware: Tekla, Robot, Rhino and Grasshopper, Python\n"
        "Codes: Eurocodes 2, 3 and 5",
        f"{LONG * 3}\n{LONG * 2}\nand so on",
    ],
    ids=["points below a line", "lines that all open anew", "lines without a margin"],
)
def test_lines_that_no_margin_wrapped_are_kept(read, text):
    [page] = read(text.encode(), "note.txt").pages
    assert page.text == text


def test_lines_that_a_margin_wrapped_are_joined(read):
    text = (
        "The surgeon looked inside your knee with a small camera and\n"
        "Treated the damaged cartilage, which is the part that hurts\nwhen you walk."
    )
    [page] = read(text.encode(), "note.txt").pages
    assert page.text == text.replace("\n", " ")


def test_a_list_of_thousands_of_points_is_read(read):
    document = read(b"* milk\n" * 3_000, "shopping.txt")
    assert set(kinds(document)) == {"list"}
    assert kinds(read(b"* milk\n" * 3_000, "shopping.org")) == ["heading"] * 3_000


RULES = """House rules

OPENING HOURS
We open at nine and close at five. In winter we close at four, and on
public holidays we stay closed.

3.1 Refunds
Whoever cancels within two weeks of booking gets the whole price back;
later we keep a fifth of it.

Check-out
---------
Please leave your room by half past ten.

Section 4 – Deposits
The deposit is returned within six weeks of the end of the lease.

Lost property:
Ask at reception.

Refunds:
Within 14 days.
"""


def test_lines_worded_and_placed_like_headings_are_headings(read):
    assert headings(read(RULES.encode(), "rules.txt")) == [
        (1, "House rules"),
        (2, "OPENING HOURS"),
        (3, "3.1 Refunds"),
        (2, "Check-out"),
        (2, "Section 4 – Deposits"),
        (3, "Lost property:"),
        (3, "Refunds:"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "See you then\n\nAnna is coming too. She brings the plans.\n\nGreat\n\nCan you book it?",
        "Hi Petra,\n\nthanks. The delivery arrives on Thursday.\n\nBest regards\n\nTom Harding",
        "1. Hold the button\nIt is on the left.\n\n2. Set the hour\nUse plus and minus.",
        "Milk\n\nEggs\n\nBread",
    ],
    ids=["messages", "a letter", "steps", "a list"],
)
def test_short_lines_of_other_kinds_are_no_headings(read, text):
    assert headings(read(text.encode(), "note.txt")) == []


@pytest.mark.parametrize("text", ["Milk\n" * 200_000, "REFUNDS\n\nWithin 14 days.\n\n" * 40_000])
def test_a_megabyte_of_short_lines_or_headings_is_read(read, text):
    assert read(text.encode(), "long.txt").pages


def test_json_is_read_as_names_and_values(read):
    [page] = read(b'[{"name": "Ada", "age": 36}, {"name": "Bob"}]', "people.json").pages
    assert page.text == "name: Ada\nage: 36\n\nname: Bob"


@pytest.mark.parametrize("content", [b"", b"   \n\n \t", b"\xef\xbb\xbf"])
def test_an_empty_text_is_reported(read, content):
    with pytest.raises(Unreadable) as refused:
        read(content, "empty.txt")
    assert refused.value.code == "empty"


def test_nothing_invisible_is_kept():
    assert (
        clean("of\ufb01ce\x00 \u202ekcab\u202c\u00ad\ud800\ue000\u200b\u00a0x") == "office kcab x"
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The employees of the company may carry over leave to the next year if agreed."),
        ("de", "Die Mitarbeiter können den Urlaub in das nächste Jahr mitnehmen, wenn es passt."),
        ("fr", "Les employés de la société peuvent reporter les congés sur l'année suivante."),
        ("es", "Los empleados de la empresa pueden trasladar las vacaciones al año siguiente."),
        ("ru", "Сотрудники могут перенести отпуск на следующий год, если это не мешает."),
        ("ja", "社員は未使用の休暇を翌年に繰り越すことができます。"),
        ("zh", "员工可以将未使用的假期结转到下一年。"),
        ("ko", "직원은 사용하지 않은 휴가를 다음 해로 이월할 수 있습니다."),
        ("ar", "يمكن للموظفين ترحيل الإجازات غير المستخدمة إلى العام التالي."),
        ("", "Angle A-03 4,80 Bolt AS-18 C-02 12 DE4711 Screw A-07 Drill A-11 Washer A9"),
        ("", "xq zzkw 0042 lorem-77 AB-12"),
    ],
)  # fmt: skip
def test_the_language_is_detected_or_left_open(code, text):
    assert detect_language(text) == code


FAQ = """\
# Ask us

## Leave

**How many days do I get?**
Twenty-seven, plus public holidays.

**Carrying over**

Five days, until 31 March. **Never** later.

**Always ask your lead first**
before you book anything.
"""


def test_a_bold_line_over_a_paragraph_is_a_heading_below_the_last_one(read):
    document = read(FAQ.encode(), "faq.md")
    assert headings(document) == [
        (1, "Ask us"),
        (2, "Leave"),
        (3, "How many days do I get?"),
        (3, "Carrying over"),
    ]
    assert "Five days, until 31 March. Never later." in document.pages[0].text


LEASE = """\
LEASE OF A WORKSHOP
===================

1.   TERM

1.1  The lease begins on 1 April and runs for a fixed period of three
     years. Noisy work is confined to the hours from 07.30 until about
     19.00 on weekdays.
1.2  Unless notice is given, it rolls over from quarter to quarter, and
     neither party need do anything about that.

2.   RENT

(1) The rent is 840 pounds per calendar month, payable in advance by
    standing order.
(2) It stays unchanged for the first eighteen months, and follows the
    index thereafter.
"""


def test_clauses_begin_lines_of_their_own_below_headings_with_wide_numbers(read):
    document = read(LEASE.encode(), "lease.txt")
    assert headings(document) == [(1, "LEASE OF A WORKSHOP"), (2, "1. TERM"), (2, "2. RENT")]
    [page] = document.pages
    openings = [line[:8] for line in page.text.split("\n") if line]
    assert openings[2:4] == ["1.1 The ", "1.2 Unle"]
    assert openings[5:] == ["(1) The ", "(2) It s"]
    assert "until about 19.00 on weekdays." in page.text


@pytest.mark.parametrize(
    "lines",
    [
        ["Name        Fee", "----  ----------", "A word that crosses the columns"],
        ["Name  Fee", "----  ---"],
        ["----  ---", "Name  Fee"],
    ],
)
def test_rules_that_mark_no_columns_make_no_table(read, lines):
    [page] = read("\n".join(["Prices", "", *lines]).encode(), "prices.txt").pages
    assert "|" not in page.text
    assert "Fee" in page.text


def test_a_wrapped_sentence_goes_on_with_a_line_that_looks_like_a_point(read):
    wrapped = (
        "This Agreement takes effect on 1 March 2026 and continues for thirty-six\n"
        "36) months unless it is terminated earlier, and the price for keeping of\n"
        "12. larger dogs is agreed.\n"
    )
    document = read(wrapped.encode(), "contract.txt")
    assert document.pages[0].text == " ".join(wrapped.splitlines())


def test_entries_of_lists_in_json_are_marked_by_a_dash(read):
    source = b'{"items": [{"sku": "P-4", "qty": 2}, {"sku": "P-9"}]}'
    [page] = read(source, "order.json").pages
    assert page.text == "items:\n  - sku: P-4\n    qty: 2\n  - sku: P-9"
