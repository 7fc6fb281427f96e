"""Problems and reasons as sentences for the reader: what to do, never only what is wrong."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .eligibility import Code, Page, Problem
from .file_rules import MAX_COUNT, Reason

PAGE_TITLES = {
    Page.ORGANISATION: gettext_lazy("Organisation"),
    Page.BACKGROUND: gettext_lazy("Background"),
    Page.REPORT: gettext_lazy("Your report to OHCHR"),
    Page.ISSUES: gettext_lazy("Issues"),
    Page.SPEAKER: gettext_lazy("Speaker"),
    Page.ABOUT_SPEAKER: gettext_lazy("About the speaker"),
    Page.AVAILABILITY: gettext_lazy("Languages and availability"),
    Page.SUPPORT: gettext_lazy("Access, travel and support"),
    Page.SAFETY: gettext_lazy("Safety"),
}

MISSING = {
    "organisation_name": gettext_lazy("Write the name of the organisation"),
    "kind": gettext_lazy("Choose the kind of organisation"),
    "is_coalition": gettext_lazy("Say whether you apply as a coalition"),
    "coalition_members": gettext_lazy("Name the organisations of the coalition"),
    "founded": gettext_lazy("Write the year in which the organisation began"),
    "has_ecosoc": gettext_lazy("Say whether the organisation has ECOSOC status"),
    "about": gettext_lazy("Describe your aim and work"),
    "submitted": gettext_lazy("Say whether you sent a report to OHCHR"),
    "issue_1": gettext_lazy("Choose at least one issue"),
    "works_on_gender": gettext_lazy("Say whether you would speak about women’s rights or gender equality"),
    "speaker_name": gettext_lazy("Write the speaker’s name, or say that you name them later"),
    "speaker_email": gettext_lazy("Write the speaker’s e-mail address"),
    "gender": gettext_lazy("Choose an answer on gender; “I prefer not to say” is one"),
    "under_18": gettext_lazy("Say whether the speaker is under 18"),
    "attendance": gettext_lazy("Choose how the speaker would take part"),
    "speaks": gettext_lazy("Choose at least one language the speaker speaks"),
    "statement_language": gettext_lazy("Choose the language of the statement"),
    "needs_visa_letter": gettext_lazy("Say whether a letter for a visa is needed"),
    "needs_funding": gettext_lazy("Say whether you would need help with the costs"),
    "risk": gettext_lazy("Choose an answer on risk; “I prefer not to say here” is one"),
}

ISSUE_TITLES = (
    gettext_lazy("First issue"),
    gettext_lazy("Second issue"),
    gettext_lazy("Third issue"),
    gettext_lazy("Fourth issue"),
)

# said of one issue of up to four, so each says of which
_OF_AN_ISSUE = {
    Code.ISSUE_TWICE: gettext_lazy("%(issue)s: it is chosen twice; choose another or leave it empty"),
    Code.ISSUE_NOT_OFFERED: gettext_lazy("%(issue)s: choose one from the list"),
    Code.WHY_MISSING: gettext_lazy("%(issue)s: write in one line why it matters now"),
}

_PLAIN = {
    Code.TOO_MANY_ISSUES: gettext_lazy("Choose four issues at most"),
    Code.GUARDIAN_MISSING: gettext_lazy("Name the parent or guardian who agrees that the speaker takes part"),
    Code.ADULT_MISSING: gettext_lazy("Name the adult who comes along"),
    Code.UNREACHABLE: gettext_lazy("Say how we can reach you, since we have no e-mail address of yours"),
    Code.ALREADY_APPLIED: gettext_lazy(
        "You have already sent an application for this organisation and this State. You can change that one"
    ),
    Code.NOT_OPEN: gettext_lazy("Applications for this State are not open at the moment"),
    Code.CLOSED: gettext_lazy(
        "The deadline has passed, so this can’t be sent any more. Everything you wrote "
        "is kept, and you can download it"
    ),
}

REASONS = {
    Reason.EMPTY: gettext_lazy("This file is empty. Check it on your device and choose it again"),
    Reason.TOO_LARGE: gettext_lazy(
        "This file is larger than 10 MB. Save a smaller copy, for example as PDF, and choose that"
    ),
    Reason.TOO_MUCH: gettext_lazy(
        "Your files together would be larger than 25 MB. Remove one first, or choose a smaller copy"
    ),
    Reason.TOO_MUCH_TODAY: gettext_lazy(
        "With this file you would have sent more than 50 MB today. Send it tomorrow, or choose a smaller copy"
    ),
    Reason.TOO_OFTEN: gettext_lazy(
        "Too many files came from your network in the last hour. Your answers are saved; "
        "send the file in an hour, or over another network"
    ),
    Reason.NO_ROOM: gettext_lazy(
        "There is no room for files here just now. Your answers are saved; send the file in some hours"
    ),
    Reason.WRONG_TYPE: gettext_lazy(
        "This isn’t a PDF, Word (DOCX), OpenDocument (ODT), JPEG or PNG file. Save it as "
        "one of these and choose it again"
    ),
    Reason.BROKEN: gettext_lazy("This file can’t be opened. Save it again as PDF and choose it once more"),
    Reason.LOCKED: gettext_lazy(
        "This file is locked with a password. Save a copy without password and choose that"
    ),
    Reason.ACTIVE: gettext_lazy(
        "This file holds macros, scripts or other files inside it. Print it to PDF and choose the PDF"
    ),
    Reason.OUTSIDE_LINKS: gettext_lazy(
        "This file fetches something from elsewhere when it is opened. Print it to PDF and choose the PDF"
    ),
    Reason.BOMB: gettext_lazy(
        "This file is far larger inside than it looks. Save it again as PDF and choose that"
    ),
    Reason.TOO_MANY_PIXELS: gettext_lazy(
        "This picture is too large. Make it smaller, at most 8,000 pixels wide and high, and choose it again"
    ),
    Reason.INFECTED: gettext_lazy(
        "A virus scanner warns of this file. Clean your device, or send the file from another one"
    ),
    Reason.TOO_HARD: gettext_lazy(
        "This file is too complicated to be checked. Print it to PDF and choose the PDF"
    ),
}


def sentence(problem: Problem) -> str:
    """What to do about this problem, in the active language, without a final stop."""
    if problem.code is Code.MISSING:
        return str(MISSING[problem.field])
    if problem.code is Code.TO_CORRECT:
        return _("Correct what doesn’t fit on the page “%(page)s”") % {
            "page": PAGE_TITLES[Page(problem.page)]
        }
    if problem.code is Code.TOO_MANY_WORDS:
        over = int(problem.values["over"])
        return ngettext(
            "Shorten the text by %(over)d word, to %(limit)d",
            "Shorten the text by %(over)d words, to %(limit)d",
            over,
        ) % {"over": over, "limit": problem.values["limit"]}
    if problem.code in _OF_AN_ISSUE:
        return str(_OF_AN_ISSUE[problem.code]) % {"issue": issue_title(problem.field)}
    if problem.code is Code.FILE_REFUSED:
        return _("Remove the file “%(name)s”, which could not be taken") % {"name": problem.values["name"]}
    return str(_PLAIN[problem.code])


def issue_title(name: str) -> str:
    """ "First issue", for a field such as ``issue_1`` or ``why_1``."""
    return str(ISSUE_TITLES[int(name.rpartition("_")[2]) - 1])


def reason_sentence(reason: str) -> str:
    """Why a file was not taken, and what to do."""
    if reason == Reason.TOO_MANY:
        return _("There are %(count)d files already. Remove one first") % {"count": MAX_COUNT}
    return str(REASONS[Reason(reason)])
