"""The nine pages as forms: what is saved comes back, whatever it is. Needs the database."""

from datetime import date, time

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from applications.eligibility import Page
from applications.enums import ApplicationStatus as S
from applications.page_forms import initial_from, line, raw_from, raw_of
from applications.steps import FORMS, GROUPS
from tests.factories import make_application, make_day, make_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    make_issue("UI-B", "B")
    row = make_application(
        status=S.DRAFT,
        kind="nhri",
        is_coalition=True,
        nhri_as_of=date(2024, 3, 28),
        nhri_accreditation="A",
        coalition_members="One\nTwo",
        founded=1999,
        has_ecosoc=False,
        available_days=["2027-03-30"],
        arrives_at=time(10, 30),
        speaks="en pt",
        speaker_later=True,
        discreet=True,
        safe_contact="Signal",
    )
    make_day(row.pre_session.series)
    row.issues.create(issue=make_issue("UI-A", "A"), order=1, why="Now.")
    return row


def test_every_page_has_its_form_and_stands_in_one_group():
    assert list(FORMS) == list(Page)
    assert sorted(page for _, pages in GROUPS for page in pages) == sorted(Page)


@pytest.mark.parametrize("page", list(Page))
def test_what_is_saved_sent_again_changes_nothing(row, page):
    raw = raw_of(FORMS[page](application=row))
    data = QueryDict(mutable=True)
    for name, texts in raw.items():
        data.setlist(name, texts)
    form = FORMS[page](data, application=row)
    form.is_valid()
    before = {name: getattr(row, name) for name in form.values()}
    assert {name: value for name, value in form.values().items() if name in before} == before
    assert raw_from(form, data) == raw


@pytest.mark.parametrize("page", list(Page))
def test_kept_text_is_shown_as_typed(row, page):
    form = FORMS[page](application=row)
    texts = {name: ["1"] for name in form.fields if name != "file"}
    shown = FORMS[page](application=row, initial=initial_from(FORMS[page], row, texts))
    assert raw_of(shown) == {name: ["on"] if raw_of(shown)[name] == ["on"] else ["1"] for name in texts}


def test_raw_keeps_only_fields_of_the_page(row):
    data = MultiValueDict({"status": ["selected"], "risk": ["none"], "risk_note": ["a\x00b\r\nc"]})
    assert raw_from(FORMS[Page.SAFETY](application=row), data)["risk_note"] == ["ab\nc"]
    assert "status" not in raw_from(FORMS[Page.SAFETY](application=row), data)


@pytest.mark.parametrize(
    ("page", "field", "text"),
    [
        (Page.BACKGROUND, "founded", "20l1"),
        (Page.BACKGROUND, "founded", "3000"),
        (Page.BACKGROUND, "nhri_as_of", "yesterday"),
        (Page.ORGANISATION, "website", "not a page"),
        (Page.SPEAKER, "speaker_email", "name@"),
        (Page.SPEAKER, "speaker_phone", "7700 0000"),
        (Page.AVAILABILITY, "arrives_at", "soon"),
        (Page.AVAILABILITY, "available_days", "2030-01-01"),
        (Page.SAFETY, "risk", "maybe"),
        (Page.ISSUES, "issue_2", "UI-Z"),
        (Page.ISSUES, "why_1", "x" * 301),
    ],
)
def test_wrong_answer_gets_a_sentence_at_its_field(row, page, field, text):
    form = FORMS[page](QueryDict(f"{field}={text}"), application=row)
    assert not form.is_valid()
    assert field in form.errors


def test_gap_between_issues_is_said(row):
    data = QueryDict("issue_1=UI-A&why_1=x&issue_3=UI-B&why_3=y&works_on_gender=no")
    form = FORMS[Page.ISSUES](data, application=row)
    assert list(form.errors) == ["issue_2"]


def test_days_are_not_asked_where_the_series_has_none():
    row = make_application(status=S.DRAFT)
    assert not {"available_days", "arrives_at"} & set(FORMS[Page.AVAILABILITY](application=row).fields)


def test_safe_contact_is_needed_without_an_address():
    row = make_application(status=S.DRAFT, owner=None)
    form = FORMS[Page.SAFETY](QueryDict("risk=none"), application=row)
    assert list(form.errors) == ["safe_contact"]
    assert form.fields["safe_contact"].optional is False


@pytest.mark.parametrize("ticked", [True, False])
def test_box_is_ticked_only_where_it_was(ticked):
    row = make_application(status=S.DRAFT, discreet=ticked)
    form = FORMS[Page.SAFETY](application=row)
    assert (" checked" in str(form["discreet"])) is ticked
    assert (" checked" in str(form["keep_for_next"])) is False


def test_signs_that_turn_a_line_round_are_left_out_of_names():
    field = line()

    assert (
        field.clean("Riverbank\u202e gpj.exe \u0627\u0644\u0645\u0627\u0621")
        == "Riverbank gpj.exe \u0627\u0644\u0645\u0627\u0621"
    )


def test_nine_pages_ask_at_most_six_things_each(row):
    """An issue and its line of why are one; everything that can be asked stands on the pages of this row."""
    asked = {
        page: [name for name in form(application=row).fields if not name.startswith("why_")]
        for page, form in FORMS.items()
    }
    assert len(asked) == 9
    assert {page: names for page, names in asked.items() if len(names) > 6} == {}
