"""What speakers share, for tests of what the outside reads: written by the same verbs as in life."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from applications.enums import OrganisationKind
from presessions.accounts.models import Grant, User
from presessions.permissions import Role
from presessions.scheduling.enums import TimetableStatus
from presessions.scheduling.models import Sitting, Timetable
from presessions.series.enums import SeriesStatus
from presessions.series.models import PreSession
from publications import guardians, transitions
from publications.asking import asked_of
from publications.consent import hash_bytes
from publications.enums import AttachmentStatus, OutsideAudience
from publications.file_models import Attachment
from publications.items import items_of
from publications.models import Guardian, Question, Recommendation, Section, Statement
from publications.published import PublishedFile
from tests.factories import (
    make_application,
    make_day,
    make_issue,
    make_officer,
    make_panel,
    make_pre_session,
    make_room,
    make_seat,
    make_series,
    make_state,
    make_user,
)
from tests.publications.outside_surfaces import SURFACES

PDF = b"%PDF-1.7\n% "
START = datetime(2027, 3, 30, 8, 0, tzinfo=UTC)
PUBLISHED = datetime(2027, 2, 1, 12, tzinfo=UTC)
EVERYBODY = (OutsideAudience.PUBLIC, OutsideAudience.MISSIONS)
# what differs between two answers although the page is the same: the form token, the hour of making
ID = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{64}")
PASSING = [
    (re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'), b""),
    (re.compile(rb"\d{1,2} \w+ \d{4}, \d\d:\d\d"), b""),
]


def meeting(
    iso3: str = "WSM", *, number: int = 54, hour: int = 0, first: datetime = START, **fields: Any
) -> PreSession:
    """A Pre-session of an announced series with its hour published: ``hour`` hours after the ``first``."""
    make_state(iso3)
    series = make_series_once(number)
    row = make_pre_session(series, iso3, **fields)
    timetable, _made = Timetable.objects.get_or_create(
        series=series, status=TimetableStatus.PUBLISHED, defaults={"published_at": PUBLISHED}
    )
    start = first + timedelta(hours=hour)
    Sitting.objects.create(
        timetable=timetable,
        pre_session=row,
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        room=series.rooms.get(),
        uid=UUID(int=number * 1000 + hour),
    )
    return row


def make_series_once(number: int) -> Any:
    from presessions.series.models import Series

    found = Series.objects.filter(session_id=number).first()
    if found:
        return found
    series = make_series(number, status=SeriesStatus.ANNOUNCED)
    make_day(series)
    make_room(series)
    return series


def statement(
    row: PreSession, *, number: int = 1, mark: str = "", language: str = "en", **seat: Any
) -> Statement:
    """A statement that holds one of everything, each text with the mark in it, none of it shared."""
    application = make_application(
        row, organisation_name=f"Org {mark}", kind=OrganisationKind.NATIONAL, status="selected"
    )
    place = make_seat(
        make_panel(row),
        number=number,
        application=application,
        speaker_name=f"Person {mark}",
        speaker_position=f"Position {mark}",
        **seat,
    )
    made = Statement.objects.create(seat=place, language=language)
    for kind in ("summary", "plan"):
        Section.objects.create(statement=made, kind=kind, text=f"{kind.title()} {mark}")
    for order in (1, 2):
        row_made = Recommendation.objects.create(statement=made, order=order, text=f"Ask {order} {mark}")
        row_made.issues.add(make_issue())
    Question.objects.create(statement=made, order=1, text=f"Why {mark}?")
    content = PDF + mark.encode()
    Attachment.objects.create(
        statement=made,
        status=AttachmentStatus.READY,
        name=f"{mark}.pdf",
        original=ContentFile(content, "x"),
        original_sha256=hash_bytes(content),
        derived=ContentFile(content, "x"),
        sha256=hash_bytes(content),
        media_type="application/pdf",
        size=len(content),
        pages=1,
    )
    return made


def share(made: Statement, sorts: Iterable[str] | None = None, *, to: Iterable[str] = EVERYBODY) -> Statement:
    """Publish the items whose key begins with one of these (default: all) for these audiences."""
    wishes = [
        transitions.Wish(item.key, OutsideAudience(audience), given=True, sha256=item.sha256)
        for item in items_of(made)
        for audience in to
        if sorts is None or any(item.key.startswith(sort) for sort in sorts)
    ]
    transitions.record_consent(made, wishes, by=None, language="en")
    made.refresh_from_db()
    if made.status != "published":
        officer: User = make_officer()
        transitions.receive(made, by=None)
        transitions.check(made, by=officer)
        transitions.publish(made, by=officer)
        made.refresh_from_db()
    return made


def guarded(made: Statement, *, by: User | None = None) -> Guardian:
    """The parent or guardian of a young speaker, named and confirmed; ``by`` whose account is theirs."""
    return Guardian.objects.create(
        statement=made,
        name="Parent",
        email=(by or make_user()).email,
        language="en",
        named_at=timezone.now(),
        confirmed_by=make_officer(),
        confirmed_at=timezone.now(),
        how="We called them.",
    )


def let_guardian(guardian: Guardian, *audiences: str) -> None:
    """The guardian agrees to all that the speaker agreed to for these audiences; by default for every one."""
    asked = {each.audience: each.sha256 for each in asked_of(Statement.objects.get(pk=guardian.statement_id))}
    said = {key: value for key, value in asked.items() if not audiences or key in audiences}
    guardians.answer(guardian, said, by=User.objects.get(email=guardian.email), language="en")


def unshare(made: Statement) -> None:
    transitions.withdraw_everything(made, by=None, language="en")


def delegate(*iso3s: str) -> Client:
    """A browser in which a delegate of these States is signed in."""
    user = make_user()
    for iso3 in iso3s:
        make_state(iso3)
        Grant.objects.create(user=user, role=Role.DELEGATE, iso3=iso3)
    client = Client()
    client.force_login(user, backend="presessions.accounts.backends.RoleBackend")
    return client


def surfaces() -> list[str]:
    """Every address, of all rooms, at which something that was shared could appear, files included."""
    pages = []
    for row in PreSession.objects.select_related("series", "state_under_review"):
        if Sitting.objects.filter(pre_session=row).exists():
            pages += [surface.at(row) for surface in SURFACES]
    pages += ["/library/feed/?q=ask", "/api/v1/recommendations", "/api/v1/recommendations?q=ask"]
    pages += [f"/library/?q={word}" for word in ("ask", "why", "summary", "org", "person")]
    pages += [f"/files/{key}/" for key in PublishedFile.objects.values_list("pk", flat=True)]
    return list(dict.fromkeys(pages))


def words_of(response: Any) -> str:
    """What a reader finds in an answer, whatever its type."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"%PDF") and b"%%EOF" in body:  # else a stand-in of one line
        return pdf_words(body)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as folder:
            return " ".join(folder.read(name).decode("utf-8", "ignore") for name in folder.namelist())
    return body.decode("utf-8", "ignore") + " " + str(response.headers)


