"""The recommendations that States made in UPR sessions 1 to 17, which the suggestions are trained and measured on.

The file does not belong to the project. ``--data FILE`` or RECOMMENDATIONS_FILE says where it lies: CSV, gzip or not,
with the columns session, action, issues ("; " between English names) and text.
"""

import argparse
import csv
import gzip
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from presessions.series.reference import parse

TRAINED = range(1, 15)  # sessions the shipped weights have seen; those after are held out
CHOSEN_ON = range(
    13, 15
)  # sessions on which strength, features and threshold were chosen, trained on those before
AT_LEAST = 20  # recommendations that a word or pair occurs in


@dataclass(frozen=True)
class Labelled:
    """One recommendation as UPR Info classified it."""

    session: int
    action: int
    issues: frozenset[str]  # codes
    text: str


def issue_names() -> dict[str, str]:
    """UPR Info's 54 issues, English name -> code."""
    folder = Path(parse.__file__).parent
    with (folder / "themes.csv").open(encoding="utf-8", newline="") as themes:
        return {
            row["name_en"]: row["code"] for row in csv.DictReader(themes) if row["code"].startswith("UI-")
        }


def parser(description: str) -> argparse.ArgumentParser:
    """The options of both commands."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--data", default=os.environ.get("RECOMMENDATIONS_FILE", ""), help="CSV or CSV.gz")
    return options


def load(name: str) -> list[Labelled]:
    """Every recommendation of the file; ends the command in one sentence where there is none."""
    if not name or not Path(name).is_file():
        sys.exit(
            f"{name or 'No file'}: say where the recommendations lie with --data FILE or RECOMMENDATIONS_FILE"
        )
    codes = issue_names()
    opened = gzip.open if name.endswith(".gz") else open
    with opened(name, "rt", encoding="utf-8", newline="") as lines:
        return [
            Labelled(
                int(row["session"]),
                int(row["action"]),
                frozenset(codes[issue] for issue in row["issues"].split("; ")),
                row["text"],
            )
            for row in csv.DictReader(lines)
        ]
