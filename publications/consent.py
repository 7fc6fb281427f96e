"""Who may read what a panelist prepared: item by item, audience by audience; by default nobody.

The rule in plain words (source: UPR Info's FAQ, "only what each speaker agreed to share";
its detail is ours, see docs/decisions/):

- Nothing is shown unless its speaker said yes to that item for that audience.
- The latest word counts: a withdrawal, or a new yes, replaces every earlier record of the same
  item and audience.
- A yes is bound to the exact content agreed to (its SHA-256). Content that changed since is not shown.
- A yes may take effect later ("after the meeting"): an instant.
- Staff may set an hour before which nothing about a panel is shown; of theirs and the speaker's the later counts.
- What is shared with the public may be read by missions and interpreters too; nothing else widens.
- Nobody reads the name of a speaker under 18, whatever was recorded.
- Of a speaker under 18 nothing is shown unless a parent or guardian said yes as well: to the same content, for the
  same audience, and the guardian who stands now, not one before.
- The delegates of the State under Review read what the public reads (``audience_of_delegate``).

Sending a statement shares it with UPR Info's staff; that is said on the page and is no record here.
Pure: records and instants in, decisions out.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ORGANISATION_NAME = "organisation_name"
SPEAKER_NAME = "speaker_name"
NAMES = (ORGANISATION_NAME, SPEAKER_NAME)
GUARDIAN = "guardian:"  # before the key of an item: a guardian's word on it, an item of its own
APART = "\x00"  # a sign no text of ours holds: databases refuse it, pages take it out


class Audience(StrEnum):
    """Who reads. Staff read what was sent to them; interpreters ahead of the meeting."""

    STAFF = "staff"
    INTERPRETERS = "interpreters"
    MISSIONS = "missions"
    PUBLIC = "public"


# The audiences whose yes lets a reader of the key audience read.
READS = {
    Audience.STAFF: (Audience.STAFF,),
    Audience.INTERPRETERS: (Audience.INTERPRETERS, Audience.PUBLIC),
    Audience.MISSIONS: (Audience.MISSIONS, Audience.PUBLIC),
    Audience.PUBLIC: (Audience.PUBLIC,),
}


class Why(StrEnum):
    """Why an item is shown or not; for the speaker and staff only, never told outside."""

    SHOWN = "shown"
    NEVER_ASKED = "never_asked"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    NOT_YET = "not_yet"
    MINOR = "minor"
    GUARDIAN = "guardian"


@dataclass(frozen=True)
class Record:
    """One line of the consent record.

    ``sequence`` orders the records (the later one counts); ``sha256`` is what was agreed to;
    ``effective_from`` an instant before which the yes does not count, or None: at once;
    ``guardian`` which guardian said it, None where it is the speaker's own word.
    """

    sequence: int
    item: str
    audience: Audience
    sha256: str
    given: bool
    effective_from: datetime | None = None
    guardian: int | None = None


@dataclass(frozen=True)
class Decision:
    """The answer for one item and one audience; ``record`` is the grant it rests on."""

    shown: bool
    why: Why
    record: Record | None = None


def canonical_text(text: str) -> str:
    """Text as it is agreed to, hashed and shown: NFC, LF, plain paragraphs without blanks at their ends."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def hash_text(text: str) -> str:
    """SHA-256 (lower-case hex) of the canonical text in UTF-8."""
    return hashlib.sha256(canonical_text(text).encode()).hexdigest()


def hash_parts(text: str, *beside: str) -> str:
    """SHA-256 of a text with what stands beside it (to whom it is said, what it refers to): part of what is agreed to.

    Where nothing stands beside it, this is ``hash_text``. The parts are held apart by a sign no text holds, so that
    no two contents have one hash.
    """
    parts = [canonical_text(each) for each in beside]
    if not any(parts):
        return hash_text(text)
    return hashlib.sha256(APART.join([canonical_text(text), *parts]).encode()).hexdigest()


