"""Whether anybody outside reads something of a statement now."""

from .enums import OutsideAudience
from .models import Statement
from .published import TABLES
from .reading import PUBLIC_PROGRAMME


def is_out(row: Statement) -> bool:
    """Whether pages outside may show anything of its Pre-session: the programme of its series is public."""
    return row.seat.panel.pre_session.series.status in PUBLIC_PROGRAMME


def is_readable(row: Statement) -> bool:
    """Whether a mission or the public finds anything of it; interpreters, who prepare before everybody, are not
    counted as readers. One query at most."""
    if not is_out(row):
        return False
    first, *others = (
        table.objects.filter(statement=row)
        .exclude(audience=OutsideAudience.INTERPRETERS)
        .order_by()
        .values_list("item")
        for table in TABLES
    )
    return bool(first.union(*others, all=True)[:1])
