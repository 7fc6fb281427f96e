"""How good the shipped suggestions are on sessions they have not seen: ``make bench-recommendations``.

Prints accuracy and confusion of the category, micro-F1 and F1 per issue, time per text and the size of the weights;
ends with 1 where a promise is broken. ``--before`` trains on sessions 1 to 12 and measures on 13 and 14, to choose
between settings without looking at the sessions held out.
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence

from benchmarks.recommendations import CHOSEN_ON, TRAINED, Labelled, load, parser
from publications.suggestions import weights
from publications.suggestions.features import words_of
from publications.suggestions.suggest import Suggestion, learnt

ACCURACY, MICRO_F1, MILLISECONDS, MEGABYTES = 0.90, 0.87, 10.0, 1.0


def f1(hit: int, said: int, true: int) -> float:
    return 2 * hit / (said + true) if said + true else 0.0


def main() -> None:
    options = parser("Measures the suggestions on sessions held out by time.")
    options.add_argument("--before", action="store_true", help="train on 1 to 12, measure on 13 and 14")
    given = options.parse_args()
    rows = load(given.data)
    if given.before:
        from benchmarks.train_suggestions import trained

        used = weights.read(trained([row for row in rows if row.session < CHOSEN_ON.start]))
        held_out = [row for row in rows if row.session in CHOSEN_ON]
    else:
        used = weights.shipped()
        held_out = [row for row in rows if row.session not in TRAINED]
    first, last = used.sessions
    print(
        f"trained on sessions {first} to {last}; measured on {held_out[0].session} to {held_out[-1].session}: "
        f"{len(held_out):,} recommendations"
    )
    answers, slowest, mean = asked(held_out, used)
    accuracy = print_action(held_out, answers)
    micro = print_issues(held_out, answers, used)
    size = weights.FILE.stat().st_size / 1e6
    print(f"\nprocessor time per text: mean {mean:.2f} ms, slowest {slowest:.2f} ms; weights {size:.2f} MB")
    kept = accuracy >= ACCURACY and micro >= MICRO_F1 and mean < MILLISECONDS and size < MEGABYTES
    print("promises kept" if kept else "A PROMISE IS BROKEN")
    sys.exit(not kept)


def asked(rows: Sequence[Labelled], used: weights.Weights) -> tuple[list[Suggestion], float, float]:
    """The suggestion for each text, the slowest and the mean time in milliseconds."""
    answers, times = [], []
    for row in rows:
        began = time.process_time()
        answers.append(learnt(words_of(row.text), used))
        times.append(1000 * (time.process_time() - began))
    return answers, max(times), sum(times) / len(times)


def print_action(rows: Sequence[Labelled], answers: Sequence[Suggestion]) -> float:
    pairs = Counter((row.action, answer.action) for row, answer in zip(rows, answers, strict=True))
    accuracy = sum(count for (true, said), count in pairs.items() if true == said) / len(rows)
    print(
        f"\naction category: accuracy {accuracy:.4f}\n\n  as classified   suggested 1     2     3     4     5    F1"
    )
    for true in range(1, 6):
        line = [pairs[true, said] for said in range(1, 6)]
        share = f1(line[true - 1], sum(pairs[each, true] for each in range(1, 6)), sum(line))
        print(f"  {true}                    " + " ".join(f"{count:5d}" for count in line) + f"  {share:.2f}")
    return accuracy


def print_issues(rows: Sequence[Labelled], answers: Sequence[Suggestion], used: weights.Weights) -> float:
    true = Counter(code for row in rows for code in row.issues)
    said = Counter(code for answer in answers for code in answer.issues)
    hit = Counter(
        code for row, answer in zip(rows, answers, strict=True) for code in row.issues & set(answer.issues)
    )
    micro = f1(sum(hit.values()), sum(said.values()), sum(true.values()))
    precision, recall = sum(hit.values()) / sum(said.values()), sum(hit.values()) / sum(true.values())
    print(f"\nissues: micro-F1 {micro:.4f} (precision {precision:.3f}, recall {recall:.3f})\n")
    print("     F1  given  said  right  issue")
    for code, name in sorted(used.names.items(), key=lambda pair: -true[pair[0]]):
        share = f1(hit[code], said[code], true[code])
        print(f"  {share:.3f} {true[code]:6d} {said[code]:5d} {hit[code]:6d}  {name}")
    return micro


if __name__ == "__main__":
    main()
