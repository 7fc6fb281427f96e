"""From rows to the values the rules of eligibility understand."""

from dataclasses import fields

from presessions.series.models import Issue

from .eligibility import Answers, ChosenIssue, Problem, problems
from .enums import FileStatus
from .models import Application

_FROM_ROW = tuple(
    field.name
    for field in fields(Answers)
    if field.name not in {"issues", "has_email", "unfinished", "refused_files"}
)


def answers_of(application: Application) -> Answers:
    """What this application says now."""
    return Answers(
        **{name: getattr(application, name) for name in _FROM_ROW},
        issues=tuple(ChosenIssue(chosen.issue_id, chosen.why) for chosen in application.issues.all()),
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
