"""A panelist decides who may read what: the choice, what it would show, its receipt, taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.doors import account_of
from applications.keeping import is_cut
from presessions.errors import bad_request
from presessions.languages import asked_language, in_language

from . import choices, transitions
from .asking import asked_of
from .choices import AFTER, NOW, Choice
from .consent import Audience, Why
from .doors import own_statement
from .enums import OutsideAudience
from .items import records_of
from .matrix import matrix
from .models import Statement
from .readable import is_out
from .receipts import audience_words, receipt_lines, receipt_text
from .rows import has_lost_its_hour
from .showing import Tick, preview, simulated, ticks_of, with_ticks
from .views import about

require_form = require_http_methods(["GET", "HEAD", "POST"])


@own_statement("give_consent")
@require_form
def consent(request: HttpRequest, row: Statement) -> HttpResponse:
    """Item by item, audience by audience; nothing is ticked unless its speaker ticked it."""
    at = timezone.now()
    if is_cut(request.POST):
        return bad_request(request)  # a box that never arrived is no withdrawal
    data = request.POST if request.method == "POST" else getattr(request, "parked", None)
    if data is None or is_cut(data):
        return _page(request, row, ticks_of(row, at=at), at=at)
    stands = ticks_of(row, at=at)
    after = _meeting_ends(row, at) or _held_back_until(row, stands)
    when = data.get("when", NOW)
    choice = choices.read(data.getlist("share"), when=when, after=after)
    ticks = with_ticks(stands, choice.keys)
    if code := asked_language(request):
        return _page_in(request, row, ticks, code=code, at=at, choice=choice, when=when)
    if request.method != "POST" or "look" in data:
        return _page(request, row, ticks, at=at, choice=choice, when=when)
    if when == AFTER and after is None:
        problem = _("The hour of your meeting is not known, or over. Choose again from when.")
        return _page(request, row, ticks, at=at, choice=choice, problem=problem, status=422)
    return _record(request, row, choice, ticks, nothing="nothing" in data, when=when)


def _record(
    request: HttpRequest, row: Statement, choice: Choice, ticks: list[Tick], *, nothing: bool, when: str
) -> HttpResponse:
    language, by = get_language() or "en", account_of(request)
    try:
        if nothing:
            new = transitions.withdraw_everything(row, by=by, language=language)
        else:
            new = transitions.record_consent(row, choices.wishes(choice, ticks), by=by, language=language)
    except transitions.CannotDo as refusal:
        values: dict[str, Any] = {"choice": choice, "when": when, "problem": str(refusal), "status": 409}
        changed = isinstance(refusal, transitions.ContentChanged)
        return _page(request, row, ticks, at=timezone.now(), changed=changed, **values)
    if not new:
        messages.success(request, _("Nothing changed: your choice stands as it was."))
    elif nothing:
        messages.success(request, _("Nothing is shared any more. It was taken down at once."))
    else:
        messages.success(request, _("Your choice is recorded."))
    return redirect("publications:receipt", row.public_id)


def _meeting_ends(row: Statement, at: datetime) -> datetime | None:
    """When the published meeting ends, as long as it is still to come."""
    ends: datetime | None = getattr(row, "ends_at", None)
    return ends if ends is not None and ends > at else None


def _held_back_until(row: Statement, ticks: list[Tick]) -> datetime | None:
    """What a yes "for after the meeting" names where the meeting has lost its hour: the hour it had. Nothing with it is
    shown before the meeting has taken place (``rows``)."""
    waiting = [tick.effective_from for tick in ticks if tick.effective_from]
    return max(waiting) if waiting and has_lost_its_hour(row) else None


def _page_in(
    request: HttpRequest, row: Statement, ticks: list[Tick], *, code: str, **more: Any
) -> HttpResponse:
    """The same page in another language, with the ticks as they are and nothing recorded."""
    translation.activate(code)
    request.LANGUAGE_CODE = code
    choice: Choice = more["choice"]
    fresh = with_ticks(ticks_of(row, at=more["at"]), choice.keys)  # titles in the other language
    return in_language(_page(request, row, fresh, **more), code)


def _page(
    request: HttpRequest,
    row: Statement,
    ticks: list[Tick],
    *,
    at: datetime,
    choice: Choice | None = None,
    when: str = "",
    problem: str = "",
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The matrix with these ticks, and beside it what each audience would see with them."""
    records = records_of(row)
    if choice is not None:
        current = {(str(tick.audience), tick.line.key): tick.line.item.sha256 for tick in ticks}
        seen = {key: sha for key, sha in choice.ticked.items() if current.get(key) == sha}
        records = simulated(records, choices.wishes(Choice(seen, choice.effective_from), ticks))
    ends = _meeting_ends(row, at)
    lost = ends is None and _held_back_until(row, ticks) is not None
    waits = any(tick.effective_from and tick.effective_from > at for tick in ticks if tick.given)
    previews = [
        preview(row, records, audience, at=at, with_guardian=True)
        for audience in (Audience.INTERPRETERS, Audience.MISSIONS, Audience.PUBLIC)
    ]
    same = previews[1].keys == previews[2].keys
    ahead = previews[:1] if previews[0].keys != previews[2].keys else []
    values = {
        **about(row),
        "audiences": _audiences(),
        "rows": _rows(ticks, choice),
        "previews": ahead + (previews[2:] if same else previews[1:]),
        "is_same": same,
        "is_simulated": choice is not None,
        "is_out": is_out(row),
        "meeting_ends": ends,
        "has_lost_its_hour": lost,
        "when": when or (AFTER if lost or (waits and ends) else NOW),
        "problem": problem,
        "is_changed": changed,
        "language_form": "consent",
        "is_minor": row.is_minor,
        **_guardian(row),
    }
    return render(request, "publications/consent.html", values, status=status)


