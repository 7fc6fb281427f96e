"""Pages kept in memory: only what the mark watches, nobody else's token, and gone with the row it was made of."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from presessions import kept
from presessions.lifecycle import public_marks
from publications.published import PublishedRecommendation
from tests.factories import make_series
from tests.publications.sharing import delegate, meeting, share, statement

pytestmark = [pytest.mark.both_databases]
HERE = "/54/samoa/"
# one address for every view that is kept
ADDRESSES = {
    "applications:start": "/apply/",
    "desk:home": "/",
    "desk:about_selection": "/how-panels-are-chosen/",
    "desk:key_figures": "/figures/",
    "desk:key_figures_csv": "/figures/table.csv",
    "desk:series_selection": "/how-panels-are-chosen/52/",
    "publications:booklet_pdf": "/programme/54/booklet.pdf",
    "publications:day_calendar": "/programme/54/2027-03-30.ics",
    "publications:day_pdf": "/programme/54/2027-03-30.pdf",
    "publications:feed": "/programme/feed/",
    "publications:feed_in": "/programme/feed/fr/",
    "publications:library": "/library/?q=ask",
    "publications:meeting_calendar": f"{HERE}meeting.ics",
    "publications:plain_text": f"{HERE}text/",
    "publications:pre_session": HERE,
    "publications:programme": "/programme/",
    "publications:programme_json": "/programme/54/programme.json",
    "publications:series_calendar": "/programme/54/calendar.ics",
    "publications:series_programme": "/programme/54/",
    "publications:sheet_pdf": f"{HERE}sheet.pdf",
    "publications:sitemap": "/sitemap.xml",
    "publications:state": "/states/samoa/",
    "publications:state_calendar": "/states/samoa/calendar.ics",
    "publications:states": "/states/",
    "publications:word_copy": f"{HERE}recommendations.docx",
    "series:call": "/calls/54/",
    "series:call_calendar": "/calls/54/deadline.ics",
    "series:state_calendar": "/calls/54/WSM/deadline.ics",
    "series:call_text": "/calls/54/text/",
    "series:calls": "/calls/",
    "series:calls_feed": "/calls/feed/",
    "series:calls_feed_in": "/calls/feed/fr/",
}
# counts and seals of series that are over: a minute late at most, and nobody's consent is in them
MAY_COUNT = ("desk:home", "desk:key_figures", "desk:key_figures_csv", "desk:series_selection")
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')


def kept_views(resolver=None, spaces=()):
    """The name of every address whose view is kept."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from kept_views(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif getattr(entry.callback, "is_kept", False):
            yield ":".join((*spaces, entry.name))


def page(path=HERE, client=None):
    answer = (client or Client()).get(path)
    assert answer.status_code == 200
    return answer


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_kept_hangs_on_watched_tables_only():
    share(statement(meeting(), mark="cnry"))
    make_series(52, status="archived")
    strange = {}
    for name, path in ADDRESSES.items():
        with CaptureQueriesContext(connection) as seen:
            page(path)
        tables = {table for query in seen.captured_queries for table in TABLE.findall(query["sql"])}
        if name not in MAY_COUNT and tables - set(public_marks.WATCHED):
            strange[name] = tables - set(public_marks.WATCHED)

    assert set(kept_views()) == set(ADDRESSES)
    assert strange == {}


@pytest.mark.django_db(transaction=True)
def test_what_goes_by_raw_sql_is_gone_from_the_next_answer_and_from_memory():
    share(statement(meeting(), mark="cnrysaid"))
    paths = (HERE, f"{HERE}text/", f"{HERE}recommendations.docx")
    with time_machine.travel(datetime.now(UTC), tick=False):
        first = [page(path) for path in paths]
        with CaptureQueriesContext(connection) as seen:
            second = [page(path) for path in paths]
    assert len(seen) == len(paths)  # the mark and nothing else: these came from memory
    assert b"Ask 1 cnrysaid" in second[0].content
    assert b"Ask 1 cnrysaid" in second[1].content
    for before, after in zip(first, second, strict=True):
        assert before.headers == after.headers
        assert after["Cache-Control"] == "no-store"

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM publications_publishedissue")
        cursor.execute("DELETE FROM publications_publishedrecommendation")

    for path, before in zip(paths, second, strict=True):
        assert page(path).content != before.content
    assert b"Ask 1 cnrysaid" not in page().content + page(f"{HERE}text/").content
    parts = [part for copy in kept.memory._copies.values() for part in copy.parts]
    assert parts
    assert not any(b"Ask 1 cnrysaid" in part for part in parts)


