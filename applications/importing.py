"""Applications that came by e-mail, from a file: first what is wrong with it, then all of it or nothing.

The rule in plain words:

- Each answer is checked as the form checks it; every fault names its row and column.
- Seven columns are needed, and a way to reach the applicant. What else is left
  blank may be asked for later (a request for a correction).
- A row that was imported before makes no second application, however often its
  file is sent; its answers are not changed.
- An organisation that has an application for the State already gets no second one.
- What arrived after the deadline needs a reason why it is taken.
- While one row has a fault, no row is taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import override

from presessions import wording
from presessions.accounts.actors import actor_of
from presessions.accounts.managers import clean_email
from presessions.accounts.models import User
from presessions.lifecycle.moves import move
from presessions.numbers import LONGEST_ADDRESS
from presessions.permissions import Actor, check_may
from presessions.row_files import ECHOED, Line, Sheet, Unreadable
from presessions.series.enums import SeriesStatus
from presessions.series.models import LANGUAGES, PreSession, Series

from .answers import answers_from, offered_issues
from .eligibility import ChosenIssue, Code, Problem, name_key, problems
from .enums import ApplicationStatus
from .import_columns import ABOUT_ARRIVAL, NEEDED, NoSuchChoice, columns, pairs, raw_cells, row_forms
from .models import Application, ApplicationImport, ApplicationIssue, ImportedApplication
from .organisations import organisation_for
from .sentences import sentence
from .transitions import tell_owner

if TYPE_CHECKING:
    from django import forms

MAX_ROWS = 300  # a row is a whole application: three hundred are more than any series had by e-mail
TAKES = (SeriesStatus.CALL_OPEN, SeriesStatus.CALL_CLOSED)
GAPS = frozenset({Code.MISSING, Code.WHY_MISSING, Code.GUARDIAN_MISSING, Code.ADULT_MISSING})
NOT_ALLOWED = "You are not to deal with this State."


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: ``row`` as a spreadsheet program counts, ``column`` as its heading."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.words}"


@dataclass(frozen=True)
class Known:
    """A row that was imported before."""

    row: int
    name: str
    reference: str


@dataclass
class Ready:
    """A row that can be taken; ``gaps`` is how many answers are still to be asked for."""

    row: int
    application: Application
    issues: list[ChosenIssue]
    contact: str
    key: str
    late_because: str = ""
    gaps: int = 0


@dataclass
class Checked:
    """What became of each row."""

    faults: list[Fault] = field(default_factory=list)
    ready: list[Ready] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)


class Faulty(Exception):
    """The file has faults, so nothing of it was taken."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        super().__init__(f"{len(checked.faults)} faults")


def check(sheet: Sheet, series: Series, *, actor: Actor) -> Checked:
    """Every fault of every row, the rows that could be taken, and those taken before. Changes nothing.

    Raises ``Unreadable`` for what is wrong with the file as a whole.
    """
    check_may(actor, "import_applications")
    meetings = _meetings(series)
    _check_headings(sheet, meetings)
    reader = _Reader(series, meetings, actor)
    with override("en"):
        for line in sheet.lines:
            reader.read(line)
    return reader.checked


def take(
    sheet: Sheet, series: Series, *, file_name: str, digest: str, by: User, tell: bool = True
) -> Checked:
    """Take every row, or raise ``Faulty`` and take none. The same file again takes nothing.

    ``tell``: write to each applicant that the application arrived, with its reference.
    """
    with transaction.atomic():
        locked = Series.objects.select_for_update().get(pk=series.pk)
        checked = check(sheet, locked, actor=actor_of(by))
        if checked.faults:
            raise Faulty(checked)
        if checked.ready:
            made = ApplicationImport.objects.create(
                series=locked, file_name=file_name[:200], sha256=digest, by=by
            )
            for row in checked.ready:
                _make(row, made, by=by, tell=tell)
    return checked


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _meetings(series: Series) -> list[PreSession]:
    if series.status not in TAKES:
        raise Unreadable(f"{series} takes no applications: its call is neither open nor closed just now.")
    rows = series.pre_sessions.select_related("series", "state_under_review").prefetch_related("series__days")
    found = list(rows)
    if not found:
        raise Unreadable(f"{series} has no States yet.")
    return found


