"""Every operation of every service gets what nobody sends who means well: it answers, and never that it failed by itself."""

from urllib.parse import urlencode

import pytest

from helpers import allow, make_role
from test_constraints import BUILT, PREFIX, members, model, raw, send, strings, told

TEXTS = ["\u202e\u2066a\n\u2069\u200f", "\U0001f600\U0010ffff\u0301", "", "-1", "x" * 100_000]


@pytest.fixture(scope="module")
def place(server):
    """What the requests name."""
    server.client("ssm").put_parameter(Name="constrained", Value="v", Type="String", Overwrite=True)
    server.client("sqs").create_queue(QueueName="constrained")
    policy = server.client("iam").create_policy(PolicyName="hostile", PolicyDocument=allow("s3:ListBucket"))["Policy"]["Arn"]
    return {
        "role": make_role(server, "hostile-role"), "key": server.client("kms").create_key()["KeyMetadata"]["KeyId"], "policy": policy}


@pytest.mark.parametrize("service", BUILT)
def test_hostile_texts_are_no_failure(server, place, service):
    """Each operation with hostile texts in all members that headers do not carry."""
    wrong = []
    for operation in BUILT[service].split():
        shape = model(service).operation_model(operation).input_shape
        location = lambda way: shape.members[way[0]].serialization.get("location")  # noqa: E731
        ways = [way for way in strings(shape) if location(way) != "header"] if shape else []
        for text in TEXTS:
            given = members(service, operation, place)
            for way in ways:
                # A head has room for less than a body.
                more = members(service, operation, place, way, text[:4000] if location(way) else text)
                given |= {name: value for name, value in more.items() if name.split(".")[0] == way[0]}
            answer = send(server, service, operation, given)
            if answer.status >= 500 and answer.status != 501:
                wrong.append((operation, text[:20], answer.status, answer.body[:200]))
    assert wrong == []


def labels(service, operation):
    """A value for each member that a path has."""
    shape = model(service).operation_model(operation).input_shape
    return {name: "x" for name, member in shape.members.items() if member.serialization.get("location") == "uri"} if shape else {}


@pytest.mark.parametrize("service", ["iam", "kms", "lambda", "logs", "sqs", "ssm", "sts"])
def test_what_is_not_built_is_told_from_what_does_not_exist(server, service):
    """docs/decisions/0005; an operation that AWS does not have either has its protocol's error."""
    built = BUILT[service].split()
    for operation in [name for name in model(service).operation_names if name not in built]:
        answer = send(server, service, operation, labels(service, operation))
        assert (answer.status, told(answer, service)[0]) == (501, "NotImplemented"), operation
    for operation in ("Nonsense", "encrypt", "x" * 4000) if service != "lambda" else ():
        if service in PREFIX:
            target, body = {"X-Amz-Target": PREFIX[service] + operation, "Content-Type": "application/x-amz-json-1.1"}, b"{}"
        else:
            target, body = {"Content-Type": "application/x-www-form-urlencoded"}, urlencode({"Action": operation}).encode()
        answer = raw(server, service, "POST", "/", body, target)
        expected = "UnknownOperationException" if service in PREFIX else "InvalidAction"
        assert (answer.status, told(answer, service)[0]) == (400, expected), operation


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/2015-03-31/nonsense"), ("PATCH", "/2015-03-31/functions/f"), ("POST", "/2015-03-31/functions/f/invocations/x"),
    ("GET", "/2015-03-31/functions/" + "x/" * 3000), ("PUT", "/2015-03-31/functions"), ("DELETE", "/")])
def test_a_path_or_a_method_that_lambda_does_not_have(server, method, path):
    """As every service of AWS's answers what names no operation, whatever its protocol: recorded of CloudSearch, Kinesis and DynamoDB."""
    answer = raw(server, "lambda", method, path, b"", {})
    assert (answer.status, answer.body, answer.headers.get("content-type")) == (404, b"<UnknownOperationException/>\n", None)
