"""What staff find due today; needs the database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus
from panels.enums import PanelStatus, SeatStatus
from panels.models import Panel
from presessions.accounts.actors import actor_of
from presessions.accounts.grants import recuse
from presessions.desk.dashboard import dashboard
from presessions.mail.models import OutgoingMail
from presessions.permissions import Role
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PreSession, Series
from publications.models import Statement
from tests.factories import (
    make_application,
    make_confirmed_application,
    make_day,
    make_officer,
    make_panel,
    make_pre_session,
    make_seat,
    make_series,
)
from tests.publications.sharing import meeting, statement
from tests.series.conftest import sign_in_staff

pytestmark = pytest.mark.django_db


def due(now: datetime | None = None, *, role: Role = Role.OFFICER) -> list[str]:
    return [line.words for line in dashboard(actor_of(make_officer(role=role)), now or timezone.now()).due]


def written(row: PreSession) -> Statement:
    """The statement of the one confirmed panelist of a panel that is complete."""
    made = statement(row)
    Panel.objects.update(status=PanelStatus.COMPLETE)
    return made


def closed(number: int = 54) -> object:
    return make_series(number, status=SeriesStatus.CALL_CLOSED)


def test_nothing_is_due_in_an_empty_house():
    assert due() == []


def test_call_that_opens_soon():
    opens = timezone.now() + timedelta(days=3)
    make_series(status=SeriesStatus.PLANNED, opens_at=opens, closes_at=opens + timedelta(days=30))

    (line,) = due()
    assert line.startswith("The call is to open on ")


def test_call_that_closes_soon_names_a_state_with_a_day_of_its_own():
    closes = datetime(2027, 3, 20, 22, 59, tzinfo=UTC)
    series = make_series(opens_at=closes - timedelta(days=40), closes_at=closes)
    make_pre_session(series, "WSM")
    make_pre_session(series, "TLS")
    make_pre_session(series, "MLT", closes_at=closes + timedelta(days=2))

    assert due(closes - timedelta(days=7)) == [
        "The call closes for 2 States on Saturday 20 March, 23:59 Geneva time (UTC+1)",
        "The call closes for Malta on Monday 22 March, 23:59 Geneva time (UTC+1)",
    ]
    assert due(closes - timedelta(days=20)) == []


def test_applications_to_confirm_are_counted_without_drafts():
    row = make_pre_session()
    make_application(row)
    make_application(row, status=ApplicationStatus.DRAFT)
    make_confirmed_application(row)

    assert due() == ["1 application to read and confirm"]


def test_panels_seats_and_offers():
    series = closed()
    make_confirmed_application(make_pre_session(series, "WSM"))
    to_offer = make_panel(make_pre_session(series, "TLS"), status=PanelStatus.APPROVED)
    make_seat(to_offer, status=SeatStatus.PROPOSED)
    waiting = make_panel(make_pre_session(series, "MLT"), status=PanelStatus.OFFERED)
    make_seat(waiting, status=SeatStatus.OFFERED, answer_by=datetime(2027, 3, 20, 11, tzinfo=UTC))

    assert due(datetime(2027, 3, 15, tzinfo=UTC)) == [
        "1 panel to decide",
        "1 seat to offer",
        "1 offer without an answer; the first lapses on Saturday 20 March, 12:00 Geneva time (UTC+1)",
        "The timetable is not published: there is no draft yet",
    ]


def panels_under_way(series: Series, **own: object) -> None:
    """A panel to decide, seats to offer and an offer out; ``own`` for the first State."""
    make_confirmed_application(make_pre_session(series, "WSM", **own))
    make_seat(
        make_panel(make_pre_session(series, "TLS"), status=PanelStatus.APPROVED), status=SeatStatus.PROPOSED
    )
    make_seat(
        make_panel(make_pre_session(series, "MLT"), status=PanelStatus.OFFERED), status=SeatStatus.OFFERED
    )


def test_panels_are_due_after_the_programme_is_announced_too():
    panels_under_way(make_series(status=SeriesStatus.ANNOUNCED))

    assert due() == [
        "1 panel to decide",
        "1 seat to offer",
        "1 offer without an answer",
        "The timetable is not published: there is no draft yet",
    ]


def test_one_state_that_is_open_again_hides_nothing_of_the_others(client):
    now = timezone.now()
    series = make_series(opens_at=now - timedelta(days=40), closes_at=now - timedelta(days=5))
    panels_under_way(series)
    again = make_pre_session(series, "HTI", closes_at=now + timedelta(days=20))
    make_confirmed_application(again)

    assert due() == [
        "1 panel to decide",
        "1 seat to offer",
        "1 offer without an answer",
        "The timetable is not published: there is no draft yet",
    ]
    page = sign_in_staff(client, make_officer()).get(reverse("admin:index")).content.decode()
    heads = [f'<th scope="col">{head}</th>' for head in ("Deadline", "Panel", "Seats")]
    assert [page.count(head) for head in heads] == [1, 1, 1]


def test_nothing_is_to_decide_for_a_meeting_that_is_over():
    make_confirmed_application(meeting("WSM"))

    assert due(datetime(2027, 3, 29, 12, tzinfo=UTC)) == ["1 panel to decide"]
    assert due(datetime(2027, 3, 30, 12, tzinfo=UTC)) == ["1 meeting to record"]


def test_published_timetable_without_a_place_for_a_meeting():
    row = meeting("WSM")
    make_pre_session(row.series, "TLS")
    assert due(datetime(2027, 3, 1, tzinfo=UTC)) == ["Timor-Leste has no place in the published timetable"]

    make_pre_session(row.series, "MLT")
    assert due(datetime(2027, 3, 1, tzinfo=UTC)) == ["2 meetings have no place in the published timetable"]


def test_series_is_not_to_be_closed_before_a_meeting_without_a_place_is_recorded():
    row = meeting("WSM")
    type(row).objects.update(status=PreSessionStatus.HELD)
    make_pre_session(row.series, "TLS")

    assert due(datetime(2027, 4, 2, tzinfo=UTC)) == ["1 meeting to record"]


def test_what_is_late_stands_first():
    series = closed()
    make_confirmed_application(make_pre_session(series, "WSM"))
    waiting = make_panel(make_pre_session(series, "MLT"), status=PanelStatus.OFFERED)
    make_seat(waiting, status=SeatStatus.OFFERED, answer_by=timezone.now() + timedelta(hours=5))

    assert due()[0].startswith("1 offer without an answer")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-30, []),
        (-20, ["1 statement due from Tuesday 16 March"]),
        (-10, ["1 statement late"]),
    ],
)
def test_statements_are_due_two_weeks_before_the_meeting(days, words):
    written(meeting("WSM"))

    assert due(datetime(2027, 3, 30, 12, tzinfo=UTC) + timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("status", "words"),
    [("received", "1 statement to check"), ("checked", "1 statement checked and not shared yet")],
)
def test_statements_that_wait_for_staff(status, words):
    made = written(meeting("WSM"))
    type(made).objects.update(status=status)

    assert due(datetime(2027, 2, 1, tzinfo=UTC)) == [words]


def test_meetings_that_took_place_are_to_be_recorded():
    meeting("WSM")

    assert due(datetime(2027, 3, 30, 12, tzinfo=UTC), role=Role.MODERATOR) == ["1 meeting to record"]


def test_series_whose_meetings_are_recorded_is_to_be_closed():
    row = meeting("WSM")
    type(row).objects.update(status=PreSessionStatus.HELD)

    assert due(datetime(2027, 4, 2, tzinfo=UTC)) == ["Every meeting is recorded: close the series"]


def test_series_that_is_over_asks_for_nothing():
    make_application(make_pre_session(make_series(status=SeriesStatus.ARCHIVED)))

    assert due() == []


def test_mails_that_failed_stand_there():
    OutgoingMail.objects.create(
        to="a@example.org", message="x", cause="y", language="en", message_id="<1@x>", status="failed"
    )

    assert due() == ["1 mail failed or refused so far"]


def test_a_recused_reader_finds_nothing_of_that_state():
    make_application(make_pre_session(iso3="WSM"))
    officer = make_officer()
    recuse(officer, "WSM", by=None)

    found = dashboard(actor_of(officer), timezone.now())

    assert (found.due, found.boards) == ([], [])


def test_a_moderator_reads_nothing_of_applications(client):
    make_application(make_pre_session(iso3="WSM"))
    sign_in_staff(client, make_officer(role=Role.MODERATOR))

    text = client.get(reverse("admin:index")).content.decode()

    assert "Samoa" not in text
    assert "to read and confirm" not in text


def test_every_line_leads_somewhere(client):
    series = closed()
    row = make_pre_session(series, "WSM")
    make_application(row)
    make_day(series)
    desk = sign_in_staff(client, make_officer())

    lines = dashboard(actor_of(make_officer()), timezone.now()).due

    assert [desk.get(line.url).status_code for line in lines] == [200] * len(lines)
    assert len(lines) == 3


def test_trouble_is_said_at_the_top(client):
    text = sign_in_staff(client, make_officer()).get(reverse("admin:index")).content.decode()

    assert "The house is in trouble." in text
    assert "Beat has not been heard of" in text


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions(client, django_assert_max_num_queries, count):
    for number in range(54, 54 + count):
        series = make_series(number)
        for iso3 in ("WSM", "TLS", "MLT")[:count]:
            row = make_pre_session(series, iso3)
            make_application(row)
            make_seat(make_panel(row))
    sign_in_staff(client, make_officer())
    client.get(reverse("admin:index"))

    with django_assert_max_num_queries(15) as asked:
        client.get(reverse("admin:index"))

    assert len(asked) == 14