def _check_headings(sheet: Sheet, meetings: list[PreSession]) -> None:
    """Unknown columns are refused: an answer under a misspelt heading would be lost without a word."""
    names = {column.name for column in columns(meetings[0])}
    unknown = [name for name in sheet.headings if name not in names]
    if unknown:
        raise Unreadable(f"Not columns of the template: {', '.join(unknown)}.")
    missing = sorted(NEEDED - set(sheet.headings))
    if missing:
        raise Unreadable(f"These columns are missing: {', '.join(missing)}.")
    if not sheet.lines:
        raise Unreadable("There is no application below the headings.")


class _Reader:
    """Reads rows one after the other and remembers which organisations it met."""

    def __init__(self, series: Series, meetings: Iterable[PreSession], actor: Actor) -> None:
        self.series, self.actor, self.checked = series, actor, Checked()
        self.offered = offered_issues()
        self.meetings = {name: meeting for meeting in meetings for name in _names(meeting)}
        self.met: dict[tuple[int, str], int] = {}
        standing = Application.objects.standing().filter(pre_session__series=series)
        self.standing = {
            (row.pre_session_id, name_key(row.organisation_name)): row
            for row in standing.select_related("pre_session__series")
        }
        imported = ImportedApplication.objects.filter(of_import__series=series)
        self.imported = {row.key: row for row in imported.select_related("application__pre_session__series")}

    def read(self, line: Line) -> None:
        before = len(self.checked.faults)
        meeting = self._meeting(line)
        if meeting is None:
            if name_key(line.cells.get("state", "")) not in self.meetings:
                # any State of the series will do to say what else is wrong, so that it is all mended at once
                self._answers(line, next(iter(self.meetings.values())))
            return
        key = row_key(meeting, line.cells)
        known = self.imported.get(key)
        if known is not None:
            name = line.cells.get("organisation_name", "")
            self.checked.known.append(Known(line.number, name, known.application.reference))
            return
        row = self._answers(line, meeting)
        self._arrival(line, row)
        self._only_one(line, row)
        row.key = key
        if len(self.checked.faults) == before:
            self.checked.ready.append(row)

    def fault(self, line: Line, column: str, words: str) -> None:
        self.checked.faults.append(Fault(line.number, column, words))

    def _meeting(self, line: Line) -> PreSession | None:
        said = line.cells.get("state", "")
        meeting = self.meetings.get(name_key(said))
        if meeting is None:
            words = f"“{said[:ECHOED]}” is no State of {self.series}." if said else "Write the State."
            self.fault(line, "state", words)
        elif meeting.state_under_review_id in self.actor.recused:
            self.fault(line, "state", NOT_ALLOWED)
        elif meeting.is_off:
            self.fault(line, "state", "No meeting on this State is held.")
        else:
            return meeting
        return None

    def _answers(self, line: Line, meeting: PreSession) -> Ready:
        """The row's answers, each fault at its column."""
        application = Application(pre_session=meeting, is_demo=self.series.is_demo)
        wrong: set[str] = set()
        chosen: dict[str, Any] = {}
        for form in row_forms(application, {}):
            form.data = _MultiData(self._raw(line, form, wrong))
            form.is_valid()
            for name, errors in form.errors.items():
                if name not in wrong:
                    self.fault(line, name, " ".join(str(error) for error in errors))
                wrong.add(name)
            for name, value in form.cleaned_data.items():
                if hasattr(application, name):
                    setattr(application, name, value)
                else:
                    chosen[name] = value
        issues = [
            ChosenIssue(chosen[which], chosen.get(why) or "") for which, why in pairs() if chosen.get(which)
        ]
        row = Ready(line.number, application, issues, clean_email(line.cells.get("contact_email", "")), "")
        self._rules(line, row, wrong)
        return row

    def _raw(self, line: Line, form: forms.Form, wrong: set[str]) -> dict[str, list[str]]:
        raw: dict[str, list[str]] = {}
        for name, asked in form.fields.items():
            try:
                raw[name] = raw_cells(asked, line.cells.get(name, ""))
            except NoSuchChoice as no:
                self.fault(line, name, str(no))
                wrong.add(name)
        return raw

    def _rules(self, line: Line, row: Ready, wrong: set[str]) -> None:
        """What the rules of the form say of the answers together."""
        answers = answers_from(row.application, issues=row.issues, has_email=bool(row.contact))
        for problem in problems(answers, self.offered):
            if problem.field in wrong:
                continue
            if problem.code in GAPS and problem.field not in NEEDED:
                row.gaps += 1
            else:
                self.fault(line, _column(problem), f"{sentence(problem)}.")

    def _arrival(self, line: Line, row: Ready) -> None:
        application = row.application
        application.language = line.cells.get("language", "").lower() or "en"
        if application.language not in dict(LANGUAGES):
            self.fault(line, "language", "Write en, fr or es.")
        if row.contact:
            try:
                validate_email(row.contact)
            except ValidationError:
                self.fault(line, "contact_email", "Write the whole address, for example name@example.org.")
            if len(row.contact) > LONGEST_ADDRESS:
                words = f"This is longer than {LONGEST_ADDRESS} signs. Write the address alone."
                self.fault(line, "contact_email", words)
        row.late_because = line.cells.get("late_because", "")
        application.submitted_at = _moment(line.cells.get("received_at", ""))
        now = timezone.now()
        if application.submitted_at is None:
            self.fault(line, "received_at", "Write day and hour, for example 2026-12-05 14:30.")
        elif application.submitted_at > now:
            self.fault(line, "received_at", "This is still to come.")
        elif application.submitted_at < self.series.opens_at:
            self.fault(line, "received_at", "The call was not open yet.")
        elif application.submitted_at > application.pre_session.last_instant and not row.late_because:
            until = wording.moment(application.pre_session.deadline, "en", year=True)
            self.fault(
                line,
                "received_at",
                f"Arrived after the deadline ({until}). To take it, fill in late_because.",
            )

    def _only_one(self, line: Line, row: Ready) -> None:
        place = (row.application.pre_session_id, name_key(row.application.organisation_name))
        if not place[1]:
            return
        if place in self.met:
            self.fault(
                line, "organisation_name", f"The same organisation and State as in row {self.met[place]}."
            )
        elif place in self.standing:
            other = self.standing[place].reference
            self.fault(line, "organisation_name", f"It has an application for this State already: {other}.")
        self.met.setdefault(place, line.number)


