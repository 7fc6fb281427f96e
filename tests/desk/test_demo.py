"""The demonstration: whole, honest about itself, the same all day, renewed without a trace. Needs the database."""

from collections import Counter
from unicodedata import name as character_name

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count
from django.test import override_settings

from applications.models import Application, Organisation
from panels.models import Panel, Seat
from presessions.accounts.demo import NotTheDemonstration
from presessions.accounts.models import Grant, User
from presessions.attendance.models import Invitation, MeetingRecord, MissionPresence, SpeakerRecord
from presessions.desk import demo, demo_reset
from presessions.desk.demo_words import COMMENTS, SAMPLE
from presessions.mail.models import OutgoingMail
from presessions.scheduling.models import Sitting
from presessions.series.models import NhriAccreditation, PermanentMission, PreSession, Review, Series, State
from publications.consent import Audience
from publications.file_models import Attachment
from publications.models import Consent, Recommendation, Statement, Translation
from publications.published import (
    PublishedFile,
    PublishedName,
    PublishedQuestion,
    PublishedRecommendation,
    PublishedText,
    PublishedTranslation,
)
from tests.factories import make_series

PUBLISHED = (
    PublishedName,
    PublishedText,
    PublishedRecommendation,
    PublishedQuestion,
    PublishedTranslation,
    PublishedFile,
)
REFERENCE = (State, Review, PermanentMission, NhriAccreditation)
THE_DEMONSTRATION = override_settings(DEMO=True, PRODUCTION=False)


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The demonstration, made once for all tests of this file, and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic(), THE_DEMONSTRATION:
        call_command("load_reference", verbosity=0)
        assert demo.make() is True
        yield
        transaction.set_rollback(True)


def snapshot():
    """Everything that should be the same whenever it is made on one day."""
    meeting = "pre_session__series__session__number", "pre_session__state_under_review_id"
    panel = "panel__pre_session__series__session__number", "panel__pre_session__state_under_review_id"
    asked = ("public_id", "organisation_name", "kind", "status", "gender", "risk", "under_18", "submitted_at")
    published = [
        row
        for model in PUBLISHED
        for row in model.objects.order_by().values_list(*meeting, "audience", "sha256")
    ]
    return {
        "people": sorted(User.objects.values_list("email", "name")),
        "applications": sorted(map(str, Application.objects.values_list(*meeting, *asked))),
        "seats": sorted(
            map(str, Seat.objects.values_list(*panel, "number", "status", "application__public_id"))
        ),
        "sittings": sorted(map(str, Sitting.objects.values_list(*meeting, "starts_at", "room__name"))),
        "published": sorted(published),
        "missions": sorted(MissionPresence.objects.values_list(*meeting, "mission__state_id")),
        "records": sorted(map(str, MeetingRecord.objects.values_list(*meeting, "sur_spoke", "observers"))),
    }


# --- Refused where it has no place


@pytest.mark.parametrize("where", [{"DEMO": False, "PRODUCTION": False}, {"DEMO": True, "PRODUCTION": True}])
def test_demonstration_is_refused_outside_itself(where):
    with override_settings(**where):
        with pytest.raises(NotTheDemonstration):
            demo.make(renew=True)
        with pytest.raises(CommandError, match="demonstration only"):
            call_command("make_demo", renew=True)


@pytest.mark.django_db
@THE_DEMONSTRATION
def test_demonstration_leaves_a_real_series_alone():
    make_series(54)
    with pytest.raises(demo.NotEmpty):
        demo.make(renew=True)
    assert Series.objects.count() == 1


@pytest.mark.django_db
@THE_DEMONSTRATION
def test_demonstration_asks_for_the_reference_data_first():
    with pytest.raises(CommandError, match="load_reference"):
        call_command("make_demo")


# --- What is in it


def test_three_series_stand_in_three_phases_with_the_calendars_states(made):
    phases = list(Series.objects.order_by("session__number").values_list("status", flat=True))
    assert phases == ["archived", "call_closed", "call_open"]
    for series in Series.objects.select_related("session"):
        real = (
            Review.objects.filter(session=series.session).order_by("order").values_list("state_id", flat=True)
        )
        shown = series.pre_sessions.order_by("order").values_list("state_under_review_id", flat=True)
        assert list(shown) == list(real)


