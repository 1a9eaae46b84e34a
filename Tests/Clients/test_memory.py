"""Bodies of any size and slow clients by the hundred take no more memory than ordinary ones."""

import os
import random
import resource
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from helpers import make_function, make_role, zipped
from pelton import ACCESS_KEY, REGION, SECRET_KEY, Server, wait_until

# Enough to be many times what the server may take.
BODY_BYTES = int(os.environ.get("PELTON_BODY_BYTES", 1 << 30))
CEILING_MIB = 150
IDLE, SLOW_READERS, SLOW_WRITERS = 1000, 100, 100
BLOCK = os.urandom(1 << 20)


@pytest.fixture
def server(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # The server takes what it needs by itself; the test's own clients need as many.
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
    server = Server(tmp_path / "data").start()
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, hard), hard))
    server.s3 = server.client("s3", signature_version="s3v4")
    server.s3.create_bucket(Bucket="memory")
    yield server
    assert server.stop() == 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def mebibytes(server, field="VmHWM"):
    """The largest resident size there was, or with VmRSS the one there is."""
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field)) / 1024


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def connect(server):
    parts = urlsplit(server.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=30)


def head(server, method, key, length=None):
    url = server.s3.generate_presigned_url(method + "_object", Params={"Bucket": "memory", "Key": key}).removeprefix(server.url)
    body = "" if length is None else f"Content-Length: {length}\r\n"
    return f"{method.upper()} {url} HTTP/1.1\r\nHost: {urlsplit(server.url).netloc}\r\n{body}\r\n".encode()


def answer_head(connection):
    text = b""
    while b"\r\n\r\n" not in text:
        piece = connection.recv(65_536)
        assert piece, text
        text += piece
    top, rest = text.split(b"\r\n\r\n", 1)
    return int(top.split()[1]), len(rest)


def encrypt(server):
    """From now on what is put is encrypted."""
    server.s3.put_bucket_encryption(Bucket="memory", ServerSideEncryptionConfiguration={
        "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]})


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain", "encrypted"])
def test_a_body_of_any_size_takes_as_much_memory_as_a_small_one(server, is_encrypted):
    if is_encrypted:
        encrypt(server)
    with connect(server) as connection:
        connection.settimeout(600)
        connection.sendall(head(server, "put", "large", BODY_BYTES))
        for _ in range(BODY_BYTES // len(BLOCK)):
            connection.sendall(BLOCK)
        assert answer_head(connection)[0] == 200
    with connect(server) as connection:
        connection.settimeout(600)
        connection.sendall(head(server, "get", "large"))
        status, received = answer_head(connection)
        assert status == 200
        buffer = bytearray(1 << 20)
        while received < BODY_BYTES:
            count = connection.recv_into(buffer)
            assert count, f"the body ended after {received} bytes"
            received += count
    assert mebibytes(server) < CEILING_MIB


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain", "encrypted"])
def test_slow_clients_by_the_hundred_hold_nobody_up(server, is_encrypted):
    if is_encrypted:
        encrypt(server)
    server.s3.put_object(Bucket="memory", Key="slow", Body=os.urandom(64 << 20))
    before = descriptors(server)
    idle = [connect(server) for _ in range(IDLE)]
    readers = [connect(server) for _ in range(SLOW_READERS)]
    for reader in readers:
        # As little as the kernel lets one keep, so that it is the server who must wait.
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.sendall(head(server, "get", "slow"))
    writers = [connect(server) for _ in range(SLOW_WRITERS)]
    for i, writer in enumerate(writers):
        writer.sendall(head(server, "put", f"never-{i}", 10 << 20))
    ended = time.monotonic() + 8
    rounds = 0
    while time.monotonic() < ended:
        for reader in readers:
            assert reader.recv(1024)
        for writer in writers:
            writer.sendall(b"x")
        server.s3.put_object(Bucket="memory", Key="quick", Body=b"quick")
        assert server.s3.get_object(Bucket="memory", Key="quick")["Body"].read() == b"quick"
        rounds += 1
    assert rounds > 3
    assert mebibytes(server) < CEILING_MIB
    for connection in [*idle, *readers, *writers]:
        connection.close()
    wait_until(lambda: descriptors(server) <= before + 8)
    listed = [found["Key"] for found in server.s3.list_objects_v2(Bucket="memory")["Contents"]]
    assert listed == ["quick", "slow"]


def long_listing(server):
    """The head that asks for some megabytes: 1,000 names of what XML writes six times as long."""
    name = '"' * 1015
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: server.s3.put_object(Bucket="memory", Key=f"{name}{i:05}"), range(1000)))
    # boto3's own asks for encoded names.
    request = AWSRequest("GET", f"{server.url}/memory?list-type=2")
    S3SigV4QueryAuth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION, expires=600).add_auth(request)
    url = request.prepare().url.removeprefix(server.url)
    return f"GET {url} HTTP/1.1\r\nHost: {urlsplit(server.url).netloc}\r\n\r\n".encode()


