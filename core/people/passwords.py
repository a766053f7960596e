"""The rules for passwords: one line of help beforehand, and each broken rule afterwards."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

RULES: Final = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# What to do about a broken rule, by the code of Django's error.
WORDS: Final = {
    "password_too_similar": "It is too close to your name or e-mail address. Choose another one.",
    "password_too_short": "Use eight characters or more.",
    "password_too_common": "Many people use this password, so it is guessed first.",
    "password_entirely_numeric": "Digits alone are guessed quickly. Add words.",
}


class PasswordRules:
    """A password validator that combines all of the rules."""

    def __init__(self) -> None:
        self.rules = password_validation.get_password_validators(RULES)

    def validate(self, password: str, user: Any = None) -> None:
        """Raise a ``ValidationError`` that says what to do about each rule the password breaks."""
        try:
            password_validation.validate_password(password, user, self.rules)
        except ValidationError as error:
            codes = [str(each.code) for each in error.error_list]
            raise ValidationError([ValidationError(WORDS[code], code) for code in codes]) from error

    def password_changed(self, password: str, user: Any = None) -> None:
        """Tell each rule about the new password."""
        password_validation.password_changed(password, user, self.rules)

    def get_help_text(self) -> str:
        """Return what to bear in mind when choosing a password."""
        return "Eight characters or more, and not easy to guess."
