"""Nothing of a speaker under 18 without the guardian's word, even by raw SQL, in either database."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from publications import guardian_triggers, proof_triggers
from publications.consent import SPEAKER_NAME, of_guardian
from publications.models import Guardian
from publications.published import PublishedName, PublishedText
from tests.factories import make_officer, make_seat, make_statement, make_user
from tests.publications.sharing import guarded
from tests.publications.test_triggers import ITEM, SHA, consent, insert_raw

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def young():
    return make_statement(make_seat(under_18=True))


def word(guardian, *, given=True, item=ITEM, audience="public", sha256=SHA, by=None):
    """The guardian's word, written plainly."""
    from presessions.accounts.models import User

    by = by or User.objects.get(email=guardian.email)
    return consent(
        guardian.statement,
        given=given,
        item=of_guardian(item),
        audience=audience,
        sha256=sha256,
        guardian=guardian,
        by=by,
    )


def published():
    return list(PublishedText.objects.values_list("audience", flat=True))


def test_row_with_both_words_is_taken():
    statement = young()
    word(guarded(statement))
    insert_raw(statement, consent(statement))

    assert published() == ["public"]


@pytest.mark.parametrize(
    "wrong",
    [None, {"item": "section:plan"}, {"audience": "missions"}, {"sha256": "0" * 64}, {"given": False}],
)
def test_row_without_the_guardians_word_on_the_same_is_refused(wrong):
    statement = young()
    guardian = guarded(statement)
    if wrong is not None:
        word(guardian, **wrong)

    with pytest.raises(DatabaseError, match=guardian_triggers.NO_GRANT):
        insert_raw(statement, consent(statement))


def test_row_on_a_withdrawn_word_is_refused():
    statement = young()
    guardian = guarded(statement)
    word(guardian)
    word(guardian, given=False)

    with pytest.raises(DatabaseError, match=guardian_triggers.NO_GRANT):
        insert_raw(statement, consent(statement))


def test_a_no_of_the_guardian_deletes_the_row_in_its_own_transaction():
    statement = young()
    guardian = guarded(statement)
    for audience in ("public", "missions"):
        word(guardian, audience=audience)
        insert_raw(statement, consent(statement, audience=audience), audience=audience)
    word(guardian, given=False)

    assert published() == ["missions"]


def test_who_has_a_guardian_is_a_minor_whatever_the_seat_says():
    statement = make_statement()
    guarded(statement)

    with pytest.raises(DatabaseError, match=guardian_triggers.NO_GRANT):
        insert_raw(statement, consent(statement))


def test_naming_a_guardian_takes_down_what_stood():
    statement = make_statement()
    insert_raw(statement, consent(statement))
    guarded(statement)

    assert published() == []


def test_the_end_of_a_guardian_takes_down_what_stood_on_their_word():
    statement = young()
    guardian = guarded(statement)
    word(guardian)
    insert_raw(statement, consent(statement))
    Guardian.objects.update(ended_at=timezone.now())

    assert published() == []
    with pytest.raises(DatabaseError, match=guardian_triggers.NO_GRANT):
        insert_raw(statement, consent(statement))


def test_the_next_guardian_has_not_said_what_the_last_one_said():
    statement = young()
    word(guarded(statement))
    Guardian.objects.update(ended_at=timezone.now())
    guarded(statement)

    with pytest.raises(DatabaseError, match=guardian_triggers.NO_GRANT):
        insert_raw(statement, consent(statement))


def test_a_speaker_found_to_be_under_18_loses_every_row():
    statement = make_statement()
    insert_raw(statement, consent(statement))
    statement.seat.under_18 = True
    statement.seat.save()

    assert published() == []


def test_another_speaker_ends_the_guardian_of_the_one_before():
    statement = young()
    guardian = guarded(statement)
    word(guardian)
    insert_raw(statement, consent(statement))
    statement.seat.speaker_name = "Somebody else"
    statement.seat.save()
    guardian.refresh_from_db()

    assert (published(), guardian.ended_at is None) == ([], False)


