"""Four classes of personal data; every field of every model of ours belongs to one.

Public: facts anybody may read. Missions: shared with Permanent Missions. Staff: for UPR Info's
staff. Restricted: staff with a reason; the first to be erased (domain notes 1.5, OHCHR manual chapter 14).
"""

from enum import StrEnum


class Privacy(StrEnum):
    """How far a field may travel at most; consent may narrow it, never widen it."""

    PUBLIC = "public"
    MISSIONS = "missions"
    STAFF = "staff"
    RESTRICTED = "restricted"

    @classmethod
    def _all(cls, names: str, privacy: "Privacy") -> dict[str, "Privacy"]:
        return dict.fromkeys(names.split(), privacy)

    @classmethod
    def all_public(cls, names: str) -> dict[str, "Privacy"]:
        """Classify these field names (separated by spaces) as public."""
        return cls._all(names, cls.PUBLIC)

    @classmethod
    def all_staff(cls, names: str) -> dict[str, "Privacy"]:
        """Classify these field names (separated by spaces) as for staff."""
        return cls._all(names, cls.STAFF)

    @classmethod
    def all_restricted(cls, names: str) -> dict[str, "Privacy"]:
        """Classify these field names (separated by spaces) as restricted."""
        return cls._all(names, cls.RESTRICTED)