def test_every_organisation_says_that_it_is_made_up(made):
    words = set(SAMPLE.values())
    names = {*Organisation.objects.values_list("name", flat=True)}
    names |= {*Application.objects.values_list("organisation_name", flat=True)}
    assert [name for name in names if not any(word in name for word in words)] == []
    assert Application.objects.filter(is_demo=False).count() == 0


def test_nobody_in_it_has_the_name_of_a_person(made):
    named = Application.objects.exclude(speaker_name="").exclude(speaker_name__startswith="Speaker ")
    assert list(named) == []
    strangers = User.objects.exclude(email__endswith=demo.PEOPLE)
    assert list(strangers) == []


def test_shares_are_as_wide_as_in_life(made):
    def seen(field):
        return set(Application.objects.values_list(field, flat=True))

    assert seen("kind") == {"nhri", "national", "grassroots", "international", "regional"}
    assert seen("gender") == {"F", "M", "X", "undisclosed"}
    assert seen("risk") == {"none", "some", "unsaid", "high"}
    assert seen("language") == {"en", "fr", "es"}
    assert {"draft", "submitted", "withdrawn", "selected"} <= seen("status")
    assert seen("is_coalition") == seen("under_18") == seen("speaker_later") == {True, False}
    assert Organisation.objects.filter(members__isnull=False).exists()


def test_other_scripts_are_present(made):
    letters = "".join(Application.objects.values_list("organisation_name", flat=True))
    scripts = {character_name(letter, "").split(" ")[0] for letter in set(letters)}
    assert {"LATIN", "ARABIC", "CYRILLIC", "DEVANAGARI", "CJK"} <= scripts


def test_minors_have_a_guardian_and_an_adult_with_them(made):
    minors = Application.objects.filter(under_18=True)
    assert minors.exists()
    assert minors.filter(guardian="").count() == minors.filter(accompanying_adult="").count() == 0


def test_those_at_risk_are_treated_with_discretion(made):
    at_risk = Application.objects.filter(risk__in=["some", "high"])
    assert at_risk.filter(discreet=False).count() == 0


def test_some_states_have_no_application_and_some_up_to_twenty_five(made):
    counts = [row.count for row in PreSession.objects.annotate(count=Count("applications"))]
    assert (min(counts), max(counts)) == (0, 25)
    silent = PreSession.objects.annotate(count=Count("applications")).filter(count=0)
    assert set(silent.exclude(series__status="call_open").values_list("status", flat=True)) == {"not_held"}


def test_panels_stand_at_every_stage_and_never_hold_a_seventh(made):
    assert set(Panel.objects.values_list("status", flat=True)) == {"open", "approved", "offered", "complete"}
    sizes = Counter(Seat.objects.active().values_list("panel", flat=True))
    assert max(sizes.values()) == 6
    assert {"proposed", "offered", "confirmed", "declined"} <= set(
        Seat.objects.values_list("status", flat=True)
    )


def test_everybody_who_spoke_was_named_before(made):
    confirmed = Seat.objects.confirmed().filter(panel__pre_session__status="held")
    assert confirmed.filter(speaker_name="").count() == 0


# --- Consent


@pytest.mark.parametrize("model", PUBLISHED)
def test_nothing_is_published_without_consent(made, model):
    for row in model.objects.select_related("grant"):
        grant = row.grant
        assert grant.given
        assert (grant.statement_id, grant.item, grant.audience, grant.sha256) == (
            row.statement_id,
            row.item,
            row.audience,
            row.sha256,
        )
        last = Consent.objects.filter(statement=row.statement, item=row.item, audience=row.audience).last()
        assert last == grant


def test_consent_was_given_withheld_and_withdrawn(made):
    assert set(Consent.objects.values_list("given", flat=True)) == {True, False}
    shown = {audience for model in PUBLISHED for audience in model.objects.values_list("audience", flat=True)}
    assert shown == {Audience.MISSIONS, Audience.PUBLIC}
    silent = Statement.objects.filter(consents__isnull=True, seat__panel__pre_session__status="held")
    assert silent.exists()
    withdrawn = Statement.objects.filter(consents__given=False)
    assert withdrawn.exists()
    assert [model for model in PUBLISHED if model.objects.filter(statement__in=withdrawn).exists()] == []


def test_no_recommendation_names_a_state(made):
    names = [name for row in State.objects.values_list("name_en", "name_fr", "name_es") for name in row]
    texts = " ".join(Recommendation.objects.values_list("text", flat=True).distinct())
    assert [name for name in names if name in texts] == []


