"""How often a server has the disk write down what it was given, for each PUT that it answers."""

import shutil
import subprocess

from . import load
from .load import LoadError
from .objects import BUCKET, ObjectBench
from .servers import ServerError

CALLS = "fsync,fdatasync,sync_file_range,msync,sync,syncfs"
CLIENTS = (1, 32)
KEYS = [f"synced/{number:04}" for number in range(1000)]


def can_trace():
    trial = ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true"]
    return shutil.which("strace") and subprocess.run(trial, capture_output=True).returncode == 0


def measure(run):
    """Starts each server under strace. Its filter lets all other calls pass at full speed, so that groups form as they would without."""
    if not can_trace():
        return run.results.note("Syncs were not counted: strace may not trace here.")
    body = ObjectBench(run).body(4096)
    for server in run.fresh("syncs"):
        run.say(f"  syncs of {server.title}")
        calls = server.folder / "calls"
        server.folder.mkdir(parents=True)
        try:
            server.start(["strace", "-f", "--seccomp-bpf", "-qq", "-o", calls, "-e", "trace=" + CALLS, "-e", "signal=none"])
            server.make_bucket(BUCKET)
            targets = run.folder / f"{server.name}-syncs.targets"
            load.write_targets(targets, server.targets("PUT", BUCKET, KEYS))
            load.fill(server, BUCKET, KEYS, body, run.folder)
            for clients in CLIENTS:
                run.results.attempt("syncs", clients, server, lambda: sample(run, server, calls, targets, clients, body))
        except (ServerError, OSError) as error:
            run.results.fail("syncs", CLIENTS[0], server.name, error)
        finally:
            server.remove()


def sample(run, server, calls, targets, clients, body):
    before = count(calls)
    done = load.run(server, "PUT", targets, clients, run.seconds, body=body)
    found = (count(calls) - before) / done.requests
    if server.is_pelton and found == 0:
        raise LoadError("not one sync was seen, so the count is not to be trusted")
    return found


def count(calls):
    """strace writes a call that another thread's cuts in two on two lines; the second says resumed."""
    with open(calls, encoding="utf-8", errors="replace") as file:
        return sum(1 for line in file if "(" in line and " resumed>" not in line)
