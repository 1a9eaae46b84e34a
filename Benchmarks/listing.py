"""Pages of lists and batches of deletes. A fast answer counts only if it is the right one."""

import base64
import hashlib
import time
import xml.etree.ElementTree as ElementTree

from . import load
from .load import LoadError, Sample

PREFIXES = 1000
PAGE = 1000
DELETED = [f"delete/{number:04}" for number in range(1000)]
SMALL_BODY = b"sixteen bytes ok"


def bucket_of(count):
    return f"list-{count}"


def keys_of(count):
    """`count` keys under 1,000 prefixes, in the order in which they are put: each goes to another place of the index than the last."""
    return [f"{number % PREFIXES:03}/{number // PREFIXES:05}" for number in range(count)]


class ListBench:
    def __init__(self, run, servers):
        self.run = run
        self.servers = servers
        self.body = run.folder / "small-body"
        self.body.write_bytes(SMALL_BODY)
        self.filled = {}
        self.orders = {}

    def order(self, count):
        if count not in self.orders:
            self.orders[count] = sorted(keys_of(count))
        return self.orders[count]

    def fill(self, server, count):
        """Once for each server and size. All that was put must be listed, key for key."""
        if (server.name, count) in self.filled:
            return
        server.make_bucket(bucket_of(count))
        before = time.monotonic()
        # One client for a peer: rclone may list a key twice for good that was put beside others.
        clients = load.FILL_CONNECTIONS if server.is_pelton else 1
        load.fill(server, bucket_of(count), keys_of(count), self.body, self.run.folder, clients)
        took = time.monotonic() - before
        check_whole(server, bucket_of(count), self.order(count))
        self.filled[server.name, count] = took
        self.run.say(f"    {server.title}: {count:,} keys put in {took:.0f} s, and listed")

    def measure(self, rows, part=""):
        """`part`: what sets a row apart from one of the same name in another store."""
        for row in rows:
            self.run.say(f"  LIST: {row.title}")
            for _ in range(self.run.rounds):
                for server in self.servers:
                    self.run.results.attempt(part + row.name, 1, server, lambda: self.sample(row, server, part))

    def sample(self, row, server, part):
        self.fill(server, row.keys)
        targets = self.run.folder / f"{server.name}-{part}{row.name}.targets"
        if not targets.exists():
            query, wanted = self.page(row)
            target = server.bucket_target("GET", bucket_of(row.keys), **query)
            check_page(server, target, wanted)
            load.write_targets(targets, [target])
        return load.run(server, "GET", targets, 1, self.run.seconds)

    def page(self, row):
        """The query, and what must come of it."""
        query, order = {"list_type": "2", "max_keys": str(PAGE)}, self.order(row.keys)
        if row.start_after_middle:
            middle = len(order) // 2
            return {**query, "start_after": order[middle]}, order[middle + 1:middle + 1 + PAGE]
        if row.by_prefix:
            return {**query, "delimiter": "/"}, sorted({key.partition("/")[0] + "/" for key in order})
        return query, order[:PAGE]

    def measure_delete(self):
        self.run.say("  DeleteObjects of 1,000 keys")
        for _ in range(self.run.rounds):
            for server in self.servers:
                self.run.results.attempt("delete", 1, server, lambda: self.delete(server))

    def delete(self, server):
        """One request; what it deletes is put before and looked for after."""
        bucket = "delete"
        server.make_bucket(bucket)
        load.fill(server, bucket, DELETED, self.body, self.run.folder, connections=8)
        objects = "".join(f"<Object><Key>{key}</Key></Object>" for key in DELETED)
        body = f'<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>{objects}</Delete>'.encode()
        headers = {"Content-MD5": base64.b64encode(hashlib.md5(body).digest()).decode()}
        target = server.bucket_target("POST", bucket, delete="")
        cpu, before = server.cpu_seconds(), time.monotonic()
        status, answer = server.request("POST", target, body, headers)
        seconds, cpu = time.monotonic() - before, server.cpu_seconds() - cpu
        if status != 200 or b"<Error>" in answer:
            raise LoadError(f"DeleteObjects answered {status} {answer[:200]}")
        left = set(read_page(server, server.bucket_target("GET", bucket, list_type="2"))[0]) & set(DELETED)
        if left:
            raise LoadError(f"{len(left)} of 1,000 keys are still listed after they were deleted")
        return Sample(1 / seconds, seconds * 1000, seconds * 1000, cpu * 1000, 1, len(answer))


def read_page(server, target):
    """The keys and common prefixes of one page, and the token of the next."""
    status, body = server.request("GET", target)
    if status != 200:
        raise LoadError(f"a list answered {status} {body[:200]}")
    keys, prefixes, token = [], [], None
    for element in ElementTree.fromstring(body):
        match element.tag.rpartition("}")[2]:
            case "Contents":
                keys.append(next(child.text for child in element if child.tag.endswith("Key")))
            case "CommonPrefixes":
                prefixes.append(element[0].text)
            case "NextContinuationToken":
                token = element.text
    return keys + prefixes, token


def check_page(server, target, wanted):
    found, _ = read_page(server, target)
    if found != wanted:
        raise LoadError(f"a wrong list: {len(found)} entries from {found[:1]}, not {len(wanted)} from {wanted[:1]}")


def check_whole(server, bucket, order):
    """Page after page, to the end."""
    token, seen = None, 0
    while True:
        query = {"continuation_token": token} if token else {}
        page, token = read_page(server, server.bucket_target("GET", bucket, list_type="2", max_keys=str(PAGE), **query))
        wanted = order[seen:seen + len(page)]
        if page != wanted:
            place = next(place for place, pair in enumerate(zip(page, wanted)) if len(set(pair)) > 1) if wanted else 0
            raise LoadError(f"the list of {bucket} is wrong: key {seen + place} is {page[place]}, not {order[seen + place:][:1]}")
        seen += len(page)
        if not token:
            break
    if seen != len(order):
        raise LoadError(f"{bucket} should list {len(order)} keys, but lists {seen}")
