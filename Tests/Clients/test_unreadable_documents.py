"""What was stored and cannot be read is an error that is seen, never taken for none: a policy whose Deny would be lost, rules that nobody
would hear of."""

import json
import sqlite3

import pytest
import requests

from helpers import allow, error_of, make_function, make_role, message_of, notify, permit_s3
from pelton import ACCOUNT, wait_until

FUNCTION = "def handler(event, context): return 1"
PUBLIC = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::kept/*"}
CORS = {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://there.example"]}]}


def damage(server, statement, *values):
    """Ends the server, changes its database, and starts it again."""
    assert server.stop() == 0
    with sqlite3.connect(server.data / "pelton.sqlite3") as database:
        assert database.execute(statement, values).rowcount > 0
    server.start()


@pytest.fixture
def kept(fresh_server):
    s3 = fresh_server.client("s3")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="before", Body=b"x")
    return fresh_server


def test_notifications(kept):
    arn = make_function(kept, "f", FUNCTION)
    permit_s3(kept, "f", "kept")
    notify(kept.client("s3"), "kept", arn)
    damage(kept, "UPDATE notification_revisions SET document = ?", b"{")
    s3 = kept.client("s3")
    # A write that nobody would hear of does not happen.
    for call in (lambda: s3.put_object(Bucket="kept", Key="k", Body=b"x"), lambda: s3.delete_object(Bucket="kept", Key="before"),
                 lambda: s3.get_bucket_notification_configuration(Bucket="kept")):
        assert error_of(call) == (500, "InternalError")
    assert s3.get_object(Bucket="kept", Key="before")["Body"].read() == b"x"
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="kept")["Contents"]] == ["before"]
    assert wait_until(lambda: any("notification configuration of kept" in line.get("error", "") for line in kept.log_lines()))
    # Other buckets are not concerned, and a new configuration mends it.
    s3.create_bucket(Bucket="other")
    s3.put_object(Bucket="other", Key="k", Body=b"x")
    notify(s3, "kept", arn)
    s3.put_object(Bucket="kept", Key="k", Body=b"x")
    wait_until(lambda: kept.events("--state", "done"))


@pytest.mark.parametrize(
    ("kind", "put"),
    [("policy", lambda s3: s3.put_bucket_policy(
        Bucket="kept", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{**PUBLIC, "Effect": "Deny"}]}))),
     ("public-access-block", lambda s3: s3.put_public_access_block(
         Bucket="kept", PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True,
                                                        "RestrictPublicBuckets": True})),
     ("ownership-controls", lambda s3: s3.put_bucket_ownership_controls(
         Bucket="kept", OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}))])
def test_what_says_who_may(kept, kind, put):
    put(kept.client("s3"))
    damage(kept, "UPDATE bucket_documents SET document = ? WHERE kind = ?", b"{", kind)
    s3 = kept.client("s3")
    for call in (lambda: s3.get_object(Bucket="kept", Key="before"), lambda: s3.put_object(Bucket="kept", Key="k", Body=b"x")):
        assert error_of(call) == (500, "InternalError")
    assert requests.get(kept.url + "/kept/before").status_code == 500
    assert wait_until(lambda: any("documents cannot be read" in line["message"] for line in kept.log_lines()))


def test_roles_of_a_policy(kept):
    role = make_role(kept, "named")
    s3 = kept.client("s3")
    s3.put_bucket_policy(Bucket="kept", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{**PUBLIC, "Principal": {"AWS": role}}]}))
    damage(kept, "UPDATE bucket_documents SET document = ? WHERE kind = 'policy-roles'", b"no line of one")
    assert error_of(lambda: kept.client("s3").get_object(Bucket="kept", Key="before")) == (500, "InternalError")


def test_rules_for_other_origins(kept):
    kept.client("s3").put_bucket_cors(Bucket="kept", CORSConfiguration=CORS)
    damage(kept, "UPDATE bucket_documents SET document = ? WHERE kind = 'cors'", b"{")
    headers = {"Origin": "https://there.example", "Access-Control-Request-Method": "GET"}
    assert requests.options(kept.url + "/kept/before", headers=headers).status_code == 500
    answer = requests.get(kept.url + "/kept/before", headers=headers)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert wait_until(lambda: any("CORS rules cannot be read" in line["message"] for line in kept.log_lines()))


@pytest.mark.parametrize("table", ["iam_resources SET trust_policy", "iam_documents SET document"])
def test_a_role(kept, table):
    make_role(kept, "r", "s3:GetObject")
    make_function(kept, "f", FUNCTION, f"arn:aws:iam::{ACCOUNT}:role/r")
    damage(kept, f"UPDATE {table} = ?", "{")
    assert "could not be read" in message_of(lambda: kept.client("lambda").invoke(FunctionName="f"))
    assert wait_until(lambda: any("an identity cannot be read" in line["message"] for line in kept.log_lines()))
    # That is no refusal of the role.
    assert error_of(lambda: make_function(kept, "g", FUNCTION, f"arn:aws:iam::{ACCOUNT}:role/r")) == (500, "ServiceException")
    # And it can be mended.
    if "iam_documents" in table:
        iam = kept.client("iam")
        for name in iam.list_role_policies(RoleName="r")["PolicyNames"]:
            iam.put_role_policy(RoleName="r", PolicyName=name, PolicyDocument=allow("s3:GetObject"))
        assert kept.client("lambda").invoke(FunctionName="f")["Payload"].read() == b"1"


def test_a_function_s_policy(kept):
    arn = make_function(kept, "f", FUNCTION)
    permit_s3(kept, "f", "kept")
    notify(kept.client("s3"), "kept", arn)
    damage(kept, "UPDATE function_policies SET statement = ?", "{")
    functions, s3 = kept.client("lambda"), kept.client("s3")
    assert error_of(lambda: functions.get_policy(FunctionName="f")) == (500, "ServiceException")
    assert error_of(lambda: functions.invoke(FunctionName="f")) == (500, "ServiceException")
    assert error_of(lambda: notify(s3, "kept", arn)) == (500, "InternalError")
    # What is to be delivered waits, and is not dead after three looks.
    s3.put_object(Bucket="kept", Key="k", Body=b"x")
    event, = wait_until(lambda: [event for event in kept.events("--state", "pending") if "cannot be read" in json.dumps(event)])
    assert '"attempts": 0' in json.dumps(event) and kept.events("--state", "dead") == []


def test_a_function_s_policy_of_before(kept):
    """Statements did not say once which role an ARN meant: whoever has it now."""
    make_function(kept, "f", FUNCTION)
    role = make_role(kept, "named", logs="")
    make_function(kept, "caller", (
        "import os\ndef handler(event, context): return [os.environ['AWS_' + n] for n in ('ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN')]"
    ), role)
    kept.client("lambda").add_permission(FunctionName="f", StatementId="s", Action="lambda:InvokeFunction", Principal=role)
    damage(kept, "UPDATE function_policies SET statement = json_remove(statement, '$.RoleId') WHERE statement LIKE '%RoleId%'")
    client = kept.client("lambda")
    statement, = json.loads(client.get_policy(FunctionName="f")["Policy"])["Statement"]
    assert statement["Principal"] == {"AWS": role}
    keys = json.loads(client.invoke(FunctionName="caller")["Payload"].read())
    assert kept.client("lambda", *keys).invoke(FunctionName="f")["Payload"].read() == b"1"
    # A mark that cannot be read gives nothing to anybody.
    damage(kept, "UPDATE function_policies SET statement = json_set(statement, '$.RoleId', 1)")
    assert error_of(lambda: kept.client("lambda").invoke(FunctionName="f")) == (500, "ServiceException")


# Rows.

def said(server, what):
    return wait_until(lambda: any(what in json.dumps(line) for line in server.log_lines()))


@pytest.mark.parametrize(
    ("column", "text", "listed"),
    [("attributes", "{", True), ("attributes", "[]", True), ("attributes", '{"lock": {"mode": "STRICT", "until": "2099-01-01T00:00:00.000Z"}}', True),
     ("attributes", '{"lock": {"mode": "COMPLIANCE"}}', True), ("attributes", '{"lock": {}}', True),
     ("attributes", '{"encryption": {"algorithm": "ROT13"}}', True), ("attributes", '{"acl": 1}', True), ("attributes", '{"meta": []}', True),
     ("tags", "{", True), ("tags", '{"a": 1}', True), ("owner", "somebody", False), ("size", -5, False), ("size", 1 << 62, False),
     ("modified_ms", -(1 << 63), False), ("modified_ms", (1 << 63) - 1, False)])
def test_an_object(kept, column, text, listed):
    s3 = kept.client("s3")
    s3.put_object(Bucket="kept", Key="well", Body=b"y")
    damage(kept, f"UPDATE versions SET {column} = ? WHERE key = ?", text, b"before")
    s3 = kept.client("s3")
    for call in (lambda: s3.get_object(Bucket="kept", Key="before"), lambda: s3.get_object_tagging(Bucket="kept", Key="before"),
                 lambda: s3.copy_object(Bucket="kept", Key="copy", CopySource="kept/before"),
                 # What may be locked is not removed.
                 lambda: s3.delete_object(Bucket="kept", Key="before"), lambda: s3.put_object(Bucket="kept", Key="before", Body=b"new")):
        assert error_of(call) == (500, "InternalError")
    assert error_of(lambda: s3.head_object(Bucket="kept", Key="before"))[0] == 500
    if listed:
        assert [o["Key"] for o in s3.list_objects_v2(Bucket="kept")["Contents"]] == ["before", "well"]
    else:
        assert error_of(lambda: s3.list_objects_v2(Bucket="kept")) == (500, "InternalError")
        assert error_of(lambda: s3.list_object_versions(Bucket="kept")) == (500, "InternalError")
    assert said(kept, "cannot be read")
    # Nothing else is concerned, nor are writes.
    assert s3.get_object(Bucket="kept", Key="well")["Body"].read() == b"y"
    s3.put_object(Bucket="kept", Key="well", Body=b"z")
    s3.delete_object(Bucket="kept", Key="well")


@pytest.mark.parametrize(
    "change", ["versions SET is_marker = 2", "versions SET is_marker = 1", "versions SET content_id = NULL", "contents SET size = -1",
               "contents SET size = 9223372036854775807", "contents SET place = 7", "contents SET place = 2"])
@pytest.mark.parametrize("size", [10, 300_000])
def test_what_an_object_is_and_where_it_lies(kept, change, size):
    """No delete marker and no empty object is made of it; and nothing ends the server."""
    kept.client("s3").put_object(Bucket="kept", Key="it", Body=b"x" * size)
    row = "key = CAST('it' AS BLOB)"
    if change.startswith("contents"):
        row = f"id = (SELECT content_id FROM versions WHERE {row})"
    damage(kept, f"UPDATE {change} WHERE {row}")
    s3 = kept.client("s3", retries={"max_attempts": 0})
    if change.startswith("contents SET size") or (change, size) == ("contents SET place = 7", 300_000):
        # The version says it too, and what has a file's name is a file.
        assert s3.get_object(Bucket="kept", Key="it")["Body"].read() == b"x" * size
    else:
        assert error_of(lambda: s3.get_object(Bucket="kept", Key="it")["Body"].read()) == (500, "InternalError")
    assert s3.get_object(Bucket="kept", Key="before")["Body"].read() == b"x"
    s3.put_object(Bucket="kept", Key="well", Body=b"z")


def test_a_bucket_s_versioning(kept):
    s3 = kept.client("s3")
    s3.create_bucket(Bucket="other")
    damage(kept, "UPDATE buckets SET versioning = ? WHERE name = ?", "Perhaps", "kept")
    s3 = kept.client("s3")
    # A delete would remove for good what versioning would have kept.
    for call in (lambda: s3.delete_object(Bucket="kept", Key="before"), lambda: s3.put_object(Bucket="kept", Key="before", Body=b"new"),
                 lambda: s3.get_bucket_versioning(Bucket="kept"), lambda: s3.delete_bucket(Bucket="kept"), s3.list_buckets):
        assert error_of(call) == (500, "InternalError")
    assert said(kept, "the versioning of kept")
    s3.put_object(Bucket="other", Key="k", Body=b"x")


def test_an_upload(kept):
    s3 = kept.client("s3")
    upload = s3.create_multipart_upload(Bucket="kept", Key="k")["UploadId"]
    part = s3.upload_part(Bucket="kept", Key="k", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    damage(kept, "UPDATE uploads SET attributes = ?", "{")
    s3 = kept.client("s3")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part}]}
    for call in (lambda: s3.complete_multipart_upload(Bucket="kept", Key="k", UploadId=upload, MultipartUpload=parts),
                 lambda: s3.list_multipart_uploads(Bucket="kept")):
        assert error_of(call) == (500, "InternalError")
    assert error_of(lambda: s3.get_object(Bucket="kept", Key="k")) == (404, "NoSuchKey")
    s3.put_object(Bucket="kept", Key="k", Body=b"x")


def test_a_role_s_tags(kept):
    make_role(kept, "r", "s3:GetObject")
    make_function(kept, "f", FUNCTION, f"arn:aws:iam::{ACCOUNT}:role/r")
    damage(kept, "UPDATE iam_resources SET tags = ? WHERE name = 'r'", "{")
    iam = kept.client("iam")
    for call in (lambda: iam.get_role(RoleName="r"), iam.list_roles):
        assert error_of(call)[0] == 500
    assert "could not be read" in message_of(lambda: kept.client("lambda").invoke(FunctionName="f"))
    assert said(kept, "cannot be read")


@pytest.mark.parametrize("change", ["'$.architecture', 'z80'", "'$.tags', 'none'", "'$.environment', 7", "'$.timeout', -5, '$.memory', -5"])
def test_a_function_s_settings(kept, change):
    make_function(kept, "f", FUNCTION)
    make_function(kept, "g", FUNCTION)
    damage(kept, f"UPDATE functions SET configuration = json_set(configuration, {change}) WHERE name = 'f'")
    functions = kept.client("lambda")
    for call in (lambda: functions.get_function_configuration(FunctionName="f"), functions.list_functions):
        assert error_of(call) == (500, "ServiceException")
    assert functions.invoke(FunctionName="g")["Payload"].read() == b"1"


def test_an_event_that_is_owed(kept):
    """It waits in sight, and holds up nothing else of its destination."""
    arn = make_function(kept, "f", FUNCTION)
    permit_s3(kept, "f", "kept")
    notify(kept.client("s3"), "kept", arn)
    with sqlite3.connect(kept.data / "pelton.sqlite3") as database:
        statement, = database.execute("SELECT statement FROM function_policies").fetchone()
    damage(kept, "UPDATE function_policies SET statement = ?", "{")
    for key in ("first", "second"):
        kept.client("s3").put_object(Bucket="kept", Key=key, Body=b"x")
    wait_until(lambda: len([event for event in kept.events("--state", "pending") if "cannot be read" in json.dumps(event)]) == 2)
    assert kept.stop() == 0
    with sqlite3.connect(kept.data / "pelton.sqlite3") as database:
        database.execute("UPDATE function_policies SET statement = ?", (statement,))
        database.execute("UPDATE deliveries SET next_attempt_ms = 0, last_error = NULL")
        assert database.execute("UPDATE events SET tags = '{' WHERE key = ?", (b"first",)).rowcount == 1
    kept.start()
    done, = wait_until(lambda: kept.events("--state", "done"))
    assert "second" in json.dumps(done)
    waiting, = wait_until(lambda: [event for event in kept.events("--state", "pending") if "The event cannot be read" in json.dumps(event)])
    assert "first" in json.dumps(waiting) and '"attempts": 0' in json.dumps(waiting)
