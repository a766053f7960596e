"""Followers lose nothing, repeat nothing, and stop when their access ends."""

from __future__ import annotations

import asyncio
import json
import re
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient

from ai_features.runs import engine, follow, hub, queries, sse
from ai_features.runs.executors import Outcome
from ai_features.runs.follow import Heartbeat, StreamedEvent, events
from ai_features.runs.models import Run
from ai_features.runs.recording import record_run
from ai_features.runs.waiting import wait_for
from core.errors import NotFound
from core.keys.services import ALL_SCOPES, create_personal_key, revoke_personal_key
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_actor
from tests.ai_features.runs.conftest import ask, events_of, execute

pytestmark = pytest.mark.django_db(transaction=True)
EVENT = re.compile(r"id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n")


async def collect(run, **options):
    return [told async for told in events(run.pk, run.workspace_id, **options)]


def test_following_a_finished_run_yields_all_of_it(run):
    execute(run)
    told = async_to_sync(collect)(run)
    assert [event.seq for event in told] == [event.seq for event in events_of(run)]
    assert told[-1].kind == "done"


def test_resuming_at_any_event_loses_and_repeats_nothing(run):
    execute(run)
    whole = async_to_sync(collect)(run)
    for place in range(len(whole)):
        rest = async_to_sync(collect)(run, after_seq=place)
        assert whole[:place] + rest == whole
    assert async_to_sync(collect)(run, after_seq=len(whole)) == []


def test_a_long_run_is_yielded_without_a_pause(run, monkeypatch):
    execute(run)
    for module in (follow, queries):
        monkeypatch.setattr(module, "MOST_EVENTS", 1)
    monkeypatch.setattr(follow, "LISTENING_SECONDS", 60.0)
    monkeypatch.setattr(follow, "POLLING_SECONDS", 60.0)

    async def within_a_while():
        return await asyncio.wait_for(collect(run), 15)

    assert [event.seq for event in async_to_sync(within_a_while)()] == [
        event.seq for event in events_of(run)
    ]


def test_a_live_run_is_followed_to_its_end(run):
    async def watch():
        following = asyncio.create_task(collect(run))
        await asyncio.sleep(0)
        await sync_to_async(engine.start)(run, where="here")
        return await asyncio.wait_for(following, 15)

    told = async_to_sync(watch)()
    assert [event.seq for event in told] == list(range(1, len(told) + 1))
    assert told[-1].kind == "done"


def test_followers_and_waiters_learn_that_the_run_was_deleted(run):
    with in_workspace(run.workspace_id):
        Run.objects.for_workspace(run.workspace_id).filter(pk=run.pk).delete()
    (told,) = async_to_sync(collect)(run)
    assert (told.kind, told.data["code"]) == ("error", "deleted")
    with pytest.raises(NotFound, match="deleted"):
        wait_for(run, seconds=1)


