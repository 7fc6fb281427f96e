"""Giving and taking roles, and the groups behind them; needs the database."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from presessions.accounts import demo
from presessions.accounts.actors import actor_of
from presessions.accounts.grants import end_sessions, grant, recuse, take_back
from presessions.accounts.models import Grant, User
from presessions.permissions import ANONYMOUS, Role, RoleGrant


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.org")


def test_a_role_given_twice_is_one_grant(ada):
    assert grant(ada, Role.DELEGATE, by=None, iso3="KEN") == grant(ada, Role.DELEGATE, by=None, iso3="KEN")
    assert actor_of(ada).grants == {RoleGrant(Role.DELEGATE, "KEN")}


def test_staff_roles_make_staff_and_taking_the_last_one_unmakes(ada):
    grant(ada, Role.MODERATOR, by=None)
    grant(ada, Role.OFFICER, by=None)
    take_back(ada, Role.MODERATOR, by=None)
    assert (ada.is_staff, actor_of(ada).is_staff) == (True, True)
    take_back(ada, Role.OFFICER, by=None)
    take_back(ada, Role.OFFICER, by=None)
    assert (ada.is_staff, actor_of(ada).is_staff) == (False, False)


def test_a_grant_runs_out(ada):
    grant(ada, Role.OBSERVER, by=None, valid_until=timezone.now() - timedelta(seconds=1))
    assert actor_of(ada).grants == frozenset()
    grant(ada, Role.OBSERVER, by=None, valid_until=timezone.now() + timedelta(hours=1))
    assert actor_of(ada).is_observer is True


def test_recusal_is_no_role(ada):
    grant(ada, Role.OFFICER, by=None)
    recuse(ada, "KEN", by=None)
    actor = actor_of(ada)
    assert (actor.recused, actor.grants) == ({"KEN"}, {RoleGrant(Role.OFFICER)})


@pytest.mark.parametrize(
    ("role", "iso3"), [("applicant", ""), ("king", ""), ("delegate", ""), ("officer", "KEN")]
)
def test_what_makes_no_sense_is_not_granted(ada, role, iso3):
    with pytest.raises(ValueError):
        grant(ada, role, by=None, iso3=iso3)
    assert Grant.objects.count() == 0


def test_the_database_refuses_a_delegate_of_nowhere(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=ada, role="delegate", iso3="")


def test_the_database_refuses_a_second_account_in_capitals(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ADA@example.org")


def test_a_disabled_account_is_nobody(ada):
    grant(ada, Role.OFFICER, by=None)
    ada.is_active = False
    assert actor_of(ada) == ANONYMOUS
    assert actor_of(None) == ANONYMOUS


def test_ending_sessions_ends_those_of_one_person(client, ada):
    from django.test import Client

    other = Client()
    other.force_login(User.objects.create_user("other@example.org"))
    client.force_login(ada)
    end_sessions(ada)
    assert ("_auth_user_id" in client.session, "_auth_user_id" in other.session) == (False, True)


def test_groups_follow_the_roles(capsys):
    Group.objects.all().delete()
    call_command("sync_roles")
    assert sorted(Group.objects.values_list("name", flat=True)) == ["administrator", "moderator", "officer"]
    held = {
        group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()
    }
    assert "view_application" in held["officer"] - held["moderator"]
    assert "change_user" in held["administrator"] - held["officer"]
    call_command("sync_roles")
    assert len(capsys.readouterr().out.splitlines()) == 6


def test_make_staff_prints_a_password_once_where_nobody_types(capsys):
    call_command("make_staff", "New@example.org", "--name", "New Officer", "--role", "moderator")
    password = capsys.readouterr().out.rsplit(": ", 1)[1].strip()
    user = User.objects.get(email="new@example.org")
    assert (user.check_password(password), user.is_staff, user.name) == (True, True, "New Officer")
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("make_staff", "nobody")


def test_the_demonstrations_staff_sign_in_with_the_printed_code(client, settings, capsys):
    settings.DEMO = True
    assert demo.make_demo_staff() == demo.make_demo_staff()
    client.post("/sign-in/staff/", {"email": demo.STAFF_EMAIL, "password": demo.STAFF_PASSWORD})
    call_command("demo_code")
    code = capsys.readouterr().out.split()[0]
    answer = client.post("/sign-in/staff/factor/", {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == "/staff/"


@pytest.mark.parametrize(("is_demo", "production"), [(False, False), (True, True)])
def test_the_demonstrations_code_is_refused_elsewhere(settings, is_demo, production):
    settings.DEMO, settings.PRODUCTION = is_demo, production
    with pytest.raises(CommandError, match="in the demonstration only"):
        call_command("demo_code")
    with pytest.raises(demo.NotTheDemonstration):
        demo.make_demo_staff()
