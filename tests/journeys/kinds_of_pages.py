"""Every kind of page of the demonstration, once: what it is called, who looks at it, where it is.

``python -m tests.journeys.pictures`` takes its pictures from this table.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page as BrowserPage

from applications.models import Application
from applications.steps import Page
from panels.models import Seat
from presessions.accounts.demo import STAFF_EMAIL
from presessions.accounts.models import User
from presessions.desk.demo import APPLICANT, PANELIST
from presessions.mail.models import OutgoingMail
from presessions.scheduling.models import JointQuestions, Sitting, Timetable
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PermanentMission, PreSession, Series
from publications import bundles
from publications.enums import BundlePart, OutsideAudience
from publications.models import Statement
from publications.published import PublishedRecommendation

from . import planted, states

PAPERS, NO_PAPERS = UUID(int=1), UUID(int=2)
ANYBODY, APPLYING, SPEAKING, DELEGATE, STAFF = "anybody", "applicant", "panelist", "delegate", "staff"


@dataclass(frozen=True)
class Kind:
    """One page; staff pages are in English only. ``act`` is done on it before it is looked at."""

    name: str
    who: str
    path: str
    act: Callable[[BrowserPage], None] | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        return ("en",) if self.who == STAFF else ("en", "fr", "es")


def kinds() -> Iterator[Kind]:
    """All of them, in the order in which a series lives."""
    for who, table in (
        (ANYBODY, public()),
        (APPLYING, applying()),
        (SPEAKING, speaking()),
        (APPLYING, guardian()),
        (DELEGATE, delegate()),
        (STAFF, staff()),
    ):
        for name, path in table.items():
            yield Kind(name, who, path, ACTS.get(name))


ACTS: dict[str, Callable[[BrowserPage], None]] = {
    "correct-errors": states.sent_empty,
    "correct-saved": states.saved,
    "correct-unsaved": states.not_saved,
    "correct-differs": states.differing,
    "files-being-checked": states.being_checked,
    "files-refused-at-once": states.refused_at_once,
    "files-halted": states.halted,
    "files-refused-without-script": states.refused_without_script,
}


def public() -> dict[str, str]:
    calling = Series.objects.filter(status=SeriesStatus.CALL_OPEN).latest("session")
    held = _most_told()
    meeting = [held.series.number, held.state_under_review.slug]
    return {
        "home": reverse("desk:home"),
        "calls": reverse("series:calls"),
        "call": reverse("series:call", args=[calling.number]),
        "subscribe": reverse("series:subscribe"),
        "subscribe-asked": reverse("series:asked"),
        "programme": reverse("publications:programme"),
        "programme-of-series": reverse("publications:series_programme", args=[held.series.number]),
        "pre-session": reverse("publications:pre_session", args=meeting),
        "states": reverse("publications:states"),
        "state": reverse("publications:state", args=[held.state_under_review.slug]),
        "library": reverse("publications:library"),
        "library-one-state": f"{reverse('publications:library')}?state={held.state_under_review.slug}",
        "recommendation": _alone(held),
        "basket": reverse("publications:basket"),
        "briefing": reverse("publications:briefing_choose"),
        "figures": reverse("desk:key_figures"),
        "privacy": reverse("desk:about_privacy"),
        "selection": reverse("desk:about_selection"),
        "selection-of-series": reverse("desk:series_selection", args=[held.series.number]),
        "accessibility": reverse("desk:accessibility"),
        "sign-in": reverse("accounts:sign_in"),
        "signed-out": reverse("accounts:signed_out"),
        "staff-sign-in": reverse("accounts:staff_sign_in"),
        "apply": reverse("applications:start"),
        "return": reverse("applications:resume"),
        "not-found": "/no-such-page/",
        "papers": _papers(),
        "papers-gone": reverse("publications:papers", args=[NO_PAPERS, "0"]),
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
        "phrase": reverse("applications:phrase", args=[draft.public_id]),
        "check": reverse("applications:check", args=[draft.public_id]),
        "status": reverse("applications:status", args=[sent.public_id]),
        "withdraw": reverse("applications:withdraw", args=[sent.public_id]),
        "erase": reverse("applications:erase", args=[sent.public_id]),
        **correcting(),
        **sending_files(),
    }


def correcting() -> dict[str, str]:
    """What staff asked about, in every state; and where the application stands meanwhile and afterwards."""
    rows = planted.sent()
    table = {
        name: reverse("applications:correct", args=[row.public_id])
        for name, row in rows.items()
        if planted.NAMES[name] == "asked"
    }
    for name, shown in {"correct": "asked", "corrected": "corrected", "correct-lapsed": "lapsed"}.items():
        table[f"status-{shown}"] = reverse("applications:status", args=[rows[name].public_id])
    return table


def sending_files() -> dict[str, str]:
    rows = planted.drafts()
    here = {
        name: reverse("applications:page", args=[row.public_id, Page.REPORT]) for name, row in rows.items()
    }
    to_send = here.pop("files-to-send")
    return here | {name: to_send for name in ACTS if name.startswith("files-")}


def speaking() -> dict[str, str]:
    seats = Seat.objects.filter(panelist__email=PANELIST)
    table = {"my-panelist": reverse("desk:my")}
    if (young := planted.young()) is not None:
        table["consent-young"] = reverse("publications:consent", args=[young.public_id])
        table["guardian-name"] = reverse("publications:name_guardian", args=[young.public_id])
    seat = seats.order_by("-pk").first()
    if seat is not None:
        pages = ("seat", "accept", "decline", "speaker")
        table |= {page: reverse(f"panels:{page}", args=[seat.public_id]) for page in pages}
    statement = Statement.objects.filter(seat__in=seats, seat__under_18=False).order_by("-pk").first()
    if statement is not None:
        pages = ("statement", "recommendations", "attachments", "consent", "preview", "receipt", "send")
        table |= {page: reverse(f"publications:{page}", args=[statement.public_id]) for page in pages}
        more = ("text_file", "comments", "versions", "translations")
        table |= {
            page.replace("_", "-"): reverse(f"publications:{page}", args=[statement.public_id])
            for page in more
        }
        for page, last in (("statement_section", "summary"), ("version", 2), ("translation", "fr")):
            name = page.replace("_", "-")
            table[name] = reverse(f"publications:{page}", args=[statement.public_id, last])
    return table


def guardian() -> dict[str, str]:
    """The pages of a parent or guardian: the demonstration's applicant is one."""
    row = planted.young()
    if row is None or row.guardian is None:
        return {}
    pages = ("guardian", "guardian_receipt")
    return {
        page.replace("_", "-"): reverse(f"publications:{page}", args=[row.guardian.public_id])
        for page in pages
    }


