"""The public programme for machines: what the programme page shows to everybody, as JSON. Times carry their offset."""

from __future__ import annotations

from typing import Any

from presessions import wording
from presessions.scheduling.models import JointSitting

from . import sources
from .programme import Line, Programme, Topics


def as_json(shown: Programme, topics: dict[int, Topics]) -> dict[str, Any]:
    """One series; a State without a published hour has null for it, and says so by its status."""
    series = shown.series
    return {
        "series": series.number,
        "working_group_session": series.session_id,
        "mode": series.mode,
        "venue": series.venue,
        "time_zone": "Europe/Zurich",
        "address": sources.absolute("series_programme", series.number),
        "pre_sessions": [_meeting(line, topics) for line in (*shown.lines, *shown.waiting, *shown.not_held)],
        "joint_questions": [_joint(row) for day in shown.days for row in day.joint],
    }


def _joint(row: JointSitting) -> dict[str, Any]:
    """Questions to the panels of several States together."""
    states = [meeting.state_under_review for meeting in row.joint.held]
    return {
        "states": [{"iso3": state.iso3, "name": state.name} for state in states],
        "starts_at": wording.in_geneva(row.starts_at).isoformat(),
        "ends_at": wording.in_geneva(row.ends_at).isoformat(),
        "room": row.room.name,
    }


def _meeting(line: Line, topics: dict[int, Topics]) -> dict[str, Any]:
    sitting, meeting = line.sitting if line.is_held else None, line.pre_session
    here = topics.get(meeting.pk)
    return {
        "state": {"iso3": line.state.iso3, "name": line.state.name},
        "status": meeting.status if sitting or not line.is_held else "hour_not_published",
        "starts_at": wording.in_geneva(sitting.starts_at).isoformat() if sitting else None,
        "ends_at": wording.in_geneva(sitting.ends_at).isoformat() if sitting else None,
        "room": sitting.room.name if sitting else None,
        "organisations": [name.text for name in line.names],
        "issues": here.issues if here else [],
        "address": sources.address_of(meeting),
    }
