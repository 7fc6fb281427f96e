"""The ground floor of the domain: series and their Pre-sessions; what they stand on is in ``reference_models``."""

import secrets
from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from presessions import wording
from presessions.privacy.fields import Privacy

from .deadlines import is_open, last_instant, offer_ends
from .draw import commitment, state_seed
from .duration import meeting_minutes
from .enums import (
    CALL_KINDS,
    CONTACT_LIFECYCLE,
    PRE_SESSION_LIFECYCLE,
    SERIES_LIFECYCLE,
    CallAudience,
    ContactKind,
    ContactStatus,
    Mode,
    NhriRule,
    PreSessionStatus,
    SeriesStatus,
)
from .querysets import (
    ContactQuerySet,
    PreSessionQuerySet,
    SeriesQuerySet,
)
from .reference_models import (
    LANGUAGES,
    Issue,
    NhriAccreditation,
    PastMeeting,
    PastSeries,
    PermanentMission,
    ReferenceLoad,
    Review,
    State,
    WorkingGroupSession,
    in_language,
)

__all__ = [
    "LANGUAGES",
    "Contact",
    "DayBreak",
    "Issue",
    "NhriAccreditation",
    "PastMeeting",
    "PastSeries",
    "PermanentMission",
    "PreSession",
    "ReferenceLoad",
    "Review",
    "Room",
    "Series",
    "SeriesDay",
    "State",
    "WorkingGroupSession",
    "in_language",
    "new_seed",
    "new_token",
]

LONGEST_GAP = 720
"""Minutes between two meetings at most: half a day, which is what a timetable takes."""


def new_seed() -> str:
    """The secret seed of a series: 32 random bytes in lower-case hex (see ``draw``)."""
    return secrets.token_hex(32)


def new_token() -> str:
    """128 random bits for an address that must not be guessed."""
    return secrets.token_urlsafe(24)


