"""Which model embeds for a workspace, and how long a vector space can still be queried."""

from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError

from ai_features.gateway import (
    LOCAL_MODEL,
    embedding_model,
    embedding_model_by_key,
    embedding_models,
)
from ai_features.gateway.queries import provider_of
from ai_features.gateway.services import keep_dimensions, remove_provider
from ai_features.gateway.trying import try_embedding
from ai_features.gateway.vectors import named_in
from core.assembly.config import Config
from core.tenancy.scope import in_workspace
from tests.ai_features.gateway.test_provider import operator, save

SMALL = "api.openai.com:text-embedding-3-small:1536"


@pytest.fixture
def instance(settings):
    operator(
        settings,
        openai_api_key=SecretStr("sk-env"),
        openai_embedding_model="text-embedding-3-small",
    )


def save_found(access, name, dimensions, **changes):
    save(access, embedding_model=name, **changes)
    keep_dimensions(provider_of(access.workspace.pk), dimensions)


def test_without_a_provider_the_local_model_embeds(acme):
    assert embedding_model(acme.pk) == LOCAL_MODEL
    assert LOCAL_MODEL.key == "local:all-minilm-l6-v2"
    assert embedding_model_by_key(acme.pk, LOCAL_MODEL.key) == LOCAL_MODEL


@pytest.mark.usefixtures("instance")
def test_the_environment_can_name_a_model_for_every_workspace(acme):
    assert embedding_model(acme.pk).key == SMALL
    assert embedding_model(acme.pk).source == "instance"


def test_a_provider_that_is_only_for_answers_leaves_the_local_model(acme_access, acme):
    save(acme_access)
    assert embedding_model(acme.pk) == LOCAL_MODEL


@pytest.mark.usefixtures("instance")
def test_a_workspace_with_its_own_provider_sends_its_documents_to_no_other(
    acme_access, acme, globex
):
    save(acme_access)
    assert embedding_model(acme.pk) == LOCAL_MODEL
    assert embedding_model(globex.pk).key == SMALL


def test_a_workspaces_own_model_is_used_once_its_size_is_known(acme_access, acme, globex):
    save(acme_access, embedding_model="text-embedding-3-large")
    assert embedding_model(acme.pk) == LOCAL_MODEL
    assert keep_dimensions(provider_of(acme.pk), 3_072)
    assert embedding_model(acme.pk).key == "api.openai.com:text-embedding-3-large:3072"
    assert embedding_model(globex.pk) == LOCAL_MODEL


def keys_of(workspace):
    return [model.key for model in embedding_models(workspace.pk)]


@pytest.mark.usefixtures("instance")
def test_the_models_on_offer_are_those_that_serve_the_workspace(acme_access, acme, globex):
    save_found(acme_access, "mistral-embed", 1_024, base_url="https://api.mistral.ai/v1")
    assert keys_of(acme) == [LOCAL_MODEL.key, "api.mistral.ai:mistral-embed:1024", SMALL]
    assert keys_of(globex) == [LOCAL_MODEL.key, SMALL]


@pytest.mark.usefixtures("instance")
def test_of_a_model_served_twice_the_workspaces_own_wins(acme_access, acme):
    save_found(acme_access, "text-embedding-3-small", 1_536)
    assert [model.source for model in embedding_models(acme.pk)] == ["local", "workspace"]


def test_the_size_found_for_a_former_model_is_not_kept(acme_access, acme):
    save(acme_access, embedding_model="text-embedding-3-large")
    former = provider_of(acme.pk)
    save(acme_access, embedding_model="text-embedding-3-small")
    assert not keep_dimensions(former, 3_072)
    assert embedding_model(acme.pk) == LOCAL_MODEL


def test_another_key_for_the_same_model_keeps_its_size(acme_access, acme):
    save_found(acme_access, "text-embedding-3-large", 3_072)
    save(acme_access, embedding_model="text-embedding-3-large", api_key="sk-other-abcdefgh")
    assert embedding_model(acme.pk).dimensions == 3_072


