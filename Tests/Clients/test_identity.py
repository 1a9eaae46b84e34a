"""Roles, their policies, and what a function may do with its own."""

import json
import uuid

import pytest
import requests

from helpers import TRUSTS_LAMBDA, allow, error_of, make_function, make_role, message_of, zipped
from pelton import ACCOUNT, Server

ACT = """
import boto3
from botocore.exceptions import ClientError
def handler(event, context):
    try:
        answer = getattr(boto3.client(event["service"]), event["call"])(**event.get("arguments", {}))
        answer.pop("ResponseMetadata", None)
        return {"answer": answer.get("Arn", "done")}
    except ClientError as error:
        return {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
"""


def test_roles(server):
    iam = server.client("iam")
    made = iam.create_role(RoleName="a-role", AssumeRolePolicyDocument=TRUSTS_LAMBDA, Description="for tests")["Role"]
    assert (made["Arn"], made["RoleId"][:4]) == (f"arn:aws:iam::{ACCOUNT}:role/a-role", "AROA")
    assert error_of(lambda: iam.create_role(RoleName="a-role", AssumeRolePolicyDocument=TRUSTS_LAMBDA)) == (409, "EntityAlreadyExists")
    found = iam.get_role(RoleName="a-role")["Role"]
    assert found["AssumeRolePolicyDocument"] == json.loads(TRUSTS_LAMBDA)
    iam.put_role_policy(RoleName="a-role", PolicyName="p", PolicyDocument=allow("s3:GetObject"))
    assert iam.get_role_policy(RoleName="a-role", PolicyName="p")["PolicyDocument"]["Statement"][0]["Action"] == ["s3:GetObject"]
    assert error_of(lambda: iam.delete_role(RoleName="a-role")) == (409, "DeleteConflict")
    iam.delete_role_policy(RoleName="a-role", PolicyName="p")
    iam.delete_role(RoleName="a-role")
    assert error_of(lambda: iam.get_role(RoleName="a-role")) == (404, "NoSuchEntity")


@pytest.mark.parametrize(
    "document", ["{", "[]", '{"Version": "2012-10-17"}', '{"Version": "2012-10-17", "Statement": [{"Effect": "Maybe", "Action": "*", "Resource": "*"}]}'])
def test_a_policy_that_is_none(server, document):
    iam = server.client("iam")
    name = "bad-" + uuid.uuid4().hex[:8]
    assert error_of(lambda: iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)) == (400, "MalformedPolicyDocument")
    assert error_of(lambda: iam.get_role(RoleName=name)) == (404, "NoSuchEntity")


@pytest.fixture(scope="module")
def actor(server):
    make_role(server, "actor-role")
    make_function(server, "actor", ACT, f"arn:aws:iam::{ACCOUNT}:role/actor-role", Timeout=20, MemorySize=512)

    def act(call, service="s3", **arguments):
        answer = server.client("lambda").invoke(
            FunctionName="actor", Payload=json.dumps({"service": service, "call": call, "arguments": arguments}))
        return json.loads(answer["Payload"].read())

    return act


@pytest.fixture
def may(server):
    """Gives the actor's role one policy."""
    iam = server.client("iam")

    def give(*statements):
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        iam.put_role_policy(RoleName="actor-role", PolicyName="may", PolicyDocument=document)

    yield give
    iam.delete_role_policy(RoleName="actor-role", PolicyName="may")


