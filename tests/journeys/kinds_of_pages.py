"""Every kind of page of the demonstration, once: what it is called, who looks at it, where it is.

``python -m tests.journeys.pictures`` takes its pictures from this table.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from applications.models import Application
from applications.steps import Page
from panels.models import Seat
from presessions.desk.demo import APPLICANT, PANELIST
from presessions.mail.models import OutgoingMail
from presessions.scheduling.models import Timetable
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PreSession, Series
from publications.models import Statement
from publications.published import PublishedRecommendation

ANYBODY, APPLYING, SPEAKING, DELEGATE, STAFF = "anybody", "applicant", "panelist", "delegate", "staff"


@dataclass(frozen=True)
class Kind:
    """One page; staff pages are in English only."""

    name: str
    who: str
    path: str

    @property
    def languages(self) -> tuple[str, ...]:
        return ("en",) if self.who == STAFF else ("en", "fr", "es")


def kinds() -> Iterator[Kind]:
    """All of them, in the order in which a series lives."""
    for who, table in (
        (ANYBODY, public()),
        (APPLYING, applying()),
        (SPEAKING, speaking()),
        (DELEGATE, delegate()),
        (STAFF, staff()),
    ):
        for name, path in table.items():
            yield Kind(name, who, path)


def public() -> dict[str, str]:
    calling = Series.objects.filter(status=SeriesStatus.CALL_OPEN).latest("session")
    held = _most_told()
    meeting = [held.series.number, held.state_under_review.slug]
    return {
        "home": reverse("desk:home"),
        "calls": reverse("series:calls"),
        "call": reverse("series:call", args=[calling.number]),
        "subscribe": reverse("series:subscribe"),
        "programme": reverse("publications:programme"),
        "programme-of-series": reverse("publications:series_programme", args=[held.series.number]),
        "pre-session": reverse("publications:pre_session", args=meeting),
        "states": reverse("publications:states"),
        "state": reverse("publications:state", args=[held.state_under_review.slug]),
        "library": reverse("publications:library"),
        "library-one-state": f"{reverse('publications:library')}?state={held.state_under_review_id}",
        "figures": reverse("desk:key_figures"),
        "privacy": reverse("desk:about_privacy"),
        "selection": reverse("desk:about_selection"),
        "accessibility": reverse("desk:accessibility"),
        "sign-in": reverse("accounts:sign_in"),
        "staff-sign-in": reverse("accounts:staff_sign_in"),
        "apply": reverse("applications:start"),
        "return": reverse("applications:resume"),
        "not-found": "/no-such-page/",
    }


def applying() -> dict[str, str]:
    own = Application.objects.filter(owner__email=APPLICANT)
    draft, sent = own.filter(status="draft").first(), own.exclude(status="draft").first()
    assert draft is not None
    assert sent is not None
    return {
        "my-applicant": reverse("desk:my"),
        "tasks": reverse("applications:tasks", args=[draft.public_id]),
        **{f"step-{page}": reverse("applications:page", args=[draft.public_id, page]) for page in Page},
        "check": reverse("applications:check", args=[draft.public_id]),
        "status": reverse("applications:status", args=[sent.public_id]),
        "withdraw": reverse("applications:withdraw", args=[sent.public_id]),
        "erase": reverse("applications:erase", args=[sent.public_id]),
    }


def speaking() -> dict[str, str]:
    seats = Seat.objects.filter(panelist__email=PANELIST)
    table = {"my-panelist": reverse("desk:my")}
    seat = seats.order_by("-pk").first()
    if seat is not None:
        table["seat"] = reverse("panels:seat", args=[seat.public_id])
    statement = Statement.objects.filter(seat__in=seats).order_by("-pk").first()
    if statement is not None:
        pages = ("statement", "recommendations", "attachments", "consent", "preview", "send")
        table |= {page: reverse(f"publications:{page}", args=[statement.public_id]) for page in pages}
    return table


def delegate() -> dict[str, str]:
    held = _most_told()
    here = [held.series.number, held.state_under_review.slug]
    return {
        "my-delegate": reverse("desk:my"),
        "pre-session-delegate": reverse("publications:pre_session", args=here),
        "library-delegate": reverse("publications:library"),
    }


def staff() -> dict[str, str]:
    coming = Series.objects.filter(status=SeriesStatus.CALL_CLOSED).latest("session")
    meetings = PreSession.objects.filter(series=coming)
    table = {
        "dashboard": _staff("index"),
        "series": _staff("series_series_change", coming.pk),
        "series-list": _staff("series_series_changelist"),
        "applications": _staff("applications_application_changelist"),
        "application": _staff(
            "applications_application_change", Application.objects.exclude(status="draft").latest("pk").pk
        ),
        "panels": _staff("panels_overview", coming.number),
        "outbox": _staff("mail_outgoingmail_changelist"),
        "statements": _staff("publications_statement_changelist"),
        "attendance": _staff("attendance_meetings", _most_told().series.number),
        "attendance-record": _staff("attendance_record", _most_told().pk),
        "attendance-floor": _staff("attendance_floor", _most_told().pk),
        "attendance-clock": _staff("attendance_clock", _most_told().pk),
        "published-figures": _staff("desk_reportedfigures_changelist"),
    }
    by_size = meetings.annotate(sent=Count("applications")).order_by("sent").exclude(panel=None)
    for each in by_size.select_related("panel"):  # of each status the fullest, which comes last
        table[f"workbench-{each.panel.status}"] = _staff("panels_workbench", each.pk)
    if timetable := Timetable.objects.filter(series=coming).order_by("-pk").first():
        table["board"] = _staff("scheduling_timetable_board", timetable.pk)
    if letter := OutgoingMail.objects.order_by("-pk").first():
        table["outbox-letter"] = _staff("mail_outgoingmail_change", letter.pk)
    if told := Statement.objects.filter(seat__panel__pre_session=_most_told()).first():
        table["statement-staff"] = _staff("publications_statement_change", told.pk)
    table["invitations"] = _staff("attendance_invitation_changelist")
    return table


def _staff(name: str, *args: object) -> str:
    return reverse(f"admin:{name}", args=args)


def _most_told() -> PreSession:
    """The meeting held of which most can be read."""
    counted = PublishedRecommendation.objects.values_list("pre_session", flat=True)
    keys = list(counted)
    held = PreSession.objects.filter(status=PreSessionStatus.HELD, pk__in=keys)
    return max(held.select_related("series", "state_under_review"), key=lambda each: keys.count(each.pk))
