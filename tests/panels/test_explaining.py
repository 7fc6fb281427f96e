"""The applicant's own explanation after the meeting, and the letter for a visa. Needs the database."""

from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from panels import explaining, invitation, judging, transitions
from panels.explaining import TOLD, UNKNOWN
from panels.selection_policy import Criterion
from panels.selection_reasons import Cause
from presessions.lifecycle.models import AuditEvent, AuditKind
from presessions.series.models import SeriesDay
from tests.applications.staff import staff_client
from tests.factories import make_officer, make_user
from tests.panels.houses import make_pool
from tests.publications.sharing import pdf_words

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BACKEND = "presessions.accounts.backends.RoleBackend"


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def decided(count=9, *, pinned=()):
    """A panel approved, offered and answered; every application with words of its own that are found again.

    ``pinned`` are the places, in the pool, of those whom staff put on it.
    """
    panel, officer = make_pool(count), make_officer()
    for number, row in enumerate(panel.pre_session.applications.order_by("pk")):
        row.organisation_name, row.speaker_name = f"Sentinel{number}org", f"Sentinel{number}person"
        row.owner = make_user(f"sentinel{number}@example.org")
        row.save()
    transitions.propose(panel, by=officer)
    for place in pinned:
        row = panel.pre_session.applications.order_by("pk")[place]
        transitions.wish(panel, row, "pin", by=officer, reason="They know the prisons.")
    transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.offer_seats(panel, by=officer)
    transitions.answer_others(panel, by=officer)
    panel.refresh_from_db()
    return panel


def after(panel):
    last = SeriesDay.objects.filter(series=panel.pre_session.series).latest("date").date
    return time_machine.travel(last + timedelta(days=2), tick=False)


def turned_down(panel):
    return [row for row in panel.pre_session.applications.order_by("pk") if row.answer_sent_at]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_explanation_names_the_criterion_after_the_meeting_and_nobody_else(language):
    panel = decided()
    row = turned_down(panel)[0]
    others = panel.pre_session.applications.exclude(pk=row.pk)
    address = reverse("panels:why", args=[row.public_id])
    with after(panel):
        client = signed_in(row.owner)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        shown = client.get(address).content.decode()
    with translation.override(language):
        told = explaining.explanation(row)
        assert str(told.title) in shown
        assert told is not UNKNOWN
    for other in others:
        for secret in (
            other.organisation_name,
            other.speaker_name,
            other.owner.email,
            str(other.public_id),
            other.reference,
            other.reference_code,
        ):
            assert secret not in shown
        for issue in set(other.issues.values_list("issue_id", flat=True)):
            assert issue not in shown


def test_explanation_of_whom_a_pin_displaced_is_the_decision_of_the_team():
    """The criteria would have seated it: to name the draw, or any of them, would be untrue."""
    panel = decided(pinned=[0])
    first, last = panel.proposals.last().result, panel.proposals.first().result
    (gone,) = set(first["panel"]) - set(last["panel"])
    rows = {str(row.public_id): row for row in turned_down(panel)}
    assert explaining.explanation(rows[gone]) == TOLD[Cause.EXCLUDED]
    assert all(
        explaining.explanation(row) != TOLD[Cause.EXCLUDED] for id_, row in rows.items() if id_ != gone
    )


def test_explanation_knows_nothing_where_the_seats_are_not_as_the_rule_proposed_them():
    panel = decided()
    row, *others = turned_down(panel)
    assert explaining.explanation(row) != UNKNOWN
    panel.seats.active().order_by("pk")[:1].get().delete()
    assert {explaining.explanation(each) for each in (row, *others)} == {UNKNOWN}


def test_explanation_claims_no_criterion_where_it_is_not_proved_whom_a_pin_displaced(monkeypatch):
    monkeypatch.setitem(judging._best.__kwdefaults__, "steps", 1)
    panel = decided(pinned=[0])
    assert panel.proposals.first().result["displaced"] is None
    assert {explaining.explanation(row) for row in turned_down(panel)} == {UNKNOWN}


def test_explanation_is_the_same_whoever_the_others_are():
    """Two rows for whom the same criterion decided read the same page, word for word but their own reference."""
    panel = decided(12)
    pages = {}
    with after(panel):
        for row in turned_down(panel):
            shown = signed_in(row.owner).get(reverse("panels:why", args=[row.public_id])).content.decode()
            main = shown[shown.index("<h1>") : shown.index("</main>")]
            told = explaining.explanation(row).title
            pages.setdefault(str(told), set()).add(main.replace(str(row.public_id), ""))
    assert pages
    assert {len(versions) for versions in pages.values()} == {1}


