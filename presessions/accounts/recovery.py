"""The recovery phrase: a way back to one application for those who can't rely on mail.

Six words out of 2048 (66 bits), shown once when the draft is made, kept only
as a hash, tried at a limited rate. The words are made of open syllables that
are read and written alike in English, French and Spanish and mean nothing, so
one list serves everybody and a phrase gives away nothing if it is found.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from presessions.accounts import limits
from presessions.accounts.sessions import open_application

WORDS_FILE = Path(__file__).with_name("words.txt")


class TooManyAttempts(Exception):
    """Too many tries in a short time; the next one is not looked at."""


@cache
def words() -> tuple[str, ...]:
    """The list, sorted: at least 2048 different words."""
    return tuple(WORDS_FILE.read_text(encoding="ascii").split())


def new_phrase(language: str = "en") -> str:
    """A fresh phrase, its words separated by spaces. One list serves all languages."""
    return " ".join(secrets.choice(words()) for _ in range(settings.RECOVERY_WORDS))


def normalised(phrase: str) -> str:
    """The phrase without what people and programs add when they copy it: capitals, accents, dashes, signs of no width.

    A Turkish keyboard's "ı" is an "i".
    """
    plain = unicodedata.normalize("NFKD", phrase.replace("ı", "i"))
    letters = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(re.findall(r"[a-z]+", letters.lower()))


def hash_phrase(phrase: str) -> str:
    """What is stored of a phrase: salted and slow to try, as for a password."""
    return make_password(normalised(phrase))


def phrase_matches(phrase: str, hashed: str) -> bool:
    """Whether ``phrase`` is the one behind ``hashed``; takes as long where there is none."""
    if not hashed:
        make_password(normalised(phrase))
        return False
    return check_password(normalised(phrase), hashed)


def open_with_phrase(request: HttpRequest, *, public_id: str, phrase: str, hashed: str) -> bool:
    """Open one application to this browser, if the phrase is right.

    ``public_id`` as typed and ``hashed`` empty where there is no such
    application: the answer then is the same, at the same speed. Raises
    ``TooManyAttempts``.
    """
    usage = limits.use(request, "phrase", public_id.strip().upper())
    if not usage:
        raise TooManyAttempts
    if not phrase_matches(phrase, hashed):
        return False
    usage.rollback()
    open_application(request, public_id)
    return True
