"""Sheets, Word copies, calendar files, feed and sitemap: right, readable by others, and light."""

import io
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pikepdf
import pytest
from django.test import Client
from docx import Document
from icalendar import Calendar

from presessions.scheduling.models import Sitting
from publications import documents, programme
from publications.models import Recommendation
from tests.publications.sharing import delegate, meeting, pdf_words, share, statement

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def pdf(address, client=None, **headers):
    answer = (client or Client()).get(address, **headers)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.content


def test_sheet_is_tagged_and_says_what_the_page_says():
    share(statement(meeting(), mark="x"))

    content = pdf("/54/samoa/sheet.pdf")

    with pikepdf.open(io.BytesIO(content)) as file:
        assert "/StructTreeRoot" in file.Root
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en"
        assert str(file.docinfo["/Title"]) == "Samoa, Pre-session of series 54"
        assert "/Author" not in file.docinfo
        assert len(file.pages) == 1
    said = " ".join(pdf_words(content).split())
    for shown in (
        "Samoa",
        "Ask 1 x",
        "Ask 2 x",
        "Org x",
        "Person x, Position x",
        "Summary x",
        "Why x?",
        "54/samoa",
    ):
        assert shown in said


@pytest.mark.slow
def test_sheet_stays_on_two_sides_and_drops_summaries_before_recommendations():
    row = meeting()
    for number in range(1, 7):
        made = statement(row, number=number, mark=f"m{number}")
        made.sections.filter(kind="summary").update(text="We visited many places and wrote it down. " * 30)
        for recommendation in made.recommendations.all():
            recommendation.text = f"Adopt by 2028 a plan number {number} for every public building. " * 3
            recommendation.save()
        Recommendation.objects.create(statement=made, order=3, text=f"Third of {number}")
        share(made)

    content = pdf("/54/samoa/sheet.pdf")

    with pikepdf.open(io.BytesIO(content)) as file:
        assert len(file.pages) <= documents.SIDES
    assert all(f"Third of {number}" in pdf_words(content) for number in range(1, 7))


@pytest.mark.slow
def test_day_programme_is_one_tagged_side():
    for hour, iso3 in enumerate(("WSM", "MLT", "CPV", "TLS")):
        row = meeting(iso3, hour=hour)
        for number in range(1, 7):
            share(statement(row, number=number, mark=f"{iso3} {number}"), ["organisation_name"])

    content = pdf("/programme/54/2027-03-30.pdf")

    with pikepdf.open(io.BytesIO(content)) as file:
        assert len(file.pages) == 1
        assert "/StructTreeRoot" in file.Root
    said = " ".join(pdf_words(content).split())
    assert said.index("Samoa") < said.index("Malta") < said.index("Cabo Verde") < said.index("Timor-Leste")
    assert "10:00–10:45" in said


@pytest.mark.parametrize("day", ["2027-03-31", "2027-99-01", "0000-00-00"])
def test_day_without_meetings_is_not_there(day):
    meeting()

    assert Client().get(f"/programme/54/{day}.pdf").status_code == 404


def test_sheets_exist_in_french_and_spanish():
    share(statement(meeting(), mark="x"))

    said = {
        code: pdf_words(pdf("/54/samoa/sheet.pdf", headers={"accept-language": code}))
        for code in ("fr", "es")
    }

    assert "heure de Genève" in said["fr"]
    assert "hora de Ginebra" in said["es"]


def test_page_says_which_packages_pdfs_need(monkeypatch):
    share(statement(meeting(), mark="x"))

    def missing(html):
        raise documents.PdfUnavailable(documents.PACKAGES)

    monkeypatch.setattr(documents, "_laid_out", missing)
    answer = Client().get("/54/samoa/sheet.pdf")

    assert answer.status_code == 503
    assert documents.PACKAGES in answer.content.decode()