def delegate() -> dict[str, str]:
    held = _most_told()
    here = [held.series.number, held.state_under_review.slug]
    return {
        "my-delegate": reverse("desk:my"),
        "pre-session-delegate": reverse("publications:pre_session", args=here),
        "library-delegate": reverse("publications:library"),
    }


def _young() -> dict[str, str]:
    """Staff pages on the statement of a speaker under 18: the guardian, and what was agreed to by letter."""
    row = planted.young()
    if row is None:
        return {}
    pages = {"guardian": "guardian", "yes-by-letter": "consent", "take-back": "take_back"}
    return {
        **{
            f"statement-{name}": _staff(f"publications_statement_{page}", row.pk)
            for name, page in pages.items()
        },
        **{
            f"statement-{name.removesuffix('.pdf')}": _staff(
                "publications_statement_proof", row.pk, proof.public_id
            )
            for name, proof in planted.proofs().items()
        },
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
        **reading_files(),
        "panels": _staff("panels_overview", coming.number),
        "outbox": _staff("mail_outgoingmail_changelist"),
        "statements": _staff("publications_statement_changelist"),
        **_young(),
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
    return table | deciding(coming) | running(coming) | looking_after()


def reading_files() -> dict[str, str]:
    """An application and beside its answers each sort of file, none, and the question for a correction."""
    row = planted.read()
    here = _staff("applications_application_change", row.pk)
    table = {
        f"read-{file.name.rpartition('.')[2]}": f"{here}?file={file.public_id}" for file in row.files.all()
    }
    asked = Application.objects.exclude(status="draft").exclude(pk=row.pk).latest("pk").pk
    table["read-ask"] = f"{_staff('applications_application_change', asked)}?ask=1"
    return table | {"read-nothing": f"{_staff('applications_application_change', asked)}?file=first"}


def deciding(series: Series) -> dict[str, str]:
    """Staff pages on the panels of a series: each on a meeting whose panel can take that step."""
    of = {
        meeting.panel.status: meeting.pk
        for meeting in PreSession.objects.filter(series=series).exclude(panel=None).select_related("panel")
    }
    table = {"panels-decide": _staff("panels_decide_series", series.number)}
    if (key := of.get("open")) is not None:
        pages = ("approve", "order", "policies", "close_short", "hour")
        table |= {f"panel-{page.replace('_', '-')}": _staff(f"panels_{page}", key) for page in pages}
        some = Application.objects.filter(pre_session=key).exclude(status="draft")[:3]
        beside = "&".join(f"id={one.pk}" for one in some)
        table["panel-beside"] = f"{_staff('panels_beside', key)}?{beside}"
        table["panel-about"] = _staff("panels_about", key, some[0].pk)
    if (key := of.get("offered")) is not None:
        table["panel-decide"] = _staff("panels_decide", key)
    return table


def running(series: Series) -> dict[str, str]:
    """Staff pages on a series: its call, its timetable, its statements."""
    calling = Series.objects.filter(status=SeriesStatus.CALL_OPEN).latest("session")
    state = PreSession.objects.filter(series=calling).first()
    assert state is not None
    table = {
        "series-plan": _staff("series_series_plan"),
        "series-close": _staff("series_series_act", calling.pk, "close"),
        "series-mailing": _staff("series_series_mailing", calling.pk),
        "series-share": _staff("series_series_share", calling.pk),
        "state-extend": f"{_staff('series_presession_act', 'extend')}?ids={state.pk}",
        "attendance-list": _staff("attendance_list", _most_told().pk),
    }
    if joint := JointQuestions.objects.filter(series=series).first():
        pages = ("floor", "clock", "record", "list")
        table |= {f"joint-{page}": _staff(f"attendance_joint_{page}", joint.pk) for page in pages}
        table["joint-questions"] = _staff("scheduling_joint_change", series.number, joint.pk)
    if timetable := Timetable.objects.filter(series=series, status="draft").order_by("-pk").first():
        pages = ("compare", "publish", "discard")
        table |= {f"timetable-{page}": _staff(f"scheduling_timetable_{page}", timetable.pk) for page in pages}
    if checked := Statement.objects.filter(status="checked").first():
        table["statement-publish"] = _staff("publications_statement_publish", checked.pk)
    return table


def looking_after() -> dict[str, str]:
    """Staff pages on organisations, people and mail."""
    mission = PermanentMission.objects.order_by("pk").first()
    assert mission is not None
    some = Application.objects.exclude(status="draft").order_by("pk")[:2]
    ids = "&".join(f"id={one.pk}" for one in some)
    table = {
        "applications-compare": f"{_staff('applications_application_compare')}?{ids}",
        "applications-import": _staff("applications_application_import"),
        "organisations": _staff("applications_organisation_changelist"),
        "duplicates": _staff("applications_organisation_duplicates"),
        "mailings": _staff("mail_mailing_changelist"),
        "mission": _staff("attendance_mission", mission.pk),
        "people": _staff("accounts_user_changelist"),
        "second-factor": reverse("accounts:second_factor"),
        "password": _staff("password_change"),
    }
    if waiting := OutgoingMail.objects.filter(status="waiting").first():
        table["outbox-hold"] = _staff("mail_outgoingmail_act", waiting.pk, "hold")
    return table


def _staff(name: str, *args: object) -> str:
    return reverse(f"admin:{name}", args=args)


def _alone(meeting: PreSession) -> str:
    """The page of one recommendation that everybody may read."""
    rows = PublishedRecommendation.objects.filter(pre_session=meeting, audience=OutsideAudience.PUBLIC)
    row = rows.order_by("place", "order").first()
    assert row is not None
    return reverse("publications:recommendation", args=[UUID(row.item.partition(":")[2])])


def _papers() -> str:
    """What an interpreter opens. In this copy of the demonstration one meeting is still to come, to be prepared for."""
    told = _most_told()
    rows = Sitting.objects.published().filter(pre_session__series=told.series).exclude(pre_session=told)
    row = rows.order_by("pk").first()
    assert row is not None
    if row.ends_at < timezone.now():
        start = timezone.now() + timedelta(days=3)
        row.starts_at, row.ends_at = start, start + (row.ends_at - row.starts_at)
        row.save(update_fields=["starts_at", "ends_at"])
    officer = User.objects.get(email=STAFF_EMAIL)
    to = bundles.To("Interpreter (sample)", "interpreter@demo.example", "en", BundlePart.INTERPRETER)
    bundle = bundles.make(PAPERS, told.series, [row.pre_session], [to], by=officer)
    return bundles.path_of(bundle.recipients.get())


def _most_told() -> PreSession:
    """The meeting held of which most can be read."""
    counted = PublishedRecommendation.objects.values_list("pre_session", flat=True)
    keys = list(counted)
    held = PreSession.objects.filter(status=PreSessionStatus.HELD, pk__in=keys)
    return max(held.select_related("series", "state_under_review"), key=lambda each: keys.count(each.pk))
