"""Staff's pages of the outbox: what is shown, to whom, and what can be done once. Needs the database."""

import re
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from presessions.accounts.grants import recuse
from presessions.lifecycle.models import StatusChange
from presessions.mail import delivery, outbox, transitions
from presessions.mail.models import Mailing, OutgoingMail
from presessions.permissions import Role
from tests.factories import make_officer
from tests.mail.sources import serving

pytestmark = pytest.mark.django_db

LIST = "/staff/mail/outgoingmail/"


def signed_in(client, user):
    """A session in which password and second factor were given."""
    client.force_login(user)
    session, at = client.session, time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": at},
        {"method": "mfa", "at": at},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session["seen_at"] = session["signed_in_at"] = at
    session.save()
    return client


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def desk(client, officer):
    return signed_in(client, officer)


def page_of(mail):
    return reverse("admin:mail_outgoingmail_change", args=[mail.pk])


def act_on(mail, act):
    return reverse("admin:mail_outgoingmail_act", args=[mail.pk, act])


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", [LIST, "/staff/mail/mailing/"])
def test_list_asks_the_same_number_of_queries_whatever_its_rows(
    desk, queued, django_assert_max_num_queries, address, rows
):
    for number in range(rows):
        mailing = Mailing.objects.create(message="application_received", title=f"Mailing {number}")
        queued(number, mailing=mailing, bulk=True)
    with django_assert_max_num_queries(15) as queries:
        assert desk.get(address).status_code == 200
    assert len(queries) == EXPECTED[address]


EXPECTED = {LIST: 8, "/staff/mail/mailing/": 6}


def test_what_failed_stands_first(desk, queued):
    sent, failed, waiting = queued(1), queued(2), queued(3)
    now = timezone.now()
    transitions.claim("t", now=now, limit=2)
    transitions.record_sent([sent.pk], "t", now=now)
    transitions.fail(failed.pk, "t", reason="550 no such mailbox")
    shown = [row.pk for row in desk.get(LIST).context["cl"].result_list]
    assert shown == [failed.pk, waiting.pk, sent.pk]


@pytest.mark.parametrize(
    "query",
    [
        "status__exact=waiting",
        "message=application_received",
        "language=en",
        "series_number=54",
        "trouble=yes",
        "trouble=twice",
        "q=reader1",
    ],
)
def test_filters_and_search_answer(desk, queued, query):
    queued(1)
    assert desk.get(f"{LIST}?{query}").status_code == 200


def test_page_shows_the_letter_as_it_would_read_now(desk, queued, django_assert_max_num_queries):
    mail = queued(1)
    with django_assert_max_num_queries(15):
        page = desk.get(page_of(mail)).content.decode()
    assert "We have your application 54-1" in page
    with serving("application_received", lambda ids, language: None):
        assert "It would not be sent any more" in desk.get(page_of(mail)).content.decode()
    with serving("application_received", lambda ids, language: 1 / 0):
        response = desk.get(page_of(mail))
    assert (response.status_code, "ZeroDivisionError" in response.content.decode()) == (200, True)


def test_letter_in_its_frame_runs_nothing_and_asks_for_nothing(desk, queued):
    response = desk.get(reverse("admin:mail_outgoingmail_letter", args=[queued(1).pk]))
    policy = response["Content-Security-Policy"]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'; form-action 'none'; "
        r"frame-ancestors 'self'; sandbox",
        policy,
    )
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]


def test_code_is_shown_nowhere(desk):
    mail = outbox.queue_code("reader@example.org", "KQMT7XPA", "en")
    page = desk.get(page_of(mail)).content.decode()
    assert "KQMT7XPA" not in page
    assert mail.sealed_code not in page
    assert "never shown" in page
    assert act_on(mail, "resend") not in page
    assert desk.get(reverse("admin:mail_outgoingmail_letter", args=[mail.pk])).status_code == 404
    assert "KQMT7XPA" not in desk.get(LIST).content.decode()


def test_hold_asks_first_and_records_who_and_why(desk, officer, queued):
    mail = queued(1)
    assert desk.get(act_on(mail, "hold")).status_code == 200
    mail.refresh_from_db()
    assert mail.status == "waiting"
    desk.post(act_on(mail, "hold"), {"reason": "wrong date"})
    desk.post(act_on(mail, "hold"), {"reason": "wrong date"})
    mail.refresh_from_db()
    assert mail.status == "held"
    assert [(change.by, change.reason) for change in StatusChange.objects.of(mail)] == [
        (officer, "wrong date")
    ]
    desk.post(act_on(mail, "release"), {"reason": ""})
    mail.refresh_from_db()
    assert mail.status == "waiting"


