"""A panel tried out by ticking: the ticked ones change sides, and the rule's criteria are counted again.

Nothing is changed by trying. `static/js/panel-meters.js` says and counts the same while staff tick.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presessions.templatetags.presessions import langname

from . import judging
from .balance import ALWAYS
from .meters import Reading
from .selection_clashes import problems_of
from .selection_pool import tally_of

if TYPE_CHECKING:
    from applications.models import Application

    from .bench import Bench
    from .judging import Question

APART = {"two_nhris", "same_organisation", "conflict"}


@dataclass(frozen=True)
class Trial:
    """Who would be on the panel (public ids), how they would do, and what to know about it in sentences."""

    ids: tuple[str, ...]
    reading: Reading
    sentences: tuple[str, ...]


def tried(bench: Bench, keys: Collection[int]) -> Trial | None:
    """The panel with those ticked on the other side; None where nothing is ticked, or no panel was begun."""
    asked = bench.question
    ticked = [row for row in bench.applications if row.pk in keys]
    if asked is None or not ticked:
        return None
    out = [row for row in ticked if row.pk in bench.active and row.pk not in bench.held]
    into = [row for row in ticked if row.pk not in bench.active]
    gone = {str(row.public_id) for row in out}
    ids = (*(id_ for id_ in bench.seated_ids if id_ not in gone), *(str(row.public_id) for row in into))
    said = [*_changing_sides(out, into, [row for row in ticked if row.pk in bench.held])]
    return Trial(ids, reading(bench, asked, ids), (*broken(bench, asked, ids), *said))


def reading(bench: Bench, asked: Question, ids: Collection[str]) -> Reading:
    """Some applications together, as the meters need them."""
    known = {candidate.id: candidate for candidate in asked.candidates}
    return Reading(
        criteria=judging.evaluated(asked, ids),
        genders=[known[id_].gender for id_ in ids],
        spoken=[bench.spoken(bench.by_id[id_]) for id_ in ids],
    )


def broken(bench: Bench, asked: Question, ids: Collection[str]) -> list[str]:
    """What keeps these from being a panel; that staff left one of them out so far is no reason."""
    tried_anew = [wish for wish in asked.wishes if wish[0] == "exclude" and wish[1] in ids]
    found = problems_of(asked.without(*tried_anew).request(), list(ids))
    said = dict.fromkeys(_sentence(bench, asked, problem.code, problem.ids, ids) for problem in found)
    return [sentence for sentence in said if sentence]


def facts(bench: Bench, row: Application) -> dict[str, Any]:
    """What the script counts by: the tally of one application, its themes, its language, whom it can't sit with."""
    asked = bench.question
    this = bench.candidates.get(str(row.public_id))
    if asked is None or this is None:
        return {}
    spoken = bench.spoken(row)
    offered = bench.pre_session.series.languages.split()
    seat = "held" if row.pk in bench.held else "seated" if row.pk in bench.active else ""
    return {
        "tally": " ".join(map(str, tally_of(this, asked.policy))),
        "themes": " ".join(sorted(this.counted_themes(asked.policy))),
        "language": spoken,
        "spoken": langname(spoken) if spoken else "",
        "always": spoken in ALWAYS and spoken in offered,
        "seat": seat,
        "lost": this.id in asked.lost - asked.pins,
        "order": bench.order[this.id],
        "apart": " ".join(str(key) for key in bench.apart(this)),
    }


def _changing_sides(
    out: list[Application], into: list[Application], stay: list[Application]
) -> Iterator[str]:
    if out or into:
        sides = ((out, "out"), (into, "in"))
        yield f"As ticked: {'; '.join(f'{_names(rows)} {side}' for rows, side in sides if rows)}."
    for row in stay:
        yield f"{row.organisation_name} was offered its seat and stays."


def _names(rows: list[Application]) -> str:
    return ", ".join(row.organisation_name for row in rows)


def _sentence(bench: Bench, asked: Question, code: str, about: Collection[str], ids: Collection[str]) -> str:
    names = [bench.by_id[id_].organisation_name for id_ in about if id_ in bench.by_id]
    if code == "too_many":
        return f"{len(ids)} panelists: at most {asked.max_panel}."
    if code in APART:
        return f"{' and '.join(names)} can’t sit together."
    if code == "excluded":
        return f"{names[0]} had a seat and gave it up."
    return "The NHRI’s seat is empty." if code == "nhri_seat" else ""
