"""The embedding model of a project: shown, changed in the background, stopped, retried."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from ai_features.gateway import LOCAL_MODEL
from ai_features.gateway.queries import provider_of
from ai_features.gateway.services import keep_dimensions, remove_provider
from ai_features.knowledge.indexing import reindexing
from ai_features.knowledge.indexing.index_state import index_of
from ai_features.knowledge.indexing.spaces import active_space, building_space
from core.audit.models import AuditEvent
from core.jobs.models import Job, JobState
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace
from tests.ai_features.gateway.conftest import upstream
from tests.ai_features.gateway.test_provider import operator, save
from tests.ai_features.knowledge.conftest import make_project

__all__ = ["upstream"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
PAGE = "/w/acme/p/handbook/bench/index/"
PATH = "/workspaces/acme/projects/handbook/index"
HTMX = {"HX-Request": "true"}
MODEL = "text-embedding-3-small"


@pytest.fixture
def key(upstream, acme_access, settings):
    """The key of a model at acme's own provider."""
    return connect(acme_access, settings, upstream)


@pytest.fixture
def viewer(acme_viewer, handbook):
    client = Client()
    client.force_login(acme_viewer)
    return client


def connect(access, settings, upstream, *, name=MODEL):
    operator(settings, vitrine_allow_private_providers=True)
    save(access, base_url=upstream.base_url, embedding_model=name)
    keep_dimensions(provider_of(access.workspace.pk), upstream.dimensions)
    return f"127.0.0.1:{upstream.port}:{name}:{upstream.dimensions}"


def words(answer):
    return " ".join(re.sub("<[^>]+>", " ", answer.text).split())


def state(project):
    with in_workspace(project.workspace_id):
        return index_of(project)


def job_of(project):
    with in_workspace(project.workspace_id):
        jobs = Job.objects.for_workspace(project.workspace_id).filter(kind=reindexing.JOB)
        return jobs.latest("created_at")


def change_job(project, **fields):
    job = job_of(project)
    with in_workspace(project.workspace_id):
        Job.objects.for_workspace(project.workspace_id).filter(pk=job.pk).update(**fields)


def perform(project):
    perform_job(project.workspace_id, job_of(project).pk)


def fail(project, upstream):
    """Make the move fail for good, as its last attempt does."""
    upstream.mode = "unauthorised"
    change_job(project, attempt=2)
    perform(project)
    upstream.mode = "normal"


def actions(project):
    with in_workspace(project.workspace_id):
        events = AuditEvent.objects.for_workspace(project.workspace_id).order_by("created_at")
        return [each.action for each in events if each.action.startswith("project.reindex")]


def buttons(answer):
    return re.findall(r'name="model" value="([^"]+)"', answer.text)


