"""Bucket policies: what is one, what they give and what they take. Sources: API_PutBucketPolicy; S3 User Guide, "Bucket policies"; IAM
User Guide, "Policy evaluation logic"; Service Authorization Reference, "Condition keys for Amazon S3"."""

import datetime
import json
import uuid

import pytest
import requests

from access import OTHER, OTHER_KEY, THIRD, clients, open_up, outcome, policy, statement
from helpers import error_of, message_of, signed_form
from pelton import ACCOUNT, wait_until


@pytest.fixture(scope="module")
def who(server):
    return clients(server)


@pytest.fixture
def shared(s3, bucket):
    """A bucket that may be public, with an object."""
    open_up(s3, bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"body", Tagging="class=open&team=a")
    s3.put_object(Bucket=bucket, Key="secret/k", Body=b"body", Tagging="class=closed")
    return bucket


def put(s3, bucket, *statements):
    return s3.put_bucket_policy(Bucket=bucket, Policy=policy(*statements))


# What is a policy.

def test_a_policy_comes_back_as_it_was_put(s3, shared):
    text = policy(statement(shared), version="2008-10-17")
    assert s3.put_bucket_policy(Bucket=shared, Policy=text)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert s3.get_bucket_policy(Bucket=shared)["Policy"] == text
    assert s3.get_bucket_policy_status(Bucket=shared)["PolicyStatus"] == {"IsPublic": True}
    assert s3.delete_bucket_policy(Bucket=shared)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert error_of(lambda: s3.get_bucket_policy(Bucket=shared)) == (404, "NoSuchBucketPolicy")
    assert error_of(lambda: s3.get_bucket_policy_status(Bucket=shared)) == (404, "NoSuchBucketPolicy")
    assert s3.delete_bucket_policy(Bucket=shared)["ResponseMetadata"]["HTTPStatusCode"] == 204


def changed(**changes):
    def make(bucket):
        made = {**statement(bucket, "s3:GetObject", resource=f"arn:aws:s3:::{bucket}/*"), **changes}
        return policy({name: value for name, value in made.items() if value is not None})

    return make


