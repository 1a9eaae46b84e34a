"""PUT and GET of objects, small and large, by one client and by many."""

import os

from . import load
from .load import LoadError
from .rows import RANGE

BUCKET = "bench"


class ObjectBench:
    """Fills each server with what is read, checks that it is what was put, and takes the rows in turns."""

    def __init__(self, run):
        self.run = run
        self.bodies = {}

    def measure(self, rows):
        for server in self.run.servers:
            server.make_bucket(BUCKET)
            # SeaweedFS makes a bucket's volumes at its first PUTs, which takes it seconds.
            load.fill(server, BUCKET, [f"first/{number}" for number in range(100)], self.body(4096), self.run.folder)
        for row in rows:
            for place, clients in enumerate(row.clients):
                self.run.say(f"  {row.title}, {clients} client{'s' if clients > 1 else ''}")
                self.in_turns(row, clients, row.limits[place])

    def in_turns(self, row, clients, limits):
        """A B C A B C: a slow minute of the machine hits all alike."""
        for _ in range(self.run.rounds):
            for server in self.run.servers:
                self.run.results.attempt(row.name, clients, server, lambda: self.sample(row, clients, server))
            for limit in limits:
                self.run.limits.measure(limit)

    def sample(self, row, clients, server):
        targets = self.run.folder / f"{server.name}-{row.name}.targets"
        keys = [f"{row.method.lower()}/{row.size}/{number:05}" for number in range(row.keys)]
        body = self.body(row.size)
        if not targets.exists():
            if row.method == "GET":
                self.prepare(row, server, keys, body)
            load.write_targets(targets, server.targets(row.method, BUCKET, keys))
        seconds = self.run.seconds * row.longer
        if row.method == "GET":
            wanted = RANGE if row.is_range else None
            return load.run(server, "GET", targets, clients, seconds, byte_range=wanted, answer_bytes=row.transferred)
        sample = load.run(server, "PUT", targets, clients, seconds, body=body)
        check(row, server, keys[0], body)
        return sample

    def prepare(self, row, server, keys, body):
        """What is to be read; range64m reads what get64m has read."""
        if server.get(BUCKET, keys[-1])[0] != 200:
            load.fill(server, BUCKET, keys, body, self.run.folder)
        check(row, server, keys[0], body)
        check(row, server, keys[-1], body)

    def body(self, size):
        """Noise, that no server or file system can make smaller."""
        if size not in self.bodies:
            path = self.run.folder / f"body-{size}"
            path.write_bytes(os.urandom(size))
            self.bodies[size] = path
        return self.bodies[size]


def check(row, server, key, body):
    """The server has what it was given."""
    wanted, headers = body.read_bytes(), {}
    if row.is_range:
        first, last = (int(part) for part in RANGE.partition("=")[2].split("-"))
        wanted, headers = wanted[first:last + 1], {"Range": RANGE}
    status, found = server.get(BUCKET, key, headers)
    # rclone answers 200 to a range, with the right bytes.
    if status not in ((200, 206) if row.is_range else (200,)) or found != wanted:
        raise LoadError(f"{key} reads back as {status} with {len(found)} bytes, not as the {len(wanted)} bytes that were put")
