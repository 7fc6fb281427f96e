"""Whether a recommendation is SMART as UPR Info teaches it: one action, who, what, by when. Hints, never a refusal.

What is looked for is written down here, word by word, so that a hint can be wrong but never mysterious.
"""

from __future__ import annotations

import re
from enum import StrEnum

from . import glossary
from .features import words_of
from .suggest import LANGUAGES, Suggestion


class Hint(StrEnum):
    """What could make a recommendation easier to take up; the order in which it is said."""

    ONE_ACTION = "one_action"  # several things at once: a State can accept one and refuse the other
    WHAT = "what"  # no verb that says what is to be done, or one that asks for little
    WHO = "who"  # nobody is named who should do it
    WHEN = "when"  # no date, no term


MOST_WORDS = 45  # of one recommendation; those of 2008 to 2013 have 28 on average
_SENTENCE = re.compile(r"[.;!?]\s+(?=\S+\s+\S+)")
_JOINED = {
    "en": r"\b(?:and|as well as)\b,?\s+(?:to\s+|also\s+|further\s+)?",
    "fr": r"\b(?:et|ainsi que)\b,?\s+(?:de\s+|d\W|à\s+|aussi\s+)?",
    "es": r"\b(?:y|e|así como)\b,?\s+(?:a\s+|también\s+)?",
}
_WHO = {
    "en": "government; state; parliament; assembly; senate; congress; minist*; authorit*; court*; judiciary; police;"
    " prosecutor*; commission; president; cabinet; legislat*; armed forces; municipalit*; agency; department;"
    " council; institution; ombuds*; prison service*; inspectorate; administration",
    "fr": "gouvernement; etat; parlement; assemblee; senat; congres; minist*; autorite*; tribuna*; cour; justice;"
    " police; procureur*; parquet; commission; president*; legislateur; forces armees; communes; municipalite*;"
    " agence; conseil; institution; mediateur; administration; inspection",
    "es": "gobierno; estado; parlamento; asamblea; senado; congreso; minist*; autoridad*; tribunal*; corte; policia;"
    " fiscal*; fiscalia; comision; president*; legislad*; fuerzas armadas; municip*; agencia; consejo;"
    " institucion; defensoria; administracion; inspeccion",
}
_WHEN = {
    "en": "by the end; within; before; no later; immediately; without delay; as soon as; deadline; every year;"
    " annually; months; next review; mid term; this year; next year; at once; timetable",
    "fr": "d ici; avant; au plus tard; immediatement; sans delai; sans tarder; des que; echeance; chaque annee; par an;"
    " mois; prochain examen; mi parcours; cette annee; l an prochain; delai; calendrier",
    "es": "antes; a mas tardar; inmediat*; sin demora; sin dilacion; plazo; cada ano; al ano; meses; proximo examen;"
    " mitad de periodo; este ano; el proximo ano; cuanto antes; calendario; dentro de",
}
_YEAR = re.compile(r"\b20[2-9]\d\b")


def hints(text: str, language: str, found: Suggestion) -> list[Hint]:
    """What could be better in a recommendation, given what was suggested for it; none in other languages."""
    language = (language or glossary.language_of(words_of(text)))[:2]
    if language not in LANGUAGES or not text.strip():
        return []
    words = words_of(text)
    checks = {
        Hint.ONE_ACTION: has_one_action(text, language),
        Hint.WHAT: found.action in (4, 5),
        Hint.WHO: glossary.says(words, _WHO[language]),
        Hint.WHEN: bool(_YEAR.search(text)) or glossary.says(words, _WHEN[language]),
    }
    return [hint for hint, is_good in checks.items() if not is_good]


def has_one_action(text: str, language: str) -> bool:
    """Not two sentences, not too long, and no "and" followed by another verb of the lists."""
    if len(words_of(text)) > MOST_WORDS or _SENTENCE.search(text.strip()):
        return False
    for joint in re.finditer(_JOINED[language], text, re.IGNORECASE):
        after = words_of(text[joint.end() :])[:3]
        if after and glossary.starts_with_verb(after, language):
            return False
    return True