def test_every_reason_for_an_application_without_a_seat_has_words():
    without = {Cause.PINNED, Cause.NHRI_SEAT, Cause.NOT_PROVEN}
    assert set(TOLD) == {*map(str, Criterion), *(str(cause) for cause in Cause if cause not in without)}
    assert not any(any(sign.isdigit() for sign in f"{told.title}{told.meaning}") for told in TOLD.values())


def test_explanation_waits_for_the_meeting_and_is_not_for_those_with_a_seat_or_without_an_answer():
    panel = decided()
    row = turned_down(panel)[0]
    shown = signed_in(row.owner).get(reverse("panels:why", args=[row.public_id])).content.decode()
    assert "Once the meeting is over" in shown
    assert not any(str(told.meaning) in shown for told in TOLD.values())
    seated = panel.seats.active().first().application
    assert signed_in(seated.owner).get(reverse("panels:why", args=[seated.public_id])).status_code == 404
    assert signed_in(seated.owner).get(reverse("panels:why", args=[row.public_id])).status_code == 404


def test_explanation_is_that_of_the_approval_whatever_came_later():
    panel = decided(10)
    rows = turned_down(panel)
    first = {row.pk: explaining.explanation(row) for row in rows}
    for seat in list(panel.seats.active())[:5]:
        transitions.confirm_seat(seat, by=None)
    transitions.decline_seat(panel.seats.active().get(status="offered"), by=None)
    assert {row.pk: explaining.explanation(row) for row in rows} == first


def invited(**answers):
    panel = decided()
    seat = panel.seats.active().first()
    for name, value in {"needs_visa_letter": True, **answers}.items():
        setattr(seat.application, name, value)
    seat.application.save()
    transitions.confirm_seat(seat, by=None)
    seat.refresh_from_db()
    seat.speaker_name, seat.speaker_position = "Léa Ñandú", "Director"
    seat.save()
    return seat


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Letter of invitation"), ("fr", "Lettre d’invitation"), ("es", "Carta de invitación")],
)
def test_letter_names_the_speaker_and_neither_state_nor_theme(language, words):
    seat = invited()
    answer = signed_in(seat.application.owner).get(reverse("panels:letter", args=[seat.public_id, language]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="letter-{language}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    text = pdf_words(answer.content)
    assert words in text
    assert "Léa Ñandú" in text
    assert seat.application.organisation_name in text
    with translation.override(language):
        html = invitation.text_of(seat, language, date(2027, 1, 2))
    state = seat.panel.pre_session.state_under_review
    issues = [each.issue.name for each in seat.application.issues.select_related("issue")]
    for secret in (
        state.name_en,
        state.name_fr,
        state.name_es,
        state.iso3,
        seat.application.reference,
        *issues,
    ):
        assert secret not in html
        assert secret not in text


def test_letter_is_for_whoever_asked_and_only_with_a_speaker():
    seat = invited(needs_visa_letter=False)
    client = signed_in(seat.application.owner)
    assert client.get(reverse("panels:letter", args=[seat.public_id, "en"])).status_code == 404
    seat.application.needs_visa_letter = True
    seat.application.save()
    assert client.get(reverse("panels:letter", args=[seat.public_id, "de"])).status_code == 404
    shown = client.get(reverse("panels:seat", args=[seat.public_id])).content.decode()
    assert reverse("panels:letter", args=[seat.public_id, "fr"]) in shown
    seat.speaker_name = ""
    seat.save()
    answer = client.get(reverse("panels:letter", args=[seat.public_id, "en"]))
    assert answer["Location"] == reverse("panels:seat", args=[seat.public_id])


def test_staff_take_the_letter_and_it_is_recorded():
    seat = invited(needs_visa_letter=False)
    address = reverse("admin:panels_letter", args=[seat.panel.pre_session_id, seat.application_id, "es"])
    assert staff_client().get(address).content.startswith(b"%PDF")
    event = AuditEvent.objects.filter(kind=AuditKind.EXPORT).latest("pk")
    assert event.detail == {"letter": "es"}


def test_the_meeting_is_over_when_it_was_held_or_the_last_day_is_past():
    panel = make_pool(1)
    meeting = panel.pre_session
    assert not meeting.is_past
    meeting.status = "held"
    assert meeting.is_past
    meeting.status = "planned"
    meeting.series.days.update(date=timezone.localdate() - timedelta(days=1))
    assert meeting.is_past
