"""Briefings: what is in them, made once, and gone with the first word that is withdrawn."""

import io
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from presessions.accounts.models import Grant
from publications import briefing_jobs, briefings, documents, tasks
from publications.briefing_models import Briefing, BriefingStep
from publications.briefings import Choice
from publications.published import PublishedIssue, PublishedName, PublishedRecommendation
from tests.publications.sharing import delegate, meeting, pdf_words, share, statement, unshare

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MISSIONS = ("missions",)


@pytest.fixture(autouse=True)
def _limits():
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def world():
    """Samoa shared with everybody, Malta with missions, Cabo Verde with nobody."""
    samoa = share(statement(meeting(), mark="open"))
    malta = share(statement(meeting("MLT", hour=1), mark="kept"), to=MISSIONS)
    statement(meeting("CPV", hour=2), mark="hidden")
    return {"samoa": samoa, "malta": malta}


def ask(client=None, status=302, **values):
    answer = (client or Client()).post("/briefing/", {"series": 54, "kind": "docx", **values})
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    return answer


def made(client=None, **values):
    """The address of a briefing that is asked for and made."""
    address = ask(client, **values)["Location"]
    tasks.briefings()
    return address


def word(address, client=None):
    answer = (client or Client()).get(f"{address}file/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return "\n".join(each.text for each in Document(io.BytesIO(answer.content)).paragraphs)


def is_gone(address, client=None):
    return (client or Client()).get(f"{address}file/").status_code == 404


def test_everybody_finds_what_is_public_with_its_source(world):
    address = made()
    said = word(address)

    assert "Ask 1 open" in said
    assert "Org open (National organisation)" in said
    assert "Pre-session on Samoa, series 54" in said
    assert "/54/samoa/" in said
    for hidden in ("kept", "hidden", "Malta", "Cabo Verde", "missions"):
        assert hidden not in said
    assert "It is ready, with 2 recommendations." in Client().get(address).content.decode()


def test_delegates_find_what_missions_may_read_but_never_about_their_own_state(world):
    reader, reviewed = delegate("TLS"), delegate("MLT")

    theirs = made(reader)
    said = word(theirs, reader)
    assert "Ask 1 kept [for missions]" in said
    assert "Ask 1 open" in said
    assert "hidden" not in said

    assert "kept" not in word(made(reviewed), reviewed)
    # and what was made for some is there for nobody else
    for other in (Client(), reviewed, delegate("CPV"), delegate("TLS", "MLT")):
        assert other.get(theirs).status_code == 404
        assert is_gone(theirs, other)
    assert "kept" in word(theirs, delegate("TLS"))


def test_who_is_no_delegate_any_more_finds_nothing(world):
    reader = delegate("TLS")
    address = made(reader)
    Grant.objects.update(valid_until=timezone.now() - timedelta(minutes=1))

    assert reader.get(address).status_code == 404
    assert is_gone(address, reader)


def test_pdf_is_tagged_and_says_the_same(world):
    address = made(kind="pdf", state=["samoa"])
    answer = Client().get(f"{address}file/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="briefing-54-samoa-en.pdf"'
    with pikepdf.open(io.BytesIO(answer.content)) as file:
        assert file.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in file.Root
        assert str(file.Root.Lang) == "en"
        assert "/Author" not in file.docinfo
    said = " ".join(pdf_words(answer.content).split())
    for shown in (
        "Briefing",
        "Series 54",
        "Samoa",
        "2 recommendations",
        "Ask 1 open",
        "Org open",
        "/54/samoa/",
    ):
        assert shown in said


@pytest.mark.parametrize("language", ["fr", "es"])
def test_it_is_made_in_the_language_of_its_reader(world, language):
    reader = Client(headers={"accept-language": language})
    said = word(made(reader), reader)

    assert {"fr": "Pré-session", "es": "Presesión"}[language].lower() in said.lower()
    assert Briefing.objects.get().language == language


def test_states_and_issues_narrow_it(world):
    said = word(made(delegate("TLS"), series="", state=["malta"]), delegate("TLS"))
    assert "kept" in said
    assert "open" not in said

    row = PublishedRecommendation.objects.filter(text="Ask 1 open", audience="public").get()
    PublishedIssue.objects.exclude(recommendation=row).delete()
    code = row.issue_rows.get().issue_id
    said = word(made(issue=[code]))
    assert "Ask 1 open" in said
    assert "Ask 2 open" not in said


def test_a_double_click_makes_one_and_a_second_reader_the_same(world, django_capture_on_commit_callbacks):
    addresses = {ask()["Location"] for _ in range(2)}
    tasks.briefings()
    before = Briefing.objects.get()
    addresses |= {ask(Client())["Location"]}
    tasks.briefings()

    assert len(addresses) == 1
    after = Briefing.objects.get()
    assert (after.begun_at, after.asked_at) == (before.begun_at, before.asked_at)


def test_a_task_that_comes_twice_makes_it_once(world):
    row = briefing_jobs.ask(Choice(series=54), kind="docx", language="en", readers="")
    tasks.make_briefing(str(row.pk))
    first = Briefing.objects.get()
    tasks.make_briefing(str(row.pk))
    tasks.make_briefing("00000000-0000-4000-8000-000000000000")

    assert Briefing.objects.get().begun_at == first.begun_at


def test_progress_is_said_in_words_and_looked_for_again_without_script(world):
    address = ask()["Location"]
    waiting = Client().get(address).content.decode()
    assert "It waits for its turn." in waiting
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting
    assert f'data-follow="{address}"' in waiting

    Briefing.objects.update(step=BriefingStep.MAKING, begun_at=timezone.now(), found=14)
    assert "14 recommendations are being set." in Client().get(address).content.decode()

    Briefing.objects.update(step=BriefingStep.ASKED)
    tasks.briefings()
    ready = Client().get(address).content.decode()
    assert "Download the Word file" in ready
    assert "refresh" not in ready
    assert "data-follow" not in ready


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize("what", ["everything", "recommendation", "organisation", "issue", "series", "raw"])
def test_what_is_withdrawn_ends_the_file_at_once(world, kind, what):
    address = made(kind=kind)
    assert not is_gone(address)
    if what == "everything":
        unshare(world["samoa"])
    elif what == "recommendation":
        world["samoa"].recommendations.first().delete()
    elif what == "organisation":
        world["samoa"].seat.application.organisation_name = "Another"
        world["samoa"].seat.application.save()
    elif what == "issue":
        PublishedIssue.objects.filter(recommendation__audience="public").first().delete()
    elif what == "series":
        type(world["samoa"].seat.panel.pre_session.series).objects.update(status="call_open")
    else:
        PublishedName.objects.filter(audience="public", item="speaker_name").delete()

    assert is_gone(address)
    page = Client().get(address).content.decode()
    assert "Make it anew" in page
    assert "2 recommendations" not in page
    briefing_jobs.tidy(timezone.now())
    assert not Briefing.objects.exists()  # and its bytes are gone too


def test_made_anew_at_the_same_address_it_holds_what_holds_now(world):
    address = made()
    world["samoa"].recommendations.first().delete()
    assert is_gone(address)

    assert made() == address
    said = word(address)
    assert "Ask 1 open" not in said
    assert "Ask 2 open" in said


def test_what_is_newly_shared_asks_for_a_new_one_too(world):
    address = made()
    share(statement(world["samoa"].seat.panel.pre_session, number=2, mark="second"))

    assert is_gone(address)
    assert "second" in word(made())


def test_what_is_withdrawn_while_it_is_made_never_leaves(world, monkeypatch):
    from publications import briefing_files

    def late(*args, **more):
        content = briefing_files.as_word(*args, **more)
        unshare(world["samoa"])
        return content

    monkeypatch.setitem(briefing_files.MAKERS, "docx", late)
    address = made(delegate("TLS"))

    assert is_gone(address, delegate("TLS"))


def test_it_expires(world):
    address = made()
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert is_gone(address)
        assert "its time is over" in Client().get(address).content.decode()
        assert briefing_jobs.tidy(timezone.now()) == 1
        assert Client().get(address).status_code == 404


def test_a_worker_that_died_is_followed_by_another_but_not_for_ever(world):
    address = ask()["Location"]
    now = timezone.now()
    for tries in range(briefing_jobs.MOST_TRIES):
        assert [tries] == list(Briefing.objects.values_list("tries", flat=True))
        Briefing.objects.update(step=BriefingStep.MAKING, begun_at=now - timedelta(minutes=3))
        briefing_jobs.waiting(now)

    assert Briefing.objects.get().step == BriefingStep.FAILED
    assert "It could not be made." in Client().get(address).content.decode()
    assert made() == address
    assert not is_gone(address)


def test_where_pdfs_cannot_be_made_the_page_names_the_packages(world, monkeypatch):
    def missing(_values):
        raise documents.PdfUnavailable

    monkeypatch.setattr(documents, "briefing_pdf", missing)
    page = Client().get(made(kind="pdf")).content.decode()

    assert "libpango" in page
    assert "Make a Word file" in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"series": ""}, "Choose a series, a State or an issue."),
        ({"series": "999"}, "Choose a series from the list."),
        ({"state": ["nowhere"]}, "Choose States from the list."),
        ({"issue": ["x' OR 1"]}, "Choose issues from the list."),
        ({"state": ["cabo-verde"]}, "Nothing that is shared matches."),
        ({"state": ["malta"]}, "Nothing that is shared matches."),
    ],
)
def test_what_can_not_be_made_is_said_and_the_choice_kept(world, values, sentence):
    answer = ask(status=422, **values)

    assert sentence in answer.content.decode()
    assert not Briefing.objects.exists()
    for slug in set(values.get("state", ())) - {"nowhere"}:
        assert (
            f'value="{slug}" class="form-check-input" id="id_state' in answer.content.decode()
            or "checked" in (answer.content.decode())
        )