def pdf_words(body: bytes) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("needs pdftotext (package poppler-utils)")
    done = subprocess.run([program, "-", "-"], input=body, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "ignore")


def everything(client: Client, addresses: Iterable[str]) -> str:
    """All a reader finds at these addresses; what is not there adds nothing."""
    found = []
    for address in addresses:
        response = client.get(address)
        assert response.status_code in (200, 404), (address, response.status_code)
        if response.status_code == 200:
            found.append(words_of(response))
    return "\n".join(found)


def normalised(response: Any) -> bytes:
    """The page without what differs from one answer to the next."""
    body: bytes = response.content
    if body.startswith(b"PK"):  # what is packed in it, for the packing hides what may differ
        with zipfile.ZipFile(io.BytesIO(body)) as folder:
            body = b"\n".join(name.encode() + b"\n" + folder.read(name) for name in folder.namelist())
    for pattern, instead in PASSING:
        body = pattern.sub(instead, body)
    # Ids of shared items and the seals of draws are random: what counts is which are the same, and in which order.
    numbers: dict[bytes, bytes] = {}
    return ID.sub(lambda found: numbers.setdefault(found[0], b"id %d" % len(numbers)), body)


def main_part(response: Any) -> bytes:
    """The page's own part: what stands around it says whether somebody is signed in."""
    body = normalised(response)
    return body[body.index(b"<main") : body.index(b"</main>")]
