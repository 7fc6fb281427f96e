"""Forgetting what statements hold about people, at their wish or when its time has come.

What the speaker agreed to have published stays until they withdraw it, and what it was written from with it; names
go with the application and the seat they come from. All else of the statement goes: what is shared with nobody,
what was typed and never fitted, files and their originals.
The consent record stays, for it says what was agreed to; it names accounts only, and these are emptied.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from presessions.lifecycle.models import StatusChange
from presessions.privacy.erase import Person, register_eraser
from presessions.privacy.retention import Rule, register_retention
from presessions.privacy.taken_back import register_again
from presessions.series.enums import SeriesStatus
from presessions.stored import delete_later

from .attaching import forget_originals
from .bundles import forget as forget_bundles
from .models import BundleRecipient, Guardian, Proof, Statement
from .proving import forget_of, forget_proofs
from .published import TABLES
from .text_files import forget_old, forget_text_file
from .transitions import withdraw_everything

WAITING = timedelta(days=30)  # for a speaker to say where the text of a file goes


def forget_person(person: Person) -> int:
    """Empty the statements of this person but for what stands published; returns how many.

    A bundle that was sent to them opens no more.
    """
    sent = BundleRecipient.objects.filter(email__iexact=person.email).delete()[0]
    if person.user is None:
        return sent
    mine = Q(seat__panelist=person.user) | Q(seat__application__owner=person.user)
    rows = list(Statement.objects.filter(mine).select_for_update(of=("self",)))
    for row in rows:
        erase(row)
    return len(rows) + sent


def withdraw_again(mark: str) -> bool:
    """After a restore: of whom something was withdrawn since, nothing stays shared until they say so again."""
    row = Statement.objects.filter(public_id=mark).first()
    return row is not None and bool(withdraw_everything(row, by=None, language=row.language))


def forget_guardian(person: Person) -> int:
    """Empty what tells who a guardian is; what they agreed to stands until it is withdrawn."""
    rows = Guardian.objects.filter(email=person.email)
    for proof in Proof.objects.filter(guardian__in=rows).select_related("statement"):
        forget_of(proof.statement)
    return _empty(rows)


def forget_guardians(before: datetime) -> int:
    """Retention: guardians of speakers in series that ended before this instant."""
    over = Guardian.objects.filter(statement__seat__panel__pre_session__series__status=SeriesStatus.ARCHIVED)
    ended = over.annotate(last_day=Max("statement__seat__panel__pre_session__series__days__date"))
    return _empty(Guardian.objects.filter(pk__in=ended.filter(last_day__lt=before.date()).values("pk")))


def _empty(guardians: QuerySet[Guardian]) -> int:
    return guardians.exclude(name="", email="", how="").update(name="", email="", how="")


def erase(row: Statement) -> None:
    """Empty one statement of what is not published."""
    kept = {
        item
        for table in TABLES
        for item in table.objects.filter(statement=row).values_list("item", flat=True)
    }
    for section in row.sections.all():
        if section.item not in kept:
            section.delete()
    for recommendation in row.recommendations.all():
        if recommendation.item not in kept:
            recommendation.delete()
    for question in row.questions.all():
        if question.item not in kept:
            question.delete()
    for translation in row.translations.all():
        if translation.item not in kept:
            translation.delete()
    for file in row.attachments.all():
        copies = [file.original] if file.item in kept else [file.original, file.derived]
        for copy in copies:
            delete_later(copy)
        if file.item in kept:
            row.attachments.filter(pk=file.pk).update(original="", name="")
        else:
            row.attachments.filter(pk=file.pk).delete()
    forget_text_file(row)
    row.versions.all().delete()
    row.comments.all().delete()
    StatusChange.objects.of(row).exclude(reason="").update(reason="")
    _empty(row.guardians.all())
    forget_of(row)
    Statement.objects.filter(pk=row.pk).update(unsaved={}, tabs={}, staff_question="")


def register() -> None:
    """Called once, when the application starts."""
    register_eraser("publications", forget_person)
    register_again("statement", withdraw_again)
    register_eraser("guardians", forget_guardian)
    register_retention(Rule("proofs of consent", "panelist_contacts", forget_proofs))
    register_retention(Rule("contact data of guardians", "panelist_contacts", forget_guardians))
    register_retention(Rule("originals of attachments", "originals", forget_originals))
    register_retention(Rule("texts of files nobody took over", WAITING, forget_old))
    register_retention(Rule("links of interpreters and moderators", timedelta(days=30), forget_bundles))