UNAPPLIED = "Conditions do not apply to combination of actions and resources in statement"
MALFORMED = [
    (lambda bucket: "", "Policies must be valid JSON and the first byte must be '{'"),
    (lambda bucket: "[]", "Policies must be valid JSON and the first byte must be '{'"),
    (lambda bucket: " {}", "Policies must be valid JSON and the first byte must be '{'"),
    (lambda bucket: '{"Version": "2012-10-17"', "Policies must be valid JSON and the first byte must be '{'"),
    (lambda bucket: '{"Version": "2012-10-17"}', "Missing required field Statement"),
    (lambda bucket: '{"Version": "2012-10-17", "Statement": []}', "Could not parse the policy: Statement is empty!"),
    (lambda bucket: policy(statement(bucket), version="2012-10-18"), "The policy must contain a valid version string"),
    (lambda bucket: json.dumps({"Version": "2012-10-17", "Statements": []}), "Unknown field Statements"),
    (changed(Effect=None), "Missing required field Effect"),
    (changed(Effect="allow"), "Invalid effect: allow"),
    (changed(Principal=None), "Missing required field Principal"),
    (changed(Action=None), "Missing required field Action"),
    (changed(Resource=None), "Missing required field Resource"),
    (changed(Colour="red"), "Unknown field Colour"),
    (changed(Principal={"AWS": "arn:aws:iam::123:root"}), "Invalid principal in policy"),
    (changed(Principal={"AWS": f"arn:aws:iam::{OTHER}:role/*"}), "Invalid principal in policy"),
    (changed(Principal={"AWS": "somebody"}), "Invalid principal in policy"),
    (changed(Principal={"CanonicalUser": "abc"}), "Invalid principal in policy"),
    (changed(Principal={"Nobody": "*"}), "Invalid principal in policy"),
    (changed(Principal={"AWS": []}), "Invalid principal in policy"),
    (changed(Principal={}), "Invalid principal in policy"),
    (changed(Principal="somebody"), "Invalid principal in policy"),
    (changed(Action="s3:GetObjects"), "Policy has invalid action"),
    (changed(Action="lambda:InvokeFunction"), "Policy has invalid action"),
    (changed(Action=["s3:GetObject", 1]), "Policy has invalid action"),
    (changed(Action="GetObject"), "Policy has invalid action"),
    (changed(Action="s3:ListBucket"), "Action does not apply to any resource(s) in statement"),
    (changed(Resource="arn:aws:s3:::another-bucket/*"), "Policy has invalid resource"),
    (changed(Resource="arn:aws:s3:::another-bucket"), "Policy has invalid resource"),
    (changed(Resource="arn:aws:lambda:us-east-1:000000000000:function:f"), "Policy has invalid resource"),
    (changed(Resource="*/k"), "Policy has invalid resource"),
    (changed(Resource="arn:aws-cn:s3:::*/*"), "Policy has invalid resource"),
    (changed(Resource=[]), "Policy has invalid resource"),
    (changed(Condition={"StringEqual": {"aws:Referer": "x"}}), "Invalid Condition type : StringEqual."),
    (changed(Condition={"StringEquals": {"s3:nothing": "x"}}), "Policy has an invalid condition key"),
    (changed(Condition={"StringEquals": {"aws:Nothing": "x"}}), "Policy has an invalid condition key"),
    (changed(Condition={"StringEquals": {"prefix": "x"}}), "Policy has an invalid condition key"),
    (changed(Condition={"StringEquals": {"s3:prefix": "x"}}), UNAPPLIED),
    (changed(Condition={"StringEquals": {"s3:x-amz-acl": "private"}}), UNAPPLIED),
    (changed(Condition={"StringEquals": {"s3:RequestObjectTag/a": "b"}}), UNAPPLIED),
    (changed(Action=["s3:GetObject", "s3:DeleteObject"], Condition={"Null": {"s3:x-amz-server-side-encryption": "true"}}), UNAPPLIED),
    (changed(Principal=None, NotPrincipal={"AWS": OTHER}), "Allow with NotPrincipal is not allowed."),
    (changed(NotPrincipal={"AWS": OTHER}), "Allow with NotPrincipal is not allowed."),
    (changed(Condition={"IpAddress": {"aws:SourceIp": "somewhere"}}), "Invalid value of the condition key aws:SourceIp for IpAddress."),
    (changed(Action=["s3:GetObject", "s3:ListBucket"], Resource="arn:aws:s3:::*", Condition={"NumericEquals": {"s3:max-keys": "ten"}}),
     "Invalid value of the condition key s3:max-keys for NumericEquals."),
    (changed(Sid="x" * 20_500),
     "Policy exceeds the maximum allowed document size."),
]


@pytest.mark.parametrize(("make", "message"), MALFORMED)
def test_what_is_no_policy(s3, shared, make, message):
    put(s3, shared, statement(shared, "s3:GetObject"))
    before = s3.get_bucket_policy(Bucket=shared)["Policy"]
    wrong = lambda: s3.put_bucket_policy(Bucket=shared, Policy=make(shared))  # noqa: E731
    assert error_of(wrong) == (400, "MalformedPolicy")
    assert message_of(wrong) == message
    assert s3.get_bucket_policy(Bucket=shared)["Policy"] == before


@pytest.mark.parametrize(
    "resource", ["arn:aws:s3:::{}/*", "arn:aws:s3:::{}/photos/${{aws:username}}/*", "arn:aws:s3:::*/*", "arn:aws:s3:::{}*"])
def test_resources_of_this_bucket(s3, shared, resource):
    put(s3, shared, statement(shared, resource=resource.format(shared)))


