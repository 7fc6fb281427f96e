"""A yes from a letter or mail: proposed, opened, confirmed by a second person; what is taken back at once; and what the
database refuses. Needs the database."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from applications.file_rules import Reason
from presessions.accounts.grants import recuse
from presessions.lifecycle.models import AuditEvent, AuditKind
from presessions.mail import registry
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused
from presessions.privacy.erase import erase_person
from publications import attaching, proof_triggers, proving
from publications.attaching import NotTaken
from publications.consent import of_guardian
from publications.enums import OutsideAudience, ProofStatus, StatementStatus, ToldBy
from publications.items import items_of
from publications.models import Consent, Proof, Section, Statement
from publications.transitions import CannotDo, ContentChanged, Wish
from tests.applications import corpus
from tests.applications.staff import staff_client
from tests.factories import make_officer, make_seat, make_statement, make_user
from tests.publications.sharing import guarded, let_guardian
from tests.publications.speakers import make_spoken, share, speaker_client
from tests.publications.test_transitions import give, publish, rows, wish_all
from tests.publications.test_triggers import ITEM, SHA, consent
from tests.publications.test_views import url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]
PUBLIC = OutsideAudience.PUBLIC


def letter(name="letter.pdf", content=None):
    return SimpleUploadedFile(name, corpus.pdf() if content is None else content)


def proposed(statement, *, by=None, wishes=None, of_the_guardian=False, checked=True):
    proof = proving.propose(
        statement,
        letter(),
        wish_all(statement) if wishes is None else wishes,
        why="No internet there.",
        of_the_guardian=of_the_guardian,
        by=by or make_officer(),
    )
    if checked:
        assert proving.check_waiting() == 1
        proof.refresh_from_db()
    return proof


def confirmed(proof, *, by=None):
    second = by or make_officer()
    proving.note_opened(proof, by=second)
    return proving.confirm(proof, by=second)


def audited():
    return list(AuditEvent.objects.filter(kind=AuditKind.CONSENT_OVERRIDE).values_list("by", "detail"))


# --- Two people -----------------------------------------------------------------------------------


def test_a_proposal_counts_for_nothing_until_a_second_person_confirms_it():
    statement = make_spoken()
    publish(statement)
    first, second = make_officer(), make_officer()
    proof = proposed(statement, by=first)
    assert (proof.status, Consent.objects.count(), rows()) == (ProofStatus.PROPOSED, 0, 0)
    new = confirmed(proof, by=second)
    proof.refresh_from_db()

    assert (len(new), rows()) == (5, 5)
    assert (proof.status, proof.proposed_by, proof.confirmed_by) == (ProofStatus.CONFIRMED, first, second)
    assert {(each.by, each.proof, each.wording) for each in new} == {(second, proof, proving.WORDING)}
    assert [by for by, _ in audited()] == [second.pk, first.pk]
    (mail,) = OutgoingMail.objects.filter(message="consent_by_staff")
    assert mail.to == statement.seat.panelist.email
    assert registry.values("consent_by_staff", mail.ids, "en")["url"].endswith(url(statement, "receipt"))


def test_who_proposed_it_does_not_confirm_it():
    first = make_officer()
    proof = proposed(make_spoken(), by=first)

    with pytest.raises(CannotDo, match="second person"):
        confirmed(proof, by=first)
    assert not Consent.objects.exists()


def test_who_has_not_opened_the_file_does_not_confirm_it():
    proof = proposed(make_spoken())

    with pytest.raises(CannotDo, match="Open the file"):
        proving.confirm(proof, by=make_officer())
    assert not Consent.objects.exists()


def test_what_the_speaker_took_back_meanwhile_is_not_agreed_to_by_an_older_letter():
    statement = make_spoken()
    publish(statement)
    give(statement, wish_all(statement))
    proof = proposed(statement)
    give(statement, [Wish(ITEM, PUBLIC, given=False)])
    assert rows() == 4

    with pytest.raises(CannotDo, match="put off since"):
        confirmed(proof)
    assert (rows(), Consent.objects.filter(proof=proof).count()) == (4, 0)
    other = proposed(statement, wishes=[wish for wish in wish_all(statement) if wish.item == ITEM])
    assert (len(confirmed(other)), rows()) == (1, 5)


def test_what_the_speaker_put_off_meanwhile_is_not_shown_at_once_on_an_older_letter():
    statement = make_spoken()
    publish(statement)
    proof = proposed(statement)
    give(statement, wish_all(statement, effective_from=timezone.now() + timedelta(days=1)))

    with pytest.raises(CannotDo, match="put off since"):
        confirmed(proof)
    assert rows() == 0


def test_what_staff_took_back_meanwhile_is_not_agreed_to_by_an_older_letter():
    statement = make_spoken()
    give(statement, wish_all(statement))
    proof = proposed(statement)
    proving.take_back(statement, [(ITEM, "public")], told=ToldBy.PHONE, by=make_officer())

    with pytest.raises(CannotDo, match="put off since"):
        confirmed(proof)


def test_a_no_of_the_guardian_is_later_than_a_letter_of_theirs_and_says_nothing_on_one_of_the_speaker():
    statement = make_spoken(under_18=True)
    guardian = guarded(statement)
    statement = Statement.objects.get(pk=statement.pk)
    give(statement, wish_all(statement))
    theirs, own = proposed(statement, of_the_guardian=True), proposed(statement)
    let_guardian(guardian)
    proving.take_back(statement, [(of_guardian(ITEM), "public")], told=ToldBy.PHONE, by=make_officer())

    with pytest.raises(CannotDo, match="put off since"):
        confirmed(theirs)
    assert len(confirmed(own)) == 4


def test_recused_staff_neither_propose_nor_confirm_nor_take_back():
    statement = make_spoken()
    recused = make_officer()
    proof = proposed(statement)
    recuse(recused, statement.seat.panel.pre_session.state_under_review_id, by=None)
    acts = [
        lambda: proposed(statement, by=recused),
        lambda: confirmed(proof, by=recused),
        lambda: proving.drop(proof, by=recused),
        lambda: proving.take_back(statement, [(ITEM, "public")], told=ToldBy.PHONE, by=recused),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_content_changed_between_proposal_and_confirmation_records_nothing():
    statement = make_spoken()
    publish(statement)
    proof = proposed(statement)
    Section.objects.update(text="Other words.")

    with pytest.raises(ContentChanged):
        confirmed(proof)
    proof.refresh_from_db()
    assert (proof.status, proof.confirmed_by, Consent.objects.count()) == (ProofStatus.PROPOSED, None, 0)


def test_content_changed_before_the_proposal_is_not_proposed():
    statement = make_spoken()
    wishes = wish_all(statement)
    Section.objects.update(text="Other words.")

    with pytest.raises(ContentChanged):
        proposed(statement, wishes=wishes)
    assert not Proof.objects.exists()


def test_what_was_dropped_is_not_confirmed_and_its_file_is_gone():
    proof = proposed(make_spoken())
    proving.drop(proof, by=make_officer())
    proof.refresh_from_db()
    assert (proof.status, proof.file.name, proof.why) == (ProofStatus.DROPPED, "", "")
    with pytest.raises(CannotDo):
        confirmed(proof)
    with pytest.raises(CannotDo):
        proving.drop(proof, by=make_officer())


def test_a_second_confirmation_records_nothing_more():
    proof = proposed(make_spoken())
    assert len(confirmed(proof)) == 5
    with pytest.raises(CannotDo):
        confirmed(proof)
    assert Consent.objects.count() == 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"PK\x03\x04 a Word file", Reason.WRONG_TYPE),
        (b"plain words", Reason.WRONG_TYPE),
    ],
)
def test_other_files_are_not_taken(content, reason):
    statement = make_spoken()
    with pytest.raises(NotTaken, match=str(reason)):
        proving.propose(
            statement,
            letter(content=content),
            wish_all(statement),
            why="x",
            of_the_guardian=False,
            by=make_officer(),
        )


def test_a_file_that_does_not_pass_the_check_is_refused_and_deleted():
    statement = make_spoken()
    proof = proving.propose(
        statement,
        letter(content=b"%PDF-1.7 broken"),
        wish_all(statement),
        why="x",
        of_the_guardian=False,
        by=make_officer(),
    )
    with pytest.raises(CannotDo):
        confirmed(proof)
    proving.check_waiting()
    proof.refresh_from_db()

    assert (proof.status, proof.file.name) == (ProofStatus.REFUSED, "")
    assert proof.problem != ""


@pytest.mark.parametrize("missing", ["why", "wishes", "guardian"])
def test_a_proposal_says_what_and_why_and_whose(missing):
    statement = make_spoken()
    values = {
        "wishes": [] if missing == "wishes" else wish_all(statement),
        "why": " " if missing == "why" else "No internet.",
        "of_the_guardian": missing == "guardian",
    }
    wishes = values.pop("wishes")
    with pytest.raises(CannotDo):
        proving.propose(statement, letter(), wishes, **values, by=make_officer())


# --- A guardian on paper --------------------------------------------------------------------------


def test_a_guardian_without_an_address_agrees_on_paper():
    statement = make_spoken(under_18=True)
    give(statement, wish_all(statement))
    publish(statement)
    guardian = guarded(statement)
    proof = proposed(statement, of_the_guardian=True)
    new = confirmed(proof)

    assert {each.guardian for each in new} == {guardian}
    assert {each.item for each in new} == {of_guardian(item.key) for item in items_of(statement)}
    assert rows() == 4


def test_a_paper_of_the_speaker_does_not_stand_for_the_guardian():
    statement = make_spoken(under_18=True)
    publish(statement)
    guarded(statement)
    confirmed(proposed(statement))

    assert (Consent.objects.count(), rows()) == (4, 0)


def test_a_paper_of_a_guardian_who_ended_counts_for_nothing():
    statement = make_spoken(under_18=True)
    guardian = guarded(statement)
    proof = proposed(statement, of_the_guardian=True)
    type(guardian).objects.update(ended_at=timezone.now())

    with pytest.raises(CannotDo):
        confirmed(proof)
    assert not Consent.objects.exists()


def test_the_name_of_a_minor_is_not_agreed_to_on_paper():
    statement = make_spoken()
    name = [wish for wish in wish_all(statement) if wish.item == "speaker_name"]
    statement.seat.under_18 = True
    statement.seat.save()

    with pytest.raises(CannotDo, match="never shared"):
        proposed(statement, wishes=name)


# --- Taken back -----------------------------------------------------------------------------------


def test_one_person_takes_back_at_once_and_the_speaker_is_told():
    statement = make_spoken()
    give(statement, wish_all(statement))
    publish(statement)
    officer = make_officer()
    new = proving.take_back(statement, [(ITEM, "public")], told=ToldBy.PHONE, by=officer)

    assert ([(each.item, each.given, each.by) for each in new], rows()) == ([(ITEM, False, officer)], 4)
    assert audited() == [(officer.pk, {"taken_back": 1, "told": "phone"})]
    assert OutgoingMail.objects.filter(message="consent_by_staff").count() == 1
    assert (
        proving.take_back(statement, [(ITEM, "public"), ("x", "public")], told=ToldBy.MAIL, by=officer) == []
    )
    assert OutgoingMail.objects.filter(message="consent_by_staff").count() == 1


def test_the_word_of_a_guardian_is_taken_back_too():
    statement = make_spoken(under_18=True)
    give(statement, wish_all(statement))
    publish(statement)
    guardian = guarded(statement)
    let_guardian(guardian)
    proving.take_back(statement, [(of_guardian(ITEM), "public")], told=ToldBy.IN_PERSON, by=make_officer())

    assert rows() == 3


def test_the_speaker_takes_back_what_was_recorded_for_them():
    statement = make_spoken()
    publish(statement)
    confirmed(proposed(statement))
    client = speaker_client(statement)
    receipt = client.get(url(statement, "receipt_file")).content.decode()
    assert receipt.count("Recorded by our team from a signed letter or mail") == 5
    client.post(url(statement, "consent"), {"nothing": "1"})

    assert rows() == 0


# --- What is forgotten ----------------------------------------------------------------------------


def test_erasing_the_speaker_deletes_the_proof_and_leaves_what_was_agreed_to():
    statement = make_spoken()
    publish(statement)
    proof = proposed(statement)
    confirmed(proof)
    waiting = proposed(statement)
    erase_person(statement.seat.panelist.email, by=make_officer(role="administrator"))
    proof.refresh_from_db()
    waiting.refresh_from_db()

    assert (proof.file.name, proof.name, proof.why, proof.status) == ("", "", "", ProofStatus.CONFIRMED)
    assert (waiting.file.name, waiting.status) == ("", ProofStatus.DROPPED)
    assert (len(proof.sha256), rows() > 0) == (64, True)


def test_proofs_of_old_series_are_forgotten():
    statement = make_spoken()
    proof = proposed(statement)
    series = statement.seat.panel.pre_session.series
    later = timezone.now() + timedelta(days=9999)
    assert proving.forget_proofs(later) == 0
    type(series).objects.filter(pk=series.pk).update(status="archived")
    assert (proving.forget_proofs(later), proving.forget_proofs(later)) == (1, 0)
    proof.refresh_from_db()
    assert proof.file.name == ""


# --- What the database refuses --------------------------------------------------------------------


def raw(statement, **fields):
    values = {"status": "confirmed", "proposed_by": make_officer(), "confirmed_by": make_officer()}
    values |= fields
    at = timezone.now() if values["confirmed_by"] else None
    return Proof.objects.create(
        statement=statement, why="x", name="x", sha256="0" * 64, confirmed_at=at, **values
    )


@pytest.mark.parametrize("who", [make_user, make_officer])
def test_a_yes_of_somebody_else_is_refused(who):
    with pytest.raises(DatabaseError, match=proof_triggers.NOT_THEIRS), transaction.atomic():
        consent(make_statement(), by=who())


def test_a_no_of_staff_and_a_yes_of_the_speaker_are_taken():
    statement = make_statement()
    consent(statement, by=statement.seat.panelist)
    consent(statement, given=False, by=make_officer())

    assert Consent.objects.count() == 2


def test_a_yes_with_a_confirmed_proof_is_taken():
    statement = make_statement()
    proof = raw(statement)
    consent(statement, by=proof.confirmed_by, proof=proof)

    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", ["proposed", "another's", "not who confirmed", "who proposed", "guardian's"]
)
def test_a_yes_with_another_proof_is_refused(wrong):
    statement = make_statement()
    other = make_statement(make_seat(number=2))
    if wrong == "proposed":
        proof = raw(statement, status="proposed", confirmed_by=None)
    elif wrong == "guardian's":
        proof = raw(statement, guardian=guarded(statement))
    else:
        proof = raw(other if wrong == "another's" else statement)
    by = proof.confirmed_by or make_officer()
    by = {"not who confirmed": make_officer(), "who proposed": proof.proposed_by}.get(wrong, by)

    with pytest.raises(DatabaseError, match=proof_triggers.NOT_THEIRS), transaction.atomic():
        consent(statement, by=by, proof=proof)


def test_one_person_is_not_two():
    one = make_officer()
    with pytest.raises(DatabaseError), transaction.atomic():
        raw(make_statement(), proposed_by=one, confirmed_by=one)


def test_confirmed_by_nobody_is_refused():
    with pytest.raises(DatabaseError), transaction.atomic():
        raw(make_statement(), confirmed_by=None)


@pytest.mark.parametrize(
    "change",
    [
        "wishes = '[[1]]'",
        f"sha256 = '{SHA}'",
        "why = 'other'",
        "file = 'other'",
        "status = 'proposed'",
        "confirmed_by_id = NULL, confirmed_at = NULL",
        "proposed_by_id = confirmed_by_id, confirmed_by_id = proposed_by_id",
    ],
)
def test_a_proof_is_never_changed(change):
    raw(make_statement())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE publications_proof SET {change}")


def test_a_proof_is_never_deleted():
    raw(make_statement())

    with (
        pytest.raises(DatabaseError, match=proof_triggers.FIXED),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM publications_proof")


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_confirmations_at_once_record_it_once():
    statement = make_spoken()
    publish(statement)
    proof = proposed(statement)
    people = [make_officer(), make_officer()]
    for person in people:
        proving.note_opened(proof, by=person)
    barrier, said = threading.Barrier(2), []

    def run(person):
        try:
            barrier.wait()
            said.append(len(proving.confirm(Proof.objects.get(pk=proof.pk), by=person)))
        except CannotDo:
            said.append(0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(said), Consent.objects.count(), rows()) == ([0, 5], 5, 5)


# --- The pages ------------------------------------------------------------------------------------


def address(statement, name, *more):
    return reverse(f"admin:publications_statement_{name}", args=[statement.pk, *more])


def test_staff_propose_open_and_confirm_on_their_pages():
    statement = make_spoken()
    publish(statement)
    first, second = make_officer(), make_officer()
    one, two = staff_client(first), staff_client(second)
    empty = one.post(address(statement, "consent"), {})
    assert empty.status_code == 422
    unticked = one.post(address(statement, "consent"), {"file": letter(), "why": "No internet."})
    assert "Tick what the letter or mail agrees to." in unticked.content.decode()
    content = corpus.pdf()
    sent = {"file": letter(content=content), "why": "No internet.", "share": share(statement, "public")}
    assert one.post(address(statement, "consent"), sent).status_code == 302
    proof = Proof.objects.get()
    page = address(statement, "proof", proof.public_id)
    file = address(statement, "proof_file", proof.public_id)
    assert two.get(file).status_code == 404
    proving.check_waiting()
    one.get(file)
    one.post(page, {"confirm": "1"})
    two.post(page, {"confirm": "1"})
    assert not Consent.objects.exists()
    assert "Open the file first" in two.get(page).content.decode()
    answer = two.get(file)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == content
    assert "It says this: record it" in two.get(page).content.decode()
    two.post(page, {"confirm": "1"})

    assert rows() == 5
    assert "confirmed and recorded" in two.get(address(statement, "change")).content.decode()


def test_what_changed_meanwhile_is_said_and_dropped_on_the_page():
    statement = make_spoken()
    proof = proposed(statement)
    Section.objects.update(text="Other words.")
    second = make_officer()
    client = staff_client(second)
    page = address(statement, "proof", proof.public_id)
    assert "Changed since: it can’t be confirmed." in client.get(page).content.decode()
    proving.note_opened(proof, by=second)
    said = client.post(page, {"confirm": "1"}, follow=True).content.decode()
    assert "The speaker changed something of this since." in said
    client.post(page, {"drop": "1"})
    proof.refresh_from_db()
    assert (proof.status, Consent.objects.count()) == (ProofStatus.DROPPED, 0)


def test_staff_take_back_on_their_page():
    statement = make_spoken()
    give(statement, wish_all(statement))
    publish(statement)
    client = staff_client()
    here = address(statement, "take_back")
    assert client.get(here).content.decode().count('name="back"') == 5
    assert client.post(here, {"back": f"public {ITEM}"}).status_code == 422
    assert client.post(here, {"told": "phone"}).status_code == 422
    assert rows() == 5
    client.post(here, {"told": "phone", "back": f"public {ITEM}"})
    assert rows() == 4
    client.post(here, {"told": "phone", "everything": "1"})
    assert rows() == 0


def test_what_can_be_taken_back_stands_by_voice_in_the_order_of_the_statement():
    statement = make_spoken(recommendations=3, under_18=True)
    agreed = [each for each in wish_all(statement) if each.item.startswith(("section", "recommendation"))]
    give(statement, agreed[::-1])
    let_guardian(guarded(statement))

    said = staff_client().get(address(statement, "take_back")).content.decode()

    speaker, _between, own = said.partition("What the guardian agreed to")
    assert "What the speaker agreed to" in speaker
    for part, voice in ((speaker, ""), (own, "guardian:")):
        found = re.findall(r'name="back" value="public ([^"]+)"', part)
        assert found == [f"{voice}{each.item}" for each in agreed]


def test_the_pages_ask_a_constant_number_of_questions(django_assert_max_num_queries):
    statement = make_spoken(recommendations=3)
    give(statement, wish_all(statement))
    proof = proposed(statement)
    client = staff_client()
    for here in (
        address(statement, "consent"),
        address(statement, "take_back"),
        address(statement, "proof", proof.public_id),
    ):
        client.get(here)
        with django_assert_max_num_queries(20):
            client.get(here)


def test_a_closed_statement_is_taken_down_whatever_a_proof_says():
    statement = make_spoken()
    proof = proposed(statement)
    Statement.objects.update(status=StatementStatus.CLOSED)
    confirmed(proof)

    assert rows() == 0


def test_wishes_are_kept_as_they_were_proposed():
    statement = make_spoken()
    proof = proposed(statement, wishes=[Wish(ITEM, PUBLIC, True, SHA)])
    assert proof.wishes == [[ITEM, "public", SHA]]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_held_while_a_proof_is_looked_at(monkeypatch):
    look, held = attaching.in_a_process, []
    monkeypatch.setattr(
        attaching, "in_a_process", lambda path: held.append(connection.in_atomic_block) or look(path)
    )
    assert proposed(make_spoken()).status == "proposed"
    assert held == [False]
