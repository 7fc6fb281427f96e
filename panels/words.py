"""How the rule's numbers are said to staff, in plain English."""

from __future__ import annotations

from collections.abc import Mapping

from .selection_policy import Criterion
from .selection_reasons import Cause

MINUS = "\N{MINUS SIGN}"
UNITS = {
    Criterion.SIZE: ("panelist", "panelists"),
    Criterion.GENDER_PERSPECTIVE: ("gender perspective", "gender perspective"),
    Criterion.NATIONAL_OR_GRASSROOTS: ("national voice", "national voices"),
    Criterion.NATIONAL_COALITIONS: ("coalition", "coalitions"),
    Criterion.SUBMITTED: ("UPR report", "UPR reports"),
    Criterion.DISTINCT_THEMES: ("theme", "themes"),
}
CAUSES = {
    (True, Cause.DRAW): "Equal in every criterion; drawn",
    (False, Cause.DRAW): "Equal in every criterion; not drawn",
    (True, Cause.PINNED): "Pinned by staff",
    (False, Cause.EXCLUDED): "Left out by staff",
    (True, Cause.NHRI_SEAT): "NHRI seat",
    (False, Cause.CLASH): "Can’t sit with what is settled",
    (True, Cause.NOT_PROVEN): "On the best panel found; not proved",
    (False, Cause.NOT_PROVEN): "Not on the best panel found; not proved",
}


def counted(name: Criterion, number: int) -> str:
    """ "1 theme", "2 UPR reports"."""
    one, many = UNITS[name]
    return f"{number} {one if number == 1 else many}"


def fall(selected: bool, criterion: str, by: int, criteria: Mapping[str, int]) -> str:
    """What a change would cost: the first criterion that falls ("With it: 12 themes instead of 14"), or what
    decided.
    """
    if criterion in set(Cause):
        return CAUSES[selected, Cause(criterion)]
    name, now = Criterion(criterion), criteria.get(criterion, 0)
    if name == Criterion.GENDER_GAP:
        words = f"gender gap {now + by} instead of {now}"
    elif name == Criterion.GENDER_PERSPECTIVE:
        words = "no gender perspective"
    else:
        words = f"{counted(name, now - by)} instead of {now}"
    return f"{'Without' if selected else 'With'} it: {words}"


def signed(number: int) -> str:
    """ "+1", "−2", and nothing for none."""
    return f"{'+' if number > 0 else MINUS}{abs(number)}" if number else ""


def changes(differences: Mapping[str, int]) -> str:
    """Differences with their sign, better ones positive: "+1 UPR report, −1 theme"; "no change"."""
    return ", ".join(_signed(Criterion(name), by) for name, by in differences.items()) or "no change"


def _signed(name: Criterion, by: int) -> str:
    if name == Criterion.GENDER_GAP:
        return f"gender gap {abs(by)} {'smaller' if by > 0 else 'larger'}"
    if name == Criterion.GENDER_PERSPECTIVE:
        return f"{'a' if by > 0 else 'no'} gender perspective"
    return f"{'+' if by > 0 else MINUS}{counted(name, abs(by))}"


def cost(differences: Mapping[str, int]) -> str:
    """What is lost, in words for a sentence: "1 UPR report and 1 theme"; empty where nothing is."""
    lost = [(Criterion(name), -by) for name, by in differences.items() if by < 0]
    parts = [_lost(name, by) for name, by in lost]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _lost(name: Criterion, by: int) -> str:
    if name == Criterion.GENDER_GAP:
        return f"{by} more of a gap between women and men"
    if name == Criterion.GENDER_PERSPECTIVE:
        return "the gender perspective"
    return counted(name, by)


def instead(differences: Mapping[str, int], without: Mapping[str, int]) -> str:
    """How the panel without a wish would do: "6 UPR reports instead of 5, 15 themes instead of 14"."""
    parts = []
    for key, by in differences.items():
        name, then = Criterion(key), without[key]
        if name == Criterion.GENDER_PERSPECTIVE:
            parts.append("a gender perspective" if then else "no gender perspective")
        elif name == Criterion.GENDER_GAP:
            parts.append(f"a gender gap of {then} instead of {then - by}")
        else:
            parts.append(f"{counted(name, then)} instead of {then + by}")
    return ", ".join(parts)
