"""The items of a statement: what a speaker says yes or no to, one by one.

An item has a key ("section:summary", "recommendation:<hex>"), the SHA-256 of its content as it is now,
and the values its Published row is written with. Consent, preview and publication all read this one list,
so what is shown, agreed to and published cannot differ.
"""

from dataclasses import dataclass, field
from typing import Any

from .consent import ORGANISATION_NAME, SPEAKER_NAME, Audience, Record, canonical_text, hash_text
from .enums import AttachmentStatus
from .models import Attachment, Consent, Statement
from .published import (
    PublishedFile,
    PublishedName,
    PublishedQuestion,
    PublishedRecommendation,
    PublishedRow,
    PublishedText,
)
from .words import searchable


@dataclass(frozen=True)
class Item:
    """One thing that can be shared; ``text`` is what a preview shows, ``values`` the columns of its row."""

    key: str
    sha256: str
    text: str
    table: type[PublishedRow]
    language: str
    values: dict[str, Any] = field(default_factory=dict)
    issues: tuple[str, ...] = ()

    @property
    def sort(self) -> str:
        """What kind of item it is: the part of the key before the colon."""
        return self.key.split(":")[0]


def items_of(statement: Statement) -> list[Item]:
    """Everything of this statement that could be shared, in the order in which it is asked.

    Empty sections and files that are still being checked or were refused are no items.
    """
    return [
        *_names(statement),
        *_sections(statement),
        *_recommendations(statement),
        *_questions(statement),
        *_files(statement),
    ]


def _names(statement: Statement) -> list[Item]:
    seat, application = statement.seat, statement.seat.application
    kind = application.confirmed_kind or application.kind
    coalition = application.confirmed_is_coalition
    coalition = bool(application.is_coalition if coalition is None else coalition)
    items = []
    if name := canonical_text(application.organisation_name):
        values = {"text": name, "kind": kind, "is_coalition": coalition}
        # kind and coalition stand beside the name, so they are part of what is agreed to
        bound = hash_text("\n".join([name, kind, "coalition" if coalition else ""]))
        items.append(Item(ORGANISATION_NAME, bound, name, PublishedName, statement.language, values))
    if (name := canonical_text(seat.speaker_name)) and not seat.under_18:
        position = canonical_text(seat.speaker_position)
        values = {"text": name, "position": position}
        text = f"{name}, {position}" if position else name
        bound = hash_text(f"{name}\n{position}")
        items.append(Item(SPEAKER_NAME, bound, text, PublishedName, statement.language, values))
    return items


def _sections(statement: Statement) -> list[Item]:
    items = []
    for section in statement.sections.all():
        if text := canonical_text(section.text):
            values = {"kind": section.kind, "text": text, "search_text": searchable(text)}
            items.append(Item(section.item, hash_text(text), text, PublishedText, statement.language, values))
    return items


def _recommendations(statement: Statement) -> list[Item]:
    items = []
    for each in statement.recommendations.all():
        text = canonical_text(each.text)
        values = {"order": each.order, "text": text, "search_text": searchable(text)}
        issues = tuple(issue.code for issue in each.issues.all())
        items.append(
            Item(
                each.item, hash_text(text), text, PublishedRecommendation, statement.language, values, issues
            )
        )
    return items


def _questions(statement: Statement) -> list[Item]:
    items = []
    for each in statement.questions.all():
        text = canonical_text(each.text)
        values = {"order": each.order, "text": text}
        items.append(Item(each.item, hash_text(text), text, PublishedQuestion, statement.language, values))
    return items


def _files(statement: Statement) -> list[Item]:
    return [_file(each) for each in statement.attachments.all() if each.status == AttachmentStatus.READY]


def _file(each: Attachment) -> Item:
    values = {
        "kind": each.kind,
        "path": each.derived.name,
        "media_type": each.media_type,
        "size": each.size,
        "pages": each.pages,
    }
    return Item(each.item, each.sha256, each.get_kind_display(), PublishedFile, each.language, values)


def records_of(statement: Statement) -> list[Record]:
    """The consent record as the values that ``consent.decide`` takes; the sequence is the row's key."""
    return [_record(row) for row in statement.consents.all()]


def _record(row: Consent) -> Record:
    return Record(row.pk, row.item, Audience(row.audience), row.sha256, row.given, row.effective_from)
