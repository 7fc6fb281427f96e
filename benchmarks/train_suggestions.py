"""Train the suggestions offline and write ``publications/suggestions/weights.tsv``: ``make train-suggestions``.

Two linear models (support vectors, one against the rest) over word stems and pairs of them that occur in at least
20 recommendations. Strength and threshold were chosen on sessions 13 and 14 with weights trained on 1 to 12; the
written weights are trained on 1 to 14, and sessions 15 to 17 are never looked at here
(``make bench-recommendations`` measures on them). scikit-learn is needed here and nowhere else.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from benchmarks.recommendations import AT_LEAST, TRAINED, Labelled, issue_names, load, parser
from publications.suggestions import weights
from publications.suggestions.features import action_features, issue_features, words_of

ACTION_STRENGTH = 0.3
ISSUE_STRENGTH = 1.0
THRESHOLD = -0.2  # below zero: a missed issue costs as much as a wrong one, and rare issues score low
DIGITS = 6


def main() -> None:
    options = parser("Trains the suggestions.")
    given = options.parse_args()
    rows = [row for row in load(given.data) if row.session in TRAINED]
    began = time.monotonic()
    text = trained(rows)
    weights.FILE.write_text(text, encoding="utf-8", newline="\n")
    print(
        f"{len(rows):,} recommendations, {text.count(chr(10)) - 1:,} words and pairs, "
        f"{len(text.encode()) / 1e6:.2f} MB, {time.monotonic() - began:.0f} s: {weights.FILE.name}"
    )


def trained(rows: Sequence[Labelled], *, at_least: int = AT_LEAST, threshold: float = THRESHOLD) -> str:
    """The text of the file of weights."""
    words = [words_of(row.text) for row in rows]
    names = {code: name for name, code in issue_names().items()}
    action, action_rows = _fit(
        [action_features(each) for each in words],
        [str(label) for label in range(1, 6)],
        lambda label: [str(row.action) == label for row in rows],
        ACTION_STRENGTH,
        at_least,
    )
    issues, issue_rows = _fit(
        [issue_features(each) for each in words],
        sorted(names),
        lambda code: [code in row.issues for row in rows],
        ISSUE_STRENGTH,
        at_least,
    )
    header = {
        "sessions": [min(row.session for row in rows), max(row.session for row in rows)],
        "at_least": at_least,
        "threshold": threshold,
        "names": sorted(names.items()),
        "action": action,
        "issues": issues,
    }
    return weights.written(header, action_rows, issue_rows)


def _fit(
    found: Sequence[dict[str, str]],
    labels: Sequence[str],
    truth_of: Callable[[str], Sequence[bool]],
    strength: float,
    at_least: int,
) -> tuple[dict[str, object], dict[str, list[int]]]:
    """One model: what its header says, and a signed byte per word or pair and label."""
    counts = Counter(each for features in found for each in features)
    kept = sorted(each for each, count in counts.items() if count >= at_least)
    matrix = _matrix(found, {each: column for column, each in enumerate(kept)})
    columns, scales, intercepts = [], [], []
    for label in labels:
        model = LinearSVC(C=strength, random_state=0).fit(matrix, np.array(truth_of(label)))
        scale = round(float(np.abs(model.coef_).max()) / weights.LARGEST, 9) or 1.0
        columns.append(np.rint(model.coef_[0] / scale).clip(-weights.LARGEST, weights.LARGEST).astype(int))
        scales.append(scale)
        intercepts.append(round(float(model.intercept_[0]), DIGITS))
    rows = dict(zip(kept, np.array(columns).T.tolist(), strict=True))
    return {"labels": list(labels), "scales": scales, "intercepts": intercepts}, rows


def _matrix(found: Sequence[dict[str, str]], columns: dict[str, int]) -> csr_matrix:
    """One row per text, of length 1, as ``Linear.scores`` reads it."""
    places, starts, values = [], [0], []
    for features in found:
        known = sorted(columns[each] for each in features if each in columns)
        places += known
        starts.append(len(places))
        values += [1 / max(1, len(known)) ** 0.5] * len(known)
    return csr_matrix((np.array(values), places, starts), shape=(len(found), len(columns)))


if __name__ == "__main__":
    main()
