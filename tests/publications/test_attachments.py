"""Files to hand out: taken, judged, copied clean, shown, shared, taken back. Needs the database."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from applications.file_rules import FileType
from presessions.lifecycle.models import AuditEvent, AuditKind
from publications import attaching, text_files, transitions
from publications.consent import hash_bytes
from publications.file_models import Attachment
from publications.published import PublishedFile
from tests.applications.corpus import docx
from tests.applications.staff import staff_client
from tests.factories import make_officer
from tests.publications.speakers import make_spoken, share, speaker_client, stranger
from tests.publications.test_views import url

pytestmark = pytest.mark.django_db


def pdf(author: str = "CNRY-author") -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    made.docinfo["/Author"] = author
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def upload(client, statement, content: bytes, name: str = "Fact sheet.pdf", **fields):
    data = {"file": SimpleUploadedFile(name, content), "kind": "fact_sheet", "language": "en", **fields}
    return client.post(url(statement, "attachments"), data)


def test_file_is_copied_clean_shared_and_taken_back():
    statement = make_spoken()
    client = speaker_client(statement)
    upload(client, statement, pdf())
    assert "Being checked" in client.get(url(statement, "attachments")).content.decode()
    assert attaching.derive_waiting() == 1
    each = Attachment.objects.get()
    copy = b"".join(client.get(url(statement, "attachment", each.public_id)).streaming_content)
    assert (each.status, hash_bytes(copy), each.pages) == ("ready", each.sha256, 1)
    assert b"CNRY-author" not in copy
    assert attaching.derive_waiting() == 0

    client.post(url(statement, "consent"), {"share": share(statement, "public", keys={each.item})})
    officer = make_officer()
    transitions.receive(statement, by=statement.seat.panelist)
    transitions.check(statement, by=officer)
    transitions.publish(statement, by=officer)
    assert PublishedFile.objects.get().sha256 == each.sha256
    client.post(url(statement, "remove_attachment", each.public_id))
    assert (Attachment.objects.count(), PublishedFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 a word file", "Save it as PDF and choose the PDF"),
        (b"\xd0\xcf\x11\xe0 an old word file", "Save it as PDF and choose the PDF"),
        (b"<html>", "This isn’t a PDF, JPEG or PNG file."),
        (b"", "This file is empty."),
    ],
)
def test_file_that_cannot_be_shared_is_refused_with_what_to_do(content, words):
    statement = make_spoken()
    answer = upload(speaker_client(statement), statement, content, "paper.docx")

    assert (answer.status_code, Attachment.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_file_that_cannot_be_read_is_refused_after_its_check():
    statement = make_spoken()
    client = speaker_client(statement)
    upload(client, statement, b"%PDF-1.7 and nothing that follows")
    attaching.derive_waiting()

    assert Attachment.objects.get().status == "refused"
    assert "This file can’t be opened." in client.get(url(statement, "attachments")).content.decode()
    assert client.get(url(statement, "attachment", Attachment.objects.get().public_id)).status_code == 404


def test_pdf_with_a_hidden_layer_is_refused_with_what_to_do():
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    layer = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Draft"))
    off = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    made.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=off)
    out = io.BytesIO()
    made.save(out)
    statement = make_spoken()
    client = speaker_client(statement)
    upload(client, statement, out.getvalue())
    attaching.derive_waiting()

    assert (Attachment.objects.get().status, Attachment.objects.get().problem) == ("refused", "layer")
    assert "a layer that its pages don’t show" in client.get(url(statement, "attachments")).content.decode()


def test_same_file_twice_is_one_attachment():
    statement = make_spoken()
    client, content = speaker_client(statement), pdf()
    upload(client, statement, content)
    upload(client, statement, content)

    assert Attachment.objects.count() == 1


def test_staff_who_open_a_file_are_recorded_and_others_find_none():
    statement = make_spoken()
    upload(speaker_client(statement), statement, pdf())
    attaching.derive_waiting()
    each = Attachment.objects.get()
    staff = staff_client()
    for name in ("copy", "original"):
        address = reverse(f"admin:publications_statement_{name}", args=[statement.pk, each.public_id])
        assert staff.get(address).status_code == 200
    assert sorted(event.detail["which"] for event in AuditEvent.objects.filter(kind=AuditKind.FILE_VIEW)) == [
        "copy",
        "original",
    ]
    assert stranger().get(url(statement, "attachment", each.public_id)).status_code == 404


def test_originals_are_forgotten_and_copies_stay(django_capture_on_commit_callbacks):
    from django.utils import timezone

    statement = make_spoken()
    upload(speaker_client(statement), statement, pdf())
    attaching.derive_waiting()
    path = Attachment.objects.get().original.path
    with django_capture_on_commit_callbacks(execute=True):
        assert attaching.forget_originals(timezone.now()) == 1

    each = Attachment.objects.get()
    assert (each.original.name, each.original.storage.exists(path)) == ("", False)
    assert each.derived.storage.exists(each.derived.name)
    assert attaching.forget_originals(timezone.now()) == 0
    assert FileType(each.media_type) is FileType.PDF


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["attachments", "text_file"])
def test_nothing_is_held_while_a_file_is_looked_at(page, monkeypatch):
    """Half a minute of looking, and nobody who writes waits for it."""
    look, held = attaching.in_a_process, []
    monkeypatch.setattr(
        attaching, "in_a_process", lambda path: held.append(connection.in_atomic_block) or look(path)
    )
    statement = make_spoken()
    client = speaker_client(statement)
    if page == "attachments":
        upload(client, statement, pdf())
        assert attaching.derive_waiting() == 1
    else:
        client.post(url(statement, page), {"file": SimpleUploadedFile("statement.docx", docx())})
        assert text_files.read_waiting() == 1
    assert held == [False]


@pytest.mark.django_db(transaction=True)
def test_file_taken_back_while_it_is_looked_at_stays_away(monkeypatch):
    look = attaching.in_a_process
    statement = make_spoken()
    client = speaker_client(statement)
    upload(client, statement, pdf())
    each = Attachment.objects.get()

    def looking(path):
        client.post(url(statement, "remove_attachment", each.public_id))
        return look(path)

    monkeypatch.setattr(attaching, "in_a_process", looking)
    assert attaching.derive_waiting() == 0
    assert not Attachment.objects.exists()
