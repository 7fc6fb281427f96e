"""Files in pieces, and how much comes in at most. Needs the database."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.erasing import erase
from applications.file_rules import MAX_COUNT, MAX_DAY, MAX_TOTAL, PIECE, Reason
from applications.models import SupportingFile, UnfinishedUpload, UploadedOnDay, private_storage
from applications.uploads import (
    NotInOrder,
    NotTaken,
    Told,
    add_piece,
    attach,
    begin,
    counted_for,
    forget_counts,
    forget_stale,
    give_up,
)
from presessions.accounts.actors import actor_of
from presessions.accounts.recovery import hash_phrase
from presessions.permissions import Actor, Refused
from presessions.wording import in_geneva
from tests.applications.corpus import pdf
from tests.applications.test_views import address
from tests.factories import make_application, make_user

pytestmark = pytest.mark.django_db
WHOLE = pdf() + b"%" + b"x" * (2 * PIECE)  # three pieces
TOLD = Told("rapport été.pdf", len(WHOLE), "1700000000000")


def piece_of(number, data=WHOLE):
    return data[number * PIECE : (number + 1) * PIECE]


@pytest.fixture
def draft():
    return make_application(status="draft", organisation=None)


@pytest.fixture
def me(draft):
    return actor_of(draft.owner)


def kept():
    """What lies in the place for unfinished uploads."""
    return [
        each.stored_as for each in UnfinishedUpload.objects.all() if private_storage().exists(each.stored_as)
    ]


def test_pieces_make_the_file_that_was_chosen_and_twice_is_once(
    draft, me, django_capture_on_commit_callbacks
):
    upload = begin(draft, TOLD, actor=me)
    for number in (0, 0, 1, 0, 1):
        upload = add_piece(upload, number, piece_of(number), actor=me)
    assert begin(draft, TOLD, actor=me).received == 2  # after a break: the same place, where it was left off
    with django_capture_on_commit_callbacks(execute=True):
        ended = [add_piece(upload, 2, piece_of(2), actor=me) for _ in range(2)]
    (file,) = SupportingFile.objects.all()
    assert [each.file_id for each in ended] == [file.pk, file.pk]
    assert file.file.read() == WHOLE
    assert (file.name, file.size, file.status) == ("rapport été.pdf", len(WHOLE), "checking")
    assert kept() == []


def test_piece_that_was_half_written_by_a_killed_process_is_written_over(draft, me):
    upload = begin(draft, TOLD, actor=me)
    with private_storage().open(upload.stored_as, "r+b") as stored:
        stored.write(b"half of a piece that nobody counted")
    for number in range(3):
        add_piece(upload, number, piece_of(number), actor=me)
    assert SupportingFile.objects.get().file.read() == WHOLE


@pytest.mark.parametrize(("number", "data"), [(1, piece_of(1)), (0, piece_of(0)[:-1]), (0, b""), (3, b"x")])
def test_piece_out_of_order_or_of_another_length_changes_nothing(draft, me, number, data):
    upload = begin(draft, TOLD, actor=me)
    with pytest.raises(NotInOrder) as refusal:
        add_piece(upload, number, data, actor=me)
    assert refusal.value.received == 0


def test_file_of_another_type_is_refused_with_its_first_piece(draft, me, django_capture_on_commit_callbacks):
    upload = begin(draft, Told("x.pdf", 2 * PIECE), actor=me)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotTaken) as refusal:
        add_piece(upload, 0, b"MZ" + b"\0" * (PIECE - 2), actor=me)
    assert refusal.value.reason == Reason.WRONG_TYPE
    assert UnfinishedUpload.objects.count() == 0
    assert not private_storage().exists(upload.stored_as)


def test_begun_files_count_as_if_they_were_here(draft, me):
    begun = [begin(draft, Told(f"{number}.pdf", 1000), actor=me) for number in range(MAX_COUNT)]
    for refused in (
        lambda: begin(draft, TOLD, actor=me),
        lambda: attach(draft, SimpleUploadedFile("a", pdf()), actor=me),
    ):
        with pytest.raises(NotTaken) as refusal:
            refused()
        assert refusal.value.reason == Reason.TOO_MANY
    give_up(begun[0], actor=me)
    assert begin(draft, TOLD, actor=me).received == 0


def test_files_of_25_mb_together_and_50_a_day_are_the_most(draft, me):
    sizes = [10, 10, 5]
    for round_ in range(2):
        begun = [begin(draft, Told(f"{round_}{n}", size << 20), actor=me) for n, size in enumerate(sizes)]
        with pytest.raises(NotTaken) as refusal:
            begin(draft, Told("more", 1), actor=me)
        assert refusal.value.reason == Reason.TOO_MUCH
        for upload in begun:
            give_up(upload, actor=me)  # what was removed is counted for the day
    other = make_application(draft.pre_session, status="draft", owner=draft.owner, organisation=None)
    for take in (
        lambda row: begin(row, Told("more", 1), actor=me),
        lambda row: attach(row, SimpleUploadedFile("a.pdf", pdf()), actor=me),
    ):
        with pytest.raises(NotTaken) as refusal:
            take(other)
        assert refusal.value.reason == Reason.TOO_MUCH_TODAY
    assert UploadedOnDay.objects.get().size == 2 * MAX_TOTAL == MAX_DAY
    assert begin(other, Told("more", 1), actor=me, now=timezone.now() + timedelta(days=1)).received == 0


def test_nobody_else_may_begin_go_on_or_give_up(draft, me):
    upload, stranger = begin(draft, TOLD, actor=me), actor_of(make_user())
    for act in (
        lambda: begin(draft, TOLD, actor=stranger),
        lambda: add_piece(upload, 0, piece_of(0), actor=stranger),
        lambda: give_up(upload, actor=stranger),
    ):
        with pytest.raises(Refused):
            act()


def test_what_nobody_went_on_with_is_gone_after_a_day_and_counts_after_two(
    draft, me, django_capture_on_commit_callbacks
):
    begin(draft, TOLD, actor=me)
    now = timezone.now()
    assert forget_stale(now - timedelta(days=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_stale(now + timedelta(seconds=1)) == 1
    assert kept() == []
    assert forget_counts(now - timedelta(days=1)) == 0
    assert forget_counts(now + timedelta(days=1)) == 1


def test_erasing_takes_begun_files_along(draft, me, django_capture_on_commit_callbacks):
    place = begin(draft, TOLD, actor=me).stored_as
    with django_capture_on_commit_callbacks(execute=True):
        erase(draft)
    assert UnfinishedUpload.objects.count() == 0
    assert not private_storage().exists(place)


# --- Through the pages --------------------------------------------------------------------


@pytest.fixture
def client(draft):
    client = Client()
    client.force_login(draft.owner, backend="presessions.accounts.backends.RoleBackend")
    return client


def send(client, place, number, data=WHOLE):
    return client.post(
        f"{place['address']}{number}/", piece_of(number, data), content_type="application/octet-stream"
    )


def told(**changes):
    return {"name": TOLD.name, "size": str(TOLD.size), "modified": TOLD.modified, **changes}


def test_pages_take_pieces_and_show_what_is_here(client, draft, django_capture_on_commit_callbacks):
    where = reverse("applications:upload", args=[draft.public_id])
    place = client.post(where, told()).json()
    assert (place["piece"], place["pieces"], place["received"]) == (PIECE, 3, 0)
    assert send(client, place, 0).json() == {"received": 1}
    assert send(client, place, 2).status_code == 409
    page = client.get(address(draft, "report")).content.decode()
    assert "Choose the same file again to send the rest" in page
    assert "was not sent completely" in client.get(address(draft, "check")).content.decode()
    assert client.post(where, told()).json()["received"] == 1
    assert send(client, place, 1).json() == {"received": 2}
    with django_capture_on_commit_callbacks(execute=True):
        ended = send(client, place, 2).json()
    assert "rapport été.pdf" in ended["files"]
    assert send(client, place, 2).json()["received"] == 3  # the answer was lost, so it is asked for again
    assert SupportingFile.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"size": "0"}, "This file is empty"),
        ({"size": "many"}, "This file is empty"),
        ({"size": str(10**11)}, "larger than 10 MB"),
        ({"name": "a\x00b", "modified": "\x00", "size": str(11 << 20)}, "larger than 10 MB"),
    ],
)
def test_pages_say_why_a_file_is_not_begun(client, draft, changes, words):
    answer = client.post(reverse("applications:upload", args=[draft.public_id]), told(**changes))
    assert answer.status_code == 422
    assert words in answer.json()["problem"]


def test_half_a_file_is_served_to_nobody_and_removed_by_its_owner(client, draft, me):
    upload = begin(draft, TOLD, actor=me)
    assert client.get(address(draft, "file", upload.public_id)).status_code == 404
    assert (
        client.get(
            reverse("applications:upload_piece", args=[draft.public_id, upload.public_id, 0])
        ).status_code
        == 405
    )
    other = make_application(draft.pre_session, status="draft", owner=draft.owner, organisation=None)
    assert (
        client.post(
            reverse("applications:remove_upload", args=[other.public_id, upload.public_id])
        ).status_code
        == 404
    )
    client.post(reverse("applications:remove_upload", args=[draft.public_id, upload.public_id]))
    assert UnfinishedUpload.objects.count() == 0


def test_network_sends_30_files_an_hour_refused_ones_counted_and_answers_are_kept(client, draft):
    where = reverse("applications:upload", args=[draft.public_id])
    for _number in range(29):
        assert client.post(where, told(size="0")).status_code == 422
    assert client.post(where, told()).status_code == 200
    assert client.post(where, told()).status_code == 200  # going on is no other file
    assert "in the last hour" in client.post(where, told(name="31")).json()["problem"]
    data = {"submitted": "joint", "file": SimpleUploadedFile("a.pdf", pdf())}
    answer = client.post(address(draft, "report"), data)
    assert answer.status_code == 422
    assert "Your answers are saved" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.submitted == "joint"
    assert SupportingFile.objects.count() == 0


def test_day_is_counted_in_geneva_and_for_the_application_where_there_is_no_account(draft):
    draft.owner, draft.recovery_hash = None, hash_phrase("bada befo mino")
    draft.save()
    by_phrase = Actor(owns=frozenset({str(draft.public_id)}))
    upload = attach(draft, SimpleUploadedFile("a.pdf", pdf()), actor=by_phrase)
    count = UploadedOnDay.objects.get()
    assert (count.who, count.size) == (f"application {draft.pk}", upload.size)
    assert count.who == counted_for(draft)
    assert count.day == in_geneva(timezone.now()).date()
