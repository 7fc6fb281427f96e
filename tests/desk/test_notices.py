"""Delegates hear once of each series that there is something to read, and of nothing they may not read."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from presessions.accounts.models import Grant, User
from presessions.desk import notices, tasks
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from presessions.permissions import Role
from tests.factories import make_state, make_user
from tests.publications.sharing import meeting, share, statement, unshare

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MISSIONS = ("missions",)


def delegate(*iso3s: str, **fields) -> User:
    user = make_user(**fields)
    for iso3 in iso3s:
        make_state(iso3)
        Grant.objects.create(user=user, role=Role.DELEGATE, iso3=iso3)
    return user


def sent() -> list[tuple[str, str]]:
    rows = OutgoingMail.objects.filter(message=notices.MESSAGE).order_by("pk")
    return list(rows.values_list("to", "cause"))


def test_nobody_hears_of_nothing():
    delegate("TLS")
    statement(meeting("WSM"))

    assert notices.send_notices(timezone.now()) == 0


def test_each_delegate_hears_once_of_a_series():
    delegate("TLS", email="one@example.org")
    delegate("MLT", email="two@example.org", language="fr")
    row = meeting("WSM")
    share(statement(row))

    for _ in range(2):
        tasks.send_publication_notices()
    share(statement(row, number=2))
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        tasks.send_publication_notices()

    assert sent() == [("one@example.org", "series 54"), ("two@example.org", "series 54")]
    assert OutgoingMail.objects.get(to="two@example.org").language == "fr"


def test_a_delegate_gets_one_notice_a_day():
    delegate("TLS", email="one@example.org")
    share(statement(meeting("WSM", number=53)))
    share(statement(meeting("CPV", number=54)))
    now = timezone.now()

    notices.send_notices(now)
    notices.send_notices(now + timedelta(hours=23))
    assert sent() == [("one@example.org", "series 54")]

    notices.send_notices(now + timedelta(hours=25))
    assert sent() == [("one@example.org", "series 54"), ("one@example.org", "series 53")]


def test_the_state_under_review_hears_no_more_than_the_public():
    delegate("WSM", email="reviewed@example.org")
    delegate("TLS", email="other@example.org")
    made = statement(meeting("WSM"))
    share(made, to=MISSIONS)

    notices.send_notices(timezone.now())
    assert sent() == [("other@example.org", "series 54")]

    share(made)
    notices.send_notices(timezone.now())
    assert sent() == [("other@example.org", "series 54"), ("reviewed@example.org", "series 54")]


@pytest.mark.parametrize("why", ["no grant any more", "account closed"])
def test_who_is_no_delegate_any_more_hears_nothing(why):
    user = delegate("TLS")
    share(statement(meeting("WSM")))
    if why == "no grant any more":
        Grant.objects.update(valid_until=timezone.now() - timedelta(minutes=1))
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)

    assert notices.send_notices(timezone.now()) == 0


def test_the_mail_leads_to_the_programme_and_names_nothing():
    delegate("TLS")
    share(statement(meeting("WSM"), mark="Zebra"))
    notices.send_notices(timezone.now())

    letter = outbox.preview(OutgoingMail.objects.get(message=notices.MESSAGE))

    assert f"{settings.SITE_ADDRESS}/programme/54/" in letter.text
    for word in ("Samoa", "WSM", "Zebra", "Timor"):
        assert word not in letter.subject + letter.text + letter.html


@pytest.mark.parametrize("change", ["withdrawn", "no delegate"])
def test_a_notice_that_is_no_longer_true_is_not_sent(change):
    delegate("TLS")
    made = share(statement(meeting("WSM")))
    notices.send_notices(timezone.now())
    if change == "withdrawn":
        unshare(made)
    else:
        Grant.objects.filter(role=Role.DELEGATE).delete()

    with pytest.raises(outbox.NoLongerRelevant):
        outbox.preview(OutgoingMail.objects.get(message=notices.MESSAGE))