class _MultiData(dict[str, list[str]]):
    """Raw values with the two ways in which widgets read them."""

    def get(self, key: str, default: Any = None) -> Any:
        values = super().get(key)
        return values[-1] if values else default

    def getlist(self, key: str) -> list[str]:
        return super().get(key) or []


def _names(meeting: PreSession) -> set[str]:
    state = meeting.state_under_review
    return {name_key(name) for name in (state.iso3, state.name_en, state.name_fr, state.name_es) if name}


def _column(problem: Problem) -> str:
    if problem.code is Code.UNREACHABLE:
        return "contact_email"
    return problem.field


def _moment(text: str) -> datetime | None:
    """A day and hour of Geneva."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None:
        return None
    return moment.replace(tzinfo=wording.GENEVA) if timezone.is_naive(moment) else moment


def row_key(meeting: PreSession, cells: Mapping[str, str]) -> str:
    """The mark of a row: State and series, the name and the address as compared."""
    parts = (
        str(meeting.pk),
        name_key(cells.get("organisation_name", "")),
        clean_email(cells.get("contact_email", "")),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _make(row: Ready, made: ApplicationImport, *, by: User, tell: bool) -> None:
    """One application, sent as of the hour its e-mail arrived."""
    application = row.application
    if row.contact:
        application.owner = User.objects.filter(email=row.contact).first() or User.objects.create_user(
            row.contact
        )
    application.save()
    ApplicationIssue.objects.bulk_create(
        ApplicationIssue(application=application, issue_id=issue.code, order=order, why=issue.why)
        for order, issue in enumerate(row.issues, start=1)
    )
    application.organisation, _ = organisation_for(application)
    application.save(update_fields=["organisation"])
    late = f" Taken after the deadline: {row.late_because}" if row.late_because else ""
    change = move(
        application,
        ApplicationStatus.SUBMITTED,
        by=by,
        by_what="staff",
        reason=f"Received by e-mail; {made.file_name}, row {row.row}.{late}",
    )
    ImportedApplication.objects.create(application=application, of_import=made, row=row.row, key=row.key)
    if tell:
        tell_owner(application, "application_received", version=str(change.pk))


__all__ = [
    "ABOUT_ARRIVAL",
    "Checked",
    "Fault",
    "Faulty",
    "Known",
    "Ready",
    "Unreadable",
    "check",
    "sha256",
    "take",
]
