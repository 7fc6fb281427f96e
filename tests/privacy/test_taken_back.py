"""What was erased or withdrawn since an archive was made does not come back with it; needs the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from applications.erasing import erase
from applications.models import Application
from presessions.accounts.models import User
from presessions.privacy import retention, taken_back
from presessions.privacy.erase import erase_person
from presessions.privacy.replaying import replay
from presessions.series.models import Contact
from publications.models import Consent
from publications.published import PublishedText
from publications.transitions import withdraw_everything
from tests.factories import make_application, make_user
from tests.publications.speakers import make_spoken
from tests.publications.test_transitions import give, publish, rows, wish_all

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
ARCHIVED = datetime(2027, 3, 1, 2, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What an act leaves behind once it is committed, an hour after the archive was made."""

    def act(does) -> None:
        later = time_machine.travel(ARCHIVED + timedelta(hours=1), tick=False)
        with later, django_capture_on_commit_callbacks(execute=True):
            does()

    return act


def lines() -> list[str]:
    return taken_back.path().read_text().splitlines()


def test_the_list_tells_no_names_and_nothing_that_was_rehearsed(commits, place):
    make_user(ADA, name="Ada")
    commits(lambda: erase_person(ADA, by=None, dry_run=True))
    assert list(place.iterdir()) == []

    commits(lambda: erase_person(ADA, by=None))

    assert lines() == [f"20270301T031500Z person {taken_back.mark_of(ADA)}"]
    assert (
        taken_back.mark_of(" Ada@example.org")
        == taken_back.mark_of(ADA)
        != taken_back.mark_of("a@example.org")
    )


def test_who_was_erased_since_is_erased_again_and_nobody_else(commits):
    make_user(ADA)
    commits(lambda: erase_person(ADA, by=None))
    # the archive comes back
    again, other = make_user(ADA), make_user("ben@example.org")
    Contact.objects.create(email=ADA, asked_version=1)

    assert replay(lines(), since=ARCHIVED)["person"] == 1

    assert list(User.objects.filter(pk__in=(again.pk, other.pk), is_active=True)) == [other]
    assert not Contact.objects.exists()
    assert replay(lines(), since=ARCHIVED)["person"] == 0


def test_what_was_erased_before_the_archive_was_made_is_none_of_its_business(commits):
    make_user(ADA)
    commits(lambda: erase_person(ADA, by=None))
    make_user(ADA)  # who came back later, and is in an archive made later still

    assert replay(lines(), since=ARCHIVED + timedelta(hours=2)) == {
        "statement": 0,
        "application": 0,
        "person": 0,
    }
    assert User.objects.filter(email=ADA).exists()


def test_an_application_that_its_owner_erased_is_erased_again(commits):
    row, other = make_application(about="Wells"), make_application(about="Wells")
    commits(lambda: erase(row))
    Application.objects.filter(pk=row.pk).update(about="Wells")

    assert replay(lines(), since=ARCHIVED)["application"] == 1

    assert list(Application.objects.filter(about="Wells")) == [other]


def test_what_a_speaker_withdrew_since_is_shared_with_nobody(commits):
    statement = make_spoken()
    give(statement, wish_all(statement))
    publish(statement)
    kept = Consent.objects.count()
    commits(lambda: withdraw_everything(statement, by=None, language="en"))
    noted = lines()
    assert noted
    assert set(noted) == {f"20270301T031500Z statement {statement.public_id}"}
    # the archive comes back: agreed to, and published
    give(statement, wish_all(statement))
    assert rows() > 0

    assert replay(noted, since=ARCHIVED)["statement"] == 1

    assert (rows(), PublishedText.objects.count()) == (0, 0)
    assert Consent.objects.count() > kept


def test_a_list_that_can_not_be_written_undoes_nothing(commits, settings, place):
    make_user(ADA)
    settings.VAR_DIR = place / "gone"
    commits(lambda: erase_person(ADA, by=None))

    assert not User.objects.filter(email=ADA).exists()


def test_lines_older_than_any_archive_go(commits):
    row = make_application()
    commits(lambda: erase(row))
    retention.apply_all(ARCHIVED + timedelta(days=400))
    assert len(lines()) == 1
    retention.apply_all(ARCHIVED + timedelta(days=401))
    assert lines() == []


def test_the_command_reads_the_list_and_says_what_it_did(commits, place, monkeypatch):
    make_user(ADA)
    commits(lambda: erase_person(ADA, by=None))
    make_user(ADA)
    said = StringIO()
    call_command("replay_taken_back", str(taken_back.path()), "--since", "20270301T021500Z", stdout=said)
    assert said.getvalue() == "statement: 0\napplication: 0\nperson: 1\n"
    monkeypatch.setattr("sys.stdin", StringIO(taken_back.path().read_text()))
    call_command("replay_taken_back", "-", "--since", "20270301T021500Z", stdout=said)
    assert said.getvalue().endswith("person: 0\n")
    with pytest.raises(CommandError, match="the time in the archive's name"):
        call_command("replay_taken_back", "-", "--since", "yesterday")
