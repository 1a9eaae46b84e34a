"""What a full disk leaves room for, and what it does to those who are in the middle of something. The disk outlives its servers."""

import contextlib
import io
import os
import shutil
import socket
import stat
import subprocess
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from helpers import error_of, make_function, make_role, message_of, notify, permit_s3
from pelton import BUILD, Server, wait_until

DISK_BYTES = 192 << 20
RESERVE = 64 << 20
# What may be taken from the reserve by those who looked at the same moment, and by the log of the database.
SLACK = 10 << 20
FULL = (507, "InsufficientStorage")
MIB = 1 << 20
BODY = os.urandom(MIB)


class Disk:
    """A small file system in memory, in a namespace that any user can make. It is there as long as `holder` runs."""

    def __init__(self, folder):
        place = folder / "disk"
        place.mkdir()
        script = f"mount -t tmpfs -o size={DISK_BYTES} disk {place} && echo ready && exec cat"
        # It waits for the end of its input, which comes even if the test is killed.
        self.holder = subprocess.Popen(
            ["unshare", "-Urm", "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.holder.stdout.readline() == "ready\n"
        self.place = Path(f"/proc/{self.holder.pid}/root{place}")
        self.binary = folder / "pelton"
        self.binary.write_text(
            f"#!/bin/sh\nexec nsenter -t {self.holder.pid} -U -m --preserve-credentials {BUILD / 'pelton'} \"$@\"\n")
        self.binary.chmod(self.binary.stat().st_mode | stat.S_IXUSR)
        self.server = Server(place / "data", "--sandbox", "none", binary=self.binary)

    def free(self):
        status = os.statvfs(self.place)
        return status.f_bavail * status.f_frsize

    def segments(self):
        """The bytes that files of small objects take on the disk, without their holes."""
        return sum(path.stat().st_blocks * 512 for path in (self.place / "data/segments").iterdir())

    def take(self, leaving=0):
        """Something else takes what is free, but for `leaving` bytes."""
        with open(self.place / "filler", "ab", buffering=0) as file, contextlib.suppress(OSError):
            while self.free() > leaving:
                file.write(BODY[:max(4096, min(MIB, self.free() - leaving))])

    def give_back(self):
        (self.place / "filler").unlink()

    def check(self):
        """What `pelton check` says of the stopped store."""
        done = subprocess.run(
            [self.binary, "check", "--data", self.server.data], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def close(self):
        self.holder.stdin.close()
        self.holder.wait(10)
        self.holder.stdout.close()


@pytest.fixture
def disk(tmp_path):
    disk = Disk(tmp_path)
    try:
        disk.server.start()
        disk.server.client("s3").create_bucket(Bucket="disk")
        yield disk
        if disk.server.process:
            assert disk.server.stop() == 0
    finally:
        if disk.server.process:
            disk.server.kill()
        disk.close()


def outcome(call):
    """The status and code that a call was refused with, None if it was done."""
    try:
        call()
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    return None


def contents(s3):
    return {
        found["Key"]: found["ETag"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket="disk") for found in page.get("Contents", [])}


def delete(s3, keys):
    for i in range(0, len(keys), 1000):
        answer = s3.delete_objects(Bucket="disk", Delete={"Objects": [{"Key": key} for key in keys[i:i + 1000]], "Quiet": True})
        assert "Errors" not in answer


def read(s3, key):
    return s3.get_object(Bucket="disk", Key=key)["Body"].read()


def fill(s3, size=MIB, clients=1):
    """Puts objects until they are refused. Returns the keys that were answered."""
    keys = []

    def put(client):
        for i in range(DISK_BYTES // size):
            refused = outcome(lambda i=i: s3.put_object(Bucket="disk", Key=f"{client:02d}/{i:05d}", Body=BODY[:size]))
            if refused:
                assert refused == FULL
                return
            keys.append(f"{client:02d}/{i:05d}")
        raise AssertionError("the disk never filled up")

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(put, range(clients)))
    return sorted(keys)


class SlowUpload:
    """A PUT in as many pieces as the test likes."""

    def __init__(self, server, operation, length, **parameters):
        s3 = server.client("s3", signature_version="s3v4")
        url = s3.generate_presigned_url(operation, Params={"Bucket": "disk", **parameters}).removeprefix(server.url)
        parts = urlsplit(server.url)
        self.length, self.sent = length, 0
        self.connection = socket.create_connection((parts.hostname, parts.port), timeout=20)
        self.connection.sendall(f"PUT {url} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {length}\r\n\r\n".encode())

    def send(self, upto):
        # Who was refused in the middle may find the connection closed.
        with contextlib.suppress(OSError):
            while self.sent < upto:
                piece = BODY[:min(MIB, upto - self.sent)]
                self.connection.sendall(piece)
                self.sent += len(piece)

    def answer(self):
        with self.connection:
            return int(self.connection.recv(4096).split()[1])


def test_a_store_that_is_full_starts_again_with_all_that_was_answered(disk):
    s3 = disk.server.client("s3")
    keys = fill(s3)
    disk.take(leaving=RESERVE)
    before = contents(s3)
    assert sorted(before) == keys
    disk.server.kill()
    disk.server.start()
    s3 = disk.server.client("s3")
    assert contents(s3) == before
    assert outcome(lambda: s3.put_object(Bucket="disk", Key="more", Body=BODY)) == FULL
    assert read(s3, keys[-1]) == BODY
    for key in keys[:10]:
        s3.delete_object(Bucket="disk", Key=key)
        del before[key]
    wait_until(lambda: disk.free() > RESERVE + 8 * MIB)
    before["more"] = s3.put_object(Bucket="disk", Key="more", Body=BODY)["ETag"]
    assert disk.server.stop() == 0
    status, text = disk.check()
    assert status == 0 and "all is well" in text, text
    disk.server.start()
    assert contents(disk.server.client("s3")) == before


def test_small_objects_that_share_a_file_give_their_room_back_too(disk):
    s3 = disk.server.client("s3", max_pool_connections=16)
    disk.take(leaving=RESERVE + 40 * MIB)
    # Sixteen at once are too many bytes for their rows: many go to segments, the more the busier the machine is otherwise.
    keys = fill(s3, size=30_000, clients=16)
    full = disk.segments()
    assert full > 2 * MIB
    # Every second one, so that no file becomes free as a whole.
    delete(s3, keys[::2])
    # A hole is made of whole blocks: about a tenth of each object stays behind.
    wait_until(lambda: disk.segments() < full * 0.65)
    assert sorted(contents(s3)) == keys[1::2]
    for key in keys[1::40]:
        assert read(s3, key) == BODY[:30_000]
    # The rest goes as well, with all of its room: the one segment that is still written may stay.
    delete(s3, keys[1::2])
    wait_until(lambda: disk.segments() < MIB)


@pytest.mark.parametrize(("clients", "share"), [(1, 1 / 2), (16, 1 / 4)])
def test_once_small_objects_are_deleted_a_full_disk_takes_more_again(disk, clients, share):
    """Of one client they lie in rows of the database, which keeps the room it has for rows to come: it must count as room. Many clients
    are refused earlier, while the log of what they have just written waits to be taken over."""
    s3 = disk.server.client("s3", max_pool_connections=16)
    disk.take(leaving=RESERVE + 16 * MIB)
    first = fill(s3, size=60_000, clients=clients)
    delete(s3, first)
    assert contents(s3) == {}
    # Of sixteen at once some lie in a segment, whose holes are made beside the requests.
    wait_until(lambda: disk.segments() < MIB)
    wait_until(lambda: outcome(lambda: s3.put_object(Bucket="disk", Key="again", Body=BODY[:60_000])) is None, seconds=5)
    s3.delete_object(Bucket="disk", Key="again")
    second = fill(s3, size=60_000, clients=clients)
    assert len(second) > len(first) * share, f"first {len(first)} objects fit, then {len(second)}"


def test_uploads_that_fit_alone_but_not_together_leave_the_reserve_alone(disk):
    """Each was told that there is room when it began. There is not for all; who comes too late is refused, not the reserve used up."""
    length = 50 * MIB
    least = disk.free()
    ended = threading.Event()

    def watch():
        nonlocal least
        while not ended.wait(0.005):
            least = min(least, disk.free())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        uploads = [SlowUpload(disk.server, "put_object", length, Key=f"large-{i}") for i in range(4)]
        for upto in range(10 * MIB, length + 1, 10 * MIB):
            for upload in uploads:
                upload.send(upto)
        statuses = [upload.answer() for upload in uploads]
    finally:
        ended.set()
        watcher.join()
    assert sorted(statuses) == [200, 200, 507, 507]
    s3 = disk.server.client("s3")
    assert sorted(contents(s3)) == [f"large-{i}" for i, status in enumerate(statuses) if status == 200]
    assert least >= RESERVE - SLACK, f"{least >> 20} MiB were left, of {RESERVE >> 20} held back"


def test_room_that_was_announced_is_held_until_the_upload_ends(disk):
    s3 = disk.server.client("s3")
    before = disk.free()
    first = SlowUpload(disk.server, "put_object", 100 * MIB, Key="first")
    first.send(10 * MIB)
    wait_until(lambda: disk.free() < before - 5 * MIB)
    second = SlowUpload(disk.server, "put_object", 50 * MIB, Key="second")
    assert second.answer() == 507
    # What is free besides is anybody's.
    assert outcome(lambda: s3.put_object(Bucket="disk", Key="small", Body=BODY)) is None
    first.connection.close()
    wait_until(lambda: disk.free() > before - 2 * MIB)
    third = SlowUpload(disk.server, "put_object", 50 * MIB, Key="third")
    third.send(50 * MIB)
    assert third.answer() == 200
    assert sorted(contents(s3)) == ["small", "third"]


@pytest.mark.parametrize("kind", ["put_object", "upload_part"])
def test_an_upload_that_finds_the_disk_full_in_its_middle_leaves_nothing(disk, kind):
    s3 = disk.server.client("s3")
    s3.put_object(Bucket="disk", Key="k", Body=b"old")
    parameters = {"Key": "k"}
    if kind == "upload_part":
        parameters |= {"UploadId": s3.create_multipart_upload(Bucket="disk", Key="k")["UploadId"], "PartNumber": 1}
    before = disk.free()
    upload = SlowUpload(disk.server, kind, 40 * MIB, **parameters)
    upload.send(10 * MIB)
    wait_until(lambda: disk.free() < before - 5 * MIB)
    disk.take()
    upload.send(40 * MIB)
    assert upload.answer() == 507
    assert read(s3, "k") == b"old"
    if kind == "upload_part":
        assert "Parts" not in s3.list_parts(Bucket="disk", Key="k", UploadId=parameters["UploadId"])
    disk.give_back()
    wait_until(lambda: disk.free() > before - 2 * MIB)
    assert outcome(lambda: s3.put_object(Bucket="disk", Key="k", Body=BODY)) is None
    assert read(s3, "k") == BODY


def test_uploads_in_parts_can_be_given_up_on_a_full_disk(disk):
    s3 = disk.server.client("s3")
    uploads = {key: s3.create_multipart_upload(Bucket="disk", Key=key)["UploadId"] for key in ("kept", "dropped")}
    part = BODY * 6
    parts = {
        key: s3.upload_part(Bucket="disk", Key=key, UploadId=upload, PartNumber=1, Body=part)["ETag"] for key, upload in uploads.items()}
    disk.take(leaving=RESERVE - MIB)
    full = disk.free()
    for key, upload in uploads.items():
        assert error_of(lambda k=key, u=upload: s3.upload_part(Bucket="disk", Key=k, UploadId=u, PartNumber=2, Body=part)) == FULL
    s3.abort_multipart_upload(Bucket="disk", Key="dropped", UploadId=uploads["dropped"])
    wait_until(lambda: disk.free() > full + 5 * MIB)
    s3.complete_multipart_upload(
        Bucket="disk", Key="kept", UploadId=uploads["kept"], MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": parts["kept"]}]})
    assert list(contents(s3)) == ["kept"] and read(s3, "kept") == part


def test_what_is_no_object_leaves_the_reserve_alone_too(disk):
    """The payloads of calls that wait are bytes on the same disk. Lambda has no error of its own for it: API_Invoke, "Errors"."""
    functions = disk.server.client("lambda")
    make_function(disk.server, "slow", "import time\ndef handler(event, context): time.sleep(4)", Timeout=10)
    disk.take(leaving=RESERVE + MIB)
    payload = b'"' + b"x" * 1_000_000 + b'"'
    # What is free above the reserve is enough for one or two.
    outcomes = [outcome(lambda: functions.invoke(FunctionName="slow", InvocationType="Event", Payload=payload)) for _ in range(40)]
    assert disk.free() >= RESERVE - SLACK, f"{disk.free() >> 20} MiB were left, of {RESERVE >> 20} held back"
    assert set(outcomes) <= {None, (507, "ServiceException")} and outcomes.count(None) < 5


# Functions' code is unpacked beside the objects.

def package(result, mebibytes):
    """Code that is small as a zip file and large on the disk."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.py", f"def handler(event, context): return {result!r}")
        archive.writestr("zeros", bytes(mebibytes * MIB))
    return file.getvalue()


def make_large(server, name, mebibytes, role=None):
    """A function with a large package; no worker of it runs yet."""
    server.client("lambda").create_function(
        FunctionName=name, Runtime="python3.12", Handler="index.handler", Role=role or make_role(server, f"{name}-role"), Timeout=20,
        Code={"ZipFile": package(name, mebibytes)})


def take_for_sure(disk, leaving, refused):
    """The server may go by an answer of the disk that is a tenth of a second old, but refuses nobody by one."""
    disk.take(leaving=leaving)
    s3 = disk.server.client("s3")
    wait_until(lambda: outcome(lambda: s3.put_object(Bucket="disk", Key="probe", Body=BODY * refused)) == FULL)


def unpacked(disk):
    return len([path for path in (disk.place / "data/functions").iterdir() if not path.name.endswith(".partial")])


def test_code_without_room_to_unpack_it_is_refused_and_leaves_the_reserve_alone(disk):
    functions = disk.server.client("lambda")
    make_function(disk.server, "small", "def handler(event, context): return 1")
    assert functions.invoke(FunctionName="small")["Payload"].read() == b"1"
    full = (400, "CodeStorageExceededException")
    free = disk.free()
    large = (free - RESERVE) // MIB + 1
    assert error_of(lambda: make_large(disk.server, "large", large)) == full
    assert error_of(lambda: functions.update_function_code(FunctionName="small", ZipFile=package("x", large))) == full
    assert error_of(lambda: functions.get_function(FunctionName="large")) == (404, "ResourceNotFoundException")
    assert disk.free() > free - MIB
    assert functions.invoke(FunctionName="small")["Payload"].read() == b"1"
    assert outcome(lambda: disk.server.client("s3").put_object(Bucket="disk", Key="k", Body=BODY)) is None


def test_a_function_s_settings_are_no_code(disk):
    """CodeStorageExceededException is for code alone: API_CreateFunction and API_UpdateFunctionCode, "Errors"."""
    functions = disk.server.client("lambda")
    make_function(disk.server, "f", "def handler(event, context): return 1")
    permission = {"FunctionName": "f", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com"}
    functions.add_permission(StatementId="old", **permission)
    role = make_role(disk.server, "large-role")
    take_for_sure(disk, RESERVE - 8 * MIB, refused=1)
    full = (507, "ServiceException")
    assert error_of(lambda: functions.add_permission(StatementId="new", **permission)) == full
    assert error_of(lambda: functions.update_function_configuration(FunctionName="f", Timeout=9)) == full
    assert error_of(lambda: functions.update_function_code(FunctionName="f", ZipFile=package("x", 0))) == (400, "CodeStorageExceededException")
    assert error_of(lambda: make_large(disk.server, "large", 0, role)) == (400, "CodeStorageExceededException")
    functions.remove_permission(FunctionName="f", StatementId="old")
    functions.delete_function(FunctionName="f")


def test_code_that_no_worker_uses_gives_way_to_other_code(disk):
    functions = disk.server.client("lambda")
    disk.take(leaving=RESERVE + 60 * MIB)
    # Two fit, the third takes the place of the one that was used least recently.
    for name in "abc":
        make_large(disk.server, name, 25)
    assert unpacked(disk) == 2
    assert disk.free() >= RESERVE - SLACK
    assert functions.invoke(FunctionName="b")["Payload"].read() == b'"b"'
    assert functions.invoke(FunctionName="a")["Payload"].read() == b'"a"'
    assert unpacked(disk) == 2
    # Both are held by workers now.
    assert error_of(lambda: functions.invoke(FunctionName="c")) == (507, "ServiceException")


def test_a_call_whose_code_has_no_room_says_so_and_a_delivery_waits(disk):
    make_large(disk.server, "large", 40)
    # As after a while in which others needed the room.
    assert disk.server.stop() == 0
    shutil.rmtree(disk.place / "data/functions")
    disk.server.start()
    functions = disk.server.client("lambda")
    take_for_sure(disk, RESERVE + 20 * MIB, refused=21)
    least = disk.free()
    assert error_of(lambda: functions.invoke(FunctionName="large")) == (507, "ServiceException")
    assert "disk is full" in message_of(lambda: functions.invoke(FunctionName="large"))
    assert functions.invoke(FunctionName="large", InvocationType="Event", Payload=b"{}")["StatusCode"] == 202
    waiting, = wait_until(lambda: [event for event in disk.server.events() if "disk is full" in str(event)])
    assert "dead" not in str(waiting)
    assert disk.free() > least - 2 * MIB
    disk.give_back()
    wait_until(lambda: disk.server.events("--state", "done"))
    assert functions.invoke(FunctionName="large")["Payload"].read() == b'"large"'


def test_with_not_a_byte_left_every_answer_is_true(disk):
    """Nothing has to work now. What is said to be done is done, and what is not is not, also after a restart."""
    s3 = disk.server.client("s3")
    etags = {}
    for i in range(60):
        size = (100, 20_000, 200_000)[i % 3]
        etags[f"k{i:02d}"] = s3.put_object(Bucket="disk", Key=f"k{i:02d}", Body=BODY[i:i + size])["ETag"]
    disk.take()
    for i in range(60):
        key = f"k{i:02d}"
        if i % 4 == 0:
            refused = outcome(lambda k=key: s3.put_object(Bucket="disk", Key=k, Body=b"new"))
        elif i % 4 == 1:
            refused = outcome(lambda k=key, i=i: s3.copy_object(Bucket="disk", Key=k, CopySource=f"disk/k{i - 1:02d}"))
        else:
            refused = outcome(lambda k=key: s3.delete_object(Bucket="disk", Key=k))
            if refused is None:
                del etags[key]
        assert refused is None or refused[0] in (500, 503, 507), refused
        assert i % 4 > 1 or refused is not None, f"{key}: there was no room to write it"
    assert contents(s3) == etags
    # What has to write before it can serve may say that it cannot; it may lose nothing by that.
    disk.server.kill()
    with contextlib.suppress(RuntimeError):
        disk.server.start()
        assert contents(disk.server.client("s3")) == etags
    disk.give_back()
    if disk.server.process is None or disk.server.process.poll() is not None:
        disk.server.start()
    s3 = disk.server.client("s3")
    assert contents(s3) == etags
    for key in sorted(etags):
        i = int(key[1:])
        assert read(s3, key) == BODY[i:i + (100, 20_000, 200_000)[i % 3]]
    etags["again"] = s3.put_object(Bucket="disk", Key="again", Body=BODY)["ETag"]
    s3.delete_object(Bucket="disk", Key="k00")
    del etags["k00"]
    assert contents(s3) == etags
    assert disk.server.stop() == 0
    status, text = disk.check()
    assert status == 0 and "all is well" in text, text


def test_a_delivery_that_fails_is_parked_on_a_full_disk(disk):
    functions = disk.server.client("lambda")
    make_function(disk.server, "fails", "def handler(event, context): raise ValueError('no')")
    disk.take(leaving=RESERVE - MIB)
    assert outcome(lambda: functions.invoke(FunctionName="fails", Payload=b"{}")) is None
    s3 = disk.server.client("s3")
    disk.give_back()
    s3.put_object(Bucket="disk", Key="k", Body=b"x")
    assert functions.invoke(FunctionName="fails", InvocationType="Event", Payload=b"{}")["StatusCode"] == 202
    disk.take(leaving=RESERVE - MIB)
    dead, = wait_until(lambda: disk.server.events("--state", "dead"))
    assert "no" in str(dead)


def test_what_adds_leaves_the_reserve_alone_whatever_it_is_called(disk):
    """Delete markers, events of deletes of nothing, roles, keys and permissions are rows too. Then all can be deleted, also after a crash."""
    server = disk.server
    s3, iam, kms, functions = (server.client(name) for name in ("s3", "iam", "kms", "lambda"))
    s3.create_bucket(Bucket="versioned")
    s3.put_bucket_versioning(Bucket="versioned", VersioningConfiguration={"Status": "Enabled"})
    versions = {key: s3.put_object(Bucket="versioned", Key=key, Body=BODY)["VersionId"] for key in ("v0", "v1")}
    upload = s3.create_multipart_upload(Bucket="disk", Key="parts")["UploadId"]
    s3.upload_part(Bucket="disk", Key="parts", UploadId=upload, PartNumber=1, Body=BODY)
    make_function(server, "f", "def handler(event, context): pass")
    keys = fill(s3)
    disk.take(leaving=RESERVE)
    trust = ('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, '
             '"Action": "sts:AssumeRole"}]}')

    def add(i):
        missing = {"Objects": [{"Key": f"{i}-{j}" + "x" * 950} for j in range(500)], "Quiet": True}
        for bucket in ("disk", "versioned"):
            for error in s3.delete_objects(Bucket=bucket, Delete=missing).get("Errors", []):
                assert error["Code"] == "InsufficientStorage", error
        return [
            outcome(lambda: s3.delete_object(Bucket="versioned", Key="v0")),
            outcome(lambda: iam.create_role(RoleName=f"r{i}", AssumeRolePolicyDocument=trust, Description="d" * 900)),
            outcome(lambda: kms.create_key(Description="d" * 8000)),
            outcome(lambda: functions.add_permission(
                FunctionName="f", StatementId=f"s{i}", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com")),
        ]

    for _ in range(2):
        # What the database has pages for may still be let in: it takes nothing of the disk.
        outcomes = [add(i) for i in range(8)][-1]
        assert outcomes[:2] == [FULL, FULL] and outcomes[2][1] == "InsufficientStorage" and outcomes[3] is not None, outcomes
        assert disk.free() >= RESERVE - SLACK, f"{disk.free() >> 20} MiB were left, of {RESERVE >> 20} held back"
        server.kill()
        server.start()
        s3, iam, kms, functions = (server.client(name) for name in ("s3", "iam", "kms", "lambda"))
    s3.delete_object(Bucket="versioned", Key="v0", VersionId=versions["v0"])
    s3.abort_multipart_upload(Bucket="disk", Key="parts", UploadId=upload)
    delete(s3, list(contents(s3)))
    assert contents(s3) == {} and len(keys) > 10
    wait_until(lambda: disk.free() > RESERVE + 10 * MIB)
    assert s3.delete_object(Bucket="versioned", Key="v1")["DeleteMarker"]
    s3.put_object(Bucket="disk", Key="again", Body=BODY)
    iam.create_role(RoleName="again", AssumeRolePolicyDocument=trust)
    assert server.stop() == 0
    status, text = disk.check()
    assert status == 0 and "all is well" in text, text
    server.start()


@pytest.mark.parametrize("crashes", [False, True])
def test_with_hardly_anything_left_all_can_be_deleted(disk, crashes):
    """Something else has taken most of the reserve. What owes somebody an event must wait, all else goes."""
    server = disk.server
    s3 = server.client("s3")
    s3.create_bucket(Bucket="heard")
    make_function(server, "f", "def handler(event, context): pass")
    permit_s3(server, "f", "heard")
    arn = server.client("lambda").get_function_configuration(FunctionName="f")["FunctionArn"]
    notify(s3, "heard", arn, events=["s3:ObjectRemoved:*"])
    s3.put_object(Bucket="heard", Key="k", Body=b"heard")
    small = [f"small/{i:04d}" for i in range(2000)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: s3.put_object(Bucket="disk", Key=key, Body=b"x"), small))
    large = fill(s3)
    disk.take(leaving=RESERVE // 4 - MIB)
    if crashes:
        server.kill()
        server.start()
        s3 = server.client("s3")
    assert outcome(lambda: s3.delete_object(Bucket="heard", Key="k")) == FULL
    assert s3.get_object(Bucket="heard", Key="k")["Body"].read() == b"heard"
    delete(s3, small)
    assert disk.free() >= 2 * MIB
    delete(s3, large)
    assert contents(s3) == {}
    wait_until(lambda: disk.free() > RESERVE + 10 * MIB)
    assert outcome(lambda: s3.delete_object(Bucket="heard", Key="k")) is None
    wait_until(lambda: server.events("--state", "done"))
    s3.put_object(Bucket="disk", Key="again", Body=BODY)
    assert server.stop() == 0
    status, text = disk.check()
    assert status == 0 and "all is well" in text, text
    server.start()
