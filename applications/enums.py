"""The words of applications, and their lifecycle."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from presessions.lifecycle.tables import Table


class OrganisationKind(models.TextChoices):
    """What kind of organisation applies; whether it is a coalition is asked apart."""

    NHRI = "nhri", _("National human rights institution")
    NATIONAL = "national", _("National organisation")
    GRASSROOTS = "grassroots", _("Grassroots organisation")
    REGIONAL = "regional", _("Regional organisation")
    INTERNATIONAL = "international", _("International organisation")


class Submitted(models.TextChoices):
    """Whether the organisation sent a stakeholder report to OHCHR for this review."""

    OWN = "own", _("Our own report")
    JOINT = "joint", _("A joint report with others")
    NONE = "none", pgettext_lazy("submission", "No report")


class Gender(models.TextChoices):
    """Asked for the balance of panels, never published, never guessed."""

    F = "F", _("Woman")
    M = "M", _("Man")
    X = "X", _("In another way")
    UNDISCLOSED = "undisclosed", _("I prefer not to say")


class Attendance(models.TextChoices):
    IN_PERSON = "in_person", _("In person, in Geneva")
    REMOTE = "remote", _("Online")
    EITHER = "either", _("Either")


class Risk(models.TextChoices):
    NONE = "none", _("No risk that we know of")
    SOME = "some", _("Some risk; please be careful")
    HIGH = "high", _("High risk; please speak to us first")
    UNSAID = "unsaid", _("I prefer not to say here")


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("received")
    SHORTLISTED = "shortlisted", _("being considered")
    SELECTED = "selected", _("a seat is offered")
    RESERVE = "reserve", _("in reserve")
    NOT_SELECTED = "not_selected", _("not selected")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = ApplicationStatus
APPLICATION_LIFECYCLE = Table(
    "application",
    S.DRAFT,
    {
        S.DRAFT: (S.SUBMITTED, S.WITHDRAWN),
        S.SUBMITTED: (S.SHORTLISTED, S.SELECTED, S.RESERVE, S.NOT_SELECTED, S.WITHDRAWN, S.DRAFT),
        S.SHORTLISTED: (S.SUBMITTED, S.SELECTED, S.RESERVE, S.NOT_SELECTED, S.WITHDRAWN),
        # a seat declined or lapsed: back to being considered, or to the answer given to all others
        S.SELECTED: (S.SHORTLISTED, S.RESERVE, S.NOT_SELECTED, S.WITHDRAWN),
        S.RESERVE: (S.SELECTED, S.NOT_SELECTED, S.SHORTLISTED, S.WITHDRAWN),
        S.NOT_SELECTED: (S.SELECTED, S.RESERVE, S.SHORTLISTED, S.WITHDRAWN),
        # a withdrawal by mistake is undone before the deadline
        S.WITHDRAWN: (S.SUBMITTED, S.DRAFT),
    },
)


class FileStatus(models.TextChoices):
    CHECKING = "checking", _("being checked")
    CLEAN = "clean", _("checked")
    REFUSED = "refused", _("refused")


FILE_LIFECYCLE = Table(
    "file",
    FileStatus.CHECKING,
    {
        FileStatus.CHECKING: (FileStatus.CLEAN, FileStatus.REFUSED),
        FileStatus.CLEAN: (FileStatus.REFUSED,),
        FileStatus.REFUSED: (),
    },
)


class CorrectionStatus(models.TextChoices):
    ASKED = "asked", _("a correction is asked for")
    ANSWERED = "answered", _("corrected")
    TAKEN_BACK = "taken_back", _("not needed any more")
    LAPSED = "lapsed", _("not corrected in time")


C = CorrectionStatus
CORRECTION_LIFECYCLE = Table(
    "correction",
    C.ASKED,
    {
        C.ASKED: (C.ANSWERED, C.TAKEN_BACK, C.LAPSED),
        C.ANSWERED: (),
        C.TAKEN_BACK: (),
        C.LAPSED: (),
    },
)


class Check(models.TextChoices):
    """What staff look at before an application is considered. English, as all of the staff site."""

    COMPLETE = "complete", "Complete"
    IN_TIME = "in_time", "Sent in time"
    ONCE = "once", "One application for this State"
    AT_HOME = "at_home", "At home in the State, or works on it"
    FILE = "file", "Report attached or named"