class Series(models.Model):
    """The round of Pre-sessions before one Working Group session; carries the same number.

    Days, hours, minutes, panel size and deadlines are its settings: history shows them all vary.
    Instants are stored in UTC; minutes and words are whole numbers.
    """

    session = models.OneToOneField(WorkingGroupSession, on_delete=models.PROTECT, related_name="series")
    status = models.CharField(
        max_length=20, choices=SeriesStatus, default=SeriesStatus.PLANNED, editable=False
    )
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.IN_PERSON)
    venue = models.CharField(max_length=160, blank=True, default="Palais des Nations")
    languages = models.CharField(
        max_length=40, default="en fr es", help_text="languages that can be interpreted"
    )
    opens_at = models.DateTimeField(help_text="the call opens")
    closes_at = models.DateTimeField(help_text="the call closes: an instant, shown as Geneva time")
    grace_minutes = models.PositiveSmallIntegerField(
        default=settings.DEADLINE_GRACE_MINUTES, help_text="silent: a started application may still be sent"
    )
    panel_size = models.PositiveSmallIntegerField(
        default=6, validators=[MinValueValidator(1), MaxValueValidator(6)], help_text="never above six"
    )
    speaking_minutes_min = models.PositiveSmallIntegerField(default=5)
    speaking_minutes_max = models.PositiveSmallIntegerField(default=7)
    meeting_minutes_min = models.PositiveSmallIntegerField(default=30)
    meeting_minutes_max = models.PositiveSmallIntegerField(default=60)
    same_length = models.BooleanField(
        default=True,
        help_text="every meeting is given what a whole panel needs, so that its length tells nobody how many speak",
    )
    sur_opening_minutes = models.PositiveSmallIntegerField(
        default=2, help_text="0: the State under Review does not open"
    )
    turnaround_minutes = models.PositiveSmallIntegerField(
        default=5, validators=[MaxValueValidator(LONGEST_GAP)], help_text="between two meetings in one room"
    )
    transfer_minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MaxValueValidator(LONGEST_GAP)], help_text="for a person between two rooms"
    )
    answers_by = models.DateField(
        null=True, blank=True, help_text="everyone who applied has an answer by this day"
    )
    offer_days = models.PositiveSmallIntegerField(default=settings.OFFER_DAYS)
    panels_shown_from = models.DateTimeField(
        "panels shown from",
        null=True,
        blank=True,
        help_text="before it nothing about a panel goes outside, whatever was agreed to; a State can have its own",
    )
    statement_due_days = models.PositiveSmallIntegerField(default=settings.STATEMENT_DUE_DAYS)
    nhri_rule = models.CharField(max_length=10, choices=NhriRule, default=NhriRule.RESERVE)
    policy = models.CharField(max_length=40, default="faq-2024")
    seed = models.CharField(max_length=64, default=new_seed, editable=False)
    call_text_en = models.TextField(blank=True)
    call_text_fr = models.TextField(blank=True)
    call_text_es = models.TextField(blank=True)
    audience = models.CharField(
        max_length=10,
        choices=CallAudience,
        default=CallAudience.ASKED,
        help_text="whom the call is mailed to; the page is for everybody",
    )
    audience_languages = models.CharField(
        max_length=40, default="en fr es", help_text="readers of these languages are written to"
    )
    audience_kinds = models.CharField(
        max_length=40, default="nhri cso other unsaid", help_text="what those who are written to are"
    )
    deadline_version = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="how often the deadline was set anew after the call opened"
    )
    is_demo = models.BooleanField("demonstration", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    LIFECYCLE = SERIES_LIFECYCLE
    PRIVACY = {
        **Privacy.all_public(
            "id session status mode venue languages opens_at closes_at panel_size speaking_minutes_min"
            " speaking_minutes_max meeting_minutes_min meeting_minutes_max same_length sur_opening_minutes offer_days"
            " statement_due_days nhri_rule policy call_text_en call_text_fr call_text_es is_demo created_at"
            " turnaround_minutes transfer_minutes answers_by deadline_version changed_at"
        ),
        **Privacy.all_staff("grace_minutes audience audience_languages audience_kinds"),
        "panels_shown_from": Privacy.STAFF,
        "seed": Privacy.RESTRICTED,
    }

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["-session__number"]
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_opening"
            ),
            models.CheckConstraint(condition=Q(panel_size__range=(1, 6)), name="panel_of_one_to_six"),
            models.CheckConstraint(
                condition=Q(speaking_minutes_max__gte=F("speaking_minutes_min"), speaking_minutes_min__gte=1),
                name="speaking_minutes_in_order",
            ),
            models.CheckConstraint(
                condition=Q(meeting_minutes_max__gte=F("meeting_minutes_min"), meeting_minutes_min__gte=5),
                name="meeting_minutes_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"Series {self.number}"

    @property
    def number(self) -> int:
        return self.session_id

    def minutes_for(self, spoken: int) -> int:
        """How long a Pre-session of this series is given whose speakers have ``spoken`` minutes together; 0 while
        nobody is confirmed. The programme shows it to everybody (decision 0017)."""
        if self.same_length or not spoken:
            spoken = self.speaking_minutes_max * self.panel_size
        return meeting_minutes(spoken, minimum=self.meeting_minutes_min, maximum=self.meeting_minutes_max)

    @property
    def call_text(self) -> str:
        """The staff's own text of the call in the language of the page, or an empty string."""
        return in_language(self, "call_text")

    @property
    def audience_said(self) -> str:
        """Whom the call is mailed to, in the words of staff's pages."""
        codes = self.audience_languages.split()
        names = [str(name) for code, name in LANGUAGES if code in codes]
        readers = "" if len(names) == len(LANGUAGES) else f", readers of {' and '.join(names)}"
        chosen = self.audience_kinds.split()
        kinds = [said for code, said in CALL_KINDS if code in chosen]
        only = "" if len(kinds) == len(CALL_KINDS) else f"; only {' and '.join(kinds)}"
        return f"{CallAudience(self.audience).label}{readers}{only}"

    @property
    def is_over(self) -> bool:
        return self.status == SeriesStatus.ARCHIVED

    def offer_ends(self, now: datetime) -> datetime:
        """Until when an offer of a seat made now can be answered."""
        return offer_ends(now, self.offer_days, [day.date for day in self.days.all()])

    @property
    def deadline_sequence(self) -> int:
        """How often its deadline or a State's own was set anew: the SEQUENCE of the call's calendar entry.

        The States' count too, because once everybody's deadline has passed the entry shows the last own one.
        """
        return self.deadline_version + sum(row.deadline_version for row in self.pre_sessions.all())

    def seed_of(self, iso3: str) -> str:
        """The seed of one State's draw; revealed with its result, never before."""
        return state_seed(self.seed, iso3)

    def commitment_of(self, iso3: str) -> str:
        """What the call shows of that seed: its SHA-256."""
        return commitment(self.seed_of(iso3))


class SeriesDay(models.Model):
    """One day of a series, with its opening hours in Geneva time."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    opens = models.TimeField()
    closes = models.TimeField()

    PRIVACY = Privacy.all_public("id series date opens closes")

    class Meta:
        ordering = ["date", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["series", "date"], name="one_day_once_per_series"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="day_closes_after_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%a %-d %b %Y}"


class DayBreak(models.Model):
    """A break of a day, Geneva time."""

    day = models.ForeignKey(SeriesDay, on_delete=models.CASCADE, related_name="breaks")
    starts = models.TimeField()
    ends = models.TimeField()

    PRIVACY = Privacy.all_public("id day starts ends")

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="break_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


class Room(models.Model):
    """A room that a series has for all of its days (a setting of the series, so it lives here)."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=60)

    PRIVACY = Privacy.all_public("id series name")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["series", "name"], name="room_name_once_per_series")]

    def __str__(self) -> str:
        return self.name


