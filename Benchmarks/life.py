"""How long Pelton takes to start, what servers hold in memory, and what a bucket of a million keys does to lists and starts."""

import time

from .listing import ListBench
from .rows import MILLION, MILLION_ROWS

STARTS = 5
IDLE_SECONDS = 3


def measure_starts(run):
    """From the call to the line that says ready: the first start, which makes the store, and a later one."""
    run.say("  start, empty store")
    for _ in range(STARTS):
        for name in run.binaries:
            server = run.pelton(name, "start")
            try:
                run.results.add("start:new", 0, name, server.start().start_ms)
                server.stop()
                run.results.add("start:empty", 0, name, server.start().start_ms)
            finally:
                server.remove()


def measure_idle_memory(run):
    """Of every server, before anything was asked of it but to be ready."""
    time.sleep(IDLE_SECONDS)
    for server in run.servers:
        run.results.add("memory:idle", 0, server.name, server.memory_mib("VmRSS"))


def measure_peak_memory(run):
    """At the end of all that every server was put through."""
    for server in run.servers:
        if not server.death():
            run.results.add("memory:peak", 0, server.name, server.memory_mib("VmHWM"))


def measure_million(run):
    """Three buckets in one store, so that a page of the largest and one of the smallest differ in nothing else."""
    servers = []
    try:
        for name in run.binaries:
            servers.append(run.pelton(name, "million").start())
        lists = ListBench(run, servers)
        lists.measure(MILLION_ROWS, part="million:")
        for server in servers:
            took = lists.filled.get((server.name, MILLION))
            if took:
                run.results.add("million:fill", 0, server.name, MILLION / took)
                run.results.add("million:memory", 0, server.name, server.memory_mib("VmHWM"))
                start_again(run, server)
    finally:
        for server in servers:
            server.remove()


def start_again(run, server):
    run.say("  start, store of a million keys")
    for _ in range(STARTS):
        server.stop()
        run.results.add("start:million", 0, server.name, server.start().start_ms)
    # With what a crash leaves to be recovered.
    server.kill()
    run.results.add("start:killed", 0, server.name, server.start().start_ms)


