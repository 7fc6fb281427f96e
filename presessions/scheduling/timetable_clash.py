"""Why no timetable exists: minimal sets of named rules of which one must give.

A set is minimal where the rules in it can't be met together and leaving any one of them out makes it possible
(everything else lifted). QuickXplain (Junker, 2004) finds one with few questions to the solver; each member
is then verified by asking once more without it. Pure: the solver comes as an argument.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from presessions.scheduling.timetable_rules import Constraint, constraints, without
from presessions.scheduling.timetable_values import Input

Feasible = Callable[[Input], bool | None]
"""Can these rules be met? None where the time didn't suffice to know."""


@dataclass(frozen=True)
class Clash:
    """Rules that can't be met together; `verified` where leaving out any one was shown to help."""

    rules: tuple[Constraint, ...]
    verified: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The labels, for the reader."""
        return tuple(rule.words for rule in self.rules)


def clashes(given: Input, feasible: Feasible, *, most: int = 3) -> list[Clash]:
    """Up to `most` clashes of a task known to be infeasible, no rule in two of them; at least one.

    Asks `feasible` about the task with rules lifted. The same task gives the same clashes.
    """
    rules = constraints(given)
    found: list[Clash] = []
    asking = _Asking(given, rules, feasible)
    rest = rules
    while len(found) < most and (not found or asking.clash(rest)):
        clash = asking.minimal(rest)
        found.append(Clash(tuple(clash), asking.is_minimal(clash)))
        rest = [rule for rule in rest if rule not in clash]
    return found


class _Asking:
    """One task, asked about with only some of its rules in force."""

    def __init__(self, given: Input, rules: Sequence[Constraint], feasible: Feasible) -> None:
        self.given, self.rules, self.feasible = given, rules, feasible

    def clash(self, kept: Sequence[Constraint]) -> bool:
        """Whether these rules alone are known to clash."""
        wanted = set(kept)
        return self.feasible(without(self.given, [r for r in self.rules if r not in wanted])) is False

    def minimal(self, rules: Sequence[Constraint]) -> list[Constraint]:
        """A minimal clash among `rules`, which clash; in their order."""
        chosen = set(self._explain([], [], list(rules)))
        return [rule for rule in rules if rule in chosen]

    def _explain(
        self, base: list[Constraint], added: list[Constraint], rules: list[Constraint]
    ) -> list[Constraint]:
        """Which of `rules` are needed to make `base` clash; `added` is what came to `base` last."""
        if added and self.clash(base):
            return []
        if len(rules) == 1:
            return rules
        first, second = rules[: len(rules) // 2], rules[len(rules) // 2 :]
        late = self._explain(base + first, first, second)
        early = self._explain(base + late, late, first)
        return early + late

    def is_minimal(self, clash: Sequence[Constraint]) -> bool:
        """Whether leaving out any one rule is known to help."""
        for left_out in clash:
            kept = {rule for rule in clash if rule != left_out}
            if not self.feasible(without(self.given, [r for r in self.rules if r not in kept])):
                return False
        return True
