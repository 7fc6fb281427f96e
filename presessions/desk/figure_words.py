"""Key figures as they are read: a number, a word, and how it was counted; and as a table for machines."""

from __future__ import annotations

import csv
from typing import Any, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from presessions.cells import safe_cell

from .charts import Bar, Chart, chart
from .figure_rows import KeyFigures
from .figure_said import Said, said
from .figures import Figures, Share
from .models import ReportedFigures

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


def table(found: KeyFigures | None, reported: list[ReportedFigures]) -> list[dict[str, Any]]:
    """A line a series, the newest first: what was counted here, then what was published before."""
    heads = table_heads()
    counted = [
        {
            "label": str(row.number),
            "shown": Said(str(row.number)),
            "cells": list(zip(heads, map(Said, _told(row.figures)), strict=True)),
        }
        for row in (found.series if found else [])
    ]
    written = [
        {
            "label": row.label,
            "shown": said(row.label),
            "source": row.source,
            "cells": list(zip(heads, map(said, _written(row)), strict=True)),
        }
        for row in reported
    ]
    return [*counted, *written]


def table_heads() -> list[str]:
    """What stands above the columns after the first, and beside each figure on a narrow screen."""
    return [
        _("Meetings"),
        _("Speakers"),
        _("National organisations"),
        _("Women"),
        _("NHRIs"),
        _("Missions"),
        _("Missions at a meeting"),
        _("States under Review"),
    ]


def _told(given: Figures) -> list[str]:
    """Raw counts beside every share; an empty cell is what may not be given or was not noted."""
    sur = given.sur_present
    return [
        str(given.meetings),
        str(given.speakers),
        _counted(given.national),
        _counted(given.women),
        str(given.nhris),
        str(given.missions or ""),
        str(given.missions_per_meeting or ""),
        _("%(present)s of %(of)s present, %(spoke)s spoke")
        % {"present": sur.count, "of": sur.of, "spoke": given.sur_spoke.count}
        if sur.of
        else "",
    ]


def _counted(share: Share | None) -> str:
    if not share or not share.of:
        return ""
    return _("%(count)s / %(of)s (%(percent)s%%)") % {
        "count": share.count,
        "of": share.of,
        "percent": share.percent,
    }


def _written(row: ReportedFigures) -> list[str]:
    names = ("meetings", "speakers", "national", "women", "nhris", "missions", "missions_per_meeting", "sur")
    return [getattr(row, name) for name in names]


def charts(found: KeyFigures | None, reported: list[ReportedFigures]) -> list[dict[str, Any]]:
    """Bars by series, the oldest first, drawn where there are two at least; published ones bear an asterisk."""
    rows = [(row.number, row.figures) for row in (found.series if found else [])]
    counted = {
        "speakers": {number: Bar(str(number), one.national.count, one.speakers) for number, one in rows},
        "women": {number: Bar(str(number), w.count, w.of) for number, one in rows if (w := one.women)},
        "missions_per_meeting": {
            number: Bar(str(number), m) for number, one in rows if (m := one.missions_per_meeting)
        },
    }
    titles = {
        "speakers": (_("Speakers by series"), _("of them from national organisations")),
        "women": (_("Women by series"), _("of the speakers who told us their gender")),
        "missions_per_meeting": (_("Missions at a meeting by series"), _("on average")),
    }
    drawn = []
    for name, (title, note) in titles.items():
        published = {} if name == "women" else _published_bars(reported, name)
        bars = {**published, **counted[name]}
        if published:
            note = _("%(note)s; * as published") % {"note": note}
        if len(bars) > 1:
            drawn.append(_chart(name, title, note, [bars[number] for number in sorted(bars)]))
    return drawn


def _published_bars(reported: list[ReportedFigures], name: str) -> dict[int, Bar]:
    """Only what was written as a plain number of one series."""
    return {
        int(row.label): Bar(f"{row.label}*", int(getattr(row, name)))
        for row in reported
        if row.label.isdecimal() and getattr(row, name).isdecimal()
    }


def _chart(name: str, title: str, note: str, bars: list[Bar]) -> dict[str, Any]:
    drawn: Chart = chart(bars)
    return {"id": f"chart-{name}", "title": title, "note": note, "chart": drawn}


def write_reported_csv(rows: list[ReportedFigures], out: TextIO) -> None:
    """What was published about earlier series, as written; the last column says where."""
    names = ("meetings", "speakers", "national", "women", "nhris", "missions", "missions_per_meeting", "sur")
    writer = csv.writer(out)
    writer.writerow(["series_as_published", *names[:-1], "states_under_review", "source"])
    for row in rows:
        writer.writerow([safe_cell(text) for text in (row.label, *_written(row), row.source)])


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