def statement(effect, action, resource="*", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def test_a_function_is_its_role(actor):
    assert actor("get_caller_identity", "sts") == {"answer": f"arn:aws:sts::{ACCOUNT}:assumed-role/actor-role/actor"}


def test_a_role_without_policies_may_nothing(actor, bucket):
    denied = actor("put_object", Bucket=bucket, Key="k", Body="x")
    assert denied["code"] == "AccessDenied"
    assert f"arn:aws:sts::{ACCOUNT}:assumed-role/actor-role/actor is not authorized to perform: s3:PutObject" in denied["message"]
    assert "because no identity-based policy allows the s3:PutObject action" in denied["message"]
    assert actor("create_role", "iam", RoleName="x", AssumeRolePolicyDocument=TRUSTS_LAMBDA)["code"] == "AccessDenied"
    assert actor("list_functions", "lambda")["code"] == "AccessDeniedException"


def test_a_policy_takes_effect_at_once(actor, may, s3, bucket):
    s3.put_object(Bucket=bucket, Key="open/k", Body=b"x")
    assert actor("get_object_tagging", Bucket=bucket, Key="open/k")["code"] == "AccessDenied"
    may(statement("Allow", ["s3:GetObject*", "s3:PutObject"], f"arn:aws:s3:::{bucket}/open/*"))
    assert actor("get_object_tagging", Bucket=bucket, Key="open/k") == {"answer": "done"}
    assert actor("put_object", Bucket=bucket, Key="open/new", Body="x") == {"answer": "done"}
    assert actor("put_object", Bucket=bucket, Key="shut/new", Body="x")["code"] == "AccessDenied"


def test_an_explicit_deny_wins(actor, may, bucket):
    may(statement("Allow", "s3:*"), statement("Deny", "s3:PutObject", f"arn:aws:s3:::{bucket}/shut*"))
    assert actor("put_object", Bucket=bucket, Key="open", Body="x") == {"answer": "done"}
    denied = actor("put_object", Bucket=bucket, Key="shut", Body="x")
    assert "with an explicit deny" in denied["message"]


def test_conditions(actor, may, bucket):
    arn = f"arn:aws:iam::{ACCOUNT}:role/actor-role"
    may(statement("Allow", "s3:PutObject", Condition={"ArnEquals": {"AWS:principalarn": arn}}))
    assert actor("put_object", Bucket=bucket, Key="k", Body="x") == {"answer": "done"}
    may(statement("Allow", "s3:PutObject", Condition={"ArnEquals": {"aws:PrincipalArn": arn + "-other"}}))
    assert actor("put_object", Bucket=bucket, Key="k", Body="x")["code"] == "AccessDenied"


def test_a_condition_that_cannot_be_known(actor, may, bucket):
    unknown = {"StringEquals": {"aws:PrincipalOrgID": "o-123"}}
    may(statement("Allow", "s3:PutObject", Condition=unknown))
    assert actor("put_object", Bucket=bucket, Key="k", Body="x")["code"] == "AccessDenied"
    may(statement("Allow", "s3:*"), statement("Deny", "s3:PutObject", Condition=unknown))
    assert actor("put_object", Bucket=bucket, Key="k", Body="x")["code"] == "AccessDenied"


def test_a_key_that_may_not_be_listed_is_not_told_to_be_missing(actor, may, bucket):
    may(statement("Allow", "s3:GetObject"))
    assert actor("head_object", Bucket=bucket, Key="missing")["code"] == "403"
    may(statement("Allow", ["s3:GetObject", "s3:ListBucket"]))
    assert actor("head_object", Bucket=bucket, Key="missing")["code"] == "404"


def test_functions_of_another_account_are_out_of_reach(server, actor):
    other = server.client("lambda", access_key="AKIAPELTONTESTOTHER0", secret_key="secret/of+the/other/account/in/tests0000")
    arn = server.client("lambda").get_function_configuration(FunctionName="actor")["FunctionArn"]
    assert error_of(lambda: other.get_function(FunctionName=arn)) == (403, "AccessDeniedException")
    assert error_of(lambda: other.invoke(FunctionName=arn)) == (403, "AccessDeniedException")
    assert error_of(lambda: other.invoke(FunctionName="actor")) == (404, "ResourceNotFoundException")


def test_nothing_is_attached_to_a_role(server):
    iam = server.client("iam")
    make_role(server, "plain-role")
    assert iam.list_attached_role_policies(RoleName="plain-role")["AttachedPolicies"] == []
    assert iam.list_instance_profiles_for_role(RoleName="plain-role")["InstanceProfiles"] == []
    assert error_of(lambda: iam.list_attached_role_policies(RoleName="no-such-role")) == (404, "NoSuchEntity")


def sized(characters):
    """A policy of so many characters, and as many spaces again."""
    text = json.dumps(json.loads(allow("s3:GetObject", resource="arn:aws:s3:::")), separators=(",", ":"))
    return text.replace(":::", ":::" + "r" * (characters - len(text))) + " " * characters


def test_the_policies_of_a_role_have_one_quota_together(server):
    """10,240 characters without white space. Source: IAM User Guide, "IAM and AWS STS quotas"."""
    iam = server.client("iam")
    name = f"quota-{uuid.uuid4().hex[:8]}"
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUSTS_LAMBDA)

    def put(policy, characters):
        return lambda: iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=sized(characters))

    def refused(call):
        assert error_of(call) == (409, "LimitExceeded")
        assert message_of(call) == f"Maximum policy size of 10240 bytes exceeded for role {name}"

    refused(put("a", 10_241))
    put("a", 10_240)()
    refused(put("b", 200))
    # It takes its own place.
    put("a", 10_040)()
    put("b", 200)()
    refused(put("c", 200))
    refused(put("a", 10_041))
    iam.delete_role_policy(RoleName=name, PolicyName="b")
    put("c", 200)()
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["a", "c"]


def test_the_trust_policy_of_a_role_has_a_quota(server):
    """2,048 characters without white space. Source: IAM User Guide, "IAM and AWS STS quotas"."""
    iam = server.client("iam")
    name = f"trust-{uuid.uuid4().hex[:8]}"

    def make(characters):
        text = json.dumps(json.loads(TRUSTS_LAMBDA), separators=(",", ":"))
        text = text.replace('"Statement"', f'"Id":"{"i" * (characters - len(text) - 8)}","Statement"') + " " * 3000
        return iam.create_role(RoleName=name, AssumeRolePolicyDocument=text)

    assert error_of(lambda: make(2049)) == (409, "LimitExceeded")
    assert message_of(lambda: make(2049)) == "Cannot exceed quota for ACLSizePerRole: 2048"
    make(2048)
    pages = [role["RoleName"] for page in iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1000}) for role in page["Roles"]]
    assert name in pages


