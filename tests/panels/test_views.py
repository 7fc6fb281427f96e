"""The panelist's page: theirs alone, answered once, in three languages. Needs the database."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from panels import transitions
from panels.enums import SeatStatus
from panels.models import Seat
from presessions import wording
from presessions.accounts.sessions import OPENED
from presessions.mail.models import OutgoingMail
from presessions.series.models import PreSession
from presessions.series.transitions import mark_held
from tests.applications.staff import staff_client
from tests.factories import make_day, make_officer, make_user
from tests.panels.houses import make_offered, make_pool

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BACKEND = "presessions.accounts.backends.RoleBackend"
PAGES = ["seat", "accept", "decline", "speaker"]


@pytest.fixture
def offered():
    return make_offered().seats.active().first()


def client_of(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def by_phrase(seat):
    client = Client()
    session = client.session
    session[OPENED] = [str(seat.application.public_id)]
    session.save()
    return client


def url(name, seat):
    return reverse(f"panels:{name}", args=[seat.public_id])


def speaker(**said):
    given = {
        "name": "Speaker A",
        "gender": "F",
        "under_18": "no",
        "language": "fr",
        "needs": "",
        "position": "",
    }
    return {**given, **said}


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_shown_to_the_owner_and_to_nobody_else(name, offered):
    owner = client_of(offered.panelist)
    assert owner.get(url(name, offered)).status_code == 200
    assert by_phrase(offered).get(url(name, offered)).status_code == 200
    others = [client_of(make_user()), staff_client(make_officer())]
    assert {client.get(url(name, offered)).status_code for client in others} == {404}


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_kept_nowhere(name, offered):
    assert "no-store" in client_of(offered.panelist).get(url(name, offered))["Cache-Control"]


def test_page_asks_few_queries(offered, django_assert_max_num_queries):
    client = client_of(offered.panelist)
    with django_assert_max_num_queries(15):
        client.get(url("seat", offered))


def test_a_seat_not_offered_yet_is_not_found():
    panel = make_pool()
    transitions.propose(panel, by=make_officer())
    seat = panel.seats.first()
    assert client_of(seat.application.owner).get(url("seat", seat)).status_code == 404


def test_signed_out_is_asked_to_sign_in(client, offered):
    answer = client.get(url("seat", offered))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_offer_says_until_when(offered):
    page = client_of(offered.panelist).get(url("seat", offered)).content.decode()
    assert "A seat on the panel is offered to you" in page
    assert "Geneva time" in page


@pytest.mark.parametrize("came", ["account", "phrase"])
def test_accept_by_account_and_by_phrase(came, offered):
    client = client_of(offered.panelist) if came == "account" else by_phrase(offered)
    for _ in range(2):
        assert client.post(url("accept", offered)).status_code == 302
    offered.refresh_from_db()
    assert offered.status == SeatStatus.CONFIRMED
    assert OutgoingMail.objects.filter(message="seat_confirmed").count() == 1
    assert "Your seat is confirmed" in client.get(url("seat", offered)).content.decode()


def test_days_that_moved_since_the_page_was_opened_are_asked_about_again(offered):
    client, page = client_of(offered.panelist), url("accept", offered)
    series = offered.panel.pre_session.series
    make_day(series, date(2027, 3, 2))
    shown = client.get(page).context["days_told"]
    series.days.all().delete()
    make_day(series, date(2027, 5, 11))
    answer = client.post(page, {"days": shown})
    offered.refresh_from_db()
    assert (answer.status_code, offered.status) == (409, SeatStatus.OFFERED)
    assert "nothing is accepted yet" in answer.text
    assert "2 March 2027" in answer.text
    assert "11 May 2027" in answer.text
    assert client.post(page, {"days": answer.context["days_told"]}).status_code == 302
    offered.refresh_from_db()
    assert offered.status == SeatStatus.CONFIRMED


@pytest.mark.parametrize("sent", ["none", "2027-02-31", "<b>x</b>", "2027-13-01 " * 400])
def test_days_that_cannot_be_read_are_asked_about_again(sent, offered):
    make_day(offered.panel.pre_session.series, date(2027, 3, 2))
    answer = client_of(offered.panelist).post(url("accept", offered), {"days": sent})
    assert answer.status_code == 409
    assert "<b>x" not in answer.text


def test_looking_at_the_buttons_answers_nothing(offered):
    client = client_of(offered.panelist)
    for name in PAGES:
        client.get(url(name, offered))
    offered.refresh_from_db()
    assert offered.status == SeatStatus.OFFERED


def test_decline_with_a_reason_for_staff(offered):
    client = client_of(offered.panelist)
    client.post(url("decline", offered), {"reason": "Not free that week"})
    offered.refresh_from_db()
    assert (offered.status, offered.decline_reason) == (SeatStatus.DECLINED, "Not free that week")
    assert "You are not taking this seat" in client.get(url("seat", offered)).content.decode()


def test_decline_with_too_long_a_reason_keeps_it(offered):
    answer = client_of(offered.panelist).post(url("decline", offered), {"reason": "x" * 1001})
    assert answer.status_code == 422
    assert "x" * 1001 in answer.content.decode()


def test_answer_after_the_offer_lapsed_says_so(offered):
    Seat.objects.filter(pk=offered.pk).update(answer_by=timezone.now() - timedelta(minutes=1))
    transitions.lapse(offered)
    answer = client_of(offered.panelist).post(url("accept", offered), follow=True).content.decode()
    assert "This offer has ended" in answer
    assert "The time to answer is over" in answer


def test_naming_the_speaker(offered):
    client = client_of(offered.panelist)
    client.post(url("speaker", offered), speaker(needs="Step-free access"))
    offered.refresh_from_db()
    assert (offered.speaker_name, offered.language, offered.needs) == ("Speaker A", "fr", "Step-free access")


def test_naming_nobody_is_said_beside_the_field_and_keeps_the_rest(offered):
    answer = client_of(offered.panelist).post(url("speaker", offered), speaker(name="", needs="A break"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write the name of the speaker" in page
    assert "A break" in page


def test_switching_the_language_keeps_what_was_typed_and_saves_nothing(offered):
    client = client_of(offered.panelist)
    answer = client.post(url("speaker", offered), speaker(name="Half a na", switch_language="fr"))
    assert answer.status_code == 200
    assert "Half a na" in answer.content.decode()
    assert 'lang="fr"' in answer.content.decode()
    offered.refresh_from_db()
    assert offered.speaker_name != "Half a na"


def test_what_was_sent_signed_out_comes_back(offered):
    client = Client()
    client.get("/sign-in/")
    client.post(url("decline", offered), {"reason": "Typed before the session ended"})
    offered.refresh_from_db()
    assert offered.status == SeatStatus.OFFERED


def test_the_page_of_a_meeting_that_is_over_offers_neither_to_prepare_nor_to_give_back(offered):
    seat = transitions.confirm_seat(offered, by=offered.panelist)
    client = client_of(offered.panelist)
    assert "If you can’t come after all" in client.get(url("seat", seat)).content.decode()
    mark_held(PreSession.objects.get(pk=seat.panel.pre_session_id), by=None)
    page = client.get(url("seat", seat)).content.decode()
    assert "The meeting is over" in page
    assert "What happens next" not in page
    assert url("decline", seat) not in page
    assert client.get(url("decline", seat)).status_code == 302
    client.post(url("decline", seat), {"reason": ""})
    seat.refresh_from_db()
    assert seat.status == SeatStatus.CONFIRMED


def test_who_follows_late_is_given_no_day_for_the_statement_that_has_passed(offered):
    series, client = offered.panel.pre_session.series, client_of(offered.panelist)
    first = timezone.localdate() + timedelta(days=90)
    series.days.update(date=first)
    due = wording.day(first - timedelta(days=series.statement_due_days), "en", year=True)
    assert due in client.get(url("accept", offered)).content.decode()
    first = timezone.localdate() + timedelta(days=series.statement_due_days - 1)
    series.days.update(date=first)
    page = client.get(url("accept", offered)).content.decode()
    assert "As soon as you can" in page
    assert wording.day(timezone.localdate() - timedelta(days=1), "en", year=True) not in page
