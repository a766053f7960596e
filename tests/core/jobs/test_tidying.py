"""The hourly tidying deletes expired sessions, and finds ended jobs by their index."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from core.jobs import tasks
from core.jobs.forgetting import _forgettable
from core.jobs.models import Job
from core.tenancy.scope import sweeping as sweeping_scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def test_tidying_deletes_expired_sessions_and_no_others(client, ada, work):
    client.force_login(ada)
    client.get("/account/")
    alive = client.session.session_key
    ended = Session.objects.create(
        session_key="x" * 32, session_data="", expire_date=timezone.now() - timedelta(days=1)
    )
    long_ago = UserSession.objects.create(
        user=ada, ip="127.0.0.1", user_agent="", session_key=ended.pk
    )
    UserSession.objects.filter(pk=long_ago.pk).update(
        last_seen_at=timezone.now() - timedelta(days=40)
    )
    tasks.tidy()
    assert list(Session.objects.values_list("pk", flat=True)) == [alive]
    assert not UserSession.objects.filter(pk=long_ago.pk).exists()
    assert UserSession.objects.filter(session_key=alive).exists()


def test_the_tidying_finds_ended_jobs_without_reading_all_jobs(acme, job):
    with sweeping_scope(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = _forgettable(Job.unscoped.all()).order_by("finished_at").explain()
        assert "job_ended" in plan
        assert "Seq Scan" not in plan
