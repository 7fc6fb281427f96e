"""Interpretation plan, room plan and door signs. Needs the database."""

import io

import openpyxl
import pytest
from django.urls import reverse

from presessions.scheduling import papers, transitions
from tests.applications.staff import staff_client
from tests.factories import make_officer
from tests.publications.sharing import pdf_words

from .halls import TUESDAY, WEDNESDAY, make_hall, make_panelists, meeting_on, the_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    series = make_hall(states=3)
    make_panelists(meeting_on(series, "WSM"), 2, language="fr")
    draft = transitions.start_draft(series, by=None)
    for iso3, date, start in (("WSM", TUESDAY, 540), ("TLS", TUESDAY, 600), ("MLT", WEDNESDAY, 540)):
        transitions.place(
            draft, meeting_on(series, iso3), date=date, start=start, room=the_room(series), by=None
        )
    return draft


def test_plans_say_who_works_when(draft):
    rooms = papers.room_plan(draft)
    assert [row[:4] for row in rooms.rows] == [
        ("Room XXI", "Tuesday 30 March", "09:00–09:30", "Samoa"),
        ("Room XXI", "Tuesday 30 March", "10:00–11:00", "Timor-Leste"),
        ("Room XXI", "Wednesday 31 March", "09:00–10:00", "Malta"),
    ]
    interpreted = papers.interpretation_plan(draft).rows
    assert [row[2:] for row in interpreted] == [("FR > EN", "09:00–09:30", 30, "Samoa 09:00")]


def test_no_cell_of_a_workbook_is_a_formula(draft):
    room = the_room(draft.series)
    room.name = "=HYPERLINK(1)"
    room.save()
    page = staff_client(make_officer()).get(
        reverse("admin:scheduling_timetable_paper", args=[draft.pk, "rooms", "xlsx"])
    )
    sheet = openpyxl.load_workbook(io.BytesIO(page.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert len(cells) == 28
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not [cell for cell in cells if str(cell.value).startswith("=")]


def test_numbers_of_a_plan_can_be_added_up(draft):
    desk = staff_client(make_officer())
    for name, column in (("rooms", "Speakers"), ("interpretation", "Minutes interpreted")):
        page = desk.get(reverse("admin:scheduling_timetable_paper", args=[draft.pk, name, "xlsx"]))
        heads, *rows = openpyxl.load_workbook(io.BytesIO(page.content)).active.iter_rows(values_only=True)
        assert {type(row[heads.index(column)]) for row in rows} == {int}


def test_papers_are_made_and_name_nobody_of_a_panel(draft):
    client = staff_client(make_officer())
    for name, shown in (
        ("rooms", "Samoa"),
        ("interpretation", "FR > EN"),
        ("doors", "Wednesday 31 March 2027"),
    ):
        answer = client.get(reverse("admin:scheduling_timetable_paper", args=[draft.pk, name, "pdf"]))
        said = " ".join(pdf_words(answer.content).split())
        assert shown in said
        assert "Speaker" not in said.replace("Speakers", "")
    assert client.get(f"/staff/scheduling/timetable/{draft.pk}/papers/doors.xlsx").status_code == 404
