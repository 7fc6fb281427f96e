"""Where each part of a statement stands, in words; and how long it takes to say."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .due import due_on
from .enums import AttachmentStatus, SectionKind, StatementStatus
from .items import records_of
from .models import Statement
from .showing import first_words, ticks_of
from .speaking import speaking
from .writing import POINTS, TRANSLATIONS

S = StatementStatus


def groups_of(row: Statement) -> dict[str, Any]:
    """The groups of the task list, and what the page says above and beside it."""
    text = [_section(row, kind) for kind in SectionKind]
    rest = [_points(row), _translations(row), _files(row)]
    groups = [
        {"title": _("What you say"), "tasks": text},
        {"title": _("What you ask for, and hand out"), "tasks": rest},
        {"title": _("Who may read what"), "tasks": [_consent(row)]},
    ]
    tasks = [*text, _points(row)]
    return {
        "groups": groups,
        "done": sum(task["done"] for task in tasks),
        "total": len(tasks),
        "due": due_on(row),
        "may_send": row.status in (S.OPEN, S.RETURNED),
        **speaking(row),
    }


def _task(
    title: str, url: str, note: str, label: str, shape: str, tone: str, *, done: bool
) -> dict[str, Any]:
    return {
        "title": title,
        "url": url,
        "note": note,
        "status": {"label": label, "shape": shape, "tone": tone},
        "done": done,
    }


def _section(row: Statement, kind: SectionKind) -> dict[str, Any]:
    text = next((section.text for section in row.sections.all() if section.kind == kind), "")
    url = reverse("publications:statement_section", args=[row.public_id, kind])
    if kind in row.unsaved:
        return _task(str(kind.label), url, first_words(text), _("To mend"), "half", "amber", done=False)
    if text:
        return _task(str(kind.label), url, first_words(text), _("Written"), "disc", "green", done=True)
    return _task(str(kind.label), url, "", _("Not started"), "ring", "", done=False)


def _points(row: Statement) -> dict[str, Any]:
    count, asked = len(row.recommendations.all()), len(row.questions.all())
    url = reverse("publications:recommendations", args=[row.public_id])
    said = [
        ngettext("%(count)d recommendation", "%(count)d recommendations", count) % {"count": count}
        if count
        else "",
        ngettext("%(count)d question", "%(count)d questions", asked) % {"count": asked} if asked else "",
    ]
    note, title = ", ".join(filter(None, said)), _("Recommendations and questions")
    if POINTS in row.unsaved:
        return _task(title, url, note, _("To mend"), "half", "amber", done=False)
    if count >= 2:
        return _task(title, url, note, _("Written"), "disc", "green", done=True)
    if count:
        return _task(title, url, note, _("Two or three are best"), "half", "blue", done=True)
    return _task(title, url, note, _("Not started"), "ring", "", done=False)


def _translations(row: Statement) -> dict[str, Any]:
    originals: list[Any] = [*row.recommendations.all(), *row.questions.all()]
    count = sum(len(each.translations.all()) for each in originals)
    url = reverse("publications:translations", args=[row.public_id])
    title = _("In other languages")
    note = (
        ngettext("%(count)d translation", "%(count)d translations", count) % {"count": count} if count else ""
    )
    if any(page.startswith(TRANSLATIONS) for page in row.unsaved):
        return _task(title, url, note, _("To mend"), "half", "amber", done=False)
    if count:
        return _task(title, url, note, _("Written"), "disc", "green", done=True)
    return _task(title, url, "", _("If you like"), "ring", "", done=True)


def _files(row: Statement) -> dict[str, Any]:
    files = list(row.attachments.all())
    url = reverse("publications:attachments", args=[row.public_id])
    count = len(files)
    note = ngettext("%(count)d file", "%(count)d files", count) % {"count": count} if count else ""
    title = _("Files to hand out")
    if any(each.status == AttachmentStatus.CHECKING for each in files):
        return _task(title, url, note, _("Being checked"), "disc", "amber", done=True)
    if any(each.status == AttachmentStatus.REFUSED for each in files):
        return _task(title, url, note, _("To mend"), "half", "amber", done=False)
    if count:
        return _task(title, url, note, _("Ready"), "disc", "green", done=True)
    return _task(title, url, "", _("If you like"), "ring", "", done=True)


def _consent(row: Statement) -> dict[str, Any]:
    given = [tick for tick in ticks_of(row, at=timezone.now()) if tick.given]
    url = reverse("publications:consent", args=[row.public_id])
    title = _("Choose, item by item")
    if given:
        count = len({tick.line.key for tick in given})
        note = ngettext("%(count)d item is shared", "%(count)d items are shared", count) % {"count": count}
        if row.status != S.PUBLISHED:
            note = ngettext(
                "%(count)d item, once we have read it", "%(count)d items, once we have read them", count
            ) % {"count": count}
        return _task(title, url, note, _("Chosen"), "disc", "green", done=True)
    if records_of(row):
        return _task(title, url, _("Nothing is shared."), _("Chosen"), "disc", "green", done=True)
    return _task(
        title, url, _("Nothing is shared unless you tick it."), _("Not started"), "ring", "", done=False
    )


def whole(row: Statement) -> dict[str, Any]:
    """Everything that would be sent, and what is still missing or could be better."""
    texts = {section.kind: section.text for section in row.sections.all() if section.text}
    files = [each for each in row.attachments.all() if each.status != AttachmentStatus.REFUSED]
    return {
        "sections": [(kind.label, texts[kind]) for kind in SectionKind if texts.get(kind)],
        "files": files,
        "empty": [_section(row, kind) for kind in SectionKind if not texts.get(kind)],
        "may_send": row.status in (S.OPEN, S.RETURNED),
    }