def test_shortened_vectors_are_a_space_of_their_own(acme_access, acme):
    save_found(acme_access, "text-embedding-3-large", 1_024, shortened_to=1_024)
    model = embedding_model(acme.pk)
    assert model.key == "api.openai.com:text-embedding-3-large:1024:short"
    assert embedding_model_by_key(acme.pk, model.key) == model


def test_a_former_space_is_served_for_as_long_as_its_host_is(acme_access, acme):
    save_found(acme_access, "nomic-embed-text:latest", 768)
    former = embedding_model(acme.pk)
    save_found(acme_access, "text-embedding-3-small", 1_536)
    found = embedding_model_by_key(acme.pk, former.key)
    assert (found.name, found.dimensions) == ("nomic-embed-text:latest", 768)
    save(acme_access, base_url="https://api.mistral.ai/v1")
    assert embedding_model_by_key(acme.pk, former.key) is None


@pytest.mark.usefixtures("instance")
def test_the_instances_space_outlives_a_new_provider(acme_access, acme):
    save_found(acme_access, "mistral-embed", 1_024, base_url="https://api.mistral.ai/v1")
    assert embedding_model_by_key(acme.pk, SMALL).source == "instance"


def test_another_workspaces_provider_serves_no_space_here(acme_access, acme, globex):
    save_found(acme_access, "text-embedding-3-small", 1_536)
    assert embedding_model_by_key(acme.pk, SMALL).source == "workspace"
    assert embedding_model_by_key(globex.pk, SMALL) is None


def test_a_removed_provider_serves_no_space(acme_access, acme):
    save_found(acme_access, "text-embedding-3-small", 1_536)
    with in_workspace(acme.pk):
        remove_provider(access=acme_access)
    assert embedding_model_by_key(acme.pk, SMALL) is None
    assert embedding_model(acme.pk) == LOCAL_MODEL


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (SMALL, ("text-embedding-3-small", "api.openai.com")),
        (
            "10.0.0.2:11434:nomic-embed-text:latest:768",
            ("nomic-embed-text:latest", "10.0.0.2:11434"),
        ),
        (
            "api.openai.com:text-embedding-3-large:1024:short",
            ("text-embedding-3-large", "api.openai.com"),
        ),
        ("nowhere", ("nowhere", "")),
    ],
)
def test_a_key_still_tells_a_models_name_and_host(key, told):
    assert named_in(key) == told


@pytest.mark.parametrize("key", ["", "nowhere", "api.openai.com:x", "api.openai.com:x:0", "x:y:12"])
def test_a_key_that_names_nothing_finds_nothing(acme_access, acme, key):
    save(acme_access)
    assert embedding_model_by_key(acme.pk, key) is None


def test_a_model_of_unknown_size_refuses_to_start():
    with pytest.raises(ValidationError, match="OPENAI_EMBEDDING_DIMENSIONS"):
        Config(openai_embedding_model="our-own-vectors")
    assert Config(openai_embedding_model="ours", openai_embedding_dimensions=512)


class TestFindingTheSize:
    @pytest.fixture(autouse=True)
    def inside(self, settings):
        operator(settings, vitrine_allow_private_providers=True)

    def test_a_real_call_finds_it(self, acme_access, acme, upstream):
        upstream.dimensions = 24
        save(acme_access, embedding_model="ours", base_url=upstream.base_url)
        assert try_embedding(acme.pk).said == "sent vectors of 24 dimensions"
        assert embedding_model(acme.pk).dimensions == 24

    def test_a_server_that_does_not_shorten_is_reported(self, acme_access, acme, upstream):
        upstream.mode = "other_size"
        save(acme_access, embedding_model="ours", shortened_to=64, base_url=upstream.base_url)
        assert "65 dimensions in place of 64" in try_embedding(acme.pk).failure.detail
        assert embedding_model(acme.pk) == LOCAL_MODEL

    def test_too_many_are_refused_with_a_reason(self, acme_access, acme, upstream):
        upstream.dimensions = 4_096
        save(acme_access, embedding_model="ours", base_url=upstream.base_url)
        assert "at most 4,000" in try_embedding(acme.pk).failure.detail
        assert embedding_model(acme.pk) == LOCAL_MODEL
