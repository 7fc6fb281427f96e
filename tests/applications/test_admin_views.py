"""Reading, confirming, comparing. Needs the database."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus, FileStatus
from applications.keeping import note_mark
from applications.models import SupportingFile
from presessions.accounts.grants import recuse
from presessions.lifecycle.models import AuditEvent
from tests.applications.staff import staff_client
from tests.factories import make_application, make_officer, make_pre_session, make_series

pytestmark = pytest.mark.django_db


def page_of(row):
    return reverse("admin:applications_application_change", args=[row.pk])


def act(name, row, *more):
    return reverse(f"admin:applications_application_{name}", args=[row.pk, *more])


def make_file(row, **fields):
    values = {"name": "report.pdf", "size": 4, "sha256": "0" * 64, "media_type": "application/pdf", **fields}
    file = SupportingFile(application=row, status=FileStatus.CLEAN, **values)
    file.file.save("", ContentFile(b"%PDF"), save=False)
    file.save()
    return file


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_asks_the_same_number_of_queries(rows, django_assert_num_queries):
    meeting = make_pre_session()
    rows_made = [make_application(meeting) for _ in range(rows)]
    client = staff_client()
    client.get(page_of(rows_made[0]))
    with django_assert_num_queries(15):
        assert client.get(page_of(rows_made[0])).status_code == 200


def test_reading_leads_from_one_to_the_next():
    meeting = make_pre_session()
    rows = [make_application(meeting, organisation_name=f"Org {letter}") for letter in "abc"]
    page = staff_client().get(page_of(rows[1]))
    assert (page.context["before"], page.context["after"]) == (page_of(rows[0]), page_of(rows[2]))
    assert "for this State" in page.text


@pytest.mark.parametrize("name", ["confirm", "note", "move", "reopen"])
def test_recused_officer_finds_nothing(name):
    row = make_application()
    officer = make_officer()
    recuse(officer, row.pre_session.state_under_review_id, by=None)
    client = staff_client(officer)
    assert client.get(page_of(row)).status_code == 404
    assert client.post(act(name, row), {}).status_code == 404
    assert client.get(act("file", row, make_file(row).public_id)).status_code == 404


def test_confirm_as_claimed_takes_the_claims_over():
    row = make_application(kind="grassroots", is_coalition=True, submitted="joint")
    answer = staff_client().post(act("confirm", row), {"as_claimed": "1", "evidence": "Its report JS7"})
    assert answer.status_code == 302
    row.refresh_from_db()
    confirmed = (
        row.confirmed_kind,
        row.confirmed_is_coalition,
        row.confirmed_submitted,
        row.confirmed_evidence,
    )
    assert confirmed == ("grassroots", True, True, "Its report JS7")
    assert row.confirmed_at is not None


def test_confirm_other_values_than_claimed():
    row = make_application(kind="national", submitted="own")
    data = {"kind": "international", "is_coalition": "no", "submitted": "no", "evidence": "Register of 2025"}
    staff_client().post(act("confirm", row), data)
    row.refresh_from_db()
    assert (row.kind, row.confirmed_kind, row.confirmed_submitted) == ("national", "international", False)


def test_confirm_without_evidence_says_so_and_changes_nothing():
    row = make_application()
    answer = staff_client().post(act("confirm", row), {"as_claimed": "1"})
    assert answer.status_code == 422
    assert "Write on what evidence." in answer.content.decode()
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_notes_of_two_editors_meet():
    row = make_application()
    client = staff_client()
    seen = note_mark("")
    assert client.post(act("note", row), {"staff_note": "First.", "seen": seen}).status_code == 302
    answer = client.post(act("note", row), {"staff_note": "Second.", "seen": seen})
    assert answer.status_code == 409
    assert "First." in answer.content.decode()
    assert "Second." in answer.content.decode()
    row.refresh_from_db()
    assert row.staff_note == "First."


def test_move_considers_and_goes_back():
    row = make_application()
    client = staff_client()
    for to in (ApplicationStatus.SHORTLISTED, ApplicationStatus.SUBMITTED):
        client.post(act("move", row), {"to": to})
        row.refresh_from_db()
        assert row.status == to


def test_move_that_the_table_refuses_is_said():
    row = make_application(status=ApplicationStatus.WITHDRAWN)
    answer = staff_client().post(act("move", row), {"to": "shortlisted"}, follow=True)
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.status == ApplicationStatus.WITHDRAWN


def test_reopen_in_geneva_time():
    row = make_application(status=ApplicationStatus.DRAFT)
    until = timezone.localtime() + timedelta(days=2)
    staff_client().post(act("reopen", row), {"until": f"{until:%Y-%m-%dT%H:%M}", "reason": "Power cut."})
    row.refresh_from_db()
    assert row.reopened_until == until.replace(second=0, microsecond=0)


def test_reopen_in_the_past_is_refused():
    row = make_application(status=ApplicationStatus.DRAFT)
    answer = staff_client().post(act("reopen", row), {"until": "2020-01-01T10:00", "reason": "Late."})
    assert answer.status_code == 422


def test_file_view_is_recorded_and_sandboxed():
    row = make_application()
    file = make_file(row)
    answer = staff_client().get(act("file", row, file.public_id))
    assert b"".join(answer.streaming_content) == b"%PDF"
    assert answer["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    event = AuditEvent.objects.get(kind="file_view")
    assert event.what == f"applications.SupportingFile {file.pk}"


def test_file_that_waits_is_not_handed_out():
    row = make_application()
    file = make_file(row)
    SupportingFile.objects.filter(pk=file.pk).update(status=FileStatus.CHECKING)
    assert staff_client().get(act("file", row, file.public_id)).status_code == 404


def test_compare_shows_answers_side_by_side():
    meeting = make_pre_session()
    rows = [make_application(meeting, about=f"About {letter}") for letter in "ab"]
    answer = staff_client().get(
        reverse("admin:applications_application_compare"), {"id": [row.pk for row in rows]}
    )
    line = next(entry for entry in answer.context["table"] if entry["label"] == "Aim and work")
    assert line["cells"] == ["About a", "About b"]


def test_compare_takes_no_number_that_a_database_refuses():
    answer = staff_client().get(
        reverse("admin:applications_application_compare"), {"id": ["9" * 21, "9" * 4000, "1"]}
    )
    assert answer.status_code == 302


def test_compare_refuses_two_states():
    series = make_series()
    rows = [make_application(make_pre_session(series, iso3)) for iso3 in ("TLS", "WSM")]
    answer = staff_client().get(
        reverse("admin:applications_application_compare"), {"id": [row.pk for row in rows]}
    )
    assert answer.status_code == 302
