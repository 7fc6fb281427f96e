"""A yes on paper to the letter: what is taken in, who may count it, what is recorded, told and forgotten. Needs the
database."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from applications.file_rules import Reason
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditEvent, AuditKind, StatusChange
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused
from publications import proving
from publications.attaching import NotTaken
from publications.consent import of_guardian
from publications.enums import OutsideAudience, ProofStatus, ToldBy
from publications.models import Consent, Guardian, Proof, Section, Statement
from publications.published import TABLES
from publications.transitions import CannotDo, ContentChanged, Wish
from tests.applications import corpus
from tests.factories import make_day, make_officer, make_user
from tests.publications.sharing import guarded, let_guardian
from tests.publications.speakers import make_spoken
from tests.publications.test_proofs import confirmed, letter, proposed
from tests.publications.test_transitions import give, publish, wish_all

PUBLIC, MISSIONS, INTERPRETERS = (
    OutsideAudience.PUBLIC,
    OutsideAudience.MISSIONS,
    OutsideAudience.INTERPRETERS,
)
SUMMARY = "section:summary"
HOUR = timedelta(hours=1)
CHANGED = "The speaker changed something of this since. Nothing is recorded; drop it and propose it anew."
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def propose(statement: Statement, upload=None, wishes=None, **fields) -> Proof:
    values = {"why": "No internet there.", "of_the_guardian": False, **fields}
    by = values.pop("by", None) or make_officer()
    return proving.propose(
        statement, upload or letter(), wish_all(statement) if wishes is None else wishes, by=by, **values
    )


def summary(statement: Statement, audience: OutsideAudience = PUBLIC, since=None) -> Wish:
    wish = next(each for each in wish_all(statement) if each.item == SUMMARY)
    return Wish(SUMMARY, audience, True, wish.sha256, since)


def events(kind=AuditKind.CONSENT_OVERRIDE):
    return list(AuditEvent.objects.filter(kind=kind).order_by("number").values_list("by", "what", "detail"))


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(message="consent_by_staff").order_by("pk"))


def standing() -> set[tuple[str, str]]:
    return {(row.item, row.audience) for table in TABLES for row in table.objects.all()}


def refusal(act) -> str:
    with pytest.raises(CannotDo) as refused:
        act()
    return str(refused.value)


def last_change(proof: Proof):
    change = StatusChange.objects.of(proof).last()
    return change.to_status, change.by, change.reason


# --- Proposed -------------------------------------------------------------------------------------


def test_a_proposal_keeps_the_letter_and_exactly_what_it_agrees_to(django_capture_on_commit_callbacks):
    statement, officer = make_spoken(), make_officer()
    later = timezone.now() + HOUR
    wishes = [summary(statement), summary(statement, MISSIONS, later)]
    content = corpus.pdf()  # one file: each that is made has an ID of its own
    with django_capture_on_commit_callbacks() as callbacks:
        proof = propose(statement, letter("../Letter.pdf", content), wishes, why=" No internet. ", by=officer)
    proof.refresh_from_db()

    sha256 = summary(statement).sha256
    assert proof.wishes == [[SUMMARY, "public", sha256], [SUMMARY, "missions", sha256]]
    assert (proof.statement, proof.guardian, proof.effective_from, proof.why, proof.name) == (
        statement,
        None,
        later,
        "No internet.",
        "Letter.pdf",
    )
    assert (proof.status, proof.proposed_by) == (ProofStatus.CHECKING, officer)
    assert proof.sha256 == hashlib.sha256(content).hexdigest()
    with proof.file.open("rb") as stored:
        assert stored.read() == content
    assert events() == [(officer.pk, f"publications.Proof {proof.pk}", {"proposed": 2})]
    woken = [
        callback.args for callback in callbacks if "publications.tasks.derive_attachments" in callback.args
    ]
    assert woken == [("publications.tasks.derive_attachments", (), 30)]


def test_a_file_without_a_name_is_called_file():
    assert propose(make_spoken(), ContentFile(corpus.pdf())).name == "file"


def test_what_a_proposal_lacks_is_said():
    statement = make_spoken(under_18=True)
    assert refusal(lambda: propose(statement, why=" \n")) == "Say why it is not given on the page."
    assert refusal(lambda: propose(statement, wishes=[])) == "Tick what the letter or mail agrees to."
    nobody = "No guardian is confirmed. Confirm them first."
    assert refusal(lambda: propose(statement, of_the_guardian=True)) == nobody
    Guardian.objects.create(statement=statement, name="Parent", language="en", named_at=timezone.now())
    assert refusal(lambda: propose(statement, of_the_guardian=True)) == nobody
    assert (Proof.objects.count(), events()) == (0, [])
    assert propose(statement).guardian is None


def test_a_proposal_for_the_guardian_names_them():
    statement = make_spoken(under_18=True)
    guardian = guarded(statement)

    assert propose(statement, of_the_guardian=True).guardian == guardian


def test_a_proposal_is_bound_to_what_stands_now():
    statement = make_spoken()
    for wish in (Wish(SUMMARY, PUBLIC, True, "0" * 64), Wish("section:gone", PUBLIC, True, "0" * 64)):
        with pytest.raises(ContentChanged) as refused:
            propose(statement, wishes=[summary(statement), wish])
        assert str(refused.value) == CHANGED


def test_the_name_of_a_speaker_under_18_and_nothing_else_of_them_is_refused():
    statement = make_spoken(under_18=True)
    name = Wish("speaker_name", PUBLIC, True, "0" * 64)
    assert refusal(lambda: propose(statement, wishes=[name])) == (
        "The name of a speaker under 18 is never shared."
    )
    assert propose(statement).pk
    assert propose(make_spoken(number=55)).pk


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", Reason.EMPTY), (b"plain words", Reason.WRONG_TYPE), (b"PK\x03\x04", Reason.WRONG_TYPE)],
)
def test_why_a_file_is_not_taken(content, reason):
    with pytest.raises(NotTaken) as refused:
        propose(make_spoken(), letter(content=content))
    assert (refused.value.reason, Proof.objects.count()) == (reason, 0)


def test_who_is_not_of_the_staff_neither_proposes_nor_settles_nor_takes_back():
    statement, stranger = make_spoken(), make_user()
    give(statement, wish_all(statement))
    proof = proposed(statement)
    acts = [
        lambda: propose(statement, by=stranger),
        lambda: confirmed(proof, by=stranger),
        lambda: proving.drop(proof, by=stranger),
        lambda: proving.take_back(statement, [(SUMMARY, "public")], told=ToldBy.PHONE, by=stranger),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()


# --- Confirmed ------------------------------------------------------------------------------------


def test_opening_is_written_down_and_is_of_one_person_and_one_proof():
    statement, officer = make_spoken(), make_officer()
    proof, other = proposed(statement), proposed(statement)
    assert not proving.has_opened(proof, officer)
    proving.note_opened(proof, by=officer)

    assert events(AuditKind.FILE_VIEW) == [
        (officer.pk, f"publications.Proof {proof.pk}", {"statement": statement.pk})
    ]
    assert proving.has_opened(proof, officer)
    assert not proving.has_opened(other, officer)
    assert not proving.has_opened(proof, make_officer())
    audit.record(AuditKind.CONSENT_OVERRIDE, by=officer, what=other)  # is no reading
    assert not proving.has_opened(other, officer)


def test_a_confirmation_records_word_by_word():
    statement, first, second = make_spoken(), make_officer(), make_officer()
    statement.seat.application.language = "fr"
    statement.seat.application.save()
    later = timezone.now() + HOUR
    wishes = [summary(statement, INTERPRETERS), summary(statement, MISSIONS, later)]
    proof = propose(statement, wishes=wishes, by=first)
    proving.check_waiting()
    proof.refresh_from_db()
    with time_machine.travel(timezone.now(), tick=False):
        new = confirmed(proof, by=second)
        now = timezone.now()
    proof.refresh_from_db()

    sha256 = summary(statement).sha256
    assert [(each.item, each.audience, each.sha256, each.given, each.effective_from) for each in new] == [
        (SUMMARY, "interpreters", sha256, True, None),
        (SUMMARY, "missions", sha256, True, later),
    ]
    assert {
        (
            each.statement_id,
            each.wording,
            each.language,
            each.by,
            each.at,
            each.proof,
            each.guardian,
        )
        for each in new
    } == {(statement.pk, "staff-2026-1", "fr", second, now, proof, None)}
    assert (proof.confirmed_by, proof.confirmed_at) == (second, now)
    assert last_change(proof)[:2] == ("confirmed", second)
    what = f"publications.Proof {proof.pk}"
    assert events() == [
        (first.pk, what, {"proposed": 2}),
        (second.pk, what, {"confirmed": 2, "proposed_by": first.pk}),
    ]
    (mail,) = mails()
    assert (mail.to, mail.version) == (statement.seat.panelist.email, str(new[-1].pk))
    assert standing() == set()


def test_what_keeps_a_proof_from_being_confirmed_is_said():
    statement, first, second = make_spoken(), make_officer(), make_officer()
    proof = propose(statement, by=first)
    settled = "It is settled already, or its file is still being checked."
    assert refusal(lambda: confirmed(proof, by=second)) == settled
    proving.check_waiting()
    assert refusal(lambda: confirmed(proof, by=first)) == "A second person has to confirm it."
    third = make_officer()
    assert refusal(lambda: proving.confirm(proof, by=third)) == (
        "Open the file first, and read whether it says this."
    )
    assert Consent.objects.count() == 0
    confirmed(proof, by=second)
    assert refusal(lambda: confirmed(proof, by=second)) == settled
    assert refusal(lambda: proving.drop(proof, by=second)) == "It is settled already."


def test_a_confirmation_is_bound_to_what_stands_now():
    statement = make_spoken()
    proof = proposed(statement)
    Section.objects.update(text="Other words.")
    with pytest.raises(ContentChanged) as refused:
        confirmed(proof)
    assert str(refused.value) == CHANGED


def test_a_paper_of_a_guardian_counts_for_the_guardian_who_stands():
    statement = make_spoken(under_18=True)
    later = timezone.now() + HOUR
    give(statement, wish_all(statement))
    guardian = guarded(statement)
    proof = propose(statement, wishes=[summary(statement, since=later)], of_the_guardian=True)
    proving.check_waiting()
    (word,) = confirmed(proof)

    assert (word.item, word.audience, word.guardian, word.effective_from) == (
        of_guardian(SUMMARY),
        "public",
        guardian,
        None,
    )


def test_a_paper_of_another_guardian_is_proposed_anew():
    statement = make_spoken(under_18=True)
    first = guarded(statement)
    proof = proposed(statement, of_the_guardian=True)
    own = proposed(statement)
    Guardian.objects.filter(pk=first.pk).update(ended_at=timezone.now())
    message = "Another guardian stands now. Drop it and propose it anew."
    assert refusal(lambda: confirmed(proof)) == message
    guarded(statement)
    assert refusal(lambda: confirmed(proof)) == message

    assert {word.guardian for word in confirmed(own)} == {None}


def test_the_guardian_is_asked_about_what_a_paper_of_the_speaker_agrees_to():
    statement = make_spoken(under_18=True)
    guardian = guarded(statement)
    asked = OutgoingMail.objects.filter(message="guardian_asked")
    new = confirmed(proposed(statement))
    (mail,) = asked
    assert (mail.to, mail.version) == (guardian.email, f"consent {new[-1].pk}")
    give(statement, wish_all(statement, MISSIONS))
    count = asked.count()
    confirmed(proposed(statement, of_the_guardian=True))

    assert asked.count() == count


def test_a_proof_shows_at_once_of_a_published_statement_only():
    statement = make_spoken()
    confirmed(proposed(statement, wishes=[summary(statement)]))
    assert standing() == set()
    publish(statement)
    assert standing() == {(SUMMARY, "public")}
    confirmed(proposed(statement, wishes=[summary(statement, MISSIONS)]))

    assert standing() == {(SUMMARY, "public"), (SUMMARY, "missions")}


# --- Dropped, and taken back ----------------------------------------------------------------------


@pytest.mark.parametrize("checked", [False, True])
def test_dropping_deletes_the_file_and_says_who(checked, django_capture_on_commit_callbacks):
    proof, officer = proposed(make_spoken(), checked=checked), make_officer()
    stored, name = proof.file.storage, proof.file.name
    with django_capture_on_commit_callbacks(execute=True):
        proving.drop(proof, by=officer)
    proof.refresh_from_db()

    assert (proof.status, proof.file.name, proof.name, proof.why) == (ProofStatus.DROPPED, "", "", "")
    assert last_change(proof)[:2] == ("dropped", officer)
    assert not stored.exists(name)


def test_what_is_taken_back_is_recorded_once_each_and_told():
    statement, officer = make_spoken(), make_officer()
    statement.seat.application.language = "es"
    statement.seat.application.save()
    give(statement, [*wish_all(statement), summary(statement, MISSIONS)])
    chosen = [(SUMMARY, "missions"), ("unknown", "public"), (SUMMARY, "missions"), (SUMMARY, "public")]
    with time_machine.travel(timezone.now(), tick=False):
        new = proving.take_back(statement, chosen, told=ToldBy.IN_PERSON, by=officer)
        now = timezone.now()

    assert [(each.item, each.audience) for each in new] == [(SUMMARY, "missions"), (SUMMARY, "public")]
    assert {
        (
            each.statement_id,
            each.given,
            each.sha256,
            each.effective_from,
            each.wording,
            each.language,
            each.by,
            each.at,
            each.proof,
            each.guardian,
        )
        for each in new
    } == {(statement.pk, False, "", None, "staff-2026-1", "es", officer, now, None, None)}
    what = f"publications.Statement {statement.pk}"
    assert events() == [(officer.pk, what, {"taken_back": 2, "told": str(ToldBy.IN_PERSON)})]
    (mail,) = mails()
    assert (mail.to, mail.version) == (statement.seat.panelist.email, str(new[-1].pk))
    assert proving.take_back(statement, chosen, told=ToldBy.MAIL, by=officer) == []
    assert (len(events()), len(mails())) == (1, 1)


def test_the_word_of_a_guardian_is_taken_back_as_theirs_and_the_speakers_as_their_own():
    statement = make_spoken(under_18=True)
    give(statement, wish_all(statement))
    publish(statement)
    guardian = guarded(statement)
    let_guardian(guardian)
    chosen = [(of_guardian(SUMMARY), "public"), ("organisation_name", "public")]
    new = proving.take_back(statement, chosen, told=ToldBy.PHONE, by=make_officer())

    assert [(each.item, each.guardian) for each in new] == [
        (of_guardian(SUMMARY), guardian),
        ("organisation_name", None),
    ]
    assert (SUMMARY, "public") not in standing()


# --- In the worker, and in time --------------------------------------------------------------------


def test_a_good_letter_waits_for_its_second_person_and_says_what_it_is():
    proof = propose(make_spoken())
    assert proving.check_waiting() == 1
    proof.refresh_from_db()

    assert (proof.status, proof.media_type, proof.problem) == (ProofStatus.PROPOSED, "application/pdf", "")
    assert last_change(proof)[:2] == ("proposed", None)
    assert proving.check_waiting() == 0
    assert proving.check_one(proof.pk) is False


def test_a_broken_letter_is_refused_with_the_reason_and_deleted(django_capture_on_commit_callbacks):
    proof = propose(make_spoken(), letter(content=b"%PDF-1.7 broken"))
    stored, name = proof.file.storage, proof.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert proving.check_waiting() == 1
    proof.refresh_from_db()

    assert (proof.status, proof.media_type, proof.file.name) == (ProofStatus.REFUSED, "", "")
    assert proof.problem in set(Reason)
    assert last_change(proof) == ("refused", None, proof.problem)
    assert not stored.exists(name)


def test_a_letter_whose_bytes_are_gone_is_refused():
    proof = propose(make_spoken())
    proof.file.storage.delete(proof.file.name)
    assert proving.check_one(proof.pk) is True
    proof.refresh_from_db()

    assert (proof.status, proof.problem) == (ProofStatus.REFUSED, str(Reason.BROKEN))


def test_letters_wait_their_turn():
    statement = make_spoken()
    first, second = propose(statement), propose(statement)

    assert proving.check_waiting(limit=1) == 1
    statuses = [Proof.objects.get(pk=each.pk).status for each in (first, second)]
    assert statuses == [ProofStatus.PROPOSED, ProofStatus.CHECKING]


def test_what_is_forgotten_of_a_statement_leaves_what_was_agreed_to_and_other_statements():
    statement, other = make_spoken(), make_spoken(number=55)
    waiting, checked, kept, theirs = (
        propose(statement),
        propose(statement),
        propose(statement),
        propose(other),
    )
    proving.check_one(checked.pk)
    proving.check_one(kept.pk)
    confirmed(kept)
    assert proving.forget_of(statement) == 3
    rows = {each.pk: each for each in Proof.objects.all()}

    assert [rows[each.pk].status for each in (waiting, checked, kept, theirs)] == [
        ProofStatus.DROPPED,
        ProofStatus.DROPPED,
        ProofStatus.CONFIRMED,
        ProofStatus.CHECKING,
    ]
    for each in (waiting, checked, kept):
        row = rows[each.pk]
        assert (row.file.name, row.name, row.why, len(row.wishes)) == ("", "", "", 5)
    assert (rows[theirs.pk].name, last_change(waiting)[:2]) == ("letter.pdf", ("dropped", None))
    assert proving.forget_of(statement) == 0


def test_proofs_are_forgotten_some_time_after_the_last_day_of_an_archived_series():
    statement = make_spoken()
    series = statement.seat.panel.pre_session.series
    propose(statement)
    propose(statement)
    last = max(series.days.values_list("date", flat=True)) + timedelta(days=2)
    make_day(series, last)
    noon = datetime(last.year, last.month, last.day, 12, tzinfo=UTC)
    assert proving.forget_proofs(noon + timedelta(days=9)) == 0
    type(series).objects.filter(pk=series.pk).update(status="archived")

    assert proving.forget_proofs(noon) == 0
    assert proving.forget_proofs(noon + timedelta(days=1)) == 2
    assert proving.forget_proofs(noon + timedelta(days=1)) == 0
