"""Erasure reaches every field that speaks of a person. Needs the database."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from applications.enums import ApplicationStatus as S
from applications.erasing import EMPTIED, TOLD, drafts_due, erase, forget_drafts, forget_not_selected
from applications.models import Application, SupportingFile
from presessions.privacy.erase import erase_person
from presessions.privacy.fields import Privacy
from presessions.series.models import Series
from tests.factories import make_application, make_day, make_issue

pytestmark = pytest.mark.django_db


def marked(row):
    """Every text field of the row with a mark of its own."""
    texts = [
        field
        for field in row._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "TextField", "EmailField"}
    ]
    for field in texts:
        if field.name in EMPTIED or field.name in TOLD:
            setattr(row, field.name, "CNRY"[: field.max_length or 4])
    row.unsaved = {"background": {"about": ["CNRY"]}}
    row.save()
    return row


def test_every_restricted_field_is_emptied():
    restricted = {name for name, privacy in Application.PRIVACY.items() if privacy is Privacy.RESTRICTED}
    assert restricted <= set(EMPTIED)


def test_erase_leaves_no_mark(django_capture_on_commit_callbacks):
    row = marked(make_application())
    row.issues.create(issue=make_issue(), order=1, why="CNRY")
    file = SupportingFile(application=row, name="CNRY.pdf", size=1, sha256="0" * 64)
    file.file.save("", ContentFile(b"CNRY"), save=False)
    file.save()
    with django_capture_on_commit_callbacks(execute=True):
        erase(row)
    row = Application.objects.get()
    assert "CNRY" not in str([*row.__dict__.values(), *row.issues.values_list("why", flat=True)])
    assert not SupportingFile.objects.exists()
    assert not file.file.storage.exists(file.file.name)
    assert row.status == S.SUBMITTED


def test_person_is_forgotten_as_owner_and_as_speaker():
    mine = make_application(speaker_email="other@example.org")
    named = make_application(mine.pre_session, speaker_email=mine.owner.email.upper())
    assert erase_person(mine.owner.email, by=None)["applications"] == 2
    named.refresh_from_db()
    assert named.speaker_email == ""


def test_rehearsal_touches_nothing():
    row = make_application()
    erase_person(row.owner.email, by=None, dry_run=True)
    row.refresh_from_db()
    assert row.owner is not None


def test_drafts_are_forgotten_when_their_time_has_come():
    make_application(status=S.DRAFT)
    closed = timezone.now() - timedelta(days=91)
    Series.objects.update(opens_at=closed - timedelta(days=30), closes_at=closed)
    assert drafts_due(closed - timedelta(seconds=1)).count() == 0
    assert (forget_drafts(closed), forget_drafts(closed)) == (1, 0)


def test_not_selected_are_forgotten_unless_kept_for_the_next():
    row = make_application(status=S.NOT_SELECTED)
    kept = make_application(row.pre_session, status=S.NOT_SELECTED, keep_for_next=True)
    make_day(row.pre_session.series, date(2025, 1, 7))
    Series.objects.update(status="archived")
    assert forget_not_selected(timezone.now()) == 1
    kept.refresh_from_db()
    assert kept.owner is not None
