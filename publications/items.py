"""The items of a statement: what a speaker says yes or no to, one by one.

An item has a key ("section:summary", "recommendation:<hex>"), the SHA-256 of its content as it is now,
and the values its Published row is written with. Consent, preview and publication all read this one list,
so what is shown, agreed to and published cannot differ.
"""

from dataclasses import dataclass, field
from typing import Any

from .categories import category_of
from .consent import ORGANISATION_NAME, SPEAKER_NAME, Audience, Record, canonical_text, hash_parts, hash_text
from .enums import AttachmentStatus
from .file_models import Attachment
from .models import Consent, Question, Recommendation, Statement
from .published import (
    PublishedFile,
    PublishedName,
    PublishedQuestion,
    PublishedRecommendation,
    PublishedRow,
    PublishedText,
    PublishedTranslation,
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
        *_translations(statement),
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
        agreed = bound_organisation(name, kind, coalition)
        items.append(Item(ORGANISATION_NAME, agreed, name, PublishedName, statement.language, values))
    if (name := canonical_text(seat.speaker_name)) and not statement.is_minor:
        position = canonical_text(seat.speaker_position)
        values = {"text": name, "position": position}
        text = f"{name}, {position}" if position else name
        bound = hash_text(f"{name}\n{position}")
        items.append(Item(SPEAKER_NAME, bound, text, PublishedName, statement.language, values))
    return items


def bound_organisation(name: str, kind: str, coalition: bool) -> str:
    """The hash of an organisation's name: kind and coalition stand beside it, so they are part of what is agreed to."""
    return hash_text("\n".join([name, kind, "coalition" if coalition else ""]))


def _sections(statement: Statement) -> list[Item]:
    items = []
    for section in statement.sections.all():
        if text := canonical_text(section.text):
            values = {"kind": section.kind, "text": text, "search_text": searchable(text)}
            items.append(Item(section.item, hash_text(text), text, PublishedText, statement.language, values))
    return items


def bound(each: Recommendation | Question) -> str:
    """The hash of a recommendation or question: its words, to whom they are said, and what they refer to."""
    return hash_parts(each.text, each.addressed_to, each.source)


def _values(each: Recommendation | Question) -> dict[str, Any]:
    return {
        "order": each.order,
        "text": canonical_text(each.text),
        "addressed_to": canonical_text(each.addressed_to),
        "source": canonical_text(each.source),
    }


def _recommendations(statement: Statement) -> list[Item]:
    items = []
    for each in statement.recommendations.all():
        values = _values(each)
        text = values["text"]
        values["action"] = category_of(text, statement.language)
        issues = tuple(issue.code for issue in each.issues.all())
        values["search_text"] = searchable(text)
        items.append(
            Item(each.item, bound(each), text, PublishedRecommendation, statement.language, values, issues)
        )
    return items


def _questions(statement: Statement) -> list[Item]:
    return [
        Item(
            each.item,
            bound(each),
            canonical_text(each.text),
            PublishedQuestion,
            statement.language,
            _values(each),
        )
        for each in statement.questions.all()
    ]


def _translations(statement: Statement) -> list[Item]:
    """Bound to the very words they translate, too: what is translated anew is agreed to anew."""
    originals: list[Recommendation | Question] = [
        *statement.recommendations.all(),
        *statement.questions.all(),
    ]
    items = []
    for original in originals:
        for each in original.translations.all():
            text = canonical_text(each.text)
            sha256 = hash_parts(text, each.language, bound(original))
            values = {"original": original.item, "text": text, "search_text": searchable(text)}
            items.append(Item(each.item, sha256, text, PublishedTranslation, each.language, values))
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
    return Record(
        row.pk,
        row.item,
        Audience(row.audience),
        row.sha256,
        row.given,
        row.effective_from,
        row.guardian_id,
    )


def guardian_of(statement: Statement) -> int | None:
    """The guardian whose word counts now, as ``consent.decide`` takes it: confirmed and not ended; None: nobody."""
    guardian = statement.guardian
    return guardian.pk if guardian is not None and guardian.stands else None
