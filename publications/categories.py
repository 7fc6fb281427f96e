"""The action category of a recommendation, 1 to 5, in UPR Info's own sense: by its first verb and overall action.

1 minimal, 2 continuing, 3 considering, 4 general, 5 specific (UPR Info's database). Here it is suggested by machine
when a recommendation is published: for English learnt from States' recommendations, for French and Spanish by lists
of verbs. Other languages have none (0). It says nothing but what the published words say already.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .suggestions import LANGUAGES, suggest

NONE = 0
CATEGORIES: dict[int, Promise | str] = {
    1: gettext_lazy("minimal action"),
    2: gettext_lazy("continuing action"),
    3: gettext_lazy("considering action"),
    4: gettext_lazy("general action"),
    5: gettext_lazy("specific action"),
}
LEARNT = ("en",)  # from recommendations; the others of LANGUAGES from lists


@lru_cache(maxsize=2048)
def category_of(text: str, language: str) -> int:
    """The category of a text in this language (ISO 639), 0 where there is nothing to go by."""
    return suggest(text, language).action if language[:2] in LANGUAGES else NONE


def named(category: int) -> str:
    """ "5, specific action"; "" for none."""
    return f"{category}, {CATEGORIES[category]}" if category in CATEGORIES else ""


def meaning() -> str:
    """What the categories mean and who set them, for the pages that show them."""
    return _(
        "How much a recommendation asks for, as UPR Info classifies it by first verb and overall action:"
        " 1 minimal (call on, share), 2 continuing (maintain, pursue), 3 considering (study, review),"
        " 4 general (ensure, strengthen), 5 specific (adopt, ratify). Suggested by machine, not by the speaker:"
        " for English it learnt from States’ recommendations of 2008 to 2013, for French and Spanish it goes by"
        " lists of verbs and is less sure."
    )


def suggested_by(language: str, category: int) -> str:
    """What suggested it: "model" or "word lists"; "" where nothing did."""
    if category == NONE:
        return ""
    return "model" if language[:2] in LEARNT else "word lists"
