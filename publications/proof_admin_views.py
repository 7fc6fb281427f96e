"""Two of the staff record a yes that reached them on paper or by mail; one takes back at once what they are told to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.doors import no_store
from presessions.accounts.access import staff_only, step_up

from . import choices, proving
from .admin_views import _about, _by, _row, _url
from .attaching import NotTaken
from .choices import NOW
from .consent import GUARDIAN, Audience, latest
from .enums import OutsideAudience, ProofStatus
from .forms import ProofForm, TakeBackForm
from .items import records_of
from .matrix import matrix
from .models import Proof, Statement
from .receipts import audience_words, gone
from .sentences import refusal_sentence
from .serving import served_proof
from .showing import lines_of, ticks_of
from .transitions import CannotDo, Wish


@no_store
@staff_only("propose_consent")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof, and box by box what it agrees to; nothing is recorded by this."""
    row = _row(request, pk)
    ends = getattr(row, "ends_at", None)
    ends = ends if ends is not None and ends > timezone.now() else None
    guardian = row.guardian
    with_guardian = guardian is not None and guardian.stands
    posted = request.method == "POST"
    form = ProofForm(
        request.POST if posted else None, request.FILES if posted else None, with_guardian=with_guardian
    )
    when = request.POST.get("when", NOW)
    choice = choices.read(request.POST.getlist("share"), when=when, after=ends)
    if posted and form.is_valid() and (made := _proposed(request, row, form, choice)) is not None:
        messages.success(request, "Kept. It counts once a second person has opened and confirmed it.")
        return HttpResponseRedirect(_proof_url(made))
    values = {
        **_about(request, row),
        "form": form,
        "boxes": _boxes(row, choice.keys),
        "audiences": [{"label": audience_words(each), "hint": ""} for each in OutsideAudience],
        "meeting_ends": ends,
        "when": when,
    }
    status = 422 if form.errors else 200
    return render(request, "admin/publications/statement/consent.html", values, status=status)


def _proposed(request: HttpRequest, row: Statement, form: ProofForm, choice: choices.Choice) -> Proof | None:
    wishes = [
        Wish(item, OutsideAudience(audience), True, sha256, choices.since(choice, audience))
        for (audience, item), sha256 in sorted(choice.ticked.items())
    ]
    data = form.cleaned_data
    try:
        return proving.propose(
            row,
            data["file"],
            wishes,
            why=data["why"],
            of_the_guardian=data.get("whose") == "guardian",
            by=_by(request),
        )
    except NotTaken as refusal:
        form.add_error("file", refusal_sentence(refusal.reason))
    except CannotDo as refusal:
        form.add_error(None, str(refusal))
    return None


def _boxes(row: Statement, ticked: frozenset[tuple[str, str]]) -> list[dict[str, Any]]:
    """The rows of the matrix, as on the speaker's page; what stands agreed to is said, not ticked."""
    return matrix(
        ticks_of(row, at=timezone.now()),
        is_ticked=lambda tick: (str(tick.audience), tick.line.key) in ticked,
        said=lambda tick: " (agreed)" if tick.given else "",
    )


def _find(request: HttpRequest, pk: int, key: UUID) -> tuple[Statement, Proof]:
    row = _row(request, pk)
    found = row.proofs.select_related("proposed_by", "confirmed_by", "guardian", "statement").filter(
        public_id=key
    )
    proof = found.first()
    if proof is None:
        raise Http404
    return row, proof


def _proof_url(proof: Proof) -> str:
    return reverse("admin:publications_statement_proof", args=[proof.statement_id, proof.public_id])


