"""Who applies, with what, and what staff confirmed of it."""

import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from presessions.permissions import Subject
from presessions.privacy.fields import Privacy
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import LANGUAGES, Issue, PreSession, State

from .eligibility import Window
from .enums import (
    APPLICATION_LIFECYCLE,
    FILE_LIFECYCLE,
    ApplicationStatus,
    Attendance,
    FileStatus,
    Gender,
    OrganisationKind,
    Risk,
    Submitted,
)
from .staff_records import (
    ApplicationImport,
    BulkAct,
    Correction,
    ImportedApplication,
    Label,
    Labelled,
    NotTheSame,
    OrganisationMerge,
    Verdict,
)
from .upload_models import UnfinishedUpload, UploadedOnDay

__all__ = [
    "Application",
    "ApplicationImport",
    "ApplicationIssue",
    "ApplicationQuerySet",
    "BulkAct",
    "Correction",
    "ImportedApplication",
    "Label",
    "Labelled",
    "NotTheSame",
    "Organisation",
    "OrganisationMerge",
    "SupportingFile",
    "UnfinishedUpload",
    "UploadedOnDay",
    "Verdict",
]

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter or digit that can be misread or makes words


def new_reference_code() -> str:
    """Six characters that are easy to read aloud; the reference is the series' number, a dash and these."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(6))


def private_storage() -> Storage:
    """Where files lie that nobody reaches by an address; asked for late, so that no migration knows the place."""
    return storages["private"]


def private_path(file: "SupportingFile", _name: str) -> str:
    """Random name below the private root; the original name is kept as text only."""
    return f"applications/{uuid.uuid4().hex}"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def apart(self) -> "OrganisationQuerySet":
        """Without those that were merged into another."""
        return self.exclude(merges__in=OrganisationMerge.objects.filter(undone_at=None))


class Organisation(models.Model):
    """An organisation that applies, kept once over all series."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=15, choices=OrganisationKind)
    is_coalition = models.BooleanField("coalition", default=False)
    state = models.ForeignKey(
        State, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    nhri_accreditation = models.CharField(max_length=1, blank=True, help_text="GANHRI status A or B")
    nhri_as_of = models.DateField(null=True, blank=True)
    website = models.URLField(blank=True)
    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    has_ecosoc = models.BooleanField(null=True, blank=True)
    about = models.TextField(blank=True, help_text="aim and work, 200 words at most")
    members = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="coalitions",
        help_text="of a coalition, linked by staff",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="organisations",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    PRIVACY = {
        **Privacy.all_staff(
            "id name kind is_coalition state nhri_accreditation nhri_as_of website founded "
            "has_ecosoc about members"
            " created_at"
        ),
        "owner": Privacy.RESTRICTED,
    }

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ApplicationQuerySet(models.QuerySet["Application"]):
    def drafts(self) -> "ApplicationQuerySet":
        return self.filter(status=ApplicationStatus.DRAFT)

    def standing(self) -> "ApplicationQuerySet":
        """Sent and not withdrawn: those from which a panel is chosen."""
        return self.exclude(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])

    def with_meeting(self) -> "ApplicationQuerySet":
        """With the Pre-session, its series and State at hand."""
        return self.select_related("pre_session__series", "pre_session__state_under_review")

    def of(self, user_id: int) -> "ApplicationQuerySet":
        return self.filter(owner_id=user_id)


