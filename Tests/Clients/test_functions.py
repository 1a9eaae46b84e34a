"""Functions: made, changed, invoked, watched."""

import base64
import gc
import io
import json
import platform
import resource
import socket
import time
import urllib.request
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from helpers import error_of, make_function, make_role, message_of, zipped
from pelton import ACCOUNT, REGION, wait_until

SOURCE = """
import json, os, sys, time
print("loaded")
calls = 0
def handler(event, context):
    global calls
    calls += 1
    if event.get("raise"):
        raise ValueError(event["raise"])
    if "exit" in event:
        os._exit(event["exit"])
    if event.get("signal"):
        os.kill(os.getpid(), event["signal"])
    if event.get("sleep"):
        open("/tmp/slept", "w").close()
        time.sleep(event["sleep"])
    if event.get("large"):
        return "x" * event["large"]
    if event.get("nothing"):
        return None
    if event.get("print"):
        print(event["print"])
    return {
        "calls": calls, "tmp": os.listdir("/tmp"), "environment": dict(os.environ), "arn": context.invoked_function_arn,
        "request": context.aws_request_id, "left": context.get_remaining_time_in_millis(), "memory": context.memory_limit_in_mb,
        "client": context.client_context and context.client_context.custom}
"""


@pytest.fixture(scope="module")
def probe(server):
    make_function(server, "probe", SOURCE, Timeout=2, Environment={"Variables": {"MINE": "value", "TZ": "Europe/Berlin"}}, MemorySize=256)
    return "probe"


def invoke(client, name, payload=None, **options):
    answer = client.invoke(FunctionName=name, Payload=json.dumps(payload if payload is not None else {}), **options)
    body = answer["Payload"].read()
    return answer, json.loads(body) if body else None


