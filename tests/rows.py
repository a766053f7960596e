"""A row in every table that has a workspace, in every package, generated from the models."""

from __future__ import annotations

from itertools import count
from uuid import uuid4

from django.db import models
from django.utils import timezone
from pgvector import SparseVector

from ai_features.knowledge.words.bm25 import TERM_SPACE
from core.people.models import User
from core.tenancy.erasing import owned_models
from core.tenancy.scope import in_workspace
from core.workspaces.models import Workspace

NUMBERS = count(1)


def number():
    """Return a larger number each time, so that a span's end exceeds its start."""
    return next(NUMBERS)


BY_TYPE = {
    "ArrayField": list,
    "BigIntegerField": number,
    "BinaryField": lambda: b"x",
    "BooleanField": lambda: False,
    "CharField": lambda: uuid4().hex[:6],
    "DateField": lambda: timezone.now().date(),
    "DateTimeField": timezone.now,
    "EmailField": lambda: f"{uuid4().hex[:6]}@acme.test",
    "FloatField": lambda: 0.5,
    "HalfVectorField": lambda: [1.0, 0.0],
    "JSONField": dict,
    "PositiveIntegerField": number,
    "PositiveSmallIntegerField": number,
    "SlugField": lambda: uuid4().hex[:6],
    "SparseVectorField": lambda: SparseVector({0: 1.0}, TERM_SPACE),
    "TextField": lambda: "x",
    "URLField": lambda: "https://acme.test",
    "UUIDField": uuid4,
}


def fill_every_table(workspace):
    """Return a new row of each model with a workspace, by model, using earlier rows as parents."""
    person = User.objects.create_user(f"{uuid4()}@acme.test", None)
    return fill_tables(owned_models(), {type(workspace): workspace, User: person})


def fill_tables(wanted, made):
    """Add a new row of each wanted model to the rows in ``made``, and return them all."""
    made = dict(made)
    for model in [each for each in reversed(owned_models()) if each in wanted]:
        with in_workspace(made[Workspace].pk):
            row = model(**{field.attname: _value(field, made) for field in _needed(model)})
            row.save(force_insert=True)
        made[model] = row
    return made


def _needed(model):
    for field in model._meta.local_concrete_fields:
        hangs_on = isinstance(field, models.ForeignKey) and field.related_model is not User
        if hangs_on or not (field.null or field.has_default()):
            yield field


def _value(field, made):
    if isinstance(field, models.ForeignKey):
        return made[field.related_model].pk
    return field.choices[0][0] if field.choices else BY_TYPE[type(field).__name__]()
