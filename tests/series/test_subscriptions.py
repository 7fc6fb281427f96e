"""Calls by e-mail: double opt-in, the same answer for everybody, out with one click."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from presessions.mail import outbox, registry
from presessions.mail.models import OutgoingMail
from presessions.series import subscriptions
from presessions.series.enums import ContactStatus
from presessions.series.models import Contact, State

from .conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADDRESS = "radio@example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def ask(client, *iso3s, email=ADDRESS, language="fr"):
    return client.post("/calls/subscribe/", {"email": email, "language": language, "states": iso3s})


def confirmed(*, email=ADDRESS, language="en", states=()):
    subscriptions.ask(email, language=language, states=State.objects.filter(iso3__in=states))
    contact = Contact.objects.get(email=email)
    assert subscriptions.confirm(contact.token, contact.asked_version)
    contact.refresh_from_db()
    return contact


def link_in_mail():
    mail = OutgoingMail.objects.latest("pk")
    return registry.values(mail.message, mail.ids, mail.language)["url"].removeprefix("http://127.0.0.1:8000")


def test_asking_and_confirming_takes_two_posts_and_no_get(calendar, client):
    assert ask(client, "TGO", "HTI").headers["Location"] == "/calls/subscribe/asked/"
    contact = Contact.objects.get()
    assert (contact.status, contact.states.count()) == (ContactStatus.UNCONFIRMED, 0)
    link = link_in_mail()
    for _ in range(3):
        page = client.get(link)
        assert (page.status_code, page.headers["Cache-Control"].startswith("max-age=0")) == (200, True)
    contact.refresh_from_db()
    assert contact.status == ContactStatus.UNCONFIRMED
    assert client.post(link).status_code == 200
    assert client.post(link).status_code == 200
    contact.refresh_from_db()
    assert (contact.status, contact.language) == (ContactStatus.CONFIRMED, "fr")
    assert {state.iso3 for state in contact.states.all()} == {"TGO", "HTI"}


def test_answer_is_the_same_for_known_and_unknown_addresses(calendar, client):
    confirmed()
    known, unknown = ask(Client()), ask(Client(), email="other@example.org")
    same = ("Location", "Content-Type", "Cache-Control")
    assert [known.headers.get(name) for name in same] == [unknown.headers.get(name) for name in same]
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert OutgoingMail.objects.filter(message="contact_confirm").count() == 3


def test_nobody_changes_what_somebody_else_receives(calendar, client):
    contact = confirmed(language="es")
    ask(client, "TGO", language="en")
    contact.refresh_from_db()
    assert (contact.status, contact.language, contact.states.count()) == (ContactStatus.CONFIRMED, "es", 0)


def test_double_tap_is_one_mail_and_another_wish_is_another(calendar, client):
    for iso3s in (["TGO"], ["TGO"], ["HTI"]):
        ask(client, *iso3s)
    assert OutgoingMail.objects.count() == 2
    first, second = OutgoingMail.objects.order_by("pk")
    assert registry.values(first.message, first.ids, "en") is None
    assert registry.values(second.message, second.ids, "en") is not None


def test_link_of_an_older_wish_confirms_nothing(calendar, client):
    ask(client, "TGO")
    old = link_in_mail()
    ask(client, "HTI")
    assert client.get(old).status_code == 404
    assert client.post(old).status_code == 404
    assert Contact.objects.get().status == ContactStatus.UNCONFIRMED


def test_link_is_too_old_after_seven_days(calendar):
    with time_machine.travel(NOW, tick=False):
        subscriptions.ask(ADDRESS, language="en", states=[])
    contact = Contact.objects.get()
    late = NOW + subscriptions.CONFIRM_WITHIN + timedelta(seconds=1)
    with time_machine.travel(late, tick=False):
        assert not subscriptions.confirm(contact.token, 1)
    with time_machine.travel(late - timedelta(seconds=1), tick=False):
        assert subscriptions.confirm(contact.token, 1)


def test_fifth_question_of_a_day_for_one_address_is_answered_alike_and_not_mailed(calendar):
    iso3s = ["TGO", "HTI", "SSD", "UGA", "MDA"]
    answers = {(ask(Client(), iso3).status_code, ask(Client(), iso3).content) for iso3 in iso3s}
    assert answers == {(302, b"")}
    assert OutgoingMail.objects.count() == 2  # each wish was sent twice: two wishes fit into four questions


def test_a_stranger_elsewhere_cannot_use_up_the_questions_of_an_address(calendar):
    stranger, owner = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.7")
    for iso3 in ("TGO", "HTI", "SSD", "UGA", "MDA", "TGO"):
        ask(stranger, iso3)
    before = OutgoingMail.objects.count()
    answer = ask(owner, "HTI", "TGO")
    assert (answer.status_code, OutgoingMail.objects.count() - before) == (302, 1)
    assert "The newest one that arrived holds" in owner.get(answer.headers["Location"]).text
    assert ask(stranger, "HTI", "TGO").headers["Location"] == answer.headers["Location"]
    link = link_in_mail()
    assert "Haiti" in owner.get(link).text
    owner.post(link)
    contact = Contact.objects.get()
    assert (contact.status, {state.iso3 for state in contact.states.all()}) == ("confirmed", {"HTI", "TGO"})


def test_a_mailbox_is_not_filled_from_many_networks(calendar):
    for number in range(1, 31):
        ask(Client(REMOTE_ADDR=f"203.0.113.{number}"), ("TGO", "HTI")[number % 2])
    assert OutgoingMail.objects.count() == 20


def test_too_many_questions_from_one_place_are_refused_and_keep_what_was_typed(calendar, client):
    for number in range(20):
        ask(client, email=f"one{number}@example.org")
    answer = ask(client, "TGO", email="last@example.org")
    assert answer.status_code == 429
    assert b"last@example.org" in answer.content
    assert not Contact.objects.filter(email="last@example.org").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "", "language": "en"}, "email"),
        ({"email": "no address", "language": "en"}, "email"),
        ({"email": "a@example.org\r\nBcc: b@example.org", "language": "en"}, "email"),
        ({"email": "a@example.org", "language": "de"}, "language"),
        ({"email": "a@example.org", "language": "en", "states": ["XXX"]}, "states"),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_stored(calendar, client, values, field):
    answer = client.post("/calls/subscribe/", values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Contact.objects.exists()


def test_leaving_takes_one_post_without_cookie_or_token_and_a_get_does_nothing(calendar):
    contact = confirmed()
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(f"/calls/leave/{contact.token}/").status_code == 200
    contact.refresh_from_db()
    assert contact.status == ContactStatus.CONFIRMED
    for _ in range(2):
        assert browser.post(f"/calls/leave/{contact.token}/", ONE_CLICK).status_code == 200
    contact.refresh_from_db()
    assert contact.status == ContactStatus.LEFT
    assert not Contact.objects.confirmed().exists()


def test_leaving_answers_alike_for_a_token_nobody_has(calendar):
    contact = confirmed()
    real = Client().post(f"/calls/leave/{contact.token}/", ONE_CLICK)
    other = Client().post(f"/calls/leave/{'x' * len(contact.token)}/", ONE_CLICK)
    texts = [
        answer.content.replace(contact.token.encode(), b"x" * len(contact.token)) for answer in (real, other)
    ]
    strip = [text.split(b"<main", 1)[1] for text in texts]
    assert (real.status_code, strip[0]) == (other.status_code, strip[1])


def test_whoever_left_can_come_back_and_only_by_confirming(calendar):
    contact = confirmed()
    subscriptions.leave(contact.token)
    subscriptions.ask(ADDRESS, language="en", states=[])
    contact.refresh_from_db()
    assert contact.status == ContactStatus.LEFT
    assert subscriptions.confirm(contact.token, contact.asked_version)
    contact.refresh_from_db()
    assert contact.status == ContactStatus.CONFIRMED


def test_call_mail_is_dropped_for_whoever_left_meanwhile_and_once_the_call_closed(opened, officer):
    contact = confirmed()
    ids = {"series": 54, "contact": contact.pk}
    assert outbox.preview("call_for_applications", ids, "en").list_unsubscribe_url.endswith(
        f"/calls/leave/{contact.token}/"
    )
    subscriptions.leave(contact.token)
    assert registry.values("call_for_applications", ids, "en") is None


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_call_mail_names_no_state_in_its_subject(opened, language):
    letter = outbox.preview("call_for_applications", {"series": 54, "contact": "preview"}, language)
    names = [getattr(state, f"name_{language}") for state in State.objects.all()]
    assert [name for name in names if name in letter.subject] == []
    assert "/calls/54/" in letter.text
