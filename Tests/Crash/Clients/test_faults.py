"""The disk under a real server fails at the 1st, 2nd, 3rd … call. What is refused changes nothing; what is answered is there."""

import hashlib
import itertools
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from botocore.exceptions import BotoCoreError, ClientError

from faults import FaultyServer

BUCKET = "faults"
SMALL, LARGE = 2000, 200_000
SYNCS = "fsync,fdatasync"
WRITES = "write,pwrite,writev,pwritev"
ROOM = WRITES + ",ftruncate,fallocate"


class Client:
    """Writes to a bucket and knows what must be in it."""

    def __init__(self, server):
        self.server = server
        # By key, what must be there: the body's MD5, None for no object. And what may be there instead once the server has started anew:
        # nobody knows how far a write came that was refused for a disk's error.
        self.answered = {}
        self.unsure = {}
        self.events = []

    def connect(self):
        self.s3 = self.server.client("s3", read_timeout=30)

    def attempt(self, key, digest, event, call):
        """Returns the status and code that it was refused with, None if it was done."""
        try:
            call()
        except ClientError as error:
            self.unsure.setdefault(key, set()).add(digest)
            return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
        except BotoCoreError:
            self.unsure.setdefault(key, set()).add(digest)
            return "unanswered"
        # A delete of nothing is no event.
        if digest is not None or self.answered.get(key) is not None:
            self.events.append((event, key))
        self.answered[key] = digest
        self.unsure.pop(key, None)
        return None

    def put(self, key, size):
        body = os.urandom(size)
        return self.attempt(
            key, hashlib.md5(body).hexdigest(), "ObjectCreated:Put", lambda: self.s3.put_object(Bucket=BUCKET, Key=key, Body=body))

    def delete(self, key):
        return self.attempt(key, None, "ObjectRemoved:Delete", lambda: self.s3.delete_object(Bucket=BUCKET, Key=key))

    def multipart(self, key, size):
        body = os.urandom(size)

        def call():
            upload = self.s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
            etag = self.s3.upload_part(Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=1, Body=body)["ETag"]
            self.s3.complete_multipart_upload(
                Bucket=BUCKET, Key=key, UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})

        return self.attempt(key, hashlib.md5(body).hexdigest(), "ObjectCreated:CompleteMultipartUpload", call)

    def script(self):
        """A short run of everything that changes objects. Returns what was refused, and how."""
        steps = [
            self.put("small", SMALL), self.put("large", LARGE), self.multipart("parts", LARGE), self.put("gone", SMALL),
            self.delete("gone"), self.put("gone-large", LARGE), self.delete("gone-large"),
        ]
        return [step for step in steps if step is not None]

    def group(self):
        """Objects that come at once and are too many bytes for their rows: they go to a segment."""
        with ThreadPoolExecutor(8) as pool:
            return [refused for refused in pool.map(lambda i: self.put(f"at-once-{i}", 60_000), range(8)) if refused is not None]

    def find(self, key):
        try:
            return hashlib.md5(self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()).hexdigest()
        except self.s3.exceptions.NoSuchKey:
            return None

    def check(self):
        """Every object is what was answered last: what was refused changed nothing."""
        for key in {*self.answered, *self.unsure}:
            assert self.find(key) == self.answered.get(key), key

    def check_and_settle(self):
        """The same after a start, which decides what became of writes that nobody knew about."""
        for key in {*self.answered, *self.unsure}:
            found, possible = self.find(key), {self.answered.get(key), *self.unsure.pop(key, ())}
            assert found in possible, f"{key}: {found} is none of {possible}"
            self.answered[key] = found


@pytest.fixture
def server(tmp_path):
    server = FaultyServer(tmp_path / "data").start()
    server.client("s3").create_bucket(Bucket=BUCKET)
    yield server
    if server.process:
        server.disarm()
        assert server.stop() == 0


@pytest.fixture
def client(server):
    client = Client(server)
    client.connect()
    assert client.script() == []
    assert client.group() == []
    return client


def events_of(server):
    return [(event["eventName"], event["key"]) for event in server.events("--state", "unmatched", "--bucket", BUCKET)]


