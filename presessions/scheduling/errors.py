"""What can't be done with a timetable now."""


class NotPossible(Exception):
    """The step is not possible now; the text says why and what to do."""


class Outpaced(NotPossible):
    """Somebody changed the timetable since the page was opened; nothing was changed."""
