"""What keeps a bucket closed: the public access block, the border between accounts, roles, and what somebody with nothing can try.
Sources: S3 User Guide, "Blocking public access to your Amazon S3 storage", "How Amazon S3 authorizes a request"."""

import base64
import hashlib
import http.client
import json
import time
import uuid
from urllib.parse import urlsplit

import pytest
import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from access import OTHER, OTHER_KEY, THIRD_ID, THIRD_KEY, clients, open_up, outcome, policy, statement
from helpers import error_of, make_function, make_role, message_of, signed_form
from pelton import ACCOUNT, REGION
from test_identity import ACT

SWITCHES = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


@pytest.fixture(scope="module")
def who(server):
    return clients(server)


def block(s3, bucket, *switches):
    s3.put_public_access_block(
        Bucket=bucket, PublicAccessBlockConfiguration={name: name in switches for name in SWITCHES})


# The public access block.

def test_the_public_access_block(s3, bucket):
    get = lambda: s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]  # noqa: E731
    assert get() == dict.fromkeys(SWITCHES, True)
    for name in SWITCHES:
        block(s3, bucket, name)
        assert get() == {**dict.fromkeys(SWITCHES, False), name: True}
    block(s3, bucket)
    assert get() == dict.fromkeys(SWITCHES, False)
    assert s3.delete_public_access_block(Bucket=bucket)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert error_of(get) == (404, "NoSuchPublicAccessBlockConfiguration")


@pytest.mark.parametrize(
    "body", [b"", b"<", b"<Other/>", b"<PublicAccessBlockConfiguration><Other>true</Other></PublicAccessBlockConfiguration>",
             b"<PublicAccessBlockConfiguration><BlockPublicAcls>perhaps</BlockPublicAcls></PublicAccessBlockConfiguration>",
             b"<PublicAccessBlockConfiguration>" + b"<BlockPublicAcls>true</BlockPublicAcls>" * 2 + b"</PublicAccessBlockConfiguration>"])
def test_what_is_no_public_access_block(server, s3, bucket, body):
    answer = server.send("PUT", f"/{bucket}?publicAccessBlock", body)
    assert (answer.status, answer.code) == (400, "MalformedXML")
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())


def test_a_new_bucket_refuses_a_public_policy(s3, bucket):
    assert error_of(lambda: s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket)))) == (403, "AccessDenied")
    assert error_of(lambda: s3.get_bucket_policy(Bucket=bucket)) == (404, "NoSuchBucketPolicy")
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, principal={"AWS": OTHER})))


def test_block_public_acls(s3, bucket):
    open_up(s3, bucket, "ObjectWriter")
    block(s3, bucket, "BlockPublicAcls")
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    calls = [
        lambda **acl: s3.put_bucket_acl(Bucket=bucket, **acl), lambda **acl: s3.put_object_acl(Bucket=bucket, Key="k", **acl),
        lambda **acl: s3.put_object(Bucket=bucket, Key="new", Body=b"", **acl),
        lambda **acl: s3.copy_object(Bucket=bucket, Key="new", CopySource=f"{bucket}/k", **acl),
        lambda **acl: s3.create_multipart_upload(Bucket=bucket, Key="new", **acl)]
    for call in calls:
        for acl in ({"ACL": "public-read"}, {"ACL": "authenticated-read"},
                    {"GrantRead": "uri=http://acs.amazonaws.com/groups/global/AllUsers"}):
            assert outcome(lambda: call(**acl)) == "AccessDenied"
        assert outcome(lambda: call(GrantRead=f"id={THIRD_ID}")) == "ok"


