"""A URL names a row by its id or its slug, only among the rows that the caller may see."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.tenancy.references import ByReference, key_of
from core.tenancy.scope import as_user
from core.workspaces.models import Membership

ID = UUID("0198c0de-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        (str(ID), ID),
        (ID.hex.upper(), ID),
        ("acme", "acme"),
        ("Acme Ltd", "acme-ltd"),
        ("../acme", "acme"),
        ("\x00", ""),
    ],
)
def test_a_reference_is_an_id_or_is_read_as_a_slug(reference, key):
    assert key_of(reference) == key


@pytest.mark.django_db
def test_a_row_is_found_by_either_and_never_by_a_stranger(acme, globex, ada, grace):
    read = ByReference(
        Membership,
        lambda user_id: Membership.unscoped.filter(user_id=user_id),
        prefix="workspace__",
        beside="workspace",
    )
    for reference in (str(acme.pk), "acme"):
        with as_user(ada.pk):
            assert read(ada.pk, reference).workspace == acme
        with as_user(grace.pk):
            assert read(grace.pk, reference) is None
