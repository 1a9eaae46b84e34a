"""Many clients at few keys: a reader gets one whole version, never one older than what was answered before it asked."""

import hashlib
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError
from helpers import error_of

KEYS = [f"k{i}" for i in range(6)]
SIZES = [0, 100, 4096, 65_536, 65_537, 300_000, 2_000_000]
SECONDS = 8
CLIENTS = 4


def body(key, number, size):
    """Bytes that say which version they are, and whether they are whole: a head, filling, and the digest of both."""
    head = f"{key} {number} {size}\n".encode()
    filling = hashlib.sha256(head).digest() * (size // 32)
    return head + filling + hashlib.sha256(head + filling).hexdigest().encode()


def number_of(key, bytes_):
    """The version's number, if these are all of its bytes and none of another's."""
    head, digest = bytes_.split(b"\n", 1)[0].decode().split(), bytes_[-64:].decode()
    assert hashlib.sha256(bytes_[:-64]).hexdigest() == digest
    assert bytes_ == body(head[0], int(head[1]), int(head[2]))
    return int(head[1])


class Board:
    """The versions of each key that were answered, in the order of their numbers. One writer a key, so that the order is known."""

    def __init__(self):
        self.answered = {key: 0 for key in KEYS}
        self.failures = []
        self.ended = time.monotonic() + SECONDS

    def run(self, work, *arguments):
        try:
            while time.monotonic() < self.ended and not self.failures:
                work(*arguments)
        except Exception as failure:  # noqa: BLE001 - shown by the test
            self.failures.append(repr(failure))


def write(board, s3, bucket, key, random_):
    number = board.answered[key] + 1
    bytes_ = body(key, number, random_.choice(SIZES))
    s3.put_object(Bucket=bucket, Key=key, Body=bytes_)
    board.answered[key] = number
    if random_.random() < 0.2:
        s3.delete_object(Bucket=bucket, Key="gone/" + key)
    if random_.random() < 0.3:
        s3.copy_object(Bucket=bucket, Key="gone/" + key, CopySource=f"{bucket}/{key}")


def read(board, s3, bucket, random_):
    key = random_.choice(KEYS)
    oldest = board.answered[key]
    try:
        found = number_of(key, s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    except s3.exceptions.NoSuchKey:
        assert oldest == 0
        return
    assert found >= oldest, f"{key}: version {found}, but {oldest} was answered before"


def read_copy(s3, bucket, random_):
    key = random_.choice(KEYS)
    try:
        number_of(key, s3.get_object(Bucket=bucket, Key="gone/" + key)["Body"].read())
    except s3.exceptions.NoSuchKey:
        pass


def read_range(s3, bucket, random_):
    key = random_.choice(KEYS)
    try:
        answer = s3.get_object(Bucket=bucket, Key=key, Range="bytes=0-99")
    except s3.exceptions.NoSuchKey:
        return
    head = answer["Body"].read()
    version = head.split(b"\n", 1)[0].decode().split()
    whole = body(version[0], int(version[1]), int(version[2]))
    assert head == whole[:100] and answer["ContentRange"].endswith(f"/{len(whole)}")


def list_keys(board, s3, bucket):
    there = [key for key in KEYS if board.answered[key]]
    found = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    assert found == sorted(found)
    assert set(there) <= set(found), f"{set(there) - set(found)} existed throughout"


def test_readers_get_one_whole_version_and_listings_skip_nothing(server, bucket):
    board = Board()
    jobs = []
    for i, key in enumerate(KEYS):
        jobs.append((write, board, server.client("s3"), bucket, key, random.Random(i)))
    for i in range(CLIENTS):
        jobs.append((read, board, server.client("s3"), bucket, random.Random(100 + i)))
        jobs.append((read_range, server.client("s3"), bucket, random.Random(200 + i)))
    jobs.append((read_copy, server.client("s3"), bucket, random.Random(300)))
    jobs.append((list_keys, board, server.client("s3"), bucket))
    threads = [threading.Thread(target=board.run, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert board.failures == []
    assert all(number > 3 for number in board.answered.values())


def test_of_many_that_replace_the_same_version_one_does(server, bucket, s3):
    clients = [server.client("s3") for _ in range(16)]
    etag = s3.put_object(Bucket=bucket, Key="one", Body=b"first")["ETag"]

    def put(i):
        try:
            return clients[i].put_object(Bucket=bucket, Key="one", Body=f"writer {i}".encode(), IfMatch=etag)["ETag"]
        except ClientError as error:
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] in (412, 409)
            return None

    with ThreadPoolExecutor(16) as pool:
        winners = [found for found in pool.map(put, range(16)) if found]
    assert len(winners) == 1
    assert s3.head_object(Bucket=bucket, Key="one")["ETag"] == winners[0]
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="one", Body=b"late", IfMatch=etag)) == (412, "PreconditionFailed")
