"""Attaching and removing files. Needs the database."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.enums import ApplicationStatus, FileStatus
from applications.file_rules import MAX_BYTES, Reason
from applications.keeping import digest, mark
from applications.models import SupportingFile
from applications.uploads import NotTaken, attach, remove
from presessions.accounts.actors import actor_of
from presessions.permissions import Refused
from tests.applications.corpus import docx, pdf
from tests.applications.test_losing_nothing import client_and_draft, meeting  # noqa: F401 - fixtures
from tests.applications.test_views import address
from tests.factories import make_application, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return make_application(status=ApplicationStatus.DRAFT)


def upload(data=None, name="report.pdf"):
    return SimpleUploadedFile(name, pdf() if data is None else data)


def test_attach_stores_under_a_random_name(draft):
    file = attach(draft, upload(name="../../Réseau\u202e.pdf"), actor=actor_of(draft.owner))
    assert file.name == "Réseau.pdf"
    assert "Réseau" not in file.file.name
    assert file.file.storage.exists(file.file.name)
    assert file.status == FileStatus.CHECKING


def test_attach_twice_is_one_file(draft):
    files = {attach(draft, upload(), actor=actor_of(draft.owner)).pk for _ in range(2)}
    assert len(files) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"MZ\x90", Reason.WRONG_TYPE),
        (b"%PDF-" + b"0" * MAX_BYTES, Reason.TOO_LARGE),
    ],
)
def test_attach_refuses_with_a_reason_and_keeps_nothing(draft, data, reason):
    with pytest.raises(NotTaken) as refusal:
        attach(draft, upload(data), actor=actor_of(draft.owner))
    assert refusal.value.reason == reason
    assert SupportingFile.objects.count() == 0


def test_attach_takes_five_files(draft):
    for pages in range(1, 6):
        attach(draft, upload(pdf(pages=pages)), actor=actor_of(draft.owner))
    with pytest.raises(NotTaken) as refusal:
        attach(draft, upload(pdf(pages=6)), actor=actor_of(draft.owner))
    assert refusal.value.reason == Reason.TOO_MANY


def test_attach_and_remove_are_refused_to_others(draft):
    file = attach(draft, upload(), actor=actor_of(draft.owner))
    for act in (
        lambda actor: attach(draft, upload(docx()), actor=actor),
        lambda actor: remove(file, actor=actor),
    ):
        with pytest.raises(Refused):
            act(actor_of(make_user()))


def test_remove_takes_the_bytes_too(draft, django_capture_on_commit_callbacks):
    file = attach(draft, upload(), actor=actor_of(draft.owner))
    with django_capture_on_commit_callbacks(execute=True):
        remove(file, actor=actor_of(draft.owner))
    assert not file.file.storage.exists(file.file.name)
    assert SupportingFile.objects.count() == 0


def test_report_page_takes_a_file_and_keeps_the_answers(client_and_draft):  # noqa: F811
    client, draft = client_and_draft
    data = {"submitted": "own", "submission_reference": "JS7", "file": upload(name="EPU été.pdf")}
    answer = client.post(address(draft, "report"), data)
    assert answer.status_code == 302
    page = client.get(address(draft, "report")).content.decode()
    assert "EPU été.pdf" in page
    assert "Being checked, about a minute" in page
    draft.refresh_from_db()
    assert draft.submission_reference == "JS7"


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "This file is empty"), (b"MZ", "PDF, Word (DOCX), OpenDocument (ODT), JPEG or PNG file")],
)
def test_report_page_says_why_a_file_is_refused_and_keeps_the_answers(client_and_draft, data, words):  # noqa: F811
    client, draft = client_and_draft
    answer = client.post(address(draft, "report"), {"submitted": "joint", "file": upload(data)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    draft.refresh_from_db()
    assert draft.submitted == "joint"


def test_own_file_comes_back_as_attachment(client_and_draft):  # noqa: F811
    client, draft = client_and_draft
    file = attach(draft, upload(name='"><img src=x>\r\nX: y.pdf'), actor=actor_of(draft.owner))
    answer = client.get(address(draft, "file", file.public_id))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "X" not in answer.headers
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_file_of_another_application_is_not_found(client_and_draft):  # noqa: F811
    client, draft = client_and_draft
    other = make_application(draft.pre_session, status=ApplicationStatus.DRAFT)
    file = attach(other, upload(), actor=actor_of(other.owner))
    assert client.get(address(draft, "file", file.public_id)).status_code == 404
    assert client.get(address(other, "file", file.public_id)).status_code == 404
    assert (
        client.post(reverse("applications:remove_file", args=[draft.public_id, file.public_id])).status_code
        == 404
    )


def test_remove_by_its_owner(client_and_draft):  # noqa: F811
    client, draft = client_and_draft
    file = attach(draft, upload(), actor=actor_of(draft.owner))
    client.post(address(draft, "remove_file", file.public_id))
    assert SupportingFile.objects.count() == 0


def test_digest_changes_with_one_character():
    assert digest({"a": ["x"]}) == digest({"a": ["x"]}) != digest({"a": ["y"]})


def test_mark_holds_no_sign_that_postgresql_refuses():
    assert mark("a\x00b", autosave=True) == "ab"
