"""How accounts, sessions and the record forget: the rooms that stand below this one."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from presessions.accounts import parking
from presessions.accounts.grants import end_sessions
from presessions.accounts.models import User
from presessions.lifecycle.models import StatusChange
from presessions.privacy.erase import Person, register_eraser
from presessions.privacy.retention import Rule, register_retention

ERASED = "erased.invalid"  # RFC 2606: no mail can ever go there
RECORDS = frozenset(
    {"accounts", "admin", "auth", "lifecycle", "mfa", "account"}
)  # what they tell needs no address


def forget_account(person: Person) -> int:
    """Empty and disable the account; its row stays, so that what it decided keeps an author."""
    user = person.user
    if user is None or user.email.endswith(f"@{ERASED}"):
        return 0
    end_sessions(user)
    Authenticator.objects.filter(user=user).delete()
    user.grants.all().delete()
    forget_log_of(user)
    user.email, user.name, user.last_login = f"{user.pk}@{ERASED}", "", None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    return 1


def forget_reasons(person: Person) -> int:
    """Empty the reasons a person gave in their own words (withdrawals, declined seats)."""
    if person.user is None:
        return 0
    own = StatusChange.objects.filter(by=person.user).exclude(by_what="staff").exclude(reason="")
    return own.update(reason="")


def forget_log_of(thing: Model) -> int:
    """The admin's own log without what it calls this thing."""
    kind = ContentType.objects.get_for_model(type(thing))
    return _nameless(LogEntry.objects.filter(content_type=kind, object_id=str(thing.pk)))


def forget_address_in_log(person: Person) -> int:
    """The admin's own log without this address, whatever it was that was called so."""
    named = Q(object_repr__icontains=person.email) | Q(change_message__icontains=person.email)
    return _nameless(LogEntry.objects.filter(named))


def _nameless(entries: QuerySet[LogEntry]) -> int:
    return entries.exclude(object_repr="", change_message="").update(object_repr="", change_message="")


def unused(before: datetime) -> QuerySet[User]:
    """Accounts of people outside, last used before this instant, that nothing hangs on any more."""
    seen = Q(last_login__lte=before) | Q(last_login=None, date_joined__lte=before)
    rows = User.objects.filter(seen, is_staff=False, is_superuser=False).exclude(email__endswith=f"@{ERASED}")
    for relation in User._meta.related_objects:
        if relation.related_model._meta.app_label not in RECORDS:
            held = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.exclude(Exists(held))
    return rows


def forget_unused(before: datetime) -> int:
    """Retention: accounts nobody used for long and nothing hangs on."""
    return sum(forget_account(Person(user.email, user)) for user in unused(before))


def forget_parked(before: datetime) -> int:
    return parking.remove_old()


def forget_sessions(before: datetime) -> int:
    return Session.objects.filter(expire_date__lte=timezone.now()).delete()[0]


def forget_admin_log(before: datetime) -> int:
    """The admin's own log names things; the audit and the changes of status stay."""
    return LogEntry.objects.filter(action_time__lte=before).delete()[0]


def register() -> None:
    """Called once, when the application starts."""
    register_eraser("accounts", forget_account)
    register_eraser("lifecycle", forget_reasons)
    register_retention(
        Rule("text parked while signed out", timedelta(hours=settings.PARKED_HOURS), forget_parked)
    )
    register_retention(Rule("sessions that ended", timedelta(0), forget_sessions))
    register_retention(Rule("the admin's log", "logs", forget_admin_log))
    register_eraser("the admin's log", forget_address_in_log)
    register_retention(Rule("accounts nobody uses", "accounts", forget_unused))
