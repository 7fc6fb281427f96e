"""Applications in states that the demonstration does not show: asked to correct something, with files of every sort.

Put once into the demonstration's own database before pictures are taken of it; found again in a folder that is kept.
"""

from datetime import timedelta
from hashlib import sha256
from itertools import islice

from django.core.files.base import ContentFile
from django.utils import timezone

from applications.enums import ApplicationStatus, CorrectionStatus, FileStatus
from applications.file_rules import FileType, Reason
from applications.models import Application, Correction, SupportingFile, UnfinishedUpload
from presessions.accounts.demo import STAFF_EMAIL
from presessions.accounts.models import User
from presessions.desk.demo import APPLICANT, PANELIST
from presessions.series.enums import SeriesStatus
from publications import proving, transitions
from publications.consent import SPEAKER_NAME
from publications.enums import OutsideAudience, StatementStatus
from publications.items import items_of
from publications.models import Guardian, Proof, Statement
from publications.transitions import Wish
from tests.applications import corpus
from tests.factories import make_officer
from tests.publications.sharing import guarded, let_guardian

# found only when somebody looks inside; the other reasons are said at once and stay with nobody
KEPT_REASONS = (
    Reason.WRONG_TYPE, Reason.BROKEN, Reason.LOCKED, Reason.ACTIVE, Reason.OUTSIDE_LINKS, Reason.BOMB,
    Reason.TOO_MANY_PIXELS, Reason.INFECTED, Reason.TOO_HARD,
)  # fmt: skip
ASKED = ["organisation_name", "kind", "about", "founded", "issues", "speaks", "speaker_email", "file"]
WORDS = "The report names another year.\nالتقرير يذكر سنة أخرى\nВ отчёте указан другой год."
NAMES = {
    "correct": CorrectionStatus.ASKED,
    "correct-errors": CorrectionStatus.ASKED,
    "correct-saved": CorrectionStatus.ASKED,
    "correct-unsaved": CorrectionStatus.ASKED,
    "correct-differs": CorrectionStatus.ASKED,
    "corrected": CorrectionStatus.ANSWERED,
    "correct-lapsed": CorrectionStatus.LAPSED,
}


def sent() -> dict[str, Application]:
    """Applications of the demonstration's applicant that were sent, each with a correction; by name of the state."""
    found = {row.staff_note: row for row in Application.objects.filter(staff_note__in=NAMES)}
    if not found:
        rows = _others(ApplicationStatus.SUBMITTED, len(NAMES))
        for (name, status), row in zip(NAMES.items(), rows, strict=True):
            found[name] = _own(row, name)
            _ask(row, status)
        _attach(found["correct"], "Rapport été.pdf", corpus.pdf(), FileType.PDF)
    return found


def young() -> Statement | None:
    """A statement of the demonstration's panelist that stands for one of a speaker under 18, with the demonstration's
    applicant as the guardian, who has agreed for missions and has the rest to answer."""
    # the demonstration has guardians of its own, whom nobody plays
    known = Guardian.objects.select_related("statement").filter(ended_at=None, email=APPLICANT).first()
    if known is not None:
        return known.statement
    rows = Statement.objects.with_meeting().filter(status=StatementStatus.PUBLISHED)
    rows = rows.exclude(seat__panelist__email=PANELIST).filter(guardians=None)
    row = rows.order_by("pk").first()
    if row is None:
        return None
    panelist, parent = (User.objects.get(email=email) for email in (PANELIST, APPLICANT))
    row.seat.under_18, row.seat.panelist = True, panelist
    row.seat.save()
    wishes = [Wish(each.key, whom, True, each.sha256) for each in items_of(row) for whom in OutsideAudience]
    transitions.record_consent(row, wishes, by=panelist, language="en")
    guardian = guarded(row, by=parent)
    let_guardian(guardian, OutsideAudience.MISSIONS)
    return row