# --- How statements came to be


def test_statements_have_versions_comments_and_translations(made):
    drafted = Statement.objects.annotate(count=Count("versions")).filter(count__gte=3)
    assert drafted.count() == 4
    for statement in drafted:
        first, *_, last = statement.versions.all()
        assert first.content["sections"]["summary"] != last.content["sections"]["summary"]
        assert last.content["sections"]["summary"] == [statement.sections.get(kind="summary").text]
        sent = statement.comments.exclude(sent_at=None)
        assert [bool(each.done_at) for each in sent] == [True, False]
    languages = set(Translation.objects.values_list("statement__language", "language"))
    assert all(own != other for own, other in languages)
    assert PublishedTranslation.objects.filter(audience="public").exists()
    assert [text for text in COMMENTS if not text.startswith("Sample comment")] == []


def test_panelist_finds_a_statement_to_mend_of_which_nothing_is_shared(made):
    own = Statement.objects.get(seat__panelist__email=demo.PANELIST)
    assert own.status == "returned"
    assert own.translations.exists()
    assert own.consents.count() == 0


# --- People and mail


def test_delegates_came_by_invitation(made):
    delegates = Grant.objects.filter(role="delegate").values_list("user__email", "iso3")
    accepted = Invitation.objects.filter(status="accepted").values_list("user__email", "mission__state_id")
    assert sorted(delegates) == sorted(accepted)
    assert {email for email, _ in delegates} == {demo.DELEGATE, demo.REVIEWED_DELEGATE}


def test_meetings_that_were_held_have_their_record(made):
    held = PreSession.objects.filter(status="held").count()
    assert held == MeetingRecord.objects.count() > 0
    confirmed = Seat.objects.confirmed().filter(panel__pre_session__status="held").count()
    assert SpeakerRecord.objects.count() == confirmed


def test_no_flood_of_mail_waits_to_be_sent(made):
    waiting = set(OutgoingMail.objects.unsent().values_list("to", flat=True))
    assert waiting <= {demo.APPLICANT, demo.PANELIST}


def test_help_names_every_part_and_no_secret_of_a_real_site(made):
    shown = demo.sign_in_help("http://127.0.0.1:8000")
    parts = (demo.STAFF_EMAIL, demo.APPLICANT, demo.PANELIST, demo.DELEGATE, demo.REVIEWED_DELEGATE)
    for email in parts:
        assert email in shown
        assert User.objects.filter(email=email, is_active=True).count() == 1


def test_files_are_shared_with_everyone_with_missions_and_with_nobody(made):
    files = Attachment.objects.filter(status="ready").count()
    shared = PublishedFile.objects.values_list("audience", flat=True)
    assert (files, sorted(shared)) == (3, ["missions", "public"])
    own = State.objects.get(pk=Invitation.objects.get(user__email=demo.REVIEWED_DELEGATE).mission.state_id)
    assert f"of {own} (series 52)" in demo.sign_in_help()
    reviewed = PublishedFile.objects.filter(audience="missions").values_list(
        "pre_session__state_under_review_id", flat=True
    )
    assert list(reviewed) == [own.pk]


# --- Again, and anew


def test_making_it_again_changes_nothing(made):
    before = snapshot()
    assert demo.make() is False
    call_command("make_demo", verbosity=0)
    assert snapshot() == before


def test_renewing_makes_the_same_again_and_keeps_the_reference_data(made):
    with transaction.atomic():
        before, reference = snapshot(), [model.objects.count() for model in REFERENCE]
        User.objects.filter(email=demo.APPLICANT).update(name="Changed by a visitor")
        MissionPresence.objects.all().delete()
        assert demo.make(renew=True) is True
        after = snapshot()
        assert {key: after[key] == before[key] for key in before} == dict.fromkeys(before, True)
        assert [model.objects.count() for model in REFERENCE] == reference
        transaction.set_rollback(True)


def test_emptying_puts_the_guards_back(made):
    consent = Consent.objects.order_by("pk").first()
    with transaction.atomic():
        demo_reset.empty()
        assert (Consent.objects.count(), Series.objects.count(), User.objects.count()) == (0, 0, 0)
        assert State.objects.count() == 193
        transaction.set_rollback(True)
    with pytest.raises(Exception, match="append"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(language="fr")
