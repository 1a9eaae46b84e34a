"""The tables, as Markdown that reads well unrendered, on the terminal and in the documentation."""

from .limits import FIGURES
from .machine import describe
from .rows import LIST_ROWS, MILLION_ROWS, OBJECT_ROWS
from .targets import Judge, rule_cost, share

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
NO_FIGURE, NOT_VALID = "–", "not valid"


def number(value, digits=None):
    """Three figures that count; more would be noise."""
    if value is None:
        return NO_FIGURE
    if digits is None:
        digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


def times(value):
    return NO_FIGURE if value is None else f"{value:.2f} ×"


def counted(count, noun):
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def table(head, rows):
    """Columns that line up; numbers to the right."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines = []
    for row in (head, *rows):
        cells = [cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths))]
        lines.append("| " + " | ".join(cells) + " |")
    rule = "| " + " | ".join("-" * width if place == 0 else "-" * (width - 1) + ":" for place, width in enumerate(widths)) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])


class Report:
    def __init__(self, run):
        self.run = run
        self.results = run.results
        self.judge = Judge(run)
        self.servers = run.servers
        self.s3 = [server for server in run.servers if server.is_s3]
        self.has_nginx = any(server.name == "nginx" for server in run.servers)
        self.has_before = "before" in run.binaries
        self.has_peers = bool(self.judge.peers)

    def text(self):
        parts = [self.about(), self.targets(), *self.objects(), *self.lists(), self.million(), self.events(), self.rule(), self.starts(),
                 self.memory(), self.syncs(), self.limits(), self.invalid()]
        return "\n\n".join(part for part in parts if part)

    def section(self, title, head, rows, prose=""):
        """Nothing at all if none of its rows was measured."""
        if not rows:
            return ""
        return "\n\n".join(part for part in (f"### {title}", prose, table(head, rows)) if part)

    def about(self):
        facts = [f"{name}: {value}" for name, value in describe(self.run.folder)]
        versions = ", ".join(f"{server.title} {server.version()}" for server in self.servers if not server.is_pelton)
        facts.append(f"Beside it: {versions or 'nothing'}")
        rounds = f"Medians of {counted(self.run.rounds, 'round')} of {self.run.seconds} s"
        facts.append(f"{rounds}, the servers in turns; load before the run: {self.run.load}")
        return "\n".join("- " + fact for fact in facts)

    def targets(self):
        rows = [(target.what, target.wanted, target.figure, "met" if target.is_met else "NOT met") for target in self.judge.targets()]
        return self.section("Targets", ("Target", "wanted", "measured", ""), rows)

    # Objects

    def measured(self, row, clients):
        return any((row, clients, server.name) in self.results.samples or (row, clients, server.name) in self.results.problems
                   for server in self.servers)

    def cell(self, row, clients, server, field, factor=1.0):
        if (row, clients, server.name) in self.results.problems:
            return NOT_VALID
        value = self.results.median(row, clients, server.name, field)
        return number(None if value is None else value * factor)

    def ratio_heads(self):
        return [name for name, wanted in (("× before", self.has_before), ("× best S3 peer", self.has_peers)) if wanted]

    def ratios(self, row, clients):
        cells = []
        if self.has_before:
            cells.append(times(share(self.judge.rate(row, clients), self.judge.rate(row, clients, "before"))))
        if self.has_peers:
            cells.append(times(self.judge.over_peers(row, clients)))
        return cells

    def limit_of(self, row, clients):
        """The rate that the machine allows, if it was measured beside the row."""
        names = row.limits[row.clients.index(clients)]
        if not names:
            return None
        return self.judge.limit(names[0]) if len(names) == 1 else self.judge.single_stream(clients)

    def objects(self):
        lines = [(row, clients) for row in OBJECT_ROWS for clients in row.clients if self.measured(row.name, clients)]
        titles = [server.title for server in self.servers]
        rates_head = ["", *titles, *self.ratio_heads(), *(["× nginx"] if self.has_nginx else []), "× limit"]
        for title, is_large, unit in (("Small objects, requests/s", False, ""), ("Large objects, MB/s", True, "")):
            yield self.section(title, rates_head, [self.rate_line(*line) for line in lines if line[0].is_large == is_large])
        latencies = [[name_of(*line), *(self.latency(*line, server) for server in self.servers)] for line in lines]
        yield self.section("Time to the answer, ms, p50 / p99", ["", *titles], latencies)
        costs = [[name_of(*line), *(self.cell(line[0].name, line[1], server, "cpu_seconds") for server in self.servers)] for line in lines]
        yield self.section(
            "Server's CPU seconds for 1,000 requests", ["", *titles], costs,
            "Steadier than any rate: a busy neighbour costs time, not work.")

    def rate_line(self, row, clients):
        factor = row.transferred / 1e6 if row.is_large else 1
        cells = [self.cell(row.name, clients, server, "rate", factor) for server in self.servers]
        nginx = [times(self.judge.over_nginx(row.name, clients))] if self.has_nginx else []
        limit = times(share(self.judge.rate(row.name, clients), self.limit_of(row, clients)))
        return [name_of(row, clients), *cells, *self.ratios(row.name, clients), *nginx, limit]

    def latency(self, row, clients, server):
        return self.two(row.name, clients, server, "p50_ms", "p99_ms")

    def two(self, row, clients, server, first, second, factor=1.0):
        one = self.cell(row, clients, server, first)
        if one in (NO_FIGURE, NOT_VALID):
            return one
        return f"{one} / {self.cell(row, clients, server, second, factor)}"

    # Lists

    def lists(self):
        head = ["", *(server.title for server in self.s3), *self.ratio_heads()]
        rows = [(row.name, row.title) for row in LIST_ROWS] + [("delete", "DeleteObjects of 1,000 keys")]
        lines = [
            [title, *(self.two(name, 1, server, "p50_ms", "cpu_seconds") for server in self.s3), *self.ratios(name, 1)]
            for name, title in rows if self.measured(name, 1)]
        # CPU seconds for 1,000 requests are milliseconds for one.
        yield self.section(
            "Lists and batches, ms / server's CPU ms a request, 1 client", head, lines,
            "Every list is compared with the right one first, key for key.")

    def million(self):
        names = list(self.run.binaries)
        servers = [server for server in self.servers if server.is_pelton]
        lines = [
            [row.title, *(self.two("million:" + row.name, 1, server, "p50_ms", "cpu_seconds") for server in servers)]
            for row in MILLION_ROWS if self.measured("million:" + row.name, 1)]
        return self.section("Pelton's lists as a bucket grows, ms / CPU ms a request, 1 client", ["", *names], lines, self.filling(names))

    def filling(self, names):
        """The million PUTs before, which nothing was measured beside."""
        told = [
            f"{name}: {number(rate)} PUT/s, at most {number(self.results.number('million:memory', name), 0)} MiB of memory"
            for name in names if (rate := self.results.number("million:fill", name))]
        return "A million objects of 16 bytes put by 32 clients, then every page read: " + "; ".join(told) + "." if told else ""

    # Events

    def plain(self, rows):
        """Lines of figures that each binary has one of."""
        return [
            [title, *(number(self.results.number(name, binary)) for binary in self.run.binaries)]
            for title, name in rows if any((name, 0, binary) in self.results.samples for binary in self.run.binaries)]

    def events(self):
        waits = (("event's time → start of the delivery", "event to start"), ("PUT answered → function entered", "answer to function"),
                 ("PUT answered → event seen in a list of events", "answer to visible"))
        rows = [(f"{title}, p{part}", f"latency:{name} p{part}") for title, name in waits for part in (50, 99)]
        return self.section(
            "From a PUT to its function, ms", ["", *self.run.binaries], self.plain(rows),
            "100 PUT/s to a warm Python function in its sandbox. The event's time has whole milliseconds; the function reads its own "
            "clock, and may be in before the client has its answer. A list of events is a request of its own.")

    def rule(self):
        rows = []
        for bucket, title in (("plain", "no rule"), ("held", "a rule; its function sleeps, so events and deliveries are only written"),
                              ("run", "a rule; its function returns at once, and runs beside the PUTs")):
            if not any(("rule:" + bucket, 32, name) in self.results.samples for name in self.run.binaries):
                continue
            cells = []
            for name in self.run.binaries:
                cost = None if bucket == "plain" else rule_cost(self.results, bucket, name)
                rate = number(self.results.median("rule:" + bucket, 32, name, "rate"))
                cells.append(rate if cost is None else f"{rate} ({-cost:+.0f} %)")
            rows.append([title, *cells])
        return self.section("What a rule that matches costs: PUT 4 KiB, 32 clients, requests/s", ["Bucket", *self.run.binaries], rows)

    # The rest

    def starts(self):
        rows = [("first start, makes the store", "start:new"), ("empty store", "start:empty"), ("a million keys", "start:million"),
                ("a million keys, after a kill", "start:killed")]
        return self.section("Start to the line that says ready, ms", ["", *self.run.binaries], self.plain(rows))

    def memory(self):
        rows = [
            [title, *(number(self.results.number(name, server.name), 0) for server in self.servers)]
            for title, name in (("idle", "memory:idle"), ("at most, through all of the above", "memory:peak"))
            if any((name, 0, server.name) in self.results.samples for server in self.servers)]
        return self.section("Memory, resident, MiB", ["", *(server.title for server in self.servers)], rows)

    def syncs(self):
        rows = []
        for clients in (1, 32):
            if self.measured("syncs", clients):
                rows.append([
                    f"PUT 4 KiB, {counted(clients, 'client')}",
                    *(number(self.results.median("syncs", clients, server.name), 3) for server in self.servers)])
        return self.section(
            "Syncs for each PUT", ["", *(server.title for server in self.servers)], rows,
            "Counted by strace. Where there are none, an answered PUT is lost if the power fails.")

    def limits(self):
        rows = [[title, number(self.results.number("limits", name))] for name, title in FIGURES.items()
                if ("limits", 0, name) in self.results.samples]
        return self.section("What the machine allows, measured between the rows", ["", ""], rows)

    def invalid(self):
        problems = [
            f"- {row}{', ' + counted(clients, 'client') if clients else ''}, {server}: {problem}"
            for (row, clients, server), problem in self.results.problems.items()]
        notes = ["- " + note for note in self.results.notes]
        return "\n\n".join(["### Not valid, and why", "\n".join(problems + notes)]) if problems or notes else ""


def name_of(row, clients):
    return f"{row.title}, {counted(clients, 'client')}"


def write(path, text):
    """Between the two marks; what stands around them is somebody's prose."""
    if path.exists():
        page = path.read_text(encoding="utf-8")
        if BEGIN not in page or END not in page:
            page += f"\n{BEGIN}\n{END}\n"
    else:
        page = f"# Performance\n\n`make bench` writes these figures.\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
