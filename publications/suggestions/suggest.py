"""The suggestion for one text, with the words that made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from . import glossary
from .features import action_features, issue_features, words_of
from .weights import Linear, Weights, shipped

LANGUAGES = ("en", "fr", "es")
NAMED = 3  # words that are named for each suggestion


@dataclass(frozen=True)
class Suggestion:
    """``action`` 1 to 5 (0: nothing to go by), ``issues`` codes, the likeliest first, each with the words behind it.

    ``is_sure`` False: from a list of words, not learnt from recommendations.
    """

    action: int
    action_words: tuple[str, ...]
    issues: tuple[str, ...]
    issue_words: Mapping[str, tuple[str, ...]]
    is_sure: bool


NOTHING = Suggestion(0, (), (), {}, is_sure=False)


def language_of(text: str) -> str:
    """English, French or Spanish by the commonest small words; empty where it seems to be none of them."""
    return glossary.language_of(words_of(text))


def suggest(text: str, language: str = "") -> Suggestion:
    """Category and issues for one recommendation. ``language``: ISO 639; empty means that the text itself decides."""
    words = words_of(text)
    language = (language or glossary.language_of(words))[:2]
    if not words or language not in LANGUAGES:
        return NOTHING
    if language == "en":
        return learnt(words, shipped())
    action, verb = glossary.action_of(words, language)
    found = glossary.issues_of(words, language)
    return Suggestion(action, (verb,) if verb else (), tuple(found), found, is_sure=False)


def learnt(words: list[str], weights: Weights) -> Suggestion:
    """What these weights say of the words of an English text."""
    action, action_words = _action(words, weights.action)
    found = issue_features(words)
    known = [each for each in found if each in weights.issues.rows]
    scores = dict(zip(weights.issues.labels, weights.issues.scores(known), strict=True))
    likely = sorted(
        (code for code in scores if scores[code] > weights.threshold), key=lambda code: -scores[code]
    )
    place = {code: number for number, code in enumerate(weights.issues.labels)}
    reasons = {
        code: _strongest(known, found, lambda each, at=place[code]: weights.issues.rows[each][at])  # type: ignore[misc]
        for code in likely
    }
    return Suggestion(action, action_words, tuple(likely), reasons, is_sure=True)


def _action(words: list[str], model: Linear) -> tuple[int, tuple[str, ...]]:
    """The likeliest category, and the words that speak for it against the second."""
    found = action_features(words)
    known = [each for each in found if each in model.rows]
    if not known:
        return 0, ()
    scores = model.scores(known)
    second, first = sorted(range(len(scores)), key=scores.__getitem__)[-2:]

    def pull(each: str) -> float:
        row = model.rows[each]
        return row[first] * model.scales[first] - row[second] * model.scales[second]

    return int(model.labels[first]), _strongest(known, found, pull)


def _strongest(
    known: Sequence[str], written: Mapping[str, str], weight: Callable[[str], float]
) -> tuple[str, ...]:
    """The words with the largest weight, as they were written; none that says again what another one says."""
    named: list[str] = []
    for each in sorted((one for one in known if weight(one) > 0), key=lambda one: (-weight(one), one)):
        parts = set(written[each].lower().split()) - {"…"}
        if not any(parts & set(other.lower().split()) for other in named):
            named.append(written[each])
        if len(named) == NAMED:
            break
    return tuple(named)
