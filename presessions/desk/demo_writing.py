"""How statements of the demonstration came to be: what stood there before, what staff noted, other languages."""

from __future__ import annotations

import random
from datetime import timedelta

from django.utils import timezone

from applications.keeping import note_mark
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.series.models import Issue, Series
from publications import comments, versions
from publications import transitions as publishing
from publications.enums import SectionKind, VersionWhy
from publications.models import Question, Recommendation, Section, Statement, Translation

from .demo_words import COMMENTS, DRAFTS, QUESTION_OF_STAFF, QUESTIONS, RECOMMENDATIONS, SECTIONS

PAUSE = timedelta(days=2)  # between two drafts; shorter ones would count as one version


def write(statement: Statement, draw: random.Random) -> None:
    """Every section, two or three recommendations, and a question now and then, in the speaker's language."""
    language = statement.seat.application.language
    statement.language = language
    statement.save(update_fields=["language"])
    Section.objects.bulk_create(
        Section(statement=statement, kind=kind, text=SECTIONS[kind][language]) for kind in SectionKind.values
    )
    chosen = draw.sample(RECOMMENDATIONS[language], draw.choice((2, 3)))
    for order, (issue, text) in enumerate(chosen, start=1):
        row = Recommendation.objects.create(statement=statement, order=order, text=text)
        row.issues.add(*Issue.objects.filter(pk=issue))
    if draw.random() < 0.5:
        Question.objects.create(statement=statement, order=1, text=QUESTIONS[language])


def draft_first(statement: Statement, *, by: User | None) -> None:
    """Three versions: a short draft, the draft with one more sentence, and what stands there now."""
    summary = statement.sections.get(kind=SectionKind.SUMMARY)
    final = summary.text
    for days, text in enumerate((*DRAFTS[statement.language], final)):
        summary.text = text
        summary.save(update_fields=["text"])
        versions.note(statement, by=by, why=VersionWhy.WRITTEN)
        at = timezone.now() - PAUSE * (len(DRAFTS[statement.language]) - days)
        statement.versions.filter(number=days + 1).update(begun_at=at, saved_at=at)


def translate(statement: Statement, language: str) -> None:
    """The recommendations that the other language has words for, said in it."""
    said = dict(RECOMMENDATIONS[language])
    for row in statement.recommendations.prefetch_related("issues"):
        text = next((said[issue.code] for issue in row.issues.all() if issue.code in said), "")
        if text and language != statement.language:
            Translation.objects.create(statement=statement, recommendation=row, language=language, text=text)


def comment(statement: Statement, *, speaker: User | None, by: User) -> None:
    """Staff noted two things, with one mail; the speaker has answered the first and marked it as done."""
    parts = [each for each in comments.parts_of(statement) if not each.item.startswith("question")]
    for part, text in zip((parts[0], parts[-1]), COMMENTS, strict=True):
        comments.write(statement, item=part.item, text=text, by=by)
    comments.send(statement, by=by)
    if speaker is not None:
        first = comments.told_to(statement)[0]
        comments.answer(
            statement,
            first.public_id,
            text="Sample answer: it is in the text now.",
            seen=note_mark(""),
            done=True,
            actor=actor_of(speaker),
        )


def own(series: Series, panelist: User, *, seed: str, by: User) -> None:
    """The panelist one can be has sent a statement and got it back with comments and a question; nothing is shared."""
    found = Statement.objects.filter(seat__panel__pre_session__series=series, seat__panelist=panelist)
    statement = found.select_related("seat__application", "seat__panel__pre_session").first()
    if statement is None:
        return
    draw = random.Random(f"{seed}/{series.number}/own")  # noqa: S311 - the same draw each time
    write(statement, draw)
    draft_first(statement, by=panelist)
    translate(statement, "fr")
    versions.note(statement, by=panelist, why=VersionWhy.WRITTEN)
    publishing.receive(statement, by=panelist)
    comment(statement, speaker=panelist, by=by)
    publishing.send_back(statement, question=QUESTION_OF_STAFF, by=by)
