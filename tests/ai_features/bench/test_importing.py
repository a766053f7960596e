"""Golden sets are imported and exported as CSV and JSON lines; a bad line costs no good one."""

from __future__ import annotations

import csv
import io
import json
import signal

import pytest

from ai_features.bench import importing
from ai_features.bench.importing import import_golden
from ai_features.bench.lines import read_lines, write_csv, write_jsonl
from ai_features.bench.queries import golden_of
from core.audit.models import AuditEvent
from core.errors import Invalid
from core.tenancy.scope import in_workspace
from projects.models import Document
from tests.ai_features.bench.conftest import add, place
from tests.ai_features.bench.test_golden import BATTERIES, golden_set
from tests.ai_features.knowledge.conftest import make_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(handbook, project, acme_access):
    """Return a function that imports a text into the project."""

    def bring(text):
        content = text if isinstance(text, bytes) else text.encode()
        with in_workspace(project.workspace_id):
            return import_golden(actor=acme_access.actor, project=project, content=content)

    return bring


def wrong(told):
    return [(line.number, line.wrong) for line in told.refused]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_names_passages_by_their_words(bring, project, sign):
    rows = ["question,document,quote", "What is excluded?,handbook,batteries   are Excluded."]
    told = bring("\n".join(rows).replace(",", sign))
    assert (told.taken, told.refused) == (1, [])
    assert golden_set(project) == {"What is excluded?": [BATTERIES]}
    with in_workspace(project.workspace_id):
        noted = AuditEvent.objects.for_workspace(project.workspace_id).get(action="golden.imported")
    assert noted.object_label == "1 line"


def test_csv_names_passages_by_their_place(bring, handbook, project):
    found = place(handbook, BATTERIES)
    bring(
        "question,document,page,start,end\r\n"
        f"What is excluded?,{handbook.pk},{found.page},{found.start},{found.end}\r\n"
    )
    assert golden_set(project) == {"What is excluded?": [BATTERIES]}


def test_a_document_whose_file_is_named_like_it_is_one_document(bring, handbook, project):
    with in_workspace(project.workspace_id):
        Document.objects.for_workspace(project.workspace_id).update(filename="HANDBOOK")
    told = bring(f"question,document,quote\nWhat is excluded?,handbook,{BATTERIES}")
    assert (told.taken, wrong(told)) == (1, [])


def test_rows_with_the_same_question_become_its_passages(bring, project):
    bring(
        "question,document,quote\n"
        f"What holds?,Handbook,{BATTERIES}\n"
        'What holds?,Handbook,"parts for two years"\n'
    )
    assert golden_set(project) == {"What holds?": [BATTERIES, "parts for two years"]}


def test_each_json_line_holds_one_question(bring, project):
    entry = {"question": "What is excluded?", "passages": [{"document": "Handbook"}]}
    entry["passages"][0]["quote"] = BATTERIES
    told = bring("\ufeff" + json.dumps(entry) + "\n\n")
    assert told.taken == 1
    assert golden_set(project) == {"What is excluded?": [BATTERIES]}


def test_a_bad_line_says_why_and_the_others_are_imported(bring, project):
    told = bring(
        "question,document,quote\n"
        "One,Handbook,no such words\n"
        f"Two,Handbook,{BATTERIES}\n"
        f"Three,Nothing,{BATTERIES}\n"
        ",Handbook,x\n"
        f"Five,Handbook,{BATTERIES},more\n"
        "Six,Handbook,\n"
    )
    assert told.taken == 1
    assert list(golden_set(project)) == ["Two"]
    reasons = dict(wrong(told))
    assert list(reasons) == [2, 4, 5, 6, 7]
    assert "“Handbook” does not contain these words" in reasons[2]
    assert "no document called “Nothing”" in reasons[4]
    assert "question" in reasons[5]
    assert "more cells than columns" in reasons[6]
    assert "words of the passage" in reasons[7]


def test_refused_lines_can_be_corrected_and_sent_again(bring, project):
    left = bring('question,document,quote\n"Which, then?",Handbook,no such words\n').left
    told = bring(left.replace("no such words", BATTERIES))
    assert (told.taken, told.left) == (1, "")
    assert golden_set(project) == {"Which, then?": [BATTERIES]}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "{} ",
        '{"question": 1, "passages": []}',
        '{"question": "x", "passages": [{"document": "Handbook"}]}',
        '{"question": "x", "passages": [{"document": "Handbook", "page": 0}]}',
        '{"question": "x", "passages": [{"document": "Handbook", "colour": "red"}]}',
        '{"question": "x", "passages": "Handbook"}',
        '{"a": ' + "[" * 5_000,
    ],
)
def test_a_line_that_is_not_an_entry_is_refused_with_a_reason(bring, project, line):
    told = bring(line)
    assert told.taken == 0
    assert [line.number for line in told.refused] == [1]
    assert told.refused[0].wrong
    assert golden_set(project) == {}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"  \n",
        b"colour,question\nred,x",
        b"document,quote\na,b",
        b"question,question\na,b",
        b"\xff\xfe",
        b"question\x00",
        "question,document,quote\n".encode("utf-16"),
    ],
)
def test_an_unreadable_file_is_refused_as_a_whole(bring, project, text):
    with pytest.raises(Invalid):
        bring(text)
    assert golden_set(project) == {}


def test_documents_with_the_same_name_are_told_apart_by_id(bring, project, handbook):
    make_document(project, ["Something else."], sha256="b")
    told = bring(
        f"question,document,quote\nOne,Handbook,{BATTERIES}\nTwo,{handbook.pk},{BATTERIES}"
    )
    assert told.taken == 1
    assert "by its id" in told.refused[0].wrong