def ask(server, head):
    """The status and the length of the answer, or None where the server gave it up."""
    with connect(server) as connection:
        connection.sendall(head)
        text = b""
        while b"\r\n\r\n" not in text:
            piece = connection.recv(1 << 20)
            if not piece:
                return None
            text += piece
        top, body = text.split(b"\r\n\r\n", 1)
        length = int(next(line for line in top.lower().split(b"\r\n") if line.startswith(b"content-length:")).split()[1])
        received = len(body)
        while received < length:
            piece = connection.recv(1 << 20)
            if not piece:
                return None
            received += len(piece)
        return int(top.split()[1]), length


def slow_reader(server, head):
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect((urlsplit(server.url).hostname, urlsplit(server.url).port))
    reader.sendall(head)
    return reader


def test_readers_that_take_nothing_of_functions_code_hold_no_more_either(server):
    """What is read for an answer is counted before it is read."""
    server.client("lambda").create_function(
        FunctionName="large", Runtime="python3.12", Handler="app.handler", Role=make_role(server, "a-role"),
        Code={"ZipFile": zipped({"app.py": "", "large": random.Random(1).randbytes(40 << 20)})})
    url = server.client("lambda").get_function(FunctionName="large")["Code"]["Location"].removeprefix(server.url)
    head = f"GET {url} HTTP/1.1\r\nHost: {urlsplit(server.url).netloc}\r\n\r\n".encode()
    assert ask(server, head)[1] > 40 << 20
    before = mebibytes(server)
    readers = [slow_reader(server, head) for _ in range(40)]
    wait_until(lambda: (ask(server, head) or (0,))[0] == 200)
    # Three at a time, and what was read for them before it was written. Without a bound it is 80 MiB for each.
    assert mebibytes(server) - before < 400
    for reader in readers:
        reader.close()


def test_readers_that_take_nothing_of_a_long_answer_hold_no_more_than_all_may_and_keep_nobody_out(server):
    head = long_listing(server)
    assert ask(server, head)[1] > 6_000_000
    before = mebibytes(server)
    readers = []
    for _ in range(100):
        readers.append(slow_reader(server, head))
        server.s3.head_bucket(Bucket="memory")
    # All that came find the memory used up by others who take nothing, and get it from them.
    statuses = []
    wait_until(lambda: statuses.append(ask(server, head)) or statuses[-1] is not None and statuses[-1][0] == 200)
    assert {answer[0] for answer in statuses if answer} <= {200, 503}
    # 128 MiB of answers, and as much of pages that wait to be written. Without a bound it is 13 MiB for each reader.
    assert mebibytes(server) - before < 400
    for reader in readers:
        reader.close()
    wait_until(lambda: (ask(server, head) or (0,))[0] == 200)


def test_a_function_s_calls_leave_nothing_behind(server):
    """Each had left a task that looked, ten minutes later, whether its worker was idle."""
    make_function(server, "nothing", "def handler(event, context):\n    pass\n")
    client = server.client("lambda")

    def call(times):
        with ThreadPoolExecutor(8) as pool:
            assert {answer["StatusCode"] for answer in pool.map(lambda _: client.invoke(FunctionName="nothing"), range(times))} == {200}

    call(3000)
    before = mebibytes(server, "VmRSS")
    # What the allocator takes once, by chance, is the same for any number.
    call(8000)
    assert mebibytes(server, "VmRSS") - before < 8
