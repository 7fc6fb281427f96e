"""How news of a change travels upward.

``status_changed`` is sent with ``sender`` the model class, ``thing`` the row
and ``change`` its `StatusChange`, inside the transaction of the change: what a
receiver does happens with it or not at all. Receivers are few and named in
``docs/decisions``; everything else is an explicit call downward.
"""

from django.dispatch import Signal

status_changed = Signal()
