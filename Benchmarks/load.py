"""Drives a server with wrk, and judges whether what wrk saw may count."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
FILL_CONNECTIONS = 32
FILL_AT_ONCE = 50_000  # wrk holds all targets of a run in memory
FILL_SECONDS = 600
FILL_TRIES = 4
# A status line and headers; what a body exceeds its size by at most.
HEADER_BYTES = 4096


class LoadError(Exception):
    """The load could not be brought, or its answers are wrong: there is no figure."""


@dataclass
class Sample:
    """One run of one row against one server."""

    rate: float  # requests a second
    p50_ms: float
    p99_ms: float
    cpu_seconds: float  # of the server, for 1,000 requests
    requests: int
    bytes: int


def _wrk(server, method, targets, connections, seconds, **environment):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", str(SCRIPT), f"http://{server.host}"]
    variables = {"METHOD": method, "TARGETS": targets, **environment}
    environment = {**os.environ, **{name: str(value) for name, value in variables.items() if value is not None}}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as wrk:
        try:
            said = wait_for(wrk, server)
        finally:
            wrk.kill()
    for line in said.splitlines():
        word, *figures = line.split() or [""]
        if word in ("RESULT", "FILLED"):
            return [float(figure) for figure in figures]
    raise LoadError(f"wrk said: {said.strip()[-300:] or 'nothing'}")


def wait_for(wrk, server):
    """What wrk says in the end. To a server that is gone it would try to connect until its time is up."""
    while True:
        try:
            return wrk.communicate(timeout=0.5)[0]
        except subprocess.TimeoutExpired:
            server.check_that_it_runs()


def run(server, method, targets, connections, seconds, body=None, byte_range=None, answer_bytes=None):
    """One timed run. `answer_bytes`: what each answer's body must hold. Raises if not every answer was right."""
    # A large body on a machine that is busy just now may need longer than the time that was thought enough.
    for allowed in (seconds, 5 * seconds):
        before = server.cpu_seconds()
        asked, elapsed, requests, received, p50, p99, refused, broken = _wrk(
            server, method, targets, connections, allowed, BODY=body, RANGE=byte_range)
        cpu = server.cpu_seconds() - before
        if refused or broken:
            raise LoadError(f"{refused:.0f} answers were errors, {broken:.0f} connections broke, of {asked:.0f} requests")
        # All but those that each connection was still at.
        ended = asked - connections
        if ended >= 1 and elapsed > 0 and requests >= 1:
            break
    else:
        raise LoadError(f"not one request for each of {connections} clients ended in {allowed} s")
    if answer_bytes is not None:
        most = (requests + connections) * (answer_bytes + HEADER_BYTES)
        if not requests * answer_bytes <= received <= most:
            raise LoadError(f"{requests:.0f} answers of {answer_bytes} bytes each cannot make {received:.0f} bytes")
    # wrk drops what is under way at the end. The server has worked for it: on average, half.
    served = requests + connections / 2
    return Sample(ended / elapsed, p50 / 1000, p99 / 1000, cpu / served * 1000, int(requests), int(received))


def fill(server, bucket, keys, body, folder, connections=FILL_CONNECTIONS):
    """Puts the file `body` under all `keys`, a few tens of thousands at a time."""
    path = folder / f"{server.name}-fill.targets"
    for start in range(0, len(keys), FILL_AT_ONCE):
        part = keys[start:start + FILL_AT_ONCE]
        write_targets(path, server.targets("PUT", bucket, part))
        put_all(server, path, body, len(part), min(connections, len(part)))
    path.unlink(missing_ok=True)


def put_all(server, targets, body, count, connections):
    # Some peers answer 500 now and then, such as to two PUTs that make one directory.
    for _ in range(FILL_TRIES):
        refused, *rest = _wrk(server, "PUT", targets, connections, FILL_SECONDS, BODY=body, ONCE="yes")
        if rest:
            raise LoadError(f"{count} keys were not written in {FILL_SECONDS} s")
        if not refused:
            return
    raise LoadError(f"{refused:.0f} of {count} PUTs were refused, {FILL_TRIES} times over")


def write_targets(path, targets):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(target + "\n" for target in targets)