def test_script_without_a_font_is_reported():
    assert documents.scripts_without_font("水质")
    assert not documents.scripts_without_font("Ärzte, воды, مياه, पानी, 12 €")


def test_word_copy_holds_what_the_page_shows_and_names_nobody_else():
    share(statement(meeting(), mark="x"))

    answer = Client().get("/54/samoa/recommendations.docx")
    document = Document(io.BytesIO(answer.content))
    said = [paragraph.text for paragraph in document.paragraphs]

    assert answer.headers["Content-Disposition"] == 'attachment; filename="54-samoa-en.docx"'
    assert "1. Ask 1 x" in said
    assert "Org x (National organisation)" in said
    assert "1. Why x?" in said
    about = document.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")


def test_word_copy_sets_arabic_from_right_to_left():
    made = statement(meeting(), mark="x")
    made.recommendations.filter(order=2).delete()
    one = made.recommendations.get()
    one.text = "نشر النتائج\x0b كل عام"
    one.save()
    share(made)

    content = Client().get("/54/samoa/recommendations.docx").content
    paragraphs = Document(io.BytesIO(content)).paragraphs

    assert [paragraph.text for paragraph in paragraphs if "w:bidi" in paragraph._p.xml] == [
        "1. نشر النتائج كل عام"
    ]


def test_take_away_marks_what_is_for_missions():
    share(statement(meeting(), mark="x"), ["recommendation"], to=["missions"])
    client = delegate("TLS")

    assert "Ask 1 x [for missions]" in client.get("/54/samoa/text/").content.decode()
    assert "[for missions]" in pdf_words(pdf("/54/samoa/sheet.pdf", client))
    said = [
        each.text
        for each in Document(io.BytesIO(client.get("/54/samoa/recommendations.docx").content)).paragraphs
    ]
    assert "1. Ask 1 x [for missions]" in said


def events(address):
    answer = Client().get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return [
        {str(key).lower(): event.decoded(key) if key.startswith("DT") else str(event[key]) for key in event}
        for event in Calendar.from_ical(answer.content).walk("VEVENT")
    ]


def test_calendar_has_one_event_a_meeting_at_the_right_instant(settings):
    meeting()
    meeting("MLT", hour=1)

    found = events("/programme/54/calendar.ics")

    assert [event["dtstart"] for event in found] == [
        datetime(2027, 3, 30, 8, tzinfo=UTC),
        datetime(2027, 3, 30, 9, tzinfo=UTC),
    ]
    assert (
        found[0]["uid"]
        == f"{Sitting.objects.get(pre_session__state_under_review='WSM').uid}@{settings.MESSAGE_ID_DOMAIN}"
    )
    assert found[0]["location"] == "Room XXI, Palais des Nations"
    assert "attendee" not in found[0]
    assert events("/54/malta/meeting.ics") == found[1:]


