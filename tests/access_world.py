"""One of everything, and one browser for each role: what the table of addresses is walked with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from applications.models import BulkAct, OrganisationMerge, SupportingFile, UnfinishedUpload
from panels.transitions import propose
from presessions.accounts.grants import grant, recuse
from presessions.accounts.models import Grant, User
from presessions.accounts.roles import sync
from presessions.attendance.models import Invitation, MeetingRecord
from presessions.desk.models import Heartbeat, OwnCalendar, ReportedFigures
from presessions.lifecycle.models import AuditEvent, StatusChange
from presessions.mail.models import Mailing, OutgoingMail
from presessions.permissions import Role
from presessions.scheduling.models import JointQuestions, Timetable
from presessions.series.enums import SeriesStatus
from presessions.series.models import Contact, NhriAccreditation, PastMeeting, PastSeries, PermanentMission
from publications import briefing_jobs, versions
from publications.briefings import Choice
from publications.models import Bundle, BundleRecipient, Proof
from publications.published import PublishedFile
from tests.factories import (
    make_application,
    make_confirmed_application,
    make_issue,
    make_officer,
    make_organisation,
    make_panel,
    make_pre_session,
    make_seat,
    make_series,
    make_state,
    make_user,
)
from tests.publications.sharing import guarded, meeting, share, statement
from tests.series.conftest import sign_in_staff

ROLES = (
    "anonymous",
    "owner",
    "other",
    "panelist",
    "delegate",
    "reviewed",
    "officer",
    "recused",
    "moderator",
    "administrator",
)
BACKEND = "presessions.accounts.backends.RoleBackend"


@dataclass
class World:
    """The objects that addresses name, and the cookies of every role."""

    objects: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def browser(self, role: str) -> Client:
        """The browser of that role as it was at first, so that no request leaves it signed out for the next."""
        client = self.client
        client.cookies = SimpleCookie({key: one.value for key, one in self.cookies[role].items()})
        return client


def build() -> World:
    """Everything belongs to Samoa (WSM), from which one officer is recused and whose delegate is ``reviewed``."""
    call_command("createcachetable", verbosity=0)
    sync()
    Heartbeat.note("beat", timezone.now())
    world = World()
    _people(world)
    _intake(world)
    _meeting(world)
    _staff_things(world)
    return world


def _people(world: World) -> None:
    users: dict[str, User] = {role: make_user(f"{role}@example.org") for role in ROLES[1:6]}
    for role, iso3 in (("delegate", "TLS"), ("reviewed", "WSM")):
        make_state(iso3)
        Grant.objects.create(user=users[role], role=Role.DELEGATE, iso3=iso3)
    for role in ("officer", "recused", "moderator", "administrator"):
        name = Role.OFFICER if role == "recused" else Role(role)
        users[role] = make_officer(f"{role}@example.org", role=name)
        grant(users[role], name, by=None)
    recuse(users["recused"], "WSM", by=None)
    world.objects |= users
    for role in ROLES:
        client = Client()
        if role in ("officer", "recused", "moderator", "administrator"):
            sign_in_staff(client, users[role])
        elif role != "anonymous":
            client.force_login(users[role], backend=BACKEND)
        world.cookies[role] = client.cookies


def _intake(world: World) -> None:
    """A call open, an application of ``owner`` with a file, a contact."""
    series = make_series(54)
    row = make_pre_session(series, "WSM")
    application = make_application(
        row, owner=world.objects["owner"], organisation_name="Association of wells"
    )
    file = SupportingFile.objects.create(
        application=application, status="clean", file=ContentFile(b"%PDF-1.7", "x"), name="r.pdf",
        media_type="application/pdf", size=8, sha256="0" * 64,
    )  # fmt: skip
    upload = UnfinishedUpload.objects.create(application=application, name="b.pdf", size=9, stored_as="none")
    contact = Contact.objects.create(email="contact@example.org", asked_version=1, status="confirmed")
    world.objects |= {
        "series": series,
        "call": row,
        "application": application,
        "file": file,
        "upload": upload,
        "contact": contact,
    }


def _meeting(world: World) -> None:
    """A series announced: a seat offered, a seat with its statement and a file that is shared, both of ``panelist``."""
    row = meeting("WSM", number=53)
    panelist = world.objects["panelist"]
    made = statement(row, panelist=panelist)
    versions.begin(made)
    made.seat.application.owner = panelist
    made.seat.application.needs_visa_letter = True
    made.seat.application.save()
    made.seat.offered_at, made.seat.speaker_name = timezone.now(), made.seat.speaker_name or "Somebody"
    made.seat.save()
    share(made)
    offered = make_seat(
        row.panel, number=2, status="offered", panelist=panelist,
        application=make_application(row, status="selected", owner=panelist),
        offered_at=timezone.now(), answer_by=timezone.now() + timedelta(days=5),
    )  # fmt: skip
    young = statement(row, number=6, panelist=panelist, under_18=True)
    young.seat.application.owner = panelist
    young.seat.application.save()
    guardian = guarded(young, by=world.objects["owner"])
    share(young)
    proof = Proof.objects.create(
        statement=young, status="proposed", wishes=[], why="On paper.", name="letter.pdf",
        file=ContentFile(b"%PDF-1.7", "x"), sha256="0" * 64, media_type="application/pdf",
        proposed_by=world.objects["officer"],
    )  # fmt: skip
    world.objects |= {
        "proof": proof,
        "young": young,
        "guardian": guardian,
        "meeting": row,
        "statement": made,
        "offered": offered,
        "attachment": made.attachments.get(),
    }


def _staff_things(world: World) -> None:
    o = world.objects
    mission = PermanentMission.objects.get(state="TLS")
    o["panel"] = make_panel(o["call"])
    o["seated"] = make_confirmed_application(o["call"])
    o["proposal"] = propose(o["panel"], by=o["officer"])
    o["mail"] = OutgoingMail.objects.create(
        to="x@example.org", message="application_received", cause="application 1", language="en", iso3="WSM",
        ids={"application": o["application"].pk}, message_id="<w@example.org>", series_number=54,
    )  # fmt: skip
    o["mailing"] = Mailing.objects.create(
        message="call_for_applications", title="Call", created_by=o["officer"]
    )
    o["invitation"] = Invitation.objects.create(mission=mission, email="new@example.org")
    o["record"] = MeetingRecord.objects.create(pre_session=o["meeting"])
    o["nhri"] = NhriAccreditation.objects.create(
        state_id="WSM", institution="Office", accreditation="A", as_of="2025-01-01"
    )
    o["calendar"] = OwnCalendar.objects.create(user=o["officer"])
    o["reported"] = ReportedFigures.objects.create(label="12", order=120, source="A report")
    o["past_series"] = PastSeries.objects.create(key="31", number=31, dates="2018")
    o["past_meeting"] = PastMeeting.objects.create(series_number=31, state_id="WSM")
    none: dict[str, list[int]] = {"keys": [], "new": []}
    o["organisation"] = make_organisation("Association of springs")
    o["other_organisation"] = make_organisation("Association of rivers")
    nothing_moved = {"applications": [], "members": none, "coalitions": none}
    o["merge"] = OrganisationMerge.objects.create(
        kept=o["other_organisation"], merged=make_organisation("Rivers"), moved=nothing_moved
    )
    o["bulk"] = BulkAct.objects.create(act="consider", ticket="t")
    o["issue"] = make_issue()
    o["change"], o["event"] = StatusChange.objects.first(), AuditEvent.objects.first()
    o["timetable"] = Timetable.objects.get(series=o["meeting"].series)
    o["briefing"] = briefing_jobs.ask(Choice(series=53), kind="docx", language="en", readers="TLS")
    briefing_jobs.make(o["briefing"].pk)
    o["joint"] = JointQuestions.objects.create(series=o["meeting"].series)
    o["joint"].pre_sessions.set([o["meeting"]])
    o["public_file"] = PublishedFile.objects.get(audience="public")
    o["mission_file"] = PublishedFile.objects.get(audience="missions")
    o["bundle"] = _bundle(o)
    o["mission"] = mission
    o["session"], o["state"] = o["series"].session, mission.state
    o["over"] = make_series(51, status=SeriesStatus.ARCHIVED)
    o["review"] = o["session"].reviews.get()


def _bundle(o: dict[str, Any]) -> Bundle:
    """The papers of a meeting of tomorrow, sent to one interpreter."""
    tomorrow = timezone.now() + timedelta(days=1)
    row = meeting("WSM", number=52, first=tomorrow)
    share(statement(row, mark="ahead"), to=["interpreters"])
    bundle = Bundle.objects.create(series=row.series, expires_at=tomorrow, made_at=timezone.now())
    bundle.meetings.set([row])
    BundleRecipient.objects.create(
        bundle=bundle, part="interpreter", name="Anna", email="anna@example.org", language="en"
    )
    return bundle