def _guardian(row: Statement) -> dict[str, Any]:
    """Who agrees beside a minor, and for whom how much still waits for their word or was refused."""
    asked = asked_of(row) if row.is_minor else []
    return {
        "guardian": row.guardian,
        "waits": [(audience_words(each.audience), each.open) for each in asked if each.open],
        "refused": [audience_words(each.audience) for each in asked if each.is_refused],
    }


def _audiences() -> list[dict[str, str]]:
    return [
        {"label": _("Interpreters"), "hint": _("and the moderator, beforehand")},
        {"label": _("Missions"), "hint": _("diplomats, signed in")},
        {"label": _("Everyone"), "hint": _("on the website")},
    ]


def _rows(ticks: list[Tick], choice: Choice | None) -> list[dict[str, Any]]:
    """The rows of the matrix as the speaker reads them."""
    return matrix(ticks, is_ticked=lambda tick: tick.given, hint=lambda tick: _hint(tick, choice))


def _hint(tick: Tick, choice: Choice | None) -> str:
    """Said under an item whose words changed since its speaker agreed, or since this page was opened."""
    if choice is not None:
        ticked_on = choice.ticked.get((str(tick.audience), tick.line.key))
        if ticked_on and ticked_on != tick.line.item.sha256:
            return _("Changed since you opened this page: %(words)s") % {"words": tick.line.hint}
    if tick.why is Why.CHANGED:
        return _("You agreed to an earlier wording. Now: %(words)s") % {"words": tick.line.hint}
    if tick.why is Why.GUARDIAN:
        return _("Not shown unless the parent or guardian agrees: %(words)s") % {"words": tick.line.hint}
    return ""


@own_statement("give_consent")
@require_safe
def look(request: HttpRequest, row: Statement) -> HttpResponse:
    """Exactly what each audience sees of this statement, or would see once it is published."""
    at, records = timezone.now(), records_of(row)
    asked = request.GET.get("as", "")
    audience = Audience(asked) if asked in OutsideAudience.values else Audience.PUBLIC
    values = {
        **about(row),
        "shown": preview(row, records, audience, at=at, with_guardian=True),
        "waits": _guardian(row)["waits"],
        "is_missions": audience is Audience.MISSIONS,
        "is_interpreters": audience is Audience.INTERPRETERS,
        "is_out": row.status == "published",
    }
    return render(request, "publications/preview.html", values)


@own_statement("give_consent")
@require_safe
def receipt(request: HttpRequest, row: Statement) -> HttpResponse:
    """What stands, and every word of the record, in order."""
    at = timezone.now()
    stands = [tick for tick in ticks_of(row, at=at) if tick.given]
    lost = _meeting_ends(row, at) is None and _held_back_until(row, stands) is not None
    values = {
        **about(row),
        "lines": receipt_lines(row),
        "stands": stands,
        "has_lost_its_hour": lost,
        **_guardian(row),
    }
    return render(request, "publications/receipt.html", values)


@own_statement("give_consent")
@require_safe
def receipt_file(request: HttpRequest, row: Statement) -> HttpResponse:
    """The same as plain text, to keep."""
    answer = HttpResponse(receipt_text(row, at=timezone.now()), content_type="text/plain; charset=utf-8")
    name = f"receipt-{row.seat.application.reference}.txt"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
