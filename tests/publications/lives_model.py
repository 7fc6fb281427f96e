"""The simple model beside the lives of statements. It asks none of the rules under test.

It knows three things of each speaker: what stands in the sources now, the last word on each item for each audience,
and what stands outside because of both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.test import Client

from publications.models import Guardian, Statement

Key = tuple[str, str]  # item, audience
Content = tuple[str, ...]  # all that is agreed to with an item


@dataclass
class Speaker:
    """What the model knows of one statement."""

    statement: Statement
    now: dict[str, Content] = field(default_factory=dict)
    said: dict[Key, tuple[Content, datetime | None]] = field(default_factory=dict)
    stands: dict[Key, Content] = field(default_factory=dict)
    guardian: Guardian | None = None  # who stands beside a minor
    agreed: dict[Key, Content] = field(default_factory=dict)  # what that guardian agreed to

    @property
    def is_minor(self) -> bool:
        return self.statement.seat.under_18 or self.guardian is not None

    def another_guardian(self, guardian: Guardian | None) -> None:
        """Somebody stands, or nobody any more: nothing was said yet, and nothing stands outside."""
        self.guardian, self.agreed, self.stands = guardian, {}, {}

    def allowed(self, at: datetime, ends: datetime | None) -> dict[Key, Content]:
        """What the last words allow at this instant of what the sources hold now."""
        return {
            key: content
            for key, (content, since) in self.said.items()
            if self.now.get(key[0]) == content
            and (not self.is_minor or self.agreed.get(key) == content)
            and (since is None or (since <= at and (ends is None or ends <= at)))
        }

    def reread(self, now: dict[str, Content]) -> None:
        """The sources hold something else: what changed or went stands nowhere any more."""
        changed = {item for item in self.now.keys() | now.keys() if self.now.get(item) != now.get(item)}
        self.now = now
        self.stands = {key: content for key, content in self.stands.items() if key[0] not in changed}


@dataclass
class Reader:
    """Somebody outside; ``missions`` whether they read what is for missions."""

    client: Client
    missions: bool = False
    kept: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)  # address -> ETag, words then
