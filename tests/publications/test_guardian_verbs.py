"""Every verb of guardians to the letter: what it writes, whom it asks, whom it tells. Needs the database."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from presessions.accounts.actors import actor_of
from presessions.accounts.grants import recuse
from presessions.accounts.models import User
from presessions.mail.models import OutgoingMail
from presessions.permissions import ANONYMOUS, Refused
from publications import guardians
from publications.asking import asked_of
from publications.enums import OutsideAudience
from publications.models import Consent, Guardian, Statement
from publications.published import TABLES
from publications.transitions import CannotDo, ContentChanged, Wish
from tests.factories import make_application, make_officer, make_seat, make_statement, make_user
from tests.publications.sharing import guarded, let_guardian
from tests.publications.speakers import make_spoken
from tests.publications.test_transitions import give, publish, wish_all

PUBLIC, MISSIONS = OutsideAudience.PUBLIC, OutsideAudience.MISSIONS
SUMMARY = "section:summary"
pytestmark = [pytest.mark.django_db]


def young(**seat) -> Statement:
    return make_spoken(under_18=True, **seat)


def name(statement: Statement, **fields) -> Guardian:
    panelist = statement.seat.panelist
    values = {"name": "Parent", "email": "parent@example.org", "language": "fr", **fields}
    return guardians.name_guardian(statement, **values, actor=actor_of(panelist), by=panelist)


def account(email: str) -> User:
    return User.objects.get(email=email)


def agreed(statement: Statement, *audiences: OutsideAudience) -> Guardian:
    """A confirmed guardian who agreed to all that the speaker shares with these audiences, and that is all."""
    give(statement, [wish for audience in audiences for wish in wish_all(statement, audience)])
    guardian = guarded(statement)
    let_guardian(guardian)
    return guardian


def answer(guardian: Guardian, said, language="en") -> list[Consent]:
    return guardians.answer(guardian, said, by=account(guardian.email), language=language)


def words(new) -> list[tuple[str, str, bool]]:
    return [(each.item, each.audience, each.given) for each in new]


def standing() -> set[tuple[str, str]]:
    return {(row.item, row.audience) for table in TABLES for row in table.objects.all()}


def mails(message: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(message=message).order_by("pk"))


# --- Named ----------------------------------------------------------------------------------------


def test_a_name_is_kept_as_it_was_given_with_who_gave_it():
    statement = young()
    with time_machine.travel(timezone.now(), tick=False):
        guardian = name(statement, email=" Parent@Example.ORG")
        now = timezone.now()

    assert (
        guardian.statement,
        guardian.name,
        guardian.email,
        guardian.language,
        guardian.named_by,
        guardian.named_at,
        guardian.stands,
    ) == (statement, "Parent", "parent@example.org", "fr", statement.seat.panelist, now, False)


@pytest.mark.parametrize(
    "other", [{"name": "Grandparent"}, {"email": "grand@example.org"}, {"email": ""}, {"language": "es"}]
)
def test_another_name_address_or_language_is_another_guardian(other):
    statement = young()
    first = name(statement)
    assert name(statement) == first
    with time_machine.travel(timezone.now(), tick=False):
        second = name(statement, **other)
        now = timezone.now()
    first.refresh_from_db()

    assert (second == first, first.ended_at, second.ended_at) == (False, now, None)


def test_who_agrees_on_paper_has_no_address_whatever_the_others_have():
    application = make_application(owner=None, speaker_email="")
    statement = make_statement(make_seat(application=application, panelist=make_user(), under_18=True))

    assert name(statement, email="").email == ""


def test_what_keeps_somebody_from_being_named_is_said():
    with pytest.raises(CannotDo) as refusal:
        name(make_spoken())
    assert str(refusal.value) == "A parent or guardian is asked only for a speaker under 18."
    statement = young(number=55)
    with pytest.raises(CannotDo) as refusal:
        name(statement, email=statement.seat.panelist.email.upper())
    assert str(refusal.value) == (
        "This is the address of the speaker or the organisation. The guardian needs their own."
    )


def test_whoever_may_not_give_consent_names_nobody():
    statement, other = young(), make_user()
    with pytest.raises(Refused):
        guardians.name_guardian(
            statement, name="Parent", email="", language="en", actor=actor_of(other), by=other
        )
    assert not Guardian.objects.exists()


def test_own_addresses_are_those_of_speaker_panelist_and_owner():
    panelist, owner = make_user("panelist@example.org"), make_user("owner@example.org")
    application = make_application(owner=owner, speaker_email="Speaker@Example.org")
    statement = make_statement(make_seat(application=application, panelist=panelist))
    assert guardians.own_addresses(statement) == {
        "panelist@example.org",
        "owner@example.org",
        "speaker@example.org",
    }
    alone = make_application(owner=None, speaker_email="")
    assert (
        guardians.own_addresses(make_statement(make_seat(number=2, application=alone, panelist=None)))
        == frozenset()
    )


# --- Confirmed and ended --------------------------------------------------------------------------


def test_a_confirmation_says_who_when_and_how():
    statement, officer = young(), make_officer()
    give(statement, wish_all(statement))
    guardian = name(statement)
    with time_machine.travel(timezone.now(), tick=False):
        confirmed = guardians.confirm_guardian(guardian, how=" Called them. ", by=officer)
        now = timezone.now()
    confirmed.refresh_from_db()

    assert (confirmed.how, confirmed.confirmed_by, confirmed.confirmed_at) == ("Called them.", officer, now)
    again = guardians.confirm_guardian(guardian, how="Again.", by=make_officer())
    assert (again, again.how, again.confirmed_by) == (guardian, "Called them.", officer)
    (mail,) = mails("guardian_asked")
    assert (mail.to, mail.cause, mail.version) == (guardian.email, f"guardian:{guardian.pk}", "1")


def test_what_keeps_a_guardian_from_being_confirmed_is_said():
    statement, officer = young(), make_officer()
    first = name(statement)

    def refusal(guardian, how="Called them."):
        with pytest.raises(CannotDo) as refused:
            guardians.confirm_guardian(guardian, how=how, by=officer)
        return str(refused.value)

    assert refusal(first, how=" \n") == "Say how you know that this is the parent or guardian."
    staff = name(statement, email=make_officer().email)
    assert refusal(staff) == "This is the address of somebody on the staff, who can't agree for a speaker."
    assert refusal(first) == "The speaker named somebody else meanwhile, or another speaks now. Look again."
    assert not Guardian.objects.exclude(confirmed_at=None).exists()


@pytest.mark.parametrize("email", ["", "parent@example.org"])
def test_an_account_of_the_staff_keeps_nobody_else_from_being_confirmed(email):
    statement = young()
    make_officer()
    make_user("parent@example.org")
    assert guardians.confirm_guardian(name(statement, email=email), how="On paper.", by=make_officer()).stands


def test_only_staff_confirm_and_end():
    statement = young()
    guardian = name(statement)
    for by in (statement.seat.panelist, make_user()):
        with pytest.raises(Refused):
            guardians.confirm_guardian(guardian, how="It is me.", by=by)
        with pytest.raises(Refused):
            guardians.end_guardian(guardian, by=by)
    guardian.refresh_from_db()

    assert (guardian.confirmed_at, guardian.ended_at) == (None, None)


def test_recused_staff_neither_confirm_nor_end():
    statement, recused = young(), make_officer()
    guardian = name(statement)
    recuse(recused, statement.seat.panel.pre_session.state_under_review_id, by=None)

    with pytest.raises(Refused):
        guardians.confirm_guardian(guardian, how="Called them.", by=recused)
    with pytest.raises(Refused):
        guardians.end_guardian(guardian, by=recused)


def test_an_end_is_now_once_and_leaves_other_statements():
    statement, other = young(), young(number=55)
    guardian, kept = guarded(statement), guarded(other)
    with time_machine.travel(timezone.now(), tick=False):
        guardians.end_guardian(guardian, by=make_officer())
        now = timezone.now()
    guardians.end_guardian(guardian, by=make_officer())
    guardian.refresh_from_db()
    kept.refresh_from_db()

    assert (guardian.ended_at, kept.ended_at) == (now, None)


def test_an_end_writes_rows_of_a_published_statement_only():
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    statement.seat.under_18 = False
    statement.seat.save()
    guardians.end_guardian(guardian, by=make_officer())

    assert standing() == set()


# --- Answered -------------------------------------------------------------------------------------


def test_an_answer_says_who_when_what_and_in_which_words():
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    (asked,) = asked_of(statement)
    with time_machine.travel(timezone.now(), tick=False):
        new = answer(guardian, {PUBLIC: asked.sha256}, language="fr-ch")
        now = timezone.now()
    by = account(guardian.email)
    own = {item.key: item.sha256 for item in asked.items}

    assert {each.item.removeprefix("guardian:"): each.sha256 for each in new} == own
    assert {
        (
            each.statement_id,
            each.audience,
            each.given,
            each.wording,
            each.language,
            each.by,
            each.at,
            each.guardian,
        )
        for each in new
    } == {(statement.pk, "public", True, guardians.WORDING, "fr", by, now, guardian)}
    assert answer(guardian, {PUBLIC: asked.sha256}) == []
    (told,), (receipt,) = mails("guardian_answered"), mails("guardian_receipt")
    version = str(new[-1].pk)
    assert (told.to, told.version) == (statement.seat.panelist.email, version)
    assert (receipt.to, receipt.version) == (guardian.email, version)


def test_no_answer_is_no_record_and_no_mail():
    statement = young()
    guardian = agreed(statement, PUBLIC)
    count, sent = Consent.objects.count(), OutgoingMail.objects.count()

    assert answer(guardian, {}) == []
    assert answer(guardian, {MISSIONS: ""}) == []
    assert (Consent.objects.count(), OutgoingMail.objects.count()) == (count, sent)


def test_a_no_says_no_to_each_item_of_that_audience_in_order():
    statement = young()
    guardian = agreed(statement, PUBLIC, MISSIONS)
    keys = sorted(wish.item for wish in wish_all(statement))
    new = answer(guardian, {PUBLIC: ""})

    assert words(new) == [(f"guardian:{key}", "public", False) for key in keys]
    assert {each.sha256 for each in new} == {""}
    assert {each.audience for each in asked_of(statement) if each.is_agreed} == {MISSIONS}
    assert answer(guardian, {PUBLIC: ""}) == []


def test_a_no_before_any_yes_is_a_record_for_all_that_is_asked():
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)

    assert len(answer(guardian, {PUBLIC: ""})) == len(wish_all(statement))
    (asked,) = asked_of(statement)
    assert asked.is_refused


def test_a_no_takes_back_what_the_speaker_no_longer_shares_too():
    statement = young()
    guardian = agreed(statement, PUBLIC)
    give(statement, [Wish(wish.item, PUBLIC, False) for wish in wish_all(statement)])
    new = answer(guardian, {PUBLIC: ""})

    assert {each.item for each in new} == {f"guardian:{wish.item}" for wish in wish_all(statement)}


def test_what_the_last_guardian_said_is_not_what_this_one_says():
    statement = young()
    first = agreed(statement, PUBLIC)
    answer(first, {PUBLIC: ""})
    Guardian.objects.filter(pk=first.pk).update(ended_at=timezone.now())
    second = guarded(statement)
    assert len(answer(second, {PUBLIC: ""})) == len(wish_all(statement))

    let_guardian(second)
    assert all(each.is_agreed for each in asked_of(statement))


def test_a_yes_adds_only_what_was_not_agreed_to_by_this_guardian_as_it_is():
    statement = young()
    summary = [wish for wish in wish_all(statement) if wish.item == SUMMARY]
    give(statement, summary)
    guardian = guarded(statement)
    let_guardian(guardian)
    give(statement, wish_all(statement))
    (asked,) = asked_of(statement)
    new = answer(guardian, {PUBLIC: asked.sha256})

    expected = {f"guardian:{wish.item}" for wish in wish_all(statement)} - {f"guardian:{SUMMARY}"}
    assert {each.item for each in new} == expected


def test_a_yes_to_what_is_not_asked_or_was_not_on_the_page_records_nothing():
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    seen = asked_of(statement)[0].sha256
    for said in ({PUBLIC: "0" * 64}, {MISSIONS: seen}, {PUBLIC: seen, MISSIONS: seen}):
        with pytest.raises(ContentChanged) as refusal:
            answer(guardian, said)
        assert str(refusal.value) == (
            "The text changed since you opened this page. Read it again, then decide."
        )
    assert not Consent.objects.exclude(guardian=None).exists()


def test_several_audiences_are_answered_at_once():
    statement = young()
    guardian = agreed(statement, PUBLIC)
    give(statement, wish_all(statement, MISSIONS))
    asked = {each.audience: each.sha256 for each in asked_of(statement)}
    new = answer(guardian, {PUBLIC: "", MISSIONS: asked[MISSIONS]})

    assert {(each.audience, each.given) for each in new} == {("public", False), ("missions", True)}


def test_an_answer_writes_rows_of_a_published_statement_only():
    statement = young()
    guardian = agreed(statement, PUBLIC)
    assert standing() == set()
    publish(statement)
    assert len(standing()) == len(wish_all(statement))
    answer(guardian, {PUBLIC: ""})

    assert standing() == set()


def test_who_is_not_the_guardian_is_told_so():
    statement = young()
    guardian = agreed(statement, PUBLIC)
    with pytest.raises(CannotDo) as refusal:
        guardians.answer(guardian, {PUBLIC: ""}, by=make_user(), language="en")
    assert str(refusal.value) == "This is no longer yours to answer. Write to us if that is a mistake."


def test_only_the_account_of_a_guardian_who_stands_may_answer():
    user = make_user("parent@example.org")
    actor, now = actor_of(user), timezone.now()
    stands = Guardian(email=user.email, confirmed_at=now)

    assert guardians.may_answer(stands, actor, user) is True
    assert guardians.may_answer(stands, actor, None) is False
    assert guardians.may_answer(stands, actor, make_user()) is False
    assert guardians.may_answer(stands, ANONYMOUS, user) is False
    assert guardians.may_answer(stands, replace(actor, user_id=user.pk + 1), user) is False
    assert guardians.may_answer(Guardian(email=user.email), actor, user) is False
    ended = Guardian(email=user.email, confirmed_at=now, ended_at=now + timedelta(seconds=1))
    assert guardians.may_answer(ended, actor, user) is False
    user.email = ""
    assert guardians.may_answer(Guardian(email="", confirmed_at=now), actor, user) is False
