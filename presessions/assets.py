"""Joins the style sheets and the scripts of public pages into one file each.

`python -m presessions.assets` writes static/css/site.css and static/js/site.js; both are committed,
so that running the application needs no build. `--check` writes nothing and exits with status 1
when they are not what their parts give.
"""

from __future__ import annotations

import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
PARTS = {
    "css/site.css": ("tokens", "base", "components", "print"),
    "js/site.js": (
        "common",
        "copy",
        "localtime",
        "count",
        "speaking",
        "autosave",
        "pieces",
        "once",
        "upload",
        "progress",
    ),
}


def joined(target: str) -> str:
    """What the file should hold: its parts in order; scripts inside one block of their own."""
    folder, kind = (STATIC / target).parent, Path(target).suffix
    text = "\n".join((folder / f"{part}{kind}").read_text("utf-8") for part in PARTS[target])
    head = "/* Made by `python -m presessions.assets` from the files beside it. */\n"
    return f"{head}{{\n{text}}}\n" if kind == ".js" else head + text


def main(arguments: list[str]) -> int:
    """Writes, or with `--check` compares; returns the exit status."""
    stale = [
        target
        for target in PARTS
        if not (STATIC / target).exists() or (STATIC / target).read_text("utf-8") != joined(target)
    ]
    if "--check" in arguments:
        for target in stale:
            sys.stdout.write(f"static/{target} is stale: run python -m presessions.assets\n")
        return int(bool(stale))
    for target in stale:
        (STATIC / target).write_text(joined(target), "utf-8")
        sys.stdout.write(f"wrote static/{target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
