"""Asks one page again and again over connections that stay open; prints its figures as JSON.

``python -m benchmarks.load PORT PATH SECONDS CONNECTIONS [COOKIE]``. A process of its own, so that the
machinery of measuring does not wait for the measured.
"""

import http.client
import json
import statistics
import sys
import threading
import time


def ask(
    port: int, path: str, until: float, cookie: str, took: list[float], odd: list[int], sizes: list[int]
) -> None:
    """One reader: note the milliseconds and bytes of each answer until the time is up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Accept-Encoding": "gzip", "Accept-Language": "en"}
    if cookie:
        headers["Cookie"] = cookie
    while time.perf_counter() < until:
        begun = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        took.append((time.perf_counter() - begun) * 1000)
        if answer.status != http.HTTPStatus.OK:
            odd.append(answer.status)
        sizes.append(len(body))


def measure(port: int, path: str, *, seconds: float, connections: int, cookie: str = "") -> dict[str, float]:
    """Requests per second, p50 and p95 in ms, bytes of a body as sent, answers that were not 200."""
    took: list[float] = []
    odd: list[int] = []
    sizes: list[int] = []
    begun = time.perf_counter()
    readers = [
        threading.Thread(target=ask, args=(port, path, begun + seconds, cookie, took, odd, sizes))
        for _ in range(connections)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    passed = time.perf_counter() - begun
    cuts = statistics.quantiles(took, n=100) if len(took) > 1 else [0.0] * 99
    return {
        "requests": len(took),
        "per_second": len(took) / passed,
        "p50": cuts[49],
        "p95": cuts[94],
        "bytes": statistics.median(sizes) if sizes else 0,
        "odd": len(odd),
    }


if __name__ == "__main__":
    port, path, seconds, connections, *cookie = sys.argv[1:]
    figures = measure(
        int(port),
        path,
        seconds=float(seconds),
        connections=int(connections),
        cookie=cookie[0] if cookie else "",
    )
    print(json.dumps(figures))