class PreSession(models.Model):
    """The meeting on one State under Review. "Not held", with a reason, is a normal status."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="pre_sessions")
    state_under_review = models.ForeignKey(State, on_delete=models.PROTECT, related_name="pre_sessions")
    order = models.PositiveSmallIntegerField(help_text="order of review in the Working Group session")
    status = models.CharField(
        max_length=12, choices=PreSessionStatus, default=PreSessionStatus.PLANNED, editable=False
    )
    not_held_reason_en = models.CharField(max_length=300, blank=True)
    not_held_reason_fr = models.CharField(max_length=300, blank=True)
    not_held_reason_es = models.CharField(max_length=300, blank=True)
    closes_at = models.DateTimeField(
        null=True, blank=True, help_text="this State's own deadline, where it differs"
    )
    closes_reason_en = models.CharField(max_length=300, blank=True)
    closes_reason_fr = models.CharField(max_length=300, blank=True)
    closes_reason_es = models.CharField(max_length=300, blank=True)
    deadline_version = models.PositiveSmallIntegerField(default=0, editable=False)
    duration_minutes = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
        help_text="set by hand; empty: as long as a panel needs",
    )

    LIFECYCLE = PRE_SESSION_LIFECYCLE
    PRIVACY = Privacy.all_public(
        "id series state_under_review order status not_held_reason_en not_held_reason_fr not_held_reason_es"
        " closes_at closes_reason_en closes_reason_fr closes_reason_es deadline_version duration_minutes"
    )

    objects = PreSessionQuerySet.as_manager()

    class Meta:
        ordering = ["series", "order"]
        verbose_name = "Pre-session"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "state_under_review"], name="one_pre_session_per_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state_under_review}, series {self.series.number}"

    @property
    def is_off(self) -> bool:
        """Neither held nor to be held."""
        return self.status == PreSessionStatus.NOT_HELD

    @property
    def is_past(self) -> bool:
        """It was held, or the series' last day has passed in Geneva."""
        if self.status == PreSessionStatus.HELD:
            return True
        last = max((day.date for day in self.series.days.all()), default=None)
        return last is not None and last < wording.in_geneva(timezone.now()).date()

    @property
    def deadline(self) -> datetime:
        """The instant until which applications for this State are taken (without the silent grace)."""
        return self.closes_at or self.series.closes_at

    @property
    def last_instant(self) -> datetime:
        """The deadline with the silent grace."""
        return last_instant(self.deadline, self.series.grace_minutes)

    @property
    def not_held_reason(self) -> str:
        """Why it is not held, in the language of the page."""
        return in_language(self, "not_held_reason")

    @property
    def closes_reason(self) -> str:
        """Why this State has a deadline of its own, in the language of the page."""
        return in_language(self, "closes_reason")

    @property
    def deadline_sequence(self) -> int:
        """How often this State's deadline was set anew: the SEQUENCE of its calendar entry."""
        return self.series.deadline_version + self.deadline_version

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether something new can be begun: call open, State planned, deadline not passed."""
        return (
            self.status == PreSessionStatus.PLANNED
            and self.series.status == SeriesStatus.CALL_OPEN
            and is_open(self.series.opens_at, self.deadline, now or timezone.now())
        )


class Contact(models.Model):
    """Somebody who asked to receive calls by e-mail (double opt-in; leaves in one click).

    What was asked for last waits in the ``asked_`` fields until the address confirms it, so that
    nobody changes what somebody else receives.
    """

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    kind = models.CharField("what they are", max_length=8, choices=ContactKind, blank=True)
    states = models.ManyToManyField(State, blank=True, help_text="none chosen: calls for every State")
    status = models.CharField(
        max_length=12, choices=ContactStatus, default=ContactStatus.UNCONFIRMED, editable=False
    )
    token = models.CharField(max_length=40, default=new_token, unique=True, editable=False)
    asked_language = models.CharField(max_length=2, choices=LANGUAGES, blank=True, editable=False)
    asked_kind = models.CharField(max_length=8, choices=ContactKind, blank=True, editable=False)
    asked_states = models.CharField(
        max_length=1000, blank=True, editable=False, help_text="ISO 3166-1 alpha-3 codes"
    )
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    LIFECYCLE = CONTACT_LIFECYCLE
    PRIVACY = Privacy.all_restricted(
        "id email language kind states status token asked_language asked_kind asked_states asked_at"
        " asked_version created_at confirmed_at left_at"
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email
