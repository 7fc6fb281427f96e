"""An application as it is read. Needs the database."""

import pytest

from applications.eligibility import Page
from applications.enums import ApplicationStatus as S
from applications.reading import files_of, read, summary, type_words
from tests.applications.test_checking import waiting
from tests.factories import make_application, make_issue

pytestmark = pytest.mark.django_db


def page_of(row, page):
    return next(read_page for read_page in read(row) if read_page.page is page)


def test_answers_are_said_in_words():
    row = make_application(kind="nhri", is_coalition=False, nhri_accreditation="A", speaks="en pt")
    said = {line.name: line.value for page in read(row) for line in page.lines}
    assert said["kind"] == "National human rights institution"
    assert (said["is_coalition"], said["nhri_accreditation"]) == ("No", "A status")
    assert said["speaks"] == "English, Portuguese"


def test_problems_stand_on_their_page():
    row = make_application(status=S.DRAFT, organisation_name="")
    assert page_of(row, Page.ORGANISATION).problems == ["Write the name of the organisation"]
    assert not page_of(row, Page.ORGANISATION).is_done


def test_page_with_kept_text_says_so_and_shows_what_was_typed():
    row = make_application(status=S.DRAFT, unsaved={"background": {"about": ["typed"]}})
    page = page_of(row, Page.BACKGROUND)
    assert page.is_unsaved
    assert page.problems == ["Correct what doesn’t fit on the page “Background”"]
    assert next(line.typed for line in page.lines if line.name == "about") == "typed"


def test_left_empty_later_issues_are_not_listed_as_missing():
    row = make_application(status=S.DRAFT)
    names = [line.name for line in page_of(row, Page.ISSUES).unanswered]
    assert names == ["issue_1", "why_1", "works_on_gender", "motivation"]


@pytest.mark.parametrize(
    ("page", "fields", "words"),
    [
        (Page.ORGANISATION, {"organisation_name": "A", "kind": "national"}, "A, National organisation"),
        (Page.BACKGROUND, {"founded": 2011, "about": "x"}, "Founded 2011"),
        (Page.REPORT, {"submitted": "joint"}, "A joint report with others"),
        (Page.SPEAKER, {"speaker_later": True}, "Named later"),
        (Page.SPEAKER, {"speaker_name": ""}, "You may name the person later"),
        (Page.ISSUES, {}, "Up to four, in order"),
        (Page.AVAILABILITY, {"speaks": "en fr"}, "English, French"),
        (Page.SAFETY, {"risk": "high"}, "Seen by staff only"),
    ],
)
def test_summary_is_one_line_without_what_only_staff_read(page, fields, words):
    row = make_application(status=S.DRAFT, **fields)
    assert summary(row, page_of(row, page)) == words


def test_summary_of_issues_names_them():
    row = make_application(status=S.DRAFT)
    row.issues.create(issue=make_issue("UI-WATER", "Water"), order=1, why="x")
    assert summary(row, page_of(row, Page.ISSUES)) == "Water"


def test_file_that_waits_is_being_checked():
    file = waiting(b"%PDF-1.7")
    found = files_of(file.application)[0]
    assert (found.checking, found.refused, found.type) == (True, "", "")
    assert page_of(file.application, Page.REPORT).checking


def test_type_words():
    assert [type_words(kind) for kind in ("application/pdf", "image/jpeg", "")] == ["PDF", "JPG", ""]