class Application(models.Model):
    """A request for a seat on the panel of one Pre-session.

    What the applicant claims and what staff confirmed stand side by side: only
    confirmed values decide (the ``confirmed_...`` fields are empty until then).
    """

    pre_session = models.ForeignKey(PreSession, on_delete=models.PROTECT, related_name="applications")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference_code = models.CharField(max_length=6, default=new_reference_code, unique=True, editable=False)
    status = models.CharField(
        max_length=15, choices=ApplicationStatus, default=ApplicationStatus.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(
        default=1, help_text="rises with each save, so that two editors notice each other"
    )
    language = models.CharField(
        max_length=2, choices=LANGUAGES, default="en", help_text="in which we write to the applicant"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="applications",
    )
    recovery_hash = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )

    # the organisation as told in this application
    organisation_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=15, choices=OrganisationKind, blank=True)
    is_coalition = models.BooleanField("coalition", null=True, blank=True)
    coalition_members = models.TextField(blank=True)
    nhri_accreditation = models.CharField(max_length=1, blank=True)
    nhri_as_of = models.DateField(null=True, blank=True)
    website = models.URLField(blank=True)
    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    has_ecosoc = models.BooleanField(null=True, blank=True)
    about = models.TextField(blank=True)
    # its report to OHCHR
    submitted = models.CharField(max_length=10, choices=Submitted, blank=True)
    submission_reference = models.CharField(max_length=300, blank=True)
    # why this panel
    motivation = models.TextField(blank=True)
    works_on_gender = models.BooleanField(null=True, blank=True)
    # who speaks
    speaker_later = models.BooleanField(default=False)
    speaker_name = models.CharField(max_length=160, blank=True)
    speaker_position = models.CharField(max_length=160, blank=True)
    speaker_email = models.EmailField(blank=True)
    speaker_phone = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=12, choices=Gender, blank=True)
    gender_described = models.CharField(max_length=80, blank=True)
    under_18 = models.BooleanField(null=True, blank=True)
    guardian = models.CharField(max_length=200, blank=True)
    accompanying_adult = models.CharField(max_length=200, blank=True)
    # practical matters
    speaks = models.CharField(max_length=120, blank=True, help_text="ISO 639 codes, separated by spaces")
    statement_language = models.CharField(max_length=8, blank=True)
    attendance = models.CharField(max_length=10, choices=Attendance, blank=True)
    available_days = models.JSONField(
        default=list, blank=True, help_text="dates (ISO) on which the speaker can come; empty: all"
    )
    arrives_at = models.TimeField(null=True, blank=True)
    needs_visa_letter = models.BooleanField(null=True, blank=True)
    needs_funding = models.BooleanField(null=True, blank=True)
    access_needs = models.TextField(blank=True)
    # safety
    risk = models.CharField(max_length=8, choices=Risk, blank=True)
    risk_note = models.TextField(blank=True)
    discreet = models.BooleanField(default=False, help_text="mails say nothing of the UPR")
    safe_contact = models.CharField(max_length=300, blank=True)
    keep_for_next = models.BooleanField(default=False)

    # what staff confirmed, on what evidence
    confirmed_kind = models.CharField(max_length=15, choices=OrganisationKind, blank=True)
    confirmed_is_coalition = models.BooleanField(null=True, blank=True)
    confirmed_submitted = models.BooleanField(null=True, blank=True)
    confirmed_evidence = models.CharField(max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    staff_note = models.TextField(blank=True)

    # what was typed and doesn't fit, or came too late, page by page: nothing anybody wrote is thrown away
    unsaved = models.JSONField(default=dict, blank=True, editable=False)
    tabs = models.JSONField(
        default=dict, blank=True, editable=False, help_text="which open window wrote each page last"
    )
    reopened_until = models.DateTimeField(
        null=True, blank=True, help_text="staff let this one be sent until then"
    )

    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    answer_sent_at = models.DateTimeField(null=True, blank=True)

    LIFECYCLE = APPLICATION_LIFECYCLE
    PRIVACY = {
        **Privacy.all_staff(
            "id pre_session public_id reference_code status version language organisation "
            "organisation_name kind"
            " is_coalition coalition_members nhri_accreditation nhri_as_of website founded "
            "has_ecosoc about submitted"
            " submission_reference motivation works_on_gender speaker_later speaks "
            "statement_language attendance"
            " available_days arrives_at needs_visa_letter needs_funding keep_for_next confirmed_kind"
            " confirmed_is_coalition confirmed_submitted confirmed_evidence confirmed_by confirmed_at is_demo"
            " created_at changed_at submitted_at answer_sent_at discreet reopened_until tabs"
        ),
        **Privacy.all_restricted(
            "owner recovery_hash speaker_name speaker_position speaker_email speaker_phone "
            "gender gender_described"
            " under_18 guardian accompanying_adult access_needs risk risk_note safe_contact "
            "staff_note unsaved"
        ),
    }

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["pre_session", "organisation_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["pre_session", "organisation"],
                condition=Q(organisation__isnull=False) & ~Q(status__in=["draft", "withdrawn"]),
                name="one_standing_application_per_organisation_and_state",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="sent_applications_have_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False),
                name="confirmed_by_and_at_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.organisation_name}".strip()

    @property
    def reference(self) -> str:
        """What is said on the phone and in subjects: ``54-7KQM3P``."""
        return f"{self.pre_session.series.number}-{self.reference_code}"

    @property
    def subject(self) -> Subject:
        """What the permission rules need to know of it.

        Without an account and without a recovery phrase it is nobody's any more: it was erased, and a browser
        that had it open keeps no way in.
        """
        return Subject(
            kind="application",
            iso3=self.pre_session.state_under_review_id,
            owner_id=self.owner_id,
            key=str(self.public_id) if self.owner_id or self.recovery_hash else "",
        )

    @property
    def window(self) -> Window:
        """Until when it may be started, changed and sent; the State's own deadline where it has one."""
        meeting = self.pre_session
        return Window(
            is_open=meeting.status == PreSessionStatus.PLANNED
            and meeting.series.status == SeriesStatus.CALL_OPEN,
            opens_at=meeting.series.opens_at,
            deadline=meeting.deadline,
            grace=meeting.last_instant - meeting.deadline,
            reopened_until=self.reopened_until,
        )

    @property
    def deadline(self) -> datetime:
        """The instant its owner is told."""
        return max(filter(None, (self.pre_session.deadline, self.reopened_until)))

    @property
    def is_draft(self) -> bool:
        return self.status == ApplicationStatus.DRAFT

    @property
    def is_standing(self) -> bool:
        """Sent and not withdrawn."""
        return self.status not in {ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN}

    @property
    def is_confirmed(self) -> bool:
        """Whether staff confirmed what decides a seat."""
        return self.confirmed_at is not None

    @property
    def is_at_risk(self) -> bool:
        return self.risk in {Risk.SOME, Risk.HIGH, Risk.UNSAID} or self.under_18 is True


class ApplicationIssue(models.Model):
    """One of up to four issues of an application, in the applicant's order, with a line of why."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="issues")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=300, blank=True)

    PRIVACY = Privacy.all_staff("id application issue order why")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["application", "issue"], name="issue_once_per_application"),
            models.UniqueConstraint(fields=["application", "order"], name="issue_order_once_per_application"),
            models.CheckConstraint(condition=Q(order__range=(1, 4)), name="four_issues_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.issue}"


class SupportingFile(models.Model):
    """A file sent with an application, as a rule the report to OHCHR; private, served to those who may."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=FileStatus, default=FileStatus.CHECKING, editable=False)
    file = models.FileField(upload_to=private_path, storage=private_storage)
    name = models.CharField(max_length=200, help_text="as the applicant called it, cleaned")
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    problem = models.CharField(max_length=60, blank=True, help_text="code of the reason why it was refused")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    LIFECYCLE = FILE_LIFECYCLE
    PRIVACY = Privacy.all_staff(
        "id application public_id status file name media_type size sha256 problem uploaded_at"
    )

    class Meta:
        ordering = ["uploaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["application", "sha256"], name="same_file_once_per_application"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_clean(self) -> bool:
        """Checked, and nothing was wrong with it."""
        return self.status == FileStatus.CLEAN
