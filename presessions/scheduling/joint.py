"""The verbs of joint questions: ask several States together, change who and how long, give it up."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from presessions.accounts.models import User
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series

from . import rows, telling
from .changes import check_may_do
from .enums import TimetableStatus
from .errors import NotPossible
from .models import JointQuestions

FEWEST = 2


def save_joint(
    series: Series,
    *,
    pre_sessions: Sequence[PreSession],
    minutes: int,
    by: User | None,
    joint: JointQuestions | None = None,
) -> JointQuestions:
    """New joint questions, or these with other States or minutes; the same States twice are one.

    Which States they are put to holds at once, in the published programme too: there the panels that join or leave are
    told. Minutes count once they are placed anew.

    Raises ``NotPossible`` for fewer than two States to be held, or a State of another series.
    """
    with transaction.atomic():
        check_may_do(by, "plan_timetable")
        Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
        wanted = {row.pk for row in pre_sessions}
        to_hold = series.pre_sessions.exclude(status=PreSessionStatus.NOT_HELD)
        if len(wanted) < FEWEST or to_hold.filter(pk__in=wanted).count() != len(wanted):
            raise NotPossible("Choose at least two States of this series whose meetings are to be held.")
        same = [row for row in series.joint_questions.all() if _asks(row) == wanted and row != joint]
        if same and joint is not None:
            raise NotPossible("These States are asked together already.")
        row = joint or next(iter(same), None) or JointQuestions(series=series)
        before = _asks(row) if row.pk else wanted
        row.duration_minutes = minutes
        row.save()
        row.pre_sessions.set(wanted)
        if before != wanted:
            rows.name_anew(row.sittings.all())
            telling.tell_of_questions(row, before ^ wanted)
    return row


def remove_joint(joint: JointQuestions, *, by: User | None) -> None:
    """Give it up, with its place in a draft. Refused while people hold it in a published programme."""
    with transaction.atomic():
        check_may_do(by, "plan_timetable")
        Series.objects.select_for_update(of=("self",)).get(pk=joint.series_id)
        if joint.sittings.filter(timetable__status=TimetableStatus.PUBLISHED).exists():
            raise NotPossible(
                "It stands in the published programme. Take it off the board of a draft and publish that first."
            )
        was_out = joint.sittings.filter(timetable__status=TimetableStatus.SUPERSEDED)
        if was_out.exists():  # its calendar entry stays known, as cancelled
            joint.sittings.exclude(pk__in=was_out).delete()
            joint.pre_sessions.clear()
        else:
            joint.delete()


def _asks(joint: JointQuestions) -> set[int]:
    return set(joint.pre_sessions.values_list("pk", flat=True))
