"""What others wrote is data: in a log, on a terminal, in a header, in a document, in a worker, in a folder."""

import base64
import json
import os
import re
import socket
import subprocess
import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest

from helpers import make_function, make_role, notify, permit_s3
from pelton import ACCESS_KEY, BUILD, SECRET_KEY, Server, wait_until

# Ends a line for some reader, moves a cursor, or turns what stands around it.
STEERING = "\x1b[2J\x9b31m\x7f\u2028\u202e\u200f\ufeff"

FUNCTION = """
import os
def handler(event, context):
    if event.get("closes"):
        __import__("sys").stdout.close()
        return "closed"
    if event.get("unprintable"):
        raise type("Odd", (Exception,), {"__str__": lambda self: 1})()
    if "raise" in event:
        raise type(event["raise"], (Exception,), {})(event.get("text", ""))
    return {"client": context.client_context and context.client_context.custom, "trace": os.environ.get("_X_AMZN_TRACE_ID")}
"""


def steers(text):
    return [character for character in text if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")]


@pytest.fixture(scope="module")
def call(server):
    make_function(server, "texts", FUNCTION)

    def call(payload=None, headers=None, context=None):
        client = server.client("lambda")
        if headers:
            client.meta.events.register("before-call.lambda.Invoke", lambda params, **_: params["headers"].update(headers))
        options = {} if context is None else {"ClientContext": context}
        answer = client.invoke(FunctionName="texts", Payload=json.dumps(payload or {}), **options)
        return json.loads(answer["Payload"].read())

    return call


# ---- Terminals and logs


def test_a_key_and_an_error_do_not_steer_the_terminal_that_shows_them(server, s3, bucket, call):
    arn = server.client("lambda").get_function_configuration(FunctionName="texts")["FunctionArn"]
    permit_s3(server, "texts", bucket)
    notify(s3, bucket, arn)
    key = f"k{STEERING}\n12  done  forged"
    s3.put_object(Bucket=bucket, Key=key, Body=b"")
    wait_until(lambda: bucket in server.run("events", "list", "--bucket", bucket))
    for options in ((), ("--json",)):
        printed = server.run("events", "list", "--bucket", bucket, *options)
        assert not steers(printed), steers(printed)
        assert len(printed.splitlines()) == 1, printed
    assert json.loads(printed)["key"] == key


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_nobody_steers_a_log(tmp_path, log_format):
    """Callers without credentials too."""
    server = Server(tmp_path / "data", "--log-format", log_format)
    server.start()
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        scope = f"AKIA{STEERING}/20261129/us-east-1/s3/aws4_request".replace("\x1b", "").replace("\x7f", "")
        head = (
            f"GET /b?list-type=2 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nx-amz-date: 20261129T000000Z\r\n"
            f"Authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature={'0' * 64}\r\n\r\n")
        connection.sendall(head.encode())
        while connection.recv(4096):
            pass
    s3 = server.client("s3")
    s3.create_bucket(Bucket="some-bucket")
    s3.put_object(Bucket="some-bucket", Key=f"k{STEERING}", Body=b"")
    assert server.stop() == 0
    log = server.log_path.read_text()
    assert "u202e" in log and not steers(log), steers(log)


# ---- Documents


@pytest.mark.parametrize("query", ["versionId=%00", "uploadId=%1B", "partNumber=%0B&uploadId=x"])
def test_an_error_can_be_read_whatever_it_tells_of(server, s3, bucket, query):
    answer = server.send("GET", f"/{bucket}/%01k?{query}")
    assert answer.status in (400, 404)
    assert ElementTree.fromstring(answer.body).findtext("Code")


# ---- Headers of the Runtime API


@pytest.mark.parametrize("name", ["Ошибка", "A\nX-Evil: 1", "x" * 70_000, "A B", ""])
def test_an_exception_may_have_any_name(call, name):
    assert call({"raise": name, "text": "why"})["errorType"] == name
    # The same worker goes on.
    assert call()["client"] is None


@pytest.mark.parametrize("text", ["\ud800", "\x00", "line\nend", "x" * 1_000_000])
def test_an_exception_may_say_anything(call, text):
    assert call({"raise": "ValueError", "text": text})["errorType"] == "ValueError"
    assert call()["client"] is None


def test_an_exception_may_have_no_text_at_all(call):
    assert call({"unprintable": True})["errorMessage"] == "<unprintable Odd object>"
    assert call()["client"] is None


def test_a_handler_may_close_its_output(call):
    assert call({"closes": True}) == "closed"
    assert call({"raise": "ValueError", "text": "after that"})["errorMessage"] == "after that"


@pytest.mark.parametrize("client", [[1], "x", 1, None])
def test_a_client_context_may_have_any_members(call, client):
    assert call(context=base64.b64encode(json.dumps({"client": client, "custom": {"a": 1}}).encode()).decode())["client"] == {"a": 1}


@pytest.mark.parametrize("value", [{"a": "café Ф 🦝"}, {"a": "line\nend\r\n"}, {"a": "\x85\x00"}, {}])
def test_a_client_context_arrives_as_it_was_sent(call, value):
    # Written over several lines, as people do.
    context = base64.b64encode(json.dumps({"custom": value}, indent=2, ensure_ascii=False).encode()).decode()
    assert call(context=context)["client"] == value


@pytest.mark.parametrize("context", ["nope", "%%%", base64.b64encode(b"[1]").decode(), base64.b64encode(b'{"a": 1').decode(),
                                     base64.b64encode(json.dumps({"custom": "é" * 3000}).encode()).decode()])
def test_a_client_context_that_is_no_object_is_refused(server, call, context):
    with pytest.raises(server.client("lambda").exceptions.InvalidRequestContentException, match="Client context must be a valid Base64-encoded JSON object"):
        call(context=context)
    assert call()["client"] is None


def test_a_call_does_not_see_the_trace_of_another(call):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    assert call(headers={"X-Amzn-Trace-Id": trace})["trace"] == trace
    assert call()["trace"] is None


# ---- Processes


def test_a_function_without_a_sandbox_gets_no_descriptor_of_the_server(tmp_path):
    source = "import os\ndef handler(event, context): return sorted(int(fd) for fd in os.listdir('/proc/self/fd'))\n"
    kept = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(kept, True)
    server = Server(tmp_path / "data", "--sandbox", "none").start()
    try:
        make_function(server, "open", source)
        answer = json.loads(server.client("lambda").invoke(FunctionName="open")["Payload"].read())
        # Its output, the connection to the Runtime API, and the folder that is listed.
        assert answer[:3] == [0, 1, 2] and len(answer) <= 5, answer
    finally:
        os.close(kept)
        assert server.stop() == 0


def test_installing_runtimes_runs_nothing_of_the_folder_it_is_called_in(tmp_path):
    for module in ("venv", "pip", "ensurepip"):
        (tmp_path / f"{module}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    subprocess.run(
        [str(BUILD / "pelton"), "runtimes", "install", "python", "--runtimes", "mine"], cwd=tmp_path, capture_output=True, timeout=300, check=True)
    assert not (tmp_path / "ran").exists()
    # A relative folder is one of the caller's.
    assert list((tmp_path / "mine").glob("python3.*/lib/python3.*/site-packages/boto3"))


# ---- Folders


@pytest.mark.parametrize("name", ["a b=c", "--bind", "q\"u'o\\te", "comma,colon:", "line\nend", "Ф🦝"])
def test_a_data_directory_may_have_any_name(tmp_path, name):
    source = "def handler(event, context): return open('/var/task/app.py').read()[:3]\n"
    server = Server(tmp_path / name / "data")
    (tmp_path / name).mkdir()
    server.start()
    make_function(server, "f", source)
    assert json.loads(server.client("lambda").invoke(FunctionName="f")["Payload"].read()) == "def"
    assert server.stop() == 0


def test_a_relative_data_directory_holds_functions_too(tmp_path):
    command = [str(BUILD / "pelton"), "serve", "--data", "mine", "--listen", "127.0.0.1:0"]
    environment = {**os.environ, "PELTON_ACCESS_KEY_ID": ACCESS_KEY, "PELTON_SECRET_ACCESS_KEY": SECRET_KEY}
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    try:
        url = next(re.match(r"ready (\S+)", line)[1] for line in process.stdout if line.startswith("ready "))
        server = Server(tmp_path / "mine")
        server.url = url
        make_role(server, "r")
        make_function(server, "f", "def handler(event, context): return 1\n", server.client("iam").get_role(RoleName="r")["Role"]["Arn"])
        assert server.client("lambda").invoke(FunctionName="f")["Payload"].read() == b"1"
    finally:
        process.terminate()
        assert process.wait(20) == 0
        process.stdout.close()
