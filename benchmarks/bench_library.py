"""`make bench-library`: how fast the library answers at 5,000 and at 100,000 recommendations (PostgreSQL).

CORPUS names a file of recommendations to load as a stand-in (``corpus.py`` says its columns); without it texts are made
up. One reader asks a mixture of questions of gunicorn, with a basket, so that no page comes from memory; for each size:
p50 and p95 of every question and of all, processor time of the web worker, SQL queries. BENCH_ROUNDS (20) says how
often each is asked; BENCH_SIZES which sizes.
Needs TEST_DATABASE_URL: .ci/with-services.sh.
"""

import http.client
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2

from benchmarks.bench_web import begin, database, processor_seconds, queries, wait_for, web

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "20"))
SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "5000 100000").split())
GOALS = {5000: 100, 100_000: 300}  # p95 in ms
BASKET = (
    "basket=empty"  # whoever has one is given a page of their own (publications.basket, presessions.kept)
)
QUESTIONS = {
    "everything": "",
    "a frequent word": "q=rights",
    "a rare word": "q=enforced+disappearance",
    "two words": "q=women+violence",
    "another form of a word": "q=discriminated",
    "nothing found": "q=xylophone",
    "one State": "state=morocco",
    "a region": "region=African",
    "a kind of speaker": "kind=nhri",
    "an issue": "issue=UI-WOMEN",
    "a language": "language=fr",
    "a cycle": "cycle=2",
    "words and three filters": "q=children&region=African&cycle=1&kind=national",
    "a page far down": "page=40",
}


def ask(connection: http.client.HTTPConnection, path: str) -> float:
    """Milliseconds until the last byte of the answer."""
    begun = time.perf_counter()
    headers = {"Accept-Encoding": "gzip", "Accept-Language": "en", "Cookie": BASKET}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise SystemExit(f"{path}: {answer.status}")
    return (time.perf_counter() - begun) * 1000


def p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def report(port: int, size: int, process: "subprocess.Popen[bytes]") -> None:
    paths = {name: f"/library/?{query}" for name, query in QUESTIONS.items()}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for path in [*paths.values(), *paths.values()]:
        ask(connection, path)
    before = processor_seconds(process)
    took: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(ROUNDS):
        for name, path in paths.items():
            took[name].append(ask(connection, path))
    cost = (processor_seconds(process) - before) * 1000 / (ROUNDS * len(paths))
    print(f"{f'{size:,} recommendations':42} {'p50 ms':>7} {'p95 ms':>7} {'queries':>8}")
    for name, path in paths.items():
        print(
            f"  {name:40} {statistics.median(took[name]):7.1f} {p95(took[name]):7.1f} {queries(path, BASKET):8d}"
        )
    every = [each for times in took.values() for each in times]
    goal = f"  (goal {GOALS[size]})" if size in GOALS else ""
    print(f"  {'all questions':40} {statistics.median(every):7.1f} {p95(every):7.1f}{goal}")
    print(f"  processor time of the web worker: {cost:.1f} ms a question\n", flush=True)


def main() -> None:
    from tests.ports import free_port

    folder = Path(tempfile.mkdtemp(prefix="presessions-bench-"))
    try:
        with database() as address:
            begin(address, folder)
            from django.db import connections

            from benchmarks import corpus

            source = os.environ.get("CORPUS", "")
            print(f"Texts: {source or 'made up'}; load of this machine {os.getloadavg()[0]:.1f}.")
            library, texts, port = corpus.empty_library(), corpus.lines(source), free_port()
            with web(port) as process:
                wait_for(port)
                for size in SIZES:
                    library.fill(texts, size)
                    with psycopg2.connect(address) as connection:
                        connection.cursor().execute("ANALYZE")
                    report(port, size, process)
            connections.close_all()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