@pytest.mark.parametrize("status", ["waiting", "held"])
def test_what_has_not_left_yet_is_not_sent_a_second_time(desk, queued, status):
    """A page that stayed open, or a press on no button: a letter held for its mailing would leave before it."""
    mail = queued(1)
    OutgoingMail.objects.filter(pk=mail.pk).update(status=status)
    page = desk.post(act_on(mail, "resend"), {"reason": "", "version": ""}, follow=True)
    assert "This can&#x27;t be done any more" in page.text
    assert OutgoingMail.objects.count() == 1


def test_resend_twice_from_one_question_is_one_mail(desk, queued):
    mail = queued(1)
    delivery.drain()
    version = desk.get(act_on(mail, "resend")).context["form"].initial["version"]
    for _ in range(2):
        desk.post(act_on(mail, "resend"), {"reason": "", "version": version})
    assert list(OutgoingMail.objects.order_by("pk").values_list("version", flat=True)) == ["1", "1+1"]


def test_what_can_be_done_no_more_is_said_plainly(desk, queued):
    mail = queued(1)
    delivery.drain()
    page = desk.post(act_on(mail, "hold"), {"reason": ""}, follow=True)
    assert (
        "This can’t be done any more" in page.content.decode()
        or "can&#x27;t be done" in page.content.decode()
    )


def test_list_actions_hold_and_release(desk, queued):
    mails = [queued(number) for number in range(2)]
    chosen = {"_selected_action": [mail.pk for mail in mails]}
    desk.post(LIST, {"action": "hold_these", **chosen})
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {"held"}
    desk.post(LIST, {"action": "release_these", **chosen})
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {"waiting"}


@pytest.mark.parametrize("act", ["delete", "send", "start"])
def test_unknown_act_is_not_found(desk, queued, act):
    assert desk.post(act_on(queued(1), act)).status_code == 404


def test_moderator_sees_no_outbox(client, queued):
    moderator = signed_in(client, make_officer(role=Role.MODERATOR))
    mail = queued(1)
    answers = [moderator.get(LIST), moderator.get(page_of(mail)), moderator.post(act_on(mail, "hold"))]
    assert {response.status_code for response in answers} <= {302, 403, 404}
    mail.refresh_from_db()
    assert mail.status == "waiting"


def test_without_second_factor_there_is_no_page(client, officer, queued):
    client.force_login(officer)
    assert client.get(LIST).status_code == 302
    assert client.get(page_of(queued(1))).status_code == 302


def test_recused_officer_does_not_find_the_states_mail(desk, officer, queued):
    hers, other = queued(1, ids={"number": 1, "iso3": "WSM"}), queued(2, ids={"number": 2, "iso3": "MLT"})
    recuse(officer, "WSM", by=None)
    assert [row.pk for row in desk.get(LIST).context["cl"].result_list] == [other.pk]
    assert desk.get(page_of(hers)).status_code in {302, 404}
    assert desk.get(reverse("admin:mail_outgoingmail_letter", args=[hers.pk])).status_code == 404
    assert desk.post(act_on(hers, "hold")).status_code == 404


def test_mailing_shows_three_letters_and_starts_and_stops_once(desk, queued, django_assert_max_num_queries):
    mailing = Mailing.objects.create(message="application_received", title="To all")
    for number in range(6):
        queued(number, mailing=mailing, bulk=True, language=("en", "fr", "es")[number % 3])
    mailing.skipped = [["old@example.org", "left the list"]]
    mailing.save()
    address = reverse("admin:mail_mailing_change", args=[mailing.pk])
    with django_assert_max_num_queries(15):
        page = desk.get(address)
    assert [mail.language for mail, _, _ in page.context["samples"]] == ["en", "es", "fr"]
    assert page.context["by_language"] == [("en", 2), ("es", 2), ("fr", 2)]
    assert "left the list" in page.content.decode()
    for _ in range(2):
        desk.post(reverse("admin:mail_mailing_act", args=[mailing.pk, "start"]))
    mailing.refresh_from_db()
    assert mailing.status == "started"
    assert timedelta(seconds=50) < mailing.start_at - timezone.now() <= timedelta(seconds=60)
    desk.post(reverse("admin:mail_mailing_act", args=[mailing.pk, "stop"]))
    assert set(mailing.mails.values_list("status", flat=True)) == {"dropped"}
    assert desk.get(reverse("admin:mail_mailing_act", args=[mailing.pk, "start"])).status_code == 302


def test_mailing_starts_only_with_a_recent_second_factor(desk, queued):
    mailing = Mailing.objects.create(message="application_received", title="To all")
    queued(1, mailing=mailing, bulk=True)
    session = desk.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    answer = desk.post(reverse("admin:mail_mailing_act", args=[mailing.pk, "start"]))
    mailing.refresh_from_db()
    assert (answer.status_code, mailing.status) == (302, "draft")
