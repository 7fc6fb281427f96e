"""The timetable of least cost, with proof: OR-Tools CP-SAT goal by goal, then the one canonical answer.

One worker thread and a fixed seed; what is proven best is the same on every machine and under every seed.
Imports OR-Tools, which belongs in a worker's task or a process of its own, never in a web process.
"""

import math
import time
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from presessions.scheduling.timetable import goals
from presessions.scheduling.timetable_clash import clashes
from presessions.scheduling.timetable_goals import goal_expressions, interpreter_mornings, key
from presessions.scheduling.timetable_model import Linear, Model
from presessions.scheduling.timetable_values import Input, Placed, Plan, Proof

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
SHARE = 0.6
"""How much of the time left one goal may take, so that the goals after it get theirs."""


def solve(given: Input, *, time_limit_s: float = 60.0, seed: int = 0) -> Plan:
    """The best timetable of a checked input (see `check`), or the clashes that forbid one.

    Past `time_limit_s` seconds the best found so far is returned as "not proven", with a bound for each goal
    that wasn't proven; bounds of later goals hold for the values reached in earlier ones.
    """
    ends = time.monotonic() + time_limit_s
    search = Search(Model(given), ends, seed)
    status = search.first()
    if status == cp_model.INFEASIBLE:
        return _infeasible(given, time_limit_s, seed)
    if status not in FOUND:
        words = f"no timetable found in {time_limit_s:g} s, and no proof that there is none: allow more time"
        return Plan(False, Proof.NOT_PROVEN, conflicts=((words,),))
    for name, expression in goal_expressions(search.model):
        search.minimise(name, expression)
    proven = not search.bounds and all(
        search.minimise("", key(search.model, meeting.id)) for meeting in search.model.meetings
    )
    reached = goals(search.best, given)
    return Plan(
        feasible=True,
        proof=Proof.OPTIMAL if proven else Proof.NOT_PROVEN,
        meetings=search.best,
        interpreter_mornings=reached.interpreter_mornings,
        broken_wishes=reached.broken_wishes,
        latest_end=reached.latest_end,
        moved=reached.moved,
        bounds=search.bounds,
    )


def feasible(given: Input, *, time_limit_s: float = 60.0, seed: int = 0) -> bool | None:
    """Whether any timetable exists; None where the time didn't suffice to know."""
    status = Search(Model(given), time.monotonic() + time_limit_s, seed).first()
    return None if status == cp_model.UNKNOWN else status in FOUND


def _infeasible(given: Input, time_limit_s: float, seed: int) -> Plan:
    """The clashes; they get the time limit once more, since they are what the reader needs."""
    ends = time.monotonic() + time_limit_s

    def ask(task: Input) -> bool | None:
        return feasible(task, time_limit_s=max(0.1, ends - time.monotonic()), seed=seed)

    found = clashes(given, ask)
    proof = Proof.OPTIMAL if all(clash.verified for clash in found) else Proof.NOT_PROVEN
    return Plan(False, proof, conflicts=tuple(clash.words for clash in found))


@dataclass
class Search:
    """One model being narrowed, goal after goal; `best` is the last timetable found."""

    model: Model
    ends: float
    seed: int
    best: tuple[Placed, ...] = ()
    bounds: dict[str, int] = field(default_factory=dict)

    def first(self) -> cp_model.CpSolverStatus:
        """Any timetable at all."""
        solver = self._solver(1.0)
        status = solver.solve(self.model.cp)
        if status in FOUND:
            self._keep(solver)
        return status

    def minimise(self, name: str, expression: Linear) -> bool:
        """Bring one goal down and hold it there; True when proven that it can't go lower."""
        if isinstance(expression, int):
            return True
        if name == "interpreter_mornings" and self.model.has_rooms_side_by_side:
            self.model.cp.add(expression >= self._fewest_interpreters())
        self.model.cp.minimize(expression)
        solver = self._solver(SHARE)
        if name == "latest_end":
            # Twice as slow to start and many times stronger a bound, for this goal only.
            solver.parameters.linearization_level = 2
        status = solver.solve(self.model.cp)
        if status in FOUND:
            self._keep(solver)
        if status == cp_model.OPTIMAL:
            self.model.cp.add(expression == round(solver.objective_value))
            return True
        if name:
            self.bounds[name] = math.ceil(solver.best_objective_bound - 1e-6)
        if status in FOUND:
            self.model.cp.add(expression <= round(solver.objective_value))
        return False

    def _fewest_interpreters(self) -> int:
        """How many no timetable can do without, from packing alone; the search begins with that packing.

        Where rooms stand side by side, proving it among times, people and walks takes several times as long.
        """
        packing = Model(self.model.given, packing_only=True)
        packing.cp.minimize(interpreter_mornings(packing))
        solver = self._solver(SHARE / 2)
        if solver.solve(packing.cp) in FOUND and not self.model.given.published:
            self.model.start_from_packing(packing, solver)
        return max(0, math.ceil(solver.best_objective_bound - 1e-6))

    def _solver(self, share: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        # Trying each literal before the search costs more than it finds: without, one room takes four fifths of the
        # time and two rooms half of it for the first two goals, and the bound of the latest end gets no worse.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.max_time_in_seconds = max(0.05, share * (self.ends - time.monotonic()))
        return solver

    def _keep(self, solver: cp_model.CpSolver) -> None:
        """Remember the timetable, and start the next search from it."""
        self.best = self.model.read(solver)
        self.model.start_from(solver)