class TestPage:
    def test_it_names_the_model_the_passages_are_indexed_with(self, reader):
        page = reader.get(PAGE)
        assert "Indexed with all-minilm-l6-v2 On this machine" in words(page)
        assert "384 dimensions 3 passages" in words(page)
        assert "Each search compares them all, exactly" in page.text
        assert "every 1s" not in page.text

    def test_without_another_model_it_says_how_to_get_one(self, reader):
        page = reader.get(PAGE)
        assert buttons(page) == []
        assert "No other model is available yet. Connect a provider" in words(page)

    def test_each_model_on_offer_says_where_passages_are_sent_and_what_it_costs(self, reader, key):
        page = reader.get(PAGE)
        assert buttons(page) == [key]
        assert f"are sent to 127.0.0.1:{key.split(':')[1]}, and from then on" in words(page)
        assert re.search(r"3 passages, about [1-9]\d* tokens", words(page))
        assert "The passages cost about $0.00" in words(page)

    def test_an_unknown_price_is_called_unknown(self, reader, acme_access, settings, upstream):
        connect(acme_access, settings, upstream, name="our-own-vectors")
        assert "No price is known for this model." in words(reader.get(PAGE))

    def test_a_move_starts_and_the_page_polls_its_progress_until_it_ends(
        self, reader, project, key
    ):
        assert reader.post(f"{PAGE}start/", {"model": key}).url == PAGE
        page = reader.get(PAGE)
        assert 'hx-trigger="every 1s"' in page.text
        assert f"Moving to {MODEL} at 127.0.0.1" in page.text
        assert "Waiting for a worker" in page.text
        assert buttons(page) == []
        change_job(project, state=JobState.RUNNING, progress_done=2, progress_total=3)
        card = reader.get(PAGE, headers=HTMX)
        assert card.text.lstrip().startswith('<div id="card" hx-get')
        assert "Indexing 2/3" in words(card)
        change_job(project, state=JobState.QUEUED, attempt=1)
        assert "it is being asked again" in reader.get(PAGE, headers=HTMX).text
        change_job(project, state=JobState.QUEUED, attempt=0)
        perform(project)
        card = reader.get(PAGE, headers=HTMX)
        assert "every 1s" not in card.text
        assert f"{MODEL} At 127.0.0.1:" in words(card)
        assert "through your own provider 8 dimensions 3 passages" in words(card)
        assert buttons(card) == [LOCAL_MODEL.key]
        assert "Nothing leaves this machine" in card.text
        assert actions(project) == ["project.reindex_started"]

    def test_a_stopped_move_says_so_and_offers_the_models_again(self, reader, project, key):
        reader.post(f"{PAGE}start/", {"model": key})
        card = reader.post(f"{PAGE}stop/", headers=HTMX)
        assert "Stopping" in card.text
        assert f'action="{PAGE}stop/"' not in card.text
        assert "every 1s" in card.text
        perform(project)
        page = reader.get(PAGE)
        assert f"You stopped the move to {MODEL}" in page.text
        assert "Try again" not in page.text
        assert buttons(page) == [key]
        assert actions(project) == ["project.reindex_started", "project.reindex_stopped"]

    def test_stopping_a_move_that_is_over_shows_the_page(self, reader, project):
        assert reader.post(f"{PAGE}stop/").url == PAGE
        assert actions(project) == []

    def test_a_failed_move_says_why_and_can_be_retried(self, reader, project, key, upstream):
        reader.post(f"{PAGE}start/", {"model": key})
        fail(project, upstream)
        page = reader.get(PAGE)
        assert f"The move to {MODEL} at 127.0.0.1:{upstream.port} failed." in words(page)
        assert "refused the key" in page.text
        assert buttons(page) == [key, key]
        reader.post(f"{PAGE}start/", {"model": key})
        assert "failed." not in reader.get(PAGE).text
        perform(project)
        assert state(project).active.key == key

    def test_a_failed_move_to_a_model_that_is_gone_offers_only_the_others(
        self, reader, project, key, upstream, acme_access
    ):
        reader.post(f"{PAGE}start/", {"model": key})
        fail(project, upstream)
        with in_workspace(project.workspace_id):
            remove_provider(access=acme_access)
        page = reader.get(PAGE)
        assert f"The move to {MODEL} at 127.0.0.1:{upstream.port} failed." in words(page)
        assert "Try again" not in page.text

    def test_a_model_that_nothing_serves_is_named_with_a_way_out(
        self, reader, project, key, acme_access, upstream
    ):
        reader.post(f"{PAGE}start/", {"model": key})
        perform(project)
        with in_workspace(project.workspace_id):
            remove_provider(access=acme_access)
        page = reader.get(PAGE)
        assert f"Indexed with {MODEL} At 127.0.0.1:{upstream.port}, not connected" in words(page)
        assert "This model is no longer connected." in page.text
        assert "/w/acme/settings/provider/" in page.text
        assert buttons(page) == [LOCAL_MODEL.key]
        reader.post(f"{PAGE}start/", {"model": LOCAL_MODEL.key})
        perform(project)
        assert state(project).active.key == LOCAL_MODEL.key

    def test_a_project_without_documents_names_the_model_they_will_get(self, client, ada, acme):
        make_project(acme, "empty")
        client.force_login(ada)
        page = client.get("/w/acme/p/empty/bench/index/")
        assert (
            "Nothing is indexed yet. The first document will be indexed with the local model."
            in words(page)
        )
        assert "Index with the local model" not in words(page), "it will be, without any move"
        assert "Move to another" not in words(page)

    @pytest.mark.parametrize("model", ["", "nowhere", "127.0.0.1:9:x:8"])
    def test_a_model_that_is_not_offered_is_refused(self, reader, project, key, model):
        assert reader.post(f"{PAGE}start/", {"model": model}).status_code == 422
        assert state(project).building is None

    def test_the_current_model_is_refused_with_a_reason(self, reader, project):
        answer = reader.post(f"{PAGE}start/", {"model": LOCAL_MODEL.key})
        assert answer.status_code == 409
        assert "already" in answer.text

    def test_a_viewer_neither_sees_nor_changes_it(self, viewer, project, key):
        assert viewer.get(PAGE).status_code == 403
        assert viewer.post(f"{PAGE}start/", {"model": key}).status_code == 403
        assert viewer.post(f"{PAGE}stop/").status_code == 403
        assert state(project).building is None

    def test_strangers_find_nothing(self, client, grace, globex, project, key, handbook):
        client.force_login(grace)
        assert client.get(PAGE).status_code == 404
        assert client.post(f"{PAGE}start/", {"model": key}).status_code == 404
        assert client.post(f"{PAGE}stop/").status_code == 404
        assert state(project).building is None

    def test_a_model_name_is_never_run_as_markup(self, reader, acme_access, settings, upstream):
        connect(acme_access, settings, upstream, name="<script>x()</script>")
        assert "<script>x()" not in reader.get(PAGE).text


