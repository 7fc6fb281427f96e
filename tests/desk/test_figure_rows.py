"""From records to figures, the public page and its table; needs the database."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from presessions.attendance.enums import SpeakerPresence
from presessions.attendance.models import SpeakerRecord
from presessions.desk.figure_rows import freeze, key_figures
from presessions.desk.models import ReportedFigures
from presessions.lifecycle.moves import move
from presessions.series.enums import SeriesStatus
from tests.factories import make_day, make_series

from .conftest import make_held

pytestmark = pytest.mark.django_db


def test_figures_come_from_the_records(over):
    make_held(over, "WSM", speakers=3)
    make_held(over, "CPV", speakers=2, missions=("TLS",), sur_present=False)
    absent = SpeakerRecord.objects.first()
    absent.presence = SpeakerPresence.ABSENT
    absent.save()

    found = key_figures(timezone.now())
    (row,) = found.series
    figures = row.figures

    assert (row.number, figures.states, figures.meetings, figures.speakers) == (52, 2, 2, 4)
    assert (figures.missions, figures.missions_per_meeting) == (2, 2)
    assert (figures.sur_present.count, figures.sur_present.of, figures.sur_spoke.count) == (1, 2, 0)
    assert figures.women is None


def test_confirmed_kind_counts_before_the_claim(over):
    meeting = make_held(over, speakers=1)
    application = meeting.panel.seats.get().application
    application.confirmed_kind = "international"
    application.confirmed_at = timezone.now()
    application.save()

    assert key_figures(timezone.now()).every.national.count == 0


@pytest.mark.parametrize(
    ("status", "ended", "told"),
    [
        (SeriesStatus.ARCHIVED, 7, True),
        (SeriesStatus.ANNOUNCED, 1, True),
        (SeriesStatus.ANNOUNCED, 0, False),
        (SeriesStatus.ANNOUNCED, -3, False),
        (SeriesStatus.CALL_CLOSED, 7, False),
    ],
)
def test_a_series_is_told_only_when_it_is_over(status, ended, told):
    series = make_series(53, status=status)
    make_day(series, timezone.localdate() - timedelta(days=ended))
    make_held(series)

    assert (key_figures(timezone.now()) is not None) is told


def test_before_the_first_series_the_page_says_so(client):
    page = client.get(reverse("desk:key_figures"))

    assert "No series is over yet." in page.content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_page_shows_each_series_and_all_together(client, over, language):
    make_held(over)
    make_held(make_series(51, status=SeriesStatus.ARCHIVED), "CPV")

    page = client.get(reverse("desk:key_figures"), headers={"accept-language": language}).content.decode()

    assert [page.count(f'id="{mark}"') for mark in ("every", "series-52", "series-51")] == [1, 1, 1]


def test_table_has_a_row_for_each_series(client, over):
    make_held(over, speakers=2)

    page = client.get(reverse("desk:key_figures_csv"))

    assert page["Content-Type"] == "text/csv; charset=utf-8"
    assert page.content.decode().splitlines() == [
        "series,states_reviewed,meetings,speakers,national_or_grassroots,coalitions,nhris,women,told_gender,under_18,"
        "missions,missions_per_meeting,states_under_review_present,presence_noted,states_under_review_spoke",
        "52,1,1,2,2,0,0,,,,2,2,1,1,0",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions(client, django_assert_num_queries, count):
    for number, iso3 in zip(range(50, 50 + count), ("WSM", "CPV", "TLS"), strict=False):
        make_held(make_series(number, status=SeriesStatus.ARCHIVED), iso3, missions=("MLT",))

    with django_assert_num_queries(9):
        client.get(reverse("desk:key_figures"))


def test_page_names_no_mission(client, over):
    make_held(over, "WSM", missions=("TLS", "MLT"))

    page = client.get(reverse("desk:key_figures")).content.decode()

    assert "Timor-Leste" not in page
    assert "Malta" not in page


# --- Frozen, drawn, and as published


def test_figures_are_frozen_when_the_series_is_archived(over):
    over.status = SeriesStatus.ANNOUNCED
    over.save()
    meeting = make_held(over, speakers=3)
    move(over, SeriesStatus.ARCHIVED, by=None)
    SpeakerRecord.objects.filter(seat__panel__pre_session=meeting).delete()
    (row,) = key_figures(timezone.now()).series
    assert (row.is_frozen, row.figures.speakers, row.figures.missions) == (True, 3, 2)

    move(over, SeriesStatus.ANNOUNCED, by=None, reason="too early")
    (row,) = key_figures(timezone.now()).series
    assert (row.is_frozen, row.figures.speakers) == (False, 0)


def test_published_figures_are_marked_and_give_way_to_counted_ones(client, over):
    ReportedFigures.objects.all().delete()
    ReportedFigures.objects.create(label="28", order=280, speakers="68", women="40 (59%)", source="A report")
    ReportedFigures.objects.create(label="52", order=520, speakers="=1+1", source="A report")
    page = client.get(reverse("desk:key_figures"))
    assert [line["label"] for line in page.context["table"]] == ["52", "28"]
    assert page.text.count("as published") == 2
    assert (
        client.get(reverse("desk:published_figures_csv")).text.splitlines()[1] == "52,,'=1+1,,,,,,,A report"
    )
    make_held(over)
    freeze(over)
    page = client.get(reverse("desk:key_figures"))
    assert [(line["label"], line.get("source", "")) for line in page.context["table"]] == [
        ("52", ""),
        ("28", "A report"),
    ]


def test_charts_are_drawn_from_two_series_on_and_say_their_numbers(client, over):
    ReportedFigures.objects.all().delete()
    make_held(over, speakers=3)
    assert client.get(reverse("desk:key_figures")).context["charts"] == []
    make_held(make_series(51, status=SeriesStatus.ARCHIVED), "CPV", missions=("MLT",))
    page = client.get(reverse("desk:key_figures"))
    assert page.text.count('<svg role="img"') == 2
    assert "51: 2 / 2; 52: 3 / 3</desc>" in page.text
    ReportedFigures.objects.create(label="28", order=280, speakers="68", source="A report")
    ReportedFigures.objects.create(label="19", order=190, speakers=">40", source="A report")
    page = client.get(reverse("desk:key_figures"))
    assert "28*: 68; 51: 2 / 2; 52: 3 / 3</desc>" in page.text
