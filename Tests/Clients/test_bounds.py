"""What callers without rights may cost: bodies by their operation, memory by proof, and never a secret in the log."""

import base64
import datetime
import hashlib
import json
import os
import random
import re
import resource
import socket
import threading
import time
import urllib.parse

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from helpers import error_of, make_function, make_role, signed_form, zipped
from pelton import ACCESS_KEY, REGION, SECRET_KEY, Server, wait_until

LAMBDA = "/2015-03-31/functions"
JSON_1_1 = "application/x-amz-json-1.1"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def alone(tmp_path):
    server = Server(tmp_path / "data").start()
    yield server
    assert server.stop() == 0


def connect(server):
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def head(server, service, method, path, length, headers, secret=SECRET_KEY, body=b"", more=""):
    """The head of a request that is signed for `body`, and announces what it likes."""
    request = AWSRequest(method, server.url + path, data=body, headers=headers)
    SigV4Auth(Credentials(ACCESS_KEY, secret), service, REGION).add_auth(request)
    lines = [f"{name}: {value}" for name, value in request.headers.items() if name.lower() != "content-length"]
    lines += [f"Host: {server.url[7:]}", f"Content-Length: {length}"]
    return (f"{method} {path} HTTP/1.1\r\n" + "\r\n".join(lines) + f"\r\n{more}\r\n").encode()


def answer(connection):
    text = b""
    while piece := connection.recv(65_536):
        text += piece
    return int(text.split()[1]) if text else None, text


def mebibytes(server, field):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field)) / 1024


# MARK: Bodies by their operation


LIMITS = [
    ("lambda", "POST", LAMBDA, {}, 70_167_211, "RequestEntityTooLargeException"),
    ("lambda", "PUT", LAMBDA + "/f/code", {}, 70_167_211, "RequestEntityTooLargeException"),
    ("lambda", "POST", LAMBDA + "/f/invocations", {}, 6_291_456, "RequestEntityTooLargeException"),
    ("lambda", "POST", LAMBDA + "/f/invocations", {"X-Amz-Invocation-Type": "Event"}, 1_048_576, "RequestEntityTooLargeException"),
    ("lambda", "PUT", LAMBDA + "/f/configuration", {}, 1 << 20, "RequestEntityTooLargeException"),
    ("lambda", "POST", "/no/such/operation", {}, 1 << 20, "RequestEntityTooLargeException"),
    ("iam", "POST", "/", {"Content-Type": FORM}, 1 << 20, "RequestEntityTooLarge"),
    ("sts", "POST", "/", {"Content-Type": FORM}, 1 << 20, "RequestEntityTooLarge"),
    ("logs", "POST", "/", {"X-Amz-Target": "Logs_20140328.FilterLogEvents"}, 1 << 20, "RequestEntityTooLargeException"),
    # Not built: what its service takes by default.
    ("logs", "POST", "/", {"X-Amz-Target": "Logs_20140328.PutLogEvents"}, 1 << 20, "RequestEntityTooLargeException"),
    ("kms", "POST", "/", {"X-Amz-Target": "TrentService.CreateKey"}, 1 << 20, "RequestEntityTooLargeException"),
    ("kms", "POST", "/", {"X-Amz-Target": "TrentService.Encrypt"}, 128 << 10, "RequestEntityTooLargeException"),
    ("kms", "POST", "/", {}, 128 << 10, "RequestEntityTooLargeException"),
    ("pelton", "POST", "/_pelton/events/redrive", {}, 64 << 10, "RequestTooLarge"),
]


@pytest.mark.parametrize(("service", "method", "path", "headers", "limit", "code"), LIMITS, ids=range(len(LIMITS)))
def test_a_body_over_its_operation_s_limit_is_refused_unread(server, service, method, path, headers, limit, code):
    """Whoever waits for `100 Continue` is told so only where the body may come."""
    with connect(server) as connection:
        connection.sendall(head(server, service, method, path, limit + 1, headers, more="Expect: 100-continue\r\nConnection: close\r\n"))
        status, text = answer(connection)
    assert (status, code.encode() in text) == (413, True), text
    with connect(server) as connection:
        connection.sendall(head(server, service, method, path, limit, headers, more="Expect: 100-continue\r\n"))
        assert connection.recv(65_536).startswith(b"HTTP/1.1 100 ")


