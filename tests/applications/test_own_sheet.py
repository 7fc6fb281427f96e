"""What an applicant takes along as PDF is all they gave. Needs the database."""

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from applications.erasing import EMPTIED, TOLD
from applications.models import ApplicationIssue, SupportingFile
from applications.own_data import LEFT_OUT, own_data
from presessions.accounts.recovery import hash_phrase
from presessions.accounts.sessions import OPENED
from tests.factories import make_application, make_issue
from tests.publications.sharing import pdf_words

pytestmark = pytest.mark.django_db

# every field an applicant writes, with words that are found again
WORDS = """organisation_name coalition_members about submission_reference motivation speaker_name speaker_position
speaker_phone gender_described guardian accompanying_adult access_needs risk_note safe_contact"""
TEXTS = {name: f"Mark-{number}-{name.replace('_', '')}" for number, name in enumerate(WORDS.split())}
CHOSEN = {
    "website": "https://mark.example",
    "speaker_email": "mark@mark.example",
    "kind": "nhri",
    "is_coalition": True,
    "nhri_accreditation": "A",
    "nhri_as_of": date(2024, 3, 28),
    "founded": 1987,
    "has_ecosoc": True,
    "works_on_gender": True,
    "gender": "self",
    "under_18": True,
    "speaks": "en pt",
    "statement_language": "pt",
    "attendance": "in_person",
    "available_days": ["2027-03-30"],
    "arrives_at": time(10, 30),
    "needs_visa_letter": True,
    "needs_funding": True,
    "risk": "some",
    "submitted": "own",
    "discreet": True,
    "keep_for_next": True,
    "speaker_later": False,
}


@pytest.fixture
def row():
    made = make_application(**TEXTS, **CHOSEN, owner=None, recovery_hash=hash_phrase("bada befo mino"))
    made.unsaved = {"background": {"about": ["Typed-too-late شبكة पानी"]}}
    made.staff_note = "of-the-team"
    made.save()
    ApplicationIssue.objects.create(
        application=made, issue=make_issue("UI-WATER", "Water"), order=1, why="Mark-why"
    )
    SupportingFile.objects.create(application=made, name="Rapport été.pdf", size=1000, sha256="ab" * 32)
    return made


@pytest.fixture
def browser(row):
    """Came in by the phrase."""
    client = Client()
    session = client.session
    session[OPENED] = [str(row.public_id)]
    session.save()
    return client


@pytest.mark.slow
def test_pdf_holds_all_that_was_given_and_nothing_of_the_team(row, browser):
    answer = browser.get(reverse("applications:data_pdf", args=[row.public_id]))
    assert answer["Content-Disposition"] == f'attachment; filename="{row.reference}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    said = "".join(pdf_words(answer.content).split())
    wanted = [
        *TEXTS.values(), "Mark-why", "Typed-too-late", "Rapportété.pdf", "ab" * 32, "mark.example", "mark@mark.example",
        "1987", "28March2024", "Portuguese", row.reference,
    ]  # fmt: skip
    assert [word for word in wanted if word not in said] == []
    assert "of-the-team" not in said


def test_pdf_shows_every_field_that_the_other_file_holds(row, browser):
    """A new field is in both, or said here why not."""
    told_otherwise = {
        "public_id",
        "reference_code",
        "version",
        "unsaved",
        "language",
        "created_at",
        "changed_at",
    }
    told_otherwise |= {
        "submitted_at",
        "reopened_until",
        "reference",
        "series",
        "state_under_review",
        "account",
    }
    told_otherwise |= {"issues", "files", "corrections", "your_acts"}
    assert set(own_data(row)) - told_otherwise == set(TEXTS) | set(CHOSEN)
    assert set(EMPTIED) | set(TOLD) <= set(own_data(row)) | LEFT_OUT


def test_status_page_leads_to_both_files_and_out(row, browser):
    page = browser.get(reverse("applications:status", args=[row.public_id])).content.decode()
    for name in ("applications:data", "applications:data_pdf"):
        assert f'href="{reverse(name, args=[row.public_id])}"' in page
    assert f'action="{reverse("accounts:sign_out")}"' in page


def test_own_page_lists_what_the_phrase_opened(row, browser):
    make_application(row.pre_session)
    page = browser.get(reverse("desk:my"))
    assert [line.application for line in page.context["own"].applications] == [row]
    assert "You came in with a reference and its six words." in page.content.decode()
    browser.post(reverse("accounts:sign_out"))
    assert browser.get(reverse("desk:my")).status_code == 302
