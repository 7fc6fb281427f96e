"""Staff come in by password and second factor, never by less; needs the database."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from presessions.accounts.actors import actor_of
from presessions.accounts.grants import disable, grant, take_back
from presessions.accounts.models import User
from presessions.lifecycle.models import AuditEvent
from presessions.permissions import Role
from tests.accounts.conftest import PASSWORD, SECRET, mailed_code, totp_code

STAFF = "/staff/"


def give_password(client: Client, user: User, password: str = PASSWORD, **more: str):
    return client.post("/sign-in/staff/", {"email": user.email, "password": password, **more})


def way(client: Client, path: str) -> list[str]:
    """Where a browser ends up, redirect by redirect."""
    return [url.split("?")[0] for url, _ in client.get(path, follow=True).redirect_chain]


def inside(client: Client) -> bool:
    return client.get(STAFF).status_code == 200


def test_password_and_code_from_the_app_open_the_staff_site(client, enrolled):
    assert give_password(client, enrolled, next="/staff/").headers["Location"] == "/sign-in/staff/factor/"
    assert inside(client) is False
    answer = client.post("/sign-in/staff/factor/", {"code": totp_code()})
    assert answer["Location"] == "/sign-in/staff/door/?next=%2Fstaff%2F"
    assert way(client, answer["Location"]) == ["/staff/"]
    assert inside(client) is True


def test_signed_out_are_led_to_the_staff_sign_in(client):
    assert way(client, "/staff/") == ["/staff/login/", "/sign-in/staff/door/", "/sign-in/staff/"]


def test_password_alone_opens_nothing_and_leads_to_set_up(client, officer):
    give_password(client, officer)
    assert way(client, STAFF) == ["/staff/login/", "/sign-in/staff/door/", "/sign-in/staff/second-factor/"]
    assert inside(client) is False


@pytest.mark.parametrize(
    "path", ["/staff/login/", "/staff/password_change/", "/staff/accounts/user/", "/staff/jsi18n/"]
)
def test_no_admin_address_lets_a_password_alone_in(client, officer, path):
    give_password(client, officer)
    assert client.get(path).status_code == 302
    assert client.post(path, {"username": officer.email, "password": PASSWORD}).status_code == 302
    assert inside(client) is False


def test_setting_up_an_app_counts_at_once_and_shows_ten_recovery_codes_once(client, officer):
    give_password(client, officer)
    page = client.get("/sign-in/staff/second-factor/app/").content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page).group(1)
    answer = client.post("/sign-in/staff/second-factor/app/", {"code": totp_code(secret)})
    assert answer["Location"] == "/sign-in/staff/second-factor/recovery-codes/"
    assert inside(client) is True
    codes = re.findall(r"<code>(\d+)</code>", client.get(answer["Location"]).content.decode())
    assert len(set(codes)) == 10
    assert re.findall(r"<code>(\d+)</code>", client.get(answer["Location"]).content.decode()) == []


def test_wrong_code_at_set_up_sets_up_nothing(client, officer):
    give_password(client, officer)
    client.get("/sign-in/staff/second-factor/app/")
    assert client.post("/sign-in/staff/second-factor/app/", {"code": "000000"}).status_code == 422
    assert Authenticator.objects.count() == 0


def test_secrets_of_the_second_factor_rest_encrypted(enrolled):
    assert SECRET not in str(Authenticator.objects.get().data)


def test_a_code_from_the_app_works_once(client, enrolled):
    code = totp_code()
    for browser, expected in ((client, True), (Client(), False)):
        give_password(browser, enrolled)
        browser.post("/sign-in/staff/factor/", {"code": code})
        assert inside(browser) is expected


def test_a_recovery_code_stands_in_once(client, enrolled):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(enrolled).get_unused_codes()[0]
    for browser, expected in ((client, True), (Client(), False)):
        give_password(browser, enrolled)
        browser.post("/sign-in/staff/factor/", {"code": code})
        assert inside(browser) is expected


def test_recovery_codes_can_be_made_by_whom_has_none_yet(client, enrolled):
    give_password(client, enrolled)
    client.post("/sign-in/staff/factor/", {"code": totp_code()})
    page = "/sign-in/staff/second-factor/recovery-codes/"
    assert "/recovery-codes/" in client.get("/sign-in/staff/second-factor/").text
    before = client.get(page)
    assert (before.status_code, "You have no recovery codes yet." in before.text) == (200, True)
    assert "Make recovery codes" in before.text
    after = client.get(client.post(page)["Location"]).text
    assert len(re.findall(r"<code>(\d+)</code>", after)) == 10


def test_wrong_passwords_are_answered_alike_for_every_address(client, officer):
    User.objects.create_user("applicant@example.org", PASSWORD)
    said = set()
    for email in (officer.email, "nobody@example.org", "applicant@example.org"):
        answer = client.post("/sign-in/staff/", {"email": email, "password": "not this one at all"})
        said.add((answer.status_code, "do not belong together" in answer.content.decode()))
    assert said == {(422, True)}


def test_the_right_password_of_a_disabled_account_is_answered_like_a_wrong_one(client, enrolled):
    disable(enrolled, by=None)
    User.objects.filter(pk=enrolled.pk).update(is_staff=True)
    answer = give_password(client, enrolled)
    assert (answer.status_code, "do not belong together" in answer.content.decode()) == (422, True)


def test_an_applicant_with_a_password_does_not_come_in_as_staff(client):
    user = User.objects.create_user("applicant@example.org", PASSWORD)
    assert give_password(client, user).status_code == 422


def test_guessing_passwords_is_refused_after_ten_and_the_owner_elsewhere_comes_in(client, enrolled):
    pages = [give_password(client, enrolled, "wrong").content.decode() for _ in range(11)]
    assert ["Too many tries." in page for page in pages] == [False] * 10 + [True]
    assert "Too many tries." in give_password(client, enrolled).content.decode()
    owner = Client(REMOTE_ADDR="198.51.100.9")
    give_password(owner, enrolled)
    owner.post("/sign-in/staff/factor/", {"code": totp_code()})
    assert inside(owner) is True


def test_guessing_at_many_accounts_is_slowed_and_locks_no_office(client, enrolled):
    with time_machine.travel("2026-04-01 08:00", tick=False) as clock:
        emails = [f"{number}@example.org" for number in range(12)]
        said = [
            client.post("/sign-in/staff/", {"email": email, "password": "wrong"}).content.decode()
            for email in emails
        ]
        assert ["Too many tries." in page for page in said] == [False] * 11 + [True]
        clock.shift(6)
        give_password(client, enrolled)
        client.post("/sign-in/staff/factor/", {"code": totp_code()})
        assert inside(client) is True


def test_guessing_the_second_factor_is_refused_after_ten(client, enrolled):
    give_password(client, enrolled)
    for _ in range(10):
        client.post("/sign-in/staff/factor/", {"code": "000000"})
    client.post("/sign-in/staff/factor/", {"code": totp_code()})
    assert inside(client) is False


def test_a_mailed_code_does_not_open_the_staff_site(client, enrolled):
    client.post("/sign-in/", {"email": enrolled.email})
    client.post("/sign-in/code/", {"code": mailed_code(enrolled.email)})
    assert inside(client) is False


def test_somebody_signed_in_who_is_not_staff_finds_nothing_at_the_door(client):
    client.force_login(User.objects.create_user("ada@example.org"))
    assert client.get("/sign-in/staff/door/").status_code == 404


def test_staff_leave_after_half_an_hour_without_activity_and_after_twelve_hours(client, enrolled):
    with time_machine.travel("2026-04-01 08:00", tick=False) as clock:
        give_password(client, enrolled)
        client.post("/sign-in/staff/factor/", {"code": totp_code()})
        stays = []
        for minutes in [29] * 24 + [29]:
            clock.shift(minutes * 60)
            stays.append(inside(client))
        assert stays == [True] * 24 + [False]
        give_password(client, enrolled)
        client.post("/sign-in/staff/factor/", {"code": totp_code()})
        assert inside(client) is True
        clock.shift(30 * 60 + 1)
        assert inside(client) is False


@pytest.mark.parametrize("way_out", ["/staff/logout/", "/sign-in/out/"])
def test_signing_out_of_the_staff_site_clears_what_the_browser_kept(staff_client, way_out):
    answer = staff_client.post(way_out)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert inside(staff_client) is False


def test_a_disabled_account_is_out_on_the_next_request(staff_client, enrolled):
    assert inside(staff_client) is True
    disable(enrolled, by=None)
    assert inside(staff_client) is False


def test_a_role_taken_back_is_gone_on_the_next_request(staff_client, enrolled):
    take_back(enrolled, Role.OFFICER, by=None)
    assert inside(staff_client) is False


def test_permissions_follow_the_grants(enrolled):
    def held(codename: str) -> bool:
        return User.objects.get(pk=enrolled.pk).has_perm(codename)

    assert (held("applications.view_application"), held("accounts.view_user")) == (True, False)
    grant(enrolled, Role.ADMINISTRATOR, by=None)
    assert held("accounts.view_user") is True
    take_back(enrolled, Role.ADMINISTRATOR, by=None)
    take_back(enrolled, Role.OFFICER, by=None)
    assert held("applications.view_application") is False


def test_the_second_factor_is_asked_again_before_weighty_things(staff_client, rf):
    from django.http import HttpResponse

    from presessions.accounts.access import step_up

    page = step_up(lambda request: HttpResponse("exported"))
    request = rf.get("/staff/export/")
    request.session = staff_client.session
    request.user = User.objects.get(pk=staff_client.session["_auth_user_id"])
    assert page(request).content == b"exported"
    with time_machine.travel(_in(16)):
        assert page(request)["Location"] == "/sign-in/staff/again/?next=/staff/export/"


def test_giving_the_second_factor_again_leads_back(staff_client):
    answer = staff_client.post(
        "/sign-in/staff/again/?next=/staff/", {"code": totp_code(step=1), "next": "/staff/"}
    )
    assert answer["Location"] == "/staff/"


def _in(minutes: int):
    from datetime import UTC, datetime, timedelta

    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_the_last_second_factor_stays_and_another_can_go(staff_client, enrolled):
    factor = Authenticator.objects.get(user=enrolled)
    staff_client.post(f"/sign-in/staff/second-factor/{factor.pk}/remove/")
    assert Authenticator.objects.filter(pk=factor.pk).exists() is True
    spare = Authenticator.objects.create(
        user=enrolled, type="webauthn", data={"name": "key", "credential": {}}
    )
    staff_client.post(f"/sign-in/staff/second-factor/{spare.pk}/remove/")
    assert list(Authenticator.objects.filter(user=enrolled)) == [factor]


def test_somebody_elses_factor_is_not_found(staff_client):
    other = User.objects.create_user("other@example.org")
    factor = Authenticator.objects.create(user=other, type="totp", data={})
    assert staff_client.post(f"/sign-in/staff/second-factor/{factor.pk}/remove/").status_code == 404


def test_signing_in_and_roles_are_in_the_audit(staff_client, enrolled):
    said = [(event.kind, event.what, event.detail) for event in AuditEvent.objects.order_by("number")]
    assert said == [
        ("permission", f"accounts.User {enrolled.pk}", {"role": "officer", "iso3": "", "given": True}),
        ("sign_in_staff", f"accounts.User {enrolled.pk}", {"by": ["password", "mfa"]}),
    ]


def test_actor_of_a_request_is_staff_only_with_both_factors(rf, enrolled, staff_client):
    request = rf.get("/")
    request.user, request.session = enrolled, {}
    assert actor_of(request).is_staff is False
    request = rf.get("/")
    request.user, request.session = enrolled, staff_client.session
    assert actor_of(request).is_staff is True
    assert actor_of(enrolled).is_staff is True


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_second_factor_pages_exist_in_each_language(staff_client, language):
    staff_client.cookies["lang"] = language
    paths = ["", "key/"]
    pages = [staff_client.get(f"/sign-in/staff/second-factor/{path}") for path in paths]
    pages.append(staff_client.get("/sign-in/staff/again/"))
    assert [(page.status_code, page["Content-Language"]) for page in pages] == [(200, language)] * 3
