"""Files are judged by the worker, and refused ones are not kept. Needs the database."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from applications import checking, uploads
from applications.checking import check_one, check_waiting
from applications.enums import ApplicationStatus, FileStatus
from applications.file_rules import Reason
from applications.models import Application, SupportingFile
from applications.tasks import check_waiting_files
from presessions.lifecycle.models import StatusChange
from presessions.permissions import Actor
from tests.applications.corpus import docx, image, pdf
from tests.factories import make_application

pytestmark = pytest.mark.django_db


def waiting(data, number=0):
    row = make_application(status=ApplicationStatus.DRAFT)
    file = SupportingFile(application=row, name="report", size=len(data), sha256=f"{number:064}")
    file.file.save("", ContentFile(data), save=False)
    file.save()
    return file


def test_clean_file_gets_its_type():
    file = waiting(pdf())
    check_waiting_files()
    file.refresh_from_db()
    assert (file.status, file.media_type, file.problem) == (FileStatus.CLEAN, "application/pdf", "")
    assert StatusChange.objects.of(file).count() == 1


def test_refused_file_loses_its_bytes_and_keeps_the_reason(django_capture_on_commit_callbacks):
    file = waiting(docx({"word/vbaProject.bin": b"x"}))
    with django_capture_on_commit_callbacks(execute=True):
        check_waiting_files()
    file.refresh_from_db()
    assert (file.status, file.problem) == (FileStatus.REFUSED, Reason.ACTIVE)
    assert not file.file.storage.exists(file.file.name)


def test_several_files_in_one_run():
    files = [waiting(data, number) for number, data in enumerate([pdf(), image("PNG"), b"MZ"])]
    assert check_waiting() == 3
    for file in files:
        file.refresh_from_db()
    assert [file.status for file in files] == ["clean", "clean", "refused"]


def test_checked_file_is_not_checked_again():
    file = waiting(pdf())
    assert check_one(file.pk) is True
    assert check_one(file.pk) is False


def test_file_whose_bytes_are_gone_is_broken():
    file = waiting(pdf())
    file.file.storage.delete(file.file.name)
    check_waiting()
    file.refresh_from_db()
    assert file.problem == Reason.BROKEN


def test_scanner_that_is_away_lets_nothing_out(settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    file = waiting(pdf())
    assert check_waiting() == 0
    file.refresh_from_db()
    assert file.status == FileStatus.CHECKING


# --- while it is looked at ------------------------------------------------------------------


@pytest.fixture
def meanwhile(monkeypatch):
    """Does something while a file is looked at, in the middle of the real look."""
    look = checking.in_a_process
    acts = []

    def looking(path):
        for act in acts:
            act()
        return look(path)

    monkeypatch.setattr(checking, "in_a_process", looking)
    return acts


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_look_at_a_file(meanwhile):
    """On SQLite a transaction that is open for half a minute would stop all who write; elsewhere, who removes it."""
    file, held = waiting(pdf()), []
    meanwhile.append(lambda: held.append(connection.in_atomic_block))
    assert check_one(file.pk) is True
    assert held == [False]


@pytest.mark.django_db(transaction=True)
def test_file_taken_back_while_it_is_looked_at_stays_away(meanwhile):
    file = waiting(docx({"word/vbaProject.bin": b"x"}))
    actor = Actor(owns=frozenset({str(file.application.public_id)}))
    Application.objects.update(recovery_hash="x", owner=None)
    file.application.refresh_from_db()
    meanwhile.append(lambda: uploads.remove(file, actor=actor))
    assert check_one(file.pk) is False
    assert not SupportingFile.objects.exists()
    assert not StatusChange.objects.filter(model="applications.SupportingFile").exists()


def test_file_that_another_worker_looks_at_is_left_to_it(meanwhile):
    file, second = waiting(pdf()), []
    meanwhile.append(lambda: second.append(check_one(file.pk)))
    assert check_one(file.pk) is True
    assert second == [False]
    assert StatusChange.objects.of(file).count() == 1
