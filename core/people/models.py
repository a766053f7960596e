"""The people who sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from core.tenancy.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Make users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Save a user; without a password they can only sign in after a reset."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with an e-mail address, ignoring case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person, known by an e-mail address; what they may do follows from their memberships."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email
