"""Markers: a word of its own in every text field, file body, file name and file's data, and who may read it.

Fields are found by introspection. A new field is planted without being named anywhere; a text that can't hold a
marker (a code, a hash, an address of ours) is listed here with the reason, and what is neither fails.
"""

from __future__ import annotations

import io
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pikepdf
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models, transaction

from applications.file_rules import FileType
from applications.models import SupportingFile
from presessions.accounts.models import User
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditEvent, AuditKind, StatusChange
from presessions.privacy.fields import Privacy
from presessions.series.models import PermanentMission, PreSession, State
from publications import attaching, published
from publications.deriving import clean_copy
from publications.file_models import Attachment
from publications.guardian_models import Guardian
from publications.proof_models import Proof

OURS = ("presessions.", "applications", "panels", "publications")
MARK = re.compile(r"cnry[0-9a-f]{5}q", re.IGNORECASE)
SHORTEST = 12  # a shorter column holds a code

# written by publication alone, from sources that are planted
DERIVED = {*published.TABLES, published.PublishedIssue}
# rows that can only be added get their markers in a row that is added
ADDED_TO = {StatusChange, AuditEvent}
# rows whose words stand once they are confirmed: another takes their place
REPLACED = {Guardian, Proof}
# never text that somebody wrote; "Model.field" or "*.field"
NOT_TEXT = {
    "hashes, seeds, keys, sealed things": (
        "User.password Application.recovery_hash ParkedPost.browser SupportingFile.sha256 Attachment.sha256 "
        "Attachment.original_sha256 TextFile.original_sha256 Series.seed Proposal.sha256 "
        "OutgoingMail.claim_token OutgoingMail.message_id "
        "OutgoingMail.sealed_code Contact.token ReferenceLoad.sha256 AuditEvent.sealed Consent.sha256 "
        "Proof.sha256 "
        "Briefing.ask Briefing.fingerprint Briefing.mark Digest.token DigestLine.key"
    ),
    "names of ours: messages, policies, items, models, wordings": (
        "OutgoingMail.message OutgoingMail.cause OutgoingMail.version Mailing.message Mailing.audience Series.policy "
        "Proposal.policy Consent.item Comment.item Consent.wording StatusChange.object_id StatusChange.model "
        "StatusChange.from_status StatusChange.to_status "
        "StatusChange.by_what Heartbeat.name PastSeries.key SupportingFile.problem "
        "Attachment.problem TextFile.problem Proof.problem Proof.wishes BulkAct.act Briefing.problem"
    ),
    "codes of States, languages, types; addresses of pages": (
        "Contact.asked_states State.slug State.official_languages Issue.code Series.languages "
        "Series.audience_languages Series.audience_kinds SupportingFile.media_type Attachment.media_type "
        "ParkedPost.path Application.speaks "
        "Briefing.states Briefing.issues Briefing.readers"
    ),
    "ids and counts, no words": (
        "OutgoingMail.ids Mailing.skipped AuditEvent.detail Proposal.record Proposal.result Panel.recent "
        "SeriesRun.waiting SeriesRun.failed Timetable.outcome TimetableChange.before Application.available_days "
        "Application.tabs Statement.tabs BulkAct.changed"
    ),
}
# what would keep a speaker from sending; planted once they have sent
LATE = {"Statement.unsaved"}
EXEMPT = {name for names in NOT_TEXT.values() for name in names.split()}

# rows that are somebody's own: found again by these columns, and through what they belong to
PEOPLE = ("owner", "panelist", "user")
OWN = {
    *("User", "Grant", "ParkedPost", "Contact", "Invitation"),
    *("Application", "ApplicationIssue", "SupportingFile", "UnfinishedUpload", "Organisation"),
    *("Seat", "Statement", "Section", "Recommendation", "Question", "Attachment", "Consent"),
    *("TextFile", "StatementVersion", "Comment", "Translation", "Guardian"),
}
# of these rows what only staff write and read
STAFF_ONLY = {"Guardian.how", "Application.staff_note", "Application.confirmed_evidence", "Seat.reason"}
FACTS = ("presessions.series", "presessions.scheduling", "presessions.desk")


@dataclass(frozen=True)
class Mark:
    """One planted word: where, how far its field may travel, whose row it is in, of which States."""

    word: str
    place: str
    privacy: Privacy
    owners: frozenset[str]
    states: frozenset[str]
    is_fact: bool

    @property
    def is_public_fact(self) -> bool:
        return self.is_fact and self.privacy is Privacy.PUBLIC


