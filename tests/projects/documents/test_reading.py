"""From bytes to a ready document, and every way that can be interrupted."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.errors import Conflict, Invalid, TooLarge
from core.jobs.context import JobContext, LeaseLost
from core.jobs.models import Job
from core.jobs.services import claim
from core.outbound import Fetched, UrlUnreachable
from core.tenancy.scope import in_workspace, sweeping
from projects.documents import reading, services
from projects.models import Document, DocumentFile
from projects.signals import document_changed
from tests.projects.conftest import HANDBOOK, pages, reread


def add(project, access, content=b"Some words worth reading.", name="notes.txt"):
    with in_workspace(project.workspace_id):
        return services.add_upload(access=access, project=project, filename=name, content=content)


def jobs():
    with sweeping():
        return list(Job.unscoped.order_by("created_at"))


def test_a_file_becomes_a_ready_document(acme_project, acme_access, do_jobs):
    document = add(acme_project, acme_access, HANDBOOK.encode(), "leave.md")
    assert document.status == "queued"
    do_jobs()
    ready = reread(document)
    assert (ready.status, ready.stage, ready.error_code) == ("ready", "", "")
    assert (ready.page_count, ready.media_type) == (1, "text/markdown")
    assert "Everybody has 25 days." in pages(document)[0].text


def test_a_change_is_signalled_once_pages_are_saved_and_outside_any_transaction(
    acme_project, acme_access, do_jobs
):
    told = []

    def listen(sender, *, document, progress, **_):
        progress(1, 3, "indexing")
        told.append((document.pk, len(pages(document)), reread(document).stage))

    document_changed.connect(listen)
    document = add(acme_project, acme_access)
    do_jobs()
    assert told == [(document.pk, 1, "indexing")]
    assert reread(document).status == "ready"


def test_an_unreadable_file_fails_with_its_reason(acme_project, acme_access, do_jobs):
    document = add(acme_project, acme_access, b"%PDF-1.7 broken", "plan.pdf")
    do_jobs()
    failed = reread(document)
    assert failed.status == "failed"
    assert failed.error_code
    assert failed.error_message.endswith(".")
    assert pages(document) == []


def test_a_failed_document_can_be_retried(acme_project, acme_access, do_jobs, monkeypatch):
    monkeypatch.setattr(reading, "read_document", _raise(reading.Unreadable("timeout")))
    document = add(acme_project, acme_access)
    do_jobs()
    assert reread(document).error_code == "timeout"
    monkeypatch.undo()
    with in_workspace(document.workspace_id):
        rows = Document.objects.for_workspace(document.workspace_id).filter(pk=document.pk)
        rows.update(progress_done=3, progress_total=4, stage="reading")
        again = services.retry_document(document=reread(document))
    assert (again.status, again.error_code) == ("queued", "")
    assert (again.progress_done, again.progress_total, again.stage) == (0, 0, "")
    do_jobs()
    assert reread(document).status == "ready"


def test_a_ready_document_cannot_be_retried(handbook, acme_access):
    with in_workspace(handbook.workspace_id), pytest.raises(Conflict):
        services.retry_document(document=handbook)


def test_the_same_bytes_twice_are_one_document(acme_project, acme_access):
    first, second = (add(acme_project, acme_access) for _ in range(2))
    assert first.pk == second.pk
    assert (first.already_here, second.already_here) == (False, True)
    assert len(jobs()) == 1


def test_bytes_that_failed_are_read_again_when_uploaded_again(acme_project, acme_access, do_jobs):
    add(acme_project, acme_access, b"%PDF-1.7 broken", "plan.pdf")
    do_jobs()
    again = add(acme_project, acme_access, b"%PDF-1.7 broken", "plan.pdf")
    assert (again.status, again.already_here) == ("queued", True)
    assert [job.state for job in jobs()] == ["failed", "queued"]


def test_the_same_bytes_in_two_workspaces_are_two_documents(
    acme_project, acme_access, globex_project, grace
):
    from core.workspaces.queries import user_access

    mine = add(acme_project, acme_access)
    theirs = add(globex_project, user_access(grace, "globex"))
    assert mine.pk != theirs.pk


@pytest.mark.django_db(transaction=True)
def test_the_same_bytes_at_the_same_moment_are_one_document(acme_project, acme_access):
    start, found = threading.Barrier(4), []

    def upload():
        try:
            start.wait()
            found.append(add(acme_project, acme_access).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(jobs()) == 1


def test_empty_and_oversized_files_are_refused(acme_project, acme_access, settings):
    settings.MAX_UPLOAD_BYTES = 10
    with pytest.raises(Invalid):
        add(acme_project, acme_access, b"")
    with pytest.raises(TooLarge):
        add(acme_project, acme_access, b"x" * 11)
    assert jobs() == []


def test_a_document_deleted_before_its_job_leaves_nothing(acme_project, acme_access, do_jobs):
    document = add(acme_project, acme_access)
    with in_workspace(document.workspace_id):
        services.delete_document(access=acme_access, document=document)
    do_jobs()
    assert reread(document) is None
    assert [job.state for job in jobs()] == ["cancelled"]


def test_a_document_deleted_while_it_is_read_stays_deleted(
    acme_project, acme_access, do_jobs, monkeypatch, caplog
):
    document = add(acme_project, acme_access)
    parse = reading.read_document

    def delete_meanwhile(*args, **kwargs):
        with in_workspace(document.workspace_id):
            services.delete_document(access=acme_access, document=reread(document))
        return parse(*args, **kwargs)

    monkeypatch.setattr(reading, "read_document", delete_meanwhile)
    do_jobs()
    assert reread(document) is None
    assert [job.state for job in jobs()] == ["cancelled"]
    assert "Traceback" not in caplog.text


def test_a_project_deleted_while_it_is_read_ends_the_job(
    acme_project, acme_access, do_jobs, monkeypatch
):
    from projects.services import delete_project

    document = add(acme_project, acme_access)
    parse = reading.read_document

    def delete_meanwhile(*args, **kwargs):
        with in_workspace(document.workspace_id):
            delete_project(access=acme_access, project=acme_project)
        return parse(*args, **kwargs)

    monkeypatch.setattr(reading, "read_document", delete_meanwhile)
    do_jobs()
    assert [job.state for job in jobs()] == ["cancelled"]


def test_a_reader_that_lost_its_lease_writes_nothing(acme_project, acme_access, monkeypatch):
    document = add(acme_project, acme_access)
    parse, (job,) = reading.read_document, jobs()
    ours = claim(workspace_id=job.workspace_id, job_id=job.pk)

    def lose_it_meanwhile(*args, **kwargs):
        with in_workspace(job.workspace_id):
            Job.objects.for_workspace(job.workspace_id).update(
                lease_until=timezone.now() - timedelta(seconds=1)
            )
        assert claim(workspace_id=job.workspace_id, job_id=job.pk) is not None
        return parse(*args, **kwargs)

    monkeypatch.setattr(reading, "read_document", lose_it_meanwhile)
    with JobContext(ours) as context, pytest.raises(LeaseLost):
        reading.read(context)
    assert pages(document) == []
    assert reread(document).status == "processing"


def test_a_reader_killed_halfway_is_followed_by_one_that_finishes(
    acme_project, acme_access, do_jobs, monkeypatch
):
    document = add(acme_project, acme_access)
    (job,) = jobs()
    claim(workspace_id=job.workspace_id, job_id=job.pk)
    with in_workspace(job.workspace_id):
        rows = Job.objects.for_workspace(job.workspace_id)
        rows.update(lease_until=timezone.now() - timedelta(seconds=1))
    from core.jobs.performing import perform_job

    assert perform_job(job.workspace_id, job.pk)
    assert reread(document).status == "ready"
    assert not perform_job(job.workspace_id, job.pk)
    assert len(pages(document)) == 1


def test_a_failed_indexing_is_retried(acme_project, acme_access, do_jobs):
    calls = []

    def break_once(sender, *, document, progress, **_):
        calls.append(document.pk)
        if len(calls) == 1:
            raise RuntimeError

    document_changed.connect(break_once)
    document = add(acme_project, acme_access)
    do_jobs()
    assert reread(document).status == "processing"
    with in_workspace(document.workspace_id):
        Job.objects.for_workspace(document.workspace_id).update(not_before=None)
    do_jobs()
    assert reread(document).status == "ready"
    assert len(pages(document)) == 1


def found(content=b"<html><title>Our prices</title><body><p>Tea is three euros a cup.</p></body>"):
    return Fetched(
        url="https://shop.example/prices",
        final_url="https://shop.example/prices",
        content_type="text/html",
        content=content,
        filename="prices.html",
    )


def add_page(project, access, url="https://shop.example/prices"):
    with in_workspace(project.workspace_id):
        return services.add_url(access=access, project=project, url=url)


def test_a_web_page_is_fetched_once_read_and_named_by_its_title(
    acme_project, acme_access, do_jobs, monkeypatch
):
    monkeypatch.setattr(reading, "fetch", lambda url, **_: found())
    document = add_page(acme_project, acme_access)
    assert (document.title, document.sha256) == ("https://shop.example/prices", "")
    do_jobs()
    ready = reread(document)
    assert (ready.status, ready.title, ready.filename) == ("ready", "Our prices", "prices.html")
    assert ready.bytes == len(found().content)


MAIL = b"From: maren@orrery.example\nSubject: Late counting heads\n\nThe heads come in May.\n"


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("saved.html", found().content, "Our prices"),
        ("mail (2).eml", MAIL, "Late counting heads"),
        ("untitled.html", b"<body><p>Tea is three euros a cup.</p>", "untitled"),
    ],
)
def test_an_uploaded_web_page_or_mail_is_named_by_its_own_title(
    acme_project, acme_access, do_jobs, name, content, title
):
    document = add(acme_project, acme_access, content, name)
    do_jobs()
    assert (reread(document).title, reread(document).filename) == (title, name)


def test_a_mail_that_was_given_a_title_keeps_it(acme_project, acme_access, do_jobs):
    with in_workspace(acme_project.workspace_id):
        document = services.add_upload(
            access=acme_access,
            project=acme_project,
            filename="mail.eml",
            content=MAIL,
            title="From Orrery",
        )
    do_jobs()
    assert reread(document).title == "From Orrery"


def test_an_address_that_does_not_answer_fails_with_a_reason(
    acme_project, acme_access, do_jobs, monkeypatch
):
    monkeypatch.setattr(reading, "fetch", _raise(UrlUnreachable()))
    document = add_page(acme_project, acme_access)
    do_jobs()
    assert (reread(document).status, reread(document).error_code) == ("failed", "url_unreachable")


def test_a_web_page_already_in_the_project_says_so(acme_project, acme_access, do_jobs, monkeypatch):
    monkeypatch.setattr(reading, "fetch", lambda url, **_: found())
    add_page(acme_project, acme_access)
    second = add_page(acme_project, acme_access)
    do_jobs()
    assert (reread(second).status, reread(second).error_code) == ("failed", "duplicate")
    assert reread(second).error_message == "Already here as “Our prices”. Nothing was added."
    with in_workspace(second.workspace_id):
        assert DocumentFile.objects.for_workspace(second.workspace_id).count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/x",
        "file:///etc/passwd",
        "nonsense",
        "http://[::1]/",
    ],
)
def test_an_internal_address_is_refused_before_anything_is_stored(acme_project, acme_access, url):
    with pytest.raises(Invalid):
        add_page(acme_project, acme_access, url)
    with in_workspace(acme_project.workspace_id):
        assert not Document.objects.for_workspace(acme_project.workspace_id).exists()


def _raise(error):
    def call(*_, **__):
        raise error

    return call
