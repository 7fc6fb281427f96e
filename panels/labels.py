"""How an application is named and described to staff, in plain English."""

from __future__ import annotations

from applications.enums import OrganisationKind
from applications.models import Application
from presessions.templatetags.presessions import langname

from .balance import interpretation
from .enums import SeatStatus

KIND_WORDS = {
    OrganisationKind.NHRI: "NHRI",
    OrganisationKind.NATIONAL: "National",
    OrganisationKind.GRASSROOTS: "Grassroots",
    OrganisationKind.REGIONAL: "Regional",
    OrganisationKind.INTERNATIONAL: "International",
}
GENDER_WORDS = {"F": "Woman", "M": "Man", "X": "In another way", "undisclosed": "Not said", "": "Not said"}
LOST_WORDS = {
    SeatStatus.DECLINED: "gave its seat back",
    SeatStatus.LAPSED: "did not answer in time for its seat",
    SeatStatus.RELEASED: "had a seat that was released",
}
REPORT_WORDS = {"own": "Own", "joint": "Joint", "none": "None", "": "–"}


def kind_words(row: Application) -> str:
    """ "National", "National coalition", "NHRI, A"; as confirmed, else as claimed."""
    kind = row.confirmed_kind or row.kind
    words_ = KIND_WORDS.get(OrganisationKind(kind), kind) if kind else "–"
    coalition = row.confirmed_is_coalition if row.confirmed_at else row.is_coalition
    if coalition:
        return f"{words_} coalition"
    return f"{words_}, {row.nhri_accreditation}" if kind == "nhri" and row.nhri_accreditation else words_


def issue_words(row: Application) -> str:
    return ", ".join(str(each.issue) for each in row.issues.all())


def interpreting_words(spoken: list[str], offered: list[str]) -> str:
    """ "French to English; Tetum asked for", "Nothing"."""
    found = interpretation(spoken, frozenset(offered))
    needed = [f"{langname(code)} to English" for code in found.needed]
    asked = [f"{langname(code)} asked for" for code in found.asked]
    return "; ".join([*needed, *asked]) or "Nothing"


def report_words(row: Application) -> str:
    if not row.confirmed_submitted:
        return "None"
    return REPORT_WORDS[row.submitted] if row.submitted in ("own", "joint") else "Yes"