def test_too_much_is_refused_with_its_number(world, monkeypatch):
    monkeypatch.setattr(briefings, "MOST", 1)

    assert "This would be 2 recommendations; a briefing holds at most 1." in ask(status=422).content.decode()


def test_one_network_asks_so_often_and_no_more(world, settings):
    from publications import briefing_views

    before = dict(briefing_views.LIMITS)
    briefing_views.LIMITS["briefing"] = "2/1h/ip"
    try:
        assert [Client().post("/briefing/", {"series": 54}).status_code for _ in range(3)] == [302, 302, 429]
    finally:
        briefing_views.LIMITS.update(before)


@pytest.mark.parametrize("page", ["/briefing/?series=54&state=samoa", "made"])
def test_pages_take_the_same_number_of_queries_however_much_is_shared(world, page):
    address = made() if page == "made" else page
    counts = []
    for number in (2, 3, 4):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert Client().get(address).status_code == 200
        counts.append(len(seen))
        share(statement(world["samoa"].seat.panel.pre_session, number=number, mark=f"n{number}"))
        if page == "made":
            made()

    assert len(set(counts)) == 1
    assert counts[0] <= 9


def test_links_lead_to_a_choice_that_is_made_already(world):
    assert "/briefing/?series=54&amp;state=samoa" in (
        Client()
        .get("/library/?state=samoa&series=54")
        .content.decode()
        .replace("series=54&state", "series=54&amp;state")
    )
    assert "/briefing/?state=samoa" in Client().get("/states/samoa/").content.decode()
    assert "/briefing/?series=54" in Client().get("/programme/54/").content.decode()
    chosen = Client().get("/briefing/?series=54&state=samoa").content.decode()
    assert 'value="54" selected' in chosen
    assert 'value="samoa"' in chosen
    assert chosen.count("checked") == 1


CHOICES = st.builds(
    Choice,
    st.none() | st.integers(40, 60),
    st.lists(st.sampled_from(["samoa", "malta", "cabo-verde"]), unique=True).map(
        lambda each: tuple(sorted(each))
    ),
    st.lists(st.sampled_from(["WOM", "LGBT"]), unique=True).map(lambda each: tuple(sorted(each))),
)


@settings(max_examples=60)
@given(CHOICES, CHOICES, st.sampled_from(["", "MLT", "MLT TLS"]), st.sampled_from(["", "MLT", "MLT TLS"]))
def test_only_the_same_question_of_the_same_readers_is_the_same(one, other, readers, others):
    asks = [
        briefings.ask_of(choice, kind="pdf", language="en", readers=who)
        for choice, who in ((one, readers), (other, others))
    ]

    assert (asks[0] == asks[1]) == ((one, readers) == (other, others))
    assert briefings.ask_of(one, kind="docx", language="en", readers=readers) not in asks