def hash_bytes(content: bytes) -> str:
    """SHA-256 (lower-case hex) of a file's bytes: of the derived copy, the one that is served."""
    return hashlib.sha256(content).hexdigest()


def latest(records: Iterable[Record], item: str, audience: Audience) -> Record | None:
    """The last word on this item for this audience."""
    about = [record for record in records if record.item == item and record.audience == audience]
    return max(about, key=lambda record: record.sequence, default=None)


def of_guardian(item: str) -> str:
    """The key of a guardian's word on this item."""
    return GUARDIAN + item


def guardian_agrees(
    records: Iterable[Record], *, item: str, sha256: str, audience: Audience, guardian: int | None
) -> bool:
    """Whether ``guardian``, the one who stands now (None: nobody does), last said yes to exactly this content for
    exactly this audience. What an earlier guardian said counts for nothing."""
    record = latest(records, of_guardian(item), audience)
    if guardian is None or record is None or record.guardian != guardian:
        return False
    return record.given and record.sha256 == sha256


def from_when(*hours: datetime | None) -> datetime | None:
    """Of the hours that were set the latest; None where none was."""
    return max((hour for hour in hours if hour is not None), default=None)


def decide_own(
    records: Iterable[Record],
    *,
    item: str,
    sha256: str,
    audience: Audience,
    at: datetime,
    minor: bool = False,
    guardian: int | None = None,
    hour: datetime | None = None,
) -> Decision:
    """Whether the yes for exactly this audience stands; other audiences are not asked.

    ``guardian`` is the one who stands for a ``minor`` now. ``hour`` is the one that staff set for the panel, if they
    did; interpreters prepare before it.
    """
    if minor and item == SPEAKER_NAME:
        return Decision(False, Why.MINOR)
    records = tuple(records)
    record = latest(records, item, audience)
    if record is None:
        return Decision(False, Why.NEVER_ASKED)
    if not record.given:
        return Decision(False, Why.WITHDRAWN)
    if record.sha256 != sha256:
        return Decision(False, Why.CHANGED)
    if minor and not guardian_agrees(records, item=item, sha256=sha256, audience=audience, guardian=guardian):
        return Decision(False, Why.GUARDIAN)
    start = from_when(record.effective_from, None if audience == Audience.INTERPRETERS else hour)
    if start is not None and at < start:
        return Decision(False, Why.NOT_YET)
    return Decision(True, Why.SHOWN, record)


def decide(
    records: Iterable[Record],
    *,
    item: str,
    sha256: str,
    audience: Audience,
    at: datetime,
    minor: bool = False,
    guardian: int | None = None,
) -> Decision:
    """Whether a reader of ``audience`` is shown the item whose content now hashes to ``sha256``."""
    records = tuple(records)
    decisions = [
        decide_own(records, item=item, sha256=sha256, audience=source, at=at, minor=minor, guardian=guardian)
        for source in READS[audience]
    ]
    return next((decision for decision in decisions if decision.shown), decisions[0])


def shown(
    records: Iterable[Record],
    items: Mapping[str, str],
    *,
    audience: Audience,
    at: datetime,
    minor: bool = False,
    guardian: int | None = None,
) -> frozenset[str]:
    """The items (item -> SHA-256 of its content now) that a reader of ``audience`` is shown."""
    records = tuple(records)
    return frozenset(
        item
        for item, sha256 in items.items()
        if decide(
            records, item=item, sha256=sha256, audience=audience, at=at, minor=minor, guardian=guardian
        ).shown
    )


def audience_of_delegate(delegate_states: Iterable[str], state_under_review: str) -> Audience:
    """As whom a delegate reads the Pre-session on ``state_under_review`` (ISO 3166-1 alpha-3)."""
    states = frozenset(delegate_states)
    if not states or state_under_review in states:
        return Audience.PUBLIC
    return Audience.MISSIONS