@no_store
@staff_only("confirm_consent")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """What it says, who proposed it; a second person confirms it, anybody drops it."""
    row, found = _find(request, pk, key)
    if request.method == "POST":
        try:
            if "confirm" in request.POST:
                proving.confirm(found, by=_by(request))
                messages.success(request, "Recorded. The speaker is written to.")
            elif "drop" in request.POST:
                proving.drop(found, by=_by(request))
                messages.success(request, "Dropped. Its file is deleted.")
        except CannotDo as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(_proof_url(found))
    titles = {line.key: line for line in lines_of(row)}
    now = {line.key: line.item.sha256 for line in titles.values()}
    lines = [
        {
            "title": titles[item].title if item in titles else gone(item),
            "hint": titles[item].hint if item in titles else "",
            "audience": audience_words(audience),
            "changed": now.get(item) != sha256,
        }
        for item, audience, sha256 in found.wishes
    ]
    values = {
        **_about(request, row),
        "proof": found,
        "lines": lines,
        "problem": refusal_sentence(found.problem) if found.problem else "",
        "is_open": found.status in (ProofStatus.CHECKING, ProofStatus.PROPOSED),
        "is_own": found.proposed_by_id == _by(request).pk,
        "has_opened": proving.has_opened(found, _by(request)),
        "has_file": bool(found.file) and bool(found.media_type),
    }
    return render(request, "admin/publications/statement/proof.html", values)


@staff_only("confirm_consent")
@require_safe
def proof_file(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """The letter or mail, after its check; who read it is recorded."""
    _statement, found = _find(request, pk, key)
    answer = served_proof(found)
    proving.note_opened(found, by=_by(request))
    return answer


@no_store
@staff_only("withdraw_for_speaker")
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands agreed to, to be taken back at once: chosen parts, or everything."""
    row = _row(request, pk)
    standing = _standing(row)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sent = set(request.POST.getlist("back"))
        chosen = [each for each in standing if "everything" in request.POST or _value(*each) in sent]
        new = proving.take_back(
            row,
            chosen,
            told=form.cleaned_data["told"],
            by=_by(request),
        )
        if new:
            messages.success(request, "Taken back, and gone from every page. The speaker is written to.")
            return HttpResponseRedirect(_url(row))
        form.add_error(None, "Tick what is to be taken back.")
    values = {
        **_about(request, row),
        "form": form,
        "standing": _voices(row, standing, frozenset(request.POST.getlist("back"))),
        "audiences": [{"label": audience_words(each), "hint": ""} for each in OutsideAudience],
    }
    status = 422 if form.errors else 200
    return render(request, "admin/publications/statement/take_back.html", values, status=status)


def _value(item: str, audience: str) -> str:
    return f"{audience} {item}"


def _standing(row: Statement) -> list[tuple[str, str]]:
    """Every item and audience whose last word is a yes, of the speaker and of a guardian."""
    records = records_of(row)
    found = []
    for item, audience in sorted({(record.item, record.audience) for record in records}):
        last = latest(records, item, Audience(audience))
        if last is not None and last.given:
            found.append((item, str(audience)))
    return found


def _voices(row: Statement, standing: list[tuple[str, str]], ticked: frozenset[str]) -> list[dict[str, Any]]:
    """What stands, of the speaker and then of the guardian, as rows of a matrix in the order of the statement."""
    lines = {line.key: line for line in lines_of(row)}
    places = {key: place for place, key in enumerate(lines)}
    by_item: dict[str, set[str]] = {}
    for item, audience in standing:
        by_item.setdefault(item, set()).add(audience)
    ordered = sorted(by_item, key=lambda item: places.get(item.removeprefix(GUARDIAN), len(places)))
    voices: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for number, item in enumerate(ordered, start=1):
        line = lines.get(plain := item.removeprefix(GUARDIAN))
        cells = [
            {
                "id": f"back-{audience}-{number}",
                "name": "back",
                "value": _value(item, audience),
                "label": audience_words(audience),
                "checked": _value(item, audience) in ticked,
            }
            if audience in by_item[item]
            else None
            for audience in OutsideAudience
        ]
        title, hint = (line.title, line.hint) if line else (gone(plain), "")
        voices[item != plain].append({"id": f"item-{number}", "title": title, "hint": hint, "cells": cells})
    titles = {False: "What the speaker agreed to", True: "What the guardian agreed to"}
    return [{"title": titles[of_guardian], "rows": rows} for of_guardian, rows in voices.items() if rows]
