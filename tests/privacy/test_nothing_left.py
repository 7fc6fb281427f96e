"""After somebody was erased, no table, file name or log of ours holds their address; needs the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone

from applications.erasing import erase
from applications.models import Application
from presessions.accounts.models import Grant, User
from presessions.attendance.models import Invitation
from presessions.mail import delivery, outbox
from presessions.mail.models import Mailing, OutgoingMail
from presessions.permissions import Role
from presessions.privacy import retention
from presessions.privacy.erase import erase_person
from presessions.series.models import Contact, PermanentMission
from publications.models import Bundle, BundleRecipient, Guardian
from tests.factories import make_application, make_series, make_state, make_user
from tests.publications.sharing import meeting, statement

pytestmark = pytest.mark.django_db
ADA = "ada.canary@example.org"
# every field of ours that holds an address; the office of a mission is no person's
HOLDS = {
    "accounts.User.email",
    "applications.Application.speaker_email",
    "attendance.Invitation.email",
    "mail.OutgoingMail.to",
    "publications.BundleRecipient.email",
    "publications.Guardian.email",
    "series.Contact.email",
    "series.PermanentMission.email",
}


def everything() -> list[str]:
    """Every row of every table, as text, with the name of its table before it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    return found


def still(word: str) -> list[str]:
    return [row[:200] for row in everything() if word in row.lower()]


def log(thing: models.Model, called: str) -> None:
    LogEntry.objects.create(
        user=make_user("officer@example.org"), content_type=ContentType.objects.get_for_model(type(thing)),
        object_id=str(thing.pk), object_repr=called, action_flag=CHANGE, change_message="",
    )  # fmt: skip


def mail(to: str = ADA, *, cause: str = "x", **ids: Any) -> OutgoingMail:
    outbox.queue("application_received", to=to, cause=cause, ids=ids, language="en")
    return OutgoingMail.objects.get(to=to, cause=cause)


@pytest.fixture
def ada() -> User:
    """Somebody whose address stands wherever one can stand."""
    user = make_user(ADA)
    Grant.objects.create(user=user, role=Role.DELEGATE, iso3=make_state("TLS").iso3)
    row = meeting("WSM", number=53)
    young = statement(row, number=1)
    Guardian.objects.create(
        statement=young, name="Ada", email=ADA, language="en", named_by=user, named_at=timezone.now()
    )
    Application.objects.filter(pk=young.seat.application_id).update(speaker_email=ADA.upper())
    make_application(owner=user, speaker_email=ADA)
    mission = PermanentMission.objects.get_or_create(state=make_state("TLS"))[0]
    Invitation.objects.create(mission=mission, email=ADA, name="Ada", language="en")
    now = timezone.now()
    bundle = Bundle.objects.create(series=make_series(60), made_at=now, expires_at=now + timedelta(days=1))
    BundleRecipient.objects.create(bundle=bundle, part="interpreter", name="Ada", email=ADA, language="en")
    contact = Contact.objects.create(email=ADA, status="confirmed", asked_version=1)
    log(contact, str(contact))
    Mailing.objects.create(
        message="call_open", title="All", skipped=[[ADA, "left"], ["b@example.org", "left"]]
    )
    OutgoingMail.objects.filter(pk=mail(cause="refused").pk).update(last_error=f"550 <{ADA}> unknown")
    return user


def test_every_field_that_holds_an_address_is_known_here():
    fields = [
        each
        for model in apps.get_models()
        for each in model._meta.local_fields
        if isinstance(each, models.EmailField)
    ]
    ours = {str(each).replace("apps.", "") for each in fields}

    assert {name for name in ours if not name.startswith("account.")} == HOLDS


def test_no_table_holds_the_address_of_somebody_who_was_erased(ada):
    assert len(still(ADA)) >= len(HOLDS)

    rehearsed = erase_person(ADA, by=None, dry_run=True)

    assert rehearsed == erase_person(ADA, by=None)
    assert still(ADA) == []
    assert Mailing.objects.get().skipped == [["b@example.org", "left"]]


def test_a_mail_that_waited_for_somebody_who_was_erased_never_leaves(mailoutbox):
    waiting = mail()
    erase_person(ADA, by=None)
    delivery.drain()
    waiting.refresh_from_db()

    assert (waiting.status, waiting.to) == ("dropped", f"{waiting.pk}@erased.invalid")
    assert mailoutbox == []


def test_an_application_that_is_erased_takes_its_mails_and_its_names_in_the_log_along():
    user = make_user(ADA)
    row = make_application(owner=user, organisation_name="Canary Wells")
    other = mail(cause="of another", application=row.pk + 1)
    mail(cause="of this one", application=row.pk)
    log(row, str(row))

    erase(row)

    assert list(OutgoingMail.objects.filter(to=ADA)) == [other]
    assert LogEntry.objects.get().object_repr == ""


def test_addresses_of_mails_and_of_accounts_that_nobody_uses_are_kept_for_two_years():
    now = datetime(2030, 1, 1, tzinfo=UTC)
    long_ago, lately = now - timedelta(days=731), now - timedelta(days=729)
    for name, at in (("old", long_ago), ("new", lately)):
        OutgoingMail.objects.filter(pk=mail(f"{name}@example.org").pk).update(status="dropped", created_at=at)
        User.objects.filter(pk=make_user(f"{name}.account@example.org").pk).update(
            date_joined=at, last_login=None
        )
        Contact.objects.create(email=f"{name}.contact@example.org", asked_version=1, asked_at=at)
    applicant = make_user("old.applicant@example.org")
    User.objects.filter(pk=applicant.pk).update(date_joined=long_ago, last_login=long_ago)
    make_application(owner=applicant)
    waiting = mail("old.waiting@example.org")
    OutgoingMail.objects.filter(pk=waiting.pk).update(created_at=long_ago)

    retention.apply_all(now)

    assert set(OutgoingMail.objects.values_list("to", flat=True)) >= {"new@example.org", waiting.to}
    assert (
        still("old@example.org") == still("old.account@example.org") == still("old.contact@example.org") == []
    )
    assert still("new.account@example.org") != []
    assert still("old.applicant@example.org") != []
