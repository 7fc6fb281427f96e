"""How long a Pre-session lasts. Pure."""

BESIDE_SPEAKERS = 18
"""Minutes for opening, moderation and questions."""


def meeting_minutes(spoken: int, *, minimum: int = 30, maximum: int = 60) -> int:
    """Minutes of a Pre-session whose speakers have ``spoken`` minutes together, rounded to 5.

    Never under ``minimum`` nor over ``maximum`` (30 to 60 minutes, by the FAQ of the Pre-sessions).
    """
    return max(minimum, min(maximum, 5 * ((BESIDE_SPEAKERS + spoken + 2) // 5)))
