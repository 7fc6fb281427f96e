"""What contacts are: said when they ask for calls, noted by staff, taken from a file; calls for one kind only."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from presessions.accounts.actors import actor_of
from presessions.lifecycle.models import AuditEvent
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused, Role
from presessions.row_files import Unreadable, read_sheet
from presessions.series import contact_import, mailing, subscriptions
from presessions.series.enums import ContactKind, ContactStatus
from presessions.series.models import Contact, Series
from tests.factories import make_officer

pytestmark = pytest.mark.django_db
ADDRESS = "radio@example.org"
PAGE = "/staff/series/contact/import/"


def ask(client, **more):
    return client.post("/calls/subscribe/", {"email": ADDRESS, "language": "fr", **more})


def contact(email=ADDRESS, *, kind="", status=ContactStatus.CONFIRMED, **more):
    return Contact.objects.create(email=email, kind=kind, status=status, **more)


def only():
    return Contact.objects.get()


def confirm():
    row = only()
    return subscriptions.confirm(row.token, row.asked_version)


# --- said by themselves ---------------------------------------------------------------------


def test_they_may_say_what_they_are_and_it_counts_once_the_address_says_yes(calendar, client):
    assert ask(client, kind="nhri").status_code == 302
    assert (only().kind, only().asked_kind) == ("", "nhri")
    page = client.get(
        f"/calls/subscribe/confirm/{only().token}/{only().asked_version}/", headers={"accept-language": "fr"}
    )
    assert "Vous êtes" in page.text
    assert confirm()
    assert only().kind == ContactKind.NHRI


def test_they_need_not_say_and_their_silence_takes_nothing_back(calendar, client):
    contact(kind="cso")
    ask(client)
    assert confirm()
    assert only().kind == "cso"
    page = client.get("/calls/subscribe/")
    assert page.text.count('name="kind"') == 4


def test_a_stranger_does_not_change_what_somebody_else_is(calendar, client):
    contact(kind="nhri")
    ask(client, kind="other")
    assert only().kind == "nhri"


def test_another_word_about_what_they_are_is_another_question(calendar, client):
    ask(client, kind="nhri")
    ask(client, kind="nhri")
    ask(client, kind="cso")
    assert OutgoingMail.objects.count() == 2


def test_what_nobody_offered_is_refused_and_what_was_typed_stays(calendar, client):
    page = ask(client, kind="mission")
    assert page.status_code == 422
    assert ADDRESS in page.text
    assert not Contact.objects.exists()


# --- whom a call is mailed to ---------------------------------------------------------------


@pytest.fixture
def people(opened):
    for code in ("nhri", "cso", "other", ""):
        contact(f"{code or 'unsaid'}@example.org", kind=code)


def test_a_call_can_go_to_nhris_only(opened, people):
    opened.audience_kinds = "nhri"
    found = mailing.audience(opened)
    assert [row.email for row in found.contacts] == ["nhri@example.org"]
    assert dict(found.skipped) == {
        "cso@example.org": "is among civil society organisations, who are not written to",
        "other@example.org": "is among others, who are not written to",
        "unsaid@example.org": "is among those of whom it is not known, who are not written to",
    }
    assert opened.audience_said.endswith("for a State that is open; only NHRIs")


def test_without_a_choice_everybody_gets_it_whatever_they_are(opened, people):
    assert len(mailing.audience(opened).contacts) == 4
    assert "only" not in opened.audience_said


def test_after_nhris_the_others_get_it_and_nobody_twice(opened, people, officer):
    opened.audience_kinds = "nhri unsaid"
    opened.save()
    first = mailing.start(opened, by=officer)
    opened.audience_kinds = "nhri cso other unsaid"
    opened.save()
    second = mailing.start(opened, by=officer)
    assert sorted(mail.to for mail in first.mails.all()) == ["nhri@example.org", "unsaid@example.org"]
    assert sorted(mail.to for mail in second.mails.all()) == ["cso@example.org", "other@example.org"]


def test_staff_choose_the_kinds_on_the_series(opened, people, desk):
    page = f"/staff/series/series/{opened.pk}/change/"
    form = desk.get(page).context["adminform"].form
    assert form.initial["audience_kinds"] == ["nhri", "cso", "other", "unsaid"]
    data = _posted(desk.get(page))
    desk.post(page, {**data, "audience_kinds": ["nhri"]})
    assert Series.objects.get().audience_kinds == "nhri"
    assert "only NHRIs" in desk.get(f"/staff/series/series/{opened.pk}/mailing/").text
    refused = desk.post(page, {**data, "audience_kinds": []})
    assert refused.context["adminform"].form.errors["audience_kinds"] == ["Choose at least one."]


def _posted(page):
    """What the series' own page would send back unchanged."""
    data = {}
    for form in (page.context["adminform"].form, *_inline_forms(page)):
        for bound in form:
            value = bound.value()
            data[bound.html_name] = "" if value is None else value
    for formset in page.context["inline_admin_formsets"]:
        for bound in formset.formset.management_form:
            data[bound.html_name] = bound.value()
    return {name: value for name, value in data.items() if value is not False}