def test_a_name_that_is_forgotten_ends_nothing():
    statement = young()
    guardian = guarded(statement)
    word(guardian)
    insert_raw(statement, consent(statement))
    statement.seat.speaker_name, statement.seat.under_18 = "", False
    statement.seat.save()
    Guardian.objects.update(name="", email="", how="")
    guardian.refresh_from_db()

    assert (published(), guardian.ended_at) == (["public"], None)


def test_name_of_a_speaker_with_a_guardian_is_refused():
    statement = make_statement()
    guardian = guarded(statement)
    word(guardian, item=SPEAKER_NAME)

    with pytest.raises(DatabaseError):
        insert_raw(
            statement,
            consent(statement, item=SPEAKER_NAME),
            item=SPEAKER_NAME,
            table="publications_publishedname",
        )
    assert not PublishedName.objects.exists()


@pytest.mark.parametrize("who", ["another", "an officer", "nobody"])
def test_a_yes_of_the_guardian_is_theirs_to_give(who):
    guardian = guarded(young())
    by = {"another": make_user, "an officer": make_officer, "nobody": lambda: None}[who]()
    refusals = [guardian_triggers.NOT_THEIRS]
    if by is None:  # refused by either trigger: which of them speaks first is up to the database
        refusals.append(proof_triggers.NOT_THEIRS)

    with pytest.raises(DatabaseError, match="|".join(refusals)), transaction.atomic():
        consent(guardian.statement, item=of_guardian(ITEM), guardian=guardian, by=by)


@pytest.mark.parametrize("change", ["not confirmed", "ended"])
def test_a_yes_counts_from_a_guardian_who_stands(change):
    person = make_user()
    guardian = guarded(young(), by=person)
    if change == "ended":
        Guardian.objects.update(ended_at=timezone.now())
    else:
        Guardian.objects.update(ended_at=timezone.now())
        guardian = Guardian.objects.create(
            statement=guardian.statement,
            name="Parent",
            email=person.email,
            language="en",
            named_at=timezone.now(),
        )

    with pytest.raises(DatabaseError, match=guardian_triggers.NOT_THEIRS), transaction.atomic():
        word(guardian)


def test_a_word_of_the_guardian_of_another_is_refused():
    guardian, other = guarded(young()), make_statement(make_seat(number=2))

    with pytest.raises(DatabaseError, match=guardian_triggers.NOT_THEIRS), transaction.atomic():
        consent(other, item=of_guardian(ITEM), guardian=guardian, by=make_user())


@pytest.mark.parametrize("item", [ITEM, of_guardian(ITEM)])
def test_the_word_of_a_guardian_is_an_item_of_its_own(item):
    guardian = guarded(young())
    whose = guardian if item == ITEM else None

    with pytest.raises(DatabaseError), transaction.atomic():
        consent(guardian.statement, item=item, guardian=whose, by=make_user())


@pytest.mark.parametrize(
    "change",
    [
        "name = 'Other'",
        "email = 'other@example.org'",
        "language = 'fr'",
        "confirmed_at = NULL, confirmed_by_id = NULL",
        "statement_id = statement_id + 1",
    ],
)
def test_a_guardian_is_never_changed(change):
    guarded(young())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE publications_guardian SET {change}")


def test_the_end_of_a_guardian_is_not_taken_back():
    guarded(young())
    Guardian.objects.update(ended_at=timezone.now())

    with pytest.raises(DatabaseError, match=guardian_triggers.FIXED), transaction.atomic():
        Guardian.objects.update(ended_at=None)


def test_a_guardian_is_never_deleted():
    guarded(young())

    with (
        pytest.raises(DatabaseError, match=guardian_triggers.FIXED),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM publications_guardian")


def test_one_guardian_stands_at_a_time():
    statement = young()
    guarded(statement)

    with pytest.raises(DatabaseError), transaction.atomic():
        guarded(statement)
