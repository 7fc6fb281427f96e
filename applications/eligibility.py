"""What an application must hold, and until when it may be sent.

The rule in plain words (the FAQ of the Pre-sessions, the form of 2017, and our
reading of both; ``docs/decisions`` where ours):

- An application is started while the call is open, before the deadline of its
  State. One that was started may still be sent during a silent grace, and for
  as long as staff reopened it.
- Answers stand on pages. A page is complete when every answer it asks for is
  there and keeps to the limits: 200 words of aim and work, one to four issues,
  each once and only those that can be chosen, with a line of why.
- A speaker under 18 needs a guardian who agrees and an adult who comes along.
- Whoever can't be reached by e-mail says how to reach them.
- An organisation has one application for a State; others are refused.

Pure: values in, problems out. A problem is a code with the page, the field and
the values its sentence needs; ``sentences.py`` turns it into a sentence in the
reader's language. Instants carry a time zone.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime, timedelta
from enum import StrEnum

MAX_WORDS = 200
MAX_ISSUES = 4
MAX_WHY = 300  # characters of the line of why


class Page(StrEnum):
    """The pages of the form, in the order in which they are offered."""

    ORGANISATION = "organisation"
    BACKGROUND = "background"
    REPORT = "report"
    ISSUES = "issues"
    SPEAKER = "speaker"
    ABOUT_SPEAKER = "about-speaker"
    AVAILABILITY = "availability"
    SUPPORT = "support"
    SAFETY = "safety"


class Code(StrEnum):
    """Everything that can stand between a draft and sending it."""

    MISSING = "missing"
    TO_CORRECT = "to_correct"
    TOO_MANY_WORDS = "too_many_words"
    TOO_MANY_ISSUES = "too_many_issues"
    ISSUE_TWICE = "issue_twice"
    ISSUE_NOT_OFFERED = "issue_not_offered"
    WHY_MISSING = "why_missing"
    GUARDIAN_MISSING = "guardian_missing"
    ADULT_MISSING = "adult_missing"
    UNREACHABLE = "unreachable"
    FILE_REFUSED = "file_refused"
    ALREADY_APPLIED = "already_applied"
    NOT_OPEN = "not_open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Problem:
    """One thing to do before the application can be sent."""

    code: Code
    page: str = ""
    field: str = ""
    values: Mapping[str, str | int] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class Window:
    """When an application may be started, changed and sent."""

    is_open: bool
    opens_at: datetime
    deadline: datetime
    grace: timedelta = timedelta(0)
    reopened_until: datetime | None = None

    @property
    def last_instant(self) -> datetime:
        """The last instant at which something started may be sent."""
        end = self.deadline + self.grace
        return max(end, self.reopened_until) if self.reopened_until else end


@dataclass(frozen=True)
class ChosenIssue:
    """One issue as chosen, with the line of why."""

    code: str
    why: str = ""


@dataclass(frozen=True)
class Answers:
    """What an application says, as far as the rules need to know it.

    ``None`` means not answered yet. ``unfinished`` are the pages on which
    something was typed that doesn't fit; ``refused_files`` the names of files
    that could not be taken.
    """

    organisation_name: str = ""
    kind: str = ""
    is_coalition: bool | None = None
    coalition_members: str = ""
    founded: int | None = None
    has_ecosoc: bool | None = None
    about: str = ""
    submitted: str = ""
    issues: Sequence[ChosenIssue] = ()
    works_on_gender: bool | None = None
    motivation: str = ""
    speaker_later: bool = False
    speaker_name: str = ""
    speaker_email: str = ""
    gender: str = ""
    under_18: bool | None = None
    guardian: str = ""
    accompanying_adult: str = ""
    attendance: str = ""
    speaks: str = ""
    statement_language: str = ""
    needs_visa_letter: bool | None = None
    needs_funding: bool | None = None
    risk: str = ""
    safe_contact: str = ""
    has_email: bool = True
    unfinished: frozenset[str] = frozenset()
    refused_files: Sequence[str] = ()


def may_start(window: Window, now: datetime) -> bool:
    """Whether a new application may be started; the grace is for what was started before."""
    return window.is_open and window.opens_at <= now <= window.deadline


def may_send(window: Window, now: datetime) -> bool:
    """Whether something that was started may still be sent or changed."""
    if window.reopened_until is not None and now <= window.reopened_until:
        return True
    return window.is_open and window.opens_at <= now <= window.last_instant


def time_problem(window: Window, now: datetime) -> Problem | None:
    """Why it can't be sent now, as far as time goes."""
    if may_send(window, now):
        return None
    return Problem(Code.CLOSED if now > window.deadline else Code.NOT_OPEN)


def count_words(text: str) -> int:
    """Words as everybody counts them: what stands between white space, in any script."""
    return len(text.split())


def pages(answers: Answers) -> tuple[Page, ...]:
    """The pages this application has: nothing is asked about a speaker who is named later."""
    return tuple(page for page in Page if page is not Page.ABOUT_SPEAKER or not answers.speaker_later)


def problems(answers: Answers, offered_issues: frozenset[str]) -> tuple[Problem, ...]:
    """Everything that is missing or doesn't fit, in the order of the pages."""
    found: list[Problem] = []
    for page in pages(answers):
        if page in answers.unfinished:
            found.append(Problem(Code.TO_CORRECT, page))
        else:
            found.extend(_CHECKS[page](answers, offered_issues))
    return tuple(found)