def test_calendar_moves_and_cancels_what_it_gave_out():
    row = meeting()
    before = events("/54/samoa/meeting.ics")[0]
    sitting = Sitting.objects.get()
    Sitting.objects.update(
        starts_at=sitting.starts_at + timedelta(hours=1),
        ends_at=sitting.ends_at + timedelta(hours=1),
        sequence=1,
    )
    moved = events("/54/samoa/meeting.ics")[0]
    type(row).objects.update(status="not_held")
    off = events("/54/samoa/meeting.ics")[0]

    assert before["uid"] == moved["uid"] == off["uid"]
    assert [event["sequence"] for event in (before, moved, off)] == ["0", "1", "2"]
    assert [event["status"] for event in (before, moved, off)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_meeting_without_an_hour_has_no_calendar_entry():
    meeting()
    Sitting.objects.all().delete()

    assert Client().get("/54/samoa/meeting.ics").status_code == 404
    assert events("/programme/54/calendar.ics") == []


@pytest.mark.parametrize(
    ("address", "title"),
    [("/programme/feed/", "Pre-session on Samoa, series 54"), ("/programme/feed/fr/", None)],
)
def test_feed_names_meetings_in_the_language_asked_for(address, title):
    share(statement(meeting(), mark="x"))

    answer = Client().get(address)
    feed = ElementTree.fromstring(answer.content)

    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 1
    assert entries[0].find(f"{ATOM}id").text.endswith(":pre-session-54-WSM")
    if title:
        assert entries[0].find(f"{ATOM}title").text == title
    else:
        assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "fr"
    assert " x" not in answer.content.decode().replace("xml", "")


def test_feed_and_calendar_are_not_sent_twice():
    meeting()
    for address in ("/programme/feed/", "/programme/54/calendar.ics", "/sitemap.xml"):
        first = Client().get(address)
        again = Client().get(address, headers={"if-none-match": first.headers["ETag"]})

        assert (first.headers["Cache-Control"], again.status_code) == ("no-cache", 304)


def test_sitemap_lists_public_pages_without_dates(settings):
    share(statement(meeting(), mark="x"))

    content = Client().get("/sitemap.xml").content
    found = [
        each.text.removeprefix(settings.SITE_ADDRESS)
        for each in ElementTree.fromstring(content).iter(f"{MAP}loc")
    ]

    assert {"/programme/", "/programme/54/", "/54/samoa/", "/states/samoa/", "/library/", "/calls/"} <= set(
        found
    )
    assert len(found) == len(set(found))
    assert b"lastmod" not in content
    assert [Client().get(address).status_code for address in found] == [200] * len(found)


# --- The series as a booklet, a day's calendar, the programme for machines


def test_booklet_holds_the_series_with_names_and_issues_as_agreed():
    row = meeting()
    share(statement(row, mark="x"))
    statement(row, number=2, mark="kept")

    content = pdf("/programme/54/booklet.pdf")

    with pikepdf.open(io.BytesIO(content)) as file:
        assert "/StructTreeRoot" in file.Root
        assert str(file.docinfo["/Title"]) == "Programme of series 54"
    said = " ".join(pdf_words(content).split())
    for shown in ("Samoa", "Org x", "Tuesday 30 March 2027", "Issues:", "No recording, no photographs."):
        assert shown in said
    assert "kept" not in said


def test_each_side_of_a_booklet_names_the_day_of_its_meetings():
    shown = programme.of_series(meeting().series)
    shown.days[0].lines *= 40
    sides = pdf_words(documents.booklet_pdf(shown, {}, datetime(2027, 3, 1, tzinfo=UTC))).split("\f")
    with_meetings = [" ".join(side.split()) for side in sides if "Samoa" in side]
    assert len(with_meetings) > 1
    assert ["Tuesday 30 March" in side for side in with_meetings] == [True] * len(with_meetings)


def test_calendar_of_a_day_holds_that_day_only():
    meeting()
    answer = Client().get("/programme/54/2027-03-30.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["DTSTART"].dt.date().isoformat() == "2027-03-30"
    assert Client().get("/programme/54/2027-03-31.ics").status_code == 404
    assert Client().get("/programme/54/2027-02-31.ics").status_code == 404


def test_programme_for_machines_says_what_everybody_reads_and_no_more():
    row = meeting()
    made = statement(row, mark="x")
    share(made)
    statement(row, number=2, mark="kept")
    for client in (Client(), delegate("MLT")):
        answer = client.get("/programme/54/programme.json")
        assert (answer.headers["Cache-Control"], answer.headers["Access-Control-Allow-Origin"]) == (
            "no-store",
            "*",
        )
        (found,) = answer.json()["pre_sessions"]
        assert (found["state"], found["status"]) == ({"iso3": "WSM", "name": "Samoa"}, "planned")
        assert found["starts_at"].startswith("2027-03-30T")
        assert found["starts_at"][-6:] == "+02:00"
        assert found["organisations"] == ["Org x"]
        assert "kept" not in answer.text
