"""Key figures as they are read: a number, a word, and how it was counted; and as a table for machines."""

from __future__ import annotations

import csv
from typing import Any, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .figure_rows import KeyFigures
from .figures import Figures, Share

COLUMNS = (
    "series",
    "states_reviewed",
    "meetings",
    "speakers",
    "national_or_grassroots",
    "coalitions",
    "nhris",
    "women",
    "told_gender",
    "under_18",
    "missions",
    "missions_per_meeting",
    "states_under_review_present",
    "presence_noted",
    "states_under_review_spoke",
)


def lines(given: Figures) -> list[dict[str, Any]]:
    """What the page shows of one series; what may not be given, or was not noted, is left out."""
    shown = [
        _line(
            given.meetings,
            ngettext("Pre-session held", "Pre-sessions held", given.meetings),
            ngettext("of %(count)s review", "of %(count)s reviews", given.states) % {"count": given.states},
        ),
        _line(given.speakers, ngettext("speaker", "speakers", given.speakers)),
        _line(given.national.count, _("from national organisations"), _share(given.national)),
        _line(
            given.nhris,
            ngettext("national institution", "national institutions", given.nhris),
            _("NHRIs on a panel"),
        ),
    ]
    if given.women is not None:
        note = _("of %(count)s who told us, %(percent)s%%")
        shown.append(
            _line(
                given.women.count,
                _("women"),
                note % {"count": given.women.of, "percent": given.women.percent},
            )
        )
    if given.young is not None:
        shown.append(_line(given.young, _("speakers under 18")))
    if given.missions:
        shown.append(_line(given.missions, _("missions"), _("different Permanent Missions present")))
        shown.append(_line(given.missions_per_meeting, _("missions at a meeting"), _("on average")))
    if given.sur_present.of:
        shown.append(
            _line(given.sur_present.count, _("States under Review present"), _noted(given.sur_present))
        )
        shown.append(
            _line(given.sur_spoke.count, _("States under Review took the floor"), _noted(given.sur_spoke))
        )
    return shown


def write_csv(found: KeyFigures | None, out: TextIO) -> None:
    """One row a series, the newest first; an empty cell is what may not be given or was not noted."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in found.series if found else []:
        writer.writerow([row.number, *_cells(row.figures)])


def _cells(given: Figures) -> list[int | None]:
    noted = given.sur_present.of
    return [
        given.states,
        given.meetings,
        given.speakers,
        given.national.count,
        given.coalitions,
        given.nhris,
        given.women.count if given.women else None,
        given.women.of if given.women else None,
        given.young,
        given.missions or None,
        given.missions_per_meeting,
        given.sur_present.count if noted else None,
        noted or None,
        given.sur_spoke.count if noted else None,
    ]


def _line(value: int | None, word: str, note: str = "") -> dict[str, Any]:
    return {"value": value, "word": word, "note": note}


def _share(share: Share) -> str:
    if share.percent is None:
        return ""
    return _("of %(count)s speakers, %(percent)s%%") % {"count": share.of, "percent": share.percent}


def _noted(share: Share) -> str:
    return ngettext("of %(count)s meeting", "of %(count)s meetings", share.of) % {"count": share.of}
