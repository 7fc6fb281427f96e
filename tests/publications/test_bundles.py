"""Bundles for interpreters and the moderator: who may open what, until when. Needs the database."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from presessions.accounts.grants import recuse
from presessions.lifecycle.models import AuditEvent
from presessions.mail import registry
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused
from presessions.scheduling.models import Sitting
from publications import bundles, transitions
from publications.bundle_forms import BundleForm
from publications.bundles import To
from publications.models import Bundle, BundleRecipient, Translation
from publications.published import PublishedText
from publications.transitions import CannotDo, Wish
from tests.applications.staff import long_since_proved
from tests.factories import make_officer
from tests.publications.sharing import meeting, normalised, share, statement, unshare
from tests.series.conftest import sign_in_staff

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]
INTERPRETERS = ["interpreters"]
ANNA = To("Anna", "Anna@example.org", "fr", "interpreter")


def soon(iso3="WSM", *, hours=24, **more):
    """A meeting with a published hour to come."""
    row = meeting(iso3, first=timezone.now().replace(microsecond=0) + timedelta(hours=hours), **more)
    return row


def handed(row, *recipients, by=None):
    officer = by or make_officer()
    return bundles.make(uuid.uuid4(), row.series, [row], recipients or [ANNA], by=officer)


def paths(bundle):
    here = bundles.path_of(bundle.recipients.first())
    return here, f"{here}papers.zip"


def inside(answer):
    """File names of a bundle, and all the words in it."""
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        names = folder.namelist()
        documents = [Document(io.BytesIO(folder.read(name))) for name in names if name.endswith(".docx")]
        others = [folder.read(name).decode() for name in names if not name.endswith(".docx")]
    words = [each.text for document in documents for each in document.paragraphs]
    return names, "\n".join([*words, *others])


def test_bundle_holds_what_is_shared_with_interpreters_and_nothing_else():
    row = soon()
    share(statement(row, number=1, mark="alpha"), to=INTERPRETERS)
    share(statement(row, number=2, mark="public"), ["section:plan"], to=["public"])
    share(statement(row, number=3, mark="missions"), to=["missions"])
    statement(row, number=4, mark="gamma")
    share(
        statement(row, number=5, mark="nameless", language="fr"),
        ["section", "recommendation"],
        to=INTERPRETERS,
    )
    page, archive = paths(handed(row))

    names, words = inside(Client().get(archive))
    html = Client().get(page).content.decode()
    assert names == ["01-54-samoa/54-samoa.docx", "01-54-samoa/1-1-fact_sheet-en.pdf"]
    for shown in (
        "Org alpha",
        "Person alpha",
        "Plan alpha",
        "Ask 1 alpha",
        "Why alpha?",
        "Plan public",
        "Ask 2 nameless",
    ):
        assert shown in words
    for hidden in ("missions", "gamma", "Org nameless", "Person nameless", "Org public"):
        assert hidden not in words + html
    assert "Languages: English, French" in words
    assert [line for line in words.split("\n") if line[:2] in ("1.", "2.", "3.", "4.")] == [
        "1. Org alpha (National organisation)", "2. A panelist", "3. A panelist",
    ]  # fmt: skip
    assert "Org alpha" in html
    assert "Plan alpha" not in html  # the page lists; the words are in the file


@pytest.mark.parametrize("language", ["en", "fr"])
def test_bundle_holds_the_words_that_will_be_said_and_below_them_those_of_translations(language):
    row = soon()
    made = statement(row, mark="alpha")
    first, second = made.recommendations.all()
    second.delete()
    first.addressed_to = "Parliament"
    first.save()
    Translation.objects.create(statement=made, recommendation=first, language="fr", text="Demande alpha")
    share(made, ["organisation_name", "recommendation", "translation"], to=INTERPRETERS)
    _page, archive = paths(handed(row))

    _names, words = inside(Client().get(archive, headers={"Accept-Language": language}))

    lines = words.split("\n")
    place = lines.index("• Ask 1 alpha")
    said = {
        "en": ["Addressed to: Parliament", "French: Demande alpha"],
        "fr": ["Adressée à : Parliament", "français: Demande alpha"],
    }
    assert lines[place + 1 : place + 3] == said[language]


def test_what_is_for_interpreters_is_nowhere_else():
    row = soon()
    share(statement(row, mark="cnryahead"), to=INTERPRETERS)

    for address in ("/54/samoa/", "/library/?q=cnryahead", "/api/v1/series/54/samoa", "/library/feed/"):
        found = (
            Client().get(address).content.decode().replace("q=cnryahead", "").replace('value="cnryahead"', "")
        )
        assert "Ask 1 cnryahead" not in found


def test_withdrawal_and_a_changed_text_are_in_the_next_answer():
    row = soon()
    made = share(statement(row, mark="alpha"), to=INTERPRETERS)
    other = share(statement(row, number=2, mark="second"), to=INTERPRETERS)
    page, archive = paths(handed(row))
    other.sections.filter(kind="plan").update(text="Something else")
    assert "Plan alpha" in inside(Client().get(archive))[1]
    assert "Plan second" not in inside(Client().get(archive))[1]
    unshare(made)

    names, words = inside(Client().get(archive))
    assert "alpha" not in words + Client().get(page).content.decode()
    assert names == ["01-54-samoa/54-samoa.docx", "01-54-samoa/1-1-fact_sheet-en.pdf"]  # the second speaker's


def test_an_agreement_after_the_meeting_does_not_keep_interpreters_from_reading():
    row = soon()
    made = statement(row, mark="alpha")
    ends = Sitting.objects.get(pre_session=row).ends_at
    from publications.items import items_of

    item = next(each for each in items_of(made) if each.key == "section:plan")
    wishes = [
        Wish(item.key, audience, True, item.sha256, since)
        for audience, since in (("interpreters", None), ("public", ends))
    ]
    transitions.record_consent(made, wishes, by=None, language="en")
    share(made, ["nothing"])

    assert {text.audience for text in PublishedText.objects.all()} == {"interpreters"}
    assert "Plan alpha" in inside(Client().get(paths(handed(row))[1]))[1]


def said(answer, address):
    """The page but for the address that was asked for, which leads back to it in another language."""
    answer.content = answer.content.replace(address.encode(), b"")
    return normalised(answer)


def test_every_link_that_does_not_open_gives_the_same_answer():
    row = soon()
    share(statement(row, mark="alpha"), to=INTERPRETERS)
    gone, ended, good = handed(row), handed(row), handed(row)
    bundles.withdraw(gone, by=make_officer())
    Bundle.objects.filter(pk=ended.pk).update(expires_at=timezone.now())
    key = good.recipients.get().public_id
    unknown = uuid.uuid4()
    wrong = [
        *paths(gone),
        *paths(ended),
        reverse("publications:papers", args=[key, bundles.proof_of(unknown)]),
        reverse("publications:papers_archive", args=[key, "x"]),
        reverse("publications:papers", args=[unknown, bundles.proof_of(unknown)]),
    ]
    answers = [Client().get(address) for address in wrong]

    assert {answer.status_code for answer in answers} == {404}
    bodies = {said(answer, address) for address, answer in zip(wrong, answers, strict=True)}
    assert len(bodies) == 1
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    assert AuditEvent.objects.filter(kind="file_view").count() == 0
    assert [Client().get(address).status_code for address in paths(good)] == [200, 200]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_pages_speak_three_languages(language):
    row = soon()
    headers = {"accept-language": language}
    title = {"en": "This link does not open", "fr": "Ce lien", "es": "Este enlace"}[language]
    gone = Client().get(f"/papers/{uuid.uuid4()}/x/", headers=headers).content.decode()
    page = Client().get(paths(handed(row))[0], headers=headers).content.decode()

    assert title in gone
    assert f'<html lang="{language}"' in page


def test_link_ends_with_the_meeting_and_after_so_many_days(settings):
    near, far = soon(hours=5), soon("TLS", hours=24 * 40)
    now = timezone.now()
    ends = Sitting.objects.get(pre_session=near).ends_at
    first, second = handed(near), handed(far)

    assert first.expires_at == ends
    assert (
        timedelta(0) <= second.expires_at - now - timedelta(days=settings.BUNDLE_DAYS) < timedelta(minutes=1)
    )
    for at, code in ((ends - timedelta(seconds=1), 200), (ends, 404)):
        with time_machine.travel(at, tick=False):
            assert Client().get(paths(first)[1]).status_code == code


def test_each_meeting_leaves_the_bundle_when_it_ends():
    first, second = soon(hours=1), soon("TLS", hours=30, number=54)
    made = bundles.make(uuid.uuid4(), first.series, [second, first], [ANNA], by=make_officer())
    page, _archive = paths(made)
    states = [page.pre_session.state_under_review_id for page in bundles.pages_of(made, timezone.now())]
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        later = Client().get(page).content.decode()

    assert states == ["WSM", "TLS"]
    assert ("Timor-Leste" in later, "Samoa" in later) == (True, False)


def test_a_meeting_moved_earlier_or_without_an_hour_closes_it_too():
    row = soon(hours=30)
    page, _archive = paths(handed(row))
    sitting = Sitting.objects.get(pre_session=row)
    Sitting.objects.filter(pk=sitting.pk).update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1)
    )

    assert Client().get(page).status_code == 404


def test_every_download_is_recorded_and_looking_is_not():
    row = soon()
    share(statement(row, mark="alpha"), to=INTERPRETERS)
    made = handed(row)
    page, archive = paths(made)
    for address in (page, archive, archive):
        Client().get(address)
    Client().head(archive)

    events = AuditEvent.objects.filter(kind="file_view")
    recipient = made.recipients.get()
    assert [(event.what, event.by, event.detail) for event in events] == [
        (
            f"publications.BundleRecipient {recipient.pk}",
            None,
            {"bundle": made.pk, "meetings": 1, "speakers": 1},
        )
    ] * 2
    assert [(who, len(times)) for who, times in bundles.downloads(made)] == [(recipient, 2)]


def test_answers_are_kept_by_nobody():
    row = soon()
    for address in paths(handed(row)):
        headers = Client().get(address).headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"], headers["Referrer-Policy"]) == (
            "no-store",
            "noindex, nofollow",
            "no-referrer",
        )
        assert "ETag" not in headers


def test_one_mail_a_person_with_the_link_only():
    row = soon()
    share(statement(row, mark="alpha"), to=INTERPRETERS)
    key, officer = uuid.uuid4(), make_officer()
    people = [
        ANNA,
        To("Anna again", "anna@example.org", "en", "moderator"),
        To("Ben", "ben@example.org", "en", "moderator"),
    ]
    made = bundles.make(key, row.series, [row], people, by=officer)
    again = bundles.make(key, row.series, [row], people, by=officer)

    assert (again.pk, Bundle.objects.count(), BundleRecipient.objects.count()) == (made.pk, 1, 2)
    mails = OutgoingMail.objects.filter(message="papers_ready").order_by("pk")
    assert [(mail.to, mail.language) for mail in mails] == [
        ("anna@example.org", "fr"),
        ("ben@example.org", "en"),
    ]
    assert {mail.series_number for mail in mails} == {row.series.number}
    values = registry.values("papers_ready", mails[0].ids, "en")
    assert values["url"].endswith(bundles.path_of(made.recipients.first()))
    assert set(values) == {"url", "until"}
    secret = bundles.proof_of(made.recipients.first().public_id)
    assert secret not in str(list(mails.values()))
    bundles.withdraw(made, by=officer)
    assert registry.values("papers_ready", mails[0].ids, "en") is None


def test_a_bundle_needs_a_meeting_to_come_and_somebody():
    row = soon(hours=-30)
    with pytest.raises(CannotDo):
        handed(row)
    later = soon("TLS", hours=30)
    with pytest.raises(CannotDo):
        bundles.make(uuid.uuid4(), later.series, [later], [], by=make_officer())
    assert Bundle.objects.count() == 0


def test_a_recused_officer_hands_nothing_out_and_ends_nothing():
    row = soon()
    made, officer = handed(row), make_officer()
    recuse(officer, "WSM", by=None)

    with pytest.raises(Refused):
        handed(row, by=officer)
    with pytest.raises(Refused):
        bundles.withdraw(made, by=officer)


def test_withdrawing_twice_keeps_the_first_instant():
    made, officer = handed(soon()), make_officer()
    bundles.withdraw(made, by=officer)
    first = Bundle.objects.get().withdrawn_at
    bundles.withdraw(made, by=officer)

    assert Bundle.objects.get().withdrawn_at == first is not None


def test_retention_forgets_people_after_their_link():
    row = soon()
    kept, old = handed(row), handed(row)
    Bundle.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(days=31))

    assert bundles.forget(timezone.now() - timedelta(days=30)) == 1
    assert list(BundleRecipient.objects.all()) == list(kept.recipients.all())


def test_file_that_is_missing_is_left_out():
    row = soon()
    made = share(statement(row, mark="alpha"), to=INTERPRETERS)
    storages["published"].delete(made.attachments.get().derived.name)

    assert inside(Client().get(paths(handed(row))[1]))[0] == ["01-54-samoa/54-samoa.docx"]


# --- Staff --------------------------------------------------------------------------------------


def staff(officer=None):
    client = Client()
    sign_in_staff(client, officer or make_officer())
    return client


def sent(row, **changed):
    return {
        "key": str(uuid.uuid4()),
        "meetings": [str(row.pk)],
        "people": "Anna <anna@example.org>\n\nben@example.org",
        "part": "interpreter",
        "language": "fr",
        **changed,
    }


def test_staff_make_look_at_and_end_a_bundle():
    row = soon()
    share(statement(row, mark="alpha"), to=INTERPRETERS)
    client, address = staff(), reverse("admin:publications_bundle_new", args=[54])
    form = client.get(address)
    data = sent(row)
    answers = [client.post(address, data), client.post(address, data)]
    made = Bundle.objects.get()
    here = reverse("admin:publications_bundle_change", args=[made.pk])
    Client().get(paths(made)[1])
    page = client.get(here).content.decode()
    listed = client.get(reverse("admin:publications_bundle_changelist")).content.decode()
    client.post(reverse("admin:publications_bundle_withdraw", args=[made.pk]))

    assert "Samoa" in form.content.decode()
    assert [answer.headers["Location"] for answer in answers] == [here, here]
    assert [(who.name, who.email) for who in made.recipients.all()] == [
        ("Anna", "anna@example.org"),
        ("ben", "ben@example.org"),
    ]
    assert "anna@example.org" in page
    assert "none yet" in page
    assert "Samoa" in listed
    assert "The links were ended" in client.get(here).content.decode()
    assert Client().get(paths(made)[0]).status_code == 404


def test_a_bundle_is_made_only_with_a_recent_second_factor_and_keeps_what_was_typed():
    row = soon()
    client, address = long_since_proved(staff()), reverse("admin:publications_bundle_new", args=[54])
    before, after = client.get(address), client.post(address, sent(row))

    assert before.headers["Location"] == f"/sign-in/staff/again/?next={address}"
    assert after.status_code == 422
    assert "anna@example.org" in after.text
    assert '<a href="/sign-in/staff/again/" target="_blank" rel="noopener">' in after.text
    assert not Bundle.objects.exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"people": "Anna\nben@example.org"}, "“Anna” has no e-mail address we can write to"),
        ({"people": " "}, "Name at least one person"),
        ({"meetings": []}, "Choose at least one meeting"),
        ({"people": "\n".join(f"p{n}@example.org" for n in range(31))}, "Name at most 30 people at once"),
        ({"key": "x"}, "Enter a valid UUID"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(changed, says):
    row = soon()
    answer = staff().post(reverse("admin:publications_bundle_new", args=[54]), sent(row, **changed))

    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    if changed.get("people", "").strip():
        assert changed["people"].split("\n")[-1] in text
    assert Bundle.objects.count() == 0


def test_series_without_a_meeting_to_come_has_no_form():
    soon(hours=-30)

    assert staff().get(reverse("admin:publications_bundle_new", args=[54])).status_code == 404
    assert staff().get(reverse("admin:publications_bundle_new", args=[99])).status_code == 404


def test_recused_staff_find_no_bundle_of_that_state():
    row, other = soon(), soon("TLS", hours=30)
    made, officer = handed(row), make_officer()
    recuse(officer, "WSM", by=None)
    client = staff(officer)

    assert client.get(reverse("admin:publications_bundle_change", args=[made.pk])).status_code == 404
    assert client.post(reverse("admin:publications_bundle_withdraw", args=[made.pk])).status_code == 404
    form = client.get(reverse("admin:publications_bundle_new", args=[54])).context["form"]
    assert [key for key, _label in form.fields["meetings"].choices] == [str(other.pk)]


def test_form_offers_a_key_of_its_own_each_time():
    assert BundleForm([]).initial["key"] != BundleForm([]).initial["key"]
    assert connection.vendor in {"sqlite", "postgresql"}