def test_without_redis_followers_poll_the_database(run, monkeypatch, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(hub, "RETRY_SECONDS", 0.01)

    async def watch():
        following = asyncio.create_task(collect(run))
        await sync_to_async(engine.start)(run, where="here")
        return await asyncio.wait_for(following, 15)

    assert async_to_sync(watch)()[-1].kind == "done"


def test_a_quiet_run_sends_heartbeats(run, monkeypatch):
    monkeypatch.setattr(follow, "HEARTBEAT_SECONDS", 0.0)

    async def first():
        async for told in events(run.pk, run.workspace_id):
            return told
        return None

    assert isinstance(async_to_sync(first)(), Heartbeat)


def test_a_heartbeat_does_not_wait_for_the_next_poll(run, monkeypatch):
    monkeypatch.setattr(follow, "HEARTBEAT_SECONDS", 0.05)
    for patience in ("LISTENING_SECONDS", "POLLING_SECONDS"):
        monkeypatch.setattr(follow, patience, 600.0)

    async def first():
        return await asyncio.wait_for(anext(events(run.pk, run.workspace_id)), 60)

    assert isinstance(async_to_sync(first)(), Heartbeat)


def test_a_follower_whose_access_ends_is_cut_off(run, monkeypatch):
    monkeypatch.setattr(follow, "ACCESS_SECONDS", 0.0)
    told = async_to_sync(collect)(run, still_allowed=lambda: False)
    assert [(event.seq, event.kind) for event in told] == [(None, "error")]


def test_a_line_break_stays_inside_its_event():
    line = sse.as_line(StreamedEvent(3, "delta", {"text": "a\nb\u2028c\r\nid: 9"}), 3)
    name, kind, data = EVENT.fullmatch(line.decode()).groups()
    assert (name, kind, json.loads(data)["text"]) == ("3", "delta", "a\nb\u2028c\r\nid: 9")


def key_of(user):
    return create_personal_key(user=user, name="stream", scopes=list(ALL_SCOPES))


async def read(run, token, **headers):
    path = f"/api/v1/workspaces/{run.workspace_id}/runs/{run.pk}/events"
    response = await AsyncClient().get(
        path, headers={"Authorization": f"Bearer {token}", **headers}
    )
    if response.status_code != 200:
        return response, ""
    return response, "".join([part.decode() async for part in response.streaming_content])


def test_the_stream_resumes_after_last_event_id(run, ada):
    execute(run)
    _, token = key_of(ada)
    response, whole = async_to_sync(read)(run, token)
    assert response["Content-Type"] == "text/event-stream"
    assert response["X-Accel-Buffering"] == "no"
    assert response["Cache-Control"] == "no-store"
    for place in range(len(events_of(run))):
        _, rest = async_to_sync(read)(run, token, **{"Last-Event-ID": str(place)})
        assert whole.endswith(rest)
        assert len(EVENT.findall(rest)) == len(events_of(run)) - place


async def place_in(address, run, token, **headers):
    path = f"/api/v1/workspaces/{run.workspace_id}/runs/{run.pk}/events{address}"
    headers["Authorization"] = f"Bearer {token}"
    response = await AsyncClient().get(path, headers=headers)
    return int(EVENT.match((await anext(aiter(response.streaming_content))).decode())[1])


def test_a_reconnecting_client_resumes_after_the_last_event_and_not_at_the_url(run, ada):
    execute(run)
    _, token = key_of(ada)
    assert async_to_sync(place_in)("?after=1", run, token) == 2
    assert async_to_sync(place_in)("?after=1", run, token, **{"Last-Event-ID": "3"}) == 4


def test_an_event_for_one_follower_only_repeats_the_previous_id(handbook, ada, monkeypatch):
    monkeypatch.setattr(follow, "ACCESS_SECONDS", 0.0)
    run = ask(handbook, ada)
    monkeypatch.setattr("ai_features.runs.api.runs.key_still_allowed", lambda *_: lambda: False)
    _, token = key_of(ada)
    for place in ("0", "7"):
        _, told = async_to_sync(read)(run, token, **{"Last-Event-ID": place})
        assert told.startswith(f'id: {place}\nevent: error\ndata: {{"code":"access_ended"')


def test_an_invalid_last_event_id_is_refused(run, ada):
    _, token = key_of(ada)
    response, _ = async_to_sync(read)(run, token, **{"Last-Event-ID": "seven"})
    assert response.status_code == 422


def test_a_stranger_cannot_follow(run, grace, globex):
    execute(run)
    _, token = key_of(grace)
    response, _ = async_to_sync(read)(run, token)
    assert response.status_code == 404


def test_a_running_stream_ends_when_its_key_is_revoked(handbook, ada, parrot, monkeypatch):
    monkeypatch.setattr(follow, "ACCESS_SECONDS", 0.0)
    run = ask(handbook, ada)
    key, token = key_of(ada)

    async def watch():
        path = f"/api/v1/workspaces/{run.workspace_id}/runs/{run.pk}/events"
        response = await AsyncClient().get(path, headers={"Authorization": f"Bearer {token}"})
        await sync_to_async(revoke_personal_key)(user=ada, key_id=key.pk)
        return "".join([part.decode() async for part in response.streaming_content])

    assert "access_ended" in async_to_sync(watch)()


def test_a_second_attempt_restarts_the_text(run, parrot):
    from tests.ai_features.runs.test_engine import kill, take

    take(run).emit("delta", {"text": "lost"})
    kill(run)
    parrot.behave = lambda context: (context.delta("kept"), Outcome(output={}))[1]
    execute(run)
    text = ""
    for told in async_to_sync(collect)(run):
        text = "" if told.kind == "start" else text
        text += told.data["text"] if told.kind == "delta" else ""
    assert text == "kept"


@pytest.fixture
def recorded(handbook, ada):
    return record_run(
        project=handbook,
        kind=ask(handbook, ada).kind,
        actor=user_actor(ada),
        input={"query": "dogs"},
        output={"results": []},
        latency_ms=3.0,
        spans=[],
    )


def test_following_a_run_that_was_only_recorded_yields_its_answer(handbook, recorded):
    async def watch():
        return [told async for told in events(recorded, handbook.workspace_id)]

    (told,) = async_to_sync(watch)()
    assert (told.kind, told.data["output"]) == ("done", {"results": []})


def test_a_poll_never_holds_a_connection_whatever_it_finds(handbook, recorded, run, monkeypatch):
    gone = []
    monkeypatch.setattr(follow, "let_go", lambda: gone.append(1))
    for run_id in (recorded, run.pk, uuid4()):
        follow._look(handbook.workspace_id, run_id, 0)
    assert len(gone) == 3
