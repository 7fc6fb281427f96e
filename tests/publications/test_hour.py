"""The hour before which nothing about a panel reaches a mission or the public: staff's, and the speaker's own."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from panels.models import Panel
from panels.transitions import set_hour
from presessions.series.models import Series
from publications import transitions
from publications.consent import Audience
from publications.items import items_of, records_of
from publications.models import Consent, Statement
from publications.published import TABLES, PublishedText
from publications.rows import write_rows
from publications.showing import preview
from tests.factories import make_officer
from tests.panels.test_races import at_once, refusals
from tests.publications.sharing import (
    delegate,
    everything,
    meeting,
    normalised,
    pdf_words,
    share,
    statement,
    surfaces,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MARK = "cnryhour"
DAY = timedelta(days=1)
PAPERS = (
    "/programme/54/booklet.pdf",
    "/programme/54/programme.json",
    "/programme/54/2027-03-30.ics",
    "/states/samoa/calendar.ics",
)


@pytest.fixture
def spoken() -> Statement:
    """Everything agreed to, for missions and for everybody; nothing published yet."""
    return statement(meeting("WSM"), mark=MARK)


def rows() -> int:
    return sum(table.objects.count() for table in TABLES)


def panel_of(made: Statement) -> Panel:
    return Panel.objects.get(seats__statement=made)


def of_series(made: Statement):
    return Series.objects.filter(pre_sessions__panel__seats__statement=made)


def readers() -> tuple[Client, Client, Client]:
    return Client(), delegate("TLS"), delegate("WSM")


def found(addresses) -> list[bool]:
    return [MARK in everything(client, addresses) for client in readers()]


def by_panel(made, hour):
    set_hour(panel_of(made), hour, by=make_officer())


def by_series(made, hour):
    of_series(made).update(panels_shown_from=hour)


BY = pytest.mark.parametrize("setting", [by_panel, by_series])


@pytest.mark.slow
def test_before_the_hour_no_reader_finds_anything_anywhere(spoken):
    by_panel(spoken, timezone.now() + DAY)
    share(spoken)
    assert spoken.status == "published"
    assert found([*surfaces(), *PAPERS]) == [False, False, False]
    assert MARK not in pdf_words(Client().get(PAPERS[0]).content)
    assert rows() == 0


def test_before_the_hour_every_page_is_as_if_nobody_had_agreed(spoken):
    addresses = [
        address
        for address in surfaces()
        if not address.endswith((".pdf", ".docx")) and "feed" not in address and "export" not in address
    ]
    nobody = [normalised(Client().get(address)) for address in addresses]
    by_panel(spoken, timezone.now() + DAY)
    share(spoken)
    agreed = [normalised(Client().get(address)) for address in addresses]
    differing = [
        address for address, one, other in zip(addresses, nobody, agreed, strict=True) if one != other
    ]
    assert differing == []


@BY
def test_interpreters_prepare_before_the_hour_and_nobody_else_reads_it(setting):
    made = share(statement(meeting("WSM"), mark=MARK), ["section:plan"], to=["interpreters", "public"])
    assert PublishedText.objects.count() == 2

    setting(made, timezone.now() + DAY)
    assert [row.audience for row in PublishedText.objects.all()] == ["interpreters"]
    write_rows(Statement.objects.get(pk=made.pk))

    assert [row.audience for row in PublishedText.objects.all()] == ["interpreters"]
    assert MARK not in everything(Client(), ["/54/samoa/", "/library/", *PAPERS])


@BY
def test_once_the_hour_has_come_what_was_agreed_is_shown(spoken, setting):
    setting(spoken, timezone.now() + DAY)
    share(spoken)
    assert transitions.publish_due(timezone.now()) == 0
    setting(spoken, timezone.now() - timedelta(minutes=1))
    assert transitions.publish_due(timezone.now()) == 1
    assert rows() > 0
    assert found(["/54/samoa/"]) == [True, True, True]
    assert transitions.publish_due(timezone.now()) == 0


def test_once_the_hour_has_come_the_papers_of_the_programme_tell_it_too(spoken):
    by_panel(spoken, timezone.now() - DAY)
    share(spoken)
    answers = [Client().get(address) for address in PAPERS]
    assert [answer.status_code for answer in answers] == [200] * len(PAPERS)
    assert MARK in pdf_words(answers[0].content)
    assert MARK in words_of(answers[1])


@BY
def test_a_later_hour_takes_down_at_once_what_is_shown(spoken, setting):
    share(spoken)
    assert rows() > 0
    setting(spoken, timezone.now() + DAY)
    assert rows() == 0


def test_a_panel_has_its_own_hour_in_place_of_its_series(spoken):
    by_series(spoken, timezone.now() + DAY)
    by_panel(spoken, timezone.now() - DAY)
    share(spoken)
    assert rows() > 0
    by_panel(spoken, None)
    assert rows() == 0


def test_the_speakers_later_hour_holds_after_that_of_staff(spoken):
    by_panel(spoken, timezone.now() - DAY)
    waits = timezone.now() + DAY
    wishes = [
        transitions.Wish(item.key, "public", given=True, sha256=item.sha256, effective_from=waits)
        for item in items_of(spoken)
    ]
    transitions.record_consent(spoken, wishes, by=None, language="en")
    officer = make_officer()
    transitions.receive(spoken, by=None)
    transitions.check(spoken, by=officer)
    assert (transitions.publish(spoken, by=officer), transitions.publish_due(timezone.now())) == (0, 0)


def test_an_hour_taken_away_while_to_come_is_this_moment(spoken):
    by_panel(spoken, timezone.now() + DAY)
    share(spoken)
    by_panel(spoken, None)
    assert transitions.publish_due(timezone.now()) == 1
    assert rows() > 0


def test_the_same_hour_again_changes_nothing(spoken):
    hour = timezone.now() + DAY
    by_panel(spoken, hour)
    version = panel_of(spoken).version
    by_panel(spoken, hour)
    assert panel_of(spoken).version == version


def test_the_speaker_is_told_from_when(spoken):
    hour = timezone.now() + DAY
    by_panel(spoken, hour)
    share(spoken)
    fresh = Statement.objects.with_meeting().with_hour().get(pk=spoken.pk)
    shown = preview(fresh, records_of(fresh), Audience.PUBLIC, at=timezone.now())
    assert shown.waits_until == hour
    assert shown.keys != ()


@BY
def test_no_row_can_be_written_before_the_hour_even_raw(spoken, setting):
    share(spoken)
    grant = Consent.objects.get(item="section:summary", audience="public")
    row = PublishedText.objects.get(grant=grant)
    setting(spoken, timezone.now() + DAY)
    row.pk = None
    with pytest.raises(DatabaseError, match="not before the hour"), transaction.atomic():
        PublishedText.objects.bulk_create([row])
    setting(spoken, timezone.now() - DAY)
    PublishedText.objects.bulk_create([row])
    assert rows() == 1


@pytest.mark.django_db(transaction=True)
def test_an_hour_set_while_publishing_is_never_missed(spoken):
    share(spoken, sorts=[])
    wishes = [transitions.Wish(item.key, "public", True, item.sha256) for item in items_of(spoken)]
    transitions.record_consent(spoken, wishes, by=None, language="en")
    for table in TABLES:
        table.objects.all().delete()
    officer = make_officer()
    outcome = at_once(
        lambda: set_hour(panel_of(spoken), timezone.now() + DAY, by=officer),
        *[lambda: transitions.publish(spoken, by=officer)] * 3,
    )
    assert [each for each in refusals(outcome) if "not before the hour" not in str(each)] == []
    assert rows() == 0