# Source: S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of 'public'".
@pytest.mark.parametrize(
    ("changes", "is_public"),
    [
        ({}, True),
        ({"principal": {"AWS": "*"}}, True),
        ({"principal": {"AWS": [OTHER, "*"]}}, True),
        ({"principal": {"AWS": OTHER}}, False),
        ({"principal": {"Service": "cloudfront.amazonaws.com"}}, False),
        ({"effect": "Deny"}, False),
        ({"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}, False),
        ({"Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}}, False),
        ({"Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}, True),
        ({"Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}}, True),
        ({"Condition": {"IpAddress": {"aws:SourceIp": "2000::/3"}}}, True),
        ({"Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}, True),
        ({"Condition": {"StringEquals": {"aws:SourceVpc": "vpc-91237329"}}}, False),
        ({"Condition": {"StringLike": {"aws:SourceVpc": "vpc-*"}}}, True),
        ({"Condition": {"StringEqualsIfExists": {"aws:SourceVpc": "vpc-91237329"}}}, True),
        ({"Condition": {"ForAllValues:StringEquals": {"aws:SourceVpc": "vpc-91237329"}}}, True),
        ({"Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-91237329"}}}, True),
        ({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, False),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": OTHER}}}, False),
        ({"Condition": {"StringLike": {"aws:userid": "AROAEXAMPLE:*"}}}, True),
        ({"Condition": {"StringEquals": {"aws:Referer": "http://example.com"}}}, True),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
    ])
def test_what_is_public(s3, shared, changes, is_public):
    text = policy(statement(shared, **changes))
    s3.put_bucket_policy(Bucket=shared, Policy=text)
    assert s3.get_bucket_policy_status(Bucket=shared)["PolicyStatus"]["IsPublic"] == is_public
    s3.put_public_access_block(Bucket=shared, PublicAccessBlockConfiguration={"BlockPublicPolicy": True})
    again = outcome(lambda: s3.put_bucket_policy(Bucket=shared, Policy=text))
    assert again == ("AccessDenied" if is_public else "ok")


# Who gets what.

READ = {"get_object": dict(Key="k"), "list_objects_v2": {}, "put_object": dict(Key="new", Body=b"x"), "delete_object": dict(Key="k")}


def outcomes(who, bucket):
    return {
        (name, call): outcome(lambda: getattr(client, call)(Bucket=bucket, **arguments))
        for name, client in who.items() if name != "owner" for call, arguments in READ.items()
    }


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        (None, set()),
        ({"action": "s3:GetObject"}, {(name, "get_object") for name in ("other", "third", "anonymous")}),
        ({"action": "s3:ListBucket"}, {(name, "list_objects_v2") for name in ("other", "third", "anonymous")}),
        ({"action": "s3:GetObject", "principal": {"AWS": OTHER}}, {("other", "get_object")}),
        ({"action": "s3:GetObject", "principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}}, {("other", "get_object")}),
        ({"action": "s3:GetObject", "principal": {"AWS": [OTHER, THIRD]}}, {("other", "get_object"), ("third", "get_object")}),
        ({"action": "s3:GetObject", "principal": {"AWS": "arn:aws:iam::999999999999:user/nobody"}}, set()),
        ({"action": "s3:GetObject", "principal": {"CanonicalUser": "3a" * 32}}, {("third", "get_object")}),
        ({"action": "s3:*", "principal": {"AWS": THIRD}}, {("third", call) for call in READ}),
        ({"action": "s3:PutObject", "principal": {"AWS": OTHER}}, {("other", "put_object")}),
        ({"action": "s3:DeleteObject", "principal": {"AWS": OTHER}}, {("other", "delete_object")}),
        ({"action": "s3:*", "principal": {"AWS": ACCOUNT}}, set()),
    ])
def test_a_policy_gives_what_it_says_and_nothing_else(s3, who, shared, changes, allowed):
    if changes:
        put(s3, shared, statement(shared, **changes))
    found = outcomes(who, shared)
    assert {entry for entry, result in found.items() if result == "ok"} == allowed
    assert all(result == "AccessDenied" for entry, result in found.items() if entry not in allowed)


def test_a_deny_takes_away_from_everybody_even_the_root_but_not_the_policy_itself(s3, who, shared):
    put(s3, shared, statement(shared, "s3:*", effect="Deny", Sid="Nobody"))
    for client in who.values():
        assert outcome(lambda: client.get_object(Bucket=shared, Key="k")) == "AccessDenied"
    denied = message_of(lambda: s3.get_object(Bucket=shared, Key="k"))
    assert "with an explicit deny in a resource-based policy" in denied and 'statement "Nobody" of' in denied
    assert message_of(lambda: who["other"].get_object(Bucket=shared, Key="k")) == "Access Denied"
    # API_PutBucketPolicy: the owner's root can always put, get and delete the policy.
    assert outcome(lambda: s3.get_bucket_policy_status(Bucket=shared)) == "AccessDenied"
    assert json.loads(s3.get_bucket_policy(Bucket=shared)["Policy"])["Statement"][0]["Sid"] == "Nobody"
    s3.put_bucket_policy(Bucket=shared, Policy=policy(statement(shared, "s3:*", effect="Deny")))
    s3.delete_bucket_policy(Bucket=shared)
    assert outcome(lambda: s3.get_object(Bucket=shared, Key="k")) == "ok"


def test_the_log_names_the_statement(server, s3, who, shared):
    put(s3, shared, statement(shared, "s3:GetObject", effect="Deny", Sid="NotThis"))
    key = uuid.uuid4().hex
    assert outcome(lambda: who["other"].get_object(Bucket=shared, Key=key)) == "AccessDenied"
    line, = wait_until(lambda: [line for line in server.log_lines() if line.get("key") == key])
    assert f'denied by statement "NotThis" of resource-based policy of bucket {shared}' in line["decision"]


def patterns(count, pattern):
    return {"StringLike": {"aws:Referer": [pattern.format(number) for number in range(count)]}}


def test_long_policies_and_long_values_are_decided_alike(server, s3, shared):
    """What takes long is decided elsewhere than on a loop, and comes out the same."""
    put(s3, shared, statement(shared, "s3:GetObject"),
        statement(shared, "s3:GetObject", effect="Deny", Condition=patterns(1500, "*?x{}y*")))
    get = lambda referer: requests.get(f"{server.url}/{shared}/k", headers={"Referer": referer}).status_code  # noqa: E731
    assert (get("z" * 20_000), get("z" * 20_000 + "x1499y"), get("zx1499y"), get("z")) == (200, 403, 403, 200)


def test_values_that_are_too_long_for_a_policy_are_refused(server, s3, shared):
    """Each of the patterns would take millions of steps for them. Usual values are decided as ever."""
    put(s3, shared, statement(shared, "s3:GetObject"),
        statement(shared, "s3:GetObject", effect="Deny", Condition=patterns(500, "*?${{aws:UserAgent}}{}*")))
    key = uuid.uuid4().hex
    headers = {"Referer": "z" * 14_000, "User-Agent": "z" * 14_000}
    assert requests.get(f"{server.url}/{shared}/{key}", headers=headers).status_code == 403
    line, = wait_until(lambda: [line for line in server.log_lines() if line.get("key") == key])
    assert "too long for the policies" in line["decision"]
    for referer, status in (("z", 200), ("zbrowser499", 403)):
        asked = requests.get(f"{server.url}/{shared}/k", headers={"Referer": referer, "User-Agent": "browser"})
        assert asked.status_code == status


def test_what_another_account_may_not_do_it_may_not_do_to_the_policy_either(s3, who, shared):
    text = policy(statement(shared, "s3:*", {"AWS": OTHER}))
    for name in ("other", "third", "anonymous"):
        for call, arguments in (("put_bucket_policy", {"Policy": text}), ("get_bucket_policy", {}), ("delete_bucket_policy", {}),
                                ("get_bucket_policy_status", {})):
            assert outcome(lambda: getattr(who[name], call)(Bucket=shared, **arguments)) == "AccessDenied", (name, call)


# Sources: API_GetBucketPolicy, API_PutBucketPolicy, API_DeleteBucketPolicy: 405 for who has the permission and is of another account.
@pytest.mark.parametrize(
    ("call", "expected"),
    [("get_bucket_policy", (405, "MethodNotAllowed")), ("put_bucket_policy", (405, "MethodNotAllowed")),
     ("delete_bucket_policy", (405, "MethodNotAllowed")), ("get_bucket_policy_status", "ok")])
def test_a_policy_cannot_give_itself_to_another_account(s3, who, shared, call, expected):
    text = policy(statement(shared, "s3:*"))
    s3.put_bucket_policy(Bucket=shared, Policy=text)
    more = {"Policy": policy(statement(shared, "s3:*", {"AWS": OTHER}))} if call == "put_bucket_policy" else {}
    ask = lambda: getattr(who["other"], call)(Bucket=shared, **more)  # noqa: E731
    assert outcome(ask) == "ok" if expected == "ok" else error_of(ask) == expected
    assert s3.get_bucket_policy(Bucket=shared)["Policy"] == text


def test_the_owner_s_root_cannot_shut_itself_out(s3, shared):
    put(s3, shared, statement(shared, "s3:*", effect="Deny"))
    put(s3, shared, statement(shared, "s3:*", {"AWS": OTHER}))


# Conditions: each row allows or denies GetObject or another call by one key.

def get(**more):
    return "get_object", {"Key": "k", **more}


def list_(**more):
    return "list_objects_v2", more


def write(**more):
    return "put_object", {"Key": "new", "Body": b"x", **more}


CONDITIONS = [
    ({"StringEquals": {"s3:prefix": "photos/"}}, "s3:ListBucket", list_(Prefix="photos/"), True),
    ({"StringEquals": {"s3:prefix": "photos/"}}, "s3:ListBucket", list_(), False),
    # A request without a prefix is not one with an empty prefix.
    ({"StringEquals": {"s3:prefix": ["", "photos/"]}}, "s3:ListBucket", list_(), False),
    ({"StringEquals": {"s3:prefix": ["", "photos/"]}}, "s3:ListBucket", list_(Prefix=""), True),
    ({"Null": {"s3:prefix": "true"}}, "s3:ListBucket", list_(), True),
    ({"Null": {"s3:prefix": "true"}}, "s3:ListBucket", list_(Prefix=""), False),
    ({"StringLike": {"s3:prefix": "photos/*"}}, "s3:ListBucket", list_(Prefix="photos/2026"), True),
    ({"StringEquals": {"s3:delimiter": "/"}}, "s3:ListBucket", list_(Delimiter="/"), True),
    ({"StringEquals": {"s3:delimiter": "/"}}, "s3:ListBucket", list_(), False),
    ({"NumericLessThanEquals": {"s3:max-keys": "10"}}, "s3:ListBucket", list_(MaxKeys=10), True),
    ({"NumericLessThanEquals": {"s3:max-keys": "10"}}, "s3:ListBucket", list_(MaxKeys=11), False),
    ({"NumericLessThanEquals": {"s3:max-keys": "10"}}, "s3:ListBucket", list_(), False),
    ({"StringEquals": {"s3:ExistingObjectTag/class": "open"}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"s3:ExistingObjectTag/class": "open"}}, "s3:GetObject", get(Key="secret/k"), False),
    ({"Null": {"s3:ExistingObjectTag/team": "true"}}, "s3:GetObject", get(Key="secret/k"), True),
    ({"Null": {"s3:ExistingObjectTag/team": "true"}}, "s3:GetObject", get(), False),
    ({"StringEquals": {"s3:RequestObjectTag/class": "open"}}, ["s3:PutObject", "s3:PutObjectTagging"], write(Tagging="class=open"), True),
    ({"StringEquals": {"s3:RequestObjectTag/class": "open"}}, ["s3:PutObject", "s3:PutObjectTagging"], write(Tagging="class=x"), False),
    ({"ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": ["a", "b"]}}, ["s3:PutObject", "s3:PutObjectTagging"],
     write(Tagging="a=1&b=2"), True),
    ({"ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": ["a", "b"]}}, ["s3:PutObject", "s3:PutObjectTagging"],
     write(Tagging="a=1&c=2"), False),
    ({"ForAnyValue:StringEquals": {"s3:RequestObjectTagKeys": ["a", "b"]}}, ["s3:PutObject", "s3:PutObjectTagging"],
     write(Tagging="a=1&c=2"), True),
    ({"StringEquals": {"s3:RequestObjectTag/class": "open"}}, "s3:PutObjectTagging",
     ("put_object_tagging", {"Key": "k", "Tagging": {"TagSet": [{"Key": "class", "Value": "open"}]}}), True),
    ({"StringEquals": {"s3:RequestObjectTag/class": "open"}}, "s3:PutObjectTagging",
     ("put_object_tagging", {"Key": "k", "Tagging": {"TagSet": [{"Key": "class", "Value": "x"}]}}), False),
    ({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}, ["s3:PutObject", "s3:PutObjectAcl"],
     write(ACL="bucket-owner-full-control"), True),
    ({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}, ["s3:PutObject", "s3:PutObjectAcl"], write(), False),
    ({"StringEquals": {"s3:x-amz-storage-class": "GLACIER"}}, "s3:PutObject", write(StorageClass="GLACIER"), True),
    ({"StringEquals": {"s3:x-amz-storage-class": "GLACIER"}}, "s3:PutObject", write(), False),
    ({"StringEquals": {"s3:x-amz-server-side-encryption": "AES256"}}, "s3:PutObject", write(ServerSideEncryption="AES256"), True),
    ({"StringEquals": {"s3:x-amz-server-side-encryption": "AES256"}}, "s3:PutObject", write(), False),
    ({"Null": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "true"}}, "s3:PutObject",
     write(ServerSideEncryption="aws:kms", SSEKMSKeyId="some-key"), False),
    ({"Null": {"s3:if-none-match": "false"}}, "s3:PutObject", write(IfNoneMatch="*"), True),
    ({"Null": {"s3:if-none-match": "false"}}, "s3:PutObject", write(), False),
    ({"Bool": {"s3:ObjectCreationOperation": "true"}}, "s3:PutObject", write(), True),
    ({"Bool": {"s3:ObjectCreationOperation": "true"}}, "s3:PutObject", ("create_multipart_upload", {"Key": "new"}), False),
    ({"StringEquals": {"s3:signatureversion": "AWS4-HMAC-SHA256"}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"s3:authType": "REST-HEADER"}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"s3:authType": "REST-QUERY-STRING"}}, "s3:GetObject", get(), False),
    ({"NumericLessThan": {"s3:signatureAge": "600000"}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"s3:ResourceAccount": ACCOUNT}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"s3:ResourceAccount": OTHER}}, "s3:GetObject", get(), False),
    ({"NumericGreaterThanEquals": {"s3:TlsVersion": "1.2"}}, "s3:GetObject", get(), False),
    ({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, "s3:GetObject", get(), True),
    ({"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}, "s3:GetObject", get(), False),
    ({"NotIpAddress": {"aws:SourceIp": ["127.0.0.0/8", "10.0.0.0/8"]}}, "s3:GetObject", get(), False),
    ({"Bool": {"aws:SecureTransport": "true"}}, "s3:GetObject", get(), False),
    ({"StringLike": {"aws:UserAgent": "*Boto3*"}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"aws:PrincipalAccount": OTHER}}, "s3:GetObject", get(), True),
    ({"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:root"}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"aws:PrincipalType": "Account"}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"aws:userid": OTHER}}, "s3:GetObject", get(), True),
    ({"Null": {"aws:username": "true"}}, "s3:GetObject", get(), True),
    ({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, "s3:GetObject", get(), True),
    ({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, "s3:GetObject", get(), False),
    ({"NumericGreaterThan": {"aws:EpochTime": "1600000000"}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, "s3:GetObject", get(), False),
    ({"StringEqualsIfExists": {"aws:SourceAccount": "x"}}, "s3:GetObject", get(), True),
    ({"StringEquals": {"aws:SourceArn": "x"}}, "s3:GetObject", get(), False),
    ({"StringNotEquals": {"aws:PrincipalAccount": [OTHER, THIRD]}}, "s3:GetObject", get(), False),
]


@pytest.mark.parametrize(("condition", "action", "call", "is_allowed"), CONDITIONS)
def test_a_condition(s3, who, shared, condition, action, call, is_allowed):
    put(s3, shared, statement(shared, action, {"AWS": OTHER}, Condition=condition))
    name, arguments = call
    result = outcome(lambda: getattr(who["other"], name)(Bucket=shared, **arguments))
    assert result == ("ok" if is_allowed else "AccessDenied")


def test_a_referer(server, s3, shared):
    put(s3, shared, statement(shared, Condition={"StringLike": {"aws:Referer": "http://example.com/*"}}))
    url = f"{server.url}/{shared}/k"
    assert requests.get(url, headers={"Referer": "http://example.com/page"}).status_code == 200
    assert requests.get(url, headers={"Referer": "http://evil.com/page"}).status_code == 403
    assert requests.get(url).status_code == 403


def test_a_variable_with_a_default(s3, who, shared):
    s3.put_object(Bucket=shared, Key="home/nobody", Body=b"x")
    put(s3, shared, statement(shared, principal={"AWS": OTHER}, resource=f"arn:aws:s3:::{shared}/home/${{aws:username, 'nobody'}}"))
    assert outcome(lambda: who["other"].get_object(Bucket=shared, Key="home/nobody")) == "ok"
    put(s3, shared, statement(shared, principal={"AWS": OTHER}, resource=f"arn:aws:s3:::{shared}/home/${{aws:username}}"))
    assert outcome(lambda: who["other"].get_object(Bucket=shared, Key="home/nobody")) == "AccessDenied"


def test_a_condition_that_cannot_be_known_denies(s3, who, shared):
    put(s3, shared, statement(shared),
        statement(shared, effect="Deny", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}))
    assert outcome(lambda: who["other"].get_object(Bucket=shared, Key="k")) == "AccessDenied"


@pytest.mark.parametrize("source", ["{}/secret/k", "/{}/secret/k", "{}/s%65cret/k", "{}%2Fsecret/k", "%2F{}%2Fsecret%2Fk", "http://localhost/{}/secret/k", "{}/secret/k?versionId=null"])
def test_a_copy_source_has_one_name_however_it_is_written(s3, server, who, shared, source):
    put(s3, shared, statement(shared, ["s3:GetObject*", "s3:PutObject*"], {"AWS": OTHER}),
        statement(shared, "s3:PutObject", effect="Deny", Condition={"StringLike": {"s3:x-amz-copy-source": f"{shared}/secret/*"}}))
    answer = server.send(
        "PUT", f"/{shared}/copied", headers={"x-amz-copy-source": source.format(shared)},
        access_key="AKIAPELTONTESTOTHER0", secret_key="secret/of+the/other/account/in/tests0000")
    assert (answer.status, answer.code) == (403, "AccessDenied")
    assert outcome(lambda: who["other"].copy_object(Bucket=shared, Key="copied", CopySource=f"{shared}/k")) == "ok"


def test_a_version_that_may_not_be_read(s3, who, shared):
    s3.put_bucket_versioning(Bucket=shared, VersioningConfiguration={"Status": "Enabled"})
    first, second = (s3.put_object(Bucket=shared, Key="v", Body=body)["VersionId"] for body in (b"1", b"2"))
    put(s3, shared, statement(shared, ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], {"AWS": OTHER}),
        statement(shared, "s3:GetObjectVersion", effect="Deny", Condition={"StringEquals": {"s3:VersionId": first}}))
    other = who["other"]
    assert outcome(lambda: other.get_object(Bucket=shared, Key="v", VersionId=first)) == "AccessDenied"
    assert outcome(lambda: other.get_object(Bucket=shared, Key="v", VersionId=second)) == "ok"
    copy = lambda version: other.copy_object(  # noqa: E731
        Bucket=shared, Key="to", CopySource={"Bucket": shared, "Key": "v", "VersionId": version})
    assert outcome(lambda: copy(first)) == "AccessDenied"
    assert outcome(lambda: copy(second)) == "ok"


def test_tags_that_come_with_a_copy_are_read_and_written(s3, who, shared):
    copy = lambda key="k": who["other"].copy_object(Bucket=shared, Key="to", CopySource=f"{shared}/{key}")  # noqa: E731
    put(s3, shared, statement(shared, ["s3:GetObject", "s3:PutObject"], {"AWS": OTHER}))
    assert outcome(copy) == "AccessDenied"
    put(s3, shared, statement(shared, ["s3:GetObject", "s3:PutObject", "s3:GetObjectTagging", "s3:PutObjectTagging"], {"AWS": OTHER}))
    assert outcome(copy) == "ok"


def test_a_form_s_fields_are_judged_as_the_headers_of_a_put(s3, server, shared):
    put(s3, shared, statement(shared, ["s3:PutObject", "s3:PutObjectAcl"], {"AWS": OTHER}),
        statement(shared, "s3:PutObject", effect="Deny", Condition={"StringEquals": {"s3:x-amz-storage-class": "GLACIER"}}))

    def post(**fields):
        made = signed_form(
            [{"bucket": shared}, ["starts-with", "$key", ""], *({name: value} for name, value in fields.items())],
            {"key": "form", **fields}, access_key="AKIAPELTONTESTOTHER0", secret="secret/of+the/other/account/in/tests0000")
        return requests.post(f"{server.url}/{shared}", data=made, files={"file": ("f", b"x")}).status_code

    assert post() == 204
    assert post(**{"x-amz-storage-class": "GLACIER"}) == 403
    assert post(acl="bucket-owner-full-control") == 204
    assert post(acl="public-read") == 400


def test_presigned_urls_are_their_maker_s(s3, server, who, shared):
    url = server.client("s3", *OTHER_KEY, signature_version="s3v4").generate_presigned_url("get_object", Params={"Bucket": shared, "Key": "k"})
    assert requests.get(url).status_code == 403
    put(s3, shared, statement(shared, principal={"AWS": OTHER}))
    assert requests.get(url).status_code == 200
    put(s3, shared, statement(shared, principal={"AWS": OTHER}),
        statement(shared, effect="Deny", Condition={"StringEquals": {"s3:authType": "REST-QUERY-STRING"}}))
    assert requests.get(url).status_code == 403
    assert outcome(lambda: who["other"].get_object(Bucket=shared, Key="k")) == "ok"
    put(s3, shared, statement(shared, principal={"AWS": OTHER}),
        statement(shared, effect="Deny", Condition={"NumericGreaterThan": {"s3:signatureAge": "0"}}))
    assert requests.get(url).status_code == 403


def test_each_of_many_deletes_is_judged(s3, who, shared):
    put(s3, shared, statement(shared, "s3:DeleteObject", {"AWS": OTHER}, resource=f"arn:aws:s3:::{shared}/secret/*"))
    answer = who["other"].delete_objects(Bucket=shared, Delete={"Objects": [{"Key": "k"}, {"Key": "secret/k"}]})
    assert [deleted["Key"] for deleted in answer["Deleted"]] == ["secret/k"]
    assert [(error["Key"], error["Code"], error["Message"]) for error in answer["Errors"]] == [("k", "AccessDenied", "Access Denied")]


# Source: API_DeleteObject, "Permissions".
@pytest.mark.parametrize("action", ["s3:DeleteObject", "s3:DeleteObjectVersion"])
def test_where_there_are_no_versions_a_denial_of_either_delete_keeps_the_object(s3, shared, action):
    s3.put_object(Bucket=shared, Key="k", Body=b"x")
    put(s3, shared, statement(shared, action, effect="Deny"))
    for version in ({}, {"VersionId": "null"}):
        assert outcome(lambda: s3.delete_object(Bucket=shared, Key="k", **version)) == "AccessDenied"
        answer = s3.delete_objects(Bucket=shared, Delete={"Objects": [{"Key": "k", **version}]})
        assert [found["Code"] for found in answer["Errors"]] == ["AccessDenied"]
    s3.put_bucket_versioning(Bucket=shared, VersioningConfiguration={"Status": "Enabled"})
    # A marker takes nothing away.
    expected = "ok" if action == "s3:DeleteObjectVersion" else "AccessDenied"
    assert outcome(lambda: s3.delete_object(Bucket=shared, Key="k")) == expected
    version = s3.put_object(Bucket=shared, Key="k", Body=b"x")["VersionId"]
    expected = "ok" if action == "s3:DeleteObject" else "AccessDenied"
    assert outcome(lambda: s3.delete_object(Bucket=shared, Key="k", VersionId=version)) == expected


def test_parts_are_judged_as_their_object(s3, who, shared):
    put(s3, shared, statement(shared, "s3:PutObject", {"AWS": OTHER}, resource=f"arn:aws:s3:::{shared}/in/*"))
    other = who["other"]
    assert outcome(lambda: other.create_multipart_upload(Bucket=shared, Key="out")) == "AccessDenied"
    upload = s3.create_multipart_upload(Bucket=shared, Key="out")["UploadId"]
    about = {"Bucket": shared, "Key": "out", "UploadId": upload}
    for call, more in (("upload_part", {"PartNumber": 1, "Body": b"x"}), ("list_parts", {}), ("abort_multipart_upload", {}),
                       ("complete_multipart_upload", {"MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": "x"}]}}),
                       ("upload_part_copy", {"PartNumber": 1, "CopySource": f"{shared}/k"})):
        assert outcome(lambda: getattr(other, call)(**about, **more)) == "AccessDenied", call
    assert outcome(lambda: other.list_multipart_uploads(Bucket=shared)) == "AccessDenied"
    upload = other.create_multipart_upload(Bucket=shared, Key="in/k")["UploadId"]
    about = {"Bucket": shared, "Key": "in/k", "UploadId": upload}
    # The source is judged too.
    assert outcome(lambda: other.upload_part_copy(**about, PartNumber=1, CopySource=f"{shared}/k")) == "AccessDenied"
    etag = other.upload_part(**about, PartNumber=1, Body=b"x")["ETag"]
    other.complete_multipart_upload(**about, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
    assert s3.get_object(Bucket=shared, Key="in/k")["Body"].read() == b"x"


@pytest.mark.parametrize(("days", "is_allowed"), [(5, True), (30, False)])
def test_how_long_may_be_locked(s3, who, days, is_allowed):
    name = "lock-" + uuid.uuid4().hex[:12]
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    s3.put_object(Bucket=name, Key="k", Body=b"")
    put(s3, name, statement(
        name, ["s3:PutObject", "s3:PutObjectRetention"], {"AWS": OTHER},
        Condition={"NumericLessThanEqualsIfExists": {"s3:object-lock-remaining-retention-days": "10"}}))
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    other, expected = who["other"], "ok" if is_allowed else "AccessDenied"
    lock = {"Mode": "GOVERNANCE", "RetainUntilDate": until}
    assert outcome(lambda: other.put_object_retention(Bucket=name, Key="k", Retention=lock)) == expected
    assert outcome(lambda: other.put_object(
        Bucket=name, Key="n", Body=b"", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until)) == expected
