"""A store on a disk of its own that fills up: clear refusals, nothing lost, and writes again once there is room, without a restart."""

import contextlib
import http.client
import os
import stat
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from helpers import error_of, make_role, message_of, notify, permit_s3, signed_form, zipped
from pelton import BUILD, Server, wait_until

DISK_MIB = 192
RESERVE = 64 << 20
FULL = (507, "InsufficientStorage")
BODY = os.urandom(1 << 20)


@pytest.fixture
def server(tmp_path):
    """A server whose data directory lies on a small disk in memory, which no privileges are needed for."""
    disk = tmp_path / "disk"
    disk.mkdir()
    wrapper = tmp_path / "pelton"
    wrapper.write_text(
        "#!/bin/sh\n"
        f"exec unshare -Urm sh -c 'mount -t tmpfs -o size={DISK_MIB}m disk {disk} && exec \"$@\"' sh {BUILD / 'pelton'} \"$@\"\n")
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    server = Server(disk / "data", "--sandbox", "none", binary=wrapper).start()
    server.disk = Path(f"/proc/{server.process.pid}/root{disk}")
    server.client("s3").create_bucket(Bucket="disk")
    yield server
    assert server.stop() == 0


def free(server):
    status = os.statvfs(server.disk)
    return status.f_bavail * status.f_frsize


def fill(s3, prefix="fill"):
    """Puts objects until one is refused. Returns the keys that were answered."""
    keys = []
    while True:
        key = f"{prefix}/{len(keys):04d}"
        try:
            s3.put_object(Bucket="disk", Key=key, Body=BODY)
        except ClientError as error:
            assert (error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]) == FULL
            return keys
        keys.append(key)
        assert len(keys) < DISK_MIB


def listed(s3):
    return [found["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket="disk") for found in page.get("Contents", [])]


def test_a_full_disk_refuses_writes_and_nothing_else(server):
    s3 = server.client("s3")
    s3.put_object(Bucket="disk", Key="small", Body=b"small")
    upload = s3.create_multipart_upload(Bucket="disk", Key="parts")["UploadId"]
    keys = fill(s3)
    assert free(server) >= RESERVE - (2 << 20)
    # To the last block before the reserve: what else takes room, from now on, is refused as well.
    with open(server.disk / "filler", "wb") as filler:
        filler.write(bytes(max(0, free(server) - RESERVE)))
    before = listed(s3)
    fields = signed_form([{"bucket": "disk"}, ["starts-with", "$key", ""]], {"key": "form"})
    for write in (
        lambda: s3.put_object(Bucket="disk", Key="large", Body=BODY),
        lambda: s3.put_object(Bucket="disk", Key="small", Body=BODY),
        lambda: s3.put_object(Bucket="disk", Key="tiny", Body=b""),
        lambda: s3.copy_object(Bucket="disk", Key="copy", CopySource="disk/small"),
        lambda: s3.create_multipart_upload(Bucket="disk", Key="more-parts"),
        lambda: s3.upload_part(Bucket="disk", Key="parts", UploadId=upload, PartNumber=1, Body=BODY),
    ):
        assert error_of(write) == FULL
    assert "disk is full" in message_of(lambda: s3.put_object(Bucket="disk", Key="large", Body=BODY))
    assert form(server, fields) == 507
    assert listed(s3) == before
    assert s3.get_object(Bucket="disk", Key="small")["Body"].read() == b"small"
    assert s3.get_object(Bucket="disk", Key=keys[0])["Body"].read() == BODY
    # Deletes work, give their room back, and then writes work again.
    for key in keys[:20]:
        s3.delete_object(Bucket="disk", Key=key)
    wait_until(lambda: free(server) > RESERVE + (10 << 20))
    s3.put_object(Bucket="disk", Key="again", Body=BODY)
    assert s3.get_object(Bucket="disk", Key="again")["Body"].read() == BODY
    s3.delete_objects(Bucket="disk", Delete={"Objects": [{"Key": key} for key in keys[20:]]})
    wait_until(lambda: free(server) > (DISK_MIB << 20) * 0.6)
    assert listed(s3) == ["again", "small"]


def form(server, fields):
    boundary = "form-boundary"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'.encode() + BODY + b"\r\n")
    request = urllib.request.Request(
        server.url + "/disk", b"".join(parts) + f"--{boundary}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_what_does_not_fit_is_refused_before_its_body_is_sent(server):
    url = server.client("s3", signature_version="s3v4").generate_presigned_url("put_object", Params={"Bucket": "disk", "Key": "huge"})
    host = server.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.putrequest("PUT", url.removeprefix(server.url))
    connection.putheader("Content-Length", str(1 << 30))
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 507 and b"InsufficientStorage" in text, text
    connection.close()


def test_deliveries_end_while_the_disk_is_full(server):
    s3, functions = server.client("s3"), server.client("lambda")
    functions.create_function(
        FunctionName="f", Runtime="python3.12", Handler="app.handler", Role=make_role(server, "r"),
        Code={"ZipFile": zipped({"app.py": "def handler(event, context): pass"})})
    functions.get_waiter("function_active_v2").wait(FunctionName="f", WaiterConfig={"Delay": 0.05})
    permit_s3(server, "f", "disk")
    notify(s3, "disk", functions.get_function_configuration(FunctionName="f")["FunctionArn"], events=["s3:ObjectRemoved:*"])
    keys = fill(s3)
    s3.delete_object(Bucket="disk", Key=keys[0])
    event, = wait_until(lambda: server.events("--state", "done"))
    assert event["key"] == keys[0]


def test_not_a_byte_left_loses_nothing_and_is_over_once_there_is_room(server):
    s3 = server.client("s3")
    kept = {}
    for i in range(20):
        kept[f"k{i}"] = os.urandom(20_000)
        s3.put_object(Bucket="disk", Key=f"k{i}", Body=kept[f"k{i}"])
    filler = server.disk / "filler"
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(BODY):
            pass
    for i in range(20):
        assert error_of(lambda i=i: s3.put_object(Bucket="disk", Key=f"k{i}", Body=b"new"))[0] in (507, 500)
    for key, body in kept.items():
        assert s3.get_object(Bucket="disk", Key=key)["Body"].read() == body
    filler.unlink()
    s3.put_object(Bucket="disk", Key="again", Body=BODY)
    s3.delete_object(Bucket="disk", Key="k0")
    del kept["k0"]
    for key, body in kept.items():
        assert s3.get_object(Bucket="disk", Key=key)["Body"].read() == body
    assert listed(s3) == sorted([*kept, "again"])