def test_lambda_says_which_operation_takes_less(server):
    with connect(server) as connection:
        connection.sendall(head(server, "lambda", "POST", LAMBDA + "/f/invocations", 7_000_000, {}))
        text = answer(connection)[1]
    assert b"Request must be smaller than 6291456 bytes for the InvokeFunction operation" in text


def post(server, service, body, headers, path="/"):
    request = AWSRequest("POST", server.url + path, data=body, headers=headers)
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), service, REGION).add_auth(request)
    return requests.post(request.url, data=body, headers=dict(request.headers), timeout=60)


BOMBS = {
    "numbers": lambda size: b'{"a":[' + b"0," * (size // 2) + b"0]}",
    "arrays": lambda size: b'{"a":[' + b"[]," * (size // 3) + b"0]}",
    "members": lambda size: b'{"a":{' + b'"":0,' * (size // 5) + b'"":0}}',
    "levels": lambda size: b'{"a":' + b"[" * (size // 2) + b"]" * (size // 2) + b"}",
}


@pytest.mark.parametrize("shape", BOMBS)
def test_json_of_many_values_is_given_up(alone, shape):
    """Within the limits of bodies too: those of code may have 67 MiB, most of it one text."""
    logs = {"Content-Type": JSON_1_1, "X-Amz-Target": "Logs_20140328.DescribeLogGroups"}
    body = BOMBS[shape]((1 << 20) - 100)
    assert post(alone, "logs", body, logs).status_code == 400
    before = mebibytes(alone, "VmHWM")
    for _ in range(3):
        assert post(alone, "logs", body, logs).status_code == 400
    assert mebibytes(alone, "VmHWM") - before < 16
    body = BOMBS[shape](30 << 20)
    assert post(alone, "lambda", body, {}, LAMBDA).status_code == 400
    # What came, and a copy of it that is being read.
    assert mebibytes(alone, "VmHWM") - before < 30 * 3.5


def test_a_payload_of_many_values_is_the_function_s_own(alone):
    make_function(alone, "count", "def handler(event, context):\n    return len(event)\n", Timeout=60)
    payload = b"[" + b"0," * 3_100_000 + b"0]"
    before = mebibytes(alone, "VmHWM")
    got = alone.client("lambda").invoke(FunctionName="count", Payload=payload)
    assert got["Payload"].read() == b"3100001"
    assert mebibytes(alone, "VmHWM") - before < 60


def test_parameters_of_a_form_are_counted(server):
    body = b"Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=%7B%7D" + b"&a" * 100_000
    response = post(server, "iam", body, {"Content-Type": FORM})
    assert (response.status_code, "MalformedInput" in response.text) == (400, True), response.text


# MARK: Proof first


def digest(body):
    return {"X-Amz-Content-SHA256": hashlib.sha256(body).hexdigest()}


def test_who_names_the_digest_is_refused_before_the_body_is_asked_for(server):
    body = b'{"FunctionName":"f"}'
    wait = "Expect: 100-continue\r\nConnection: close\r\n"
    with connect(server) as connection:
        connection.sendall(head(server, "lambda", "POST", LAMBDA, len(body), digest(body), secret="wrong", body=body, more=wait))
        status, text = answer(connection)
    assert (status, b"InvalidSignatureException" in text) == (403, True), text


@pytest.mark.parametrize(("sent", "right"), [(b"Action=GetCallerIdentity&Version=2011-06-15", 200), (b"Action=GetCallerIdentity&Version=2011-06-16", 403)])
def test_the_body_must_be_what_was_named(server, sent, right):
    named = b"Action=GetCallerIdentity&Version=2011-06-15"
    request = head(server, "sts", "POST", "/", len(sent), {"Content-Type": FORM, **digest(named)}, body=named, more="Connection: close\r\n")
    with connect(server) as connection:
        connection.sendall(request + sent)
        status, text = answer(connection)
    assert status == right, text
    assert right == 200 or b"SignatureDoesNotMatch" in text


def test_callers_who_only_know_a_key_s_id_hold_up_nobody(alone):
    """Twenty of them send 50 MiB each: some at once, then a little now and then. The owner of the key, from the same address, gets through."""
    make_role(alone, "a-role")
    arn = "arn:aws:iam::000000000000:role/a-role"
    size, piece = 50 << 20, b"x" * (8 << 20)
    attackers = [connect(alone) for _ in range(20)]
    stop = threading.Event()
    ended = []

    def attack(connection):
        try:
            connection.sendall(head(alone, "lambda", "POST", LAMBDA, size, {}, secret="wrong") + piece)
            while not stop.wait(0.2):
                connection.sendall(b"x" * 1024)
        except OSError:
            ended.append(connection)

    threads = [threading.Thread(target=attack, args=(connection,)) for connection in attackers]
    for thread in threads:
        thread.start()
    # They are known to be slow when a second has passed.
    time.sleep(2)
    code = zipped({"app.py": "def handler(event, context):\n    return 'here'\n", "large": random.Random(1).randbytes(24 << 20)})
    functions = alone.client("lambda")
    functions.create_function(
        FunctionName="large", Runtime="python3.12", Handler="app.handler", Role=arn, Code={"ZipFile": code}, Timeout=20)
    assert json.loads(functions.invoke(FunctionName="large", Payload=json.dumps("x" * 5_000_000))["Payload"].read()) == "here"
    alone.client("iam").put_role_policy(RoleName="a-role", PolicyName="p", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}) + " " * 9000)
    assert alone.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/large")["logGroups"]
    assert post(alone, "logs", json.dumps({"logGroupName": "/aws/lambda/large", "logStreamName": "n" * 100, "logEvents": [
        {"timestamp": 1, "message": "m" * 1000}] * 900}).encode(), {"Content-Type": JSON_1_1, "X-Amz-Target": "Logs_20140328.PutLogEvents"}
    ).status_code == 501, "not built, but read"
    alone.client("s3").create_bucket(Bucket="bodies")
    alone.client("s3").put_object(Bucket="bodies", Key="k", Body=os.urandom(20 << 20))
    stop.set()
    for thread in threads:
        thread.join()
    for connection in attackers:
        connection.close()


FORM_HEAD = "POST /trickling HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\n"
DELETE_HEAD = f"POST /trickling?delete HTTP/1.1\r\nHost: x\r\nContent-MD5: {base64.b64encode(bytes(16)).decode()}\r\nContent-Length: 100000\r\n\r\n<Del"
UNREAD_HEADS = [
    "POST /no-such-bucket HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\n",
    "PUT /trickling/k HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nbyte",
    "OPTIONS /trickling/k HTTP/1.1\r\nHost: x\r\nOrigin: http://a\r\nAccess-Control-Request-Method: PUT\r\nContent-Length: 100000\r\n\r\nbyte",
    "POST /2015-03-31/functions HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nbyte",
    "PUT /trickling/k HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 x\r\nContent-Length: 100000\r\n\r\nbyte",
]
TRICKLES = {"fields of forms": [FORM_HEAD], "deletions": [DELETE_HEAD], "what nobody reads": UNREAD_HEADS}


@pytest.mark.parametrize("kind", TRICKLES)
def test_bodies_that_trickle_from_nobody_in_particular_hold_up_nobody(alone, kind):
    """More of them than bodies may be under way, a byte now and then: what must be read before it is known who sends it has places of its own."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    s3 = alone.client("s3")
    s3.create_bucket(Bucket="trickling")
    s3.delete_public_access_block(Bucket="trickling")
    s3.put_bucket_policy(Bucket="trickling", Policy=json.dumps({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": "*", "Action": ["s3:PutObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::trickling/inbox/*"}}))
    role = make_role(alone, "a-role")
    heads = TRICKLES[kind]
    attackers = [connect(alone) for _ in range(1300)]
    for number, connection in enumerate(attackers):
        connection.sendall(heads[number % len(heads)].encode())
        connection.setblocking(False)

    def trickle():
        """Returns how many there still are that nobody has answered."""
        for connection in list(attackers):
            try:
                connection.send(b"-")
                connection.recv(1)
                attackers.remove(connection)
            except BlockingIOError:
                pass
            except OSError:
                attackers.remove(connection)
        return len(attackers)

    for number in range(3):
        trickle()
        s3.put_object(Bucket="trickling", Key=f"k{number}", Body=b"x" * 100_000)
        alone.client("lambda").create_function(
            FunctionName=f"f{number}", Runtime="python3.12", Handler="app.handler", Role=role,
            Code={"ZipFile": zipped({"app.py": "", "large": random.Random(1).randbytes(4 << 20)})})
        fields = signed_form([{"bucket": "trickling"}, {"key": "k"}], {"key": "k"})
        response = requests.post(f"{alone.url}/trickling", data=fields, files={"file": ("f", b"x" * 100_000)}, timeout=20)
        assert response.status_code == 204, response.text
    if kind == "fields of forms":
        # Bytes that go on coming put nothing off.
        wait_until(lambda: trickle() == 0, seconds=60, every=1)
    for connection in attackers:
        connection.close()


def test_a_form_for_no_bucket_is_refused_by_its_head(server):
    with connect(server) as connection:
        connection.sendall(FORM_HEAD.replace("/trickling", "/no-such-bucket").replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n")[:-5].encode())
        assert re.match(rb"HTTP/1.1 404 .*<Code>NoSuchBucket<", connection.recv(65_536), re.DOTALL)


# MARK: Slow clients who may


SLOW = 1
"""Seconds after which a client that hardly moved is known to be slow."""


def hold(server, count, requests_of):
    """That many connections, each with a request of its own under way."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    held = []
    for number in range(count):
        held.append(connect(server))
        held[-1].sendall(requests_of(number))
    return held


def signed_path(server, operation, bucket, key):
    client = server.client("s3", signature_version="s3v4")
    return client.generate_presigned_url(operation, Params={"Bucket": bucket, "Key": key}).removeprefix(server.url)


def ended(held):
    """How many of them were answered, or ended, meanwhile."""
    count = 0
    for connection in held:
        try:
            connection.setblocking(False)
            count += connection.recv(1, socket.MSG_PEEK) is not None
        except BlockingIOError:
            pass
        except OSError:
            count += 1
    return count


def test_uploads_that_trickle_give_their_places_to_others(alone):
    """One signed address is enough to begin more of them than there are places; no body comes slower than one whose sender pauses."""
    s3 = alone.client("s3")
    s3.create_bucket(Bucket="trickling")
    path = signed_path(alone, "put_object", "trickling", "slow")
    held = hold(alone, 1280, lambda number: f"PUT {path} HTTP/1.1\r\nHost: {alone.url[7:]}\r\nContent-Length: 1000000\r\n\r\nbyte".encode())
    time.sleep(SLOW)
    for connection in held:
        connection.sendall(b"-")
    patient = alone.client("s3", retries={"max_attempts": 0})
    for number in range(5):
        patient.put_object(Bucket="trickling", Key=f"k{number}", Body=b"x" * 200_000)
    assert wait_until(lambda: ended(held) > 0)
    assert ended(held) <= 5, "no more than there were others"
    for connection in held:
        connection.close()


def test_uploads_that_begin_again_and_again_give_their_places_to_others(alone):
    """As the places that they had become free, the next heads are there."""
    s3 = alone.client("s3")
    s3.create_bucket(Bucket="trickling")
    path = signed_path(alone, "put_object", "trickling", "slow")
    digest = base64.b64encode(bytes(16)).decode()
    request = f"PUT {path} HTTP/1.1\r\nHost: {alone.url[7:]}\r\nContent-MD5: {digest}\r\nContent-Length: 2\r\n\r\n1".encode()
    held = hold(alone, 1280, lambda number: request)
    patient = alone.client("s3", retries={"max_attempts": 0})
    for number in range(5):
        time.sleep(SLOW)
        for connection in held:
            try:
                connection.sendall(b"2" + request)
            except OSError:  # it has made room
                pass
        patient.put_object(Bucket="trickling", Key=f"k{number}", Body=b"x" * 200_000)
        alone.client("iam", retries={"max_attempts": 0}).list_roles()
    for connection in held:
        connection.close()


def test_proven_senders_of_large_documents_contend_for_memory(alone):
    """They may do nothing at all, and that is only known when their bodies are there."""
    role = make_role(alone, "a-role")
    size = 50 << 20
    body = b"x" * size
    request = head(alone, "lambda", "POST", LAMBDA, size, digest(body), body=body)
    held = [connect(alone) for _ in range(24)]
    for connection in held:
        connection.sendall(request + b"x" * (9 << 20))
    time.sleep(2)
    alone.client("lambda").create_function(
        FunctionName="f", Runtime="python3.12", Handler="app.handler", Role=role,
        Code={"ZipFile": zipped({"app.py": "", "large": random.Random(1).randbytes(24 << 20)})})
    for connection in held:
        connection.close()


def health(server, seconds):
    """How long the slowest of many answers took."""
    slowest, end = 0, time.monotonic() + seconds
    with requests.Session() as session:
        while time.monotonic() < end:
            begun = time.monotonic()
            assert session.get(server.url + "/_pelton/health", timeout=30).status_code == 200
            slowest = max(slowest, time.monotonic() - begun)
            time.sleep(0.02)
    return slowest


@pytest.mark.parametrize("sent", ["heads", "chunks"])
def test_what_comes_unasked_is_done_a_little_at_a_time(alone, sent):
    """Thousands of requests behind each other, or of chunks, from callers without a key: others are served in between. It was not one in 20 s."""
    heads = b"GET / HTTP/1.1\r\nHost:x\r\n\r\n" * 15_000
    chunks = head(alone, "lambda", "POST", LAMBDA, 0, {}, secret="wrong").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"1\r\nx\r\n" * 60_000
    before = mebibytes(alone, "VmHWM")
    held = [connect(alone) for _ in range(100)]
    for connection in held:
        connection.setblocking(False)
        try:
            connection.send(heads if sent == "heads" else chunks)
        except BlockingIOError:
            pass
    # Many times what it takes here, and a part of what it took.
    assert health(alone, 3) < 2
    assert mebibytes(alone, "VmHWM") - before < 150
    for connection in held:
        connection.close()


def test_requests_behind_each_other_are_answered_in_their_order(alone):
    s3 = alone.client("s3")
    s3.create_bucket(Bucket="behind")
    keys = [f"k{number}" for number in range(300)]
    for key in keys:
        s3.put_object(Bucket="behind", Key=key, Body=key.encode() * 50)
    paths = [signed_path(alone, "get_object", "behind", key) for key in keys]
    text = "".join(f"GET {path} HTTP/1.1\r\nHost: {alone.url[7:]}\r\n\r\n" for path in paths)
    with connect(alone) as connection:
        sender = threading.Thread(target=connection.sendall, args=(text.encode(),))
        sender.start()
        received = connection.makefile("rb")
        for key in keys:
            assert received.readline().startswith(b"HTTP/1.1 200 ")
            length = 0
            while (line := received.readline()) != b"\r\n":
                name, value = line.split(b":", 1)
                length = int(value) if name.lower() == b"content-length" else length
            assert received.read(length) == key.encode() * 50
        sender.join()


def test_readers_who_take_nothing_give_their_connections_to_others(alone):
    """More than there are places for; all have a request under way."""
    s3 = alone.client("s3")
    s3.create_bucket(Bucket="slow")
    s3.put_object(Bucket="slow", Key="large", Body=os.urandom(32 << 20))
    path = signed_path(alone, "get_object", "slow", "large")
    held = hold(alone, 4150, lambda number: f"GET {path} HTTP/1.1\r\nHost: {alone.url[7:]}\r\n\r\n".encode())
    time.sleep(SLOW)
    for number in range(3):
        # By a connection of its own.
        assert requests.put(alone.url + signed_path(alone, "put_object", "slow", f"k{number}"), data=b"x", timeout=20).status_code == 200
    for connection in held:
        connection.close()


# MARK: The log


def lines_of(server, count):
    return wait_until(lambda: (lines := [line for line in server.log_lines() if line.get("message") == "request"]) and len(lines) >= count and lines)


SECRET = "c2VjcmV0LW9mLXNvbWVib2R5"
AUTHORIZATIONS = [
    f"Basic {SECRET}", f"Bearer {SECRET}", SECRET, f"AWS4-HMAC-SHA256 {SECRET}", f"AWS4-HMAC-SHA256 Signature={SECRET}", f"AWS {ACCESS_KEY}:{SECRET}",
    f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature={SECRET}",
    f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{SECRET}/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
    f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20200101/us-east-1/{SECRET}/aws4_request, SignedHeaders=host, Signature=0",
]
QUERIES = [
    f"X-Amz-Signature={SECRET}", f"X-Amz-Security-Token={SECRET}&X-Amz-Signature=0", f"X-Amz-Credential={SECRET}", f"X-Amz-Algorithm={SECRET}",
    f"AWSAccessKeyId=a&Signature={SECRET}&Expires=1", f"AWSAccessKeyId=a&Signature=b&Expires={SECRET}", f"AWSAccessKeyId={SECRET}&Signature=b",
    f"AWSAccessKeyId={SECRET}&Signature=b&Expires=2000000000", f"X-Amz-Signature=%zz{SECRET}", f"x={SECRET}%FF", f"x=%zz{SECRET}",
]


@pytest.mark.parametrize("level", ["info", "trace"])
def test_no_credential_comes_into_the_log(tmp_path, level):
    server = Server(tmp_path / "data", "--log-level", level).start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="quiet")
    asked = 1
    for path in ("/quiet/k", LAMBDA):
        for authorization in AUTHORIZATIONS:
            for headers in ({"Authorization": authorization}, {"Authorization": authorization, "x-amz-content-sha256": SECRET}):
                requests.get(server.url + path, headers=headers, timeout=10)
                asked += 1
        requests.get(f"{server.url}{path}?X-Amz-Signature=0", headers={"Authorization": AUTHORIZATIONS[0]}, timeout=10)
        for query in QUERIES:
            requests.get(f"{server.url}{path}?{query}", timeout=10)
        asked += 1 + len(QUERIES)
    # A right signature that does not fit: it is another request's.
    url = server.client("s3", signature_version="s3v4").generate_presigned_url("put_object", Params={"Bucket": "quiet", "Key": "k"})
    signature = url.split("X-Amz-Signature=")[1]
    assert requests.get(url, timeout=10).status_code == 403
    # A form with its fields; and a target that is a URL with a password in it.
    for change in ({"x-amz-signature": SECRET}, {"policy": base64.b64encode(SECRET.encode()).decode()}, {"x-amz-credential": SECRET},
                   {"x-amz-security-token": SECRET}, {"x-amz-algorithm": SECRET}):
        fields = {**signed_form([{"bucket": "quiet"}, {"key": "k"}], {"key": "k"}), **change}
        assert requests.post(f"{server.url}/quiet", data=fields, files={"file": ("f", b"x")}, timeout=10).status_code >= 400
        asked += 1
    for change in ({"signature": SECRET}, {"policy": base64.b64encode(SECRET.encode()).decode()}, {"AWSAccessKeyId": SECRET}):
        fields = {**s3.generate_presigned_post("quiet", "k")["fields"], **change}
        assert requests.post(f"{server.url}/quiet", data=fields, files={"file": ("f", b"x")}, timeout=10).status_code == 403
        asked += 1
    with connect(server) as connection:
        connection.sendall(f"GET http://somebody:{SECRET}@host/quiet/k HTTP/1.1\r\nHost: x\r\nAuthorization: {SECRET}\r\nConnection: close\r\n\r\n".encode())
        answer(connection)
    lines_of(server, asked + 2)
    assert server.stop() == 0
    text = server.log_path.read_text()
    for secret in (SECRET, base64.b64encode(SECRET.encode()).decode(), signature, SECRET_KEY):
        assert secret not in text, [line for line in text.splitlines() if secret in line][0]


def test_a_refused_request_is_logged_with_what_it_asked_for(alone):
    """As data: what ends a line or a field in it ends nothing."""
    s3 = alone.client("s3", secret_key="wrong")
    key = "looked for/ü\n\x1b[31m\" status=200"
    assert error_of(lambda: s3.get_object(Bucket="some-bucket", Key=key)) == (403, "SignatureDoesNotMatch")
    functions = alone.client("lambda", secret_key="wrong")
    assert error_of(lambda: functions.get_function(FunctionName="looked-for"))[0] == 403
    requests.get(alone.url + "/?x=%FF", headers={"Host": f"named.localhost:{alone.url.rsplit(':', 1)[1]}"}, timeout=10)
    lines = lines_of(alone, 3)
    assert [tuple(line.get(name) for name in ("path", "bucket", "key", "operation", "decision")) for line in lines] == [
        ("/some-bucket/looked%20for/%C3%BC%0A%1B%5B31m%22%20status%3D200", "some-bucket", key, "GetObject",
         f"the signature does not match: key {ACCESS_KEY}"),
        (LAMBDA + "/looked-for", None, None, None, f"the signature does not match: key {ACCESS_KEY}"),
        ("/", "named", None, None, "the target cannot be decoded")]
    assert all("?" not in line["path"] for line in lines)


@pytest.mark.parametrize("action", ["\0" * 300_000, "́" * 100_000, "x" * 300_000])
def test_a_log_line_has_no_more_than_some_of_what_was_sent(alone, action):
    """The name of an operation comes in a body, and may be as long as that."""
    body = urllib.parse.urlencode({"Action": action, "Version": "2010-05-08"})
    request = AWSRequest(method="POST", url=alone.url + "/", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "iam", REGION).add_auth(request)
    answer = requests.post(alone.url + "/", data=body, headers=dict(request.prepare().headers), timeout=30)
    assert answer.status_code == 400 and len(answer.content) < 8192
    [line] = lines_of(alone, 1)
    assert line["operation"] == "iam:unknown" and len(json.dumps(line)) < 8192


# MARK: Heads and documents


def test_a_head_full_of_names_is_judged_at_once(alone):
    """Hundreds of headers against thousands of signed names; and one header that is signed again and again."""
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")

    def ask(signed, headers):
        with connect(alone) as connection:
            connection.sendall((
                f"GET /b/k HTTP/1.1\r\nHost: {alone.url[7:]}\r\nX-Amz-Date: {date}\r\nX-Amz-Content-SHA256: UNSIGNED-PAYLOAD\r\nConnection: close\r\n{headers}"
                f"Authorization: AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{date[:8]}/us-east-1/s3/aws4_request, SignedHeaders={signed}, "
                f"Signature={'0' * 64}\r\n\r\n").encode())
            return answer(connection)
    names = "".join(f"a{i:x}:\r\n" for i in range(240))
    status, text = ask("host;x-amz-content-sha256;x-amz-date;" + ";".join(f"b{i:x}" for i in range(2500)), names)
    assert (status, b"<Code>SignatureDoesNotMatch<" in text) == (403, True)
    status, text = ask(";".join(["host", "x-amz-content-sha256", "x-amz-date"] + ["a"] * 3000), f"a: {'v' * 14_000}\r\n")
    assert (status, b"<Code>AuthorizationHeaderMalformed<" in text, len(text) < 100_000) == (400, True, True)


def test_a_form_s_file_name_multiplies_nothing(alone):
    alone.client("s3").create_bucket(Bucket="forms")
    fields = signed_form([{"bucket": "forms"}, ["starts-with", "$key", ""]], {"key": "${filename}" * 600})
    response = requests.post(f"{alone.url}/forms", data=fields, files={"file": ("n" * 8000, b"x")}, timeout=10)
    assert (response.status_code, "MaxPostPreDataLengthExceeded" in response.text) == (400, True), response.text
    fields = signed_form([{"bucket": "forms"}, ["starts-with", "$key", ""]], {"key": "${filename}/${filename}"})
    assert requests.post(f"{alone.url}/forms", data=fields, files={"file": ("n" * 400, b"x")}, timeout=10).status_code == 204
    assert alone.client("s3").get_object(Bucket="forms", Key="n" * 400 + "/" + "n" * 400)["Body"].read() == b"x"


def test_documents_of_many_attributes_and_namespaces_are_refused(alone):
    s3 = alone.client("s3")
    s3.create_bucket(Bucket="documents")
    prefixes = "".join(f' xmlns:p{i:x}="u"' for i in range(60_000))
    body = (f'<Delete{prefixes}>' + '<b xmlns:c="d"/>' * 50_000 + "</Delete>").encode()[:2_000_000]
    answered = alone.send("POST", "/documents?delete", body, {"Content-MD5": base64.b64encode(hashlib.md5(body).digest()).decode()})
    assert (answered.status, answered.code) == (400, "MalformedXML")
