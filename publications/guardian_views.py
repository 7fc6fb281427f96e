"""Naming a parent or guardian, for the speaker; and the guardian's own pages: what each audience would see, and a yes
or no to it.

A guardian signs in with a one-time code to the address that the speaker named and staff confirmed; the address of the
page alone shows nothing. Anybody else finds what they find where nothing is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.doors import account_of, no_store
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.accounts.parking import park_if_signed_out

from . import guardians
from .asking import Asked, asked_of
from .consent import Audience
from .doors import own_statement, with_guardian
from .enums import OutsideAudience, StatementStatus
from .forms import GuardianForm
from .items import records_of
from .models import WITH_ALL, Guardian, Statement
from .receipts import audience_words, receipt_lines, receipt_text
from .serving import served_copy
from .showing import lines_of, preview
from .transitions import CannotDo, ContentChanged
from .views import about, require_form

View = Callable[..., HttpResponse]
YES, NO = "yes", "no"


@own_statement("give_consent")
@require_form
def name_guardian(request: HttpRequest, row: Statement) -> HttpResponse:
    """The speaker names the parent or guardian who agrees beside them, or somebody else in their place."""
    if not row.is_minor:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = GuardianForm(data, statement=row, typed=getattr(request, "parked", None))
    if request.method == "POST" and form.is_valid() and _named(request, row, form):
        messages.success(request, _("Thank you. We check the name, and then write to them."))
        return redirect("publications:consent", row.public_id)
    values = {**about(row), "form": form, "guardian": row.guardian}
    return render(request, "publications/guardian_name.html", values, status=422 if form.errors else 200)


def _named(request: HttpRequest, row: Statement, form: GuardianForm) -> bool:
    try:
        guardians.name_guardian(row, **form.cleaned_data, actor=actor_of(request), by=account_of(request))
    except CannotDo as refusal:
        form.add_error("email", str(refusal))
        return False
    return True


# --- The guardian's own ---------------------------------------------------------------------------


def own_guardian(view: View) -> View:
    """Hand the view the guardian whose page it is and the statement; see the module."""

    @no_store
    @park_if_signed_out
    @wraps(view)
    def door(request: HttpRequest, key: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Statement.objects.with_meeting().with_hour().exclude(status=StatementStatus.CLOSED)
        row = with_guardian(rows.prefetch_related(*WITH_ALL).filter(guardians__public_id=key).first())
        who = row.guardian if row is not None else None
        if row is None or who is None or who.public_id != key:
            raise Http404
        if not guardians.may_answer(who, actor_of(request), account_of(request)):
            raise Http404
        return view(request, who, row, *args, **kwargs)

    return door


@own_guardian
@require_form
def guardian(request: HttpRequest, who: Guardian, row: Statement) -> HttpResponse:
    """What each audience would see, and a yes or no for each; nothing is answered before the guardian answers."""
    data = request.POST if request.method == "POST" else getattr(request, "parked", None)
    if request.method != "POST":
        return _page(request, who, row, data=data)
    answers = _answers(request, everything="nothing" in request.POST)
    try:
        new = guardians.answer(who, answers, by=_user(request), language=get_language() or "en")
    except CannotDo as refusal:
        changed = isinstance(refusal, ContentChanged)
        return _page(request, who, row, data=data, problem=str(refusal), changed=changed, status=409)
    if new:
        messages.success(request, _("Your answer is recorded, and stands from this moment."))
    else:
        messages.success(request, _("Nothing changed: your answer stands as it was."))
    return redirect("publications:guardian_receipt", who.public_id)


def _answers(request: HttpRequest, *, everything: bool) -> dict[OutsideAudience, str]:
    """Audience -> the fingerprint of what was on the page for a yes, "" for a no; what was not answered is left out."""
    if everything:
        return dict.fromkeys(OutsideAudience, "")
    answers = {}
    for audience in OutsideAudience:
        said, _sep, sha256 = request.POST.get(audience, "").partition(" ")
        if said == NO or (said == YES and sha256):
            answers[audience] = sha256 if said == YES else ""
    return answers


def _user(request: HttpRequest) -> User:
    user = account_of(request)
    assert user is not None  # the door let in an account only
    return user


def _page(
    request: HttpRequest,
    who: Guardian,
    row: Statement,
    *,
    data: Any = None,
    problem: str = "",
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    titles = {line.key: line.title for line in lines_of(row)}
    records, at = records_of(row), timezone.now()
    questions = []
    for each in asked_of(row):
        own = [record for record in records if record.audience == Audience(each.audience)]
        questions.append(
            {
                "asked": each,
                "audience": each.audience,
                "label": audience_words(each.audience),
                "titles": [titles[item.key] for item in each.items],
                "shown": preview(row, own, Audience(each.audience), at=at, with_guardian=True),
                "yes": f"{YES} {each.sha256}",
                "said": _said(each, (data or {}).get(each.audience, "")),
            }
        )
    values = {
        **about(row),
        "guardian": who,
        "questions": questions,
        "problem": problem,
        "is_changed": changed,
        "has_answered": any(record.guardian == who.pk for record in records),
    }
    return render(request, "publications/guardian.html", values, status=status)


def _said(each: Asked, sent: str) -> str:
    """Which of the two answers is marked: the one just sent, else the one that stands for all that is asked."""
    if sent:
        return YES if sent == f"{YES} {each.sha256}" else NO if sent == NO else ""
    return YES if each.is_agreed else NO if each.is_refused else ""


@own_guardian
@require_safe
def guardian_receipt(request: HttpRequest, who: Guardian, row: Statement) -> HttpResponse:
    """What stands agreed to, and every word of this guardian, the latest first."""
    values = {**about(row), "guardian": who, "asked": _stands(row), "lines": receipt_lines(row, of=who.pk)}
    return render(request, "publications/guardian_receipt.html", values)


def _stands(row: Statement) -> list[dict[str, Any]]:
    """Each audience that was asked about, and how the answer stands."""
    return [{"asked": each, "label": audience_words(each.audience)} for each in asked_of(row)]


@own_guardian
@require_safe
def guardian_receipt_file(request: HttpRequest, who: Guardian, row: Statement) -> HttpResponse:
    """The same as plain text, to keep."""
    text = receipt_text(row, at=timezone.now(), of=who.pk)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"receipt-{row.seat.application.reference}.txt"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@own_guardian
@require_safe
def guardian_file(request: HttpRequest, who: Guardian, row: Statement, file_id: UUID) -> HttpResponse:
    """The clean copy of a file that the guardian is asked about, and of no other."""
    keys = {item.key for each in asked_of(row) for item in each.items}
    found = next((each for each in row.attachments.all() if each.public_id == file_id), None)
    if found is None or found.item not in keys:
        raise Http404
    return served_copy(found)
