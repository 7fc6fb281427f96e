"""What stands beside each recommendation while it is written: suggested category and issues, and SMART hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from .categories import CATEGORIES
from .suggestions import LANGUAGES, language_of, suggest
from .suggestions.smart import Hint, hints

HINTS = {
    Hint.ONE_ACTION: _("One action each: several are easier to take up as recommendations of their own."),
    Hint.WHAT: _(
        "What exactly should be done? A verb such as “adopt”, “repeal” or “ratify” can be checked later."
    ),
    Hint.WHO: _("Who should do it: which ministry, court, parliament?"),
    Hint.WHEN: _("By when: a year, or before the next review?"),
}


def advice(text: str, language: str, names: Mapping[str, str]) -> dict[str, Any]:
    """For one recommendation; empty without words in a language that is known. ``names``: issue code -> its name."""
    spoken = language_of(text) if language in LANGUAGES else ""
    if not spoken:
        return {}
    found = suggest(text, spoken)
    issues = [
        {"name": names[code], "words": found.issue_words[code]} for code in found.issues if code in names
    ]
    return {
        "action": found.action,
        "category": CATEGORIES.get(found.action, ""),
        "action_words": found.action_words,
        "issues": issues,
        "is_sure": found.is_sure,
        "hints": [HINTS[hint] for hint in hints(text, spoken, found)],
    }


def suggested_issues(text: str, language: str) -> Sequence[str]:
    """The codes that the button "Use these issues" fills in."""
    spoken = language_of(text) if language in LANGUAGES else ""
    return suggest(text, spoken).issues if spoken else ()