@pytest.mark.parametrize("write", [write_csv, write_jsonl])
def test_an_export_can_be_imported_again(bring, project, handbook, acme_access, write):
    add(
        acme_access,
        project,
        '=SUM("a", 1); or not?',
        place(handbook, BATTERIES),
        place(handbook, "# Warranty\n\nThe warranty"),
    )
    add(acme_access, project, "'=quoted", place(handbook, "second class"))
    before = golden_set(project)
    with in_workspace(project.workspace_id):
        written = write(golden_of(project))
        golden_of(project).delete()
    assert bring(written).refused == []
    assert golden_set(project) == before


def test_no_cell_of_an_export_is_a_formula(project, handbook, acme_access):
    signs = ("=", "+", "-", "@", "\n=", "＝", "＋", "－", "＠")
    written = [f"{sign}SUM({number})" for number, sign in enumerate(signs)]
    page = "\n\n".join(["Sums", *written])
    document = make_document(project, [page], title="=Sums", sha256="b")
    for quote in written:
        add(acme_access, project, f"{quote.strip()} is what?", place(document, quote))
    with in_workspace(project.workspace_id):
        file = io.StringIO(write_csv(golden_of(project)), newline="")
    rows = list(csv.DictReader(file))
    assert {row["quote"].replace("'", "") for row in rows} == set(written)
    assert all(not cell.startswith(signs) for row in rows for cell in row.values())


WITHIN = [
    "Sum;=SUM(1) is",
    'Sum;"=SUM(2)" is',
    "Sum\t@SUM(3) is",
    "Sum\n\n- SUM(4) is",
    "'=5;'+5 is",
]


@pytest.fixture
def sums(project, acme_access):
    """Golden questions, each with its passage, that hold what some spreadsheets cut cells at."""
    document = make_document(project, ["\n\n".join(WITHIN)], title="Sum;=SUM(0)", sha256="b")
    for quote in WITHIN:
        add(acme_access, project, quote, place(document, quote))
    return golden_set(project)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_nor_is_one_where_cells_are_separated_by_another_sign(project, sums, sign):
    with in_workspace(project.workspace_id):
        written = write_csv(golden_of(project))
    file = io.StringIO(written, newline="")
    cells = [cell for row in csv.reader(file, delimiter=sign) for cell in row]
    assert all(not cell.strip('"').startswith(tuple("=+-@")) for cell in cells)


def test_what_protects_cells_is_gone_after_an_import(bring, project, sums):
    with in_workspace(project.workspace_id):
        written = write_csv(golden_of(project))
        golden_of(project).delete()
    told = bring(written)
    assert [line.wrong for line in told.refused] == []
    assert golden_set(project) == sums


def test_a_heading_too_long_for_csv_is_refused_with_a_reason(bring):
    with pytest.raises(Invalid, match="first line is not CSV"):
        bring("x" * 300_000)


@pytest.mark.parametrize("odd", [r"\u0000", r"\ud800", "\x00", "\\x00"])
@pytest.mark.parametrize("where", ["question", "quote", "document"])
def test_text_the_database_cannot_store_is_refused_or_left_out(bring, project, odd, where):
    said = {"document": "Handbook", "quote": BATTERIES, "question": "What is excluded?"}
    said[where] = said[where][:4] + "ODD" + said[where][4:]
    question = said.pop("question")
    line = json.dumps({"question": question, "passages": [said]}).replace("ODD", odd)
    try:
        told = bring(line)
    except Invalid:
        return
    assert len(told.refused) + told.taken == 1


def test_a_passage_that_moved_is_found_by_its_words(bring, project, handbook):
    bring(f"question,document,page,start,end,quote\nWhat is excluded?,Handbook,1,0,5,{BATTERIES}\n")
    assert golden_set(project) == {"What is excluded?": [BATTERIES]}


def test_lines_are_numbered_as_in_an_editor():
    text = 'question,quote\n"over\ntwo",a\n\n"next",b\n'
    assert [line.number for line in read_lines(text)] == [2, 5]


@pytest.fixture
def soon():
    """Stop a test after ten seconds, even in the middle of a single regex match."""

    def stop(*_):
        raise TimeoutError

    former = signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, former)


def test_no_quotation_takes_long_to_find(project, bring, soon):
    """Dashes separate words, so a pattern made of them could match in exponentially many ways."""
    make_document(project, ["-" * 4_000], title="Dashes", sha256="b")
    told = bring(f"question,document,quote\nWhat?,Dashes,{'- ' * 30}x\nWhat?,Dashes,- - -\n")
    assert [number for number, _ in wrong(told)] == [2, 3]


def test_hyphens_and_capitals_do_not_matter_and_places_are_exact(project, bring):
    page = "İn short: | Well- | known |\n| --- | --- |\n– Terms hold."
    make_document(project, [page], title="Odd", sha256="b")
    told = bring("question,document,quote\nWhat?,Odd,well-known terms HOLD.\n")
    assert told.refused == []
    assert golden_set(project) == {"What?": ["Well- | known |\n| --- | --- |\n– Terms hold."]}


def test_lines_not_reached_in_time_are_returned_to_be_sent_again(project, bring, monkeypatch):
    monkeypatch.setattr(importing, "MOST_SECONDS", -1.0)
    line = "What is excluded?,Handbook,Batteries are excluded."
    told = bring(f"question,document,quote\n{line}\n")
    assert wrong(told) == [(2, importing.NOT_REACHED)]
    assert told.left == f"question,document,quote\n{line}"
    assert golden_set(project) == {}
