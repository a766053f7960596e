"""The list of workspaces counts your own rows exactly, and nothing of anybody else's."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ai_features.runs.models import LedgerEntry, LedgerState, Run, RunStatus
from core.rights import Role
from core.tenancy.counting import count_over_mine
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.facts import facts_of
from core.workspaces.invitations import invite
from core.workspaces.models import Invitation, Membership
from core.workspaces.queries import user_access, workspaces_of
from core.workspaces.services import create_workspace
from projects.models import DUPLICATE, Document, DocumentStatus
from projects.queries import get_demo
from projects.services import create_project
from tests.cast import join

pytestmark = pytest.mark.django_db
FUNCTIONS = (
    "core_invitations_of_mine",
    "projects_documents_of_mine",
    "runs_runs_of_mine",
    "runs_spend_of_mine",
)


def run(project, *, status=RunStatus.DONE, days_ago=0):
    made = Run(
        workspace_id=project.workspace_id,
        project=project,
        demo=get_demo(project=project, kind="search"),
        kind="search",
        status=status,
        actor_kind="user",
        actor_id=uuid4(),
        actor_label="Somebody",
    )
    made.save(force_insert=True)
    at = timezone.now() - timedelta(days=days_ago)
    Run.objects.for_workspace(project.workspace_id).filter(pk=made.pk).update(created_at=at)


def document(project, status, **fields):
    Document(
        workspace_id=project.workspace_id,
        project=project,
        title="Handbook",
        source="text",
        sha256=uuid4().hex * 2,
        status=status,
        **fields,
    ).save(force_insert=True)


def call(workspace, *, cost, state=LedgerState.SETTLED):
    LedgerEntry(
        workspace=workspace,
        call_id=uuid4(),
        provider="p",
        model="m",
        purpose="chat",
        state=state,
        cost_micro_usd=cost,
    ).save(force_insert=True)


def busy(workspace, owner):
    """Give a workspace something of everything that is counted."""
    access = user_access(owner, workspace.slug)
    with in_workspace(workspace.pk):
        project = create_project(access=access, name="House")
        run(project)
        run(project, status=RunStatus.FAILED, days_ago=2)
        run(project, days_ago=7)
        document(project, DocumentStatus.FAILED)
        document(project, DocumentStatus.FAILED, error_code=DUPLICATE)
        document(project, DocumentStatus.PROCESSING)
        document(project, DocumentStatus.READY)
        call(workspace, cost=420_000)
        call(workspace, cost=80_000)
        call(workspace, cost=None)
        call(workspace, cost=None, state=LedgerState.OPEN)
        invite(access=access, email="new@acme.test", role=Role.VIEWER)
        invite(access=access, email="late@acme.test", role=Role.VIEWER)
        rows = Invitation.objects.for_workspace(workspace).filter(email="late@acme.test")
        rows.update(expires_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def busy_acme(acme, ada):
    busy(acme, ada)
    return acme


@pytest.fixture
def busy_globex(globex, grace):
    busy(globex, grace)
    return globex


def facts(user):
    with as_user(user.pk):
        rows = list(workspaces_of(user))
        known = facts_of(rows)
    return {row.slug: known[row.pk] for row in rows}


def test_every_package_contributes_its_facts_about_a_workspace(busy_acme, ada):
    known = facts(ada)["acme"]
    assert [note.words for note in known.notes] == [
        "1 document could not be read",
        "1 run failed this week",
        "Reading 1 document",
        "1 invitation not yet answered",
        "1 invitation expired unanswered",
    ]
    runs, spent = known.figures
    assert (runs.words, runs.line) == ("2 runs this week", (0, 0, 0, 0, 1, 0, 1))
    assert spent.micro_usd == 500_000
    assert spent.words == "this month and 1 call of unknown price"
    assert timezone.now() - known.active_at < timedelta(minutes=1)


def test_a_quiet_workspace_needs_no_attention(acme, ada):
    known = facts(ada)["acme"]
    assert known.notes == []
    assert known.figures[0].words == "No runs this week"
    assert (known.figures[1].micro_usd, known.figures[1].words) == (0, "this month")
    assert timezone.now() - known.active_at < timedelta(minutes=1)


def test_a_viewer_sees_neither_spend_nor_invitations(busy_acme, acme_viewer):
    known = facts(acme_viewer)["acme"]
    assert [figure.micro_usd for figure in known.figures] == [None]
    assert not [note for note in known.notes if "invitation" in note.words]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_strangers_workspace_is_not_counted_whoever_asks_for_it(
    function, busy_acme, busy_globex, ada
):
    with as_user(ada.pk):
        assert set(count_over_mine(function, [busy_acme.pk, busy_globex.pk])) == {busy_acme.pk}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_removed_members_workspace_is_not_counted(function, busy_acme):
    former = join(busy_acme, "former@acme.test", Role.OWNER)
    with as_user(former.pk):
        assert count_over_mine(function, [busy_acme.pk])
    with in_workspace(busy_acme.pk):
        Membership.objects.for_workspace(busy_acme).filter(user=former).delete()
    with as_user(former.pk):
        assert count_over_mine(function, [busy_acme.pk]) == {}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_without_a_person_nothing_is_counted(function, busy_acme):
    assert count_over_mine(function, [busy_acme.pk]) == {}
    with in_workspace(busy_acme.pk):
        assert count_over_mine(function, [busy_acme.pk]) == {}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_counting_leaves_the_current_scope_as_it_was(function, busy_acme, ada, globex):
    def opened():
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(current_setting('app.ws', true), '')")
            return cursor.fetchone()[0]

    with as_user(ada.pk):
        count_over_mine(function, [busy_acme.pk])
        assert opened() == ""
        with in_workspace(globex.pk):
            count_over_mine(function, [busy_acme.pk])
            assert opened() == str(globex.pk)


def test_many_workspaces_are_counted_with_as_many_queries_as_one(client, ada):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("core:workspaces")).status_code == 200
        return len(asked)

    busy(create_workspace(owner=ada, name="First"), ada)
    client.force_login(ada)
    questions()
    one = questions()
    for number in range(12):
        busy(create_workspace(owner=ada, name=f"Client {number}"), ada)
    assert questions() == one


def test_the_page_shows_them_with_links_to_what_needs_attention(client, busy_acme, ada):
    client.force_login(ada)
    text = client.get(reverse("core:workspaces")).content.decode()
    assert "$0.50" in text
    assert "2 runs this week" in text
    assert f"{reverse('runs:runs', args=['acme'])}?status=failed" in text
    assert "Runs a day in the last 7 days: 0, 0, 0, 0, 1, 0, 1" in text


def test_the_page_shows_a_person_nothing_of_other_clients(client, busy_acme, busy_globex, grace):
    client.force_login(grace)
    assert "Acme" not in client.get(reverse("core:workspaces")).content.decode()
