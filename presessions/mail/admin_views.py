"""Staff's own pages of the outbox. Every act: confirm by POST, permission asked again, a message, back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from presessions.accounts.access import step_up
from presessions.accounts.actors import actor_of
from presessions.lifecycle.tables import Refused
from presessions.mail import mailbox as local_mailbox
from presessions.mail import outbox, transitions
from presessions.mail.enums import MailingStatus, MailStatus
from presessions.mail.frames import framed
from presessions.mail.messages import title_of
from presessions.mail.models import Mailing, OutgoingMail
from presessions.mail.rendering import Rendered
from presessions.permissions import may

if TYPE_CHECKING:
    from presessions.accounts.models import User

    Admin = admin.ModelAdmin[Any]

SAMPLES = 3  # real renderings shown before a mailing starts


class ReasonForm(forms.Form):
    """Why, for the record; and for a resend the version asked about, so a double click is one mail."""

    reason = forms.CharField(required=False, max_length=500, label="Reason (for the record)")
    version = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Act:
    """Something staff can do to one mail: its words, when it can be done, and the doing."""

    title: str
    explanation: str
    button: str
    done: str
    possible: Callable[[OutgoingMail], bool]
    do: Callable[[OutgoingMail, User, dict[str, str]], object]


GONE = (MailStatus.SENT, MailStatus.FAILED, MailStatus.DROPPED)


def _resend(mail: OutgoingMail, by: User, given: dict[str, str]) -> object:
    """Only what has left, or never will: a mail that waits, or is held for its mailing, has no double before it."""
    if mail.status not in GONE:
        raise outbox.NotShown
    return outbox.resend(mail, by, version=given["version"])


ACTS = {
    "hold": Act(
        "Hold this mail",
        "It does not leave until somebody releases it.",
        "Hold it",
        "The mail is held.",
        lambda mail: mail.status in (MailStatus.WAITING, MailStatus.UNCERTAIN),
        lambda mail, by, given: outbox.hold(mail, by, given["reason"]),
    ),
    "release": Act(
        "Release this mail",
        "It leaves with the next ones, with what is true then.",
        "Release it",
        "The mail is released.",
        lambda mail: mail.status == MailStatus.HELD,
        lambda mail, by, given: outbox.release(mail, by, given["reason"]),
    ),
    "resend": Act(
        "Send this message again",
        "A new mail is written to the same person, with what is true now. The first one stays as it is.",
        "Send it again",
        "The message will be sent again.",
        lambda mail: not mail.sensitive and mail.status in GONE,
        _resend,
    ),
}


# --- One mail ----------------------------------------------------------------------


def shown(site: Admin, request: HttpRequest, object_id: str) -> dict[str, Any]:
    """What the page of one mail adds: its letter as it would read now, and what can be done."""
    mail = site.get_object(request, object_id)
    if mail is None:
        raise Http404
    acts = []
    if may(actor_of(request), "resend_mail"):
        acts = [{"key": key, "button": act.button} for key, act in ACTS.items() if act.possible(mail)]
    letter, why_not = _letter(mail)
    return {"letter": letter, "why_not": why_not, "acts": acts, "title": "Mail"}


@require_safe
def letter_html(request: HttpRequest, site: Admin, *, pk: int) -> HttpResponse:
    """The HTML of a mail alone, for the sandboxed frame."""
    mail = _mail(site, request, pk)
    letter, _ = _letter(mail)
    if letter is None:
        raise Http404
    return framed(letter.html)


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_mail(request: HttpRequest, site: Admin, *, pk: int, act: str) -> HttpResponse:
    """Ask, then hold, release or resend."""
    mail, chosen = _mail(site, request, pk), ACTS.get(act)
    if chosen is None:
        raise Http404
    if not may(actor_of(request), "resend_mail"):
        raise PermissionDenied
    form = ReasonForm(request.POST or None, initial={"version": outbox.next_version(mail)})
    if request.method == "POST" and form.is_valid():
        try:
            chosen.do(mail, request.user, form.cleaned_data)  # type: ignore[arg-type]
        except (Refused, transitions.NotStarted, outbox.NotShown):
            messages.error(
                request, f"This can't be done any more: the mail is “{mail.get_status_display()}”."
            )
        else:
            messages.success(request, chosen.done)
        return redirect("admin:mail_outgoingmail_change", mail.pk)
    context = {**site.admin_site.each_context(request), "mail": mail, "act": chosen, "form": form}
    context["message"] = title_of(mail.message)
    return TemplateResponse(request, "admin/mail/confirm.html", {**context, "title": chosen.title})


def act_on_many(site: Admin, request: HttpRequest, mails: QuerySet[OutgoingMail], act: str) -> None:
    """Hold or release the mails chosen in the list; what can't be is counted, not refused."""
    done = left = 0
    for mail in mails:
        try:
            ACTS[act].do(mail, request.user, {"reason": "", "version": ""})  # type: ignore[arg-type]
            done += 1
        except (Refused, transitions.NotStarted):
            left += 1
    words = f"{done} done."
    if left:
        words += f" {left} left as they were: they have gone, or belong to a mailing not started."
    site.message_user(request, words, messages.WARNING if left else messages.SUCCESS)


