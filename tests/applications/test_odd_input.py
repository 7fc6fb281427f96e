"""What somebody might send instead of an answer, in every field of every page: no error, and what was typed is kept.

Needs the database.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.correction_pages import askable
from applications.eligibility import Page
from applications.models import Application, Correction
from applications.steps import FORMS
from tests.applications.staff import staff_client
from tests.applications.test_views import FIRST, PAGES, make_draft
from tests.factories import make_day, make_issue, make_pre_session, make_series, make_user

pytestmark = pytest.mark.django_db
ODD = {
    "nothing": "",
    "spaces": " \t\u00a0\u2003 ",
    "markup": "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }} {% debug %} %(a)s %s {0.__class__} ${7*7}",
    "null": "a\x00b",
    "controls": "a\x1b[2J\x07\x08\u2028\u2029\ufeff\u0085b",
    "bidi": "gpj.\u202efdp.exe \u2066hidden\u2069",
    "right to left": "منظمة حقوق الإنسان ‏(١٢٣)‏ مع English وسط",
    "many scripts": "人权组织 मानवाधिकार संगठन Организация 𝕳𝖚𝖒𝖆𝖓 👩🏽‍🦽",
    "combining": "Z" + "\u0351\u0363\u036b" * 60,
    "long word": "x" * 20_000,
    "many words": "word " * 8_000,
    "sql": "1'; DROP TABLE applications_application; --",
    "formula": "=HYPERLINK(\"http://x\",\"y\")",
    "header": "a@example.org\r\nBcc: b@example.org",
    "huge number": "9" * 400,
    "negative": "-1",
    "not a number": "NaN",
    "other digits": "٢٠١١",
    "day": "99999-99-99",
    "first day": "0000-00-00",
    "hour": "25:61",
    "list": "[]",
    "true": "True",
}  # fmt: skip
QUICK = {"null", "huge number"}  # tried every time, the others with the slow
each_odd = pytest.mark.parametrize(
    "odd",
    [
        pytest.param(odd, id=name, marks=() if name in QUICK else pytest.mark.slow)
        for name, odd in ODD.items()
    ],
)
TEXTS = {"about", "motivation", "access_needs", "risk_note"}


@pytest.fixture
def draft() -> Application:
    make_issue("UI-WATER", "Water")
    series = make_series()
    make_day(series)
    return make_draft(make_pre_session(series, "TLS"), make_user("owner@example.org"))


@pytest.fixture
def applicant(draft: Application) -> Client:
    client = Client()
    client.force_login(draft.owner, backend="presessions.accounts.backends.RoleBackend")
    return client


def everything_opens(applicant: Client, draft: Application) -> None:
    """Each page that shows these answers, to applicant and staff."""
    names = ("tasks", "check", "phrase")
    here = [reverse(f"applications:{name}", args=[draft.public_id]) for name in names]
    here += [reverse("applications:page", args=[draft.public_id, page]) for page in Page]
    assert {path: applicant.get(path).status_code for path in here} == dict.fromkeys(here, 200)
    read = staff_client().get(reverse("admin:applications_application_change", args=[draft.pk]))
    assert read.status_code == 200


@each_odd
def test_odd_text_in_every_field_of_every_page(applicant, draft, odd):
    seen = set()
    for page in Page:
        form = FORMS[page](application=draft)
        data = {name: odd for name in form.fields if name != "file"} | {"whole": "1"}
        path = reverse("applications:page", args=[draft.public_id, page])
        assert applicant.post(path, data).status_code in {302, 422}
        shown = applicant.get(path).context["form"]
        for name in (name for name in shown.fields if name in TEXTS):
            assert shown[name].value().strip() == odd.replace("\x00", "").replace("\r\n", "\n").strip()
            seen.add(name)
    assert seen == TEXTS
    everything_opens(applicant, draft)


@pytest.mark.slow
@pytest.mark.parametrize("page", list(Page))
def test_one_odd_answer_among_good_ones(applicant, draft, page):
    path = reverse("applications:page", args=[draft.public_id, page])
    for name in FORMS[page](application=draft).fields:
        for odd in ODD.values():
            data = {**PAGES[page], name: odd, "whole": "1"}
            assert applicant.post(path, data).status_code in {302, 422}, (name, odd[:40])
    everything_opens(applicant, draft)


@pytest.mark.parametrize("page", list(Page))
def test_one_field_sent_many_times_and_marks_that_are_none(applicant, draft, page):
    path = reverse("applications:page", args=[draft.public_id, page])
    data = {name: ["a", "b", "\x00"] * 50 for name in PAGES[page]}
    marks = {"seen": "x" * 9000, "tab": "\x00" * 9000, "version": "-9" * 90, "whole": "1", "stay": "1"}
    for sent in (data, data | marks, {"whole": "1"}, {name: [] for name in data} | {"whole": "1"}):
        for headers in ({}, {"X-Autosave": "1"}):
            answer = applicant.post(path, sent, headers=headers)
            assert answer.status_code in {200, 302, 409, 422}
    everything_opens(applicant, draft)


@each_odd
def test_odd_text_before_there_is_an_application_and_on_the_way_back(draft, odd):
    client = Client()
    assert client.get("/apply/", {"state": odd}).status_code == 200
    assert client.post("/apply/", dict.fromkeys([*FIRST, "meeting"], odd)).status_code == 422
    begun = {**FIRST, "meeting": str(draft.pre_session_id)}
    assert client.post("/apply/", begun).status_code == 302
    for path in ("/apply/begin/", "/apply/code/", "/apply/return/"):
        names = ("email", "code", "reference", "phrase", "way", "next", "do")
        answer = client.post(path, dict.fromkeys(names, odd))
        assert answer.status_code in {200, 302, 403, 422, 429}, path


@each_odd
def test_odd_text_in_a_correction(applicant, draft, odd):
    Application.objects.filter(pk=draft.pk).update(status="submitted", submitted_at="2026-01-01T00:00Z")
    names = [name for _, group in askable(draft) for name, _label in group]
    Correction.objects.create(
        application=draft, names=names, words="Why?", due_at=timezone.now() + timedelta(days=3)
    )
    path = reverse("applications:correct", args=[draft.public_id])
    fields = [name for form in applicant.get(path).context["pages"] for name in form.fields if name != "file"]
    for sent in (dict.fromkeys(fields, odd), {}):
        for headers in ({}, {"X-Autosave": "1"}):
            answer = applicant.post(path, sent | {"whole": "1"}, headers=headers)
            assert answer.status_code in {200, 302, 422}
    assert applicant.get(path).status_code in {200, 302}
