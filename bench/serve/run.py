#!/usr/bin/env python3
"""Loads `cognate serve` with wrk: one short text, found in the cache or new each time.

Checks an answer first; any answer but 200 fails the run. The load generator shares the machine,
so rates are what is left beside it. Writes build/bench/serve.json.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))
from server import Server  # pylint: disable=wrong-import-position

HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = ("what", "connections", "requests_per_second", "p50_ms", "p90_ms", "p99_ms", "max_ms")


def load(server, what, connections, seconds):
    """One run of wrk, as a row."""
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(HERE / "embeddings.lua"),
             f"http://127.0.0.1:{server.port}"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env={
        **os.environ, "COGNATE_BENCH": what, "COGNATE_BENCH_SALT": f"{connections}"})
    result = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    requests, microseconds, errors, *latencies = map(int, result.split()[1:])
    if errors or not requests:
        sys.exit(f"{what}, {connections} connections: {errors} errors:\n{done.stdout}")
    row = {"what": what, "connections": connections,
           "requests_per_second": round(requests * 1e6 / microseconds, 1)}
    row.update(zip(COLUMNS[3:], (us / 1000 for us in latencies)))
    return row


def resident_megabytes(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return round(int(line.split()[1]) / 1024, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="of each run")
    parser.add_argument("--json", default=str(ROOT / "build/bench/serve.json"))
    arguments = parser.parse_args()
    server = Server(log_level="warning")
    try:
        server.wait_until_it_answers()
        answer = server.ask("POST", "/v1/embeddings", {"input": "customer date of birth"})
        assert answer.status == 200 and len(answer.json()["data"][0]["embedding"]) == 384
        print(" ".join(f"{name:>19}" for name in COLUMNS))
        rows = []
        for what in ("cached", "uncached"):
            for connections in (1, 8, 64):
                rows.append(load(server, what, connections, arguments.seconds))
                print(" ".join(f"{rows[-1][name]:>19}" for name in COLUMNS), flush=True)
        memory = resident_megabytes(server)
        print(f"resident: {memory} MB")
        assert server.stop() == 0, server.log()
    finally:
        server.close()
    path = pathlib.Path(arguments.json)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"rows": rows, "resident_megabytes": memory}, indent=1) + "\n")


if __name__ == "__main__":
    main()
