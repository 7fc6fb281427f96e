"""From rows to the values the rules of eligibility understand."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from presessions.series.models import Issue

from .eligibility import Answers, ChosenIssue, Problem, problems
from .enums import FileStatus
from .models import Application

_FROM_ROW = tuple(
    field.name
    for field in fields(Answers)
    if field.name not in {"issues", "has_email", "unfinished", "refused_files"}
)


def answers_from(
    application: Application, *, issues: Iterable[ChosenIssue], has_email: bool, **more: Any
) -> Answers:
    """What the columns of this row say, saved or not, with what hangs on it given."""
    return Answers(
        **{name: getattr(application, name) for name in _FROM_ROW},
        issues=tuple(issues),
        has_email=has_email,
        **more,
    )


def answers_of(application: Application) -> Answers:
    """What this application says now."""
    return answers_from(
        application,
        issues=(ChosenIssue(chosen.issue_id, chosen.why) for chosen in application.issues.all()),
        has_email=application.owner_id is not None,
        unfinished=frozenset(application.unsaved),
        refused_files=tuple(
            file.name for file in application.files.all() if file.status == FileStatus.REFUSED
        ),
    )


def offered_issues() -> frozenset[str]:
    """The codes of the issues that applicants can choose."""
    return frozenset(Issue.objects.filter(selectable=True).values_list("code", flat=True))


def problems_of(application: Application) -> tuple[Problem, ...]:
    """What is still missing or doesn't fit, time apart."""
    return problems(answers_of(application), offered_issues())
