"""The demonstration: three series of the real calendar in three phases, with invented organisations.

Dates are counted from the day it is made. It walks the doors people walk (propose, approve, offer, answer,
consent, publish); applications come in bulk, for time. Refused in production. The same seed and day give the
same demonstration.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from presessions.accounts.demo import STAFF_EMAIL, STAFF_PASSWORD, check_demo, make_demo_staff
from presessions.accounts.grants import grant
from presessions.accounts.models import User
from presessions.attendance.transitions import accept, invite
from presessions.mail.models import OutgoingMail
from presessions.permissions import Role
from presessions.series import subscriptions
from presessions.series.enums import PreSessionStatus
from presessions.series.models import Contact, PreSession, Series, State, WorkingGroupSession
from presessions.wording import GENEVA

from . import demo_call, demo_meetings, demo_panels, demo_reset, demo_writing

if TYPE_CHECKING:
    from collections.abc import Iterable

SEED = "presessions"
PEOPLE = "@demo.example"
NUMBERS = (52, 53, 54)  # over and published; between selection and programme; call open
APPLICANT, PANELIST = f"applicant{PEOPLE}", f"panelist{PEOPLE}"
DELEGATE, REVIEWED_DELEGATE = f"delegate{PEOPLE}", f"delegate.reviewed{PEOPLE}"
OFFICER, MODERATOR = f"officer{PEOPLE}", f"moderator{PEOPLE}"


class NotEmpty(Exception):
    """There is something here that is no demonstration; it is left alone."""


def make(*, today: date | None = None, renew: bool = False) -> bool:
    """Make the demonstration; False where it is there already. ``renew`` takes the old one away first.

    Raises ``NotTheDemonstration`` outside it, ``NotEmpty`` where a real series stands, ``LookupError`` where the
    reference data is not loaded yet.
    """
    check_demo()
    today = today or timezone.localdate()
    if Series.objects.filter(is_demo=False).exists():
        raise NotEmpty(
            "This database holds a real series. The demonstration wants a database of "
            "its own: `make clean-demo` throws this one away and starts afresh."
        )
    if Series.objects.filter(is_demo=True).exists() and not renew:
        return False
    sessions = {row.number: row for row in WorkingGroupSession.objects.filter(number__in=NUMBERS)}
    if len(sessions) < len(NUMBERS) or not State.objects.exists():
        raise LookupError("Load the reference data first: python manage.py load_reference")
    with transaction.atomic():
        if renew:
            demo_reset.empty()
        _make(sessions, today)
    return True


def _make(sessions: dict[int, WorkingGroupSession], today: date) -> None:
    staff = make_demo_staff()
    people = _people()
    over, chosen, open_now = (sessions[number] for number in NUMBERS)

    past = demo_call.make_series(over, first_day=_tuesday(today - timedelta(days=40)), today=today, by=staff)
    demo_call.apply(past, seed=SEED, by=staff, people=people)
    demo_panels.complete(past, by=staff)
    demo_meetings.hold(past, seed=SEED, by=staff)

    coming = demo_call.make_series(
        chosen, first_day=_tuesday(today + timedelta(days=39)), today=today, by=staff
    )
    demo_call.apply(coming, seed=SEED, by=staff, people=people)
    demo_panels.halfway(coming, by=staff, panelist=people[PANELIST])
    demo_meetings.draft(coming, by=staff)
    demo_writing.own(coming, people[PANELIST], seed=SEED, by=staff)

    calling = demo_call.make_series(
        open_now, first_day=_tuesday(today + timedelta(days=104)), today=today, by=staff, closes_in=18
    )
    demo_call.apply(calling, seed=SEED, by=staff, people=people)
    demo_call.own_applications(calling, people[APPLICANT])

    first_reviewed = past.pre_sessions.order_by("order").filter(status="held").first()
    if first_reviewed:
        _make_delegate(people[REVIEWED_DELEGATE], first_reviewed, by=staff)
    _make_delegate(people[DELEGATE], calling.pre_sessions.order_by("order")[0], by=staff)
    _make_contacts(calling)
    _settle_mail(keep=[APPLICANT, PANELIST])


def _make_delegate(user: User, meeting: PreSession, *, by: User) -> None:
    """Invited by the mission of the State, and accepted, as it happens when a delegate signs in."""
    invite(meeting.state_under_review.mission, email=user.email, name=user.name, by=by)
    accept(user)


def _make_contacts(calling: Series) -> None:
    """Twelve readers of calls in three languages, every third for a few States only; one has not confirmed yet.

    All but two say what they are: two national institutions, six of civil society, two of neither.
    """
    reviewed = [row.state_under_review for row in calling.pre_sessions.select_related("state_under_review")]
    for number in range(12):
        states = reviewed[number : number + 3] if number % 3 == 2 else ()
        email = f"reader{number + 1}{PEOPLE}"
        kind = ("cso", "nhri", "cso", "other", "", "cso")[number % 6]
        subscriptions.ask(email, language=("en", "fr", "es")[number % 3], states=states, kind=kind)
        if number < 11:
            asked = Contact.objects.get(email=email)
            subscriptions.confirm(asked.token, asked.asked_version)


def _people() -> dict[str, User]:
    """The people whose part a newcomer can take."""
    found = {}
    for email, name in (
        (APPLICANT, "Applicant (sample)"),
        (PANELIST, "Panelist (sample)"),
        (DELEGATE, "Delegate (sample)"),
        (REVIEWED_DELEGATE, "Delegate of a State under Review (sample)"),
        (OFFICER, "Programme officer (sample)"),
        (MODERATOR, "Moderator (sample)"),
    ):
        found[email] = User.objects.get_or_create(email=email, defaults={"name": name})[0]
    User.objects.filter(email__in=[OFFICER, MODERATOR]).update(is_staff=True)
    for email in (OFFICER, MODERATOR):
        found[email].is_staff = True
    grant(found[OFFICER], Role.OFFICER, by=None)
    grant(found[MODERATOR], Role.MODERATOR, by=None)
    return found


def _settle_mail(*, keep: Iterable[str]) -> None:
    """Mails to the invented crowd count as gone; a few to the people one can be are left to be sent."""
    crowd = OutgoingMail.objects.unsent().filter(to__endswith=PEOPLE).exclude(to__in=list(keep))
    crowd.update(status="sent", sent_at=timezone.now(), next_attempt_at=timezone.now())


def _tuesday(day: date) -> date:
    """The Tuesday of that week."""
    return day - timedelta(days=day.weekday()) + timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant in Geneva time."""
    return datetime.combine(day, time(hour, minute), tzinfo=GENEVA)


def _reviewed() -> str:
    """The State under Review that has a delegate of its own, and where it was reviewed."""
    held = PreSession.objects.filter(series__is_demo=True, status=PreSessionStatus.HELD).order_by(
        "series", "order"
    )
    first = held.select_related("state_under_review", "series").first()
    return f"{first.state_under_review} (series {first.series.number})" if first else "a State under Review"


def sign_in_help(address: str = "") -> str:
    """How to take each part, for the screen on which the site was started."""
    base = address or settings.SITE_ADDRESS
    return "\n".join(
        [
            "Take a part:",
            f"  staff       {base}/staff/   {STAFF_EMAIL}   password: {STAFF_PASSWORD}   second factor: make code",
            f"  applicant   {base}/sign-in/ {APPLICANT}",
            f"  panelist    {base}/sign-in/ {PANELIST}",
            f"  delegate    {base}/sign-in/ {DELEGATE}   reads what is shared with missions",
            f"  delegate    {base}/sign-in/ {REVIEWED_DELEGATE}   of {_reviewed()}: reads there what everyone reads",
            f"  its codes are in the mailbox: {base}/mail/",
            "Every organisation and person in it is made up.",
        ]
    )
