"""What the machine itself allows, by limits.c, measured between the rows that it bounds."""

import subprocess
from pathlib import Path

from .load import LoadError

SOURCE = Path(__file__).with_name("limits.c")
FIGURES = {
    "commit1": "SQLite, WAL, synchronous=FULL: row + event + 4 KiB in a transaction each, objects/s",
    "commit16": "the same, 16 objects in a transaction, objects/s",
    "append": "append 4 KiB + fdatasync, /s",
    "write": "sequential write, fdatasync after each 64 MiB, MB/s",
    "md5": "MD5 on one core, MB/s",
}


class Limits:
    def __init__(self, run):
        self.run = run
        self.program = run.folder / "limits"
        command = ["cc", "-O2", "-Wall", "-o", str(self.program), str(SOURCE), "-lsqlite3", "-lcrypto"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise LoadError(f"limits.c does not build: {done.stderr[-500:]}")

    def measure(self, figure):
        command = [str(self.program), figure, str(self.run.folder), str(self.run.seconds / 2)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            return self.run.results.fail("limits", 0, figure, done.stderr.strip())
        return self.run.results.add("limits", 0, figure, float(done.stdout))

    def measure_all(self):
        self.run.say("  the machine's limits")
        for _ in range(self.run.rounds):
            for figure in FIGURES:
                self.measure(figure)
