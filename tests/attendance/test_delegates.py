"""Delegates: invited, accepted when they sign in, revoked. Needs the database."""

import pytest
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from presessions.accounts.grants import recuse
from presessions.attendance import transitions
from presessions.attendance.enums import InvitationStatus
from presessions.attendance.errors import NotPossible
from presessions.attendance.models import Invitation
from presessions.attendance.privacy import UNANSWERED, forget_invitations
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused, Role
from presessions.privacy.erase import erase_person
from tests.factories import make_officer, make_state, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "third.secretary@example.org"


def mission(iso3="MLT"):
    return make_state(iso3).mission


def invited(iso3="MLT", email=ADDRESS, by=None, **fields):
    return transitions.invite(mission(iso3), email=email, by=by or make_officer(), **fields)


def mails():
    return OutgoingMail.objects.filter(message="delegate_invitation").order_by("pk")


def roles(user):
    return [(grant.role, grant.iso3) for grant in user.grants.order_by("iso3")]


def browser(user):
    client = Client()
    client.force_login(user, backend="presessions.accounts.backends.RoleBackend")
    return client


# --- Inviting


def test_invite_writes_one_mail_that_names_no_state():
    invitation = invited()
    (mail,) = mails()
    letter = outbox.preview(mail)
    assert (mail.to, invitation.status) == (ADDRESS, InvitationStatus.SENT)
    assert "/missions/invitation/" in letter.text
    assert "Malta" not in f"{letter.subject} {letter.text} {letter.html}"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_invite_writes_in_the_language_chosen(language):
    invited(language=language)
    assert mails().get().language == language


def test_invite_twice_is_one_invitation_and_one_mail():
    officer = make_officer()
    first = invited(by=officer)
    second = invited(email=f" {ADDRESS.upper()} ", by=officer)
    assert (first.pk, mails().count()) == (second.pk, 1)


@pytest.mark.parametrize("email", ["", "nobody", "a@b@example.org"])
def test_invite_refuses_what_is_no_address(email):
    with pytest.raises(NotPossible, match="not an e-mail address"):
        invited(email=email)
    assert Invitation.objects.count() == 0


def test_invite_refuses_staff():
    make_officer(ADDRESS)
    with pytest.raises(NotPossible, match="member of staff"):
        invited()
    assert mails().count() == 0


def test_invite_is_refused_to_those_who_may_not():
    with pytest.raises(Refused):
        invited(by=make_officer(role=Role.MODERATOR))
    officer = make_officer()
    recuse(officer, "MLT", by=None)
    with pytest.raises(Refused):
        invited(by=officer)
    assert Invitation.objects.count() == 0


def test_send_again_is_one_mail_however_often_it_is_clicked():
    officer = make_officer()
    invitation = invited(by=officer)
    assert [transitions.send_again(invitation, version=1, by=officer) for _ in range(2)] == [True, False]
    assert [mail.version for mail in mails()] == ["1", "2"]


def test_send_again_drops_the_mail_that_had_not_left():
    officer = make_officer()
    invitation = invited(by=officer)
    transitions.send_again(invitation, version=1, by=officer)
    with pytest.raises(outbox.NoLongerRelevant):
        outbox.preview(mails().first())
    assert outbox.preview(mails().last()).subject


def test_send_again_refuses_what_was_answered():
    officer = make_officer()
    invitation = invited(by=officer)
    transitions.accept(make_user(ADDRESS))
    with pytest.raises(NotPossible):
        transitions.send_again(invitation, version=1, by=officer)


# --- Accepting


def test_signing_in_with_the_address_accepts_every_invitation_to_it():
    invited("MLT")
    invited("TLS")
    user = make_user(ADDRESS)
    browser(user)
    assert roles(user) == [("delegate", "MLT"), ("delegate", "TLS")]
    assert set(Invitation.objects.values_list("status", "user")) == {("accepted", user.pk)}


def test_signing_in_with_another_address_accepts_nothing():
    invited()
    user = make_user("somebody.else@example.org")
    browser(user)
    assert (roles(user), Invitation.objects.get().status) == ([], InvitationStatus.SENT)