def _inline_forms(page):
    for formset in page.context["inline_admin_formsets"]:
        yield from formset.formset.forms


# --- noted by staff -------------------------------------------------------------------------


def test_staff_note_what_one_is_and_nothing_else_of_it(desk):
    row = contact(language="es")
    page = f"/staff/series/contact/{row.pk}/change/"
    assert 'name="kind"' in desk.get(page).text
    desk.post(page, {"kind": "nhri", "email": "else@example.org", "language": "en", "status": "left"})
    row.refresh_from_db()
    assert (row.kind, row.email, row.language, row.status) == ("nhri", ADDRESS, "es", ContactStatus.CONFIRMED)


def test_moderators_note_nothing(moderator_desk):
    row = contact()
    assert moderator_desk.get(f"/staff/series/contact/{row.pk}/change/").status_code == 403
    with pytest.raises(Refused):
        contact_import.undo([(row.pk, "", "cso")], by=make_officer(role=Role.MODERATOR))


# --- taken from a file ----------------------------------------------------------------------


def written(*rows, headings=("E-mail", "kind")):
    headings = ("email", *headings[1:])
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode("utf-8-sig")


def sheet(*rows, headings=("email", "kind")):
    return read_sheet(written(*rows, headings=headings), most=contact_import.MAX_ROWS)


def checked(officer, *rows, headings=("email", "kind")):
    return contact_import.check(sheet(*rows, headings=headings), actor=actor_of(officer))


FOUR = ("email", "kind", "language", "states")


def test_a_file_notes_those_on_the_list_and_asks_the_others_once(calendar, officer):
    contact("here@example.org", language="es")
    contact("gone@example.org", status=ContactStatus.LEFT)
    contact("silent@example.org", status=ContactStatus.UNCONFIRMED)
    rows = [
        ("HERE@example.org", "INDH", "fr", "TGO"),
        ("gone@example.org", "cso", "", ""),
        ("silent@example.org", "cso", "", ""),
        ("new@example.org", "Une organisation de la société civile", "fr", "TGO, HTI"),
    ]
    for done in (contact_import.take(sheet(*rows, headings=FOUR), by=officer) for _ in range(2)):
        assert done.faults == []
    assert list(Contact.objects.order_by("email").values_list("email", "kind", "language", "status")) == [
        ("gone@example.org", "", "en", "left"),
        ("here@example.org", "nhri", "es", "confirmed"),
        ("new@example.org", "", "fr", "unconfirmed"),
        ("silent@example.org", "", "en", "unconfirmed"),
    ]
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.message, mail.language) == ("new@example.org", "contact_confirm", "fr")
    new = Contact.objects.get(email="new@example.org")
    assert subscriptions.confirm(new.token, new.asked_version)
    new.refresh_from_db()
    assert (new.kind, sorted(state.iso3 for state in new.states.all())) == ("cso", ["HTI", "TGO"])
    assert AuditEvent.objects.filter(kind="mailing", detail__asked=1).count() == 1


