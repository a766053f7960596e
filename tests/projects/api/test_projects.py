"""Projects over REST."""

from __future__ import annotations

import pytest

from core.errors import NotFound
from core.tenancy.scope import in_workspace
from projects.queries import demos_of, with_total
from projects.services import delete_project, save_demo_settings, update_project
from tests.projects.conftest import reread

PATH = "/workspaces/acme/projects"


def test_a_project_comes_with_its_demos(acme_api):
    made = acme_api.post(PATH, {"name": "Staff handbook", "description": "Leave and pay"})
    assert made.status_code == 201
    project = made.json()
    assert (project["slug"], project["documents"]) == ("staff-handbook", 0)
    assert [demo["kind"] for demo in project["demos"]] == ["chat"]
    assert acme_api.get(f"{PATH}/staff-handbook").json() == project
    assert acme_api.get(f"{PATH}/{project['id']}").json() == project


def test_a_project_deleted_while_it_is_read_is_not_found(acme, acme_access, acme_project):
    with in_workspace(acme.pk):
        delete_project(access=acme_access, project=acme_project)
        with pytest.raises(NotFound):
            with_total(acme_project)


def test_two_projects_with_one_name_have_two_addresses(acme_api):
    slugs = {acme_api.post(PATH, {"name": "Handbook"}).json()["slug"] for _ in range(3)}
    assert len(slugs) == 3


@pytest.mark.parametrize(
    "name", ["日本語", "🙂", "---", "01890000-0000-7000-8000-000000000000", "Ünïcode", "x" * 120]
)
def test_a_project_is_found_by_its_slug_whatever_its_name(acme_api, name):
    project = acme_api.post(PATH, {"name": name}).json()
    assert acme_api.get(f"{PATH}/{project['slug']}").json()["id"] == project["id"]
    assert project["name"] == name


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "  "},
        {"name": "x" * 121},
        {"name": "a\x00"},
        {"name": "a", "b": 1},
    ],
)
def test_a_project_without_a_usable_name_is_refused(acme_api, body):
    assert acme_api.post(PATH, body).status_code == 422


def test_a_new_name_keeps_the_address(acme_api, acme_project):
    changed = acme_api.patch(f"{PATH}/handbook", {"name": "Rules"}).json()
    assert (changed["name"], changed["slug"]) == ("Rules", "handbook")
    assert changed["description"] == "All about Acme."


def test_a_project_deleted_a_moment_ago_cannot_be_changed(acme_access, acme_project):
    with in_workspace(acme_project.workspace_id):
        (demo,) = demos_of(acme_project)
        delete_project(access=acme_access, project=acme_project)
        with pytest.raises(NotFound):
            update_project(access=acme_access, project=acme_project, name="Leave")
        with pytest.raises(NotFound):
            save_demo_settings(access=acme_access, demo=demo, settings={"greeting": "Hello"})


def test_changing_nothing_is_fine(acme_api, acme_project):
    assert acme_api.patch(f"{PATH}/handbook", {}).json()["name"] == "Handbook"


def test_deleting_a_project_deletes_its_documents(acme_api, handbook):
    assert acme_api.delete(f"{PATH}/handbook").status_code == 204
    assert reread(handbook) is None
    assert acme_api.get(f"{PATH}/handbook").status_code == 404


def test_the_list_counts_documents_and_is_paginated(acme_api, handbook):
    acme_api.post(PATH, {"name": "Later"})
    first = acme_api.get(f"{PATH}?limit=1").json()
    second = acme_api.get(f"{PATH}?limit=1&cursor={first['next_cursor']}").json()
    assert [first["items"][0]["name"], second["items"][0]["name"]] == ["Later", "Handbook"]
    assert second["items"][0]["documents"] == 1
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", PATH, None),
        ("post", PATH, {"name": "Mine"}),
        ("get", f"{PATH}/handbook", None),
        ("patch", f"{PATH}/handbook", {"name": "Mine"}),
        ("delete", f"{PATH}/handbook", None),
    ],
)
def test_a_stranger_finds_no_project(globex_api, globex_project, handbook, method, path, body):
    arguments = [path] if body is None else [path, body]
    response = getattr(globex_api, method)(*arguments)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert reread(handbook) is not None


def test_a_viewer_cannot_create_or_change_a_project(api_for, acme_viewer, acme_project):
    viewer = api_for(acme_viewer)
    assert viewer.get(PATH).status_code == 200
    assert viewer.post(PATH, {"name": "Mine"}).status_code == 403
    assert viewer.patch(f"{PATH}/handbook", {"name": "Mine"}).status_code == 403
    assert viewer.delete(f"{PATH}/handbook").status_code == 403