@dataclass
class Planted:
    """Everything that was planted; ``shared`` is what the planter itself let speakers agree to, and nobody else."""

    marks: dict[str, Mark] = field(default_factory=dict)
    whose: dict[tuple[str, Any], tuple[set[str], set[str]]] = field(
        default_factory=dict
    )  # as before planting
    public: set[str] = field(default_factory=set)
    missions: dict[str, str] = field(default_factory=dict)  # word -> the State it is about
    interpreters: set[str] = field(default_factory=set)
    guardians: dict[int, str] = field(default_factory=dict)  # statement -> the address its guardian had
    named: dict[str, frozenset[str]] = field(default_factory=dict)  # word of an address -> who wrote it
    asked: dict[str, str] = field(default_factory=dict)  # word -> the guardian who is asked about it

    def new(
        self, place: str, privacy: Privacy, owners: Iterable[str], states: Iterable[str], *, fact: bool
    ) -> str:
        word = f"cnry{len(self.marks) + 1:05x}q"
        self.marks[word] = Mark(word, place, privacy, frozenset(owners), frozenset(states), fact)
        return word


def found_in(text: str) -> set[str]:
    """The words of ours in a text."""
    return {word.lower() for word in MARK.findall(text)}


def our_models() -> list[type[models.Model]]:
    return [each for each in apps.get_models() if each.__module__.startswith(OURS)]


def text_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of a model that hold words; a file is planted apart."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        each
        for each in model._meta.local_concrete_fields
        if isinstance(each, kinds)
        and not each.choices
        and not each.primary_key
        and (each.max_length or SHORTEST) >= SHORTEST
        and f"{model.__name__}.{each.name}" not in EXEMPT
    ]


def plant() -> Planted:
    """Plant in every row there is. Consent to the texts of before is gone with them; ``sharing`` gives it anew."""
    planted = Planted()
    found = {
        model: [(row, owners(row), states(row)) for row in model._base_manager.all()]
        for model in our_models()
    }
    accounts = {user.email: user.pk for user in User.objects.all()}
    planted.whose = {
        (model.__name__, row.pk): (whose, of) for model, rows in found.items() for row, whose, of in rows
    }
    with transaction.atomic():
        for model, rows in found.items():
            if model in DERIVED or model in ADDED_TO or model in REPLACED:
                continue
            for row, whose, of in rows:
                _plant_row(planted, model, row, whose, of)
        for file, whose, of in found[SupportingFile]:
            _plant_file(planted, file, whose, of)
        for attachment, whose, of in found[Attachment]:
            _plant_attachment(planted, attachment, whose, of)
        for proof, whose, of in found[Proof]:
            _plant_proof(planted, proof, whose, of)
        for guardian, whose, of in found[Guardian]:
            _plant_guardian(planted, guardian, accounts.get(guardian.email), whose, of)
    _add_rows(planted)
    return planted


def plant_late(planted: Planted) -> None:
    """What has to wait until speakers have sent and shared."""
    for model in our_models():
        if any(name.startswith(f"{model.__name__}.") for name in LATE):
            for row in model._base_manager.all():
                whose, of = planted.whose.get((model.__name__, row.pk), (set(), set()))
                _plant_row(planted, model, row, whose, of, late=True)


def _plant_row(
    planted: Planted,
    model: type[models.Model],
    row: Any,
    whose: set[str],
    of: set[str],
    *,
    late: bool = False,
) -> None:
    values = {}
    for each in text_fields(model):
        if (f"{model.__name__}.{each.name}" in LATE) != late:
            continue
        word = _word(planted, row, each.name, whose, of)
        values[each.attname] = _with(each, getattr(row, each.attname), word)
    if values:
        model._base_manager.filter(pk=row.pk).update(**values)


def _word(planted: Planted, row: Any, name: str, whose: set[str], of: set[str]) -> str:
    place = f"{type(row).__name__}.{name}"
    privacy = Privacy(declared(type(row))[name])
    own = whose if type(row).__name__ in OWN and place not in STAFF_ONLY else set()
    return planted.new(f"{place} {row.pk}", privacy, own, of, fact=type(row).__module__.startswith(FACTS))


def declared(model: type[models.Model]) -> dict[str, Privacy]:
    """How far each field may travel."""
    return {
        name: value
        for base in reversed(model.__mro__)
        for name, value in vars(base).get("PRIVACY", {}).items()
    }


def _with(each: models.Field[Any, Any], old: Any, word: str) -> Any:
    if isinstance(each, models.JSONField):
        return _in_json(old, word)
    if isinstance(each, models.EmailField):
        return f"{word}@example.org"
    if isinstance(each, models.URLField):
        return f"https://example.org/{word}"
    return word


def _in_json(old: Any, word: str) -> Any:
    """In what was typed and not kept yet, wherever a text stands; else in a page nobody typed."""
    if not old:
        return {"organisation": {"about": [word]}}
    return json.loads(re.sub(r'\["[^"]*"', f'["{word}"', json.dumps(old)))


# --- Files ------------------------------------------------------------------------------------