def page_problems(page: Page, answers: Answers, offered_issues: frozenset[str]) -> tuple[Problem, ...]:
    """What is missing or doesn't fit on one page, as the answers stand."""
    return tuple(_CHECKS[page](answers, offered_issues))


def is_complete(answers: Answers, offered_issues: frozenset[str]) -> bool:
    """Whether nothing stands between these answers and sending them, time apart."""
    return not problems(answers, offered_issues)


def _missing(page: Page, answers: Answers, *names: str) -> Iterator[Problem]:
    """A problem for each of these fields that holds nothing."""
    for name in names:
        value = getattr(answers, name)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield Problem(Code.MISSING, page, name)


def _words(page: Page, name: str, text: str) -> Iterator[Problem]:
    count = count_words(text)
    if count > MAX_WORDS:
        yield Problem(Code.TOO_MANY_WORDS, page, name, {"limit": MAX_WORDS, "over": count - MAX_WORDS})


def _organisation(answers: Answers, _offered: frozenset[str]) -> Iterator[Problem]:
    yield from _missing(Page.ORGANISATION, answers, "organisation_name", "kind", "is_coalition")


def _background(answers: Answers, _offered: frozenset[str]) -> Iterator[Problem]:
    page = Page.BACKGROUND
    yield from _missing(page, answers, "about")
    yield from _words(page, "about", answers.about)
    if answers.is_coalition:
        yield from _missing(page, answers, "coalition_members")
    yield from _missing(page, answers, "founded", "has_ecosoc")


def _report(answers: Answers, _offered: frozenset[str]) -> Iterator[Problem]:
    yield from _missing(Page.REPORT, answers, "submitted")
    for name in answers.refused_files:
        yield Problem(Code.FILE_REFUSED, Page.REPORT, "file", {"name": name})


def _issues(answers: Answers, offered: frozenset[str]) -> Iterator[Problem]:
    page = Page.ISSUES
    yield from issue_problems(answers.issues, offered)
    if not answers.issues:
        yield Problem(Code.MISSING, page, "issue_1")
    yield from _missing(page, answers, "works_on_gender")
    yield from _words(page, "motivation", answers.motivation)


def issue_problems(issues: Sequence[ChosenIssue], offered: frozenset[str]) -> Iterator[Problem]:
    """What is wrong with the issues as chosen: too many, twice, not offered, no reason."""
    page = Page.ISSUES
    if len(issues) > MAX_ISSUES:
        yield Problem(Code.TOO_MANY_ISSUES, page, f"issue_{MAX_ISSUES}", {"limit": MAX_ISSUES})
    seen: set[str] = set()
    for place, issue in enumerate(issues[:MAX_ISSUES], start=1):
        if issue.code not in offered:
            yield Problem(Code.ISSUE_NOT_OFFERED, page, f"issue_{place}")
        if issue.code in seen:
            yield Problem(Code.ISSUE_TWICE, page, f"issue_{place}")
        seen.add(issue.code)
        if not issue.why.strip():
            yield Problem(Code.WHY_MISSING, page, f"why_{place}")


def _speaker(answers: Answers, _offered: frozenset[str]) -> Iterator[Problem]:
    if not answers.speaker_later:
        yield from _missing(Page.SPEAKER, answers, "speaker_name", "speaker_email")


def _about_speaker(answers: Answers, _offered: frozenset[str]) -> Iterator[Problem]:
    page = Page.ABOUT_SPEAKER
    yield from _missing(page, answers, "gender", "under_18")
    if answers.under_18:
        yield from minor_problems(guardian=answers.guardian, accompanying_adult=answers.accompanying_adult)


def minor_problems(*, guardian: str, accompanying_adult: str) -> Iterator[Problem]:
    """What a speaker under 18 still needs."""
    if not guardian.strip():
        yield Problem(Code.GUARDIAN_MISSING, Page.ABOUT_SPEAKER, "guardian")
    if not accompanying_adult.strip():
        yield Problem(Code.ADULT_MISSING, Page.ABOUT_SPEAKER, "accompanying_adult")


def _availability(answers: Answers, _offered: frozenset[str]) -> Iterator[Problem]:
    yield from _missing(Page.AVAILABILITY, answers, "attendance", "speaks", "statement_language")


def _support(answers: Answers, _offered: frozenset[str]) -> Iterator[Problem]:
    yield from _missing(Page.SUPPORT, answers, "needs_funding", "needs_visa_letter")


def _safety(answers: Answers, _offered: frozenset[str]) -> Iterator[Problem]:
    yield from _missing(Page.SAFETY, answers, "risk")
    if not answers.has_email and not answers.safe_contact.strip():
        yield Problem(Code.UNREACHABLE, Page.SAFETY, "safe_contact")


_CHECKS = {
    Page.ORGANISATION: _organisation,
    Page.BACKGROUND: _background,
    Page.REPORT: _report,
    Page.ISSUES: _issues,
    Page.SPEAKER: _speaker,
    Page.ABOUT_SPEAKER: _about_speaker,
    Page.AVAILABILITY: _availability,
    Page.SUPPORT: _support,
    Page.SAFETY: _safety,
}


def name_key(name: str) -> str:
    """A name as compared: letters and digits of any script only, without case and accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def standing_problem(*, already_standing: bool) -> Problem | None:
    """One application per organisation and State: the applicant's own earlier one stands."""
    return Problem(Code.ALREADY_APPLIED, Page.ORGANISATION, "organisation_name") if already_standing else None
