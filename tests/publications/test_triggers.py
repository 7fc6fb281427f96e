"""No non-consented row, even by raw SQL, in either database."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from publications.consent import SPEAKER_NAME, hash_text
from publications.models import Consent, Question, Translation
from publications.published import (
    TABLES,
    PublishedIssue,
    PublishedName,
    PublishedQuestion,
    PublishedRecommendation,
    PublishedText,
    PublishedTranslation,
)
from tests.append_only import overwriting
from tests.factories import make_issue, make_panel, make_pre_session, make_seat, make_statement
from tests.publications import sharing

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ITEM = "section:summary"
TEXT = "We checked every well on the island."
SHA = hash_text(TEXT)


def consent(statement, *, given=True, item=ITEM, audience="public", sha256=SHA, **fields):
    return Consent.objects.create(
        statement=statement,
        item=item,
        audience=audience,
        given=given,
        sha256=sha256 if given else "",
        wording="2026-1",
        language="en",
        at=timezone.now(),
        **fields,
    )


def insert_raw(
    statement,
    grant,
    *,
    item=ITEM,
    audience="public",
    sha256=SHA,
    table="publications_publishedtext",
    text=TEXT,
    meeting=None,
):
    columns = {
        "id": uuid.uuid4().hex if connection.vendor == "sqlite" else str(uuid.uuid4()),
        "grant_id": grant.pk if grant else None,
        "statement_id": statement.pk,
        "pre_session_id": (meeting or statement.seat.panel.pre_session).pk,
        "item": item,
        "audience": audience,
        "sha256": sha256,
        "place": 1,
        "language": "en",
        "published_at": timezone.now(),
        "text": text,
        "kind": "summary",
    }
    if table == "publications_publishedname":
        columns |= {"is_coalition": False, "position": "", "kind": ""}
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values()))


def test_row_with_a_standing_grant_is_taken():
    statement = make_statement()
    insert_raw(statement, consent(statement))

    assert PublishedText.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"item": "section:plan"}, {"audience": "missions"}, {"sha256": "0" * 64}])
def test_row_that_differs_from_its_grant_is_refused(wrong):
    statement = make_statement()
    grant = consent(statement)

    with pytest.raises(DatabaseError):
        insert_raw(statement, grant, **wrong)


def test_row_without_grant_is_refused():
    with pytest.raises(DatabaseError):
        insert_raw(make_statement(), None)


def test_row_for_another_statement_is_refused():
    statement = make_statement()
    other = make_statement(make_seat(number=2))

    with pytest.raises(DatabaseError):
        insert_raw(other, consent(statement))


def test_row_on_a_refusal_is_refused():
    statement = make_statement()

    with pytest.raises(DatabaseError):
        insert_raw(statement, consent(statement, given=False), sha256="")


def test_row_on_a_withdrawn_grant_is_refused():
    statement = make_statement()
    grant = consent(statement)
    consent(statement, given=False)

    with pytest.raises(DatabaseError):
        insert_raw(statement, grant)


def test_row_on_a_grant_that_is_not_in_effect_yet_is_refused():
    statement = make_statement()
    grant = consent(statement, effective_from=timezone.now() + timedelta(hours=1))

    with pytest.raises(DatabaseError):
        insert_raw(statement, grant)


def test_name_of_a_minor_is_refused():
    statement = make_statement(make_seat(under_18=True))
    grant = consent(statement, item=SPEAKER_NAME)

    with pytest.raises(DatabaseError):
        insert_raw(statement, grant, item=SPEAKER_NAME, table="publications_publishedname")


def test_name_goes_when_the_speaker_turns_out_to_be_a_minor():
    statement = make_statement()
    insert_raw(
        statement,
        consent(statement, item=SPEAKER_NAME),
        item=SPEAKER_NAME,
        table="publications_publishedname",
    )
    statement.seat.under_18 = True
    statement.seat.save()

    assert PublishedName.objects.count() == 0


def test_published_row_is_never_changed():
    statement = make_statement()
    insert_raw(statement, consent(statement))

    with pytest.raises(DatabaseError), transaction.atomic():
        PublishedText.objects.update(text="Something nobody agreed to")


def test_withdrawal_deletes_the_row_in_its_own_transaction():
    statement = make_statement()
    insert_raw(statement, consent(statement))
    insert_raw(statement, consent(statement, audience="missions"), audience="missions")
    consent(statement, given=False)

    assert [row.audience for row in PublishedText.objects.all()] == ["missions"]


def test_withdrawal_deletes_recommendations_with_their_issues():
    statement = make_statement()
    recommendation = statement.recommendations.first()
    sha256 = hash_text(recommendation.text)
    row = PublishedRecommendation.objects.create(
        statement=statement,
        grant=consent(statement, item=recommendation.item, sha256=sha256),
        pre_session=statement.seat.panel.pre_session,
        item=recommendation.item,
        audience="public",
        sha256=sha256,
        place=1,
        language="en",
        published_at=timezone.now(),
        text=recommendation.text,
        order=1,
    )
    PublishedIssue.objects.create(recommendation=row, issue=make_issue())
    consent(statement, item=recommendation.item, given=False)

    assert (PublishedRecommendation.objects.count(), PublishedIssue.objects.count()) == (0, 0)


def test_changed_source_deletes_the_row():
    statement = make_statement()
    insert_raw(statement, consent(statement))
    statement.sections.update(text="Something else")

    assert PublishedText.objects.count() == 0


def test_deleted_source_deletes_the_row():
    statement = make_statement()
    insert_raw(statement, consent(statement))
    statement.sections.all().delete()

    assert PublishedText.objects.count() == 0


def test_changed_question_deletes_its_row_by_its_public_id():
    statement = make_statement()
    question = Question.objects.create(statement=statement, order=1, text="When?")
    insert_raw(
        statement,
        consent(statement, item=question.item, sha256=hash_text("When?")),
        item=question.item,
        sha256=hash_text("When?"),
        text="When?",
    )
    Question.objects.update(text="Why?")

    assert PublishedText.objects.count() == 0


def publish_point(statement, recommendation):
    """A recommendation and its French translation, published by hand."""
    translation = Translation.objects.create(
        statement=statement, recommendation=recommendation, language="fr", text="Publier."
    )
    sha256 = hash_text(recommendation.text)
    common = {
        "statement": statement,
        "pre_session": statement.seat.panel.pre_session,
        "audience": "public",
        "sha256": sha256,
        "place": 1,
        "published_at": timezone.now(),
    }
    for item, table, more in (
        (recommendation.item, PublishedRecommendation, {"language": "en", "order": 1}),
        (translation.item, PublishedTranslation, {"language": "fr", "original": recommendation.item}),
    ):
        grant = consent(statement, item=item, sha256=sha256)
        table.objects.create(grant=grant, item=item, text=recommendation.text, **common, **more)
    return translation


@pytest.mark.parametrize(
    "change", [{"text": "Other words"}, {"addressed_to": "Parliament"}, {"source": "A/HRC/1, para. 2"}]
)
def test_what_stands_beside_a_recommendation_is_agreed_to_with_it(change):
    statement = make_statement()
    recommendation = statement.recommendations.first()
    publish_point(statement, recommendation)
    type(recommendation).objects.filter(pk=recommendation.pk).update(**change)

    assert (PublishedRecommendation.objects.count(), PublishedTranslation.objects.count()) == (0, 0)


@pytest.mark.parametrize("change", [{"text": "Autre"}, {"language": "es"}])
def test_changed_translation_deletes_its_row_alone(change):
    statement = make_statement()
    translation = publish_point(statement, statement.recommendations.first())
    Translation.objects.filter(pk=translation.pk).update(**change)

    assert (PublishedRecommendation.objects.count(), PublishedTranslation.objects.count()) == (1, 0)


def test_deleted_translation_or_original_deletes_the_row():
    statement = make_statement()
    first, second = statement.recommendations.all()
    publish_point(statement, first).delete()
    assert PublishedTranslation.objects.count() == 0
    publish_point(statement, second)
    second.delete()
    assert PublishedTranslation.objects.count() == 0


def test_translation_without_a_grant_is_refused():
    statement = make_statement()
    recommendation = statement.recommendations.first()
    publish_point(statement, recommendation)
    grant = Consent.objects.get(item=recommendation.item)

    with pytest.raises(DatabaseError), transaction.atomic():
        PublishedTranslation.objects.create(
            statement=statement,
            grant=grant,
            pre_session=statement.seat.panel.pre_session,
            item="translation:x",
            original=recommendation.item,
            audience="public",
            sha256=grant.sha256,
            place=1,
            language="es",
            published_at=timezone.now(),
            text="Text",
        )


@pytest.mark.parametrize("both", [True, False])
def test_translation_is_of_one_thing(both):
    statement = make_statement()
    question = Question.objects.create(statement=statement, order=1, text="When?")
    things = {"question": question, "recommendation": statement.recommendations.first()} if both else {}

    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.create(statement=statement, language="fr", text="x", **things)


@pytest.mark.parametrize(
    "statement_sql", ["UPDATE publications_consent SET given = false", "DELETE FROM publications_consent"]
)
def test_consent_record_is_append_only(statement_sql):
    consent(make_statement())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement_sql)


def test_every_published_table_is_guarded():
    from publications import triggers

    assert sorted(table._meta.db_table for table in TABLES) == sorted(triggers.ROWS)


@pytest.mark.parametrize("number", [0, 7, -1])
def test_seventh_seat_is_refused_by_raw_sql(number):
    seat = make_seat(make_panel())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE panels_seat SET number = %s WHERE id = %s", [number, seat.pk])


def test_a_fuller_panel_by_a_fraction_or_an_unknown_status_is_refused_by_raw_sql():
    """SQLite would keep both: its columns take any value that no CHECK refuses."""
    seat = make_seat(make_panel())
    columns = [field.column for field in type(seat)._meta.concrete_fields if field.column != "id"]
    taken = ", ".join(columns)
    for name, value in (("number", "1.5"), ("status", "'CONFIRMED'")):
        given = ", ".join(value if column == name else column for column in columns)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO panels_seat ({taken}) SELECT {given} FROM panels_seat WHERE id = %s", [seat.pk]
            )


def test_second_active_seat_with_the_same_number_is_refused_by_raw_sql():
    panel = make_panel()
    first, second = make_seat(panel, number=1), make_seat(panel, number=2)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE panels_seat SET number = %s WHERE id = %s", [first.number, second.pk])


def test_other_words_than_were_agreed_to_are_refused_by_raw_sql():
    statement = make_statement()
    grant = consent(statement)

    with pytest.raises(DatabaseError, match="other words than were agreed to"):
        insert_raw(statement, grant, text="Words nobody agreed to.")
    assert not PublishedText.objects.exists()


def test_every_table_of_words_holds_what_was_agreed_to():
    """Each kind of row goes in as publishing writes it; with one letter more it does not."""
    row = sharing.meeting("WSM")
    made = sharing.statement(row, mark="alpha")
    made.recommendations.update(addressed_to="The Ministry of Water", source="A/HRC/1, para. 4")
    sharing.share(made)
    for table in (PublishedName, PublishedText, PublishedRecommendation, PublishedQuestion):
        kept = list(table.objects.filter(statement=made))
        assert kept, table
        for each in kept:
            table.objects.filter(pk=each.pk).delete()
            each.text += "x"
            with pytest.raises(DatabaseError, match="other words"), transaction.atomic():
                table.objects.bulk_create([each])
            each.text = each.text[:-1]
            table.objects.bulk_create([each])


def test_no_consent_takes_the_place_of_another_by_raw_sql():
    """SQLite's REPLACE and PostgreSQL's ON CONFLICT overwrite a row: a no must not become a yes."""
    statement = make_statement()
    consent(statement)
    consent(statement, given=False)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(overwriting(Consent))
    assert list(Consent.objects.order_by("pk").values_list("given", flat=True)) == [True, False]


@pytest.mark.parametrize("table", ["publications_publishedtext", "publications_publishedname"])
def test_row_on_the_page_of_another_meeting_is_refused(table):
    statement = make_statement()
    item = SPEAKER_NAME if table == "publications_publishedname" else ITEM
    grant = consent(statement, item=item)
    with pytest.raises(DatabaseError, match="another Pre-session"):
        insert_raw(statement, grant, item=item, table=table, meeting=make_pre_session(iso3="MLT"))
    insert_raw(statement, grant, item=item, table=table)


@pytest.mark.parametrize("change", [{"speaker_name": "Somebody Else"}, {"speaker_position": "Director"}])
def test_name_goes_when_another_speaks(change):
    statement = make_statement()
    insert_raw(
        statement,
        consent(statement, item=SPEAKER_NAME),
        item=SPEAKER_NAME,
        table="publications_publishedname",
    )
    type(statement.seat).objects.filter(pk=statement.seat_id).update(**change)

    assert PublishedName.objects.count() == 0


@pytest.mark.parametrize(
    "change", [{"organisation_name": "Another"}, {"confirmed_kind": "nhri"}, {"confirmed_is_coalition": True}]
)
def test_name_of_the_organisation_goes_when_it_changes(change):
    statement = make_statement()
    insert_raw(
        statement,
        consent(statement, item="organisation_name"),
        item="organisation_name",
        table="publications_publishedname",
    )
    type(statement.seat.application).objects.filter(pk=statement.seat.application_id).update(**change)

    assert PublishedName.objects.count() == 0