def proofs() -> dict[str, Proof]:
    """Letters for the speaker under 18, of the speaker and of the guardian, proposed by a colleague of the
    demonstration's staff, who have opened the second."""
    row = young()
    if row is None:
        return {}
    found = {proof.name: proof for proof in Proof.objects.filter(statement=row)}
    if not found:
        colleague, staff = make_officer("colleague@demo.example"), User.objects.get(email=STAFF_EMAIL)
        wishes = [
            Wish(item.key, OutsideAudience.PUBLIC, True, item.sha256)
            for item in items_of(row)
            if item.key != SPEAKER_NAME
        ]
        for name in ("proof.pdf", "proof-opened.pdf"):
            proof = proving.propose(
                row,
                ContentFile(corpus.pdf(), name),
                wishes,
                why="There is no internet in the village until the road opens. The letter came by post.",
                of_the_guardian=name == "proof-opened.pdf",
                by=colleague,
            )
            proving.check_one(proof.pk)
            found[name] = proof
        proving.note_opened(found["proof-opened.pdf"], by=staff)
    return found


def drafts() -> dict[str, Application]:
    """Drafts of theirs with files: one of every sort, one of none."""
    names = ("files-refused", "files-to-send")
    found = {row.staff_note: row for row in Application.objects.filter(staff_note__in=names)}
    if not found:
        found = {
            name: _own(row, name)
            for name, row in zip(names, _others(ApplicationStatus.DRAFT, 2), strict=True)
        }
        _of_every_sort(found["files-refused"])
    return found


def read() -> Application:
    """One that staff read, with a PDF, a picture and a document beside its answers."""
    row = Application.objects.filter(staff_note="read").first()
    if row is None:
        row = next(_others(ApplicationStatus.SUBMITTED, 1))
        Application.objects.filter(pk=row.pk).update(staff_note="read")
        _attach(row, "Rapport été.pdf", corpus.pdf(), FileType.PDF)
        _attach(row, "صورة.png", corpus.image("PNG"), FileType.PNG)
        _attach(row, "Отчёт.docx", corpus.docx(), FileType.DOCX)
        _ask(row, CorrectionStatus.ASKED)
    return row


def _others(status: str, number: int) -> "islice[Application]":
    """Applications to the open call that nobody plays."""
    rows = Application.objects.filter(
        status=status, pre_session__series__status=SeriesStatus.CALL_OPEN, staff_note=""
    )
    return islice(rows.exclude(owner__email=APPLICANT).order_by("pk").iterator(), number)


def _own(row: Application, name: str) -> Application:
    row.owner, row.staff_note = User.objects.get(email=APPLICANT), name
    row.save(update_fields=["owner", "staff_note"])
    return row


def _ask(row: Application, status: str) -> None:
    now = timezone.now()
    correction = Correction.objects.create(
        application=row, names=ASKED, words=WORDS, due_at=now + timedelta(days=3)
    )
    if status != CorrectionStatus.ASKED:
        Correction.objects.filter(pk=correction.pk).update(status=status, ended_at=now, due_at=now)


def _of_every_sort(row: Application) -> None:
    _attach(row, "Rapport été.pdf", corpus.pdf(), FileType.PDF)
    for reason in KEPT_REASONS:
        file = _attach(row, f"{reason}.docx", reason.encode(), "")
        SupportingFile.objects.filter(pk=file.pk).update(status=FileStatus.REFUSED, problem=reason)
    UnfinishedUpload.objects.create(
        application=row, name="تقرير طويل جدا.pdf", size=3_000_000, modified="1", received=4, stored_as="uploads/none"
    )  # fmt: skip


def _attach(row: Application, name: str, content: bytes, kind: str) -> SupportingFile:
    file = SupportingFile(
        application=row,
        name=name,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        media_type=kind,
        status=FileStatus.CLEAN,
    )
    file.file.save("", ContentFile(content), save=False)
    file.save()
    return file