def pdf(body: str, hidden: str) -> bytes:
    """A page that says ``body``, with ``hidden`` wherever programs leave what nobody sees."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.obj.Contents = made.make_stream(f"BT /F1 12 Tf 20 100 Td ({body}) Tj ET".encode())
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents=hidden, T=hidden)
    page.obj.Annots = made.make_indirect(pikepdf.Array([note]))
    made.docinfo["/Author"] = hidden
    with made.open_metadata() as data:
        data["dc:creator"] = [hidden]
    made.attachments["note.txt"] = hidden.encode()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _plant_file(planted: Planted, row: SupportingFile, whose: set[str], of: set[str]) -> None:
    body = planted.new(f"SupportingFile body {row.pk}", Privacy.STAFF, whose, of, fact=False)
    hidden = planted.new(f"SupportingFile data {row.pk}", Privacy.STAFF, whose, of, fact=False)
    content = pdf(body, hidden)
    row.refresh_from_db()
    row.file.save("x", ContentFile(content), save=False)
    SupportingFile.objects.filter(pk=row.pk).update(
        file=row.file.name, size=len(content), media_type="application/pdf"
    )


def _plant_attachment(planted: Planted, row: Attachment, whose: set[str], of: set[str]) -> None:
    """Through the very derivation: what is said on the page may be shared, the rest never."""
    body = planted.new(f"Attachment body {row.pk}", Privacy.STAFF, whose, of, fact=False)
    hidden = planted.new(f"Attachment data {row.pk}", Privacy.STAFF, whose, of, fact=False)
    content = pdf(body, hidden)
    row.refresh_from_db()
    row.original.save("x", ContentFile(content), save=False)
    Attachment.objects.filter(pk=row.pk).update(original=row.original.name, size=len(content))
    row.refresh_from_db()
    attaching._settle(row, clean_copy(content, FileType.PDF))


def _plant_proof(planted: Planted, row: Proof, whose: set[str], of: set[str]) -> None:
    """Another at the same address of ours, with a letter that holds words of its own; staff read it, nobody else."""
    public_id = row.public_id
    Proof.objects.filter(pk=row.pk).update(public_id=uuid4())
    words = {name: _word(planted, row, name, whose, of) for name in ("name", "why")}
    body = planted.new(f"Proof body {row.pk}", Privacy.RESTRICTED, set(), of, fact=False)
    row.pk, row.public_id = None, public_id
    for name, word in words.items():
        setattr(row, name, word)
    row.file.save("x", ContentFile(pdf(body, body)), save=False)
    row.save(force_insert=True)


def _plant_guardian(
    planted: Planted, row: Guardian, account: int | None, whose: set[str], of: set[str]
) -> None:
    """Another at the same address of ours, who has the account that the first one had."""
    if not row.stands or account is None:
        return
    planted.guardians[row.statement_id] = row.email
    public_id, email = row.public_id, User.objects.get(pk=account).email
    Guardian.objects.filter(pk=row.pk).update(public_id=uuid4())
    Guardian.objects.filter(pk=row.pk, ended_at=None).update(ended_at=row.confirmed_at)
    words = {name: _word(planted, row, name, whose, of) for name in ("name", "how")}
    # who named a guardian knows the address
    planted.named |= dict.fromkeys(found_in(email), frozenset(whose))
    row.pk, row.public_id, row.email = None, public_id, email
    for name, word in words.items():
        setattr(row, name, word)
    row.save(force_insert=True)


def _add_rows(planted: Planted) -> None:
    """Records that can only be added to."""
    change = StatusChange.objects.order_by("pk").first()
    if change is not None:
        word = _word(planted, change, "reason", set(), set())
        change.pk, change.reason = None, word
        change.save(force_insert=True)
    record = AuditEvent(number=0)
    audit.record(AuditKind.EXPORT, by=None, what=_word(planted, record, "what", set(), set()))


# --- Whose, and of which State -----------------------------------------------------------------


def _reached(row: models.Model, depth: int = 4) -> Iterator[models.Model]:
    """The row and what it belongs to."""
    waiting, seen = deque([(row, 0)]), set()
    while waiting:
        here, far = waiting.popleft()
        if (type(here), here.pk) in seen:
            continue
        seen.add((type(here), here.pk))
        yield here
        if far < depth and not isinstance(here, User | State):
            for each in here._meta.concrete_fields:
                other = getattr(here, each.name) if each.many_to_one or each.one_to_one else None
                if other is not None and isinstance(other, models.Model):
                    waiting.append((other, far + 1))


def owners(row: models.Model) -> set[str]:
    """The addresses of those whose row it is, as they were before planting."""
    found = set()
    for each in _reached(row):
        if type(each).__name__ not in OWN:
            continue
        found |= {person.email for name in PEOPLE if (person := getattr(each, name, None)) is not None}
        found |= {value for name in ("email", "speaker_email", "to") if (value := getattr(each, name, ""))}
    return found


def states(row: models.Model) -> set[str]:
    """The States under Review it is about."""
    found = {iso3} if (iso3 := getattr(row, "iso3", "")) else set()
    for each in _reached(row):
        if isinstance(each, PreSession):
            found.add(each.state_under_review_id)
        if isinstance(each, PermanentMission):
            found.add(each.state_id)
    return found