@pytest.mark.django_db(transaction=True)
def test_withdrawal_that_is_rolled_back_or_not_yet_committed_keeps_nothing_of_itself():
    share(statement(meeting(), mark="cnrysaid"))
    page()
    mark = public_marks.current()
    with transaction.atomic():
        for row in PublishedRecommendation.objects.all():
            row.issue_rows.all().delete()
            row.delete()
        assert public_marks.current() == ""
        assert b"Ask 1" not in page().content
        transaction.set_rollback(True)

    assert public_marks.current() == mark
    assert b"Ask 1 cnrysaid" in page().content


@pytest.mark.django_db(transaction=True)
def test_each_reader_has_a_token_of_their_own_and_a_delegate_no_kept_page():
    share(statement(meeting(), mark="cnrysaid"), to=["missions"])
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    pages = [page("/states/", reader).content for reader in (first, second)]
    tokens = [re.findall(rb'csrfmiddlewaretoken" value="([^"]+)"', body)[0] for body in pages]

    assert tokens[0] != tokens[1]
    sent = {"language": "fr", "next": HERE}
    assert second.post("/language/", {**sent, "csrfmiddlewaretoken": tokens[0].decode()}).status_code == 403
    assert second.post("/language/", {**sent, "csrfmiddlewaretoken": tokens[1].decode()}).status_code == 302
    assert b'lang="fr"' in page(HERE, second).content[:80]
    assert b"cnrysaid" in page(HERE, delegate("TLS")).content
    assert b"cnrysaid" not in page(HERE, first).content
    # asked again with the tag, the kept page is "not modified"
    tagged = first.get("/states/")
    assert first.get("/states/", headers={"if-none-match": tagged["ETag"]}).status_code == 304


@pytest.mark.django_db(transaction=True)
def test_a_reader_with_a_basket_has_a_page_that_nobody_else_is_given():
    share(statement(meeting(), mark="cnrysaid"))
    key = PublishedRecommendation.objects.filter(audience="public").first().key
    full = Client()
    full.post("/library/basket/", {"add": str(key)})
    with time_machine.travel(datetime.now(UTC), tick=False):
        first = page("/library/", full).content
        other = page("/library/").content
        again = page("/library/", full).content
        with CaptureQueriesContext(connection) as seen:
            page("/library/")

    assert b"Your basket" in first
    assert b"Your basket" in again
    assert b"cnrysaid" in other
    assert b"Your basket" not in other
    assert len(seen) == 1  # the mark: this one came from memory


@pytest.mark.django_db(transaction=True)
def test_every_watched_table_has_its_triggers_and_tidying_keeps_the_mark():
    with connection.cursor() as cursor:
        here = public_marks._triggers(cursor, connection.vendor)
        tables = set(connection.introspection.table_names(cursor))
    assert set(public_marks.WATCHED) <= tables
    assert public_marks.statements(connection.vendor, tables, here) == []

    statement(meeting(), mark="one")
    before = public_marks.current()
    public_marks.tidy()
    assert public_marks.current() == before != ""


def test_memory_forgets_the_least_asked_for_and_everything_at_a_new_mark():
    memory = kept.Memory(most_bytes=10)
    copy = kept.Copy(1, (b"1234",), {})
    for key in (("a",), ("b",)):
        assert memory.get("m", key, 1) is None
        memory.put("m", key, copy)
    assert memory.get("m", ("a",), 1) is copy
    memory.put("m", ("c",), copy)

    assert memory.get("m", ("b",), 1) is None  # asked for longest ago
    assert memory.get("m", ("a",), 2) is None  # the clock has gone on
    assert memory.get("m", ("a",), 1) is copy
    memory.put("old", ("a",), copy)
    assert memory.get("n", ("a",), 1) is None
    assert memory._size == 0
