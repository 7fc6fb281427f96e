"""A disk that takes no more, a real one: said in words, nothing half-written stays, what was typed is kept."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import path as at
from django.urls import reverse

from applications.enums import ApplicationStatus
from applications.file_rules import PIECE, Reason
from applications.models import Application
from applications.uploads import NotTaken, Told, add_piece, attach, begin
from presessions.errors import server_error as handler500  # noqa: F401 - read by Django
from presessions.permissions import Actor
from presessions.stored import NoRoom, writing
from tests.applications.corpus import pdf
from tests.factories import make_application

pytestmark = pytest.mark.django_db
ROOM = 400 * 1024


def _fails(request):
    with writing():
        raise OSError(28, "No space left on device")


urlpatterns = [at("fails/", _fails)]


@pytest.fixture
def disk(tmp_path: Path, settings) -> Iterator[Path]:
    """Files of people lie on a disk of 400 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root makes a disk")
    private = storages["private"]
    before, private._location = private._location, str(place)
    for name in ("base_location", "location"):
        private.__dict__.pop(name, None)
    yield place
    private._location = before
    for name in ("base_location", "location"):
        private.__dict__.pop(name, None)
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def draft() -> Application:
    return make_application(status=ApplicationStatus.DRAFT, recovery_hash="x")


def large() -> ContentFile:
    return ContentFile(pdf() + b"%" * 2 * ROOM, name="large.pdf")


def stored(disk: Path) -> int:
    return sum(each.stat().st_size for each in disk.rglob("*") if each.is_file())


def actor(row: Application) -> Actor:
    return Actor(owns=frozenset({str(row.public_id)}))


def test_a_file_that_has_no_room_is_refused_and_nothing_of_it_stays(disk, draft):
    with pytest.raises(NotTaken) as refusal:
        attach(draft, large(), actor=actor(draft))

    assert (refusal.value.reason, draft.files.count(), stored(disk)) == (Reason.NO_ROOM, 0, 0)
    small = attach(draft, ContentFile(pdf(), name="small.pdf"), actor=actor(draft))
    assert small.file.size == len(pdf())


def test_a_file_in_pieces_goes_on_once_there_is_room(disk, draft):
    data = pdf() + b"%" * 2 * PIECE
    begun = begin(draft, Told("large.pdf", len(data)), actor=actor(draft))
    add_piece(begun, 0, data[:PIECE], actor=actor(draft))
    with pytest.raises(NotTaken) as refusal:
        add_piece(begun, 1, data[PIECE : 2 * PIECE], actor=actor(draft))
    begun.refresh_from_db()

    assert (refusal.value.reason, begun.received) == (Reason.NO_ROOM, 1)
    subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
    add_piece(begun, 1, data[PIECE : 2 * PIECE], actor=actor(draft))
    whole = add_piece(begun, 2, data[2 * PIECE :], actor=actor(draft))
    assert whole.file is not None
    assert whole.file.file.read() == data


def test_the_page_says_it_and_keeps_the_other_answers(disk, draft, client):
    client.force_login(draft.owner)
    page = reverse("applications:page", args=[draft.public_id, "report"])
    answer = client.post(page, {"submitted": "joint", "file": large()})

    draft.refresh_from_db()
    assert (answer.status_code, draft.submitted) == (422, "joint")
    assert "There is no room for files here just now" in answer.text


def test_elsewhere_a_full_disk_is_a_page_in_words(settings):
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get("/fails/", headers={"accept-language": "fr"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert '<html lang="fr"' in answer.text


def test_another_fault_of_the_disk_stays_what_it_is():
    with pytest.raises(NoRoom), writing():
        raise OSError(122, "Disk quota exceeded")
    with pytest.raises(PermissionError), writing():
        raise PermissionError(13, "Permission denied")
