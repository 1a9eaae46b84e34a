"""What Pelton is to reach, each as a share of what was measured beside it. Shown, never enforced: a busy machine is no bug."""

import os
from dataclasses import dataclass


@dataclass
class Target:
    what: str
    wanted: str
    figure: str
    is_met: bool


def at_least(what, wanted, share, unit="×"):
    """None if a part of it was not measured."""
    if share is None:
        return None
    return Target(what, f"≥ {wanted} {unit}", f"{share:.2f} {unit}", share >= wanted)


def at_most(what, wanted, value, unit):
    if value is None:
        return None
    return Target(what, f"≤ {wanted} {unit}", f"{value:.1f} {unit}", value <= wanted)


def share(part, whole):
    return part / whole if part is not None and whole else None


class Judge:
    def __init__(self, run):
        self.results = run.results
        self.peers = [server.name for server in run.servers if server.is_s3 and not server.is_pelton]

    def rate(self, row, clients, server="pelton"):
        return self.results.median(row, clients, server, "rate")

    def best_peer(self, row, clients):
        return max((rate for peer in self.peers if (rate := self.rate(row, clients, peer))), default=None)

    def over_peers(self, row, clients):
        return share(self.rate(row, clients), self.best_peer(row, clients))

    def over_nginx(self, row, clients):
        return share(self.rate(row, clients), self.rate(row, clients, "nginx"))

    def limit(self, figure):
        return self.results.number("limits", figure)

    def single_stream(self, clients):
        """64 MiB bodies a second that hashing, a stream a core, and the disk allow."""
        digest, disk = self.limit("md5"), self.limit("write")
        if digest is None or disk is None:
            return None
        return min(digest * min(clients, os.cpu_count()), disk) / (64 * (1 << 20) / 1e6)

    def targets(self):
        number = lambda name: self.results.number(name, "pelton")  # noqa: E731
        found = [
            at_least("PUT 4 KiB, durable, 32 clients, over the best S3 peer, not durable", 3, self.over_peers("put4k", 32)),
            at_least(
                "PUT 4 KiB, durable, 32 clients, over the machine's limit at 16 objects a commit", 0.6,
                share(self.rate("put4k", 32), self.limit("commit16"))),
            at_least("GET 4 KiB, 32 clients, over the best S3 peer", 4, self.over_peers("get4k", 32)),
            at_least("GET 4 KiB, 32 clients, over nginx", 0.6, self.over_nginx("get4k", 32))]
        for clients in (1, 4):
            many = f"{clients} client{'s' if clients > 1 else ''}"
            found += [
                at_least(f"GET 64 MiB, encrypted, {many}, over nginx", 0.6, self.over_nginx("get64m", clients)),
                at_least(f"PUT 64 MiB, durable, {many}, over the best S3 peer", 1, self.over_peers("put64m", clients)),
                at_least(
                    f"PUT 64 MiB, durable, {many}, over what MD5 and the disk allow", 0.8,
                    share(self.rate("put64m", clients), self.single_stream(clients)))]
        found += self.of_lists() + [
            at_most("PUT answered → event visible, p50", 5, number("latency:answer to visible p50"), "ms"),
            at_most("PUT answered → event visible, p99", 50, number("latency:answer to visible p99"), "ms"),
            at_most("PUT answered → warm function entered, p50", 10, number("latency:answer to function p50"), "ms"),
            at_most("PUT answered → warm function entered, p99", 50, number("latency:answer to function p99"), "ms"),
            at_most("a rule that matches, its function holding the event: less PUTs", 10, rule_cost(self.results, "held"), "%"),
            at_most("memory when idle", 40, number("memory:idle"), "MiB"),
            at_most("start, empty store", 100, number("start:empty"), "ms"),
            at_most("start, a million keys", 100, number("start:million"), "ms")]
        return [target for target in found if target]

    def of_lists(self):
        million = self.results.median("million:list1m", 1, "pelton", "p50_ms")
        thousand = self.results.median("million:list1k", 1, "pelton", "p50_ms")
        return [
            at_least("LIST page of 1,000 in 1,000,000 keys, over the best S3 peer's in 20,000", 4,
                     share(self.rate("million:list1m", 1), self.best_peer("list20k", 1))),
            at_most("LIST page of 1,000 in 1,000,000 keys, its time over that in 1,000 keys", 2, share(million, thousand), "×")]


def rule_cost(results, bucket, server="pelton"):
    """By how many per cent fewer PUTs a bucket with a rule takes than one without."""
    with_rule = results.median("rule:" + bucket, 32, server, "rate")
    without = results.median("rule:plain", 32, server, "rate")
    return (1 - with_rule / without) * 100 if with_rule and without else None
