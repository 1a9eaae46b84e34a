"""Memory and descriptors when many clients stop where it costs most: in the middle of a body that the server has not handed on yet."""

import contextlib
import os
import resource
import socket
import threading
import time
import zlib
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from helpers import error_of
from pelton import ACCESS_KEY, REGION, SECRET_KEY, Server, wait_until

# Of which some 35 are a fresh server, most of them its program.
CEILING_MIB = 160
MIB = 1 << 20
BLOCK = os.urandom(MIB)
# How many requests with a body there may be at once.
PLACES = 1280
# An encrypted body that was handed on for want of memory keeps what has come of the chunk that is not whole yet.
HELD_BACK_MIB = PLACES * 65_536 / MIB


@pytest.fixture
def server(tmp_path, request):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    server = Server(tmp_path / "data", *getattr(request, "param", ())).start()
    # The clients need as many as the server, which takes what it needs by itself.
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, hard), hard))
    server.s3 = server.client("s3", signature_version="s3v4", read_timeout=20)
    server.s3.create_bucket(Bucket="memory")
    yield server
    assert server.stop() == 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def mebibytes(server, field="VmHWM"):
    """The largest resident size there was, or with VmRSS the one there is."""
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field)) / 1024


def settled(server):
    """The largest resident size, once all is read that was sent: when it has stood still for half a second."""
    sizes = [0.0, mebibytes(server)]
    deadline = time.monotonic() + 10
    while sizes[-1] - sizes[-2] > 0.5 and time.monotonic() < deadline:
        time.sleep(0.5)
        sizes.append(mebibytes(server))
    return sizes[-1]


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def connect(server):
    parts = urlsplit(server.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def head(server, method, operation, length=None, fields="", **parameters):
    url = server.s3.generate_presigned_url(operation, Params={"Bucket": "memory", **parameters}).removeprefix(server.url)
    body = "" if length is None else f"Content-Length: {length}\r\n"
    return f"{method} {url} HTTP/1.1\r\nHost: {urlsplit(server.url).netloc}\r\n{body}{fields}\r\n".encode()


def begin(server, request, body):
    """Sends a head and a part of its body. Who is refused may be hung up on: that is an answer, too."""
    connection = connect(server)
    try:
        connection.sendall(request)
        connection.sendall(body)
    except TimeoutError:
        # The server takes no more for now, which is as good: what it does not read takes none of its memory.
        pass
    except OSError:
        connection.close()
    return connection


def others_are_served(server):
    """Bodies of each kind go through: in memory, in a file of several steps, and a document."""
    for size in (1, 60_000, 3 * MIB + 7):
        body = BLOCK * (size // MIB) + BLOCK[:size % MIB]
        server.s3.put_object(Bucket="memory", Key="quick", Body=body)
        assert server.s3.get_object(Bucket="memory", Key="quick")["Body"].read() == body
    server.s3.put_object(Bucket="memory", Key="gone", Body=b"")
    assert "Errors" not in server.s3.delete_objects(Bucket="memory", Delete={"Objects": [{"Key": "gone"}]})


# How many clients, what they announce, and what they have sent of it when they stop.
STALLS = {
    "behind the first buffer": (200, 10 * MIB, MIB - 1),
    "behind the third": (200, 10 * MIB, 3 * MIB - 100),
    "at the end of a small body": (1250, 65_536, 65_535),
}


@pytest.mark.parametrize("server, ceiling", [
    ((), CEILING_MIB + HELD_BACK_MIB), (("--default-encryption", "none"), CEILING_MIB)], indirect=["server"], ids=["encrypted", "plain"])
@pytest.mark.parametrize("stall", STALLS)
def test_clients_that_stop_in_the_middle_of_a_body_take_no_more_than_there_is(server, ceiling, stall):
    """Their bodies may wait in the network or be refused with SlowDown, but not all be held in memory."""
    count, length, sent = STALLS[stall]
    body = BLOCK * (sent // MIB) + BLOCK[:sent % MIB]
    before = descriptors(server)
    stalled = [begin(server, head(server, "PUT", "put_object", length, Key=f"never-{i}"), body) for i in range(count)]
    try:
        others_are_served(server)
        held = settled(server)
    finally:
        for connection in stalled:
            connection.close()
    wait_until(lambda: descriptors(server) <= before + 8)
    others_are_served(server)
    assert [found["Key"] for found in server.s3.list_objects_v2(Bucket="memory")["Contents"]] == ["quick"]
    assert held < ceiling, f"{count} clients made the server hold {held:.0f} MiB"


def told_to_slow_down(connections):
    """How many of them have been answered, each in the same words."""
    count = 0
    for connection in connections:
        connection.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            answer = connection.recv(65_536, socket.MSG_PEEK)
            assert answer.startswith(b"HTTP/1.1 503 ") and b"<Code>SlowDown</Code>" in answer, answer
            count += 1
    return count


def test_bodies_beyond_their_number_make_room_or_are_told_to_slow_down(server):
    """What is known of a request takes memory before its body does."""
    server.s3.put_object(Bucket="memory", Key="quick", Body=BLOCK)
    before = descriptors(server)
    stalled = [begin(server, head(server, "PUT", "put_object", 65_536, Key=f"never-{i}"), b"x") for i in range(PLACES + 400)]
    try:
        wait_until(lambda: told_to_slow_down(stalled) >= 400)
        assert server.s3.get_object(Bucket="memory", Key="quick")["Body"].read() == BLOCK
        others_are_served(server)
        held = settled(server)
    finally:
        for connection in stalled:
            connection.close()
    wait_until(lambda: descriptors(server) <= before + 8)
    others_are_served(server)
    assert held < CEILING_MIB, f"{len(stalled)} clients made the server hold {held:.0f} MiB"


def signed(server, request):
    """A request for Lambda whose signature covers its body."""
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "lambda", REGION).add_auth(request)
    request.headers["Host"] = urlsplit(server.url).netloc
    request.headers["Content-Length"] = str(len(request.data))
    fields = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    return f"{request.method} {request.url.removeprefix(server.url)} HTTP/1.1\r\n{fields}\r\n".encode()


def test_payloads_that_stop_in_the_middle_take_no_more_than_there_is(server):
    """An event for a function is held whole, too, before its sender is proven. Who stands still gives way, and is told so in Lambda's words."""
    payload = b'"' + b"x" * (5 * MIB) + b'"'
    asked = AWSRequest("POST", server.url + "/2015-03-31/functions/f/invocations", data=payload)
    request = signed(server, asked)
    stalled = [begin(server, request, payload[:-1]) for _ in range(60)]
    try:
        others_are_served(server)
        held = settled(server)
        # Those who found no room when they came, and those who lost it.
        refused = []
        for _ in range(3):
            assert error_of(lambda: server.client("lambda").invoke(FunctionName="f", Payload=payload)) == (404, "ResourceNotFoundException")
        for connection in stalled:
            connection.settimeout(0.05)
            with contextlib.suppress(TimeoutError):
                refused.append(connection.recv(65_536))
        assert 40 < len(refused) < 60
        assert all(answer.startswith(b"HTTP/1.1 429 ") and b"TooManyRequestsException" in answer for answer in refused)
    finally:
        for connection in stalled:
            connection.close()
    assert held < CEILING_MIB, f"{len(stalled)} clients made the server hold {held:.0f} MiB"


def test_documents_that_stop_in_the_middle_take_no_more_than_there_is(server):
    """A list of keys to delete is held whole until it can be read."""
    asked = AWSRequest("POST", server.url + "/memory?delete")
    S3SigV4QueryAuth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(asked)
    request = (
        f"POST {asked.url.removeprefix(server.url)} HTTP/1.1\r\nHost: {urlsplit(server.url).netloc}\r\n"
        f"Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\nContent-Length: {2 * MIB}\r\n\r\n").encode()
    stalled = [begin(server, request, BLOCK + BLOCK[:-1]) for _ in range(100)]
    try:
        others_are_served(server)
        held = settled(server)
    finally:
        for connection in stalled:
            connection.close()
    assert held < CEILING_MIB, f"{len(stalled)} clients made the server hold {held:.0f} MiB"


def test_uploads_at_full_speed_take_no_more_than_there_is(server):
    """A hundred at once: those for whom there is no room wait or are told to slow down."""
    count, length = 100, 5 * MIB
    statuses = []

    def upload(i):
        with connect(server) as connection:
            connection.settimeout(60)
            try:
                connection.sendall(head(server, "PUT", "put_object", length, Key=f"large-{i:03d}"))
                for _ in range(length // MIB):
                    connection.sendall(BLOCK)
            except OSError:
                pass  # The answer says why.
            statuses.append(int(connection.recv(4096).split()[1]))

    threads = [threading.Thread(target=upload, args=[i]) for i in range(count)]
    for thread in threads:
        thread.start()
    others_are_served(server)
    for thread in threads:
        thread.join(90)
    assert len(statuses) == count and set(statuses) <= {200, 503}, statuses
    listed = server.s3.list_objects_v2(Bucket="memory")["Contents"]
    assert [found["Size"] for found in listed if found["Key"] != "quick"] == [length] * statuses.count(200)
    checksum = zlib.crc32(BLOCK * (length // MIB))
    assert zlib.crc32(server.s3.get_object(Bucket="memory", Key=listed[0]["Key"])["Body"].read()) == checksum
    assert mebibytes(server) < CEILING_MIB, f"the server held {mebibytes(server):.0f} MiB"


def test_requests_that_are_sent_without_an_end_wait_for_their_answers_to_be_read(server):
    """A client that asks and asks, and reads nothing: one answer at a time is made, and what is asked behind it stays in the network."""
    server.s3.put_object(Bucket="memory", Key="asked", Body=BLOCK[:60_000])
    request = head(server, "GET", "get_object", Key="asked")
    # More than the kernel keeps for both ends.
    asked = request * (24 * MIB // len(request))
    before, asking = descriptors(server), []
    for _ in range(20):
        connection = connect(server)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(0.1)
        with pytest.raises(TimeoutError):
            connection.sendall(asked)
        asking.append(connection)
    others_are_served(server)
    held = settled(server)
    for connection in asking:
        connection.close()
    wait_until(lambda: descriptors(server) <= before + 8)
    assert held < CEILING_MIB, f"the server held {held:.0f} MiB"


def test_large_answers_that_nobody_reads_wait_in_their_files(server):
    """Many more readers than there are threads, each in another place of a large object."""
    server.s3.put_object(Bucket="memory", Key="large", Body=BLOCK * 64)
    before, readers = descriptors(server), []
    for i in range(300):
        connection = connect(server)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(head(server, "GET", "get_object", fields=f"Range: bytes={i * 200_000}-\r\n", Key="large"))
        readers.append(connection)
    for connection in readers:
        assert connection.recv(1024).startswith(b"HTTP/1.1 20")
    others_are_served(server)
    held = settled(server)
    for connection in readers:
        connection.close()
    wait_until(lambda: descriptors(server) <= before + 8)
    assert held < CEILING_MIB, f"the server held {held:.0f} MiB"
