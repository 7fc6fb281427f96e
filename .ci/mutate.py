"""mutmut, for functions under ``@transaction.atomic`` too: it leaves out whatever is decorated, and the verbs of
statements are. The decorator stays where it is, around the mutant as around the verb."""

import sys

import libcst
import mutmut.mutation.file_mutation as made
from mutmut.__main__ import cli

ATOMIC = "transaction.atomic"
skip = made.MutationVisitor._skip_node_and_children


def skip_but_verbs(self: made.MutationVisitor, node: libcst.CSTNode) -> bool:
    """As mutmut decides, as if a verb had no decorator."""
    if not isinstance(node, libcst.FunctionDef) or len(node.decorators) != 1:
        return bool(skip(self, node))
    decorator = libcst.Module([]).code_for_node(node.decorators[0].decorator)
    return decorator != ATOMIC and bool(skip(self, node))


made.MutationVisitor._skip_node_and_children = skip_but_verbs  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(cli())
