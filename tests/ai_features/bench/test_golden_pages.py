"""The golden set's page: questions are added, deleted, exported and imported."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ai_features.bench import views_golden
from ai_features.bench.queries import get_golden
from ai_features.bench.scoring import Place
from ai_features.bench.services import delete_golden
from core.tenancy.scope import in_workspace
from projects.documents.services import delete_document
from tests.ai_features.bench.conftest import BENCH, QUERY, add
from tests.ai_features.bench.test_golden import BATTERIES, golden_set
from tests.ai_features.knowledge.conftest import make_document

TABLE = "Fees\n\n| Size | Fee |\n| --- | --- |\n| Small | 3 |"
pytestmark = pytest.mark.django_db


def test_the_golden_set_shows_its_passages(reader, handbook):
    page = reader.get(f"{BENCH}golden/").text
    assert QUERY in page
    assert f"/documents/{handbook.pk}/?page=2" in page


def test_a_filled_set_says_what_it_is_for_and_leads_to_its_measurements(reader, handbook):
    page = reader.get(f"{BENCH}golden/").text
    assert "A measurement asks them all" in page
    assert f'href="{BENCH}measurements/" class="v-button' in page


def test_a_question_is_added_by_hand(reader, project, handbook):
    given = {"question": "Which class?", "document": str(handbook.pk), "quote": "SECOND  class"}
    added = reader.post(f"{BENCH}golden/", given)
    assert added.status_code == 302
    assert f'<li id="{added.url.partition("#")[2]}" tabindex="-1">' in reader.get(added.url).text
    assert golden_set(project)["Which class?"] == ["second class"]
    wrong = reader.post(f"{BENCH}golden/", given | {"quote": "third class"})
    assert wrong.status_code == 422
    assert "does not contain these words" in wrong.text
    assert "third class" in wrong.text


def test_a_question_is_deleted(reader, project, golden):
    assert reader.post(f"{BENCH}golden/{golden[0].pk}/delete/").status_code == 302
    assert list(golden_set(project)) == [golden[1].question]
    assert reader.post(f"{BENCH}golden/{golden[0].pk}/delete/").status_code == 404


def test_a_question_is_reworded_in_its_place(reader, project, golden):
    path, passages = f"{BENCH}golden/{golden[0].pk}/reword/", golden_set(project)[QUERY]
    saved = reader.post(f"{path}?after=x", {"question": " Are batteries\nincluded? "})
    assert saved.url == f"{BENCH}golden/?after=x#golden-{golden[0].pk}"
    assert golden_set(project)["Are batteries included?"] == passages
    assert reader.post(path, {"question": "are BATTERIES included?"}).status_code == 302
    assert reader.get("/w/acme/audit/").text.count("reworded a golden question") == 2


@pytest.mark.parametrize("words", ["", "\u3164", "x" * 1_001, "the other one"])
def test_words_that_a_golden_question_cannot_have_are_refused_beside_it(
    reader, project, golden, words
):
    before = golden_set(project)
    given = {"question": golden[1].question.upper() if words == "the other one" else words}
    answer = reader.post(f"{BENCH}golden/{golden[0].pk}/reword/", given)
    assert answer.status_code == 422
    assert f'id="golden-{golden[0].pk}-question_error"' in answer.text
    assert golden_set(project) == before


def test_older_questions_are_reached_from_a_page_that_refuses_words(
    reader, project, golden, monkeypatch
):
    monkeypatch.setattr(views_golden, "ROWS", 1)
    refused = reader.post(f"{BENCH}golden/{golden[1].pk}/reword/", {"question": ""}).text
    (older,) = re.findall(r'href="([^"]*\?after=[^"]+)"[^>]*>\s*Older', refused)
    assert older.startswith(f"{BENCH}golden/?")
    assert golden[0].question in reader.get(older).text


def test_rewording_a_question_that_is_deleted_meanwhile_says_so(
    reader, project, golden, acme_access, monkeypatch
):
    def found_and_deleted(*, project, golden_id):
        found = get_golden(project=project, golden_id=golden_id)
        delete_golden(
            actor=acme_access.actor, golden=get_golden(project=project, golden_id=found.pk)
        )
        return found

    monkeypatch.setattr(views_golden, "get_golden", found_and_deleted)
    answer = reader.post(f"{BENCH}golden/{golden[0].pk}/reword/", {"question": "Other?"})
    assert answer.status_code == 404
    assert "There is no such golden question." in answer.text


def test_deleting_a_question_leads_to_the_one_beside_it(reader, golden):
    first, second = (f"{BENCH}golden/{row.pk}/delete/" for row in golden)
    assert reader.post(f"{first}?after=x").url == f"{BENCH}golden/?after=x#golden-{golden[1].pk}"
    assert reader.post(second).url == f"{BENCH}golden/#set"


def test_a_passage_with_a_table_is_shown_without_its_marks(reader, project, acme_access):
    fees = make_document(project, [TABLE], title="Fees", sha256="b")
    add(acme_access, project, "How much is the small one?", Place(fees.pk, 1, 0, len(TABLE)))
    page = reader.get(f"{BENCH}golden/").text
    assert "Fees\n\nSize · Fee\nSmall · 3" in page
    assert "---" not in page


def test_an_import_says_how_many_lines_were_new(reader, project):
    lines = f"question,document,quote\nNew,Handbook,{BATTERIES}\n"
    for words in ("1 line imported.", "1 line imported: 0 new, 1 already there."):
        answer = reader.post(f"{BENCH}golden/import/", {"text": lines}, follow=True)
        assert words in answer.text


def test_an_export_that_is_pasted_back_adds_nothing(reader, project, acme_access):
    fees = make_document(project, [TABLE], title="Fees", sha256="b")
    add(
        acme_access,
        project,
        "How much is the small one?",
        Place(fees.pk, 1, TABLE.index("|"), len(TABLE)),
    )
    before = golden_set(project)
    # As browsers send the lines of a text field.
    pasted = reader.get(f"{BENCH}golden/golden-set.csv").text.replace("\r\n", "\n")
    answer = reader.post(
        f"{BENCH}golden/import/", {"text": pasted.replace("\n", "\r\n")}, follow=True
    )
    assert "3 lines imported: 0 new, 3 already there." in answer.text
    assert golden_set(project) == before


def test_a_question_whose_document_is_gone_says_so(reader, project, handbook, acme_access):
    with in_workspace(project.workspace_id):
        delete_document(access=acme_access, document=handbook)
    assert "was deleted" in reader.get(f"{BENCH}golden/").text


def test_an_exported_file_can_be_imported(reader, project):
    for kind in ("csv", "jsonl"):
        file = reader.get(f"{BENCH}golden/golden-set.{kind}")
        assert file["Content-Disposition"].endswith(f'handbook-golden-set.{kind}"')
        before = golden_set(project)
        upload = SimpleUploadedFile(f"x.{kind}", file.content)
        assert reader.post(f"{BENCH}golden/import/", {"file": upload}).status_code == 302
        assert golden_set(project) == before
    assert reader.get(f"{BENCH}golden/golden-set.xml").status_code == 404


def test_refused_lines_are_returned_for_correction(reader, project):
    text = f"question,document,quote\nNew,Handbook,{BATTERIES}\nBad,Nowhere,x\n"
    answer = reader.post(f"{BENCH}golden/import/", {"text": text})
    assert answer.status_code == 422
    assert "Line 3" in answer.text
    assert "no document called “Nowhere”" in answer.text
    assert "question,document,quote\nBad,Nowhere,x</textarea>" in answer.text
    assert "New" in golden_set(project)


@pytest.mark.parametrize("given", [{}, {"text": "  "}, {"text": "a,b\n1,2"}])
def test_an_import_without_questions_is_refused(reader, given):
    answer = reader.post(f"{BENCH}golden/import/", given)
    assert answer.status_code == 422
    assert "v-form-errors" in answer.text
