"""Every address and what each role gets there: the one place where access is written down as a table.

A line names a route, the arguments of an address of it, and two words: what GET and what POST (with an empty
form, or the least that is a form at all) do. A word has a letter for each role, in the order of ``ROLES``,
outsiders before staff:

    anonymous, owner, other, panelist, delegate, reviewed | officer, recused, moderator, administrator

- ``i`` in: the page, or a redirect to where it leads;
- ``s`` sent to sign in;
- ``n`` not found, exactly as where nothing is;
- ``m`` this method is not for this address (405);
- ``f`` forbidden (403; Django's own words inside the staff site).

``owner`` owns the application, ``panelist`` the seats and the statement; ``other`` is signed in and owns nothing;
``reviewed`` is a delegate of the State under Review; ``recused`` an officer kept out of that State.
A route that is in no line fails the test, and so does a line without a route.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from publications.bundles import proof_of

Arguments = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Line:
    """What one route does for each role."""

    get: str
    post: str
    args: Arguments = lambda o: {}
    query: str = ""
    data: Arguments = lambda o: {}


# outsiders | staff:  a o t p d r | o r m a
EVERYBODY = "iiiiiiiiii"
SIGNED_IN = "siiiiiiiii"
NOT_HERE = "nnnnnnnnnn"
NO_METHOD = "mmmmmmmmmm"
OWNER = "sinnnnnnnn"
OWNER_NO_METHOD = "smnnnnnnnn"
NOBODY_YET = "snnnnnnnnn"  # before an answer was sent there is nothing to explain
PANELIST = "snninnnnnn"
PANELIST_NO_METHOD = "snnmnnnnnn"
STAFF = "ssssssiiii"
STAFF_NO_METHOD = "ssssssmmmm"
STAFF_NOT_HERE = "ssssssnnnn"
OFFICERS = "ssssssiini"  # of no State: the recused come in, moderators don't
OFFICERS_NO_METHOD = "ssssssmmnm"
OF_A_STATE = "ssssssinni"  # the recused find nothing
OF_A_STATE_NO_METHOD = "ssssssmmnm"
MEETINGS = "ssssssinii"  # moderators too
ADMINISTRATORS = "ssssssnnni"


def _application(o: dict[str, Any]) -> dict[str, Any]:
    return {"public_id": o["application"].public_id}


def _application_upload(o: dict[str, Any]) -> dict[str, Any]:
    return {**_application(o), "upload_id": o["upload"].public_id}


def _application_file(o: dict[str, Any]) -> dict[str, Any]:
    return {"public_id": o["application"].public_id, "file_id": o["file"].public_id}


def _seat(o: dict[str, Any]) -> dict[str, Any]:
    return {"public_id": o["offered"].public_id}


def _confirmed(o: dict[str, Any]) -> dict[str, Any]:
    return {"public_id": o["statement"].seat.public_id}


def _entry(o: dict[str, Any]) -> dict[str, Any]:
    return {"uid": o["timetable"].sittings.get().uid}


def _invited(o: dict[str, Any]) -> dict[str, Any]:
    return {"public_id": o["statement"].seat.public_id, "language": "en"}


def _invited_by_staff(o: dict[str, Any]) -> dict[str, Any]:
    seat = o["statement"].seat
    return {"pk": seat.panel.pre_session_id, "key": seat.application_id, "language": "en"}


def _statement(o: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"public_id": o["statement"].public_id, **more}


def _attachment(o: dict[str, Any]) -> dict[str, Any]:
    return _statement(o, file_id=o["attachment"].public_id)


def _guardian(o: dict[str, Any]) -> dict[str, Any]:
    return {"key": o["guardian"].public_id}


def _meeting(o: dict[str, Any]) -> dict[str, Any]:
    return {"number": 53, "slug": "samoa"}


def _number(number: int) -> Arguments:
    return lambda o: {"number": number}


def _key(thing: str, /, **more: Any) -> Arguments:
    return lambda o: {"pk": o[thing].pk, **more}


def _panelled(o: dict[str, Any]) -> dict[str, Any]:
    return {"pk": o["call"].pk, "key": o["seated"].pk}


def _papers(o: dict[str, Any]) -> dict[str, Any]:
    key = o["bundle"].recipients.get().public_id
    return {"key": key, "proof": proof_of(key)}


PUBLIC = {
    "set_language": Line(EVERYBODY, EVERYBODY),
    "security_txt": Line(EVERYBODY, NO_METHOD),
    "desk:home": Line(EVERYBODY, NO_METHOD),
    "desk:key_figures": Line(EVERYBODY, NO_METHOD),
    "desk:key_figures_csv": Line(EVERYBODY, NO_METHOD),
    "desk:published_figures_csv": Line(EVERYBODY, NO_METHOD),
    "desk:about_privacy": Line(EVERYBODY, NO_METHOD),
    "desk:accessibility": Line(EVERYBODY, NO_METHOD),
    "desk:about_selection": Line(EVERYBODY, NO_METHOD),
    "desk:series_selection": Line(EVERYBODY, NO_METHOD, lambda o: {"number": o["over"].number}),
    "desk:robots_txt": Line(EVERYBODY, NO_METHOD),
    "desk:healthz": Line(EVERYBODY, NO_METHOD),
    "desk:readyz": Line(EVERYBODY, NO_METHOD),
    "series:calls": Line(EVERYBODY, NO_METHOD),
    "series:calls_feed": Line(EVERYBODY, NO_METHOD),
    "series:calls_feed_in": Line(EVERYBODY, NO_METHOD, lambda o: {"language": "fr"}),
    "series:subscribe": Line(EVERYBODY, EVERYBODY),
    "series:asked": Line(EVERYBODY, NO_METHOD),
    # a token in the address is the key; that an old one leads nowhere is told in words
    "series:confirm": Line(NOT_HERE, EVERYBODY, lambda o: {"token": o["contact"].token, "version": 1}),
    "series:leave": Line(EVERYBODY, EVERYBODY, lambda o: {"token": o["contact"].token}),
    "desk:leave_digest": Line(EVERYBODY, EVERYBODY, lambda o: {"token": "x"}),
    "series:call": Line(EVERYBODY, NO_METHOD, _number(54)),
    "series:call_text": Line(EVERYBODY, NO_METHOD, _number(54)),
    "series:call_calendar": Line(EVERYBODY, NO_METHOD, _number(54)),
    "series:state_calendar": Line(EVERYBODY, NO_METHOD, lambda o: {"number": 54, "iso3": "WSM"}),
    "publications:programme": Line(EVERYBODY, NO_METHOD),
    "publications:series_programme": Line(EVERYBODY, NO_METHOD, _number(53)),
    "publications:series_calendar": Line(EVERYBODY, NO_METHOD, _number(53)),
    "publications:day_pdf": Line(EVERYBODY, NO_METHOD, lambda o: {"number": 53, "day": "2027-03-30"}),
    "publications:day_calendar": Line(EVERYBODY, NO_METHOD, lambda o: {"number": 53, "day": "2027-03-30"}),
    "publications:booklet_pdf": Line(EVERYBODY, NO_METHOD, _number(53)),
    "publications:programme_json": Line(EVERYBODY, NO_METHOD, _number(53)),
    "publications:feed": Line(EVERYBODY, NO_METHOD),
    "publications:feed_in": Line(EVERYBODY, NO_METHOD, lambda o: {"language": "es"}),
    "publications:sitemap": Line(EVERYBODY, NO_METHOD),
    "publications:states": Line(EVERYBODY, NO_METHOD),
    "publications:state": Line(EVERYBODY, NO_METHOD, lambda o: {"slug": "samoa"}),
    "publications:state_calendar": Line(EVERYBODY, NO_METHOD, lambda o: {"slug": "samoa"}),
    "publications:library": Line(EVERYBODY, NO_METHOD),
    "publications:library_export": Line(EVERYBODY, NO_METHOD, lambda o: {"kind": "csv"}),
    "publications:library_feed": Line(EVERYBODY, NO_METHOD),
    "publications:basket": Line(EVERYBODY, EVERYBODY),
    "publications:basket_file": Line(
        NOT_HERE, NO_METHOD, lambda o: {"kind": "csv"}
    ),  # empty: nothing is there
    "publications:recommendation": Line(
        EVERYBODY, NO_METHOD, lambda o: {"key": o["statement"].recommendations.first().public_id}
    ),
    "publications:briefing_choose": Line(EVERYBODY, EVERYBODY),
    # made for delegates of one State: there for these alone
    "publications:briefing": Line("nnnninnnnn", NO_METHOD, lambda o: {"key": o["briefing"].pk}),
    "publications:briefing_file": Line("nnnninnnnn", NO_METHOD, lambda o: {"key": o["briefing"].pk}),
    # the address is the key: whoever has it comes in, and any other is not found
    "publications:papers": Line(EVERYBODY, NO_METHOD, _papers),
    "publications:papers_archive": Line(EVERYBODY, NO_METHOD, _papers),
    "publications:pre_session": Line(EVERYBODY, NO_METHOD, _meeting),
    "publications:plain_text": Line(EVERYBODY, NO_METHOD, _meeting),
    "publications:sheet_pdf": Line(EVERYBODY, NO_METHOD, _meeting),
    "publications:word_copy": Line(EVERYBODY, NO_METHOD, _meeting),
    "publications:meeting_calendar": Line(EVERYBODY, NO_METHOD, _meeting),
    "publications:entry": Line(EVERYBODY, NO_METHOD, _entry),
    "api": Line(EVERYBODY, NO_METHOD),
    "api_nothing": Line(NOT_HERE, NO_METHOD, lambda o: {"rest": "v1/elsewhere"}),
    "api-1:openapi-json": Line(EVERYBODY, NO_METHOD),
    "api-1:api-root": Line(NOT_HERE, NO_METHOD),
    "api-1:states": Line(EVERYBODY, NO_METHOD),
    "api-1:issues": Line(EVERYBODY, NO_METHOD),
    "api-1:series": Line(EVERYBODY, NO_METHOD),
    "api-1:pre_session": Line(EVERYBODY, NO_METHOD, _meeting),
    "api-1:recommendations": Line(EVERYBODY, NO_METHOD),
    "api-1:recommendation": Line(NOT_HERE, NO_METHOD, lambda o: {"key": o["mission_file"].pk}),
    # what was shared with missions alone is for them alone, and never for the State under Review's
    "publications:file": Line("nnnninnnnn", NO_METHOD, lambda o: {"key": o["mission_file"].pk}),
}

DEMONSTRATION_ONLY = {
    "desk:gallery": Line(NOT_HERE, NO_METHOD),
    "mail:mailbox": Line(NOT_HERE, NOT_HERE),
    "mail:letter": Line(NOT_HERE, NOT_HERE, lambda o: {"key": "x"}),
    "mail:letter_html": Line(NOT_HERE, NOT_HERE, lambda o: {"key": "x"}),
}

SIGNING_IN = {
    "accounts:sign_in": Line(EVERYBODY, EVERYBODY),
    "accounts:code": Line(EVERYBODY, EVERYBODY),
    "accounts:sign_out": Line(NO_METHOD, EVERYBODY),
    "accounts:signed_out": Line(EVERYBODY, NO_METHOD),
    "accounts:staff_sign_in": Line(EVERYBODY, EVERYBODY),
    "account_login": Line(EVERYBODY, EVERYBODY),
    "accounts:staff_door": Line("snnnnniiii", NO_METHOD),
    "mfa_authenticate": Line("ssssssssss", "ssssssssss"),
    "accounts:second_factor": Line(STAFF, NO_METHOD),
    "accounts:add_app": Line(STAFF, STAFF),
    "accounts:add_key": Line(STAFF, STAFF),
    "accounts:remove_factor": Line(NO_METHOD, STAFF_NOT_HERE, lambda o: {"pk": 1}),
    # codes that replace a factor which these accounts have not set up
    "accounts:recovery_codes": Line(STAFF, "ssssssssss"),
    "accounts:prove_again": Line(STAFF, STAFF),
    "desk:my": Line(SIGNED_IN, NO_METHOD),
    "desk:digest": Line("snnniinnnn", "snnniinnnn"),
    "attendance:accept": Line(SIGNED_IN, SIGNED_IN),
    "desk:calendar_address": Line(NO_METHOD, SIGNED_IN),
    "desk:entry_by_mail": Line(NO_METHOD, PANELIST, _confirmed),
    # the token in the address is the key
    "desk:own_calendar": Line(EVERYBODY, NO_METHOD, lambda o: {"token": o["calendar"].token}),
}

APPLYING = {
    "applications:start": Line(EVERYBODY, EVERYBODY),
    "applications:begin": Line(EVERYBODY, EVERYBODY),
    "applications:code": Line(EVERYBODY, EVERYBODY),
    "applications:resume": Line(EVERYBODY, EVERYBODY),
    "applications:tasks": Line(OWNER, OWNER_NO_METHOD, _application),
    "applications:check": Line(OWNER, OWNER, _application),
    "applications:sent": Line(OWNER, OWNER_NO_METHOD, _application),
    "applications:phrase": Line(OWNER, OWNER, _application),
    "applications:status": Line(OWNER, OWNER_NO_METHOD, _application),
    "applications:correct": Line(OWNER, OWNER, _application),
    "applications:withdraw": Line(OWNER, OWNER, _application),
    "applications:restore": Line(OWNER_NO_METHOD, OWNER, _application),
    "applications:data": Line(OWNER, OWNER_NO_METHOD, _application),
    "applications:data_pdf": Line(OWNER, OWNER_NO_METHOD, _application),
    "applications:erase": Line(OWNER, OWNER, _application),
    "applications:file": Line(OWNER, OWNER_NO_METHOD, _application_file),
    "applications:remove_file": Line(OWNER_NO_METHOD, OWNER, _application_file),
    "applications:upload": Line(OWNER_NO_METHOD, OWNER, _application),
    "applications:upload_piece": Line(
        OWNER_NO_METHOD, OWNER, lambda o: {**_application_upload(o), "number": 0}
    ),
    "applications:remove_upload": Line(OWNER_NO_METHOD, OWNER, _application_upload),
    "applications:page": Line(OWNER, OWNER, lambda o: {**_application(o), "name": "organisation"}),
}

SPEAKING = {
    "panels:seat": Line(PANELIST, PANELIST_NO_METHOD, _seat),
    "panels:accept": Line(PANELIST, PANELIST, _seat),
    "panels:decline": Line(PANELIST, PANELIST, _seat),
    "panels:speaker": Line(PANELIST, PANELIST, _seat),
    "panels:letter": Line(PANELIST, PANELIST_NO_METHOD, _invited),
    "panels:why": Line(NOBODY_YET, OWNER_NO_METHOD, _application),
    "publications:statement": Line(PANELIST, PANELIST, _statement),
    "publications:statement_section": Line(PANELIST, PANELIST, lambda o: _statement(o, kind="summary")),
    "publications:recommendations": Line(PANELIST, PANELIST, _statement),
    "publications:translations": Line(PANELIST, PANELIST_NO_METHOD, _statement),
    "publications:translation": Line(PANELIST, PANELIST, lambda o: _statement(o, language="fr")),
    "publications:discard": Line(PANELIST_NO_METHOD, PANELIST, lambda o: _statement(o, page="summary")),
    "publications:attachments": Line(PANELIST, PANELIST, _statement),
    "publications:attachment": Line(PANELIST, PANELIST_NO_METHOD, _attachment),
    "publications:remove_attachment": Line(PANELIST_NO_METHOD, PANELIST, _attachment),
    "publications:consent": Line(PANELIST, PANELIST, _statement),
    # of a speaker under 18, whose guardian is ``owner``
    "publications:name_guardian": Line(PANELIST, PANELIST, lambda o: {"public_id": o["young"].public_id}),
    "publications:guardian": Line(OWNER, OWNER, _guardian),
    "publications:guardian_receipt": Line(OWNER, OWNER_NO_METHOD, _guardian),
    "publications:guardian_receipt_file": Line(OWNER, OWNER_NO_METHOD, _guardian),
    "publications:guardian_file": Line(
        OWNER, OWNER_NO_METHOD, lambda o: {**_guardian(o), "file_id": o["young"].attachments.get().public_id}
    ),
    "publications:preview": Line(PANELIST, PANELIST_NO_METHOD, _statement),
    "publications:receipt": Line(PANELIST, PANELIST_NO_METHOD, _statement),
    "publications:receipt_file": Line(PANELIST, PANELIST_NO_METHOD, _statement),
    "publications:template": Line(PANELIST, PANELIST_NO_METHOD, _statement),
    "publications:send": Line(PANELIST, PANELIST, _statement),
    "publications:text_file": Line(PANELIST, PANELIST, _statement),
    "publications:comments": Line(PANELIST, NOBODY_YET, _statement),  # which comment, it does not say
    "publications:versions": Line(PANELIST, PANELIST_NO_METHOD, _statement),
    "publications:version": Line(PANELIST, PANELIST, lambda o: _statement(o, number=1)),
}

STAFF_PAGES = {
    "admin:index": Line(STAFF, STAFF),
    "admin:login": Line(STAFF, "ssssssssss"),
    "admin:logout": Line("iiiiiimmmm", EVERYBODY),
    "admin:password_change": Line(STAFF, STAFF),
    "admin:password_change_done": Line(STAFF, STAFF_NO_METHOD),
    "admin:autocomplete": Line("ssssssffff", STAFF_NO_METHOD),
    "admin:jsi18n": Line(STAFF, STAFF_NO_METHOD),
    "admin:view_on_site": Line(
        STAFF_NOT_HERE, STAFF_NOT_HERE, lambda o: {"content_type_id": "1", "object_id": "1"}
    ),
    "admin:app_list": Line(STAFF, STAFF, lambda o: {"app_label": "series"}),
    "admin:accounts_user_roles": Line(ADMINISTRATORS, ADMINISTRATORS, _key("other")),
    "admin:mail_mailbox": Line(STAFF_NOT_HERE, STAFF_NO_METHOD),
    "admin:mail_outgoingmail_letter": Line(OF_A_STATE, STAFF_NO_METHOD, _key("mail")),
    "admin:mail_outgoingmail_act": Line(OF_A_STATE, OF_A_STATE, _key("mail", act="hold")),
    # GET leads back to the mailing's own page, which asks again
    "admin:mail_mailing_act": Line(STAFF, "ssssssiifi", _key("mailing", act="start")),
    "admin:series_series_plan": Line(OFFICERS, OFFICERS),
    "admin:series_series_act": Line(OFFICERS, OFFICERS, _key("series", name="close")),
    "admin:series_series_mailing": Line(OFFICERS, OFFICERS, _key("series")),
    "admin:series_series_share": Line(OFFICERS, OFFICERS, _key("series")),
    "admin:series_contact_import": Line(OFFICERS, OFFICERS),
    "admin:series_contact_import_undo": Line(OFFICERS_NO_METHOD, OFFICERS),
    # the States come with the address or the form; none of them is Samoa for the recused
    "admin:series_presession_act": Line(OF_A_STATE, OF_A_STATE, lambda o: {"name": "not-held"}, query="ids"),
    "admin:applications_application_compare": Line(OFFICERS, OFFICERS_NO_METHOD),
    "admin:applications_application_import": Line(OFFICERS, OFFICERS),
    "admin:applications_application_template": Line(
        OFFICERS, OFFICERS_NO_METHOD, lambda o: {"number": 54, "kind": "csv"}
    ),
    "admin:applications_organisation_duplicates": Line(OFFICERS, OFFICERS_NO_METHOD),
    "admin:applications_organisation_merge": Line(
        OFFICERS,
        OFFICERS,
        lambda o: {"pk": o["organisation"].pk, "other": o["other_organisation"].pk},
    ),
    "admin:applications_organisation_undo": Line(OFFICERS_NO_METHOD, OFFICERS, _key("merge")),
    "admin:applications_organisation_member": Line(OFFICERS_NO_METHOD, OFFICERS, _key("organisation")),
    "admin:applications_application_confirm": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("application")),
    "admin:applications_application_note": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("application")),
    "admin:applications_application_move": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("application")),
    "admin:applications_application_correction": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("application")),
    "admin:applications_application_verdict": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("application")),
    "admin:applications_application_bulk": Line(
        OFFICERS_NO_METHOD, OFFICERS, data=lambda o: {"act": "label", "keys": "", "ticket": "t"}
    ),
    "admin:applications_application_bulk_done": Line(OFFICERS, OFFICERS, _key("bulk")),
    "admin:applications_application_reopen": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("application")),
    "admin:applications_application_file": Line(
        OF_A_STATE,
        OF_A_STATE_NO_METHOD,
        lambda o: {"pk": o["application"].pk, "file_id": o["file"].public_id},
    ),
    "admin:applications_application_shown_file": Line(
        OF_A_STATE,
        OF_A_STATE_NO_METHOD,
        lambda o: {"pk": o["application"].pk, "file_id": o["file"].public_id},
    ),
    "admin:panels_workbench": Line(OF_A_STATE, OF_A_STATE_NO_METHOD, _key("call")),
    "admin:panels_propose": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("call")),
    "admin:panels_wish": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("call")),
    "admin:panels_swap": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("call")),
    "admin:panels_undo": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("call")),
    "admin:panels_compare": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("call")),
    "admin:panels_try": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("call")),
    "admin:panels_beside": Line(OF_A_STATE, OF_A_STATE_NO_METHOD, _key("call")),
    "admin:panels_approve": Line(OF_A_STATE, OF_A_STATE, _key("call")),
    "admin:panels_reopen": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("call")),
    "admin:panels_letter": Line(OF_A_STATE, OF_A_STATE_NO_METHOD, _invited_by_staff),
    "admin:panels_order": Line(OF_A_STATE, OF_A_STATE, _key("call")),
    "admin:panels_policies": Line(OF_A_STATE, OF_A_STATE_NO_METHOD, _key("call")),
    "admin:panels_hour": Line(OF_A_STATE, OF_A_STATE, _key("call")),
    "admin:panels_close_short": Line(OF_A_STATE, OF_A_STATE, _key("call")),
    "admin:panels_decide": Line(OF_A_STATE, OF_A_STATE, _key("call")),
    "admin:panels_about": Line(OF_A_STATE, OF_A_STATE_NO_METHOD, _panelled),
    "admin:panels_unwish": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _panelled),
    "admin:panels_reason": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _panelled),
    "admin:panels_release": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _panelled),
    "admin:panels_assess": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _panelled),
    "admin:panels_record": Line(OF_A_STATE, OF_A_STATE_NO_METHOD, _key("proposal")),
    "admin:panels_overview": Line(OFFICERS, OFFICERS_NO_METHOD, _number(54)),
    "admin:panels_solve": Line(OFFICERS_NO_METHOD, OFFICERS, _number(54)),
    "admin:panels_decide_series": Line(OFFICERS, OFFICERS, _number(54)),
    "admin:scheduling_timetable_series": Line(STAFF, OFFICERS, _number(53)),
    "admin:scheduling_joint": Line(OFFICERS, OFFICERS, _number(53)),
    "admin:scheduling_joint_change": Line(OFFICERS, OFFICERS, lambda o: {"number": 53, "key": o["joint"].pk}),
    "admin:scheduling_timetable_board": Line(STAFF, STAFF, _key("timetable")),
    "admin:scheduling_timetable_act": Line(
        NO_METHOD,
        OFFICERS,
        _key("timetable", verb="undo"),
        data=lambda o: {"version": o["timetable"].version},
    ),
    "admin:scheduling_timetable_paper": Line(
        STAFF, STAFF_NO_METHOD, _key("timetable", name="rooms", kind="xlsx")
    ),
    "admin:scheduling_timetable_compare": Line(OFFICERS, OFFICERS, _key("timetable")),
    "admin:scheduling_timetable_publish": Line(OFFICERS, OFFICERS, _key("timetable")),
    "admin:scheduling_timetable_discard": Line(OFFICERS, OFFICERS, _key("timetable")),
    "admin:publications_bundle_new": Line(OFFICERS, OFFICERS, _number(52)),
    "admin:publications_bundle_withdraw": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("bundle")),
    "admin:publications_statement_ask": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("statement")),
    "admin:publications_statement_check": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("statement")),
    "admin:publications_statement_guardian": Line(OF_A_STATE, OF_A_STATE, _key("young")),
    "admin:publications_statement_consent": Line(OF_A_STATE, OF_A_STATE, _key("statement")),
    "admin:publications_statement_take_back": Line(OF_A_STATE, OF_A_STATE, _key("statement")),
    "admin:publications_statement_proof": Line(
        OF_A_STATE, OF_A_STATE, lambda o: {"pk": o["young"].pk, "key": o["proof"].public_id}
    ),
    "admin:publications_statement_proof_file": Line(
        OF_A_STATE, OF_A_STATE_NO_METHOD, lambda o: {"pk": o["young"].pk, "key": o["proof"].public_id}
    ),
    "admin:publications_statement_comment": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("statement")),
    "admin:publications_statement_comment_back": Line(
        OF_A_STATE_NO_METHOD, OF_A_STATE, _key("statement", key=UUID(int=1))
    ),
    "admin:publications_statement_comments_send": Line(OF_A_STATE_NO_METHOD, OF_A_STATE, _key("statement")),
    "admin:publications_statement_versions": Line(OF_A_STATE, OF_A_STATE_NO_METHOD, _key("statement")),
    "admin:publications_statement_version": Line(
        OF_A_STATE, OF_A_STATE_NO_METHOD, _key("statement", number=1)
    ),
    "admin:publications_statement_publish": Line(OF_A_STATE, OF_A_STATE, _key("statement")),
    "admin:publications_statement_copy": Line(
        OF_A_STATE,
        OF_A_STATE_NO_METHOD,
        lambda o: {"pk": o["statement"].pk, "file_id": o["attachment"].public_id},
    ),
    "admin:publications_statement_original": Line(
        OF_A_STATE,
        OF_A_STATE_NO_METHOD,
        lambda o: {"pk": o["statement"].pk, "file_id": o["attachment"].public_id},
    ),
    "admin:attendance_mission": Line(OFFICERS, OFFICERS, _key("mission")),
    "admin:attendance_again": Line(OFFICERS_NO_METHOD, OFFICERS, _key("invitation")),
    "admin:attendance_revoke": Line(OFFICERS, OFFICERS, _key("invitation")),
    "admin:attendance_meetings": Line(STAFF, STAFF_NO_METHOD, _number(53)),
    "admin:attendance_record": Line(MEETINGS, MEETINGS, _key("meeting")),
    "admin:attendance_list": Line(MEETINGS, STAFF_NO_METHOD, _key("meeting")),
    "admin:attendance_held": Line(STAFF_NO_METHOD, MEETINGS, _key("meeting")),
    "admin:attendance_floor": Line(MEETINGS, STAFF_NO_METHOD, _key("meeting")),
    "admin:attendance_clock": Line(MEETINGS, STAFF_NO_METHOD, _key("meeting")),
    "admin:attendance_state": Line(MEETINGS, STAFF_NO_METHOD, _key("meeting")),
    "admin:attendance_tick": Line(STAFF_NO_METHOD, MEETINGS, _key("meeting")),
    "admin:attendance_joint_record": Line(MEETINGS, MEETINGS, _key("joint")),
    "admin:attendance_joint_list": Line(MEETINGS, STAFF_NO_METHOD, _key("joint")),
    "admin:attendance_joint_floor": Line(MEETINGS, STAFF_NO_METHOD, _key("joint")),
    "admin:attendance_joint_clock": Line(MEETINGS, STAFF_NO_METHOD, _key("joint")),
    "admin:attendance_joint_state": Line(MEETINGS, STAFF_NO_METHOD, _key("joint")),
    "admin:attendance_joint_tick": Line(STAFF_NO_METHOD, MEETINGS, _key("joint")),
}

TABLE: dict[str, Line] = {
    **PUBLIC,
    **DEMONSTRATION_ONLY,
    **SIGNING_IN,
    **APPLYING,
    **SPEAKING,
    **STAFF_PAGES,
}

# Django's own list and form pages, by model: the object whose pages are asked for. Outsiders are sent to sign in
# on every one of them; moderators read what is named here and change nothing there; the recused find neither list
# line nor page of an object of Samoa.
STOCK = {
    "accounts_user": "other",
    "lifecycle_statuschange": "change",
    "lifecycle_auditevent": "event",
    "mail_outgoingmail": "mail",
    "mail_mailing": "mailing",
    "series_series": "series",
    "series_presession": "call",
    "series_workinggroupsession": "session",
    "series_review": "review",
    "series_state": "state",
    "series_permanentmission": "mission",
    "series_issue": "issue",
    "series_nhriaccreditation": "nhri",
    "series_pastseries": "past_series",
    "series_pastmeeting": "past_meeting",
    "series_contact": "contact",
    "applications_application": "application",
    "applications_organisation": "organisation",
    "panels_panel": "panel",
    "scheduling_timetable": "timetable",
    "publications_statement": "statement",
    "publications_bundle": "bundle",
    "attendance_invitation": "invitation",
    "attendance_meetingrecord": "record",
    "desk_reportedfigures": "reported",
}
OF_SAMOA = {
    "mail_outgoingmail",
    "series_presession",
    "applications_application",
    "panels_panel",
    "publications_statement",
    "publications_bundle",
    "attendance_meetingrecord",
}
MODERATORS_READ = {
    "series_series",
    "series_presession",
    "series_workinggroupsession",
    "series_review",
    "series_state",
    "series_permanentmission",
    "series_issue",
    "series_nhriaccreditation",
    "series_pastseries",
    "series_pastmeeting",
    "scheduling_timetable",
    "attendance_meetingrecord",
}
ADMINISTRATORS_ONLY = {"accounts_user", "lifecycle_statuschange", "lifecycle_auditevent"}
LEAD_TO_OWN_PAGES = {"scheduling_timetable", "attendance_meetingrecord"}
