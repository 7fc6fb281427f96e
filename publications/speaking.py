"""How long it takes to say a statement: the sections but for summary and plan, and the recommendations.

The page's script counts by the same rule (``wording.count_words``) and rounds in the same way.
"""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings

from presessions import wording

from .enums import SectionKind
from .models import Statement
from .plain import minutes_to_say
from .writing import POINTS

SPOKEN = (SectionKind.ORGANISATION, SectionKind.CONSULTATIONS, SectionKind.DEVELOPMENTS)
SPOKEN_IN_ROOM = "en"  # whoever speaks another language is interpreted


def is_interpreted(language: str) -> bool:
    """Whether a text in this language (ISO 639) is interpreted in the room."""
    return language != SPOKEN_IN_ROOM


def words_a_minute(language: str) -> int:
    """The speaking rate of a language, slower where interpreters have to follow."""
    rates = settings.STATEMENT_WORDS_PER_MINUTE
    rate = rates.get(language, rates["default"])
    return int(rate * settings.STATEMENT_INTERPRETED_PACE) if is_interpreted(language) else int(rate)


def speaking(row: Statement, page: str = "") -> dict[str, Any]:
    """Words and minutes of what is said aloud; ``words_elsewhere`` without those of ``page``, for the script."""
    texts = {section.kind: section.text for section in row.sections.all() if section.kind in SPOKEN}
    texts[POINTS] = "\n".join(each.text for each in row.recommendations.all())
    counts = {name: wording.count_words(text) for name, text in texts.items()}
    series = row.seat.panel.pre_session.series
    limit = row.seat.speaking_minutes or series.speaking_minutes_max
    rate = words_a_minute(row.language)
    minutes = minutes_to_say("\n".join(texts.values()), rate)
    words = sum(counts.values())
    return {
        "spoken_words": words,
        "spoken_minutes": max(1, math.floor(minutes + 0.5)) if words else 0,
        "minutes_allowed": limit,
        "is_too_long": minutes > limit,
        "words_per_minute": rate,
        "is_interpreted": is_interpreted(row.language),
        "words_elsewhere": words - counts.get(page, 0),
        "is_spoken_page": page in (*SPOKEN, POINTS),
    }