def health(server):
    answer = requests.get(server.url + "/_pelton/health")
    return answer.status_code, answer.json()["status"]


def restart(server, client):
    server.disarm()
    server.stop()
    server.start()
    client.connect()
    client.check_and_settle()


@pytest.mark.parametrize("work", ["script", "group"])
def test_writes_that_come_up_short_are_completed(server, client, work):
    for at in itertools.count(1, 3):
        server.arm("short", at, calls=WRITES)
        assert getattr(client, work)() == []
        if not server.disarm():
            break
    assert at > 10
    client.check()
    restart(server, client)


@pytest.mark.parametrize("work", ["script", "group"])
def test_a_full_disk_changes_nothing_and_passes(server, client, work):
    """Whatever call finds no room: the write is refused as such, the object is the old one, there is no event, and life goes on."""
    for at in itertools.count(1, 3):
        server.arm("ENOSPC", at, calls=ROOM)
        refused = getattr(client, work)()
        if not server.disarm():
            break
        assert set(refused) <= {(507, "InsufficientStorage")}, at
        client.check()
        client.unsure.clear()
        assert client.script() == [], at
    assert at > 10
    assert sorted(events_of(server)) == sorted(client.events)
    restart(server, client)


def test_a_checkpoint_that_finds_no_room_to_shorten_the_database_is_tried_again(server, client):
    """File systems that copy on write can refuse that. It happens when nothing is asked for: whoever writes next does not hear of it."""
    server.arm("ENOSPC", calls="ftruncate", path="pelton.sqlite3")
    assert client.put("small", SMALL) is None
    while not server.fired.exists():
        time.sleep(0.05)
    assert server.disarm() == [("ftruncate", "pelton.sqlite3")]
    assert client.script() == []
    client.check()
    restart(server, client)


@pytest.mark.parametrize("calls", [SYNCS, WRITES])
@pytest.mark.parametrize("work", ["script", "group"])
def test_after_a_disk_error_nothing_answered_is_lost(server, client, work, calls):
    """A sync that failed is never taken for one that worked, nor tried again: from then on writes are refused until a restart, with the
    reason. Reads go on."""
    for at in itertools.count(1, 1 if calls == SYNCS else 20):
        server.arm("EIO", at, calls=calls)
        getattr(client, work)()
        fired = server.disarm()
        if not fired:
            break
        client.check()
        if calls == SYNCS and "logs.sqlite3" not in fired[0][1]:
            with pytest.raises(ClientError, match="Writes are off since the disk failed"):
                client.s3.put_object(Bucket=BUCKET, Key="small", Body=b"")
        restart(server, client)
        assert getattr(client, work)() == []
    assert at > 2
    assert not Counter(client.events) - Counter(events_of(server))


def test_a_read_that_fails_within_a_write_turns_writes_off(server, client):
    """What a mutation could not read it may have changed by half. It was refused alone, and the next ones wrote on."""
    restart(server, client)
    client.s3.head_bucket(Bucket=BUCKET)
    assert health(server) == (200, "ok")
    server.arm("EIO", calls="pread", path="pelton.sqlite3")
    assert client.put("small", SMALL)[0] == 500
    assert [call for call, _ in server.disarm()] == ["pread"]
    with pytest.raises(ClientError, match="Writes are off since the disk failed"):
        client.s3.put_object(Bucket=BUCKET, Key="small", Body=b"")
    assert health(server) == (503, "read-only")
    client.check()
    restart(server, client)
    assert health(server) == (200, "ok")
    assert client.script() == []


@pytest.mark.parametrize("fault", ["kill", "tear"])
def test_killed_at_a_call(server, client, fault):
    """Really killed, at calls spread over the script."""
    kills = 0
    for at in itertools.count(1, 40):
        server.arm(fault, at)
        client.script()
        if not server.disarm():
            break
        kills += 1
        server.kill()
        server.start()
        client.connect()
        client.check_and_settle()
        assert client.script() == []
    assert kills >= 4
    assert not Counter(client.events) - Counter(events_of(server))