def test_ignore_public_acls(s3, who, bucket):
    open_up(s3, bucket, "ObjectWriter")
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    s3.put_object(Bucket=bucket, Key="k", Body=b"", ACL="public-read")
    reads = lambda: [  # noqa: E731
        outcome(lambda: who["anonymous"].get_object(Bucket=bucket, Key="k")), outcome(lambda: who["other"].list_objects_v2(Bucket=bucket)),
        outcome(lambda: who["anonymous"].put_object(Bucket=bucket, Key="n", Body=b""))]
    assert reads() == ["ok", "ok", "ok"]
    block(s3, bucket, "IgnorePublicAcls")
    assert reads() == ["AccessDenied"] * 3
    # What the list says stays as it is.
    assert len(s3.get_object_acl(Bucket=bucket, Key="k")["Grants"]) == 2
    block(s3, bucket, "BlockPublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    assert reads() == ["ok", "ok", "ok"]


def test_restrict_public_buckets(s3, who, bucket):
    open_up(s3, bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket), statement(bucket, principal={"AWS": OTHER})))
    reads = lambda: {name: outcome(lambda: client.get_object(Bucket=bucket, Key="k")) for name, client in who.items()}  # noqa: E731
    assert set(reads().values()) == {"ok"}
    block(s3, bucket, "RestrictPublicBuckets")
    assert reads() == {"owner": "ok", "other": "AccessDenied", "third": "AccessDenied", "anonymous": "AccessDenied"}
    # A policy that is not public is not restricted.
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, principal={"AWS": OTHER})))
    assert reads() == {"owner": "ok", "other": "ok", "third": "AccessDenied", "anonymous": "AccessDenied"}


# Roles: both sides must allow between accounts, one within an account.

@pytest.fixture(scope="module")
def actors(server):
    """What a function of each account may do with its role."""
    made = {}
    for account, keys in ((ACCOUNT, ()), (OTHER, OTHER_KEY)):
        name = f"access-{account}"

        class Face:
            def client(self, service, keys=keys):
                return server.client(service, *keys)

        make_role(Face(), name)
        make_function(Face(), name, ACT, f"arn:aws:iam::{account}:role/{name}", Timeout=20, MemorySize=512)
        made[account] = Face()

    def act(account, call, **arguments):
        answer = made[account].client("lambda").invoke(
            FunctionName=f"access-{account}", Payload=json.dumps({"service": "s3", "call": call, "arguments": arguments}))
        return json.loads(answer["Payload"].read()).get("code", "ok")

    def may(account, *statements):
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        made[account].client("iam").put_role_policy(RoleName=f"access-{account}", PolicyName="may", PolicyDocument=document)

    return act, may


