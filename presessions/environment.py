"""Reads variables of the environment for `presessions.settings`: what can't be read is named, never guessed."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# The class below has methods of these names.
Truth = bool
Number = int
Text = str

YES = frozenset({"1", "true", "yes", "on", "y", "t", "ok"})
NO = frozenset({"0", "false", "no", "off", "n", "f", ""})


class Env(environ.Env):
    """django-environ, which takes any word for "no" and stumbles over the rest with an error of its own.

    Raises `ImproperlyConfigured` with the name of the variable and what it may hold.
    """

    def bool(self, var: Text, default: Any = environ.Env.NOTSET) -> Truth:
        word = self.str(var, "").strip().lower()
        if word not in YES | NO:
            raise ImproperlyConfigured(f"{var} is {word!r}: it may be 1 (yes) or 0 (no).")
        return Truth(super().bool(var, default=default))

    def int(self, var: Text, default: Any = environ.Env.NOTSET) -> Number:
        try:
            return Number(super().int(var, default=default))
        except ValueError:
            raise ImproperlyConfigured(f"{var} is {self.str(var)!r}: it must be a whole number.") from None

    def db(self, var: Text, default: Any = environ.Env.NOTSET, **options: Any) -> dict[Text, Any]:
        found = dict(super().db(var, default=default, **options))
        if not found.get("ENGINE"):
            raise ImproperlyConfigured(
                f"{var} is no address of a database: postgres://user:password@host:5432/name, or sqlite:///path."
            )
        return found

    def one_of(self, var: Text, *words: Text) -> Text:
        """One of these words; the first where nothing is set."""
        word = self.str(var, words[0])
        if word not in words:
            raise ImproperlyConfigured(f"{var} is {word!r}: it may be {' or '.join(words)}.")
        return word

    def address(self, var: Text, default: Text, *schemes: Text) -> Text:
        """An address that begins with one of these schemes, without a stroke at its end; "" where ``default`` is."""
        word = self.str(var, default).rstrip("/")
        if word and not word.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ImproperlyConfigured(
                f"{var} is no address: it begins with {' or '.join(f'{scheme}://' for scheme in schemes)}."
            )
        return word
