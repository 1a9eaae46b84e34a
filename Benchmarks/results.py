"""All that was measured: samples by row, number of clients and server, and why some have none."""

import statistics
from collections import defaultdict
from dataclasses import asdict, is_dataclass

from .load import LoadError
from .servers import ServerError


class Results:
    def __init__(self, say):
        self.say = say
        # (row, clients, server) → Samples, or plain numbers
        self.samples = defaultdict(list)
        self.problems = {}
        self.notes = []

    def add(self, row, clients, server, sample):
        self.samples[row, clients, server].append(sample)

    def fail(self, row, clients, server, problem):
        """A row with a wrong answer has no figure, however fast the rest of it was."""
        self.problems.setdefault((row, clients, server), str(problem))
        self.say(f"    NOT VALID {row} {clients} {server}: {problem}")

    def attempt(self, row, clients, server, work):
        """Adds what `work` returns, unless this row of this server has failed already."""
        if (row, clients, server.name) in self.problems:
            return
        try:
            server.check_that_it_runs()
            self.add(row, clients, server.name, work())
        except (LoadError, ServerError, OSError) as error:
            self.fail(row, clients, server.name, server.death() or error)

    def note(self, text):
        self.notes.append(text)
        self.say(f"    {text}")

    def median(self, row, clients, server, field=None):
        """None if there is no valid figure."""
        key = (row, clients, server)
        if key in self.problems or not self.samples.get(key):
            return None
        return statistics.median(getattr(sample, field) if field else sample for sample in self.samples[key])

    def number(self, name, server):
        """Of a figure that is no row: the median, whatever the number of clients."""
        return self.median(name, 0, server)

    def as_json(self):
        return {
            "samples": [
                {"row": row, "clients": clients, "server": server, "values": [asdict(v) if is_dataclass(v) else v for v in values]}
                for (row, clients, server), values in self.samples.items()],
            "problems": [
                {"row": row, "clients": clients, "server": server, "problem": problem}
                for (row, clients, server), problem in self.problems.items()],
            "notes": self.notes}
