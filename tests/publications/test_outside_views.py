"""Pages of the outside: what they show, how they may be kept, how many queries they ask."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.test import Client

from presessions.scheduling.models import Sitting
from presessions.series.enums import SeriesStatus
from presessions.series.models import PastMeeting, PastSeries, PreSession, Series
from publications.published import PublishedFile
from tests.factories import make_pre_session, make_series, make_state
from tests.publications.sharing import (
    PDF,
    delegate,
    main_part,
    meeting,
    normalised,
    share,
    statement,
    unshare,
)

pytestmark = [pytest.mark.django_db]
MISSING = "/files/11111111-1111-4111-8111-111111111111/"


def not_found(address):
    """The answer to an outsider, without the address itself, which the language buttons repeat."""
    answer = Client().get(address)
    return answer.status_code, normalised(answer).replace(address.encode(), b"")


def text(client, address, **headers):
    return client.get(address, **headers).content.decode()


# --- The page of a Pre-session ----------------------------------------------------------------


def test_page_shows_what_is_shared_and_says_where_it_comes_from():
    share(statement(meeting(), mark="x"))

    page = text(Client(), "/54/samoa/")

    for shown in (
        "Org x",
        "National organisation",
        "Person x, Position x",
        "Ask 1 x",
        "Ask 2 x",
        "Why x?",
        "Plan x",
    ):
        assert shown in page
    assert "Tuesday 30 March 2027, 10:00 to 10:45 Geneva time (UTC+2), Room XXI, Palais des Nations" in page
    assert 'rel="canonical"' in page


def test_speaker_without_a_name_is_a_panelist_without_a_kind():
    share(statement(meeting(), mark="x"), ["recommendation"])

    page = text(Client(), "/54/samoa/")

    assert "A panelist" in page
    assert "National organisation" not in page
    assert "No statement shared." in page


def test_person_alone_stands_under_their_own_name():
    share(statement(meeting(), mark="x"), ["speaker_name"])

    page = Client().get("/54/samoa/").context["page"]

    assert [(each.name, each.kind, each.person_line) for each in page.speakers] == [
        ("Person x", "", "Position x")
    ]


def test_speaker_under_18_is_never_named():
    share(statement(meeting(), mark="x", under_18=True), ["organisation_name", "recommendation"])

    assert "Person x" not in text(Client(), "/54/samoa/")


def test_delegate_sees_beside_it_what_is_for_missions():
    row = meeting()
    share(statement(row, number=1, mark="one"))
    share(statement(row, number=2, mark="two"), to=["missions"])

    page = text(delegate("TLS"), "/54/samoa/")

    assert "You read this page as a mission." in page
    assert page.count("reach-missions") == 8  # name, person, summary, section, two asks, question, file
    assert "reach-missions" not in text(delegate("WSM"), "/54/samoa/")


def test_pre_session_that_is_not_held_says_why():
    meeting(
        status="not_held",
        not_held_reason_en="Too few applications.",
        not_held_reason_fr="Trop peu de candidatures.",
    )

    assert "This Pre-session is not held. Too few applications." in text(Client(), "/54/samoa/")
    assert "Trop peu de candidatures." in text(Client(), "/54/samoa/", headers={"accept-language": "fr"})


@pytest.mark.parametrize("status", [SeriesStatus.PLANNED, SeriesStatus.CALL_OPEN])
def test_series_before_its_programme_is_not_there(status):
    make_pre_session(make_series(54, status=status))

    for address in (
        "/54/samoa/",
        "/54/samoa/text/",
        "/54/samoa/sheet.pdf",
        "/programme/54/",
        "/54/samoa/meeting.ics",
    ):
        assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/54/atlantis/", "/9999/samoa/", "/54/SAMOA%00/", "/programme/9999/", "/states/x/"]
)
def test_what_is_not_there_is_not_found(address):
    meeting()

    assert Client().get(address).status_code == 404


def test_plain_text_holds_everything_with_its_source(settings, time_machine):
    time_machine.move_to(datetime(2027, 4, 1, 8, 20, tzinfo=UTC), tick=False)
    share(statement(meeting(), mark="x"))

    answer = Client().get("/54/samoa/text/")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "Pre-session on Samoa, series 54\n"
        "Tuesday 30 March 2027, 10:00 to 10:45 Geneva time (UTC+2)\n"
        "\n"
        "Org x (National organisation)\n"
        "1. Ask 1 x\n"
        "   Issue: Women's rights\n"
        "2. Ask 2 x\n"
        "   Issue: Women's rights\n"
        "\n"
        "Questions for the State under Review\n"
        "\n"
        "1. Why x?\n"
        "\n"
        f"Source: {settings.SITE_ADDRESS}/54/samoa/\n"
        "As shared by the speakers on 1 April 2027, 10:20. The page shows what holds today.\n"
    )


def test_words_of_speakers_are_escaped_everywhere():
    made = statement(meeting(), mark='<script>alert(1)</script>"><img src=x>')
    share(made)

    for address in ("/54/samoa/", "/programme/54/", "/library/", "/library/?q=alert"):
        page = text(Client(), address)
        assert "<script>alert" not in page
        assert "<img" not in page


# --- Files ------------------------------------------------------------------------------------


@pytest.fixture
def shared_file():
    share(statement(meeting(), mark="x"), to=["public"])
    return f"/files/{PublishedFile.objects.get().pk}/"


def test_file_is_served_as_an_attachment_with_a_neutral_name(shared_file):
    answer = Client().get(shared_file)

    assert b"".join(answer.streaming_content) == PDF + b"x"
    wanted = {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="54-samoa-fact_sheet-en.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    assert {name: answer.headers.get(name) for name in wanted} == wanted


def test_file_withdrawn_is_gone_even_for_who_asks_whether_it_changed(shared_file):
    first = Client().get(shared_file)
    assert "ETag" not in first.headers
    unshare(PublishedFile.objects.get().statement)

    again = Client().get(
        shared_file,
        headers={
            "if-none-match": first.headers.get("ETag", "*"),
            "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT",
        },
    )

    assert again.status_code == 404


def test_file_withdrawn_looks_like_one_that_never_was(shared_file):
    unshare(PublishedFile.objects.get().statement)

    assert not_found(shared_file) == not_found(MISSING)


def test_file_for_missions_is_not_there_for_others():
    share(statement(meeting(), mark="x"), ["file"], to=["missions"])
    address = f"/files/{PublishedFile.objects.get().pk}/"

    statuses = [client.get(address).status_code for client in (delegate("TLS"), delegate("WSM"), Client())]

    assert statuses == [200, 404, 404]
    assert not_found(address) == not_found(MISSING)


def test_file_whose_copy_is_lost_or_of_another_type_is_not_there(shared_file):
    row = PublishedFile.objects.get()
    storages["published"].delete(row.path)

    assert Client().get(shared_file).status_code == 404
    assert Client().get(f"/files/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize(
    "address", ["/54/samoa/", "/programme/", "/library/", "/states/", "/states/samoa/", "/54/samoa/text/"]
)
def test_reading_is_all_one_can_do(method, address):
    meeting()

    assert getattr(Client(), method)(address).status_code == 405


# --- Programme and States ---------------------------------------------------------------------


def test_programme_shows_hours_and_only_names_that_were_agreed():
    row = meeting()
    share(statement(row, number=1, mark="one"), ["organisation_name"])
    share(statement(row, number=2, mark="two"), ["organisation_name"], to=["missions"])
    statement(row, number=3, mark="three")

    page = text(Client(), "/programme/54/")

    assert [mark for mark in ("Org one", "Org two", "Org three") if mark in page] == ["Org one"]
    assert "10:00–10:45" in page
    assert "UTC+2" in page
    assert "Org two" in text(delegate("TLS"), "/programme/54/")
    assert main_part(delegate("WSM").get("/programme/54/")) == main_part(Client().get("/programme/54/"))


def test_programme_lists_states_that_wait_and_states_not_held():
    meeting()
    Sitting.objects.all().delete()
    make_state("MLT")
    make_pre_session(
        Series.objects.get(), "MLT", status="not_held", not_held_reason_en="Postponed by the Council."
    )

    page = text(Client(), "/programme/54/")

    assert "Hour not published yet" in page
    assert "Postponed by the Council." in page


def test_programme_begins_with_the_series_that_comes_next(time_machine):
    time_machine.move_to(datetime(2027, 3, 1, tzinfo=UTC))
    meeting()
    old = make_series(53, status=SeriesStatus.ARCHIVED)
    old.days.create(date=date(2026, 10, 13), opens="09:00", closes="13:00")

    page = Client().get("/programme/")

    assert page.context["shown"].series.number == 54
    assert [series.number for series in page.context["others"]] == [53]


def test_series_on_record_say_when_they_are_fragments():
    PastSeries.objects.create(
        key="13", number=13, dates="ended 4 April 2012", place="in person", is_fragment=True
    )
    PastSeries.objects.create(
        key="19", number=19, dates="8 to 10 April 2014", first_day=date(2014, 4, 8), last_day=date(2014, 4, 10),
        meetings="9/14", place="in person",
    )  # fmt: skip

    page = text(Client(), "/programme/")

    assert "A fragment: not all meetings are on record" in page
    assert "8–10 April 2014" in page


def test_state_page_tells_reviews_meetings_and_earlier_dates():
    meeting()
    PastMeeting.objects.create(
        series_number=36, state_id="WSM", date_start=date(2020, 10, 12), date_end=date(2020, 10, 12),
        time_slot="09:00-09:30", earlier_date=date(2020, 4, 3),
    )  # fmt: skip
    PastMeeting.objects.create(series_number=54, state_id="WSM", date_start=date(2026, 1, 1))
    share(statement(PreSession.objects.get(), mark="x"))

    page = text(Client(), "/states/samoa/")

    assert "12 October 2020, 09:00–09:30" in page
    assert "First planned for 3 April 2020, then postponed" in page
    assert "2 recommendations" in page
    assert page.count("Series 54") == 1


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize(
    "address", ["/programme/", "/programme/54/", "/54/samoa/", "/library/", "/states/", "/states/samoa/"]
)
def test_pages_exist_in_every_language(language, address):
    share(statement(meeting(), mark="x"))

    answer = Client().get(address, headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/54/samoa/", "/54/samoa/text/", "/programme/", "/programme/54/", "/states/samoa/"]
)
def test_what_depends_on_consent_is_kept_nowhere(address):
    meeting()

    answer = Client().get(address)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


QUERIES = {
    "/programme/": 7,
    "/programme/54/": 6,
    "/54/samoa/": 10,
    "/54/samoa/text/": 10,
    "/states/samoa/": 13,
    "/states/": 1,
}


@pytest.mark.parametrize("address", QUERIES)
def test_pages_ask_the_same_number_of_queries_whatever_they_show(django_assert_num_queries, address):
    row = meeting()
    share(statement(row, mark="one"))
    with django_assert_num_queries(QUERIES[address]):
        Client().get(address)

    for hour, iso3 in enumerate(("MLT", "CPV"), start=1):
        share(statement(meeting(iso3, hour=hour), mark=iso3))
    share(statement(row, number=2, mark="two"))

    with django_assert_num_queries(QUERIES[address]):
        Client().get(address)
