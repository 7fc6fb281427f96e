"""The verbs of panels and seats: may, rule, move, mail, in that order, in one transaction.

Six seats at most: the number of a seat is 1 to 6 and unique among the active ones, which both databases
enforce. Locks are taken as ``locks`` says. ``by`` is the account that acts, ``actor`` what it may do (a
browser that opened its application with the recovery phrase has an actor and no account); with neither the
house itself acts, from a task or a receiver.

This module is the door; the verbs stand in ``composing``, ``offering``, ``answering``, ``turns`` and ``hours``, on what
they share in ``seating``.
"""

from .answering import confirm_seat, decline_seat, name_speaker
from .composing import approve, give_reason, open_panel, propose, reopen, swap, undo, unwish, wish, wish_all
from .hours import set_hour
from .locks import NotPossible
from .offering import (
    answer_others,
    application_withdrawn,
    close_short,
    lapse,
    offer_seats,
    release_seat,
    remind,
)
from .seating import address_of, settle, subject_of_panel, subject_of_seat, waits_for_second_person
from .turns import set_floor

__all__ = [
    "NotPossible",
    "address_of",
    "answer_others",
    "application_withdrawn",
    "approve",
    "close_short",
    "confirm_seat",
    "decline_seat",
    "give_reason",
    "lapse",
    "name_speaker",
    "offer_seats",
    "open_panel",
    "propose",
    "release_seat",
    "remind",
    "reopen",
    "set_floor",
    "set_hour",
    "settle",
    "subject_of_panel",
    "subject_of_seat",
    "swap",
    "undo",
    "unwish",
    "waits_for_second_person",
    "wish",
    "wish_all",
]