ANYTHING = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
NOTHING = {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}
ELSEWHERE = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::elsewhere/*"}


def role(account):
    return {"AWS": f"arn:aws:iam::{account}:role/access-{account}"}


@pytest.mark.parametrize(
    ("account", "own", "principal", "effect", "expected"),
    [
        (ACCOUNT, ELSEWHERE, None, None, "AccessDenied"),
        (ACCOUNT, ANYTHING, None, None, "ok"),
        # The account as a whole is no permission for its roles; a role by its name is.
        (ACCOUNT, ELSEWHERE, {"AWS": ACCOUNT}, "Allow", "AccessDenied"),
        (ACCOUNT, ELSEWHERE, role(ACCOUNT), "Allow", "ok"),
        (ACCOUNT, ELSEWHERE, {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/access-{ACCOUNT}/access-{ACCOUNT}"}, "Allow", "ok"),
        (ACCOUNT, ELSEWHERE, "*", "Allow", "ok"),
        (ACCOUNT, NOTHING, "*", "Allow", "AccessDenied"),
        (ACCOUNT, ANYTHING, role(ACCOUNT), "Deny", "AccessDenied"),
        (OTHER, ANYTHING, None, None, "AccessDenied"),
        (OTHER, ANYTHING, {"AWS": OTHER}, "Allow", "ok"),
        (OTHER, ANYTHING, role(OTHER), "Allow", "ok"),
        (OTHER, ELSEWHERE, {"AWS": OTHER}, "Allow", "AccessDenied"),
        (OTHER, ELSEWHERE, role(OTHER), "Allow", "AccessDenied"),
        (OTHER, ELSEWHERE, "*", "Allow", "AccessDenied"),
        (OTHER, ANYTHING, {"AWS": ACCOUNT}, "Allow", "AccessDenied"),
        (OTHER, NOTHING, {"AWS": OTHER}, "Allow", "AccessDenied"),
    ])
def test_a_role_needs_its_own_side_and_the_bucket_s(s3, actors, bucket, account, own, principal, effect, expected):
    act, may = actors
    open_up(s3, bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    may(account, own)
    if principal:
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, principal=principal, effect=effect)))
    assert act(account, "get_object", Bucket=bucket, Key="k") == expected


# Source: S3 User Guide, "Enforce conditional deletes on Amazon S3 buckets", "Enforce conditional writes on Amazon S3 buckets".
@pytest.mark.parametrize("reads", [False, True])
def test_who_may_not_read_learns_of_no_etag(s3, actors, bucket, reads):
    act, may = actors
    writes = ["s3:PutObject", "s3:DeleteObject"] + (["s3:GetObject"] if reads else [])
    may(ACCOUNT, {"Effect": "Allow", "Action": writes, "Resource": f"arn:aws:s3:::{bucket}/*"})
    s3.put_object(Bucket=bucket, Key="source", Body=b"x")
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"k")["ETag"]
    whole = {"Parts": [{"PartNumber": 1, "ETag": part}]}

    def outcomes(key, etag):
        return [
            act(ACCOUNT, "put_object", Bucket=bucket, Key=key, IfMatch=etag),
            act(ACCOUNT, "complete_multipart_upload", Bucket=bucket, Key=key, IfMatch=etag, UploadId=upload, MultipartUpload=whole),
            act(ACCOUNT, "delete_object", Bucket=bucket, Key=key, IfMatch=etag)]

    assert outcomes("k", "wrong") == ["PreconditionFailed" if reads else "AccessDenied"] * 3
    # Whether there is one is for those who may list the bucket.
    assert act(ACCOUNT, "delete_object", Bucket=bucket, Key="missing", IfMatch=etag) == ("NoSuchKey" if reads else "AccessDenied")
    act(ACCOUNT, "delete_objects", Bucket=bucket, Delete={"Objects": [{"Key": "source", "ETag": s3.head_object(
        Bucket=bucket, Key="source")["ETag"]}]})
    assert outcome(lambda: s3.head_object(Bucket=bucket, Key="source")) == ("NoSuchKey" if reads else "ok")
    assert act(ACCOUNT, "delete_object", Bucket=bucket, Key="k", IfMatch=etag) == ("ok" if reads else "AccessDenied")
    s3.put_object(Bucket=bucket, Key="k", Body=b"k")
    assert act(ACCOUNT, "put_object", Bucket=bucket, Key="new", IfNoneMatch="*") == "ok"
    assert act(ACCOUNT, "delete_object", Bucket=bucket, Key="k", IfMatch="*") == "ok"


def test_a_role_of_another_account_and_a_list(s3, server, actors, bucket):
    act, may = actors
    open_up(s3, bucket, "ObjectWriter")
    s3.put_object(Bucket=bucket, Key="k", Body=b"", GrantRead="emailAddress=other@example.com")
    may(OTHER, ANYTHING)
    assert act(OTHER, "get_object", Bucket=bucket, Key="k") == "ok"
    may(OTHER, ELSEWHERE)
    assert act(OTHER, "get_object", Bucket=bucket, Key="k") == "AccessDenied"


def test_a_role_s_own_condition_on_an_object_s_tags(s3, actors, bucket):
    act, may = actors
    s3.put_object(Bucket=bucket, Key="open", Body=b"", Tagging="class=open")
    s3.put_object(Bucket=bucket, Key="shut", Body=b"", Tagging="class=shut")
    may(ACCOUNT, {**ANYTHING, "Condition": {"StringEquals": {"s3:ExistingObjectTag/class": "open"}}})
    assert [act(ACCOUNT, "get_object", Bucket=bucket, Key=key) for key in ("open", "shut", "missing")] == [
        "ok", "AccessDenied", "AccessDenied"]


def test_a_role_may_not_shut_itself_out_unawares(s3, actors, bucket):
    act, may = actors
    may(ACCOUNT, ANYTHING)
    shut = policy(statement(bucket, "s3:PutBucketPolicy", role(ACCOUNT), "Deny", resource=f"arn:aws:s3:::{bucket}"))
    assert act(ACCOUNT, "put_bucket_policy", Bucket=bucket, Policy=shut) == "AccessDenied"
    assert act(ACCOUNT, "put_bucket_policy", Bucket=bucket, Policy=shut, ConfirmRemoveSelfBucketAccess=True) == "ok"
    assert act(ACCOUNT, "delete_bucket_policy", Bucket=bucket) == "ok"


# Source: IAM User Guide, "AWS JSON policy elements: Principal", "IAM role principals": a policy means the role that there was.
def test_a_role_made_anew_is_another_one(server, s3, bucket):
    iam, name = server.client("iam"), "anew-" + uuid.uuid4().hex[:12]
    s3.put_object(Bucket=bucket, Key="k", Body=b"")

    def read(function):
        payload = {"service": "s3", "call": "get_object", "arguments": {"Bucket": bucket, "Key": "k"}}
        answer = server.client("lambda").invoke(FunctionName=function, Payload=json.dumps(payload))
        return json.loads(answer["Payload"].read()).get("code", "ok")

    arn = make_role(server, name, logs="")
    first = iam.get_role(RoleName=name)["Role"]["RoleId"]
    text = policy(statement(bucket, principal={"AWS": [arn, OTHER]}, Condition={"ArnLike": {"aws:PrincipalArn": [arn, "arn:*"]}}))
    s3.put_bucket_policy(Bucket=bucket, Policy=text)
    assert s3.get_bucket_policy(Bucket=bucket)["Policy"] == text
    make_function(server, name + "-1", ACT, arn, Timeout=20, MemorySize=512)
    assert read(name + "-1") == "ok"
    iam.delete_role(RoleName=name)
    make_role(server, name, logs="")
    make_function(server, name + "-2", ACT, arn, Timeout=20, MemorySize=512)
    assert [read(name + end) for end in ("-1", "-2")] == ["AccessDenied"] * 2
    shown = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"][0]
    assert shown["Principal"] == {"AWS": [first, OTHER]}
    assert shown["Condition"] == {"ArnLike": {"aws:PrincipalArn": [arn, "arn:*"]}}
    # What is shown can be put, and means the same; named again, the new role is meant.
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [shown]}))
    assert read(name + "-2") == "AccessDenied"
    s3.put_bucket_policy(Bucket=bucket, Policy=text)
    assert read(name + "-2") == "ok"


def test_a_policy_names_only_roles_that_there_are(s3, bucket):
    wrong = policy(statement(bucket, principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody"}))
    assert error_of(lambda: s3.put_bucket_policy(Bucket=bucket, Policy=wrong)) == (400, "MalformedPolicy")
    assert message_of(lambda: s3.put_bucket_policy(Bucket=bucket, Policy=wrong)) == "Invalid principal in policy"
    # Of accounts that are not here nobody can tell.
    s3.put_bucket_policy(Bucket=bucket, Policy=wrong.replace(ACCOUNT, "999999999999"))


# What somebody with nothing can try. Every operation of S3, by every way in.

BUCKET_SUBRESOURCES = (
    "", "acl", "policy", "policyStatus", "ownershipControls", "publicAccessBlock", "versioning", "versions", "uploads", "tagging",
    "location", "notification", "lifecycle", "encryption", "cors", "website", "logging", "accelerate", "requestPayment", "replication",
    "object-lock", "list-type=2")
OBJECT_SUBRESOURCES = ("", "acl", "tagging", "retention", "legal-hold", "uploads", "uploadId=x", "uploadId=x&partNumber=1", "attributes")


@pytest.fixture(scope="module")
def treasure(s3):
    name = "treasure-" + uuid.uuid4().hex[:12]
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="k", Body=b"gold", Tagging="a=b", Metadata={"where": "cellar"})
    return name


@pytest.mark.parametrize("signs", [False, True])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
def test_nothing_is_given_to_strangers(server, s3, treasure, method, signs):
    for key, subresources in (("", BUCKET_SUBRESOURCES), ("/k", OBJECT_SUBRESOURCES), ("/missing", OBJECT_SUBRESOURCES)):
        for subresource in subresources:
            if method == "PUT" and not key and not subresource:
                continue
            target = f"/{treasure}{key}" + (f"?{subresource}" if subresource else "")
            answer = server.send(method, target, b"", access_key=OTHER_KEY[0], secret_key=OTHER_KEY[1], signs=signs)
            assert answer.status >= 400, (target, answer)
            assert b"gold" not in answer.body and b"cellar" not in answer.body
            assert "x-amz-meta-where" not in answer.headers and "etag" not in answer.headers
            # Whether a key is there is nobody's business.
            assert answer.status != 404, (target, answer)
    assert s3.get_object(Bucket=treasure, Key="k")["Body"].read() == b"gold"


@pytest.mark.parametrize("owner", [ACCOUNT, OTHER])
def test_who_owns_a_bucket_is_not_told(who, treasure, owner):
    for name in ("anonymous", "other"):
        answer = error_of(lambda: who[name].get_object(Bucket=treasure, Key="k", ExpectedBucketOwner=owner))
        assert answer == (403, "AccessDenied")


def test_a_source_is_not_read_for_strangers(server, s3, who, treasure):
    other = who["other"]
    mine = "mine-" + uuid.uuid4().hex[:12]
    other.create_bucket(Bucket=mine)
    for key in ("k", "missing"):
        source = f"{treasure}/{key}"
        assert outcome(lambda: other.copy_object(Bucket=mine, Key="c", CopySource=source)) == "AccessDenied"
        upload = other.create_multipart_upload(Bucket=mine, Key="c")["UploadId"]
        part = lambda: other.upload_part_copy(Bucket=mine, Key="c", UploadId=upload, PartNumber=1, CopySource=source)  # noqa: E731
        assert outcome(part) == "AccessDenied"
    for expected in (ACCOUNT, OTHER):
        copy = lambda: other.copy_object(  # noqa: E731
            Bucket=mine, Key="c", CopySource=f"{treasure}/k", ExpectedSourceBucketOwner=expected)
        assert outcome(copy) == "AccessDenied"


def test_forms_and_deletes_of_strangers(server, s3, who, treasure):
    fields = signed_form([{"bucket": treasure}, {"key": "k"}], {"key": "k"}, access_key=OTHER_KEY[0], secret=OTHER_KEY[1])
    assert requests.post(f"{server.url}/{treasure}", data=fields, files={"file": ("f", b"x")}).status_code == 403
    assert requests.post(f"{server.url}/{treasure}", data={"key": "k"}, files={"file": ("f", b"x")}).status_code == 403
    answer = who["other"].delete_objects(Bucket=treasure, Delete={"Objects": [{"Key": "k"}, {"Key": "missing"}]})
    assert [error["Code"] for error in answer["Errors"]] == ["AccessDenied"] * 2 and "Deleted" not in answer
    assert s3.get_object(Bucket=treasure, Key="k")["Body"].read() == b"gold"


def test_nobody_in_particular_is_not_the_account_of_zeros(server, who):
    """The server's own account may have the number that stands for none."""
    assert ACCOUNT == "0" * 12
    assert outcome(lambda: who["anonymous"].create_bucket(Bucket="of-nobody")) == "AccessDenied"
    assert requests.get(server.url + "/").status_code == 403


def test_what_nobody_in_particular_writes_is_the_bucket_owner_s(s3, who, bucket):
    open_up(s3, bucket, "ObjectWriter")
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    who["anonymous"].put_object(Bucket=bucket, Key="k", Body=b"x")
    assert outcome(lambda: who["anonymous"].get_object(Bucket=bucket, Key="k")) == "AccessDenied"
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"
    assert outcome(lambda: who["anonymous"].delete_object(Bucket=bucket, Key="k")) == "ok"


def test_nobody_in_particular_may_say_who_reads_what_he_writes(server, s3, who, bucket):
    """Who may write by a list makes his object's first list, whoever he is. Source: S3 User Guide, "Access control list (ACL) overview"."""
    open_up(s3, bucket, "ObjectWriter")
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    who["anonymous"].put_object(Bucket=bucket, Key="put", Body=b"x", ACL="public-read")
    form = requests.post(f"{server.url}/{bucket}", data={"key": "form", "acl": "public-read"}, files={"file": ("f", b"x")})
    assert form.status_code == 204
    assert [requests.get(f"{server.url}/{bucket}/{key}").content for key in ("put", "form")] == [b"x", b"x"]
    block(s3, bucket, "BlockPublicAcls")
    assert outcome(lambda: who["anonymous"].put_object(Bucket=bucket, Key="k", Body=b"x", ACL="public-read")) == "AccessDenied"
    # A policy gives no more than it names.
    block(s3, bucket)
    s3.put_bucket_acl(Bucket=bucket, ACL="private")
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, "s3:PutObject")))
    assert outcome(lambda: who["anonymous"].put_object(Bucket=bucket, Key="k", Body=b"x")) == "ok"
    assert outcome(lambda: who["anonymous"].put_object(Bucket=bucket, Key="k", Body=b"x", ACL="public-read")) == "AccessDenied"


def test_nobody_in_particular_begins_no_multipart_upload(s3, who, bucket):
    """Source: S3 User Guide, "Multipart upload API and permissions"."""
    open_up(s3, bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, "s3:*")))
    begin = lambda name: who[name].create_multipart_upload(Bucket=bucket, Key="k")  # noqa: E731
    assert error_of(lambda: begin("anonymous")) == (403, "AccessDenied")
    assert message_of(lambda: begin("anonymous")) == "Anonymous users cannot initiate multipart uploads.  Please authenticate."
    assert outcome(lambda: begin("other")) == "ok"


def test_a_bucket_made_anew_knows_nothing_of_the_old_one_s_rules(s3, who, bucket):
    open_up(s3, bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket)))
    s3.delete_bucket(Bucket=bucket)
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    assert outcome(lambda: who["anonymous"].get_object(Bucket=bucket, Key="k")) == "AccessDenied"
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())


def test_the_rules_are_there_after_a_restart(fresh_server):
    s3 = fresh_server.client("s3")
    s3.create_bucket(Bucket="kept")
    open_up(s3, "kept", "BucketOwnerPreferred")
    s3.put_object(Bucket="kept", Key="k", Body=b"x", ACL="public-read")
    s3.put_bucket_policy(Bucket="kept", Policy=policy(statement("kept", "s3:ListBucket", resource="arn:aws:s3:::kept")))
    fresh_server.stop()
    fresh_server.start()
    s3 = fresh_server.client("s3")
    assert requests.get(f"{fresh_server.url}/kept/k").status_code == 200
    assert requests.get(f"{fresh_server.url}/kept").status_code == 200
    assert error_of(lambda: s3.get_public_access_block(Bucket="kept")) == (404, "NoSuchPublicAccessBlockConfiguration")
    assert s3.get_bucket_ownership_controls(Bucket="kept")["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerPreferred"}]


def slow_put(server, target, body, meanwhile):
    """Sends half of a signed body as another account, lets something happen, and sends the rest."""
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    request = AWSRequest(method="PUT", url=server.url + target, data=body, headers={"Content-MD5": digest})
    S3SigV4Auth(Credentials(*OTHER_KEY), "s3", REGION).add_auth(request)
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.putrequest("PUT", target, skip_accept_encoding=True)
    for name, value in {**dict(request.headers), "Content-Length": str(len(body))}.items():
        connection.putheader(name, value)
    connection.endheaders(body[:10])
    meanwhile()
    connection.send(body[10:])
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("what", ["object", "policy", "lifecycle"])
def test_a_body_that_takes_its_time_does_not_reach_another_bucket_of_the_same_name(server, s3, who, what):
    name = "same-" + uuid.uuid4().hex[:12]
    who["other"].create_bucket(Bucket=name)
    bodies = {
        "object": ("/k", b"x" * 100),
        "policy": ("?policy", policy(statement(name, "s3:*", {"AWS": OTHER})).encode()),
        "lifecycle": (
            "?lifecycle",
            b"<LifecycleConfiguration><Rule><ID>a</ID><Filter/><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>"
            b"</LifecycleConfiguration>"),
    }
    target, body = bodies[what]

    def meanwhile():
        # Until the server has judged the head and waits for the rest.
        time.sleep(0.3)
        who["other"].delete_bucket(Bucket=name)
        s3.create_bucket(Bucket=name)

    assert slow_put(server, f"/{name}{target}", body, meanwhile) in (400, 404, 409)
    assert "Contents" not in s3.list_objects_v2(Bucket=name)
    assert error_of(lambda: s3.get_bucket_policy(Bucket=name)) == (404, "NoSuchBucketPolicy")
    assert error_of(lambda: s3.get_bucket_lifecycle_configuration(Bucket=name)) == (404, "NoSuchLifecycleConfiguration")


def test_a_role_is_its_account_by_the_declared_id(server, s3, bucket):
    """A role's canonical user id is its account's, as declared: what lists and listings name."""
    class Third:
        def client(self, service):
            return server.client(service, *THIRD_KEY)

    make_role(Third(), "access-third", "s3:*")
    make_function(Third(), "access-third", ACT, "arn:aws:iam::444455556666:role/access-third", Timeout=20, MemorySize=512)
    open_up(s3, bucket, "ObjectWriter")
    s3.put_object(Bucket=bucket, Key="k", Body=b"", GrantRead=f"id={THIRD_ID}")
    payload = {"service": "s3", "call": "get_object", "arguments": {"Bucket": bucket, "Key": "k"}}
    answer = Third().client("lambda").invoke(FunctionName="access-third", Payload=json.dumps(payload))
    assert "code" not in json.loads(answer["Payload"].read())


def test_nobody_in_particular_deletes_what_a_policy_lets_him(server, s3, bucket):
    body = b"<Delete><Object><Key>k</Key></Object></Delete>"
    headers = {"Content-MD5": base64.b64encode(hashlib.md5(body).digest()).decode()}
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    delete = lambda: server.send("POST", f"/{bucket}?delete", body, headers, signs=False)  # noqa: E731
    assert delete().status == 403
    open_up(s3, bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, "s3:DeleteObject", resource=f"arn:aws:s3:::{bucket}/k")))
    answer = delete()
    assert (answer.status, b"<Deleted>" in answer.body) == (200, True)
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_nobody_in_particular_deletes_what_a_list_lets_him(server, s3, bucket):
    """Recorded of AWS, February 2026."""
    body = b"<Delete><Object><Key>k</Key></Object></Delete>"
    headers = {"Content-MD5": base64.b64encode(hashlib.md5(body).digest()).decode()}
    open_up(s3, bucket, "ObjectWriter")
    delete = lambda: server.send("POST", f"/{bucket}?delete", body, headers, signs=False)  # noqa: E731
    assert delete().status == 403
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read")
    assert (delete().status, b"AccessDenied" in delete().body) == (200, True)
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    assert server.send("PUT", f"/{bucket}/k", b"x", signs=False).status == 200
    # Only what came without one, and only as long as it could come again.
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read")
    assert (delete().status, b"AccessDenied" in delete().body) == (200, True)
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    answer = delete()
    assert (answer.status, b"<Deleted>" in answer.body) == (200, True)
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")
    s3.put_object(Bucket=bucket, Key="k", Body=b"signed")
    assert b"AccessDenied" in delete().body
    assert server.send("DELETE", f"/{bucket}/k", signs=False).code == "AccessDenied"
    assert server.send("DELETE", f"/{bucket}/absent", signs=False).code == "AccessDenied"


def test_who_began_an_upload_may_look_at_it_and_end_it(s3, who, bucket):
    open_up(s3, bucket, "ObjectWriter")
    s3.put_bucket_acl(Bucket=bucket, GrantWrite="emailAddress=other@example.com", GrantFullControl=f"id={THIRD_ID}")
    other = who["other"]
    upload = other.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    about = {"Bucket": bucket, "Key": "k", "UploadId": upload}
    assert other.list_parts(**about)["Owner"] == other.list_buckets()["Owner"]
    for name in ("third", "anonymous"):
        assert outcome(lambda: who[name].list_parts(**about)) == "AccessDenied"
        assert outcome(lambda: who[name].abort_multipart_upload(**about)) == "AccessDenied"
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, "s3:AbortMultipartUpload", effect="Deny")))
    assert outcome(lambda: other.abort_multipart_upload(**about)) == "AccessDenied"
    s3.delete_bucket_policy(Bucket=bucket)
    assert outcome(lambda: other.abort_multipart_upload(**about)) == "ok"


def test_attributes_are_a_reading_of_their_own(s3, who, bucket):
    open_up(s3, bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    read = lambda: who["other"].get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ObjectSize"])  # noqa: E731
    for actions, expected in (("s3:GetObject", "AccessDenied"), ("s3:GetObjectAttributes", "AccessDenied"),
                              (["s3:GetObject", "s3:GetObjectAttributes"], "ok")):
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, actions, {"AWS": OTHER})))
        assert outcome(read) == expected


def test_a_new_policy_is_in_force_for_the_next_request(s3, who, bucket):
    open_up(s3, bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    for _ in range(30):
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket)))
        assert outcome(lambda: who["anonymous"].get_object(Bucket=bucket, Key="k")) == "ok"
        s3.delete_bucket_policy(Bucket=bucket)
        assert outcome(lambda: who["anonymous"].get_object(Bucket=bucket, Key="k")) == "AccessDenied"


TAGS = b"<Tagging><TagSet><Tag><Key>release</Key><Value>public</Value></Tag></TagSet></Tagging>"


@pytest.mark.parametrize(
    ("target", "body"),
    [("?tagging", TAGS),
     ("?legal-hold", b"<LegalHold><Status>ON</Status></LegalHold>"),
     ("?retention", b"<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2099-01-01T00:00:00Z</RetainUntilDate></Retention>")])
def test_a_body_that_takes_its_time_does_not_reach_another_version_than_was_judged(server, s3, who, target, body):
    """S3 User Guide, "How Amazon S3 authorizes a request for an object operation": the object's owner decides."""
    name = "versions-" + uuid.uuid4().hex[:12]
    s3.create_bucket(Bucket=name, ObjectOwnership="ObjectWriter", ObjectLockEnabledForBucket=True)
    s3.delete_public_access_block(Bucket=name)
    allowed = statement(
        name, ["s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectLegalHold", "s3:PutObjectRetention"], {"AWS": OTHER})
    allowed["Condition"] = {"StringNotEquals": {"s3:ExistingObjectTag/kept": "yes"}}
    s3.put_bucket_policy(Bucket=name, Policy=policy(allowed))
    s3.put_object(Bucket=name, Key="k", Body=b"anybody's")

    def meanwhile():
        # Until the server has judged the head and waits for the rest.
        time.sleep(0.3)
        s3.put_object(Bucket=name, Key="k", Body=b"the owner's", Tagging="kept=yes")

    assert slow_put(server, f"/{name}/k{target}", body, meanwhile) in (403, 409)
    assert s3.get_object_tagging(Bucket=name, Key="k")["TagSet"] == [{"Key": "kept", "Value": "yes"}]
    assert error_of(lambda: s3.get_object_legal_hold(Bucket=name, Key="k"))[0] == 404
    assert error_of(lambda: s3.get_object_retention(Bucket=name, Key="k"))[0] == 404
