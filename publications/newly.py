"""What was shared since a moment on some States or issues, as one reader may see it now: what a digest is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from . import library
from .library import IN_ORDER, Found, Library
from .library_query import Question, shown
from .published import PublishedIssue, PublishedRecommendation


def shared_since(
    moment: datetime, *, iso3s: Collection[str], issues: Collection[str], delegate_states: Iterable[str]
) -> list[Found]:
    """Recommendations about any of these States under Review, and those on any of these issues, in the order of the
    library. What is shared with missions about a State that the reader speaks for is not among them."""
    over, states = library.meetings(), list(delegate_states)
    tagged = PublishedIssue.objects.filter(issue__in=list(issues), recommendation=OuterRef("pk"))
    about = Q(pre_session__state_under_review__in=list(iso3s)) | Exists(tagged)
    rows = shown(PublishedRecommendation, states).filter(about, published_at__gt=moment, pre_session__in=over)
    asked = Library(Question(), over, states, library.issues())
    return asked.dressed(list(rows.order_by(*IN_ORDER, "order", "item")))


def key_of(found: Found) -> str:
    """The same for the same words of the same speaker, however often and for whomever they are shared anew."""
    said = f"{found.row.statement_id} {found.row.item} {found.row.sha256}"
    return hashlib.sha256(said.encode()).hexdigest()
