"""What a panel, or a whole series, looks like: gender, kinds, languages, and what must be interpreted.

Pure counting over plain values. French and Spanish are interpreted into English as a rule; another language
where more than half of the panel speaks in it (FAQ), and otherwise it is only named as asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

ALWAYS = frozenset({"fr", "es"})
SPOKEN = "en"


@dataclass(frozen=True)
class Interpretation:
    """``needed`` are languages to be interpreted into English, ``asked`` those of too few panelists."""

    needed: tuple[str, ...]
    asked: tuple[str, ...]


def interpretation(languages: Sequence[str], offered: Collection[str] = ALWAYS) -> Interpretation:
    """From the languages in which the panelists speak (one each, empty where unknown)."""
    counts = Counter(language for language in languages if language and language != SPOKEN)
    needed = {
        language
        for language, count in counts.items()
        if (language in ALWAYS and language in offered) or 2 * count > len(languages)
    }
    return Interpretation(tuple(sorted(needed)), tuple(sorted(set(counts) - needed)))


@dataclass(frozen=True)
class Balance:
    """Counts over panelists; ``undisclosed`` holds those who did not say, and those not named yet."""

    women: int
    men: int
    other: int
    undisclosed: int
    kinds: tuple[tuple[str, int], ...]

    @property
    def people(self) -> int:
        return self.women + self.men + self.other + self.undisclosed


def balance(people: Iterable[tuple[str, str]]) -> Balance:
    """From pairs of gender ("F", "M", "X", "undisclosed") and kind of organisation."""
    pairs = list(people)
    genders = Counter(gender for gender, _ in pairs)
    kinds = Counter(kind for _, kind in pairs if kind)
    return Balance(
        women=genders["F"],
        men=genders["M"],
        other=genders["X"],
        undisclosed=len(pairs) - genders["F"] - genders["M"] - genders["X"],
        kinds=tuple(sorted(kinds.items())),
    )


def in_two_places(seats: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Who sits on more than one panel: from pairs of person and State, by person."""
    places: dict[str, list[str]] = {}
    for person, state in seats:
        if person:
            places.setdefault(person, []).append(state)
    return {person: tuple(states) for person, states in places.items() if len(states) > 1}
