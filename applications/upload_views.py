"""Files of an application: with the page, or in pieces; fetched and removed by their owner.

The page sends a file with its other answers where there is no script. With script
it asks for a place first, then sends piece after piece, each a request of its own,
and asks for the place again after a break: it is told how many pieces are here.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from presessions.accounts.actors import actor_of

from . import checking, uploads
from .doors import find, own_application
from .file_rules import PIECE, Reason, pieces_of
from .models import Application, SupportingFile, UnfinishedUpload
from .page_forms import PageForm
from .reading import files_of
from .sentences import reason_sentence
from .serving import served
from .transitions import may_change

MAX_DIGITS = 12  # of a size that is told; more is nonsense


def take_files(request: HttpRequest, application: Application, form: PageForm) -> None:
    """Attach what came with the page; a refusal is said at the field and loses nothing else."""
    for upload in request.FILES.getlist("file"):
        try:
            if not _network_may(request):
                raise uploads.NotTaken(Reason.TOO_OFTEN)
            uploads.attach(application, upload, actor=actor_of(request))
            checking.wake_on_commit()
        except uploads.NotTaken as refusal:
            form.add_error("file", reason_sentence(refusal.reason))
        except PermissionError:
            form.add_error("file", _closed())


def unfinished(application: Application) -> list[dict[str, Any]]:
    """What was begun and not gone on with, for the list of files."""
    return [
        {"upload": each, "sent": min(each.received * PIECE, each.size)}
        for each in application.uploads.filter(file=None)
    ]


@own_application()
@require_POST
def begin(request: HttpRequest, application: Application) -> HttpResponse:
    """Where to send the pieces of a file, and how many of them are here already."""
    told = _told(request)
    if told is None:
        return _problem(reason_sentence(Reason.EMPTY))
    known = uploads.known(application, told)
    if known is None and not _network_may(request):
        return _problem(reason_sentence(Reason.TOO_OFTEN))
    try:
        upload = known or uploads.begin(application, told, actor=actor_of(request))
    except uploads.NotTaken as refusal:
        return _problem(reason_sentence(refusal.reason))
    except PermissionError:
        return _problem(_closed())
    address = reverse("applications:upload_piece", args=[application.public_id, upload.public_id, 0])
    return JsonResponse(
        {
            "address": address.removesuffix("0/"),
            "piece": PIECE,
            "pieces": pieces_of(upload.size),
            "received": upload.received,
        }
    )


@own_application()
@require_POST
def piece(request: HttpRequest, application: Application, upload_id: UUID, number: int) -> HttpResponse:
    """Take one piece; with the last one the answer holds the list of files as the page shows it."""
    upload = _upload(application, upload_id)
    try:
        upload = uploads.add_piece(upload, number, request.body, actor=actor_of(request))
    except uploads.NotInOrder as order:
        return JsonResponse({"received": order.received}, status=409)
    except uploads.NotTaken as refusal:
        return _problem(reason_sentence(refusal.reason))
    except PermissionError:
        return _problem(_closed())
    except UnfinishedUpload.DoesNotExist:
        raise Http404 from None
    if upload.file_id is None:
        return JsonResponse({"received": upload.received})
    checking.wake_on_commit()
    fresh = find(application.public_id) or application
    values = {"application": fresh, "files": files_of(fresh), "uploads": unfinished(fresh)}
    listed = render_to_string("applications/_files.html", values, request=request)
    return JsonResponse({"received": upload.received, "files": listed})


@own_application()
@require_POST
def give_up(request: HttpRequest, application: Application, upload_id: UUID) -> HttpResponse:
    """Take back what was sent of a file."""
    uploads.give_up(_upload(application, upload_id), actor=actor_of(request))
    messages.success(request, _("The file is removed."))
    return _back(application)


@own_application()
@require_safe
def file(request: HttpRequest, application: Application, file_id: UUID) -> HttpResponse:
    """One's own file, as it was sent."""
    return served(_file(application, file_id))


@own_application()
@require_POST
def remove(request: HttpRequest, application: Application, file_id: UUID) -> HttpResponse:
    """Take a file back."""
    try:
        uploads.remove(_file(application, file_id), actor=actor_of(request))
    except PermissionError:
        messages.error(request, _("The deadline has passed, so no file can be removed."))
    else:
        messages.success(request, _("The file is removed."))
    return _back(application)


def _back(application: Application) -> HttpResponse:
    """To the page with the files: of the form, or of the correction that asks for one."""
    now = timezone.now()
    if may_change(application, now):
        return redirect("applications:page", application.public_id, "report")
    return redirect("applications:correct", application.public_id)


def _told(request: HttpRequest) -> uploads.Told | None:
    """What the browser tells of its file; None where the size is no number."""
    name, size, modified = (request.POST.get(key, "") for key in ("name", "size", "modified"))
    if not (size.isascii() and size.isdigit() and len(size) <= MAX_DIGITS):
        return None
    return uploads.Told(name, int(size), modified[:20] if modified.isascii() and modified.isdigit() else "")


def _file(application: Application, file_id: UUID) -> SupportingFile:
    found = SupportingFile.objects.filter(application=application, public_id=file_id).first()
    if found is None:
        raise Http404
    found.application = application
    return found


def _upload(application: Application, upload_id: UUID) -> UnfinishedUpload:
    found = UnfinishedUpload.objects.filter(application=application, public_id=upload_id).first()
    if found is None:
        raise Http404
    found.application = application
    return found


def _network_may(request: HttpRequest) -> bool:
    """Whether this network may send one more file now; asking counts."""
    config = {"upload": settings.UPLOADS_PER_NETWORK}
    return bool(ratelimit.consume(request, app="applications", action="upload", config=config))


def _problem(sentence: str) -> JsonResponse:
    return JsonResponse({"problem": sentence}, status=422)


def _closed() -> str:
    return _("The deadline has passed, so no file can be added.")
