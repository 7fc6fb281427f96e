"""Who of the Permanent Missions is invited, and who was in the room. Only counts ever leave the staff."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from panels.models import Seat
from presessions.privacy.fields import Privacy
from presessions.scheduling.models import JointQuestions
from presessions.series.models import LANGUAGES, PermanentMission, PreSession

from .enums import INVITATION_LIFECYCLE, InvitationStatus, SpeakerPresence
from .floor import TickKind


class Invitation(models.Model):
    """A delegate of a Permanent Mission, invited by staff; signs in with a code to this address."""

    mission = models.ForeignKey(PermanentMission, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    status = models.CharField(
        max_length=10, choices=InvitationStatus, default=InvitationStatus.SENT, editable=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, help_text="rises when it is sent anew")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    LIFECYCLE = INVITATION_LIFECYCLE
    PRIVACY = {
        **Privacy.all_staff("id mission status public_id version user sent_by sent_at accepted_at language"),
        **Privacy.all_restricted("email name"),
    }

    class Meta:
        ordering = ["mission__state__name_en", "email"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "email"], name="one_invitation_per_mission_and_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.mission}"


class MissionPresence(models.Model):
    """A Permanent Mission that was present at a meeting."""

    pre_session = models.ForeignKey(PreSession, on_delete=models.CASCADE, related_name="mission_presences")
    mission = models.ForeignKey(PermanentMission, on_delete=models.PROTECT, related_name="presences")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now_add=True)

    PRIVACY = Privacy.all_staff("id pre_session mission noted_by noted_at")

    class Meta:
        ordering = ["mission__state__name_en"]
        constraints = [
            models.UniqueConstraint(fields=["pre_session", "mission"], name="mission_present_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mission} at {self.pre_session}"


class JointPresence(models.Model):
    """A Permanent Mission that was present at joint questions."""

    joint = models.ForeignKey(JointQuestions, on_delete=models.CASCADE, related_name="mission_presences")
    mission = models.ForeignKey(PermanentMission, on_delete=models.PROTECT, related_name="joint_presences")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now_add=True)

    PRIVACY = Privacy.all_staff("id joint mission noted_by noted_at")

    class Meta:
        ordering = ["mission__state__name_en"]
        constraints = [
            models.UniqueConstraint(fields=["joint", "mission"], name="mission_at_joint_questions_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mission} at {self.joint}"


class MeetingRecord(models.Model):
    """What staff noted of a meeting: the State under Review, observers."""

    pre_session = models.OneToOneField(PreSession, on_delete=models.CASCADE, related_name="record")
    sur_present = models.BooleanField(null=True, blank=True)
    sur_spoke = models.BooleanField(null=True, blank=True)
    observers = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now=True)

    PRIVACY = Privacy.all_staff(
        "id pre_session sur_present sur_spoke observers note version noted_by noted_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sur_spoke__isnull=True) | Q(sur_spoke=False) | Q(sur_present=True),
                name="who_spoke_was_present",
            ),
        ]

    def __str__(self) -> str:
        return f"Record of {self.pre_session}"


class JointRecord(models.Model):
    """What staff noted of joint questions: observers. That a State under Review came stands in its `MeetingRecord`."""

    joint = models.OneToOneField(JointQuestions, on_delete=models.CASCADE, related_name="record")
    observers = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now=True)

    PRIVACY = Privacy.all_staff("id joint observers note version noted_by noted_at")

    def __str__(self) -> str:
        return f"Record of {self.joint}"


class SpeakerRecord(models.Model):
    """Whether a panelist spoke; feeds the key figures."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="presence")
    presence = models.CharField(max_length=15, choices=SpeakerPresence)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now=True)

    PRIVACY = Privacy.all_staff("id seat presence noted_by noted_at")

    def __str__(self) -> str:
        return f"{self.seat}: {self.presence}"


class FloorTick(models.Model):
    """One act on the moderator's screen of a Pre-session or of joint questions; only ever added.

    ``key`` is made by the page, so a tick sent twice is one.
    """

    key = models.UUIDField(unique=True)
    pre_session = models.ForeignKey(
        PreSession, on_delete=models.CASCADE, null=True, blank=True, related_name="floor_ticks"
    )
    joint = models.ForeignKey(
        JointQuestions, on_delete=models.CASCADE, null=True, blank=True, related_name="floor_ticks"
    )
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in TickKind])
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    mission = models.ForeignKey(
        PermanentMission, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(help_text="when it was ticked; it may arrive later")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now_add=True)

    PRIVACY = Privacy.all_staff("id key pre_session joint kind seat mission at noted_by noted_at")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pre_session__isnull=False, joint__isnull=True)
                | Q(pre_session__isnull=True, joint__isnull=False),
                name="tick_is_of_one_meeting",
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=True) | Q(mission__isnull=True), name="tick_is_of_one_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.pre_session or self.joint}"
