"""The home page: the open call, the week, or what comes next; needs the database."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from presessions.desk import home
from presessions.series.enums import PreSessionStatus, SeriesStatus
from tests.factories import make_pre_session, make_series
from tests.publications.sharing import meeting

from .conftest import make_held

pytestmark = pytest.mark.django_db
DURING = datetime(2027, 3, 30, 8, 20, tzinfo=UTC)  # the first meeting sits from 10:00 to 10:45 in Geneva


def page(client, **headers) -> str:
    return client.get(reverse("desk:home"), headers=headers).content.decode()


def test_open_call_is_the_one_that_closes_first():
    now = timezone.now()
    make_pre_session(make_series(55, closes_at=now + timedelta(days=40)), "CPV")
    soon = make_series(54, closes_at=now + timedelta(days=9))
    make_pre_session(soon, "WSM", order=2)
    make_pre_session(soon, "TLS", order=1)

    call = home.open_call(now)

    assert call["series"] == soon
    assert (call["first_name"], call["last_name"], call["deadline"]) == (
        "Timor-Leste",
        "Samoa",
        soon.closes_at,
    )


def test_a_state_whose_deadline_passed_is_not_in_the_call():
    now = timezone.now()
    series = make_series()
    make_pre_session(series, "WSM", closes_at=now - timedelta(hours=1))
    make_pre_session(series, "TLS")

    assert home.open_call(now)["names"] == ["Timor-Leste"]


def test_no_call_open_says_when_the_next_one_is_expected(client):
    opens = datetime(2027, 5, 3, 7, tzinfo=UTC)
    make_series(56, status=SeriesStatus.PLANNED, opens_at=opens, closes_at=opens + timedelta(days=30))

    assert "The next call is expected on 3 May 2027." in page(client)


def test_empty_house_still_welcomes(client):
    assert "A call opens three to four months before each series" in page(client)


@pytest.mark.parametrize(
    ("moment", "standing"),
    [(DURING - timedelta(days=3), "coming"), (DURING, "on"), (DURING + timedelta(days=3), "over")],
)
def test_week_is_coming_on_or_over(moment, standing):
    meeting("WSM")

    week = home.week(moment)

    assert week.dates == ("30 March 2027, over" if standing == "over" else "30 March 2027")

    assert (week.standing, week.first, week.last) == (standing, date(2027, 3, 30), date(2027, 3, 30))


def test_the_meeting_that_sits_is_marked():
    meeting("WSM")
    meeting("TLS", hour=1)

    (day,) = home.week(DURING).days

    assert day["today"] is True
    assert [line["now"] for line in day["meetings"]] == [True, False]


def test_a_week_that_comes_stands_before_one_that_is_over():
    meeting("WSM", number=53)
    meeting("TLS", number=54)
    past, coming = home.Sitting.objects.order_by("pre_session__series__session")
    home.Sitting.objects.filter(pk=past.pk).update(
        starts_at=past.starts_at - timedelta(days=7), ends_at=past.ends_at - timedelta(days=7)
    )

    assert home.week(coming.starts_at - timedelta(days=6)).series.number == 54


def test_states_without_a_meeting_stand_once_for_each_reason(client):
    row = meeting("WSM")
    for iso3 in ("TLS", "MLT"):
        make_pre_session(
            row.series, iso3, status=PreSessionStatus.NOT_HELD, not_held_reason_en="too few applied"
        )

    assert "No meeting on Timor-Leste, Malta: too few applied" in page(client)


def test_page_says_what_is_on_this_week(client):
    meeting("WSM")

    with time_machine.travel(DURING, tick=False):
        text = page(client)

    assert "This week in Geneva" in text
    assert "In the room now" in text


def test_a_meeting_moved_weeks_away_makes_no_week_of_them(client):
    meeting("WSM")
    meeting("TGO", hour=40 * 24)

    with time_machine.travel(DURING, tick=False):
        text = page(client)

    assert "this week" not in text.lower()
    assert "Series 54 is on, 30 March" in text
    assert "Series 54 in Geneva" in text


def test_figures_stand_at_the_end(client, over):
    make_held(over)

    assert "All figures and how we count" in page(client)


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions(client, django_assert_num_queries, over, count):
    series = make_series(55)
    for hour, iso3 in enumerate(("WSM", "TLS", "MLT")[:count]):
        make_pre_session(series, iso3)
        meeting(iso3, hour=hour)
        make_held(over, iso3, missions=("CPV",))

    with django_assert_num_queries(11):
        page(client)