def test_accepting_twice_changes_nothing_more():
    invited()
    user = make_user(ADDRESS)
    assert len(transitions.accept(user)) == 1
    accepted_at = Invitation.objects.get().accepted_at
    assert transitions.accept(user) == []
    assert Invitation.objects.get().accepted_at == accepted_at


def test_staff_who_sign_in_get_no_second_role():
    invited()
    officer = make_officer(ADDRESS)
    user_logged_in.send(sender=type(officer), request=browser(officer).get("/").wsgi_request, user=officer)
    assert roles(officer) == [("officer", "")]


def test_page_sends_the_signed_out_to_sign_in_and_back():
    answer = Client().get(reverse("attendance:accept"))
    assert (answer.status_code, answer.url) == (302, "/sign-in/?next=/missions/invitation/")


def test_page_accepts_for_whoever_was_signed_in_already():
    user = make_user(ADDRESS)
    client = browser(user)
    invited()
    shown = client.get(reverse("attendance:accept"))
    assert (len(shown.context["waiting"]), roles(user)) == (1, [])
    assert "no-store" in shown["Cache-Control"]
    client.post(reverse("attendance:accept"))
    after = client.get(reverse("attendance:accept"))
    assert (after.context["waiting"], [state.iso3 for state in after.context["states"]]) == ([], ["MLT"])


def test_page_says_when_no_invitation_waits():
    answer = browser(make_user()).get(reverse("attendance:accept"))
    assert answer.status_code == 200
    assert "No invitation waits for you" in answer.content.decode()


# --- Revoking


def test_revoke_takes_the_role_and_ends_the_sessions():
    officer = make_officer()
    invitation = invited(by=officer)
    user = make_user(ADDRESS)
    client = browser(user)
    assert client.get("/my/").status_code == 200
    transitions.revoke(invitation, by=officer, reason="Posted elsewhere.")
    assert roles(user) == []
    assert client.get("/my/").status_code == 302


def test_revoke_before_the_answer_leaves_nothing_to_accept():
    officer = make_officer()
    invitation = invited(by=officer)
    transitions.revoke(invitation, by=officer, reason="A wrong address.")
    assert transitions.accept(make_user(ADDRESS)) == []
    with pytest.raises(outbox.NoLongerRelevant):
        outbox.preview(mails().get())


def test_revoke_keeps_the_role_for_another_state():
    officer = make_officer()
    invitation = invited("MLT", by=officer)
    invited("TLS", by=officer)
    user = make_user(ADDRESS)
    transitions.accept(user)
    for _ in range(2):
        transitions.revoke(invitation, by=officer, reason="Posted elsewhere.")
    assert roles(user) == [("delegate", "TLS")]


def test_somebody_revoked_is_invited_anew_with_a_new_mail():
    officer = make_officer()
    invitation = invited(by=officer)
    user = make_user(ADDRESS)
    transitions.accept(user)
    transitions.revoke(invitation, by=officer, reason="Posted elsewhere.")
    again = invited(by=officer)
    assert (again.pk, again.status, again.user, mails().count()) == (invitation.pk, "sent", None, 2)
    assert len(transitions.accept(user)) == 1


def test_erasing_a_person_forgets_their_invitations():
    invited()
    transitions.accept(make_user(ADDRESS))
    erase_person(ADDRESS, by=None)
    assert Invitation.objects.count() == 0


def test_invitations_nobody_took_up_are_forgotten_in_time():
    officer = make_officer()
    invited(by=officer)
    invited("TLS", email="other@example.org", by=officer)
    transitions.accept(make_user("other@example.org"))
    Invitation.objects.update(sent_at=timezone.now() - UNANSWERED)
    assert forget_invitations(timezone.now() - UNANSWERED) == 1
    assert Invitation.objects.get().status == InvitationStatus.ACCEPTED


def test_database_keeps_one_invitation_per_mission_and_address():
    invitation = invited()
    with pytest.raises(ValidationError):
        Invitation(mission=invitation.mission, email=ADDRESS).full_clean()
