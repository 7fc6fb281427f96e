"""Forgetting one person; needs the database."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from presessions.accounts.grants import grant
from presessions.accounts.models import Grant, User
from presessions.lifecycle.audit import verify_chain
from presessions.lifecycle.models import AuditEvent, StatusChange
from presessions.lifecycle.moves import move
from presessions.permissions import Refused, Role
from presessions.privacy.erase import erase_person, register_eraser
from presessions.series.enums import ContactStatus
from presessions.series.models import Contact

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


@pytest.fixture
def administrator() -> User:
    user = User.objects.create_user("admin@example.org")
    grant(user, Role.ADMINISTRATOR, by=None)
    user.refresh_from_db()
    return user


@pytest.fixture
def ada() -> User:
    user = User.objects.create_user(ADA, "a password", name="Ada L.")
    grant(user, Role.DELEGATE, by=None, iso3="KEN")
    Authenticator.objects.create(user=user, type="totp", data={})
    contact = Contact.objects.create(email="elsewhere@example.org")
    move(contact, ContactStatus.LEFT, by=user, reason="I, Ada, moved to Nakuru")
    return user


def everything_about(user: User) -> str:
    rows = [
        *User.objects.filter(pk=user.pk).values(),
        *Grant.objects.filter(user=user).values(),
        *StatusChange.objects.values(),
    ]
    return str([*rows, *AuditEvent.objects.values()]).lower()


def test_a_person_is_gone_from_account_grants_factors_and_reasons(ada, administrator):
    touched = erase_person(" ADA@example.org", by=administrator)
    assert (touched["accounts"], touched["lifecycle"]) == (1, 1)
    assert [word for word in ("ada@", "ada l.", "nakuru") if word in everything_about(ada)] == []
    ada.refresh_from_db()
    assert (ada.is_active, ada.has_usable_password(), ada.grants.count()) == (False, False, 0)
    assert Authenticator.objects.filter(user=ada).count() == 0
    assert StatusChange.objects.get(by=ada).to_status == "left"


def test_erasing_is_in_the_audit_without_the_address(ada, administrator):
    erase_person(ADA, by=administrator)
    event = AuditEvent.objects.order_by("number").last()
    assert (event.kind, event.by, event.what) == ("erasure", administrator, f"accounts.User {ada.pk}")
    assert verify_chain() is None


def test_erasing_twice_touches_nothing_more(ada, administrator):
    erase_person(ADA, by=administrator)
    assert erase_person(ADA, by=administrator) == {}
    assert erase_person(f"{ada.pk}@erased.invalid", by=administrator) == {}


def test_a_rehearsal_names_the_same_rows_and_changes_none(ada, administrator):
    before = everything_about(ada)
    rehearsed = erase_person(ADA, by=administrator, dry_run=True)
    assert everything_about(ada) == before
    assert rehearsed == erase_person(ADA, by=administrator)


def test_an_officer_may_not_erase(ada):
    officer = User.objects.create_user("officer@example.org")
    grant(officer, Role.OFFICER, by=None)
    with pytest.raises(Refused):
        erase_person(ADA, by=officer)


def test_an_open_session_of_the_erased_ends(client, ada, administrator):
    client.force_login(ada)
    erase_person(ADA, by=administrator)
    assert "_auth_user_id" not in client.session


def test_two_ways_of_forgetting_for_one_room_are_an_error():
    with pytest.raises(ValueError, match="already says"):
        register_eraser("accounts", lambda person: 0)


def test_command_says_what_it_did_and_who_may(ada, administrator, capsys):
    call_command("erase_person", ADA, "--by", administrator.email)
    assert capsys.readouterr().out.splitlines()[-1] == "Done."
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("erase_person", ADA, "--by", "who@example.org")
    with pytest.raises(CommandError, match="Only an administrator"):
        call_command("erase_person", ADA, "--by", User.objects.create_user("x@example.org").email)
