"""A workspace's own provider: its key write-only, checked, tested, and nobody else's."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from pydantic import SecretStr

from ai_features.gateway import LOCAL_MODEL, embedding_model, trying
from ai_features.gateway.models import Provider
from ai_features.gateway.queries import chat_model, provider_of
from ai_features.gateway.services import ProviderDraft, keep_test, save_provider
from ai_features.gateway.trying import Tried
from core.errors import Invalid
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_access
from tests.ai_features.gateway.conftest import ledger_of

PAGE = "/w/acme/settings/provider/"
KEY = "sk-canary-abcdefghijkl"
GOOD = {"base_url": "https://api.openai.com/v1/", "api_key": KEY, "chat_model": "gpt-4o-mini"}


def save(access, **changes):
    draft = ProviderDraft(**{**GOOD, **changes})
    with in_workspace(access.workspace.pk):
        return save_provider(access=access, draft=draft)


def operator(settings, **changes):
    settings.VITRINE = settings.VITRINE.model_copy(update=changes)


def test_without_any_provider_nothing_generates(acme):
    assert chat_model(acme.pk) is None


def test_the_environment_serves_every_workspace(acme, settings):
    operator(settings, openai_api_key=SecretStr("sk-env"), openai_model="gpt-4o")
    model = chat_model(acme.pk)
    assert (model.source, model.name, model.context_window) == ("instance", "gpt-4o", 128_000)


def test_an_endpoint_without_a_key_is_a_provider_too(acme, settings):
    operator(settings, openai_base_url="http://127.0.0.1:11434/v1", openai_model="llama3.2")
    assert chat_model(acme.pk).base_url == "http://127.0.0.1:11434/v1"


def test_a_workspaces_own_provider_comes_first_and_serves_nobody_else(
    acme_access, acme, globex, settings
):
    operator(settings, openai_api_key=SecretStr("sk-env"))
    save(acme_access)
    assert (chat_model(acme.pk).source, chat_model(acme.pk).api_key) == ("workspace", KEY)
    assert chat_model(globex.pk).source == "instance"


def test_a_key_is_sealed_to_its_row(acme_access, acme):
    provider = save(acme_access)
    assert KEY.encode() not in bytes(provider.sealed_key)
    with in_workspace(acme.pk):
        Provider.objects.for_workspace(acme.pk).update(sealed_key=b"x" * 40)
    assert chat_model(acme.pk) is None


def test_passages_go_to_no_other_endpoint_if_the_workspaces_key_no_longer_opens(
    acme_access, acme, settings
):
    operator(settings, openai_api_key=SecretStr("sk-env"))
    save(acme_access)
    with in_workspace(acme.pk):
        Provider.objects.for_workspace(acme.pk).update(sealed_key=b"x" * 40)
    assert chat_model(acme.pk) is None


def test_a_replaced_key_gets_another_version(acme_access, acme):
    save(acme_access)
    before = chat_model(acme.pk).version
    save(acme_access, api_key="sk-other-abcdefgh")
    assert chat_model(acme.pk).version != before


def test_a_key_stays_only_at_its_own_address(acme_access, acme):
    save(acme_access)
    save(acme_access, api_key="", chat_model="gpt-4o")
    assert (chat_model(acme.pk).name, chat_model(acme.pk).api_key) == ("gpt-4o", KEY)
    with pytest.raises(Invalid):
        save(acme_access, api_key="", base_url="https://thief.example.com/v1")


@pytest.mark.parametrize(
    "address",
    [
        "http://api.openai.com/v1",
        "https://127.0.0.1/v1",
        "https://localhost:8000/v1",
        "https://169.254.169.254/latest",
        "https://[::1]/v1",
        "https://user:password@api.openai.com/v1",
        "https://api.openai.com/v1?x=1",
        "ftp://api.openai.com",
        "https://api.openai.com:25/v1",
    ],
)
def test_an_address_that_is_not_public_https_is_refused(acme_access, address):
    with pytest.raises(Invalid) as refused:
        save(acme_access, base_url=address)
    assert refused.value.errors[0]["field"] == "base_url"


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:11434/v1",
        "https://localhost:11434/v1",
        "http://192.168.0.7:8000/v1",
        "https://models.internal/v1",
    ],
)
def test_a_private_address_is_told_at_once_how_such_are_allowed(acme_access, address):
    with pytest.raises(Invalid) as refused:
        save(acme_access, base_url=address)
    assert "VITRINE_ALLOW_PRIVATE_PROVIDERS" in refused.value.errors[0]["message"]


def test_an_address_without_its_scheme_is_taken_as_https(reader, acme_access):
    assert save(acme_access, base_url="api.openai.com/v1").base_url == GOOD["base_url"].rstrip("/")
    assert 'type="url"' not in reader.get(PAGE).text


@pytest.mark.parametrize("private_allowed", [False, True])
@pytest.mark.parametrize(
    "address",
    [
        "https://[::1",
        "https://\u2100.com/v1",
        "https://models.example.com:99999/v1",
        "https://models.example.com:first/v1",
        "https://mod els.example.com/v1",
        "https://mod\u00adels.example.com/v1",  # copied where a line may break
        "https://\u2603.example.com/v1",
    ],
)
def test_an_unreadable_address_comes_back_with_its_error(
    reader, acme, settings, address, private_allowed
):
    operator(settings, vitrine_allow_private_providers=private_allowed)
    response = reader.post(PAGE, GOOD | {"base_url": address})
    assert response.status_code == 422
    assert "Give a full address" in response.text
    assert chat_model(acme.pk) is None


def test_the_page_never_shows_the_key(reader, acme):
    assert reader.post(PAGE, GOOD).status_code == 302
    shown = reader.get(PAGE).content.decode()
    assert KEY not in shown
    assert "ijkl" in shown
    invalid = reader.post(PAGE, GOOD | {"base_url": "http://10.0.0.1/v1"})
    assert invalid.status_code == 422
    assert KEY not in invalid.content.decode()


@pytest.fixture
def filled(upstream, settings):
    """The form of a provider that is there."""
    operator(settings, vitrine_allow_private_providers=True)
    return GOOD | {"base_url": upstream.base_url}


def state(reader):
    (shown,) = re.findall(r'<dd id="provider-state".*?</dd>', reader.get(PAGE).text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", shown).split())


def test_saving_tests_the_provider_and_says_what_came_of_it(reader, acme, filled, upstream):
    saved = reader.post(PAGE, filled, follow=True).text
    assert "Saved and tested" in saved
    assert "gpt-4o-mini answered" in saved
    assert len(upstream.requests) == 1
    (entry,) = ledger_of(acme)
    assert (entry.purpose, entry.state, entry.cost_micro_usd > 0) == ("test", "settled", True)
    assert state(reader).startswith("Tested")


def test_a_provider_that_fails_its_test_is_saved_and_the_page_says_that_answers_will_fail(
    reader, acme, filled, upstream
):
    upstream.mode = "unauthorised"
    saved = reader.post(PAGE, filled, follow=True).text
    assert "Saved, but the test failed" in saved
    assert chat_model(acme.pk).base_url == upstream.base_url
    for shown in (saved, reader.get(PAGE).text):
        assert "will fail until this is mended" in shown
        assert "Enter a working key" in shown
        assert re.search(r"data-opens=\"remove-provider\"[^>]*>\s*Go on without it", shown)


def test_no_transaction_is_open_while_a_saved_provider_is_tested(reader, acme, filled, monkeypatch):
    outside, inside = len(connection.savepoint_ids), []

    def look(workspace_id):
        inside.append(len(connection.savepoint_ids))
        return Tried("gpt-4o-mini", "answered")

    monkeypatch.setattr(trying, "try_answering", look)
    reader.post(PAGE, filled)
    assert inside == [outside]


def test_a_tests_result_is_kept_until_the_next_test_or_change(
    reader, acme, acme_access, filled, upstream
):
    reader.post(PAGE, filled)
    upstream.mode = "unauthorised"
    failed = reader.post(f"{PAGE}test/", headers={"HX-Request": "true"}).text
    assert "the key was refused" in failed
    assert re.fullmatch(r"Failed .*\d\d:\d\d UTC : the key was refused", state(reader))
    upstream.mode = "normal"
    tested = reader.post(f"{PAGE}test/", headers={"HX-Request": "true"}).text
    assert "provider-state" in tested
    assert re.fullmatch(r"Tested .*\d\d:\d\d UTC", state(reader))
    save(acme_access, base_url=filled["base_url"])
    assert state(reader) == "Not tested"


def test_a_test_of_what_was_replaced_meanwhile_is_not_kept(reader, acme, acme_access, filled):
    save(acme_access, base_url=filled["base_url"])
    tested = provider_of(acme.pk)
    save(acme_access, base_url=filled["base_url"])
    assert not keep_test(tested, failed_model="", failure=None)
    assert state(reader) == "Not tested"


def test_whoever_tests_the_provider_learns_what_to_set_right(reader, acme, upstream, settings):
    operator(settings, openai_base_url=upstream.base_url, openai_api_key=SecretStr("sk-env"))
    upstream.mode = "unauthorised"
    refused = reader.post(f"{PAGE}test/", headers={"HX-Request": "true"}).text
    assert "Enter a working key" in refused


def test_testing_says_what_came_back_or_what_is_wrong(reader, acme, upstream, settings):
    operator(settings, openai_base_url=upstream.base_url, openai_api_key=SecretStr("sk-env"))
    answered = reader.post(f"{PAGE}test/", headers={"HX-Request": "true"}).content.decode()
    assert "gpt-4o-mini answered" in answered
    assert "dimensions" not in answered, "nothing is said of what is not set"
    upstream.mode = "unauthorised"
    refused = reader.post(f"{PAGE}test/", headers={"HX-Request": "true"}).content.decode()
    assert "refused the key" in refused


def test_saving_finds_out_the_length_of_the_vectors(reader, acme, upstream, settings):
    operator(settings, vitrine_allow_private_providers=True)
    filled = GOOD | {"base_url": upstream.base_url, "embedding_model": "text-embedding-3-small"}
    said = reader.post(PAGE, filled, follow=True).content.decode()
    assert "sent vectors of 8 dimensions" in said
    assert "in 8 dimensions, for new projects" in said
    tested = reader.post(f"{PAGE}test/", headers={"HX-Request": "true"}).content.decode()
    assert "gpt-4o-mini answered" in tested
    assert "text-embedding-3-small sent vectors of 8 dimensions" in tested


def test_the_page_says_where_projects_move_to_an_embedding_model_and_what_its_removal_ends(
    reader, acme, filled
):
    without = reader.post(PAGE, filled, follow=True).text
    assert "Remove the provider?" in without
    assert "by words alone" not in without
    named = filled | {"embedding_model": "text-embedding-3-small"}
    shown = reader.post(PAGE, named, follow=True).text
    assert "other projects move to it on their bench, under Index" in shown
    assert "Projects indexed with text-embedding-3-small then search by words alone" in shown


def test_a_failing_embedding_model_is_saved_and_not_used(reader, acme, upstream, settings):
    operator(settings, vitrine_allow_private_providers=True)
    upstream.mode = "not_found"
    filled = GOOD | {"base_url": upstream.base_url, "embedding_model": "no-such-model"}
    said = reader.post(PAGE, filled, follow=True).content.decode()
    assert "did not accept the request" in said
    assert "no-such-model is not used yet" in said
    assert embedding_model(acme.pk) == LOCAL_MODEL


def test_the_trail_tells_connecting_from_changing(reader, acme):
    reader.post(PAGE, GOOD)
    reader.post(PAGE, GOOD)
    trail = reader.get("/w/acme/audit/").text
    assert trail.count("connected a provider") == 1
    assert trail.count("changed the provider") == 1


def test_after_removing_the_page_goes_on_at_the_form(reader, acme_access, acme):
    save(acme_access)
    assert reader.post(f"{PAGE}remove/").url == f"{PAGE}#id_base_url"
    assert 'id="id_base_url"' in reader.get(PAGE).text


def test_removing_forgets_the_key(reader, acme_access, acme):
    save(acme_access)
    reader.post(f"{PAGE}remove/")
    assert chat_model(acme.pk) is None


def test_viewers_and_strangers_are_turned_away(client, acme_viewer, grace, globex, acme):
    for user, status in ((acme_viewer, 403), (grace, 404)):
        client.force_login(user)
        assert client.get(PAGE).status_code == status
        assert client.post(PAGE, GOOD).status_code == status
        assert client.post(f"{PAGE}test/").status_code == status
        assert client.post(f"{PAGE}remove/").status_code == status
    assert user_access(grace, "acme") is None


@pytest.mark.parametrize("key", ["sk-abc\u2026xyz", "sk-abc\u200b", "sk-abc\ndef", "sk abc"])
def test_a_key_that_no_header_can_carry_is_refused_where_it_is_pasted(reader, acme, key):
    response = reader.post(PAGE, GOOD | {"api_key": key})
    assert response.status_code == 422
    assert "Copy it again" in response.text
    assert chat_model(acme.pk) is None


def test_a_drafts_repr_hides_its_key():
    assert KEY not in repr(ProviderDraft(**GOOD))


def test_of_two_first_providers_connected_at_once_the_second_replaces_the_first(
    acme_access, acme, monkeypatch
):
    first = Provider.save

    def later(provider, *args, **kwargs):
        monkeypatch.setattr(Provider, "save", first)
        save(acme_access, chat_model="gpt-4o")
        first(provider, *args, **kwargs)

    monkeypatch.setattr(Provider, "save", later)
    save(acme_access, chat_model="gpt-4o-mini")
    assert chat_model(acme.pk).name == "gpt-4o-mini"
