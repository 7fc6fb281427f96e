"""Everything an application holds from its applicant, for its applicant to take along."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime

from presessions.lifecycle.models import StatusChange

from .models import Application, Correction

# ours about them, or secrets of ours: not what they gave us
LEFT_OUT = frozenset(
    {
        "id",
        "recovery_hash",
        "tabs",
        "staff_note",
        "confirmed_by",
        "confirmed_evidence",
        "confirmed_kind",
        "confirmed_is_coalition",
        "confirmed_submitted",
        "confirmed_at",
        "is_demo",
        "organisation",
        "pre_session",
        "owner",
        "status",
        "answer_sent_at",
    }
)


def own_data(application: Application) -> dict[str, Any]:
    """Values that JSON can hold, named as in our records; text typed too late or not fitting included."""
    meeting = application.pre_session
    fields = {
        field.name: _plain(getattr(application, field.name))
        for field in application._meta.concrete_fields
        if field.name not in LEFT_OUT
    }
    return {
        "reference": application.reference,
        "series": meeting.series.number,
        "state_under_review": meeting.state_under_review_id,
        "account": application.owner.email if application.owner else None,
        **fields,
        "issues": [
            {"order": chosen.order, "issue": chosen.issue.name_en, "why": chosen.why}
            for chosen in application.issues.all()
        ],
        "files": [
            {"name": file.name, "bytes": file.size, "sha256": file.sha256, "sent": _plain(file.uploaded_at)}
            for file in application.files.all()
        ],
        "corrections": [_correction(each) for each in application.corrections.all()],
        "your_acts": [
            {"at": _plain(change.at), "from": change.from_status, "to": change.to_status}
            for change in StatusChange.objects.of(application).filter(by_what="applicant")
        ],
    }


def _correction(asked: Correction) -> dict[str, Any]:
    """What we asked to correct, what came of it, and what was typed and never sent."""
    return {
        "asked": _plain(asked.asked_at),
        "until": _plain(asked.due_at),
        "we_wrote": asked.words,
        "answers_asked_for": asked.names,
        "status": asked.status,
        "ended": _plain(asked.ended_at),
        "answers_changed": asked.changed,
        "typed_and_not_sent": asked.typed,
    }


def _plain(value: Any) -> Any:
    if hasattr(value, "tzinfo") and hasattr(value, "year"):
        return localtime(value).isoformat()
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return str(value)
