"""Every page and endpoint names its right, and the role matrix is written out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from core.assembly.api import api
from core.rights import ROLE_RIGHTS, SCOPE_RIGHTS, Right, Role, Scope

OPEN_PAGES = {
    "core:landing": "the door of the house",
    "core:favicon": "the icon, which every page names",
    "core:healthz": "says only that the process runs",
    "core:readyz": "says only which parts serve",
    "core:api_docs": "describes the API, shows no data",
    "core:invitation": "the token in its address is the right",
    "sample:search": "the landing page's demo: searches the documents shipped with the site alone",
}
OWN_PAGES = {
    "core:workspaces": "shows a person's own memberships",
    "core:accept_invitation": "the token in its address is the right",
    "core:account": "a person's own name",
    "core:delete_account": "a person's own account",
    "core:go_on_deleting": "a closed workspace that the person owns; the service looks it up",
    "core:account_keys": "a person's own keys",
    "core:revoke_account_key": "a person's own keys",
}
OPEN_OPERATIONS: dict[str, str] = {}
NOT_OURS = ("api:", "account_", "mfa_", "usersessions_", "socialaccount_", "headless")

MATRIX = {
    Right.WORKSPACE_READ: "owner engineer viewer",
    Right.WORKSPACE_WRITE: "owner engineer",
    Right.WORKSPACE_DELETE: "owner",
    Right.MEMBER_READ: "owner engineer",
    Right.MEMBER_WRITE: "owner",
    Right.KEY_WRITE: "owner engineer",
    Right.PROVIDER_WRITE: "owner engineer",
    Right.PROJECT_READ: "owner engineer viewer",
    Right.PROJECT_WRITE: "owner engineer",
    Right.DOCUMENT_READ: "owner engineer viewer",
    Right.DOCUMENT_WRITE: "owner engineer",
    Right.DEMO_RUN: "owner engineer viewer",
    Right.RUN_READ: "owner engineer viewer",
    Right.RUN_END: "owner engineer",
    Right.FEEDBACK_WRITE: "owner engineer viewer",
    Right.USAGE_READ: "owner engineer",
    Right.AUDIT_READ: "owner engineer",
}
OPERATIONS = {
    "get_me": Scope.READ,
    "list_workspaces": Scope.READ,
    "create_workspace": Scope.WRITE,
    "get_workspace": Right.WORKSPACE_READ,
    "rename_workspace": Right.WORKSPACE_WRITE,
    "delete_workspace": Right.WORKSPACE_DELETE,
    "list_members": Right.MEMBER_READ,
    "add_member": Right.MEMBER_WRITE,
    "change_member_role": Right.MEMBER_WRITE,
    "remove_member": Right.MEMBER_WRITE,
    "list_invitations": Right.MEMBER_READ,
    "create_invitation": Right.MEMBER_WRITE,
    "resend_invitation": Right.MEMBER_WRITE,
    "cancel_invitation": Right.MEMBER_WRITE,
    "list_keys": Right.KEY_WRITE,
    "create_key": Right.KEY_WRITE,
    "revoke_key": Right.KEY_WRITE,
    "list_audit": Right.AUDIT_READ,
    "get_usage": Right.USAGE_READ,
    "list_projects": Right.PROJECT_READ,
    "create_project": Right.PROJECT_WRITE,
    "get_project": Right.PROJECT_READ,
    "update_project": Right.PROJECT_WRITE,
    "delete_project": Right.PROJECT_WRITE,
    "list_documents": Right.DOCUMENT_READ,
    "add_document": Right.DOCUMENT_WRITE,
    "get_document": Right.DOCUMENT_READ,
    "retry_document": Right.DOCUMENT_WRITE,
    "rename_document": Right.DOCUMENT_WRITE,
    "delete_document": Right.DOCUMENT_WRITE,
    "get_document_page": Right.DOCUMENT_READ,
    "get_document_file": Right.DOCUMENT_READ,
    "list_runs": Right.RUN_READ,
    "get_run": Right.RUN_READ,
    "follow_run": Right.RUN_READ,
    "cancel_run": Right.DEMO_RUN,
    "list_feedback": Right.RUN_READ,
    "add_feedback": Right.FEEDBACK_WRITE,
    "search": Right.DEMO_RUN,
    "chat": Right.DEMO_RUN,
    "list_conversations": Right.RUN_READ,
    "get_conversation": Right.RUN_READ,
    "delete_conversation": Right.DEMO_RUN,
    "create_summary": Right.DEMO_RUN,
    "list_golden": Right.DOCUMENT_READ,
    "add_golden": Right.PROJECT_WRITE,
    "reword_golden": Right.PROJECT_WRITE,
    "delete_golden": Right.PROJECT_WRITE,
    "list_measurements": Right.DOCUMENT_READ,
    "start_measurement": Right.PROJECT_WRITE,
    "get_measurement": Right.DOCUMENT_READ,
    "cancel_measurement": Right.PROJECT_WRITE,
    "get_index": Right.DOCUMENT_READ,
    "start_reindex": Right.PROJECT_WRITE,
    "stop_reindex": Right.PROJECT_WRITE,
}


def walk(patterns, names=()) -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            below = (*names, pattern.namespace) if pattern.namespace else names
            yield from walk(pattern.url_patterns, below)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*names, pattern.name or str(pattern.pattern))), pattern.callback


def our_pages():
    for name, view in walk(get_resolver().url_patterns):
        if not name.startswith(NOT_OURS):
            yield name, view


def operations():
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield path, operation


def test_every_page_names_its_right_or_is_listed_with_a_reason():
    silent = {name for name, view in our_pages() if not isinstance(right_of(view), Right)}
    assert silent <= {*OPEN_PAGES, *OWN_PAGES}, "guard it by workspace_page, or write down why not"


def test_every_listed_page_exists():
    assert {*OPEN_PAGES, *OWN_PAGES} <= {name for name, _ in our_pages()}


def test_account_pages_need_a_signed_in_person(client, db):
    for name, view in our_pages():
        if name in OWN_PAGES:
            assert "login_required" in wrappers(view), name


def test_a_page_that_writes_needs_more_than_reading():
    """A URL that accepts only POST changes something."""
    harmless = {"core:leave_workspace": "leaving is everybody's right"}
    for name, view in our_pages():
        if wrappers(view).startswith("POST") and name not in {**harmless, **OWN_PAGES}:
            assert not str(right_of(view)).endswith(".read"), name


def test_every_operation_names_its_right():
    for path, operation in operations():
        known = isinstance(right_of(operation.view_func), (Right, Scope))
        assert known or operation.operation_id in OPEN_OPERATIONS, f"{operation.methods} {path}"


def test_every_operation_is_in_the_written_list():
    found = {operation.operation_id: right_of(operation.view_func) for _, operation in operations()}
    strange = {name: right for name, right in found.items() if OPERATIONS.get(name) != right}
    assert strange == {}, "write it into OPERATIONS once you have thought about who may"


def test_every_listed_operation_exists():
    assert set(OPERATIONS) == {operation.operation_id for _, operation in operations()}


def test_an_operation_that_writes_needs_more_than_reading():
    harmless = {"create_workspace"}
    for path, operation in operations():
        if set(operation.methods) & {"POST", "PATCH", "PUT", "DELETE"}:
            right = str(right_of(operation.view_func))
            allowed = not right.endswith("read") or operation.operation_id in harmless
            assert allowed, f"{operation.methods} {path}"


@pytest.mark.parametrize("right", list(Right))
def test_each_role_has_exactly_its_listed_rights(right):
    holders = [str(role) for role in Role if right in ROLE_RIGHTS[role]]
    assert " ".join(holders) == MATRIX[right]


def test_every_right_is_in_exactly_one_scope():
    for right in Right:
        assert sum(right in rights for rights in SCOPE_RIGHTS.values()) == 1, right


def right_of(view):
    return getattr(view, "right", None)


def wrappers(view) -> str:
    """Name what guards a view, preceded by its methods when it accepts only POST."""
    found = []
    while view is not None:
        closure = getattr(view, "__closure__", None) or ()
        cells = [cell.cell_contents for cell in closure]
        if ["POST"] in cells:
            found.insert(0, "POST")
        if any(
            getattr(cell, "__name__", "") == "<lambda>"
            and "is_authenticated" in cell.__code__.co_names
            for cell in cells
            if callable(cell)
        ):
            found.append("login_required")
        view = getattr(view, "__wrapped__", None)
    return " ".join(found)
