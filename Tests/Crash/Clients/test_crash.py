"""The server is killed at random moments. What it answered must be there and whole; what it owed must be delivered or listed."""

import hashlib
import os
import random
import threading
import time

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from helpers import make_function, notify, permit_s3
from pelton import Server, wait_until

BUCKET = "crash-test"
SIZES = [0, 100, 65_536, 65_537, 300_000, 2_000_000]
PART = 5 << 20


class Uploader(threading.Thread):
    """Writes and deletes until the server goes away, and remembers what was answered."""

    def __init__(self, server, name, seed):
        super().__init__()
        self.s3 = server.client("s3", read_timeout=20, connect_timeout=5)
        self.name_ = name
        self.random = random.Random(seed)
        # What must be there: the body's MD5, or None for a delete. What was sent last, without an answer, may be there or not.
        self.answered = {}
        self.unanswered = {}
        self.owed = []

    def run(self):
        number = 0
        while True:
            number += 1
            key = f"{self.name_}/{self.random.randrange(20)}"
            try:
                self.step(key, number)
            except (ClientError, BotoCoreError):
                return

    def step(self, key, number):
        kind = self.random.random()
        if kind < 0.15 and self.answered.get(key) is not None:
            self.unanswered[key] = None
            self.s3.delete_object(Bucket=BUCKET, Key=key)
            self.settle(key, None, "ObjectRemoved:Delete")
        elif kind < 0.25:
            body = os.urandom(PART) + bytes([number % 256])
            self.unanswered[key] = hashlib.md5(body).hexdigest()
            upload = self.s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
            parts = []
            for i, piece in enumerate((body[:PART], body[PART:]), 1):
                etag = self.s3.upload_part(Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=i, Body=piece)["ETag"]
                parts.append({"PartNumber": i, "ETag": etag})
            self.s3.complete_multipart_upload(Bucket=BUCKET, Key=key, UploadId=upload, MultipartUpload={"Parts": parts})
            self.settle(key, self.unanswered[key], "ObjectCreated:CompleteMultipartUpload")
        else:
            body = os.urandom(self.random.choice(SIZES))
            self.unanswered[key] = hashlib.md5(body).hexdigest()
            self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)
            self.settle(key, self.unanswered[key], "ObjectCreated:Put")

    def settle(self, key, digest, event):
        self.answered[key] = digest
        del self.unanswered[key]
        self.owed.append((event, key))


def check(s3, uploader):
    """Every answered object is there and whole; one that was on its way is the old one or the new one."""
    for key in {*uploader.answered, *uploader.unanswered}:
        possible = {uploader.answered.get(key)}
        if key in uploader.unanswered:
            possible.add(uploader.unanswered[key])
        try:
            found = hashlib.md5(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()).hexdigest()
        except s3.exceptions.NoSuchKey:
            found = None
        assert found in possible, f"{key}: {found} is none of {possible}"
        uploader.answered[key] = found
    uploader.unanswered.clear()


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_random_moments(tmp_path, seed):
    server = Server(tmp_path / "data").start()
    make_function(server, "count", "def handler(event, context): pass", Timeout=10)
    server.client("s3").create_bucket(Bucket=BUCKET)
    permit_s3(server, "count", BUCKET)
    arn = server.client("lambda").get_function_configuration(FunctionName="count")["FunctionArn"]
    notify(server.client("s3"), BUCKET, arn, events=["s3:ObjectCreated:*", "s3:ObjectRemoved:*"])
    moments = random.Random(seed)
    answered, owed = {}, []
    for round in range(9):
        uploaders = [Uploader(server, f"u{i}", seed * 1000 + round * 10 + i) for i in range(3)]
        for uploader in uploaders:
            uploader.answered.update({key: digest for key, digest in answered.items() if key.startswith(uploader.name_ + "/")})
            uploader.start()
        time.sleep(moments.uniform(0.05, 1.2))
        server.kill()
        for uploader in uploaders:
            uploader.join()
        server.start()
        for uploader in uploaders:
            check(server.client("s3"), uploader)
            answered.update(uploader.answered)
            owed += uploader.owed
    assert len(owed) > 50
    wait_until(lambda: not server.events("--state", "pending"), 120)
    delivered = [(event["eventName"], event["key"]) for event in server.events("--state", "done")]
    for event in set(owed):
        assert delivered.count(event) >= owed.count(event), event
    assert server.events("--state", "dead") == []
    listed = {found["Key"] for page in server.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET) for found in page.get("Contents", [])}
    assert listed == {key for key, digest in answered.items() if digest is not None}
    leftovers_are_collected(server)
    assert server.stop() == 0


def leftovers_are_collected(server):
    """Once nothing names them, files go: as many are left as large objects and parts of open uploads."""
    s3 = server.client("s3")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for found in page.get("Contents", []):
            s3.delete_object(Bucket=BUCKET, Key=found["Key"])
    for upload in s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []):
        s3.abort_multipart_upload(Bucket=BUCKET, Key=upload["Key"], UploadId=upload["UploadId"])
    wait_until(lambda: not server.events("--state", "pending"), 60)
    server.stop()
    server.start()
    blobs = server.data / "blobs"
    wait_until(lambda: not [path for path in blobs.rglob("*") if path.is_file()], 30, every=0.2)


def test_a_delivery_that_was_running_is_made_again(tmp_path):
    server = Server(tmp_path / "data").start()
    make_function(server, "slow", "import time\ndef handler(event, context): time.sleep(1)", Timeout=10)
    s3 = server.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    permit_s3(server, "slow", BUCKET)
    notify(s3, BUCKET, server.client("lambda").get_function_configuration(FunctionName="slow")["FunctionArn"])
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    logs = server.client("logs")
    wait_until(lambda: started(logs))
    server.kill()
    server.start()
    event, = wait_until(lambda: server.events("--state", "done"))
    assert (event["key"], event["attempts"]) == ("k", 1)
    assert server.stop() == 0


def started(logs):
    try:
        return logs.filter_log_events(logGroupName="/aws/lambda/slow", filterPattern="START")["events"]
    except ClientError:
        return []


def test_settings_survive(tmp_path):
    server = Server(tmp_path / "data").start()
    make_function(server, "kept", "def handler(event, context): return 'still here'")
    ssm = server.client("ssm")
    for value in ("old", "kept secret"):
        ssm.put_parameter(Name="/kept/a", Value=value, Type="SecureString", Overwrite=value != "old")
    ssm.put_parameter(Name="/kept/gone", Value="v", Type="String")
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId="/kept/a", Tags=[{"Key": "k", "Value": "v"}])
    # The last answer before the end is a write's.
    ssm.delete_parameter(Name="/kept/gone")
    server.kill()
    server.start()
    ssm = server.client("ssm")
    found = ssm.get_parameters_by_path(Path="/kept", WithDecryption=True)["Parameters"]
    assert [(parameter["Name"], parameter["Value"], parameter["Version"]) for parameter in found] == [("/kept/a", "kept secret", 2)]
    assert ssm.get_parameter(Name="/kept/a:1", WithDecryption=True)["Parameter"]["Value"] == "old"
    assert ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/kept/a")["TagList"] == [{"Key": "k", "Value": "v"}]
    assert server.client("lambda").invoke(FunctionName="kept")["Payload"].read() == b'"still here"'
    assert server.client("iam").get_role(RoleName="kept-role")["Role"]["RoleName"] == "kept-role"
    assert server.stop() == 0
