"""A parent or guardian: named, confirmed, asked, answering, ended; and their pages. Needs the database."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from presessions.mail import registry
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused
from presessions.privacy.erase import erase_person
from publications import erasing, guardians, transitions
from publications.asking import asked_of
from publications.enums import OutsideAudience
from publications.items import items_of
from publications.models import Consent, Guardian, Statement
from publications.transitions import CannotDo, ContentChanged, Wish
from tests.factories import make_officer, make_user
from tests.publications.sharing import guarded, let_guardian
from tests.publications.speakers import make_spoken, share, sit, speaker_client, stranger
from tests.publications.test_transitions import give, publish, rows, wish_all
from tests.publications.test_views import staff_client, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PUBLIC, MISSIONS = OutsideAudience.PUBLIC, OutsideAudience.MISSIONS
NAMED = {"name": "Parent", "email": "parent@example.org", "language": "fr"}


def young(**seat):
    return make_spoken(under_18=True, **seat)


def actor(statement):
    from presessions.accounts.actors import actor_of

    return actor_of(statement.seat.panelist)


def name(statement, **fields):
    values = {**NAMED, **fields}
    return guardians.name_guardian(statement, **values, actor=actor(statement), by=statement.seat.panelist)


def mails(message):
    return list(OutgoingMail.objects.filter(message=message).order_by("pk"))


def browser(guardian):
    from presessions.accounts.models import User

    client = Client()
    user = User.objects.get(email=guardian.email)
    client.force_login(user, backend="presessions.accounts.backends.RoleBackend")
    return client


def page(guardian, name="guardian", **more):
    return reverse(f"publications:{name}", kwargs={"key": guardian.public_id, **more})


def answers(statement, said="yes"):
    return {
        each.audience: f"yes {each.sha256}" if said == "yes" else said
        for each in asked_of(Statement.objects.get(pk=statement.pk))
    }


# --- Named and confirmed --------------------------------------------------------------------------


def test_a_guardian_is_written_to_once_staff_confirmed_them():
    statement = young()
    give(statement, wish_all(statement))
    guardian = name(statement)
    assert mails("guardian_asked") == []
    guardians.confirm_guardian(guardian, how="Called them.", by=make_officer())
    guardians.confirm_guardian(guardian, how="Called them.", by=make_officer())

    (mail,) = mails("guardian_asked")
    assert (mail.to, mail.language) == ("parent@example.org", "fr")
    values = registry.values("guardian_asked", mail.ids, "fr")
    assert values is not None
    assert values["url"].endswith(page(guardian))


def test_the_mail_is_dropped_where_nothing_is_left_to_answer():
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    ids = {"guardian": guardian.pk}
    assert registry.values("guardian_asked", ids, "en")
    transitions.withdraw_everything(statement, by=statement.seat.panelist, language="en")
    assert registry.values("guardian_asked", ids, "en") is None
    Guardian.objects.update(ended_at=timezone.now())
    assert registry.values("guardian_receipt", ids, "en") is None


@pytest.mark.parametrize("whose", ["panelist", "application"])
def test_the_speakers_own_address_is_no_guardians(whose):
    statement = young()
    application = statement.seat.application
    application.speaker_email = "speaker@example.org"
    application.save()
    email = statement.seat.panelist.email if whose == "panelist" else "Speaker@example.org"

    with pytest.raises(CannotDo, match="needs their own"):
        name(statement, email=email)
    assert not Guardian.objects.exists()


def test_staff_are_no_guardians():
    statement = young()
    officer = make_officer()
    guardian = name(statement, email=officer.email)

    with pytest.raises(CannotDo, match="on the staff"):
        guardians.confirm_guardian(guardian, how="It is me.", by=make_officer())
    guardian.refresh_from_db()
    assert guardian.confirmed_at is None


def test_of_an_adult_no_guardian_is_named():
    statement = make_spoken()

    with pytest.raises(CannotDo):
        name(statement)


def test_naming_and_confirming_are_not_one_persons():
    statement = young()
    with pytest.raises(Refused):
        guardians.confirm_guardian(name(statement), how="Yes.", by=statement.seat.panelist)
    officer = make_officer()
    with pytest.raises(Refused):
        guardians.name_guardian(statement, **NAMED, actor=_as(officer), by=officer)


def _as(user):
    from presessions.accounts.actors import actor_of

    return actor_of(user)


def test_how_staff_know_is_said_and_a_guardian_who_ended_is_not_confirmed():
    statement = young()
    first = name(statement)
    with pytest.raises(CannotDo):
        guardians.confirm_guardian(first, how=" ", by=make_officer())
    second = name(statement, name="Grandparent")
    with pytest.raises(CannotDo):
        guardians.confirm_guardian(first, how="Called them.", by=make_officer())
    assert name(statement, name="Grandparent").pk == second.pk
    assert list(Guardian.objects.filter(ended_at=None)) == [second]


# --- What is shown --------------------------------------------------------------------------------


def test_nothing_is_published_before_the_guardian_agrees_and_all_is_when_they_do():
    statement = young()
    give(statement, wish_all(statement))
    assert publish(statement) == 0
    guardian = guarded(statement)
    let_guardian(guardian)

    assert rows() == len(items_of(statement)) == 4
    assert {mail.to for mail in mails("guardian_receipt")} == {guardian.email}
    assert len(mails("guardian_answered")) == 1
    word = Consent.objects.filter(guardian=guardian).first()
    assert (word.by.email, word.wording, word.language) == (guardian.email, guardians.WORDING, "en")


def test_a_no_takes_down_in_the_same_transaction_for_that_audience_alone():
    statement = young()
    give(statement, [*wish_all(statement), *wish_all(statement, MISSIONS)])
    publish(statement)
    guardian = guarded(statement)
    let_guardian(guardian)
    assert rows() == 8
    by = _user(guardian)
    guardians.answer(guardian, {PUBLIC: ""}, by=by, language="es")

    assert rows() == 4
    assert guardians.answer(guardian, {PUBLIC: ""}, by=by, language="es") == []
    let_guardian(guardian, PUBLIC)
    assert rows() == 8


def _user(guardian):
    from presessions.accounts.models import User

    return User.objects.get(email=guardian.email)


def test_the_speaker_takes_back_without_the_guardian():
    statement = young()
    give(statement, wish_all(statement))
    publish(statement)
    let_guardian(guarded(statement))
    transitions.withdraw_everything(statement, by=statement.seat.panelist, language="en")

    assert rows() == 0


def test_what_comes_later_waits_and_the_rest_stays():
    statement = young()
    summary = [wish for wish in wish_all(statement) if wish.item == "section:summary"]
    give(statement, summary)
    publish(statement)
    guardian = guarded(statement)
    let_guardian(guardian)
    before = len(mails("guardian_asked"))
    give(statement, wish_all(statement))

    assert rows() == 1
    assert len(mails("guardian_asked")) == before + 1
    (asked,) = asked_of(statement)
    assert (asked.agreed, asked.open, asked.is_refused) == (1, 3, False)


def test_a_refused_part_is_not_asked_again_by_mail():
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    guardians.answer(guardian, {PUBLIC: ""}, by=_user(guardian), language="en")
    (asked,) = asked_of(statement)
    assert (asked.is_refused, asked.open) == (True, 0)
    assert registry.values("guardian_asked", {"guardian": guardian.pk}, "en") is None


def test_what_changed_since_the_page_was_opened_is_not_agreed_to():
    statement = young()
    give(statement, [*wish_all(statement), *wish_all(statement, MISSIONS)])
    guardian = guarded(statement)
    seen = {each.audience: each.sha256 for each in asked_of(statement)}
    gone = [wish for wish in wish_all(statement) if wish.item == "section:summary"]
    give(statement, [Wish(wish.item, PUBLIC, False) for wish in gone])

    with pytest.raises(ContentChanged):
        guardians.answer(guardian, seen, by=_user(guardian), language="en")
    assert not Consent.objects.filter(guardian=guardian).exists()


def test_the_next_guardian_is_asked_anew():
    statement = young()
    give(statement, wish_all(statement))
    publish(statement)
    let_guardian(guarded(statement))
    first = Guardian.objects.get()
    second = name(statement)
    assert rows() == 0
    guardians.confirm_guardian(second, how="Called them.", by=make_officer())

    with pytest.raises(CannotDo):
        guardians.answer(first, {PUBLIC: ""}, by=_user(first), language="en")
    make_user(second.email)
    let_guardian(second)
    assert rows() == 4


@pytest.mark.parametrize("who", ["another", "officer", "panelist"])
def test_nobody_answers_for_a_guardian(who):
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    by = {"another": make_user, "officer": make_officer, "panelist": lambda: statement.seat.panelist}[who]()

    with pytest.raises(CannotDo):
        guardians.answer(guardian, {PUBLIC: asked_of(statement)[0].sha256}, by=by, language="en")
    assert not Consent.objects.filter(guardian=guardian).exists()


def test_who_is_no_minor_after_all_is_shown_on_their_own_word_once_staff_say_so():
    statement = young()
    give(statement, wish_all(statement))
    publish(statement)
    guardian = guarded(statement)
    statement.seat.under_18 = False
    statement.seat.save()
    assert transitions.publish_due(timezone.now()) == 0
    assert rows() == 0
    guardians.end_guardian(guardian, by=make_officer())

    assert rows() == 4


def test_after_the_meeting_and_the_guardian_both_are_waited_for():
    statement = young()
    ends = timezone.now() + timedelta(hours=1)
    sit(statement, ends=ends)
    give(statement, wish_all(statement, effective_from=ends))
    publish(statement)
    let_guardian(guarded(statement))
    assert rows() == 0


def test_erasing_a_guardian_leaves_their_word():
    statement = young()
    give(statement, wish_all(statement))
    publish(statement)
    guardian = guarded(statement)
    let_guardian(guardian)
    erase_person(guardian.email, by=make_officer(role="administrator"))
    guardian.refresh_from_db()

    assert (guardian.name, guardian.email, guardian.how) == ("", "", "")
    assert rows() == 4


def test_erasing_the_speaker_forgets_the_guardian_and_leaves_what_stands():
    statement = young()
    give(statement, wish_all(statement))
    publish(statement)
    guardian = guarded(statement)
    let_guardian(guardian)
    erase_person(statement.seat.panelist.email, by=make_officer(role="administrator"))
    guardian.refresh_from_db()

    assert (guardian.name, guardian.email) == ("", "")
    assert rows() == 3  # a name goes with its source


def test_guardians_of_old_series_are_forgotten():
    statement = young()
    guardian = guarded(statement)
    series = statement.seat.panel.pre_session.series
    later = timezone.now() + timedelta(days=9999)
    assert erasing.forget_guardians(later) == 0
    type(series).objects.filter(pk=series.pk).update(status="archived")
    assert erasing.forget_guardians(timezone.now() - timedelta(days=9999)) == 0
    assert erasing.forget_guardians(later) == 1
    guardian.refresh_from_db()
    assert (guardian.email, guardian.ended_at) == ("", None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_publication_and_a_no_at_the_same_moment_leave_nothing():
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    let_guardian(guardian)
    officer = make_officer()
    transitions.receive(statement, by=statement.seat.panelist)
    transitions.check(statement, by=officer)
    barrier, faults = threading.Barrier(2), []

    def run(act):
        try:
            barrier.wait()
            act()
        except Exception as fault:  # noqa: BLE001 - told below
            faults.append(fault)
        finally:
            connections.close_all()

    by = _user(guardian)
    acts = [
        lambda: transitions.publish(Statement.objects.get(pk=statement.pk), by=officer),
        lambda: guardians.answer(guardian, {PUBLIC: ""}, by=by, language="en"),
    ]
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (faults, rows()) == ([], 0)


# --- The pages ------------------------------------------------------------------------------------


def test_a_speaker_names_a_guardian_and_reads_what_waits():
    statement = young()
    client = speaker_client(statement)
    client.post(url(statement, "consent"), {"share": share(statement, "public")})
    before = client.get(url(statement, "consent")).content.decode()
    assert "A parent or guardian has to agree, too." in before
    assert client.post(url(statement, "name_guardian"), {"name": ""}).status_code == 422
    named = client.post(url(statement, "name_guardian"), NAMED)
    assert (named.status_code, Guardian.objects.get().email) == (302, "parent@example.org")
    assert "We check this before we write to them." in client.get(url(statement, "consent")).content.decode()
    guardians.confirm_guardian(Guardian.objects.get(), how="Called them.", by=make_officer())
    after = client.get(url(statement, "consent")).content.decode()
    assert "This waits for Parent:" in after
    assert "Not shown unless the parent or guardian agrees:" in after
    assert after.count('" checked>') == 5  # the ticks stay


def test_own_address_is_refused_beside_its_field():
    statement = young()
    answer = speaker_client(statement).post(
        url(statement, "name_guardian"), {**NAMED, "email": statement.seat.panelist.email}
    )

    assert answer.status_code == 422
    assert "The guardian needs their own." in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_guardian_sees_what_would_be_shown_answers_and_keeps_a_receipt(language):
    statement = young()
    give(statement, [*wish_all(statement), *wish_all(statement, MISSIONS)])
    publish(statement)
    guardian = guarded(statement)
    client = browser(guardian)
    shown = client.get(page(guardian), headers={"Accept-Language": language})
    text = shown.content.decode()
    assert text.count("We checked every well on the island.") == 2
    assert statement.seat.speaker_name not in text
    assert " checked>" not in text
    assert "no-store" in shown.headers["Cache-Control"]
    answer = client.post(page(guardian), answers(statement), headers={"Accept-Language": language})

    assert (answer.status_code, rows()) == (302, 8)
    assert set(Consent.objects.filter(guardian=guardian).values_list("language", flat=True)) == {language}
    receipt = client.get(page(guardian, "guardian_receipt")).content.decode()
    assert receipt.count("SHA-256 ") >= 8
    kept = client.get(page(guardian, "guardian_receipt_file"))
    assert kept.content.decode().count("· yes") == 8
    assert kept.headers["Content-Disposition"].startswith("attachment")
    own = speaker_client(statement).get(url(statement, "receipt_file")).content.decode()
    assert (own.count("· yes"), own.count("Parent or guardian ·")) == (16, 8)


def test_one_answer_leaves_the_other_as_it_is_and_nothing_takes_all_back():
    statement = young()
    give(statement, [*wish_all(statement), *wish_all(statement, MISSIONS)])
    publish(statement)
    guardian = guarded(statement)
    client = browser(guardian)
    client.post(page(guardian), {MISSIONS: answers(statement)[MISSIONS]})
    assert rows() == 4
    client.post(page(guardian), {PUBLIC: "no"})
    assert rows() == 4
    client.post(page(guardian), {"nothing": "1"})
    assert rows() == 0


@pytest.mark.parametrize("sent", ["yes", "maybe", "yes " + "0" * 64, ""])
def test_odd_answers_record_nothing_and_break_nothing(sent):
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    answer = browser(guardian).post(page(guardian), {PUBLIC: sent})

    assert answer.status_code == (409 if "0" in sent else 302)
    assert not Consent.objects.filter(guardian=guardian).exists()


@pytest.mark.parametrize("name_", ["guardian", "guardian_receipt", "guardian_receipt_file"])
def test_a_guardians_pages_are_nobody_elses(name_):
    statement = young()
    guardian = guarded(statement)
    address = page(guardian, name_)

    assert Client().get(address).status_code == 302
    for client in (stranger(), speaker_client(statement), staff_client()):
        assert client.get(address).status_code == 404
    client = browser(guardian)
    assert client.get(address).status_code == 200
    Guardian.objects.update(ended_at=timezone.now())
    assert client.get(address).status_code == 404


def test_a_closed_statement_asks_nobody():
    statement = young()
    guardian = guarded(statement)
    Statement.objects.update(status="closed")

    assert browser(guardian).get(page(guardian)).status_code == 404


def test_the_guardian_finds_the_page_again_on_their_own():
    guardian = guarded(young())
    assert page(guardian) in browser(guardian).get("/my/").content.decode()


def test_staff_confirm_and_end_on_their_page():
    statement = young()
    give(statement, wish_all(statement))
    guardian = name(statement)
    staff = staff_client()
    address = reverse("admin:publications_statement_guardian", args=[statement.pk])
    read = reverse("admin:publications_statement_change", args=[statement.pk])
    assert "Somebody was named: check and confirm" in staff.get(read).content.decode()
    empty = staff.post(address, {"guardian": guardian.pk, "confirm": "1", "how": ""})
    assert empty.status_code == 422
    staff.post(address, {"guardian": guardian.pk + 1, "confirm": "1", "how": "Called them."})
    guardian.refresh_from_db()
    assert guardian.confirmed_at is None
    staff.post(address, {"guardian": guardian.pk, "confirm": "1", "how": "Called them."})
    guardian.refresh_from_db()
    assert (guardian.how, len(mails("guardian_asked"))) == ("Called them.", 1)
    assert "Called them." in staff.get(address).content.decode()
    staff.post(address, {"guardian": guardian.pk, "end": "1"})
    guardian.refresh_from_db()
    assert guardian.ended_at is not None


def test_the_guardians_page_asks_a_constant_number_of_questions(django_assert_max_num_queries):
    statement = make_spoken(recommendations=3, under_18=True)
    give(statement, [*wish_all(statement), *wish_all(statement, MISSIONS)])
    guardian = guarded(statement)
    client = browser(guardian)
    client.post(page(guardian), answers(statement))

    for name_ in ("guardian", "guardian_receipt"):
        with django_assert_max_num_queries(15):
            client.get(page(guardian, name_))
    speaker = speaker_client(statement)
    with django_assert_max_num_queries(15):
        speaker.get(url(statement, "consent"))


def test_a_guardian_does_not_read_what_changed_since_they_agreed():
    statement = young()
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    let_guardian(guardian)
    client = browser(guardian)
    assert "We checked every well" in client.get(page(guardian, "guardian_receipt")).content.decode()
    statement.sections.update(text="A draft nobody is asked about.")

    for name_ in ("guardian", "guardian_receipt", "guardian_receipt_file"):
        assert "A draft" not in client.get(page(guardian, name_)).content.decode()
