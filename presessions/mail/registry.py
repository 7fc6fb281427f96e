"""Which function turns a mail's ids into the values of its message.

The outbox keeps a message's name, ids and language, never its text. When the
mail is sent, previewed or resent, the app that knows the ids is asked for the
values as they are *then*. Each app registers its functions at start-up, in a
module its ``AppConfig.ready`` imports::

    from presessions.mail import messages, registry

    @registry.source("application_received")
    def application_received(ids, language):
        application = Application.objects.filter(pk=ids["application"]).first()
        if application is None or application.status != ApplicationStatus.SUBMITTED:
            return None  # no longer true: the mail is dropped, and the outbox says so
        return messages.Values(reference=..., url=..., deadline=...)

The function is called with ``language`` already active.
"""

from collections.abc import Callable, Mapping

from presessions.mail import messages

Ids = Mapping[str, str | int]
Source = Callable[[Ids, str], messages.Values | None]

_sources: dict[str, Source] = {}


class NotRegistered(LookupError):
    """No app registered values for this message."""


def source(message: str) -> Callable[[Source], Source]:
    """Register the decorated function as the one that gives ``message`` its values.

    Raises ``ValueError`` for a message that ``messages.py`` does not hold, or
    one that another function already serves.
    """
    if message not in messages.NAMES:
        raise ValueError(f"There is no message “{message}” in presessions/mail/messages.py.")

    def register(function: Source) -> Source:
        known = _sources.get(message)
        if known is not None and (known.__module__, known.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"“{message}” is already served by {known.__module__}.{known.__qualname__}.")
        _sources[message] = function
        return function

    return register


def names() -> tuple[str, ...]:
    """The messages that an app serves, in alphabetical order."""
    return tuple(sorted(_sources))


def values(message: str, ids: Ids, language: str) -> messages.Values | None:
    """The values of ``message`` as they are now; None where it is no longer relevant.

    Raises ``NotRegistered`` where no app serves it.
    """
    try:
        function = _sources[message]
    except KeyError:
        raise NotRegistered(f"Nothing gives “{message}” its values.") from None
    return function(ids, language)