class TestRest:
    def test_the_index_of_a_project_and_its_choices(self, acme_api, handbook, key):
        assert acme_api.get(PATH).json() == {
            "model": LOCAL_MODEL.key,
            "dimensions": 384,
            "served": True,
            "passages": 3,
            "indexed": False,
            "building": None,
            "failed": None,
            "choices": [key],
        }

    def test_a_project_without_documents_has_no_index(self, acme_api, project):
        told = acme_api.get(PATH).json()
        assert (told["model"], told["dimensions"], told["passages"]) == (None, None, 0)
        assert told["choices"] == [LOCAL_MODEL.key]

    def test_a_move_runs_to_its_end(self, acme_api, project, handbook, key):
        begun = acme_api.post(PATH, {"model": key})
        assert begun.status_code == 202
        assert begun.json()["building"] == {"model": key, "done": 0, "total": 3}
        assert begun.json()["model"] == LOCAL_MODEL.key
        assert acme_api.post(PATH, {"model": key}).status_code == 202
        perform(project)
        told = acme_api.get(PATH).json()
        assert (told["model"], told["dimensions"], told["building"]) == (key, 8, None)

    def test_a_move_can_be_stopped(self, acme_api, project, handbook, key):
        acme_api.post(PATH, {"model": key})
        assert acme_api.delete(f"{PATH}/building").status_code == 202
        perform(project)
        told = acme_api.get(PATH).json()
        assert told["building"] is None
        assert (told["failed"]["model"], told["failed"]["code"]) == (key, "cancelled")
        assert acme_api.delete(f"{PATH}/building").status_code == 404

    def test_a_failed_move_says_why(self, acme_api, project, handbook, key, upstream):
        acme_api.post(PATH, {"model": key})
        fail(project, upstream)
        failed = acme_api.get(PATH).json()["failed"]
        assert failed["model"] == key
        assert failed["code"] == "provider_refused_key"
        assert "key" in failed["message"]

    def test_a_model_that_is_not_offered_names_the_field(self, acme_api, handbook, key):
        refused = acme_api.post(PATH, {"model": "nowhere"})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "model"

    def test_the_current_model_and_a_second_move_are_conflicts(
        self, acme_api, handbook, key, settings
    ):
        operator(
            settings,
            openai_base_url="http://127.0.0.1:9/v1",
            openai_embedding_model="theirs",
            openai_embedding_dimensions=16,
        )
        assert acme_api.post(PATH, {"model": LOCAL_MODEL.key}).status_code == 409
        acme_api.post(PATH, {"model": key})
        assert acme_api.post(PATH, {"model": "127.0.0.1:9:theirs:16"}).status_code == 409

    def test_a_model_that_nothing_serves_is_reported(
        self, acme_api, project, handbook, key, acme_access
    ):
        acme_api.post(PATH, {"model": key})
        perform(project)
        with in_workspace(project.workspace_id):
            remove_provider(access=acme_access)
        told = acme_api.get(PATH).json()
        assert (told["model"], told["served"]) == (key, False)
        assert told["choices"] == [LOCAL_MODEL.key]

    def test_strangers_find_nothing(self, globex_api, project, handbook, key):
        assert globex_api.get(PATH).status_code == 404
        assert globex_api.post(PATH, {"model": key}).status_code == 404
        assert globex_api.delete(f"{PATH}/building").status_code == 404
        with in_workspace(project.workspace_id):
            assert building_space(project) is None
            assert active_space(project).model_key == LOCAL_MODEL.key