def test_what_create_answers(server):
    client = server.client("lambda")
    role = make_role(server, "answers-role")
    code = zipped({"app.py": "def handler(event, context): pass"})
    made = client.create_function(FunctionName="answers", Runtime="python3.13", Handler="app.handler", Role=role, Code={"ZipFile": code})
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert (made["State"], made["StateReason"], made["StateReasonCode"]) == ("Pending", "The function is being created.", "Creating")
    assert (made["Timeout"], made["MemorySize"], made["Description"], made["Version"]) == (3, 128, "", "$LATEST")
    assert (made["EphemeralStorage"], made["PackageType"], made["TracingConfig"]) == ({"Size": 512}, "Zip", {"Mode": "PassThrough"})
    assert made["LoggingConfig"] == {"LogFormat": "Text", "LogGroup": "/aws/lambda/answers"}
    assert made["CodeSize"] == len(code)
    assert "Environment" not in made
    client.get_waiter("function_active_v2").wait(FunctionName="answers")
    client.get_waiter("function_exists").wait(FunctionName="answers")
    found = client.get_function(FunctionName="answers")
    assert (found["Configuration"]["State"], found["Configuration"]["LastUpdateStatus"]) == ("Active", "Successful")
    assert found["Configuration"]["RevisionId"] != made["RevisionId"]
    assert urllib.request.urlopen(found["Code"]["Location"]).read() == code
    assert client.get_function_configuration(FunctionName=made["FunctionArn"])["FunctionName"] == "answers"
    again = lambda: client.create_function(  # noqa: E731
        FunctionName="answers", Runtime="python3.13", Handler="app.handler", Role=role, Code={"ZipFile": code})
    assert error_of(again) == (409, "ResourceConflictException")
    assert client.delete_function(FunctionName="answers")["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert error_of(lambda: client.get_function(FunctionName="answers")) == (404, "ResourceNotFoundException")
    assert message_of(lambda: client.get_function(FunctionName="answers")) == (
        f"Function not found: arn:aws:lambda:{REGION}:{ACCOUNT}:function:answers")


ARCHITECTURE, OTHER_ARCHITECTURE = ("arm64", "x86_64") if platform.machine() == "aarch64" else ("x86_64", "arm64")
# What `zipped` makes a symbolic link of.
LINK = 0o020000

BAD = {
    "unknown runtime": ({"Runtime": "python9.9"}, (400, "InvalidParameterValueException")),
    "upper-case runtime": ({"Runtime": "PYTHON3.12"}, (400, "InvalidParameterValueException")),
    "retired runtime": ({"Runtime": "python3.7"}, (400, "InvalidParameterValueException")),
    "runtime not built": ({"Runtime": "java21"}, (501, "NotImplemented")),
    "name": ({"FunctionName": "no spaces"}, (400, "ValidationException")),
    "long name": ({"FunctionName": "n" * 65}, (400, "InvalidParameterValueException")),
    "arn of another region": ({"FunctionName": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f"}, (404, "ResourceNotFoundException")),
    "timeout": ({"Timeout": 901}, (400, "ValidationException")),
    "memory": ({"MemorySize": 1}, (400, "ValidationException")),
    "role that is none": ({"Role": "no-role"}, (400, "ValidationException")),
    "role that is missing": ({"Role": f"arn:aws:iam::{ACCOUNT}:role/missing"}, (400, "InvalidParameterValueException")),
    "no zip": ({"Code": {"ZipFile": b"this is no zip file"}}, (400, "InvalidParameterValueException")),
    "reserved variable": ({"Environment": {"Variables": {"AWS_REGION": "x"}}}, (400, "InvalidParameterValueException")),
    "too many variables": ({"Environment": {"Variables": {"LONG": "x" * 4096}}}, (400, "InvalidParameterValueException")),
    "another machine's code": ({"Architectures": [OTHER_ARCHITECTURE]}, (400, "InvalidParameterValueException")),
    "layers": ({"Layers": [f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:l:1"]}, (501, "NotImplemented")),
    "code from s3": ({"Code": {"S3Bucket": "a-bucket", "S3Key": "k"}}, (501, "NotImplemented")),
}


@pytest.mark.parametrize("case", BAD)
def test_a_function_that_cannot_be_made(server, case, any_role):
    change, expected = BAD[case]
    client = server.client("lambda", parameter_validation=False)
    request = {
        "FunctionName": "never", "Runtime": "python3.12", "Handler": "app.handler", "Role": any_role,
        "Code": {"ZipFile": zipped({"app.py": ""})}, **change}
    assert error_of(lambda: client.create_function(**request)) == expected
    assert error_of(lambda: client.get_function(FunctionName="never")) == (404, "ResourceNotFoundException")


@pytest.fixture(scope="module")
def any_role(server):
    return make_role(server, "any-role")


def test_a_role_that_does_not_trust_lambda(server):
    trusts_another = json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
    role = server.client("iam").create_role(RoleName="for-ec2", AssumeRolePolicyDocument=trusts_another)["Role"]["Arn"]
    make = lambda: make_function(server, "untrusted", "", role)  # noqa: E731
    assert message_of(make) == "The role defined for the function cannot be assumed by Lambda."


def climbing(name, link=False):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = (0o120777 if link else 0o100644) << 16
        archive.writestr(info, "/etc/passwd" if link else "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "code", [climbing("../escaped.py"), climbing("/absolute.py"), climbing("a/../../b"), climbing("link", link=True)],
    ids=["parent", "absolute", "hidden parent", "link"])
def test_a_zip_that_climbs_out(server, any_role, code):
    client = server.client("lambda")
    make = lambda: client.create_function(  # noqa: E731
        FunctionName="climber", Runtime="python3.12", Handler="a.b", Role=any_role, Code={"ZipFile": code})
    assert message_of(make) == "Could not unzip uploaded file. Please check your file, then try to upload again."


@pytest.mark.parametrize(
    "code", [zipped({"a": "", "a/b": "", "app.py": ""}), zipped({"a/b": "", "a": ""}), zipped({"/".join(["d" * 200] * 20): "", "app.py": ""})],
    ids=["a file that is a folder", "a folder that is a file", "a path that is too long"])
def test_a_zip_that_no_file_system_could_hold(server, any_role, code):
    client = server.client("lambda")
    make = lambda: client.create_function(  # noqa: E731
        FunctionName="impossible", Runtime="python3.12", Handler="app.handler", Role=any_role, Code={"ZipFile": code})
    assert error_of(make) == (400, "InvalidParameterValueException")
    assert message_of(make) == "Could not unzip uploaded file. Please check your file, then try to upload again."


def test_a_zip_bomb(server, any_role):
    code = zipped({"zeros": b"\0" * (263 << 20)})
    client = server.client("lambda")
    make = lambda: client.create_function(  # noqa: E731
        FunctionName="bomb", Runtime="python3.12", Handler="a.b", Role=any_role, Code={"ZipFile": code})
    assert message_of(make) == "Unzipped size must be smaller than 262144000 bytes"


def test_an_answer(lambda_client, probe):
    answer, body = invoke(lambda_client, probe)
    assert (answer["StatusCode"], answer["ExecutedVersion"], "FunctionError" in answer) == (200, "$LATEST", False)
    assert body["arn"] == f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:probe"
    assert 1000 < body["left"] <= 2000
    assert body["memory"] == "256"
    _, body = invoke(lambda_client, probe, {"nothing": True})
    assert body is None


def test_workers_are_kept(lambda_client, probe):
    # Each call comes right behind the answer to the last, whose worker may not have asked for the next yet: it is waited for.
    counts = [invoke(lambda_client, probe)[1]["calls"] for _ in range(6)]
    assert counts == list(range(counts[0], counts[0] + 6))


def test_the_environment(lambda_client, probe):
    environment = invoke(lambda_client, probe)[1]["environment"]
    expected = {
        "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "AWS_EXECUTION_ENV": "AWS_Lambda_python3.12", "AWS_LAMBDA_FUNCTION_NAME": "probe",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/probe", "LAMBDA_TASK_ROOT": "/var/task", "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "_HANDLER": "app.handler", "LANG": "en_US.UTF-8", "MINE": "value", "TZ": "Europe/Berlin", "PWD": "/var/task", "SHLVL": "0"}
    assert {name: environment.get(name) for name in expected} == expected
    assert environment["AWS_ACCESS_KEY_ID"].startswith("ASIA") and environment["AWS_SESSION_TOKEN"]
    assert "PELTON_SECRET_ACCESS_KEY" not in environment


def test_every_answer_has_a_uuid_which_is_the_invocations(server, lambda_client, probe):
    answer, body = invoke(lambda_client, probe)
    assert answer["ResponseMetadata"]["RequestId"] == body["request"]
    # The server's own line of it has that id too.
    wait_until(lambda: any(line.get("request_id") == body["request"] for line in server.log_lines()))
    ids = [lambda_client.list_functions(), server.client("sts").get_caller_identity(), server.client("iam").list_roles()]
    ids += [server.client("kms").list_keys(), server.client("logs").describe_log_groups()]
    stranger = server.client("lambda", access_key="AKIANOBODYNOBODY0000")
    for refused in (lambda: lambda_client.get_function(FunctionName="missing"), stranger.list_functions):
        with pytest.raises(ClientError) as error:
            refused()
        ids.append(error.value.response)
    for answer in ids:
        text = answer["ResponseMetadata"]["RequestId"]
        assert str(uuid.UUID(text)) == text


def test_a_function_is_known_by_many_names(lambda_client, probe):
    arn = lambda_client.get_function_configuration(FunctionName=probe)["FunctionArn"]
    for name in (f"{ACCOUNT}:{probe}", f"{ACCOUNT}:function:{probe}", f"function:{probe}", f"{REGION}:{ACCOUNT}:function:{probe}", arn):
        for spelled in (name, name + ":$LATEST"):
            assert lambda_client.get_function_configuration(FunctionName=spelled)["FunctionArn"] == arn
            assert lambda_client.list_versions_by_function(FunctionName=name)["Versions"][0]["FunctionArn"] == arn + ":$LATEST"
            assert invoke(lambda_client, spelled)[1]["arn"] == arn + (":$LATEST" if "$" in spelled else "")
        missing = lambda: lambda_client.get_function(FunctionName=name + ":7")  # noqa: E731, B023
        assert message_of(missing) == f"Function not found: {arn}:7"
    other = lambda: lambda_client.get_function(FunctionName=arn + ":$LATEST", Qualifier="7")  # noqa: E731
    assert error_of(other) == (400, "InvalidParameterValueException")
    assert message_of(other) == "The derived qualifier from the function name does not match the specified qualifier."


def test_code_with_links_and_backslashes(server, lambda_client):
    source = "import os, lib\n" + (
        "def handler(event, context):\n"
        "    return [lib.x, os.readlink('lib.py'), sorted(os.listdir('.')), open('deep/up').read()]\n")
    code = zipped({
        "app.py": source, "lib.py": ("deep/real.py", LINK), "deep/real.py": "x = 7", "deep/up": ("../note", LINK), "note": "read",
        "win\\mod.py": "x = 8"})
    lambda_client.create_function(
        FunctionName="linked", Runtime="python3.12", Handler="app.handler", Role=make_role(server, "linked-role"), Code={"ZipFile": code},
        Architectures=[ARCHITECTURE])
    x, target, names, note = invoke(lambda_client, "linked")[1]
    assert (x, target, note) == (7, "deep/real.py", "read")
    assert [name for name in names if name != "__pycache__"] == ["app.py", "deep", "lib.py", "note", "win\\mod.py"]
    # So that a changed zip file has them too, and none for another machine.
    update = lambda **options: lambda_client.update_function_code(FunctionName="linked", ZipFile=code, **options)  # noqa: E731
    assert update(Architectures=[ARCHITECTURE])["Architectures"] == [ARCHITECTURE]
    assert error_of(lambda: update(Architectures=[OTHER_ARCHITECTURE])) == (400, "InvalidParameterValueException")


@pytest.mark.parametrize(
    ("payload", "ending"),
    [({"raise": "x"}, ""), ({"exit": 3}, "Status: error\tError Type: Runtime.ExitError"), ({"sleep": 30}, "Status: timeout"),
     ({"large": 7_000_000}, "Status: error\tError Type: Function.ResponseSizeTooLarge")])
def test_how_a_call_ended_is_in_its_report(lambda_client, probe, payload, ending):
    answer, _ = invoke(lambda_client, probe, payload, LogType="Tail")
    report = base64.b64decode(answer["LogResult"]).decode().splitlines()[-1]
    assert report.startswith("REPORT RequestId: ") and report.partition("Status:")[1:] == ending.partition("Status:")[1:]


@pytest.mark.parametrize(
    ("source", "memory", "kind"),
    [("import missing_module", 128, "Runtime.ImportModuleError"), ("raise ValueError('x')", 128, "Runtime.Unknown"),
     ("def handler(event, context):\n    x = bytearray(b'x') * (600 << 20)\n    import time; time.sleep(9)", 128, "Runtime.OutOfMemory")])
def test_what_a_function_died_of_is_in_its_report(server, lambda_client, source, memory, kind):
    name = "dies-of-" + kind.rpartition(".")[2]
    make_function(server, name, source, Timeout=10, MemorySize=memory)
    answer, _ = invoke(lambda_client, name, LogType="Tail")
    report = base64.b64decode(answer["LogResult"]).decode().splitlines()[-1]
    kinds = {kind, "Runtime.ExitError"} if kind == "Runtime.OutOfMemory" else {kind}  # The kernel may have been first.
    assert report.startswith("REPORT ") and report.rpartition("\tStatus: error\tError Type: ")[2] in kinds


def test_an_exception(lambda_client, probe):
    answer, body = invoke(lambda_client, probe, {"raise": "two\nlines"})
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert (body["errorType"], body["errorMessage"]) == ("ValueError", "two\nlines")
    assert len(body["requestId"]) == 36
    assert '  File "/var/task/app.py", line' in body["stackTrace"][0]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [({"exit": 0}, "Runtime exited without providing a reason"), ({"exit": 3}, "Runtime exited with error: exit status 3"),
     ({"signal": 9}, "Runtime exited with error: signal: killed")])
def test_a_process_that_ends(lambda_client, probe, payload, reason):
    _, body = invoke(lambda_client, probe, payload)
    assert body["errorType"] == "Runtime.ExitError"
    assert body["errorMessage"].endswith(f" Error: {reason}") and body["errorMessage"].startswith("RequestId: ")
    assert invoke(lambda_client, probe)[0].get("FunctionError") is None


def test_a_call_that_takes_too_long(server, lambda_client):
    # A function of its own: a quick caller may have left another two workers, and only one of them slept.
    make_function(server, "late", SOURCE, Timeout=2)
    started = time.monotonic()
    _, body = invoke(lambda_client, "late", {"sleep": 30})
    assert time.monotonic() - started < 4
    assert body["errorType"] == "Sandbox.Timedout"
    assert body["errorMessage"].endswith("Error: Task timed out after 2.00 seconds")
    after = invoke(lambda_client, "late")[1]
    assert (after["calls"], "slept" in after["tmp"]) == (1, True)


def test_an_answer_that_is_too_large(lambda_client, probe):
    _, body = invoke(lambda_client, probe, {"large": 6_291_556})
    assert body == {
        "errorType": "Function.ResponseSizeTooLarge", "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes)."}
    assert len(invoke(lambda_client, probe, {"large": 6_291_554})[1]) == 6_291_554


def test_payloads(lambda_client, probe):
    assert error_of(lambda: lambda_client.invoke(FunctionName=probe, Payload=b"{no json")) == (400, "InvalidRequestContentException")
    large = json.dumps("x" * 6_291_456)
    assert error_of(lambda: lambda_client.invoke(FunctionName=probe, Payload=large)) == (413, "RequestEntityTooLargeException")
    event = lambda: lambda_client.invoke(FunctionName=probe, Payload=json.dumps("x" * 1_048_576), InvocationType="Event")  # noqa: E731
    assert error_of(event) == (413, "RequestEntityTooLargeException")
    dry = lambda_client.invoke(FunctionName=probe, InvocationType="DryRun")
    assert (dry["StatusCode"], dry["Payload"].read()) == (204, b"")
    context = base64.b64encode(b'{"custom": {"a": "b"}}').decode()
    assert invoke(lambda_client, probe, ClientContext=context)[1]["client"] == {"a": "b"}
    missing = lambda: lambda_client.invoke(FunctionName="missing")  # noqa: E731
    assert error_of(missing) == (404, "ResourceNotFoundException")


def test_the_tail_of_the_log(lambda_client, probe):
    answer, body = invoke(lambda_client, probe, {"print": "hello from inside"}, LogType="Tail")
    tail = base64.b64decode(answer["LogResult"]).decode().splitlines()
    assert tail[0] == f"START RequestId: {body['request']} Version: $LATEST"
    assert tail[1] == "hello from inside"
    assert tail[2] == f"END RequestId: {body['request']}"
    assert tail[3].startswith(f"REPORT RequestId: {body['request']}\tDuration: ") and "\tMemory Size: 256 MB\t" in tail[3]


def test_an_asynchronous_call(server, lambda_client, probe):
    answer = lambda_client.invoke(FunctionName=probe, InvocationType="Event", Payload=b'{"print": "later"}')
    assert (answer["StatusCode"], answer["Payload"].read(), "ExecutedVersion" in answer) == (202, b"", False)
    logs = server.client("logs")
    wait_until(lambda: logs.filter_log_events(logGroupName="/aws/lambda/probe", filterPattern="later")["events"])


def test_logs_by_the_aws_cli(server, lambda_client, probe):
    invoke(lambda_client, probe, {"raise": "seen in the log"})
    groups = server.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/probe")["logGroups"]
    assert [group["logGroupName"] for group in groups] == ["/aws/lambda/probe"]
    streams = server.client("logs").describe_log_streams(logGroupName="/aws/lambda/probe", orderBy="LastEventTime", descending=True)
    assert "/[$LATEST]" in streams["logStreams"][0]["logStreamName"]
    found = server.aws("logs", "filter-log-events", "--log-group-name", "/aws/lambda/probe", "--filter-pattern", "seen in the log")
    events = json.loads(found.stdout)["events"]
    assert events[-1]["message"].startswith("[ERROR] ValueError: seen in the log\nTraceback (most recent call last):\n\u00a0\u00a0File")
    missing = lambda: server.client("logs").filter_log_events(logGroupName="/aws/lambda/none")  # noqa: E731
    assert error_of(missing) == (400, "ResourceNotFoundException")


def test_the_log_moves_out_of_its_wal(server):
    make_function(server, "loud", "def handler(event, context):\n    for _ in range(40):\n        print('x' * 250_000)\n", Timeout=30)
    invoke(server.client("lambda"), "loud")
    wait_until(lambda: (server.data / "logs.sqlite3").stat().st_size > 8_000_000)
    assert (server.data / "logs.sqlite3-wal").stat().st_size < 64_000_000


def test_new_code_takes_over(server):
    client = server.client("lambda")
    make_function(server, "changing", "def handler(event, context): return 1")
    assert invoke(client, "changing")[1] == 1
    before = client.get_function_configuration(FunctionName="changing")
    changed = client.update_function_code(FunctionName="changing", ZipFile=zipped({"app.py": "def handler(event, context): return 2"}))
    assert (changed["LastUpdateStatus"], changed["LastUpdateStatusReason"]) == ("InProgress", "The function is being created.")
    client.get_waiter("function_updated_v2").wait(FunctionName="changing")
    assert invoke(client, "changing")[1] == 2
    after = client.get_function_configuration(FunctionName="changing")
    assert after["CodeSha256"] != before["CodeSha256"] and after["RevisionId"] != before["RevisionId"]
    stale = lambda: client.update_function_code(  # noqa: E731
        FunctionName="changing", ZipFile=zipped({"app.py": ""}), RevisionId=before["RevisionId"])
    assert error_of(stale) == (412, "PreconditionFailedException")
    client.update_function_configuration(FunctionName="changing", Timeout=9, Environment={"Variables": {"NEW": "1"}})
    configuration = client.get_function_configuration(FunctionName="changing")
    assert (configuration["Timeout"], configuration["Environment"]) == (9, {"Variables": {"NEW": "1"}})


@pytest.mark.parametrize(
    ("handler", "source", "type"),
    [("app.missing", "", "Runtime.HandlerNotFound"), ("nothing.handler", "", "Runtime.ImportModuleError"),
     ("app.handler", "import not_installed", "Runtime.ImportModuleError"), ("app.handler", "def (", "Runtime.UserCodeSyntaxError"),
     ("app.handler", "raise RuntimeError('at import')", "RuntimeError")])
def test_a_function_that_does_not_start(server, handler, source, type):
    name = "unstartable-" + type.replace(".", "-") + "-" + str(abs(hash(handler + source)))[:6]
    make_function(server, name, source, handler=handler)
    answer, body = invoke(server.client("lambda"), name)
    assert (answer["FunctionError"], body["errorType"]) == ("Unhandled", type)
    assert body.get("requestId", "") == ""


def test_an_executable_of_any_language(server, any_role):
    bootstrap = """#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
    event=$(curl -sS -D /tmp/head "$api/next")
    id=$(tr -d '\\r' < /tmp/head | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
    curl -sS -X POST "$api/$id/response" -d "{\\"got\\": $event}" > /dev/null
done
"""
    client = server.client("lambda")
    client.create_function(
        FunctionName="shell", Runtime="provided.al2023", Handler="none", Role=any_role, Code={"ZipFile": zipped({"bootstrap": (bootstrap, 0o755)})})
    assert invoke(client, "shell", {"a": 1})[1] == {"got": {"a": 1}}
    assert invoke(client, "shell", [2])[1] == {"got": [2]}


def test_a_runtime_that_asks_out_of_turn(server):
    source = """
import http.client, json, os
def handler(event, context):
    def ask(method, path, body=None):
        connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
        connection.request(method, "/2018-06-01/runtime/" + path, body)
        answer = connection.getresponse()
        return answer.status, answer.headers["Lambda-Runtime-Aws-Request-Id"] == context.aws_request_id, json.loads(answer.read())
    return [ask("GET", "invocation/next"), ask("POST", "invocation/another/response", "1"), ask("POST", "init/error", "{}")]
"""
    make_function(server, "out-of-turn", source)
    no = "State transition from Ready to InitError failed for runtime. Error: State transition is not allowed"
    for event in ({"a": 1}, {"a": 2}):
        assert invoke(server.client("lambda"), "out-of-turn", event)[1] == [
            [200, True, event], [400, False, {"errorMessage": "Invalid request ID", "errorType": "InvalidRequestID"}],
            [403, False, {"errorMessage": no, "errorType": "InvalidStateTransition"}]]


@pytest.mark.parametrize("files", [{"other": "x"}, {"bootstrap": ("#!/bin/sh\n", 0o644)}], ids=["missing", "not executable"])
def test_a_bootstrap_that_cannot_run(server, any_role, files):
    client = server.client("lambda")
    name = "no-bootstrap-" + str(len(files)) + next(iter(files))
    client.create_function(FunctionName=name, Runtime="provided.al2023", Handler="none", Role=any_role, Code={"ZipFile": zipped(files)})
    assert invoke(client, name)[1]["errorType"] == "Runtime.InvalidEntrypoint"


def test_permissions(server, probe):
    client = server.client("lambda")
    add = lambda sid="one", **change: client.add_permission(**{  # noqa: E731
        "FunctionName": probe, "StatementId": sid, "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com", **change})
    assert error_of(lambda: client.get_policy(FunctionName=probe)) == (404, "ResourceNotFoundException")
    statement = json.loads(add(SourceArn="arn:aws:s3:::b", SourceAccount=ACCOUNT)["Statement"])
    assert statement == {
        "Sid": "one", "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "lambda:InvokeFunction",
        "Resource": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:probe",
        "Condition": {"StringEquals": {"AWS:SourceAccount": ACCOUNT}, "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"}}}
    found = client.get_policy(FunctionName=probe)
    assert json.loads(found["Policy"]) == {"Version": "2012-10-17", "Id": "default", "Statement": [statement]}
    assert error_of(add) == (409, "ResourceConflictException")
    assert message_of(lambda: add("two", Principal="nobody")) == "The provided principal was invalid. Please check the principal and try again."
    for action in ("lambda:", "lambda:Invoke*", "lambda:Invoke-Function", "s3:GetObject", ""):
        assert error_of(lambda: add("two", Action=action)) == (400, "ValidationException"), action
    assert message_of(lambda: add("two", Qualifier="$LATEST")) == "We currently do not support adding policies for $LATEST."
    assert message_of(lambda: client.remove_permission(FunctionName=probe, StatementId="two")) == (
        "Statement two is not found in resource policy.")
    client.remove_permission(FunctionName=probe, StatementId="one")
    assert message_of(lambda: client.remove_permission(FunctionName=probe, StatementId="one")) == (
        "No policy is associated with the given resource.")


KEYS = """
import os
def handler(event, context):
    return [os.environ["AWS_" + name] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")]
"""


# Source: IAM User Guide, "AWS JSON policy elements: Principal", "IAM role principals".
def test_a_policy_means_the_role_that_there_was(server):
    client, iam = server.client("lambda"), server.client("iam")
    make_function(server, "opened", "def handler(event, context): pass")

    def permit():
        added = client.add_permission(FunctionName="opened", StatementId="s", Action="lambda:InvokeFunction", Principal=arn)
        assert json.loads(added["Statement"])["Principal"] == {"AWS": arn}

    def shown():
        statement, = json.loads(client.get_policy(FunctionName="opened")["Policy"])["Statement"]
        assert set(statement) == {"Sid", "Effect", "Principal", "Action", "Resource"}
        return statement["Principal"]

    def may(function):
        keys = json.loads(client.invoke(FunctionName=function)["Payload"].read())
        try:
            return server.client("lambda", *keys).invoke(FunctionName="opened")["StatusCode"]
        except client.exceptions.ClientError as error:
            return error.response["Error"]["Code"]

    arn = make_role(server, "opener", logs="")
    first = iam.get_role(RoleName="opener")["Role"]["RoleId"]
    make_function(server, "opener-1", KEYS, arn)
    assert may("opener-1") == "AccessDeniedException"
    permit()
    assert shown() == {"AWS": arn}
    assert may("opener-1") == 200
    iam.delete_role(RoleName="opener")
    assert shown() == {"AWS": first}
    make_role(server, "opener", logs="")
    make_function(server, "opener-2", KEYS, arn)
    assert may("opener-2") == "AccessDeniedException"
    assert shown() == {"AWS": first}
    # Named again, the new one is meant.
    client.remove_permission(FunctionName="opened", StatementId="s")
    permit()
    assert may("opener-2") == 200


def test_a_policy_names_only_principals_that_there_are(server, probe):
    client = server.client("lambda")
    make_role(server, "there", logs="")
    add = lambda principal: client.add_permission(  # noqa: E731
        FunctionName=probe, StatementId="s", Action="lambda:InvokeFunction", Principal=principal)
    here, elsewhere = f"arn:aws:iam::{ACCOUNT}:", "arn:aws:iam::999999999999:"
    for principal in (
            here + "role/nobody", here + "role/*", here + "role/ther?", here + "role/THERE", here + "role/path/there", here + "role/",
            here + "user/nobody", here + "group/g", here + "there", elsewhere + "role/*", elsewhere + "group/g", "arn:aws:s3:::b",
            f"arn:aws:sts::{ACCOUNT}:assumed-role/there/*"):
        assert error_of(lambda: add(principal)) == (400, "InvalidParameterValueException"), principal
        assert message_of(lambda: add(principal)) == "The provided principal was invalid. Please check the principal and try again."
    # Of accounts that are not here nobody can tell.
    for principal in (elsewhere + "role/x", elsewhere + "user/x", elsewhere + "root", here + "root", here + "role/there"):
        add(principal)
        client.remove_permission(FunctionName=probe, StatementId="s")


def test_a_policy_has_a_limit(fresh_server):
    """Judged where it is written: of many that come at once no more are taken than fit."""
    make_function(fresh_server, "f", "def handler(event, context): pass")
    client = fresh_server.client("lambda")
    bucket = "arn:aws:s3:::" + "b" * 60
    add = lambda number: client.add_permission(  # noqa: E731
        FunctionName="f", StatementId=f"s{number:04}", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com", SourceArn=bucket,
        SourceAccount=ACCOUNT)

    def outcome(number):
        try:
            return len(add(number)["Statement"])
        except client.exceptions.PolicyLengthExceededException as error:
            return error.response

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(outcome, range(80)))
    text = client.get_policy(FunctionName="f")["Policy"]
    sizes = [size for size in outcomes if isinstance(size, int)]
    assert len(json.loads(text)["Statement"]) == len(sizes) and len(set(sizes)) == 1
    assert 20480 - sizes[0] <= len(text) <= 20480
    refused = next(error for error in outcomes if not isinstance(error, int))
    assert refused["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert refused["Error"]["Message"] == f"The final policy size ({len(text) + 1 + sizes[0]}) is bigger than the limit (20480)."
    # One that goes makes room for another.
    client.remove_permission(FunctionName="f", StatementId=json.loads(text)["Statement"][0]["Sid"])
    add(9000)
    assert error_of(lambda: add(9001)) == (400, "PolicyLengthExceededException")


def test_what_is_not_built_says_so(lambda_client, probe):
    assert error_of(lambda: lambda_client.publish_version(FunctionName=probe)) == (501, "NotImplemented")
    assert error_of(lambda: lambda_client.list_layers()) == (501, "NotImplemented")


def test_functions_are_listed(lambda_client, probe):
    names = [function["FunctionName"] for page in lambda_client.get_paginator("list_functions").paginate() for function in page["Functions"]]
    assert probe in names and names == sorted(names)


def test_clients_that_hold_every_connection_keep_out_neither_others_nor_functions(fresh_server):
    """Workers have places of their own, and a newcomer gets that of the connection that has been idle longest."""
    make_function(fresh_server, "echo", "def handler(event, context):\n    return event\n")
    address = urlsplit(fresh_server.url)
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    gc.collect()  # clients that are gone give no place back later
    held = [socket.create_connection((address.hostname, address.port)) for _ in range(4200)]
    try:
        held[0].settimeout(10)
        assert held[0].recv(1) == b""  # it made room for one of the others
        answer = fresh_server.client("lambda", read_timeout=30).invoke(FunctionName="echo", Payload=b'{"a": 1}')
        assert json.load(answer["Payload"]) == {"a": 1}
    finally:
        for connection in held:
            connection.close()


def test_unpacked_code_goes_with_its_function(fresh_server):
    """One folder for each code that some function has or a worker runs, and nothing else."""
    client = fresh_server.client("lambda")
    folder = fresh_server.data / "functions"
    names = lambda: {path.name for path in folder.iterdir()}  # noqa: E731
    make_function(fresh_server, "f", "def handler(event, context): return 0")
    first = names()
    assert len(first) == 1 and json.load(client.invoke(FunctionName="f")["Payload"]) == 0
    for i in range(1, 4):
        client.update_function_code(FunctionName="f", ZipFile=zipped({"app.py": f"def handler(event, context): return {i}"}))
        assert json.load(client.invoke(FunctionName="f")["Payload"]) == i
    wait_until(lambda: len(names()) == 1)
    assert names() != first
    assert fresh_server.stop() == 0
    (folder / ("0" * 64)).mkdir()
    (folder / (next(iter(names())) + ".partial")).mkdir()
    fresh_server.start()
    assert len(names()) == 1
    client = fresh_server.client("lambda")
    assert json.load(client.invoke(FunctionName="f")["Payload"]) == 3
    # At once: its worker may not have come back yet.
    client.delete_function(FunctionName="f")
    wait_until(lambda: not names())
