"""The choice of who may read what, as a panelist makes it. Needs the database."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from presessions.series.transitions import Words, mark_not_held
from publications.consent import SPEAKER_NAME
from publications.models import Consent
from tests.publications.speakers import make_spoken, share, sit, speaker_client
from tests.publications.test_views import url

pytestmark = pytest.mark.django_db


def test_nothing_is_ticked_beforehand():
    statement = make_spoken()
    page = speaker_client(statement).get(url(statement, "consent")).content.decode()

    assert page.count('name="share"') == 15
    assert page.count('" checked>') == 1  # "as soon as we have read it"


def test_looking_first_records_nothing_and_shows_what_would_be_seen():
    statement = make_spoken()
    ticked = share(statement, "missions", keys={"section:summary"})
    answer = speaker_client(statement).post(url(statement, "consent"), {"share": ticked, "look": "1"})
    missions, public = answer.context["previews"]

    assert Consent.objects.count() == 0
    assert (missions.keys, public.keys) == (["section:summary"], [])
    assert ticked[0] in answer.content.decode()


def test_text_changed_meanwhile_is_said_kindly_and_ticks_are_kept():
    statement = make_spoken()
    client, ticked = speaker_client(statement), share(statement, "public", "missions")
    client.post(url(statement, "statement_section", "summary"), {"text": "Another summary."})
    answer = client.post(url(statement, "consent"), {"share": ticked})
    page = answer.content.decode()

    assert (answer.status_code, Consent.objects.count()) == (409, 0)
    assert "The text changed since you opened this page." in page
    assert "Changed since you opened this page: Another summary." in page
    assert page.count('" checked>') == 11


def test_name_of_a_young_speaker_is_not_offered_and_why_is_said():
    statement = make_spoken(under_18=True)
    page = speaker_client(statement).get(url(statement, "consent")).content.decode()

    assert SPEAKER_NAME not in page
    assert "The name of a speaker under 18 is never shared." in page


def test_after_the_meeting_is_offered_once_its_hour_is_published():
    statement = make_spoken()
    client = speaker_client(statement)
    assert 'value="after"' not in client.get(url(statement, "consent")).content.decode()
    ends = timezone.now() + timedelta(days=30)
    sit(statement, ends=ends)
    assert 'value="after"' in client.get(url(statement, "consent")).content.decode()
    client.post(url(statement, "consent"), {"share": share(statement, "public"), "when": "after"})

    assert set(Consent.objects.values_list("effective_from", flat=True)) == {ends}


def test_after_a_meeting_that_lost_its_hour_the_page_says_that_it_waits_and_now_is_a_choice():
    statement = make_spoken()
    client = speaker_client(statement)
    sit(statement, ends=timezone.now() + timedelta(days=30))
    client.post(url(statement, "consent"), {"share": share(statement, "public"), "when": "after"})
    said = "None of it is shown before the meeting has taken place."
    assert said not in client.get(url(statement, "consent")).content.decode()

    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        mark_not_held(statement.seat.panel.pre_session, reasons=Words("a", "b", "c"), by=None)
        client = speaker_client(statement)
        assert said in client.get(url(statement, "consent")).content.decode()
        client.post(url(statement, "consent"), {"share": share(statement, "public"), "when": "now"})
        assert said not in client.get(url(statement, "consent")).content.decode()
    assert Consent.objects.filter(effective_from=None).count() == len(share(statement, "public"))


def test_a_choice_for_after_a_meeting_that_lost_its_hour_stays_as_it_was_when_saved_again():
    statement = make_spoken()
    client = speaker_client(statement)
    ends = timezone.now() + timedelta(days=30)
    sit(statement, ends=ends)
    first = share(statement, "public", keys={"section:summary"})
    client.post(url(statement, "consent"), {"share": first, "when": "after"})

    with time_machine.travel(ends + timedelta(days=1), tick=False):
        mark_not_held(statement.seat.panel.pre_session, reasons=Words("a", "b", "c"), by=None)
        client = speaker_client(statement)
        page = client.get(url(statement, "consent")).content.decode()
        assert 'value="after" checked' in page
        assert 'value="now" checked' not in page
        client.post(url(statement, "consent"), {"share": first, "when": "after"})
        assert Consent.objects.count() == 1
        client.post(url(statement, "consent"), {"share": share(statement, "public"), "when": "after"})
        assert Consent.objects.count() == len(share(statement, "public"))
        assert set(Consent.objects.values_list("effective_from", flat=True)) == {ends}
        receipt = client.get(url(statement, "receipt")).content.decode()
        assert receipt.count("Only after the meeting has taken place") == Consent.objects.count()

        client.post(url(statement, "consent"), {"share": first, "when": "now"})
        client.post(url(statement, "consent"), {"share": share(statement, "public"), "when": "now"})
        page = client.get(url(statement, "consent")).content.decode()
        assert 'value="now" checked' in page
        assert 'value="after"' not in page


def test_after_the_meeting_without_an_hour_records_nothing():
    statement = make_spoken()
    answer = speaker_client(statement).post(
        url(statement, "consent"), {"share": share(statement, "public"), "when": "after"}
    )

    assert (answer.status_code, Consent.objects.count()) == (422, 0)


def test_unticking_withdraws_and_the_receipt_keeps_both_words():
    statement = make_spoken()
    client = speaker_client(statement)
    client.post(url(statement, "consent"), {"share": share(statement, "public")})
    client.post(url(statement, "consent"), {"share": share(statement, "public", keys={"section:summary"})})
    receipt = client.get(url(statement, "receipt_file"))

    assert receipt.headers["Content-Disposition"].startswith("attachment")
    text = receipt.content.decode()
    assert (text.count("· yes"), text.count("· no")) == (5, 4)


@pytest.mark.parametrize(
    "values", [["nonsense"], ["public x"], ["everybody section:summary 00"], ["public  "]]
)
def test_odd_values_record_nothing_and_break_nothing(values):
    statement = make_spoken()
    answer = speaker_client(statement).post(url(statement, "consent"), {"share": values})

    assert answer.status_code in {302, 409}
    assert Consent.objects.count() == 0


def test_switching_the_language_keeps_the_ticks():
    statement = make_spoken()
    answer = speaker_client(statement).post(
        url(statement, "consent"), {"share": share(statement, "public"), "switch_language": "fr"}
    )

    assert (answer.status_code, Consent.objects.count()) == (200, 0)
    assert answer.content.decode().count('" checked>') == 6


@pytest.mark.parametrize("page", ["statement", "consent", "preview", "receipt", "send", "recommendations"])
def test_pages_ask_a_constant_number_of_questions(page, django_assert_max_num_queries):
    statement = make_spoken(recommendations=3)
    client = speaker_client(statement)
    for audience in ("public", "missions"):
        client.post(url(statement, "consent"), {"share": share(statement, audience)})

    with django_assert_max_num_queries(15):
        client.get(url(statement, page))
