"""How long the search may go on before it must answer "not proven"."""

from collections.abc import Callable

_STEPS_BETWEEN_LOOKS = 16


class Exhausted(Exception):
    """The search was cut short; what it found so far is not proved best."""


class Budget:
    """Counts the steps of a search, and looks at the clock now and then where there is a time limit.

    The clock is handed in: pure rules never read it themselves. Without `steps` and without `time_limit` the
    search runs until it has its proof.
    """

    def __init__(
        self,
        *,
        steps: int | None = None,
        time_limit: float | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        if time_limit is not None and clock is None:
            raise ValueError("a time limit needs a clock")
        self._left = steps
        self._clock = clock if time_limit is not None else None
        self._until = (
            self._clock() + time_limit if self._clock is not None and time_limit is not None else 0.0
        )
        self._spent = 0

    def spend(self) -> None:
        """One step. Raises Exhausted when there are no more steps or the time is over."""
        self._spent += 1
        if self._left is not None and self._spent > self._left:
            raise Exhausted
        if (
            self._clock is not None
            and self._spent % _STEPS_BETWEEN_LOOKS == 0
            and self._clock() >= self._until
        ):
            raise Exhausted
