"""The page of whoever is signed in; needs the database."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus
from panels.enums import SeatStatus
from presessions.accounts.actors import actor_of
from presessions.desk.own import own
from tests.factories import (
    make_application,
    make_officer,
    make_panel,
    make_pre_session,
    make_seat,
    make_series,
    make_user,
)
from tests.publications.sharing import delegate, meeting
from tests.publications.sharing import statement as make_statement_on

pytestmark = pytest.mark.django_db
S = ApplicationStatus


def page(client, user=None):
    if user is not None:
        client.force_login(user, backend="presessions.accounts.backends.RoleBackend")
    return client.get(reverse("desk:my"))


def test_signed_out_is_asked_to_sign_in(client):
    answer = page(client)

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/my/")


def test_page_is_never_kept(client):
    assert page(client, make_user())["Cache-Control"] == "no-store"


def test_empty_page_says_what_to_do(client):
    text = page(client, make_user()).content.decode()

    assert "Nothing is here yet." in text
    assert reverse("series:calls") in text


def test_signing_out_is_a_form_that_is_sent(client):
    answer = page(client, make_user())
    assert f'<form method="post" action="{reverse("accounts:sign_out")}">' in answer.content.decode()
    assert f'href="{reverse("accounts:sign_out")}"' not in answer.content.decode()
    assert client.post(reverse("accounts:sign_out")).url == reverse("accounts:signed_out")
    assert page(client).status_code == 302


def test_staff_find_their_way(client):
    assert f'href="{reverse("admin:index")}"' in page(client, make_officer()).content.decode()


def line_of(status: str, **fields) -> dict:
    user = make_user()
    make_application(status=status, owner=user, **fields)
    (line,) = own(actor_of(user)).tasks
    return line


def test_draft_says_until_when():
    line = line_of(S.DRAFT)

    assert line["status"] == {"label": "Draft", "shape": "half", "tone": "blue"}
    assert "Go on writing, and send it by " in line["note"]


def test_draft_of_a_closed_call_says_so():
    series = make_series(closes_at=timezone.now() - timedelta(days=2))
    make_pre_session(series)

    assert "It was not sent before the call closed." in line_of(S.DRAFT)["note"]


def test_sent_application_may_be_changed_until_the_deadline():
    assert "You can change it until " in line_of(S.SUBMITTED)["note"]


@pytest.mark.parametrize("status", [S.SUBMITTED, S.SHORTLISTED, S.SELECTED, S.RESERVE, S.NOT_SELECTED])
def test_a_decision_not_yet_told_can_not_be_read_off_the_page(status):
    make_pre_session(make_series(status="call_closed", closes_at=timezone.now() - timedelta(days=2)))
    line = line_of(status)

    assert line["status"] == {"label": "Received", "shape": "disc", "tone": "green"}
    assert line["note"].endswith("We write to you as soon as the panel is decided.")


def test_a_decision_told_stands_there():
    line = line_of(S.NOT_SELECTED, answer_sent_at=timezone.now())

    assert line["status"]["label"] == "Not selected"


def test_day_of_the_answers_is_told():
    day = timezone.localdate() + timedelta(days=20)
    make_pre_session(
        make_series(status="call_closed", closes_at=timezone.now() - timedelta(days=2), answers_by=day)
    )

    assert "We answer by " in line_of(S.SUBMITTED)["note"]


def test_offer_comes_first_with_its_day(client):
    user = make_user()
    application = make_application(status=S.SELECTED, owner=user)
    seat = make_seat(
        status=SeatStatus.OFFERED, application=application, answer_by=timezone.now() + timedelta(days=7)
    )

    text = page(client, user).content.decode()

    assert "One of the six seats is offered to you: Samoa" in text
    assert reverse("panels:seat", args=[seat.public_id]) in text
    assert text.index("Waiting for your answer") < text.index("Your applications")


def test_confirmed_seat_has_its_hour_and_its_statement(client):
    made = make_statement_on(meeting("WSM"))
    text = page(client, made.seat.panelist).content.decode()

    assert "Tuesday 30 March 2027, 10:00 to 10:45 Geneva time (UTC+2)" in text
    assert "Due on Tuesday 16 March 2027" in text
    assert reverse("publications:statement", args=[made.public_id]) in text


@pytest.mark.parametrize("status", [SeatStatus.OFFERED, SeatStatus.CONFIRMED])
def test_beside_a_seat_no_line_says_that_the_panel_is_still_to_be_decided(status):
    user = make_user()
    application = make_application(status=S.SUBMITTED, owner=user)
    make_seat(status=status, application=application)
    (line,) = own(actor_of(user)).tasks
    assert line["note"] == f"{application.reference}."


def test_nobody_sees_what_is_another_person_s(client):
    application = make_application()
    make_seat(application=make_application(status=S.SELECTED))

    found = own(actor_of(make_user()))

    assert found.is_empty
    assert application.reference not in page(client, make_user()).content.decode()


def test_delegate_finds_mission_and_meetings():
    meeting("WSM")
    text = delegate("TLS", "MLT").get(reverse("desk:my")).content.decode()

    assert "Your Permanent Missions" in text
    assert "Malta, Timor-Leste" in text
    assert reverse("publications:pre_session", args=[54, "samoa"]) in text


def test_delegate_is_led_to_no_series_that_is_over():
    make_series(51, status="archived")
    make_series(52, status="announced")
    text = delegate("TLS").get(reverse("desk:my")).content.decode()
    assert [reverse("publications:series_programme", args=[number]) in text for number in (51, 52)] == [
        False,
        True,
    ]


def test_several_roles_stand_on_one_page(client):
    user = make_user()
    make_application(make_pre_session(), owner=user)
    made = make_statement_on(meeting("TLS", number=53))
    made.seat.panelist = user
    made.seat.save()

    text = page(client, user).content.decode()

    assert [word in text for word in ("Your seats", "Your applications", "Your Permanent Mission")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions(client, django_assert_num_queries, count):
    user = make_user()
    series = make_series(51)
    for iso3 in ("WSM", "TLS", "MLT")[:count]:
        row = make_pre_session(series, iso3)
        make_application(row, owner=user)
        make_seat(make_panel(row), application=make_application(row, status=S.SELECTED, owner=user))
    client.force_login(user, backend="presessions.accounts.backends.RoleBackend")
    page(client)

    with django_assert_num_queries(8):
        page(client)
