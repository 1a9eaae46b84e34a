"""What many clients saw of few keys, judged afterwards: each key must have behaved as if one request ran after the other."""

import contextlib
import hashlib
import os
import random
import subprocess
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from pelton import Server

SIZES = [0, 100, 4096, 65_535, 65_536, 65_537, 300_000, 2_000_000]
SECONDS = 12
# Written, never deleted, so that listings must show them; and such as come and go.
KEPT, LOOSE = ["kept/0", "kept/1", "kept/2"], ["loose/0", "loose/1"]
ABSENT = None
SEED = int(os.environ.get("PELTON_SEED", random.randrange(1 << 30)))


def body(writer, number, size):
    """Bytes that no other version has and that say which one they are: a head, what follows from it, and the digest of both."""
    head = f"{writer} {number} {size}\n".encode()
    filling = (hashlib.sha256(head).digest() * (size // 32 + 1))[:size]
    return head + filling + hashlib.sha256(head + filling).hexdigest().encode()


def etag_of(bytes_):
    return '"' + hashlib.md5(bytes_).hexdigest() + '"'


@dataclass
class Seen:
    """A request for one key: when it was sent and answered, and the ETag that it wrote or was shown; ABSENT for none."""

    begun: float
    ended: float
    etag: str | None


class History:
    def __init__(self):
        self.writes, self.reads = defaultdict(list), defaultdict(list)
        # By ETag: the writer, its number and the size, noted before the version is sent.
        self.versions = {}
        self.failures = []
        self.deadline = time.monotonic() + SECONDS

    def run(self, client):
        try:
            while time.monotonic() < self.deadline and not self.failures:
                client.step()
        except Exception as failure:  # noqa: BLE001 - shown by the test
            self.failures.append(f"{type(client).__name__}: {failure!r}")


class Client:
    def __init__(self, history, server, bucket, number):
        self.history, self.bucket, self.number = history, bucket, number
        self.s3 = server.client("s3")
        self.random = random.Random(SEED + number)
        self.count = 0


class Writer(Client):
    def step(self):
        key = self.random.choice(KEPT + LOOSE)
        begun = time.monotonic()
        if key in LOOSE and self.random.random() < 0.4:
            self.s3.delete_object(Bucket=self.bucket, Key=key)
            etag = ABSENT
        else:
            self.count += 1
            version = (self.number, self.count, self.random.choice(SIZES))
            bytes_ = body(*version)
            etag = etag_of(bytes_)
            self.history.versions[etag] = version
            assert self.s3.put_object(Bucket=self.bucket, Key=key, Body=bytes_)["ETag"] == etag
        self.history.writes[key].append(Seen(begun, time.monotonic(), etag))


class Reader(Client):
    def step(self):
        key = self.random.choice(KEPT + LOOSE)
        begun = time.monotonic()
        with contextlib.suppress(self.s3.exceptions.NoSuchKey):
            etag = self.random.choice((self.whole, self.part, self.copy))(key)
            return self.history.reads[key].append(Seen(begun, time.monotonic(), etag))
        self.history.reads[key].append(Seen(begun, time.monotonic(), ABSENT))

    def whole(self, key):
        answer = self.s3.get_object(Bucket=self.bucket, Key=key)
        bytes_ = answer["Body"].read()
        assert etag_of(bytes_) == answer["ETag"] and answer["ETag"] in self.history.versions, f"{key} was not one whole version"
        return answer["ETag"]

    def part(self, key):
        """A range that crosses the borders of blocks in large versions and the end in small ones."""
        first, length = self.random.choice(((0, 100), (60, 10), (1_000_000, 200_000), (65_500, 200_000)))
        try:
            answer = self.s3.get_object(Bucket=self.bucket, Key=key, Range=f"bytes={first}-{first + length - 1}")
        except ClientError as error:
            if error.response["Error"]["Code"] != "InvalidRange":
                raise
            return self.whole(key)
        whole = body(*self.history.versions[answer["ETag"]])
        assert answer["Body"].read() == whole[first:first + length], f"{key}: a range had bytes of another version"
        assert answer["ContentRange"].endswith(f"/{len(whole)}")
        return answer["ETag"]

    def copy(self, key):
        """A copy reads its source as any reader does, and its own target is then that version."""
        target = f"copy/{self.number}"
        copied = self.s3.copy_object(Bucket=self.bucket, Key=target, CopySource=f"{self.bucket}/{key}")["CopyObjectResult"]["ETag"]
        answer = self.s3.get_object(Bucket=self.bucket, Key=target)
        assert answer["ETag"] == copied == etag_of(answer["Body"].read()), f"the copy of {key} is another version than was said"
        return copied


class Lister(Client):
    """A page of a listing reads every key in its span."""

    def step(self):
        begun = time.monotonic()
        found = self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        ended = time.monotonic()
        keys = [entry["Key"] for entry in found]
        assert keys == sorted(set(keys)), f"not in order: {keys}"
        shown = {entry["Key"]: entry for entry in found}
        assert set(KEPT) <= set(shown), f"{set(KEPT) - set(shown)} existed throughout"
        for key in KEPT + LOOSE:
            entry = shown.get(key)
            assert entry is None or entry["Size"] == len(body(*self.history.versions[entry["ETag"]]))
            self.history.reads[key].append(Seen(begun, ended, entry and entry["ETag"]))


def problems(writes, reads):
    """What no order of the requests can explain.

    The second half is exact for keys whose versions all differ: Gibbons and Korach, "Testing Shared Memories" (1997).
    """
    found = []
    sources = defaultdict(list)
    for write in writes:
        sources[write.etag].append(write)
    for read in reads:
        # Some write of what was read must neither come later nor be followed by another that was over before the read.
        if not any(
                source.begun < read.ended and not any(source.ended < other.begun and other.ended < read.begun for other in writes)
                for source in sources[read.etag]):
            found.append(f"{read} was overwritten before, or not yet written")
    zones = []
    for etag, (source, *others) in sources.items():
        if others:  # Deletes all look the same, so that which one was read cannot be told.
            continue
        group = [source, *(read for read in reads if read.etag == etag)]
        zones.append((min(seen.ended for seen in group), max(seen.begun for seen in group), etag))
    # From the first answer that names a version to the last request that was shown it: there it was the one, all the time.
    forward = sorted(zone for zone in zones if zone[0] < zone[1])
    for earlier, later in zip(forward, forward[1:]):
        if later[0] < earlier[1]:
            found.append(f"{later[2]} was there, and {earlier[2]} before and after it")
    # All requests of a version that share a moment: that moment must lie outside of the other's time.
    for end, begin, etag in (zone for zone in zones if zone[0] >= zone[1]):
        found += [f"{etag} was there only while {other[2]} was" for other in forward if other[0] < begin and end < other[1]]
    return found


@pytest.mark.parametrize(
    ("writes", "reads", "is_sound"),
    [([(0, 1, "a"), (2, 3, "b")], [(4, 5, "b")], True),
     ([(0, 1, "a"), (2, 3, "b")], [(4, 5, "a")], False),
     ([(0, 1, "a"), (2, 5, "b")], [(3, 4, "a"), (3, 4, "b")], True),
     ([(0, 1, "a"), (2, 9, "b")], [(3, 4, "b"), (5, 6, "a")], False),
     ([(0, 9, "a"), (0, 9, "b")], [(1, 2, "a"), (3, 4, "b"), (5, 6, "a")], False),
     ([(3, 4, "a")], [(1, 2, "a")], False),
     ([(0, 1, "a"), (2, 3, ABSENT), (4, 5, ABSENT)], [(6, 7, ABSENT)], True),
     ([(0, 1, "a"), (2, 3, ABSENT), (4, 5, ABSENT)], [(6, 7, "a")], False)])
def test_the_judge_knows_good_histories_from_bad_ones(writes, reads, is_sound):
    assert (problems([Seen(*write) for write in writes], [Seen(*read) for read in reads]) == []) == is_sound


def test_each_key_behaves_as_if_one_request_ran_after_the_other(server, bucket):
    history = History()
    s3 = server.client("s3")
    for key in KEPT:
        bytes_ = body("first", len(history.versions), 100)
        history.versions[etag_of(bytes_)] = ("first", len(history.versions), 100)
        begun = time.monotonic()
        s3.put_object(Bucket=bucket, Key=key, Body=bytes_)
        history.writes[key].append(Seen(begun, time.monotonic(), etag_of(bytes_)))
    for key in LOOSE:
        history.writes[key].append(Seen(0, 0, ABSENT))
    kinds = [Writer] * 6 + [Reader] * 8 + [Lister] * 2
    clients = [kind(history, server, bucket, number) for number, kind in enumerate(kinds)]
    threads = [threading.Thread(target=history.run, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 60)
    assert history.failures == [], f"PELTON_SEED={SEED}"
    for key in KEPT + LOOSE:
        assert len(history.writes[key]) > 10 and len(history.reads[key]) > 10
        assert problems(history.writes[key], history.reads[key]) == [], f"{key}, PELTON_SEED={SEED}"


@pytest.mark.parametrize("size", [0, 30_000, 200_000])
def test_of_a_hundred_first_writers_one_wins_whatever_the_size(server, bucket, size):
    """Small ones meet in the committer's memory, large ones have their bytes on the disk before they are told that they are late."""
    bodies = [body(i, i, size) for i in range(100)]

    clients = [server.client("s3") for _ in range(20)]

    def put(i):
        try:
            clients[i % 20].put_object(Bucket=bucket, Key="one", Body=bodies[i], IfNoneMatch="*")
            return i
        except ClientError as error:
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] in (412, 409)
            return None

    with ThreadPoolExecutor(20) as pool:
        winners = [i for i in pool.map(put, range(100)) if i is not None]
    assert len(winners) == 1
    assert clients[0].get_object(Bucket=bucket, Key="one")["Body"].read() == bodies[winners[0]]


def test_no_version_is_replaced_twice(server, bucket, s3):
    """Writers that read, then write under the condition that nobody wrote between: as a counter, none of their steps may be lost."""
    s3.put_object(Bucket=bucket, Key="counter", Body=b"0 -")
    replaced = []
    deadline = time.monotonic() + 4

    def count(writer):
        client = server.client("s3")
        while time.monotonic() < deadline:
            answer = client.get_object(Bucket=bucket, Key="counter")
            number = int(answer["Body"].read().split()[0]) + 1
            try:
                client.put_object(Bucket=bucket, Key="counter", Body=f"{number} {writer}".encode(), IfMatch=answer["ETag"])
                replaced.append(answer["ETag"])
            except ClientError as error:
                assert error.response["ResponseMetadata"]["HTTPStatusCode"] in (412, 409)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(8)))
    assert len(replaced) > 10 and len(set(replaced)) == len(replaced)
    assert int(s3.get_object(Bucket=bucket, Key="counter")["Body"].read().split()[0]) == len(replaced)


