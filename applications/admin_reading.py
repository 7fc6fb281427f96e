"""One application as staff read it: its answers, the file beside them, what decides a seat; and on to the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind, StatusChange
from presessions.permissions import may

from .admin_forms import AskForm, ConfirmForm, NoteForm, ReopenForm, VerdictForm
from .beside import FIRST, asked_for, beside, is_shown, readable
from .checks import checks_of
from .correction_pages import LABELS
from .doors import no_store
from .eligibility import name_key
from .enums import ApplicationStatus, FileStatus
from .keeping import note_mark
from .merging import standing_overlaps
from .models import Application, ApplicationIssue, Labelled, Organisation, SupportingFile
from .organisations import likely_duplicates, of_one_home
from .reading import PageRead, files_of
from .reading import read as read_pages
from .reading_order import NAME, place_of
from .serving import framed, served

FILE_WISH = "file"  # names the file that stands beside the answers


def row_for(request: HttpRequest, pk: int) -> Application:
    """The application; one from which the reader is recused is not found."""
    row = all_rows().filter(pk=pk).first()
    if row is None or row.pre_session.state_under_review_id in actor_of(request).recused:
        raise Http404
    return row


def all_rows() -> QuerySet[Application]:
    return (
        Application.objects.with_meeting()
        .select_related("owner", "organisation", "confirmed_by", "imported__of_import")
        .prefetch_related(
            Prefetch("issues", ApplicationIssue.objects.select_related("issue")),
            Prefetch("labelled", Labelled.objects.select_related("label")),
            "files",
        )
    )


def back_to_reading(request: HttpRequest, row: Application) -> HttpResponse:
    """The page the form stood on: the same list around it, the same file beside it."""
    return HttpResponseRedirect(f"{_read_url(row.pk)}{_way(request)}")


def _read_url(pk: int) -> str:
    return reverse("admin:applications_application_change", args=[pk])


def _way(request: HttpRequest, **more: str) -> str:
    """The list one came from and the file that stands beside, as every link and form of the page carries them on."""
    known = {name: request.GET[name] for name in (NAME, FILE_WISH) if request.GET.get(name)}
    kept = {name: value for name, value in {**known, **more}.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


@no_store
@staff_only("assess_application")
@require_safe
def read(request: HttpRequest, pk: int, **extra: Any) -> HttpResponse:
    """All answers in order, the claims beside what is confirmed, its life."""
    return reading_page(request, row_for(request, pk))


def reading_page(request: HttpRequest, row: Application, *, status: int = 200, **forms: Any) -> HttpResponse:
    steps, same_name = _neighbours(request, row)
    pages = read_pages(row)
    values = {
        **admin.site.each_context(request),
        "title": f"{row.reference} {row.organisation_name}",
        "opts": Application._meta,
        "application": row,
        "pages": pages,
        "checks": checks_of(row, pages, same_name=same_name, verdicts=row.verdicts.select_related("by")),
        "verdict_form": VerdictForm(),
        "files": files_of(row),
        "claims": claims_of(row),
        "confirm_form": ConfirmForm.of(row),
        "note_form": NoteForm(initial={"staff_note": row.staff_note, "seen": note_mark(row.staff_note)}),
        "reopen_form": ReopenForm(),
        "ask_form": AskForm(application=row) if "ask" in request.GET and row.is_standing else None,
        "corrections": _corrections(row, pages),
        "changes": StatusChange.objects.of(row).select_related("by"),
        **_beside(request, row),
        **steps,
        "way": _way(request),
        "overlaps": standing_overlaps(row),
        "duplicates": _duplicates(row),
        "may_shortlist": row.status == ApplicationStatus.SUBMITTED,
        "may_go_back": row.status == ApplicationStatus.SHORTLISTED,
        **forms,
    }
    return render(request, "admin/applications/application/read.html", values, status=status)


def _corrections(row: Application, pages: list[PageRead]) -> list[dict[str, Any]]:
    """What was asked of the applicant, with the questions it was about."""
    labels = {line.name: line.label for page in pages for line in page.lines} | LABELS
    return [
        {
            "asked": each,
            "of": [labels.get(name, name) for name in each.names],
            "changed": [labels.get(name, name) for name in each.changed],
        }
        for each in row.corrections.select_related("asked_by")
    ]


def _neighbours(request: HttpRequest, row: Application) -> tuple[dict[str, Any], bool]:
    """Those before and after it in the list one came from, or else for the same State; whether another has its name."""
    same = Application.objects.standing().filter(pre_session=row.pre_session_id)
    names = list(same.order_by("organisation_name", "pk").values_list("pk", "organisation_name"))
    mine = name_key(row.organisation_name)
    same_name = any(pk != row.pk and mine and name_key(name) == mine for pk, name in names)
    place = place_of(request, row.pk)
    before, after = (place.before, place.after) if place else _for_the_state([pk for pk, _ in names], row.pk)
    onward = _way(request, **({FILE_WISH: FIRST} if request.GET.get(FILE_WISH) else {}))
    steps = {
        "place": place,
        "before": f"{_read_url(before)}{onward}" if before else "",
        "after": f"{_read_url(after)}{onward}" if after else "",
    }
    return steps, same_name


def _for_the_state(keys: list[int], pk: int) -> tuple[int | None, int | None]:
    if pk not in keys:
        return None, keys[0] if keys else None
    place = keys.index(pk)
    return (keys[place - 1] if place else None), (keys[place + 1] if place + 1 < len(keys) else None)


def _beside(request: HttpRequest, row: Application) -> dict[str, Any]:
    """The file that stands beside the answers, and where the key F leads: to the first file, or away from it."""
    wish = request.GET.get(FILE_WISH, "")
    found = asked_for(row, wish) if wish and may(actor_of(request), "read_file") else None
    shown = beside(found) if found else None
    if shown is not None and shown.kind == "text":
        _record_view(request, row, shown.file, shown_as="text")
    has_files = bool(readable(row))
    return {
        "beside": shown,
        "no_file_beside": bool(wish) and shown is None,
        "open_file": f"{_way(request, **{FILE_WISH: FIRST})}#beside" if has_files and shown is None else "",
        "close_file": f"{request.path}{_way(request, **{FILE_WISH: ''})}" if wish else "",
        "list_way": urlencode({NAME: request.GET[NAME]}) + "&" if request.GET.get(NAME) else "",
    }


def _duplicates(row: Application) -> list[Organisation]:
    return likely_duplicates(row.organisation, of_one_home(row.organisation)) if row.organisation else []


def claims_of(row: Application) -> list[dict[str, str]]:
    """What decides a seat: as claimed, and as confirmed."""
    told = {True: "Yes", False: "No", None: "–"}
    return [
        {
            "what": "Kind",
            "claimed": row.get_kind_display() or "–",
            "confirmed": row.get_confirmed_kind_display() or "–",
        },
        {
            "what": "Coalition",
            "claimed": told[row.is_coalition],
            "confirmed": told[row.confirmed_is_coalition],
        },
        {
            "what": "Report to OHCHR",
            "claimed": " ".join(filter(None, [row.get_submitted_display(), row.submission_reference])) or "–",
            "confirmed": told[row.confirmed_submitted],
        },
    ]


@staff_only("read_file")
@require_safe
def file(request: HttpRequest, pk: int, file_id: UUID) -> HttpResponse:
    """A file that was checked, as an attachment; who read it is recorded."""
    row, found = _checked_file(request, pk, file_id)
    answer = served(found)
    _record_view(request, row, found)
    return answer


@staff_only("read_file")
@require_safe
def shown_file(request: HttpRequest, pk: int, file_id: UUID) -> HttpResponse:
    """The same for the frame beside the answers: a PDF or a picture, nothing else."""
    row, found = _checked_file(request, pk, file_id)
    if not is_shown(found):
        raise Http404
    answer = framed(found)
    _record_view(request, row, found, shown_as="frame")
    return answer


def _checked_file(request: HttpRequest, pk: int, file_id: UUID) -> tuple[Application, SupportingFile]:
    row = row_for(request, pk)
    found = SupportingFile.objects.filter(application=row, public_id=file_id, status=FileStatus.CLEAN).first()
    if found is None:
        raise Http404
    return row, found


def _record_view(request: HttpRequest, row: Application, found: SupportingFile, **more: str) -> None:
    by: Any = request.user
    audit.record(AuditKind.FILE_VIEW, by=by, what=found, detail={"application": row.pk, **more})
