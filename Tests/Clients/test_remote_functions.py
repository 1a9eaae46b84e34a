"""Functions that run elsewhere: at a second Pelton, and at a small server that takes signed events."""

import base64
import hashlib
import hmac
import http.client
import json
import socket
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from helpers import error_of, make_function, message_of, notify, permit_s3, zipped
from pelton import ACCESS_KEY, ACCOUNT, REGION, SECRET_KEY, Server, wait_until

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode()
# What no worker could run: it is called elsewhere or not at all.
UNUSED = "raise SystemExit('this is the stand-in')"

FAR = """
import os, time
def handler(event, context):
    if event.get("raise"):
        raise ValueError(event["raise"])
    if event.get("sleep") and not os.path.exists(event["sleep"]):
        time.sleep(60)
    return {"got": event, "client": context.client_context and context.client_context.custom}
"""


class Endpoint:
    """A server that keeps what it gets, checks who sent it, and answers as it is told."""

    def __init__(self, port=0):
        self.calls = []
        self.lock = threading.Lock()
        self.behave = lambda call: call.answer(200, b'{"taken": true}')
        endpoint = self

        class Call(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.body = self.rfile.read(int(self.headers["Content-Length"]))
                with endpoint.lock:
                    endpoint.calls.append((self.path, dict(self.headers.items()), self.body))
                try:
                    endpoint.behave(self)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST

            def answer(self, status, body=b"", **headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def say(self, data):
                self.close_connection = True
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Quiet(("127.0.0.1", port), Call)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def verified(call):
    """The body of a signed event, if it is one: as its receivers check it, by Standard Webhooks."""
    _, headers, body = call
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == "v1," + expected
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    return json.loads(body)


def arn(name):
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def hook(name, url, **options):
    return {"function": arn(name), "http": {"url": url, "secret": SECRET}, **options}


def far(name, url, **options):
    return {
        "function": arn(name),
        "lambda": {"endpoint": url, "functionName": "far", "accessKeyId": ACCESS_KEY, "secretAccessKey": SECRET_KEY}, **options}


def written(folder, entries):
    path = folder / "remote.json"
    path.write_text(json.dumps(entries))
    path.chmod(0o600)
    return path


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def endpoint():
    endpoint = Endpoint()
    yield endpoint
    endpoint.close()


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    """The second Pelton."""
    server = Server(tmp_path_factory.mktemp("remote") / "data").start()
    make_function(server, "far", FAR, Timeout=30)
    yield server
    if server.process:
        server.stop()


@pytest.fixture(scope="module")
def near(tmp_path_factory, endpoint, remote):
    url = f"http://127.0.0.1:{endpoint.port}/hook"
    named = f"http://localhost:{endpoint.port}/named"
    entries = [
        hook("hook", url), hook("few", url, concurrency=2), hook("name", named),
        hook("allowed-name", named, addresses=["127.0.0.1/32", "::1/128"]), hook("nowhere", f"http://127.0.0.1:{free_port()}/"),
        far("far", remote.url),
        {"function": arn("forged"), "lambda": {**far("x", remote.url)["lambda"], "secretAccessKey": "another/secret/that/is/wrong0000"}},
        {"function": arn("missing"), "lambda": {**far("x", remote.url)["lambda"], "functionName": "nobody"}},
    ]
    folder = tmp_path_factory.mktemp("near")
    server = Server(folder / "data", "--remote-functions", written(folder, entries)).start()
    for entry in entries:
        make_function(server, entry["function"].rsplit(":", 1)[1], UNUSED, Timeout=10)
    yield server
    assert server.stop() == 0


@pytest.fixture(autouse=True)
def fresh(endpoint):
    with endpoint.lock:
        endpoint.calls = []
    endpoint.behave = lambda call: call.answer(200, b'{"taken": true}')


def invoke(server, name, payload=None, **options):
    answer = server.client("lambda", read_timeout=120).invoke(
        FunctionName=name, Payload=json.dumps({} if payload is None else payload), **options)
    body = answer["Payload"].read()
    return answer, json.loads(body) if body else None


def log_of(server, name):
    events = server.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
    return [event["message"] for event in events]


# MARK: a signed endpoint


def test_a_signed_event_and_its_answer(near, endpoint):
    answer, body = invoke(near, "hook", {"a": "ü"}, LogType="Tail")
    assert (answer["StatusCode"], body) == (200, {"taken": True})
    assert "FunctionError" not in answer
    call, = endpoint.calls
    assert verified(call) == {"a": "ü"}
    path, headers, _ = call
    assert (path, headers["Content-Type"], headers["Pelton-Function-Arn"]) == ("/hook", "application/json", arn("hook"))
    request = answer["ResponseMetadata"]["RequestId"]
    assert headers["webhook-id"] == request
    tail = base64.b64decode(answer["LogResult"]).decode().splitlines()
    assert tail[0] == f"START RequestId: {request} Version: $LATEST"
    assert tail[1] == f"END RequestId: {request}"
    assert tail[2].startswith(f"REPORT RequestId: {request}\tDuration: ") and len(tail) == 3
    assert wait_until(lambda: log_of(near, "hook"))[0] == tail[0] + "\n"


def test_other_types_of_calls(near, endpoint):
    answer, _ = invoke(near, "hook", InvocationType="DryRun")
    assert answer["StatusCode"] == 204
    assert not endpoint.calls
    answer, _ = invoke(near, "hook", {"n": 1}, InvocationType="Event")
    assert answer["StatusCode"] == 202
    wait_until(lambda: endpoint.calls)
    assert verified(endpoint.calls[0]) == {"n": 1}
    assert endpoint.calls[0][1]["webhook-id"] == answer["ResponseMetadata"]["RequestId"]
    assert error_of(lambda: invoke(near, "hook", "x" * (1 << 20), InvocationType="Event")) == (
        413, "RequestEntityTooLargeException")
    assert error_of(lambda: invoke(near, "hook", "x" * (6 << 20))) == (413, "RequestEntityTooLargeException")
    assert len(endpoint.calls) == 1


def test_six_megabytes_there_and_back(near, endpoint):
    endpoint.behave = lambda call: call.answer(200, call.body)
    text = "x" * 6_000_000
    assert invoke(near, "hook", text)[1] == text
    assert verified(endpoint.calls[0]) == text


def test_who_runs_it_is_not_asked_for_a_worker(near, endpoint):
    """The code is a stand-in: neither it nor a worker is needed."""
    invoke(near, "hook")
    assert not [line for line in near.log_lines() if line["message"] == "a worker was made"]
    near.client("lambda").update_function_code(FunctionName="hook", ZipFile=zipped({"other.py": "pass"}))
    assert invoke(near, "hook")[1] == {"taken": True}


@pytest.mark.parametrize("status, body, expected", [
    (200, b"[1, 2]", [1, 2]), (202, b"thank you", None), (204, b"", None), (200, b"\xff\xfe", None), (201, b'{"a":', None),
])
def test_what_an_endpoint_answers(near, endpoint, status, body, expected):
    endpoint.behave = lambda call: call.answer(status, body)
    answer, result = invoke(near, "hook")
    assert (result, "FunctionError" in answer) == (expected, False)


def test_the_function_s_own_errors(near, endpoint):
    report = b'{"errorType": "Mine", "errorMessage": "not this one"}'
    for status, headers in ((422, {}), (200, {"X_Amz_Function_Error": "Unhandled"})):
        endpoint.behave = lambda call, status=status, headers=headers: call.answer(status, report, **headers)
        answer, body = invoke(near, "hook")
        assert (answer["FunctionError"], body) == ("Unhandled", json.loads(report))
    endpoint.behave = lambda call: call.answer(413, b"<html>")
    assert invoke(near, "hook")[1] == {
        "errorType": "Endpoint.Refused", "errorMessage": "The function's endpoint refused the event: it answered 413."}


# MARK: an endpoint that does harm


def slow(call):
    call.send_response(200)
    call.send_header("Content-Length", "1000000")
    call.end_headers()
    for _ in range(600):
        call.wfile.write(b" ")
        time.sleep(0.1)


def endless(call):
    call.say(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        call.wfile.write(b" " * 65536)


def endless_head(call):
    call.say(b"HTTP/1.1 200 OK\r\n")
    while True:
        call.wfile.write(b"x: " + b"y" * 1000 + b"\r\n")


def silent(call):
    time.sleep(60)


UNREACHED = "The function's endpoint broke off, or did not answer in HTTP."


@pytest.mark.parametrize("behave, status, code, text", [
    (lambda call: call.answer(500, b"{}"), 502, "ServiceException", "The function's endpoint answered 500."),
    (lambda call: call.answer(503, b"{}"), 502, "ServiceException", "The function's endpoint answered 503."),
    (lambda call: call.answer(401, b"{}"), 502, "ServiceException", "The function's endpoint answered 401."),
    (lambda call: call.answer(404, b"{}"), 502, "ServiceException", "The function's endpoint answered 404."),
    (lambda call: call.answer(429, b"{}"), 429, "TooManyRequestsException", "Rate Exceeded."),
    (lambda call: call.say(b""), 502, "ServiceException", UNREACHED),
    (lambda call: call.say(b"I do not speak HTTP\r\n\r\n"), 502, "ServiceException", UNREACHED),
    (lambda call: call.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"), 502, "ServiceException", UNREACHED),
    (endless_head, 502, "ServiceException", "The head of the endpoint's answer is too large."),
    (lambda call: call.answer(301, Location="/elsewhere"), 502, "ServiceException",
     "The function's endpoint answered with a redirect (301), and none is followed."),
    (lambda call: call.answer(307, Location="http://169.254.169.254/latest/"), 502, "ServiceException",
     "The function's endpoint answered with a redirect (307), and none is followed."),
], ids=["500", "503", "401", "404", "429", "nothing", "no HTTP", "half", "endless head", "301", "307"])
def test_an_endpoint_that_fails(near, endpoint, behave, status, code, text):
    endpoint.behave = behave
    assert error_of(lambda: invoke(near, "hook")) == (status, code)
    assert message_of(lambda: invoke(near, "hook")) == text
    assert {path for path, _, _ in endpoint.calls} == {"/hook"} and len(endpoint.calls) == 2
    endpoint.behave = lambda call: call.answer(200, b"1")
    assert invoke(near, "hook")[1] == 1


@pytest.mark.parametrize("behave", [endless, lambda call: call.answer(200, b" " * 6_300_000)], ids=["endless", "large"])
def test_an_answer_that_is_too_large(near, endpoint, behave):
    endpoint.behave = behave
    answer, body = invoke(near, "hook", LogType="Tail")
    assert (answer["FunctionError"], body["errorType"]) == ("Unhandled", "Function.ResponseSizeTooLarge")
    assert base64.b64decode(answer["LogResult"]).decode().endswith("Error Type: Function.ResponseSizeTooLarge\n")


@pytest.mark.parametrize("behave", [slow, silent])
def test_an_endpoint_that_takes_too_long(near, endpoint, behave):
    near.client("lambda").update_function_configuration(FunctionName="hook", Timeout=1)
    try:
        endpoint.behave = behave
        began = time.monotonic()
        assert message_of(lambda: invoke(near, "hook")) == "The function's endpoint did not answer within 1.00 seconds."
        assert time.monotonic() - began < 8
        wait_until(lambda: any("Task timed out after 1.00 seconds" in line for line in log_of(near, "hook")))
    finally:
        near.client("lambda").update_function_configuration(FunctionName="hook", Timeout=10)


def test_an_endpoint_that_is_not_there(near):
    assert message_of(lambda: invoke(near, "nowhere")) == "The function's endpoint cannot be reached."


def test_a_name_leads_inside_only_where_the_setting_says_so(near, endpoint):
    assert message_of(lambda: invoke(near, "name")) == "The function's endpoint has an address that no setting allows."
    assert not endpoint.calls
    assert invoke(near, "allowed-name")[1] == {"taken": True}
    # What is allowed to one is not to the other, though there is a connection.
    assert error_of(lambda: invoke(near, "name")) == (502, "ServiceException")
    assert len(endpoint.calls) == 1


def test_so_many_calls_at_once(near, endpoint):
    running, most = [], []

    def busy(call):
        running.append(call)
        most.append(len(running))
        time.sleep(0.2)
        # Before the answer, which lets the next one begin.
        running.remove(call)
        call.answer(200, b"1")

    endpoint.behave = busy
    with ThreadPoolExecutor(8) as pool:
        assert [body for _, body in pool.map(lambda _: invoke(near, "few"), range(8))] == [1] * 8
    assert (max(most), len(most)) == (2, 8)


# MARK: another Lambda


def test_a_function_of_another_server(near, remote):
    context = base64.b64encode(json.dumps({"custom": {"who": "Zoë"}}).encode()).decode()
    answer, body = invoke(near, "far", {"a": 1}, ClientContext=context)
    assert body == {"got": {"a": 1}, "client": {"who": "Zoë"}}
    assert any(line.startswith("REPORT RequestId: ") for line in wait_until(lambda: log_of(remote, "far")))
    answer, body = invoke(near, "far", {"raise": "oh"})
    assert (answer["FunctionError"], body["errorType"], body["errorMessage"]) == ("Unhandled", "ValueError", "oh")
    answer, _ = invoke(near, "far", {"a": 2}, InvocationType="Event")
    assert answer["StatusCode"] == 202
    wait_until(lambda: [event for event in near.events() if event["state"] == "done" and event["destination"] == arn("far")])


def test_a_server_that_does_not_let_us(near):
    assert message_of(lambda: invoke(near, "forged")) == "The function's endpoint answered 403."
    assert message_of(lambda: invoke(near, "missing")) == "The function's endpoint answered 404."


# MARK: events of buckets


@pytest.fixture
def bucket_of(near):
    """A bucket whose events a function gets."""
    def make(server, name):
        bucket = "remote-" + uuid.uuid4().hex[:12]
        s3 = server.client("s3")
        s3.create_bucket(Bucket=bucket)
        permit_s3(server, name, bucket)
        notify(s3, bucket, arn(name))
        return bucket
    return make


def deliveries(server, bucket):
    return server.events("--bucket", bucket)


def test_an_event_waits_for_an_endpoint_that_is_down(near, endpoint, bucket_of):
    bucket = bucket_of(near, "hook")
    endpoint.behave = lambda call: call.answer(503)
    near.client("s3").put_object(Bucket=bucket, Key="k", Body=b"1")
    wait_until(lambda: len(endpoint.calls) >= 2)
    waiting, = deliveries(near, bucket)
    # It is no attempt, but the reason is in sight.
    assert (waiting["state"], waiting["attempts"]) == ("pending", 0)
    wait_until(lambda: "answered 503" in deliveries(near, bucket)[0].get("lastError", ""))
    endpoint.behave = lambda call: call.answer(204)
    done = wait_until(lambda: [event for event in deliveries(near, bucket) if event["state"] == "done"])
    assert done[0]["attempts"] == 1
    assert {verified(call)["Records"][0]["s3"]["object"]["key"] for call in endpoint.calls} == {"k"}
    # By this a receiver knows what it has had before.
    assert len({headers["webhook-id"] for _, headers, _ in endpoint.calls}) == 1


def test_an_event_that_is_refused_is_parked_in_sight(near, endpoint, bucket_of):
    bucket = bucket_of(near, "hook")
    endpoint.behave = lambda call: call.answer(422, b'{"errorType": "Mine", "errorMessage": "never"}')
    near.client("s3").put_object(Bucket=bucket, Key="k", Body=b"1")
    dead = wait_until(lambda: [event for event in deliveries(near, bucket) if event["state"] == "dead"])
    assert (dead[0]["attempts"], dead[0]["lastError"]) == (3, "Mine: never")
    assert len(endpoint.calls) == 3


def test_events_for_an_endpoint_that_starts_later_and_dies_in_between(tmp_path, bucket_of):
    port = free_port()
    server = Server(tmp_path / "data", "--remote-functions", written(tmp_path, [hook("late", f"http://127.0.0.1:{port}/")])).start()
    endpoint = None
    try:
        make_function(server, "late", UNUSED)
        bucket = bucket_of(server, "late")
        put = lambda key: server.client("s3").put_object(Bucket=bucket, Key=key, Body=b"1")  # noqa: E731
        put("first")
        wait_until(lambda: "cannot be reached" in deliveries(server, bucket)[0].get("lastError", ""))
        endpoint = Endpoint(port)
        wait_until(lambda: deliveries(server, bucket)[0]["state"] == "done")
        # It goes in the middle of a call, and comes back.
        endpoint.behave = lambda call: call.say(b"HTTP/1.1 200 OK\r\nContent-Len")
        put("second")
        wait_until(lambda: len(endpoint.calls) >= 2)
        endpoint.close()
        endpoint = Endpoint(port)
        wait_until(lambda: all(event["state"] == "done" for event in deliveries(server, bucket)))
        assert verified(endpoint.calls[0])["Records"][0]["s3"]["object"]["key"] == "second"
    finally:
        server.stop()
        if endpoint:
            endpoint.close()


def test_a_lambda_that_is_killed_in_the_middle_of_a_call(tmp_path):
    port = free_port()
    far_server = Server(tmp_path / "far").start(f"127.0.0.1:{port}")
    make_function(far_server, "far", FAR, Timeout=60)
    server = Server(tmp_path / "data", "--remote-functions", written(tmp_path, [far("killed", f"http://127.0.0.1:{port}")])).start()
    try:
        make_function(server, "killed", UNUSED, Timeout=60)
        flag = tmp_path / "flag"
        server.client("lambda").invoke(
            FunctionName="killed", InvocationType="Event", Payload=json.dumps({"sleep": str(flag)}))
        wait_until(lambda: [line for line in far_server.log_lines() if line["message"] == "a worker was made"])
        time.sleep(0.5)
        far_server.kill()
        wait_until(lambda: "broke off" in server.events()[0].get("lastError", "") or "cannot be" in server.events()[0].get("lastError", ""))
        # What it did is not known: it is called again. This time it does not sleep.
        far_server.start(f"127.0.0.1:{port}")
        far_server.client("lambda").update_function_code(FunctionName="far", ZipFile=zipped({"app.py": FAR.replace("60", "0")}))
        done = wait_until(lambda: [event for event in server.events() if event["state"] == "done"], 40)
        assert done[0]["attempts"] == 1
    finally:
        server.stop()
        far_server.stop()


def test_a_server_that_stops_in_the_middle_of_a_call(tmp_path, bucket_of):
    endpoint = Endpoint()
    entries = [hook("hanging", f"http://127.0.0.1:{endpoint.port}/")]
    server = Server(tmp_path / "data", "--remote-functions", written(tmp_path, entries)).start()
    try:
        make_function(server, "hanging", UNUSED, Timeout=300)
        bucket = bucket_of(server, "hanging")
        endpoint.behave = silent
        for n in range(3):
            server.client("s3").put_object(Bucket=bucket, Key=f"k{n}", Body=b"1")
        wait_until(lambda: len(endpoint.calls) == 3)
        assert server.stop() == 0
        endpoint.behave = lambda call: call.answer(200, b"1")
        server.start()
        wait_until(lambda: [event["state"] for event in deliveries(server, bucket)] == ["done"] * 3)
        assert {verified(call)["Records"][0]["s3"]["object"]["key"] for call in endpoint.calls[3:]} == {"k0", "k1", "k2"}
    finally:
        server.stop()
        endpoint.close()


# MARK: who may have something called


def test_nothing_is_called_without_the_setting(server, endpoint):
    """A function of the same name on a server that was not told: a worker runs it, whatever its maker says."""
    url = f"http://127.0.0.1:{endpoint.port}/hook"
    make_function(
        server, "hook", "def handler(event, context): return 'here'", Environment={"Variables": {"ENDPOINT": url}}, Description=url)
    assert invoke(server, "hook", {"http": {"url": url}, "endpoint": url})[1] == "here"
    assert not endpoint.calls


def test_another_account_s_function_of_the_same_name(near, tmp_path, accounts_file, endpoint):
    """The ARN names the account too."""
    entries = [hook("hook", f"http://127.0.0.1:{endpoint.port}/hook")]
    server = Server(
        tmp_path / "data", "--credentials", accounts_file, "--remote-functions", written(tmp_path, entries)).start()
    try:
        keys = {"access_key": "AKIAPELTONTESTOTHER0", "secret_key": "secret/of+the/other/account/in/tests0000"}
        client = server.client("iam", **keys)
        trust = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
        role = client.create_role(RoleName="r", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        client = server.client("lambda", **keys)
        client.create_function(
            FunctionName="hook", Runtime="python3.12", Handler="app.handler", Role=role,
            Code={"ZipFile": zipped({"app.py": "def handler(event, context): return 'a worker'"})})
        client.get_waiter("function_active_v2").wait(FunctionName="hook", WaiterConfig={"Delay": 0.05})
        assert json.load(client.invoke(FunctionName="hook")["Payload"]) == "a worker"
        assert not endpoint.calls
    finally:
        server.stop()


def test_why_an_event_waits_is_told_to_the_function_s_account_alone(tmp_path, accounts_file):
    entries = [hook("down", f"http://127.0.0.1:{free_port()}/")]
    server = Server(
        tmp_path / "data", "--credentials", accounts_file, "--remote-functions", written(tmp_path, entries)).start()
    try:
        make_function(server, "down", UNUSED)
        keys = {"access_key": "AKIAPELTONTESTOTHER0", "secret_key": "secret/of+the/other/account/in/tests0000"}
        s3 = server.client("s3", **keys)
        s3.create_bucket(Bucket="theirs")
        server.client("lambda").add_permission(
            FunctionName="down", StatementId="theirs", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com",
            SourceArn="arn:aws:s3:::theirs", SourceAccount="111122223333")
        notify(s3, "theirs", arn("down"))
        s3.put_object(Bucket="theirs", Key="k", Body=b"1")
        theirs = lambda: json.loads(server.run("events", "list", "--json", **keys))  # noqa: E731
        waiting = wait_until(lambda: (event := theirs()).get("lastError") and event)
        assert (waiting["state"], waiting["lastError"]) == ("pending", "The destination takes nothing now.")
        invoke(server, "down", InvocationType="Event")
        wait_until(lambda: server.events()[0].get("lastError") == "The function's endpoint cannot be reached.")
    finally:
        server.stop()


@pytest.mark.parametrize("text, mode, reason", [
    ("{}", 0o600, "must hold a JSON list"),
    ('[{"function": "f"}]', 0o600, "whole ARN"),
    (json.dumps([hook("a", "http://127.0.0.1:1/"), hook("a", "http://127.0.0.1:2/")]), 0o600, "has an endpoint already"),
    (json.dumps([hook("a", "http://user:word@127.0.0.1:1/")]), 0o600, "user information"),
    ("[]", 0o666, "others can write to it"),
], ids=["no list", "no ARN", "twice", "a password in the URL", "everybody's"])
def test_a_file_that_is_wrong(tmp_path, text, mode, reason):
    path = tmp_path / "remote.json"
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(RuntimeError) as error:
        Server(tmp_path / "data", "--remote-functions", path).start()
    assert reason in str(error.value)
    assert SECRET not in str(error.value) and "user:word" not in str(error.value)


def test_a_file_that_others_can_read(tmp_path):
    path = written(tmp_path, [hook("a", "http://192.0.2.1/path?token=t")])
    path.chmod(0o644)
    server = Server(tmp_path / "data", "--remote-functions", path).start()
    assert server.stop() == 0
    messages = [line["message"] for line in server.log_lines()]
    assert "others can read the file of remote functions, and the secrets in it: chmod 600" in messages
    assert "what a function is called with, and answers, can be read on its way: http, not https" in messages
    assert "token" not in server.log_path.read_text()


def test_no_secret_is_in_a_log(near, endpoint):
    """Of all that the tests before have made go wrong."""
    invoke(near, "hook")
    text = near.log_path.read_text() + "".join("".join(log_of(near, name)) for name in ("hook", "far"))
    for secret in (SECRET, SECRET.removeprefix("whsec_"), SECRET_KEY, "another/secret/that/is/wrong0000", "v1,"):
        assert secret not in text
