"""Versions of a statement: kept, compared, brought back. Needs the database."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from presessions.privacy.erase import Person
from publications import erasing, transitions
from publications.beside_models import StatementVersion
from publications.models import Section, Statement
from publications.published import PublishedRecommendation, PublishedText
from tests.applications.staff import staff_client
from tests.factories import make_officer
from tests.publications.sharing import share as share_all
from tests.publications.speakers import make_spoken, share, speaker_client
from tests.publications.test_views import url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]


def write(client, statement: Statement, text: str, kind: str = "summary") -> None:
    assert client.post(url(statement, "statement_section", kind), {"text": text}).status_code == 302


def kept(statement: Statement) -> list[str]:
    return [
        " ".join(each.content["sections"].get("summary", []))
        for each in StatementVersion.objects.filter(statement=statement)
    ]


def test_saves_of_one_sitting_are_one_version_and_what_stood_before_is_another():
    statement = make_spoken()
    client = speaker_client(statement)
    for text in ("One.", "One. Two.", "One. Two. Three."):
        write(client, statement, text)

    assert kept(statement) == ["We checked every well on the island.", "One. Two. Three."]


def test_save_that_changes_nothing_makes_no_version():
    statement = make_spoken()
    write(speaker_client(statement), statement, "We checked every well on the island.  ")

    assert len(kept(statement)) == 1


def test_another_day_or_a_statement_that_was_sent_begins_another_version():
    statement = make_spoken()
    client = speaker_client(statement)
    write(client, statement, "First day.")
    client.post(url(statement, "send"))
    write(client, statement, "After it was sent.")
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        client = speaker_client(statement)
        write(client, statement, "An hour later.")

    assert kept(statement)[1:] == ["First day.", "After it was sent.", "An hour later."]


def test_text_that_was_agreed_to_stays_a_version():
    statement = make_spoken()
    client = speaker_client(statement)
    write(client, statement, "Agreed to.")
    client.post(url(statement, "consent"), {"share": share(statement, "public")})
    write(client, statement, "Something else.")

    assert kept(statement)[1:] == ["Agreed to.", "Something else."]


def test_pages_say_word_by_word_what_changed():
    statement = make_spoken()
    client = speaker_client(statement)
    write(client, statement, "We checked each well on the island.")
    page = client.get(url(statement, "versions")).content.decode()
    one = client.get(url(statement, "version", 2)).content.decode()

    assert "1 word added, 1 word removed" in page
    assert "every" in one.split("<del>")[1].split("</del>")[0]
    assert "each" in one.split("<ins>")[1].split("</ins>")[0]


def restore(client, statement, number: int, seen: int | None = None):
    now = Statement.objects.get(pk=statement.pk).version if seen is None else seen
    return client.post(url(statement, "version", number), {"seen": now})


def test_earlier_version_comes_back_as_a_new_one_and_once():
    statement = make_spoken()
    client = speaker_client(statement)
    client.post(url(statement, "recommendations"), {"recommendation_1": "Only this."})
    write(client, statement, "New words.", "plan")
    seen = Statement.objects.get(pk=statement.pk).version
    assert restore(client, statement, 1, seen).status_code == 302
    assert restore(client, statement, 1, seen).status_code == 302

    assert [each.text for each in statement.recommendations.all()] == [
        f"Publish the results of well {number} each quarter." for number in (1, 2)
    ]
    assert "".join(statement.sections.filter(kind="plan").values_list("text", flat=True)) == ""
    last = StatementVersion.objects.last()
    assert (last.number, last.why, last.restored_from) == (3, "restored", 1)


def test_version_is_not_brought_back_over_text_nobody_saw():
    statement = make_spoken()
    client = speaker_client(statement)
    write(client, statement, "Second.")
    seen = Statement.objects.get(pk=statement.pk).version
    write(client, statement, "Third, in another window.")
    answer = restore(client, statement, 1, seen)

    assert answer.status_code == 409
    assert Section.objects.get(kind="summary").text == "Third, in another window."


def test_version_is_not_brought_back_over_text_that_does_not_fit_yet():
    statement = make_spoken()
    client = speaker_client(statement)
    write(client, statement, "Second.")
    client.post(url(statement, "statement_section", "summary"), {"text": "word " * 400})
    answer = restore(client, statement, 1)

    assert answer.status_code == 409
    assert "does not fit yet" in answer.content.decode()


def test_consent_lapses_with_the_words_and_holds_again_with_them():
    statement = share_all(make_spoken(), ["section", "recommendation"], to=["public"])
    client = speaker_client(statement)
    write(client, statement, "Other words.")
    assert PublishedText.objects.count() == 0
    assert PublishedRecommendation.objects.count() == 2
    page = client.get(url(statement, "version", 1))
    told = page.context["consequences"]
    assert (told.lapse, told.hold_again) == (0, 1)
    restore(client, statement, 1)

    statement.refresh_from_db()
    assert (statement.status, PublishedText.objects.count()) == ("received", 0)
    officer = make_officer()
    transitions.check(statement, by=officer)
    transitions.publish(statement, by=officer)
    assert PublishedText.objects.get().text == "We checked every well on the island."


def test_choices_that_would_lapse_are_counted_before():
    statement = make_spoken()
    client = speaker_client(statement)
    write(client, statement, "Other words.")
    client.post(url(statement, "consent"), {"share": share(statement, "public", "missions")})
    page = client.get(url(statement, "version", 1))

    assert page.context["consequences"].lapse == 2
    assert "2 of your choices lapse" in page.content.decode()


def test_staff_read_versions_and_bring_none_back(django_assert_num_queries):
    statement = make_spoken()
    client = speaker_client(statement)
    write(client, statement, "Second.")
    staff = staff_client()
    address = f"/staff/publications/statement/{statement.pk}/versions/"

    assert "Second." in staff.get(f"{address}2/").content.decode()
    assert staff.post(f"{address}2/").status_code == 405
    assert staff.get(f"{address}9/").status_code == 404
    assert staff.get(address).status_code == 200


def queries_of(client, statement) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client.get(url(statement, "versions")).status_code == 200
    return len(asked)


def test_number_of_queries_does_not_grow_with_versions():
    statement = make_spoken()
    client = speaker_client(statement)
    write(client, statement, "Second.")
    queries_of(client, statement)
    few = queries_of(client, statement)
    content = StatementVersion.objects.last().content
    for number in range(3, 40):
        at = timezone.now()
        StatementVersion.objects.create(
            statement=statement, number=number, content=content, begun_at=at, saved_at=at
        )

    assert queries_of(client, statement) == few <= 15


def test_versions_are_erased_with_their_person():
    statement = make_spoken()
    write(speaker_client(statement), statement, "Second.")
    erasing.forget_person(Person("", user=statement.seat.panelist))

    assert StatementVersion.objects.count() == 0


def test_versions_of_somebody_else_are_not_found():
    statement, other = make_spoken(), make_spoken("WSM", number=55)
    write(speaker_client(statement), statement, "Second.")

    assert speaker_client(other).get(url(statement, "version", 1)).status_code == 404
    assert speaker_client(other).post(url(statement, "version", 1), {"seen": 1}).status_code == 404
