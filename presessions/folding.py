"""Text without capitals and accents: how names are put in order and words are compared."""

from __future__ import annotations

import unicodedata
from functools import reduce

from django.db.models import Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Replace

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
# What the names of States hold in English, French and Spanish; SQLite makes only English letters small, and can't nest
# many more than these.
ACCENTED = "ÁÉÎÓàáçèéêëíîïñóôúü"


def fold(text: str) -> str:
    """Small letters without accents; marks of other scripts, which are vowels there, stay."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f"))


def in_order(name: str) -> str:
    """By what a name is put in order: its letters alone, as dictionaries do."""
    return fold(name).replace(" ", "").replace("-", "")


def alphabetical(name: str) -> Combinable:
    """The column of that name as one orders it, alike on both databases: Égypte between Danemark and Espagne."""
    start: Combinable = Lower(name)
    return reduce(
        lambda text, sign: Replace(text, Value(sign), Value(in_order(sign))), ACCENTED + " -", start
    )
