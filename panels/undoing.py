"""What staff wished before their last acts, kept with the panel's last changes, so that each act can be undone.

An act holds what stood ``before`` and ``after`` it, by the application's key: None where there was no wish.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from .models import Panel, Wish

Kept = dict[str, Any] | None
Act = dict[str, Any]
WORDS = {
    "pin": "the pin",
    "exclude": "the exclusion",
    "swap": "the swap",
    "unwish": "the taking back",
    "reason": "the reason",
}


def by_key(wishes: Iterable[Wish]) -> dict[str, Kept]:
    """Wishes as they are kept, by the key of the application."""
    return {
        str(wish.application_id): {
            "kind": str(wish.kind),
            "reason": wish.reason,
            "by": wish.by_id,
            "at": wish.at.isoformat(),
        }
        for wish in wishes
    }


def stand(panel: Panel, keys: Collection[int]) -> dict[str, Kept]:
    """What staff wish now for each of these applications."""
    return {str(key): None for key in keys} | by_key(panel.wishes.filter(application__in=keys))


def act(panel: Panel, kind: str, before: Mapping[str, Kept]) -> Act | None:
    """An act just done, to be remembered with its change; ``kind`` is a key of ``WORDS``. None where it did nothing."""
    after = stand(panel, [int(key) for key in before])
    return {"kind": kind, "before": dict(before), "after": after} if after != before else None


def last(recent: Iterable[dict[str, Any]], now: Mapping[str, Kept], since: datetime | None) -> Act | None:
    """The newest act that can be undone, of the panel's last changes; None where there is none.

    ``now`` is what staff wish now. What was offered ``since`` then, or was changed by something else, is past undoing.
    """
    change = next((each for each in reversed(list(recent)) if each.get("act")), None)
    if change is None or (since is not None and datetime.fromisoformat(change["at"]) <= since):
        return None
    found: Act = change["act"]
    return found if all(now.get(key) == kept for key, kept in found["after"].items()) else None


def forget(panel: Panel, found: Act) -> None:
    """It is undone: the change stays among the last ones, and can't be undone again."""
    panel.recent = [
        {name: value for name, value in each.items() if name != "act"} if each.get("act") == found else each
        for each in panel.recent
    ]


def forget_about(panel: Panel, key: int) -> None:
    """No act about this application can be undone any more, and no reason of it is kept."""
    for each in list(panel.recent):
        if str(key) in (each.get("act") or {}).get("before", {}):
            forget(panel, each["act"])
    panel.save(update_fields=["recent"])


def put_back(panel: Panel, key: int, kept: Kept) -> None:
    """The wish for this application as it was kept, with its reason, author and day; or none."""
    if kept is None:
        Wish.objects.filter(panel=panel, application=key).delete()
        return
    wish, _ = Wish.objects.update_or_create(
        panel=panel,
        application_id=key,
        defaults={"kind": kept["kind"], "reason": kept["reason"], "by_id": kept["by"]},
    )
    Wish.objects.filter(pk=wish.pk).update(at=datetime.fromisoformat(kept["at"]))
