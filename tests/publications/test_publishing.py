"""Every verb of a statement to the letter: what it writes, whom it asks, whom it tells. Needs the database."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.enums import ApplicationStatus
from presessions.lifecycle.models import StatusChange
from presessions.mail import registry
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused, Subject
from presessions.scheduling.models import Sitting, Timetable
from presessions.series.enums import SeriesStatus
from presessions.series.models import PreSession, Series
from publications import rows, transitions
from publications.consent import Audience, Record
from publications.enums import OutsideAudience, StatementStatus
from publications.items import items_of
from publications.models import Consent, Question, Statement
from publications.published import (
    TABLES,
    PublishedIssue,
    PublishedName,
    PublishedRecommendation,
    PublishedText,
)
from publications.transitions import WORDING, CannotDo, ContentChanged, Wish
from tests.factories import (
    make_application,
    make_issue,
    make_officer,
    make_pre_session,
    make_seat,
    make_statement,
    make_user,
)
from tests.publications.sharing import EVERYBODY, meeting, share
from tests.publications.sharing import statement as everything_on
from tests.publications.speakers import make_spoken, sit

PUBLIC, MISSIONS = OutsideAudience.PUBLIC, OutsideAudience.MISSIONS
HOUR = timedelta(hours=1)
pytestmark = [pytest.mark.django_db]


def spoken(**seat):
    return make_spoken(**seat)


def last_change(statement):
    change = StatusChange.objects.of(statement).last()
    return change.to_status, change.by, change.by_what, change.reason


def mail(message):
    return OutgoingMail.objects.get(message=message)


def standing():
    return {(row.item, row.audience) for table in TABLES for row in table.objects.all()}


def yes(statement, key, audience=PUBLIC, since=None):
    item = next(each for each in items_of(statement) if each.key == key)
    return Wish(key, audience, True, item.sha256, since)


def told(statement, *wishes, language="en"):
    return transitions.record_consent(statement, wishes, by=statement.seat.panelist, language=language)


def received(statement):
    return transitions.receive(statement, by=statement.seat.panelist)


def published(statement, officer=None):
    officer = officer or make_officer()
    received(statement)
    transitions.check(statement, by=officer)
    transitions.publish(statement, by=officer)
    return Statement.objects.get(pk=statement.pk)


# --- Whose it is ------------------------------------------------------------------------------


def test_subject_is_the_statement_of_its_panelist_on_its_state():
    statement = spoken()
    application = statement.seat.application

    assert transitions.subject_of(statement) == Subject(
        kind="statement",
        iso3="TLS",
        owner_id=statement.seat.panelist_id,
        key=str(application.public_id),
    )
    assert application.owner_id == statement.seat.panelist_id


def test_subject_without_panelist_is_the_owners_of_the_application():
    other = make_user()
    named, unnamed = spoken(panelist=other), spoken(number=55, panelist=None)

    assert transitions.subject_of(named).owner_id == other.pk
    assert transitions.subject_of(unnamed).owner_id == unnamed.seat.application.owner_id


@pytest.mark.parametrize(
    ("panelist", "owner", "address"),
    [
        ("panelist@example.org", "owner@example.org", "panelist@example.org"),
        ("", "owner@example.org", "owner@example.org"),
        ("", "", "speaker@example.org"),
    ],
)
def test_panelist_is_written_to_where_they_can_be(panelist, owner, address):
    users = {email: make_user(email) for email in (panelist, owner) if email}
    application = make_application(owner=users.get(owner), speaker_email="speaker@example.org")
    statement = make_statement(make_seat(application=application, panelist=users.get(panelist)))

    assert transitions.recipient_of(statement) == address


def test_nobody_is_told_where_no_address_was_given():
    application = make_application(owner=None, speaker_email="")
    statement = make_statement(make_seat(application=application, panelist=None))
    transitions.tell(statement, "consent_receipt")

    assert transitions.recipient_of(statement) == ""
    assert OutgoingMail.objects.count() == 0


def test_a_mail_names_its_cause_version_and_language():
    statement = spoken()
    statement.seat.application.language = "es"
    statement.version = 4
    transitions.tell(statement, "consent_receipt")
    transitions.tell(statement, "consent_receipt", version="nine")

    ids = {
        "statement": statement.pk,
        "series": statement.seat.panel.pre_session.series.number,
        "iso3": "TLS",
    }
    found = OutgoingMail.objects.order_by("pk").values_list("version", "cause", "language", "ids", "to")
    to, cause = statement.seat.panelist.email, f"statement:{statement.pk}"
    assert list(found) == [("4", cause, "es", ids, to), ("nine", cause, "es", ids, to)]


@pytest.mark.parametrize("verb", ["receive", "record_consent", "send_back", "check", "publish"])
def test_each_verb_asks_whose_it_is(verb):
    statement, officer = spoken(), make_officer()
    stranger, panelist = make_user(), statement.seat.panelist
    acts = {
        "receive": lambda by: transitions.receive(statement, by=by),
        "record_consent": lambda by: transitions.record_consent(statement, [], by=by, language="en"),
        "send_back": lambda by: transitions.send_back(statement, question="Which year?", by=by),
        "check": lambda by: transitions.check(statement, by=by),
        "publish": lambda by: transitions.publish(statement, by=by),
    }
    wrong = {"receive": officer, "record_consent": officer}.get(verb, panelist)
    names = {
        "receive": "write_statement",
        "record_consent": "give_consent",
        "publish": "publish_statement",
    }
    for by in (stranger, wrong):
        with pytest.raises(Refused) as refusal:
            acts[verb](by)
        assert refusal.value.verb == names.get(verb, "check_statement")


# --- Opened, received, sent back, checked, closed ----------------------------------------------


@pytest.mark.parametrize(
    ("of_seat", "of_application", "language"),
    [("fr", "es", "fr"), ("", "es", "es"), ("", "", "en")],
)
def test_statement_opens_in_the_language_that_was_chosen(of_seat, of_application, language):
    application = make_application(status=ApplicationStatus.SELECTED, statement_language=of_application)
    seat = make_seat(application=application, language=of_seat)

    assert transitions.open_statement(seat, by=None).language == language


def test_statement_opens_once_and_a_closed_one_again():
    seat, officer = make_seat(), make_officer()
    first = transitions.open_statement(seat, by=officer)
    assert transitions.open_statement(seat, by=officer).pk == first.pk
    transitions.close(first, by=officer, reason="the seat was released")
    assert last_change(first) == ("closed", officer, "staff", "the seat was released")
    again = transitions.open_statement(seat, by=officer)

    assert (again.pk, again.status, Statement.objects.count()) == (first.pk, StatementStatus.OPEN, 1)
    assert last_change(first) == ("open", officer, "staff", "seat confirmed anew")
    opened = StatusChange.objects.of(first).count()
    transitions.open_statement(seat, by=officer)
    assert StatusChange.objects.of(first).count() == opened


def test_closing_without_reason_leaves_it_empty_and_returns_the_statement():
    statement = spoken()

    assert transitions.close(statement, by=None).status == StatementStatus.CLOSED
    assert last_change(statement) == ("closed", None, "system", "")


def test_receive_notes_the_hour_and_raises_the_version():
    statement = spoken()
    Statement.objects.filter(pk=statement.pk).update(staff_question="Which year?", version=4)
    with time_machine.travel(datetime.fromisoformat("2027-01-05T10:00:00+00:00"), tick=False):
        answer = received(statement)
        now = timezone.now()
    fresh = Statement.objects.get(pk=statement.pk)

    assert (answer.pk, answer.status) == (statement.pk, StatementStatus.RECEIVED)
    assert (fresh.received_at, fresh.staff_question, fresh.version) == (now, "", 5)
    assert last_change(statement) == ("received", statement.seat.panelist, "panelist", "")


def test_receive_says_what_is_missing():
    empty = spoken()
    empty.recommendations.all().delete()
    loose = spoken(number=55)
    Statement.objects.filter(pk=loose.pk).update(unsaved={"plan": {"text": ["x"]}})

    with pytest.raises(CannotDo) as missing:
        received(empty)
    with pytest.raises(CannotDo) as unsaved:
        received(loose)
    assert str(missing.value) == (
        "Write at least one recommendation before you send it. Nothing you wrote is lost."
    )
    assert str(unsaved.value) == "Something you typed does not fit yet. Mend it or discard it, then send."


def test_send_back_asks_and_tells():
    statement, officer = spoken(), make_officer()
    received(statement)
    with pytest.raises(CannotDo) as refusal:
        transitions.send_back(statement, question=" \n", by=officer)
    answer = transitions.send_back(statement, question="  Which year? ", by=officer)
    fresh = Statement.objects.get(pk=statement.pk)

    assert str(refusal.value) == "Say what you would like the panelist to look at."
    assert (answer.pk, fresh.status, fresh.staff_question) == (
        statement.pk,
        StatementStatus.RETURNED,
        "Which year?",
    )
    assert last_change(statement) == ("returned", officer, "staff", "")
    assert mail("statement_returned").version == "2"


def test_check_of_the_version_that_was_read():
    statement, officer = spoken(), make_officer()
    version = received(statement).version
    with pytest.raises(CannotDo) as refusal:
        transitions.check(statement, by=officer, version=version - 1)
    answer = transitions.check(statement, by=officer, version=version)

    assert str(refusal.value) == (
        "The panelist changed it since you opened this page. Read it again, then decide."
    )
    assert (answer.pk, answer.status) == (statement.pk, StatementStatus.CHECKED)
    assert last_change(statement) == ("checked", officer, "staff", "")


def test_publish_tells_once_and_names_who():
    statement, officer = spoken(), make_officer()
    published(statement, officer)

    assert last_change(statement) == ("published", officer, "staff", "")
    assert mail("statement_published").version == "2"
    Statement.objects.filter(pk=statement.pk).update(version=9)
    transitions.publish(statement, by=officer)
    assert OutgoingMail.objects.filter(message="statement_published").count() == 1


# --- Consent -----------------------------------------------------------------------------------


def test_record_says_who_when_what_and_in_which_words():
    statement = spoken()
    since = timezone.now() + HOUR
    with time_machine.travel(timezone.now(), tick=False):
        (given,) = told(statement, yes(statement, "section:summary", since=since), language="fr-ch")
        at = timezone.now()
    (taken,) = told(statement, Wish("section:summary", PUBLIC, False, "0" * 64, since))
    items = {item.key: item.sha256 for item in items_of(statement)}

    assert (given.statement_id, given.by, given.at, given.language, given.wording) == (
        statement.pk,
        statement.seat.panelist,
        at,
        "fr",
        WORDING,
    )
    assert (given.item, given.audience, given.given, given.sha256, given.effective_from) == (
        "section:summary",
        "public",
        True,
        items["section:summary"],
        since,
    )
    assert (taken.given, taken.sha256, taken.effective_from) == (False, "", None)
    receipts = OutgoingMail.objects.filter(message="consent_receipt").order_by("pk")
    assert [row.version for row in receipts] == [str(given.pk), str(taken.pk)]


def test_receipt_is_of_the_last_of_several_words():
    statement = spoken()
    new = told(statement, yes(statement, "section:summary"), yes(statement, "organisation_name"))

    assert mail("consent_receipt").version == str(new[-1].pk)


def test_a_no_without_a_yes_is_no_record():
    statement = spoken()

    assert told(statement, Wish("section:summary", PUBLIC, False)) == []
    told(statement, yes(statement, "section:summary"))
    assert told(statement, Wish("section:summary", MISSIONS, False)) == []
    assert len(told(statement, Wish("section:summary", PUBLIC, False))) == 1
    assert told(statement, Wish("section:summary", PUBLIC, False)) == []


def test_a_no_to_what_is_gone_is_a_record():
    statement = spoken()
    told(statement, yes(statement, "section:summary"))
    statement.sections.all().delete()

    assert [row.given for row in told(statement, Wish("section:summary", PUBLIC, False))] == [False]


def test_another_instant_is_another_word():
    statement, now = spoken(), timezone.now()
    told(statement, yes(statement, "section:summary", since=now + HOUR))

    assert told(statement, yes(statement, "section:summary", since=now + HOUR)) == []
    assert len(told(statement, yes(statement, "section:summary", since=now + 2 * HOUR))) == 1
    assert len(told(statement, yes(statement, "section:summary"))) == 1
    assert told(statement, yes(statement, "section:summary", since=now - HOUR)) == []
    assert len(told(statement, yes(statement, "section:summary", since=now + HOUR))) == 1


def test_an_instant_that_is_now_has_come():
    now = timezone.now()

    assert transitions._coming(None, now) is None
    assert transitions._coming(now, now) is None
    assert transitions._coming(now + HOUR, now) == now + HOUR


def test_what_changed_or_went_is_refused_with_what_to_do():
    statement = spoken()
    wish = yes(statement, "section:summary")
    for other in (Wish(wish.item, PUBLIC, True, "0" * 64), Wish("section:plan", PUBLIC, True, wish.sha256)):
        with pytest.raises(ContentChanged) as refusal:
            told(statement, other)
        assert str(refusal.value) == (
            "The text changed since you opened this page. Read it again, then decide."
        )
    assert Consent.objects.count() == 0


def test_name_of_a_minor_is_refused_with_the_reason_and_can_be_taken_back():
    statement = spoken()
    told(statement, yes(statement, "speaker_name"))
    seat = statement.seat
    seat.under_18 = True
    seat.save()
    with pytest.raises(CannotDo) as refusal:
        told(statement, Wish("speaker_name", PUBLIC, True, "0" * 64))

    assert str(refusal.value) == "The name of a speaker under 18 is never shared."
    assert not isinstance(refusal.value, ContentChanged)
    assert len(told(statement, Wish("speaker_name", PUBLIC, False))) == 1
    assert len(told(statement, yes(statement, "section:summary"))) == 1


def test_consent_writes_rows_of_a_published_statement_only():
    statement = spoken()
    told(statement, yes(statement, "section:summary"))
    assert standing() == set()
    statement = published(statement)
    assert standing() == {("section:summary", "public")}
    told(statement, yes(statement, "organisation_name", MISSIONS))

    assert standing() == {("section:summary", "public"), ("organisation_name", "missions")}


def test_withdrawing_everything_says_no_to_each_yes_in_order():
    statement = spoken()
    told(statement, yes(statement, "section:summary", MISSIONS), yes(statement, "organisation_name"))
    told(statement, yes(statement, "speaker_name"))
    told(statement, Wish("speaker_name", PUBLIC, False))
    new = transitions.withdraw_everything(statement, by=statement.seat.panelist, language="es")

    assert [(row.item, row.audience, row.given, row.language, row.by) for row in new] == [
        ("organisation_name", "public", False, "es", statement.seat.panelist),
        ("section:summary", "missions", False, "es", statement.seat.panelist),
    ]


# --- What the panelist is told of it ------------------------------------------------------------


def letters():
    return OutgoingMail.objects.filter(message="statement_published").order_by("pk")


def says_shown(statement):
    return registry.values("statement_published", {"statement": statement.pk}, "en")["shown"]


def test_the_letter_says_whether_anybody_reads_something():
    statement = published(spoken())
    assert says_shown(statement) is False
    told(statement, yes(statement, "section:summary", OutsideAudience.INTERPRETERS))
    assert says_shown(statement) is False
    told(statement, yes(statement, "section:summary", MISSIONS))
    assert says_shown(statement) is True
    Series.objects.update(status=SeriesStatus.CALL_OPEN)  # no programme outside
    assert says_shown(statement) is False


def test_who_was_told_that_nobody_reads_is_told_once_when_somebody_does():
    now = timezone.now()
    statement = published(spoken())
    agreed_before(statement, "section:summary", now - HOUR)
    assert letters().count() == 1

    transitions.publish_due(now)
    first, second = letters()
    assert (first.to, first.cause) == (second.to, second.cause)
    assert second.version == f"{first.version} shown"

    agreed_before(statement, "organisation_name", now - HOUR)
    transitions.publish_due(now)
    assert standing() == {("section:summary", "public"), ("organisation_name", "public")}
    assert letters().count() == 2


def test_nobody_is_told_again_when_more_is_shown():
    now = timezone.now()
    statement = published(spoken())
    told(statement, yes(statement, "section:summary", MISSIONS))
    agreed_before(statement, "organisation_name", now - HOUR)

    assert transitions.publish_due(now) == 1
    assert letters().count() == 1


def test_nobody_is_told_of_what_interpreters_prepare_with():
    now = timezone.now()
    statement = published(spoken())
    agreed_before(statement, "section:summary", now - HOUR, audience=OutsideAudience.INTERPRETERS)

    assert transitions.publish_due(now) == 1
    assert letters().count() == 1


# --- Instants that come ------------------------------------------------------------------------


def agreed_before(statement, key, since, audience=PUBLIC):
    """A yes given a day ago, for an instant."""
    wish = yes(statement, key, audience)
    return Consent.objects.create(
        statement=statement,
        item=key,
        audience=audience,
        given=True,
        sha256=wish.sha256,
        effective_from=since,
        wording=WORDING,
        language="en",
        at=timezone.now() - 24 * HOUR,
    )


def test_due_are_published_statements_with_a_standing_yes_that_came_and_has_no_row():
    now = timezone.now()
    due, waits, unpublished = spoken(), spoken(number=55), spoken(number=56)
    for statement in (due, waits):
        published(statement)
    agreed_before(due, "section:summary", now)
    agreed_before(waits, "section:summary", now + HOUR)
    agreed_before(unpublished, "section:summary", now - HOUR)

    assert transitions.publish_due(now) == 1
    assert {(row.statement_id, row.item) for row in PublishedText.objects.all()} == {
        (due.pk, "section:summary")
    }
    assert transitions.publish_due(now) == 0


def test_a_later_word_on_the_same_item_and_audience_is_what_counts():
    now = timezone.now()
    statement = published(spoken())
    agreed_before(statement, "section:summary", now - HOUR)
    told(statement, Wish("section:summary", PUBLIC, False))
    assert transitions.publish_due(now) == 0
    # words on others take nothing away
    agreed_before(statement, "organisation_name", now - HOUR)
    Consent.objects.create(
        statement=statement, item="organisation_name", audience=MISSIONS, given=False, sha256="",
        wording=WORDING, language="en", at=now,
    )  # fmt: skip
    Consent.objects.create(
        statement=statement, item="speaker_name", audience=PUBLIC, given=False, sha256="",
        wording=WORDING, language="en", at=now,
    )  # fmt: skip

    assert transitions.publish_due(now) == 1
    assert standing() == {("organisation_name", "public")}


def test_a_word_on_another_statement_takes_nothing_away():
    now = timezone.now()
    first, second = published(spoken()), published(spoken(number=55))
    agreed_before(first, "section:summary", now - HOUR)
    Consent.objects.create(
        statement=second, item="section:summary", audience=PUBLIC, given=False, sha256="",
        wording=WORDING, language="en", at=now,
    )  # fmt: skip

    assert transitions.publish_due(now) == 1


def test_due_is_not_what_lost_its_row_otherwise():
    statement = published(spoken())
    told(statement, yes(statement, "section:summary"))
    summary = statement.sections.get(kind="summary")
    for text in ("Something else.", summary.text):  # and back again: staff read it anew, no beat shows it
        statement.sections.filter(pk=summary.pk).update(text=text)

    assert (standing(), transitions.publish_due(timezone.now())) == (set(), 0)


def test_due_after_the_hour_of_staff_is_no_withdrawal():
    statement, now = spoken(), timezone.now()
    panel = statement.seat.panel
    panel.shown_from = now - HOUR
    panel.save()
    statement = published(statement)
    told(statement, yes(statement, "section:summary"))
    told(statement, Wish("section:summary", PUBLIC, False))

    assert transitions.publish_due(now) == 0


# --- Rows --------------------------------------------------------------------------------------


def test_rows_carry_what_their_pages_show():
    row = meeting("WSM")
    made = everything_on(row, number=3, mark="x", language="fr", order=2)
    with time_machine.travel(timezone.now(), tick=False):
        share(made, ["recommendation", "organisation_name", "question"], to=["public"])
        now = timezone.now()
    grants = {record.item: record.pk for record in made.consents.all()}
    first, second = PublishedRecommendation.objects.all()
    items = {item.key: item for item in items_of(made)}

    for published_row in (first, second, PublishedName.objects.get()):
        item = items[published_row.item]
        assert (
            published_row.grant_id,
            published_row.statement_id,
            published_row.pre_session_id,
            published_row.audience,
            published_row.sha256,
            published_row.place,
            published_row.language,
            published_row.published_at,
        ) == (grants[item.key], made.pk, row.pk, "public", item.sha256, 2, "fr", now)
    assert (first.order, second.order) == (1, 2)
    assert [issue.issue_id for issue in PublishedIssue.objects.all()] == ["UI-WOMEN", "UI-WOMEN"]


def test_place_is_the_seats_number_where_no_order_was_set():
    share(everything_on(meeting("WSM"), number=3, mark="x", order=None), ["section:plan"], to=["public"])

    assert PublishedText.objects.get().place == 3


def test_rows_that_stand_are_kept_and_what_is_beside_them_is_written_anew():
    made = share(everything_on(meeting("WSM"), mark="x"), to=["public"])
    keys = {row.item: row.pk for table in TABLES for row in table.objects.all()}
    assert rows.write_rows(made) == len(keys)
    assert {row.item: row.pk for table in TABLES for row in table.objects.all()} == keys
    changed = made.recommendations.first()
    changed.issues.set([make_issue("UI-WATER", "Water")])

    fresh = Statement.objects.get(pk=made.pk)
    rows.write_rows(fresh)
    after = {row.item: row.pk for table in TABLES for row in table.objects.all()}
    assert {item for item in keys if keys[item] != after[item]} == {changed.item}
    assert set(
        PublishedIssue.objects.filter(recommendation=after[changed.item]).values_list("issue_id", flat=True)
    ) == {"UI-WATER"}


def test_another_order_is_written_anew():
    made = share(everything_on(meeting("WSM"), mark="x"), ["recommendation"], to=["public"])
    first = made.recommendations.first()
    type(first).objects.filter(pk=first.pk).update(order=7)
    rows.write_rows(Statement.objects.get(pk=made.pk))

    assert PublishedRecommendation.objects.get(item=first.item).order == 7


def test_two_statements_leave_each_others_rows_alone():
    row = meeting("WSM")
    one = share(everything_on(row, number=1, mark="one"))
    two = share(everything_on(row, number=2, mark="two"))
    count = {table: table.objects.filter(statement=two).count() for table in TABLES}
    rows.write_rows(one)
    rows.take_down(one)

    assert {table: table.objects.filter(statement=two).count() for table in TABLES} == count
    assert [table.objects.filter(statement=one).count() for table in TABLES] == [0] * len(TABLES)
    assert {table for table, number in count.items() if number} >= {PublishedName, PublishedText}


def test_rows_of_a_name_go_with_the_speakers_age():
    made = share(everything_on(meeting("WSM"), mark="x"), ["speaker_name"], to=["public"])
    made.seat.under_18 = True

    assert rows.write_rows(made) == 0
    assert PublishedName.objects.count() == 0


def test_a_new_grant_for_the_same_text_is_a_new_row():
    made = share(everything_on(meeting("WSM"), mark="x"), ["section:plan"], to=["public"])
    told(made, Wish("section:plan", PUBLIC, False))
    (again,) = told(made, yes(made, "section:plan"))

    assert PublishedText.objects.get().grant_id == again.pk


@pytest.mark.parametrize(
    ("since", "ends", "early"),
    [(None, 1, False), (-2, None, False), (-2, 1, True), (-2, 0, False), (-2, -1, False)],
)
def test_too_early_is_what_waits_for_a_meeting_that_is_not_over(since, ends, early):
    at = timezone.now()
    instant = None if since is None else at + since * HOUR
    record = Record(1, "section:plan", Audience.PUBLIC, "0" * 64, True, instant)

    assert rows._too_early(record, None if ends is None else at + ends * HOUR, at) is early


def test_meeting_ends_by_the_timetable_that_is_published():
    statement, other = spoken(), spoken(number=55)
    assert rows._meeting_ends(statement) is None
    ends = timezone.now() + HOUR
    sit(other, ends=ends + HOUR)
    sitting = sit(statement, ends=ends)

    assert rows._meeting_ends(statement) == ends
    sitting.timetable.status = "draft"
    sitting.timetable.save()
    assert rows._meeting_ends(statement) is None


def test_verbs_read_what_they_need_at_once():
    statement = spoken()
    Question.objects.create(statement=statement, order=1, text="Why?")
    with CaptureQueriesContext(connection) as queries:
        row = transitions.locked(statement)
        seat, meeting_of_it = row.seat, row.seat.panel.pre_session
        assert None not in (seat.panelist, seat.application.owner)
        assert None not in (meeting_of_it.series, meeting_of_it.state_under_review)
    assert len(queries) == 2
    assert set(EVERYBODY) == {PUBLIC, MISSIONS}


# --- The hour of a meeting ----------------------------------------------------------------------


def another_meeting_in(sitting, ends):
    """Another State of the same timetable, whose meeting ends then."""
    return Sitting.objects.create(
        timetable=sitting.timetable,
        pre_session=make_pre_session(sitting.timetable.series, "WSM"),
        room=sitting.room,
        starts_at=ends - HOUR,
        ends_at=ends,
    )


def test_after_the_meeting_waits_for_the_end_of_its_own_and_no_others():
    now = timezone.now()
    statement = published(spoken())
    another_meeting_in(sit(statement, ends=now + HOUR), ends=now - HOUR)
    agreed_before(statement, "section:summary", now - HOUR)

    transitions.publish_due(now)
    assert standing() == set()


@pytest.mark.parametrize(
    ("timetable", "meeting_is", "lost"),
    [
        (None, "planned", False),
        ("draft", "planned", False),
        ("discarded", "planned", False),
        ("published", "planned", False),
        ("published", "held", False),
        ("superseded", "held", False),
        ("superseded", "planned", True),
        ("published", "not_held", True),
    ],
)
def test_a_meeting_has_lost_its_hour_where_one_was_out_and_none_is_now(timetable, meeting_is, lost):
    statement = spoken()
    if timetable is not None:
        sitting = sit(statement, ends=timezone.now() + HOUR)
        Timetable.objects.filter(pk=sitting.timetable_id).update(status=timetable)
    PreSession.objects.update(status=meeting_is)

    assert rows.has_lost_its_hour(Statement.objects.get(pk=statement.pk)) is lost


def test_looking_again_is_for_the_published_statements_of_one_meeting():
    now = timezone.now()
    mine, unpublished, others = published(spoken()), spoken(number=56), published(spoken(number=55))
    type(unpublished.seat).objects.filter(pk=unpublished.seat_id).update(panel=mine.seat.panel_id, number=2)
    for statement in (mine, unpublished, others):
        agreed_before(statement, "section:summary", now - HOUR)

    transitions.look_again(mine.seat.panel.pre_session)
    assert set(PublishedText.objects.values_list("statement_id", flat=True)) == {mine.pk}