# What a start declares is all that there is.

def declared(tmp_path, *entries):
    path = tmp_path / "accounts.json"
    path.write_text(json.dumps([{"accountId": account, "accessKeyId": key, "secretAccessKey": secret} for account, key, secret in entries]))
    path.chmod(0o600)
    return path


OTHERS = [("111111111111", "AKIAFIRST", "first/secret"), ("222222222222", "AKIASECOND", "second/secret")]


def test_a_key_that_a_start_does_not_declare_proves_nobody(tmp_path):
    def works(*key):
        return all(call() for call in (
            lambda: isinstance(server.client("s3", *key).list_buckets(), dict),
            lambda: isinstance(server.client("sts", *key).get_caller_identity(), dict)))

    def is_refused(*key):
        return [error_of(server.client("s3", *key).list_buckets), error_of(server.client("sts", *key).get_caller_identity)] == [
            (403, "InvalidAccessKeyId"), (403, "InvalidClientTokenId")]

    accounts = declared(tmp_path, *OTHERS)
    root = {"PELTON_ACCESS_KEY_ID": "AKIAROOTOLD", "PELTON_SECRET_ACCESS_KEY": "old/secret"}
    server = Server(tmp_path / "data", "--credentials", accounts, environment=root).start()
    assert works("AKIAROOTOLD", "old/secret") and works(*OTHERS[0][1:]) and works(*OTHERS[1][1:])
    server.client("s3", *OTHERS[0][1:]).create_bucket(Bucket="of-the-first")
    url = server.client("s3", *OTHERS[0][1:], signature_version="s3v4").generate_presigned_url("list_objects", Params={"Bucket": "of-the-first"})
    assert requests.get(url).status_code == 200
    assert server.stop() == 0

    # Rotated, removed, and the root's.
    declared(tmp_path, ("222222222222", "AKIASECONDNEW", "second/secret/again"))
    server.environment = {"PELTON_ACCESS_KEY_ID": "AKIAROOTNEW", "PELTON_SECRET_ACCESS_KEY": "new/secret"}
    server.start()
    assert works("AKIAROOTNEW", "new/secret") and works("AKIASECONDNEW", "second/secret/again")
    assert is_refused("AKIAROOTOLD", "old/secret") and is_refused(*OTHERS[0][1:]) and is_refused(*OTHERS[1][1:])
    assert requests.get(server.url + url[url.index("/of-the-first"):]).status_code == 403
    assert server.stop() == 0

    # What belongs to an account waits for it.
    declared(tmp_path, *OTHERS)
    server.start()
    assert [bucket["Name"] for bucket in server.client("s3", *OTHERS[0][1:]).list_buckets()["Buckets"]] == ["of-the-first"]
    assert server.stop() == 0


def test_functions_of_an_account_that_is_not_declared_any_more_do_not_run(tmp_path):
    declared(tmp_path, *OTHERS)
    server = Server(tmp_path / "data", "--credentials", tmp_path / "accounts.json").start()
    key = OTHERS[0][1:]
    iam, functions = server.client("iam", *key), server.client("lambda", *key)
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUSTS_LAMBDA)["Role"]["Arn"]
    arn = functions.create_function(
        FunctionName="f", Runtime="python3.12", Handler="app.handler", Role=role,
        Code={"ZipFile": zipped({"app.py": "def handler(event, context): return 1"})})["FunctionArn"]
    functions.get_waiter("function_active_v2").wait(FunctionName="f", WaiterConfig={"Delay": 0.05})
    functions.add_permission(FunctionName="f", StatementId="s", Principal=ACCOUNT, Action="lambda:InvokeFunction")
    assert server.client("lambda").invoke(FunctionName=arn)["Payload"].read() == b"1"
    assert server.stop() == 0
    declared(tmp_path, OTHERS[1])
    server.start()
    assert error_of(lambda: server.client("lambda").invoke(FunctionName=arn))[1] == "ServiceException"
    assert "not one that this server was started with" in message_of(lambda: server.client("lambda").invoke(FunctionName=arn))
    assert server.stop() == 0


@pytest.mark.parametrize("entry", [("333333333333", "AKIAFIRST", "first/secret"), ("111111111111", "AKIAFIRST", "another/secret")])
def test_a_key_is_declared_once(tmp_path, entry):
    accounts = declared(tmp_path, OTHERS[0], entry)
    with pytest.raises(RuntimeError, match="AKIAFIRST is declared twice"):
        Server(tmp_path / "data", "--credentials", accounts).start()