def test_what_thirty_two_clients_were_answered_outlives_a_kill(tmp_path):
    server = Server(tmp_path / "data").start()
    server.client("s3").create_bucket(Bucket="killed")
    answered, begun, others = {}, {}, []

    def write(client):
        s3 = server.client("s3", connect_timeout=5, read_timeout=20)
        random_ = random.Random(SEED + client)
        number = 0
        while True:
            number += 1
            # Its own keys, each written again and again: what is there may be older than nothing that was answered.
            key = f"{client}/{random_.randrange(4)}"
            size = random_.choice(SIZES[:7])
            begun.setdefault(key, []).append((client, number, size))
            try:
                s3.put_object(Bucket="killed", Key=key, Body=body(client, number, size))
            except (ClientError, BotoCoreError) as error:
                if isinstance(error, ClientError):
                    others.append(error)
                return
            answered[key] = number

    with ThreadPoolExecutor(32) as pool:
        running = [pool.submit(write, client) for client in range(32)]
        time.sleep(4)
        server.kill()
        for future in running:
            future.result(60)
    assert others == [] and len(answered) > 64
    status = subprocess.run([server.binary, "check", "--data", server.data], capture_output=True, text=True, timeout=60)
    assert status.returncode == 0, status.stdout + status.stderr
    server.start()
    try:
        s3 = server.client("s3")
        for key, versions in begun.items():
            possible = [body(*version) for version in versions if version[1] >= answered.get(key, 0)]
            try:
                found = s3.get_object(Bucket="killed", Key=key)["Body"].read()
            except s3.exceptions.NoSuchKey:
                assert key not in answered, f"{key}: version {answered[key]} was answered and is gone"
                continue
            assert found in possible, f"{key}: {found[:40]}, but version {answered.get(key)} was answered"
    finally:
        assert server.stop() == 0
