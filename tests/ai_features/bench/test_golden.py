"""A golden set keeps places in documents, and refuses places that do not exist."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from ai_features.bench import services
from ai_features.bench.importing import import_golden
from ai_features.bench.models import (
    GoldenPassage,
    GoldenQuestion,
    MeasuredQuestion,
    Measurement,
)
from ai_features.bench.queries import golden_of, snapshot_of
from ai_features.bench.scoring import Place
from ai_features.gateway.vectors import LOCAL_MODEL
from ai_features.knowledge.models import VectorSpace
from core.audit.models import AuditEvent
from core.errors import Invalid, NotFound
from core.tenancy.scope import in_workspace
from projects import services as projects
from projects.documents.services import delete_document
from tests.ai_features.bench.conftest import add, place
from tests.ai_features.knowledge.conftest import make_project
from tests.locks import Elsewhere

pytestmark = pytest.mark.django_db
BATTERIES = "Batteries are excluded."


def golden_set(project):
    with in_workspace(project.workspace_id):
        return {
            row.question: [passage.quote for passage in row.passages.all()]
            for row in golden_of(project)
        }


def test_a_passage_keeps_its_words(handbook, project, acme_access):
    add(acme_access, project, "  are batteries\ncovered? ", place(handbook, BATTERIES))
    assert golden_set(project) == {"are batteries covered?": [BATTERIES]}


def test_a_question_asked_again_gains_passages_and_loses_none(handbook, project, acme_access):
    first = add(acme_access, project, "What is excluded?", place(handbook, BATTERIES))
    again = add(acme_access, project, "what is EXCLUDED?", place(handbook, "parts for two years"))
    once_more = add(acme_access, project, "What is excluded?", place(handbook, BATTERIES))
    assert first.pk == again.pk == once_more.pk
    assert golden_set(project) == {"What is excluded?": [BATTERIES, "parts for two years"]}


@pytest.mark.parametrize("question", ["", " \n ", "\u3164", "x" * 1_001])
def test_an_empty_or_overlong_question_is_refused(handbook, project, acme_access, question):
    with pytest.raises(Invalid):
        add(acme_access, project, question, place(handbook, BATTERIES))
    assert golden_set(project) == {}


@pytest.mark.parametrize(
    ("page", "start", "end"), [(9, 0, 5), (1, 5, 5), (1, 6, 5), (1, 0, 9_999), (1, 7, 9)]
)
def test_a_place_that_does_not_exist_is_refused(handbook, project, acme_access, page, start, end):
    with pytest.raises(Invalid):
        add(acme_access, project, "where?", Place(handbook.pk, page, start, end))
    assert golden_set(project) == {}


def test_a_question_needs_a_passage(project, acme_access):
    with pytest.raises(Invalid):
        add(acme_access, project, "where?")


def test_another_clients_document_is_unknown(
    strangers_handbook, handbook, project, acme_access, acme
):
    foreign = Place(strangers_handbook.pk, 1, 0, 5)
    with pytest.raises(NotFound):
        add(acme_access, project, "where?", place(handbook, BATTERIES), foreign)
    other = make_project(acme, "other")
    with pytest.raises(NotFound):
        add(acme_access, other, "where?", place(handbook, BATTERIES))


def test_a_golden_set_and_a_question_are_limited_in_size(
    handbook, project, acme_access, monkeypatch
):
    monkeypatch.setattr(services, "MOST_QUESTIONS", 1)
    monkeypatch.setattr(services, "MOST_PASSAGES", 1)
    add(acme_access, project, "one", place(handbook, BATTERIES))
    with pytest.raises(Invalid):
        add(acme_access, project, "two", place(handbook, BATTERIES))
    with pytest.raises(Invalid):
        add(acme_access, project, "one", place(handbook, "second class"))
    assert golden_set(project) == {"one": [BATTERIES]}


def test_deleting_a_document_deletes_its_passages_and_keeps_the_question(
    handbook, project, acme_access, golden
):
    with in_workspace(project.workspace_id):
        delete_document(access=acme_access, document=handbook)
    assert golden_set(project) == {row.question: [] for row in golden}


def test_adding_and_deleting_are_in_the_audit_trail(golden, project, acme_access):
    with in_workspace(project.workspace_id):
        services.delete_golden(actor=acme_access.actor, golden=golden[0])
        actions = AuditEvent.objects.for_workspace(project.workspace_id)
        told = set(
            actions.filter(action__startswith="golden").values_list("action", "object_label")
        )
    assert ("golden.deleted", golden[0].question) in told
    assert ("golden.added", golden[1].question) in told


def test_the_api_rewords_a_question_and_refuses_one_that_is_there(acme_api, project, golden):
    path = f"/workspaces/acme/projects/{project.slug}/golden/{golden[0].pk}"
    reworded = acme_api.patch(path, {"question": "Are batteries included?"})
    assert reworded.status_code == 200
    assert reworded.json()["question"] == "Are batteries included?"
    assert reworded.json()["passages"]
    taken = acme_api.patch(path, {"question": golden[1].question})
    assert taken.status_code == 422
    assert "already has this question" in taken.text


def test_rewording_a_question_deleted_meanwhile_is_not_found(project, acme_access, golden):
    with in_workspace(project.workspace_id):
        services.delete_golden(actor=acme_access.actor, golden=golden_of(project).first())
        gone = golden[-1]
        with pytest.raises(NotFound):
            services.reword_golden(actor=acme_access.actor, golden=gone, question="Other?")


def test_removing_one_of_several_passages_is_in_the_audit_trail(handbook, project, acme_access):
    places = place(handbook, BATTERIES), place(handbook, "parts for two years")
    golden = add(acme_access, project, "What is excluded?", *places)
    with in_workspace(project.workspace_id):
        asked = {"project": project, "question": golden.question, "place": places[1]}
        assert not services.toggle_golden(actor=acme_access.actor, **asked)
        newest = AuditEvent.objects.for_workspace(project.workspace_id).order_by("-created_at")[0]
    assert golden_set(project) == {golden.question: [BATTERIES]}
    assert (newest.action, newest.object_label) == ("golden.passage_removed", golden.question)


def test_the_state_of_the_index_changes_with_its_documents(golden, handbook, project, acme_access):
    with in_workspace(project.workspace_id):
        before = snapshot_of(project)
        assert (before["documents"], before["chunks"]) == (1, 3)
        assert before["embedding"] == LOCAL_MODEL.key
        assert snapshot_of(project) == before
        VectorSpace.objects.for_workspace(project.workspace_id).update(model_key="another")
        other = snapshot_of(project)
        assert (other["embedding"], other["chunks"]) == ("another", 3)
        assert other["fingerprint"] != before["fingerprint"]
        handbook.title = "Staff rules"
        handbook.save(update_fields=["title"])
        assert snapshot_of(project)["fingerprint"] != other["fingerprint"]
        delete_document(access=acme_access, document=handbook)
        assert snapshot_of(project)["fingerprint"] != before["fingerprint"]


def test_a_golden_set_is_walled_off(golden, globex):
    with in_workspace(globex.pk):
        for model in (GoldenQuestion, GoldenPassage, Measurement, MeasuredQuestion):
            assert not model.unscoped.exists()


def test_no_row_can_have_a_parent_in_another_workspace(golden, strangers_handbook, globex):
    rows = [
        GoldenQuestion(workspace=globex, project=golden[0].project, question="x", digest="x"),
        GoldenPassage(
            workspace=globex,
            question=golden[0],
            document=strangers_handbook,
            page=1,
            start=0,
            end=1,
            quote="x",
        ),
        Measurement(
            workspace=globex,
            project=golden[0].project,
            actor_kind="user",
            actor_id=golden[0].pk,
            actor_label="x",
        ),
    ]
    for row in rows:
        with pytest.raises(IntegrityError), in_workspace(globex.pk), transaction.atomic():
            row.save(force_insert=True)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def delete_while(monkeypatch, project, acme_access):
    """Return a function that deletes the project, with ``work`` begun once documents are locked."""

    def delete(work):
        elsewhere, erase = Elsewhere(work), projects.erase

        def erase_later(row):
            elsewhere.start_and_wait_for_the_lock()
            erase(row)

        monkeypatch.setattr(projects, "erase", erase_later)
        with in_workspace(project.workspace_id):
            projects.delete_project(access=acme_access, project=project)
        return elsewhere.finish()

    return delete


@pytest.mark.django_db(transaction=True)
def test_adding_a_question_and_deleting_its_project_do_not_deadlock(
    handbook, project, acme_access, delete_while
):
    where = place(handbook, BATTERIES)
    faults = delete_while(lambda: add(acme_access, project, "What is excluded?", where))
    assert faults == ["NotFound('There is no such document.')"]


@pytest.mark.django_db(transaction=True)
def test_importing_questions_and_deleting_their_project_do_not_deadlock(
    handbook, project, acme_access, delete_while
):
    line = b"question,document,quote\nWhat is excluded?,handbook,Batteries are excluded."
    told = []

    def bring():
        with in_workspace(project.workspace_id):
            told.append(import_golden(actor=acme_access.actor, project=project, content=line))

    assert delete_while(bring) == []
    assert [each.wrong for each in told[0].refused] == ["There is no such document."]
