"""Reads variables of the environment for `presessions.settings`: what can't be read is named, never guessed.

django-environ takes any word for "no" and stumbles over the rest with an error that names no variable. Each function
raises `ImproperlyConfigured` with the name of the variable and what it may hold.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on", "y", "t", "ok"})
NO = frozenset({"0", "false", "no", "off", "n", "f", ""})

env = environ.Env()


def yes(name: str, default: bool) -> bool:
    """Yes or no, in the usual words."""
    if name not in env.ENVIRON:
        return default
    word = env.str(name).strip().lower()
    if word not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {word!r}: it may be 1 (yes) or 0 (no).")
    return word in YES


def number(name: str, default: int) -> int:
    """A whole number."""
    word = env.str(name, str(default))
    try:
        return int(word)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {word!r}: it must be a whole number.") from None


def one_of(name: str, *words: str) -> str:
    """One of these words; the first where nothing is set."""
    word = env.str(name, words[0])
    if word not in words:
        raise ImproperlyConfigured(f"{name} is {word!r}: it may be {' or '.join(words)}.")
    return str(word)


def address(name: str, default: str, *schemes: str) -> str:
    """An address that begins with one of these schemes, without a stroke at its end; "" where ``default`` is."""
    word = str(env.str(name, default)).rstrip("/")
    if word and not word.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        begins = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} is no address: it begins with {begins}.")
    return word


def made(name: str, folder: Path) -> Path:
    """A folder below the one that variable ``name`` says, made where it is not there yet."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{folder} can't be made: {error.strerror}. Choose a folder that can be written: {name}=/path/to/folder"
        ) from None
    return folder


def database(name: str, default: str = "") -> dict[str, Any]:
    """Where a database is, from its address."""
    found: dict[str, Any] = dict(env.db(name, default) if default else env.db(name))
    if not found.get("ENGINE"):
        raise ImproperlyConfigured(
            f"{name} is no address of a database: postgres://user:password@host:5432/name, or sqlite:///path."
        )
    return found
