"""Every operation of every service gets what nobody sends who means well: it answers, and never that it failed by itself."""

from urllib.parse import urlencode

import pytest

from helpers import make_role
from test_constraints import BUILT, PREFIX, members, model, raw, send, strings, told

TEXTS = ["\u202e\u2066a\n\u2069\u200f", "\U0001f600\U0010ffff\u0301", "", "-1", "x" * 100_000]


@pytest.fixture(scope="module")
def place(server):
    """What the requests name."""
    return {"role": make_role(server, "hostile-role"), "key": server.client("kms").create_key()["KeyMetadata"]["KeyId"]}


@pytest.mark.parametrize("service", BUILT)
def test_hostile_texts_are_no_failure(server, place, service):
    """Each operation with hostile texts in all members that headers and paths do not carry."""
    wrong = []
    for operation in BUILT[service].split():
        shape = model(service).operation_model(operation).input_shape
        ways = [way for way in strings(shape) if not shape.members[way[0]].serialization.get("location")] if shape else []
        for text in TEXTS:
            given = members(service, operation, place)
            for way in ways:
                given |= {name: value for name, value in members(service, operation, place, way, text).items() if name.split(".")[0] == way[0]}
            answer = send(server, service, operation, given)
            if answer.status >= 500 and answer.status != 501:
                wrong.append((operation, text[:20], answer.status, answer.body[:200]))
    assert wrong == []


@pytest.mark.parametrize("service", ["iam", "kms", "logs", "sts"])
def test_what_is_not_built_is_told_from_what_does_not_exist(server, service):
    """docs/decisions/0005; an operation that AWS does not have either has its protocol's error."""
    built = BUILT[service].split()
    for operation in [name for name in model(service).operation_names if name not in built]:
        answer = send(server, service, operation, {})
        assert (answer.status, told(answer, service)[0]) == (501, "NotImplemented"), operation
    for operation in ("Nonsense", "encrypt", "x" * 4000):
        if service in PREFIX:
            target, body = {"X-Amz-Target": PREFIX[service] + operation, "Content-Type": "application/x-amz-json-1.1"}, b"{}"
        else:
            target, body = {"Content-Type": "application/x-www-form-urlencoded"}, urlencode({"Action": operation}).encode()
        answer = raw(server, service, "POST", "/", body, target)
        expected = "UnknownOperationException" if service in PREFIX else "InvalidAction"
        assert (answer.status, told(answer, service)[0]) == (400, expected), operation