@require_safe
def mailbox(request: HttpRequest, site: Admin) -> HttpResponse:
    """The demonstration's mailbox, inside the staff site."""
    if not settings.DEMO:
        raise Http404
    context = {**site.admin_site.each_context(request), "title": "Local mailbox"}
    context["letters"] = local_mailbox.newest(50, to=request.GET.get("to", "")[:254])
    return TemplateResponse(request, "admin/mail/mailbox.html", context)


def _mail(site: Admin, request: HttpRequest, pk: int) -> OutgoingMail:
    mail: OutgoingMail | None = site.get_object(request, str(pk))
    if mail is None or not site.has_view_permission(request, mail):
        raise Http404
    return mail


def _letter(mail: OutgoingMail) -> tuple[Rendered | None, str]:
    """The letter, or why there is none to show."""
    try:
        return outbox.preview(mail), ""
    except outbox.NotShown:
        return None, "A sign-in code is never shown, previewed or sent again."
    except outbox.NoLongerRelevant:
        return None, "It would not be sent any more: what it speaks of has changed."
    except Exception as error:  # noqa: BLE001 - a source of an app above may fail in any way; staff should see which
        return None, f"It can't be written now ({type(error).__name__}: {error})."[:300]


# --- Mailings ------------------------------------------------------------------------


def mailing_shown(site: Admin, request: HttpRequest, object_id: str) -> dict[str, Any]:
    """What the page of a mailing adds: three real letters, counts, who is left out, start or stop."""
    mailing: Mailing | None = site.get_object(request, object_id)
    if mailing is None:
        raise Http404
    now = timezone.now()
    draft = mailing.status == MailingStatus.DRAFT
    progress = mailing.progress()
    return {
        "mailing": mailing,
        "samples": [(mail, *_letter(mail)) for mail in _samples(mailing)],
        "counts": [(MailStatus(status).label, number) for status, number in sorted(progress.items())],
        "total": sum(progress.values()),
        "by_language": sorted(mailing.languages().items()),
        "can_start": draft and bool(progress),
        "can_stop": not draft and mailing.status == MailingStatus.STARTED and bool(progress.get("waiting")),
        "seconds_left": max(0, int((mailing.start_at - now).total_seconds())) if mailing.start_at else 0,
        "may_send": may(actor_of(request), "send_mailing"),
        "title": "Mailing",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_mailing(request: HttpRequest, site: Admin, *, pk: int, act: str) -> HttpResponse:
    """Start a mailing (it leaves in a minute; the second factor must be recent) or stop what has not left."""
    mailing = site.get_object(request, str(pk))
    if mailing is None or act not in {"start", "stop"}:
        raise Http404
    if request.method != "POST":  # back from the second factor: look once more, then press the button
        return redirect("admin:mail_mailing_change", pk)
    return step_up(_started)(request, mailing) if act == "start" else _stopped(request, mailing)


def _started(request: HttpRequest, mailing: Mailing) -> HttpResponse:
    _check_may_send(request)
    try:
        transitions.start_mailing(mailing, by=request.user)  # type: ignore[arg-type]
    except Refused:
        messages.error(request, "This mailing can't be started any more.")
    else:
        messages.success(request, "It leaves in one minute. Until then nothing has gone.")
    return redirect("admin:mail_mailing_change", mailing.pk)


def _stopped(request: HttpRequest, mailing: Mailing) -> HttpResponse:
    _check_may_send(request)
    kept = transitions.stop_mailing(mailing, by=request.user)  # type: ignore[arg-type]
    messages.success(request, f"Stopped. {kept} mails were kept back.")
    return redirect("admin:mail_mailing_change", mailing.pk)


def _check_may_send(request: HttpRequest) -> None:
    if not may(actor_of(request), "send_mailing"):
        raise PermissionDenied


def _samples(mailing: Mailing) -> list[OutgoingMail]:
    """Three of its mails, in as many languages as there are."""
    chosen: dict[int, OutgoingMail] = {}
    for language in mailing.languages():
        first = mailing.mails.filter(language=language).order_by("pk").first()
        if first is not None:
            chosen[first.pk] = first
    for mail in mailing.mails.order_by("pk")[:SAMPLES]:
        if len(chosen) < SAMPLES:
            chosen.setdefault(mail.pk, mail)
    return list(chosen.values())[:SAMPLES]
