"""mutmut, for functions under ``@transaction.atomic`` too: it leaves out whatever is decorated, and the verbs of
statements are. The decorator stays where it is, around the mutant as around the verb.

Of the tests of a mutant those run first that killed one last, then those without a database, then the quickest: most
mutants die of a test that killed their neighbour.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import libcst
import mutmut.mutation.file_mutation as made
import pytest
from django.core.management.commands import migrate
from mutmut.__main__ import cli
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd

ATOMIC = "transaction.atomic"
KILLERS = Path("killers")  # beside the mutants, where their tests run; the last one last
skip = made.MutationVisitor._skip_node_and_children


def skip_but_verbs(self: made.MutationVisitor, node: libcst.CSTNode) -> bool:
    """As mutmut decides, as if a verb had no decorator."""
    if not isinstance(node, libcst.FunctionDef) or len(node.decorators) != 1:
        return bool(skip(self, node))
    decorator = libcst.Module([]).code_for_node(node.decorators[0].decorator)
    return decorator != ATOMIC and bool(skip(self, node))


class KillersFirst:
    """The order of the tests of one mutant; what kills it is written down for the next."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        lately = KILLERS.read_text().splitlines() if KILLERS.exists() else []
        killed = {test: place for place, test in enumerate(lately)}

        def turn(item: pytest.Item) -> tuple[bool, int, bool, float]:
            database = item.get_closest_marker("django_db")
            # tests that commit empty the tables behind them: always last
            commits = database is not None and bool(database.kwargs.get("transaction"))
            seconds = state().duration_by_test.get(item.nodeid, 0)
            return commits, -killed.get(item.nodeid, -1), database is not None, seconds

        items.sort(key=turn)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with KILLERS.open("a") as killers:
                killers.write(f"{report.nodeid}\n")


def run_tests(self: PytestRunner, *, mutant_name: str | None, tests: Iterable[str]) -> int:
    if mutant_name is not None:  # in a process of its own: the run of all tests before has made the tables
        migrate.Command.handle = lambda self, *args, **options: None  # type: ignore[method-assign]
    with change_cwd("mutants"):
        return int(self.execute_pytest(self._pytest_args_regular_run(tests), plugins=[KillersFirst()]))


made.MutationVisitor._skip_node_and_children = skip_but_verbs  # type: ignore[method-assign]
PytestRunner.run_tests = run_tests  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(cli())