def test_each_fault_is_named_by_row_and_column_and_nothing_is_done(calendar, officer):
    rows = [
        ("good@example.org", "nhri", "en", ""),
        ("no address", "", "", ""),
        ("GOOD@example.org", "cso", "", ""),
        ("kind@example.org", "=mission()", "", ""),
        ("where@example.org", "cso", "de", "TGO ATLANTIS"),
    ]
    found = checked(officer, *rows, headings=FOUR)
    assert [(fault.row, fault.column) for fault in found.faults] == [
        (3, "email"),
        (4, "email"),
        (5, "kind"),
        (6, "language"),
        (6, "states"),
    ]
    with pytest.raises(contact_import.Faulty):
        contact_import.take(sheet(*rows, headings=FOUR), by=officer)
    assert not Contact.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("headings", "rows", "words"),
    [
        (("email", "kinds"), [("a@example.org", "cso")], "Not columns of this file: kinds"),
        (("email", "kind"), [], "no address below"),
    ],
)
def test_a_file_of_other_columns_is_refused_whole(officer, headings, rows, words):
    with pytest.raises(Unreadable, match=words):
        checked(officer, *rows, headings=headings)


def test_staff_look_first_then_take_then_undo(calendar, desk):
    contact("one@example.org", kind="cso")
    contact("two@example.org")
    data = written(("one@example.org", "nhri"), ("two@example.org", "nhri"), ("new@example.org", "other"))
    page = desk.post(PAGE, {"file": SimpleUploadedFile("list.csv", data)})
    assert page.status_code == 200
    assert "Note 2, ask 1 by e-mail" in page.text
    assert list(Contact.objects.order_by("email").values_list("kind", flat=True)) == ["cso", ""]
    done = desk.post(PAGE, {"held": page.context["held"]})
    assert list(Contact.objects.filter(status="confirmed").values_list("kind", flat=True)) == ["nhri", "nhri"]
    Contact.objects.filter(email="two@example.org").update(kind="cso")  # said otherwise since
    desk.post(f"{PAGE}undo/", {"held": done.context["undo"]})
    kinds = Contact.objects.filter(status="confirmed").order_by("email").values_list("kind", flat=True)
    assert list(kinds) == ["cso", "cso"]


def test_a_file_with_faults_shows_them_and_no_button(desk):
    page = desk.post(PAGE, {"file": SimpleUploadedFile("list.csv", written(("nobody", "cso")))})
    assert page.status_code == 422
    assert "Write the whole address" in page.text
    assert 'name="held"' not in page.text


def test_what_another_officer_checked_is_not_taken(desk, client):
    data = written(("new@example.org", "cso"))
    held = desk.post(PAGE, {"file": SimpleUploadedFile("list.csv", data)}).context["held"]
    for forged in (held + "x", "", held[:-2]):
        desk.post(PAGE, {"held": forged})
    assert not Contact.objects.exists()


def test_an_address_too_long_to_keep_is_a_fault_and_no_error(officer):
    long = f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.org"
    found = checked(officer, (long, "cso"))
    assert [(fault.row, fault.column) for fault in found.faults] == [(2, "email")]
    assert "longer than 254 signs" in found.faults[0].words


def test_a_fault_repeats_a_little_of_what_was_pasted_and_names_one_state(officer):
    found = checked(officer, ("a@example.org", "k" * 15_000, "", "XXX " * 4_000), headings=FOUR)
    assert [fault.column for fault in found.faults] == ["kind", "states"]
    assert all(len(fault.words) < 150 for fault in found.faults)


def test_changing_the_language_keeps_what_was_chosen_and_asks_nobody(client, calendar):
    typed = {
        "email": "ada@exam",
        "kind": "nhri",
        "language": "en",
        "states": ["TGO"],
        "switch_language": "es",
    }
    page = client.post("/calls/subscribe/", typed, headers={"accept-language": "en"})
    assert page.status_code == 200
    form = page.context["form"]
    assert [form[name].value() for name in ("email", "kind", "language", "states")] == [
        "ada@exam",
        "nhri",
        "es",
        ["TGO"],
    ]
    assert 'lang="es"' in page.text
    again = client.post("/calls/subscribe/", {**typed, "language": "fr", "switch_language": "en"})
    assert again.context["form"]["language"].value() == "fr"
    assert not Contact.objects.exists()
