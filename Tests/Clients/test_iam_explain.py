"""`pelton iam explain`: why a request would be allowed or refused, by the evaluator that decides requests."""

import json
import subprocess

import pytest

from helpers import allow, error_of, make_function
from pelton import ACCOUNT, wait_until

OTHER = {"access_key": "AKIAPELTONTESTOTHER0", "secret_key": "secret/of+the/other/account/in/tests0000"}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture(scope="module")
def iam(server):
    return server.client("iam")


@pytest.fixture(scope="module")
def explained(server, iam):
    """A user who may read a bucket, but for one object, by the bucket's policy; and who has a key."""
    iam.create_user(UserName="explained", Path="/staff/")
    iam.put_user_policy(UserName="explained", PolicyName="read", PolicyDocument=policy(
        {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::explained-bucket/*"},
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringLike": {"s3:prefix": "mine/*"}}}))
    s3 = server.client("s3")
    s3.create_bucket(Bucket="explained-bucket")
    for key in ("open", "secret"):
        s3.put_object(Bucket="explained-bucket", Key=key, Body=b"x")
    user = f"arn:aws:iam::{ACCOUNT}:user/staff/explained"
    s3.put_bucket_policy(Bucket="explained-bucket", Policy=policy(
        {"Sid": "NotThis", "Effect": "Deny", "Principal": {"AWS": user}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::explained-bucket/secret"},
        {"Sid": "Tagged", "Effect": "Allow", "Principal": {"AWS": user}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::explained-bucket/*",
         "Condition": {"StringEquals": {"s3:x-amz-acl": "private"}}}))
    return iam.create_access_key(UserName="explained")["AccessKey"]


def explain(server, *arguments, **who):
    return server.run("iam", "explain", *arguments, **who).splitlines()


def object_(key):
    return f"arn:aws:s3:::explained-bucket/{key}"


def test_what_is_allowed(server, explained):
    lines = explain(server, "user/explained", "s3:GetObject", object_("open"))
    assert lines == [
        f"arn:aws:iam::{ACCOUNT}:user/staff/explained s3:GetObject {object_('open')}",
        'statement "Read" of identity-based policy "read" of user explained (Allow) applies',
        'statement 2 of identity-based policy "read" of user explained (Allow) does not apply: it is about other actions',
        'statement "NotThis" of resource-based policy of bucket explained-bucket (Deny) does not apply: it is about other resources',
        'statement "Tagged" of resource-based policy of bucket explained-bucket (Allow) does not apply: it is about other actions',
        "explicit deny: none",
        "resource-based policies: none allows it",
        'identity-based policies: allowed, by statement "Read" of identity-based policy "read" of user explained',
        'ALLOWED: allowed by statement "Read" of identity-based policy "read" of user explained',
    ]


def test_the_statement_that_refuses_is_that_of_the_request(server, explained):
    mine = server.client("s3", explained["AccessKeyId"], explained["SecretAccessKey"])
    mine.get_object(Bucket="explained-bucket", Key="open")
    assert error_of(lambda: mine.get_object(Bucket="explained-bucket", Key="secret")) == (403, "AccessDenied")
    logged = wait_until(lambda: [line["decision"] for line in server.log_lines() if line.get("key") == "secret" and line.get("decision")])[-1]
    answer = json.loads("".join(explain(server, f"arn:aws:iam::{ACCOUNT}:user/staff/explained", "s3:GetObject", object_("secret"), "--json")))
    assert (answer["decision"], f"explicitDeny: {answer['reason']}") == ("explicitDeny", logged)
    assert answer["statement"] == 'statement "NotThis" of resource-based policy of bucket explained-bucket'
    assert [step["answer"] for step in answer["steps"]] == ["denies"]


def test_a_key_that_nobody_said(server, explained):
    bucket = "arn:aws:s3:::explained-bucket"
    lines = explain(server, "user/explained", "s3:ListBucket", bucket)
    assert "note: what s3:prefix would be is not known: say it, s3:prefix=VALUE, or s3:prefix= for a request without it" in lines
    assert lines[-1].startswith("DENIED: no identity-based policy allows s3:ListBucket")
    assert explain(server, "user/explained", "s3:ListBucket", bucket, "s3:prefix=mine/a")[-1].startswith("ALLOWED: ")
    refused = explain(server, "user/explained", "s3:ListBucket", bucket, "s3:prefix=")
    assert any(line.endswith("does not apply: StringLike of s3:prefix fails, which the request does not have") for line in refused)
    other = explain(server, "user/explained", "s3:ListBucket", bucket, "s3:prefix=theirs")
    assert any(line.endswith("does not apply: StringLike of s3:prefix fails, which is theirs") for line in other)


def test_a_roots_and_everybodys_requests(server, explained):
    lines = explain(server, "root", "s3:DeleteBucket", "arn:aws:s3:::explained-bucket")
    assert lines[-2:] == ["account root: allowed without a policy", "ALLOWED: the account's root"]


def test_who_may_assume_a_role(server, iam, explained):
    trust = policy({"Sid": "Staff", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"})
    role = iam.create_role(RoleName="explained-role", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    lines = explain(server, "user/explained", "sts:AssumeRole", role)
    assert 'statement "Staff" of role trust policy explained-role (Allow) applies' in lines
    assert lines[-1] == "DENIED: no identity-based policy allows sts:AssumeRole"
    iam.put_role_policy(RoleName="explained-role", PolicyName="p", PolicyDocument=allow("s3:ListAllMyBuckets"))
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/explained-role/me"
    assert explain(server, "role/explained-role", "s3:ListAllMyBuckets", "*")[-1].startswith("ALLOWED: ")
    lines = explain(server, session, "s3:ListAllMyBuckets", "*")
    assert lines[-1].startswith("ALLOWED: ") and "note: what the session's own policies take away only its token says: it is left out" in lines


def test_a_functions_policy(server, explained):
    arn = make_function(server, "explained-function", "def handler(event, context):\n    pass\n")
    assert explain(server, "user/explained", "lambda:InvokeFunction", arn)[-1].startswith("DENIED: ")
    server.client("lambda").add_permission(
        FunctionName="explained-function", StatementId="let", Action="lambda:InvokeFunction", Principal=f"arn:aws:iam::{ACCOUNT}:user/staff/explained")
    assert explain(server, "user/explained", "lambda:InvokeFunction", arn)[-1] == (
        'ALLOWED: allowed by statement "let" of resource-based policy of function explained-function')


def fails(server, *arguments, **who):
    with pytest.raises(subprocess.CalledProcessError) as failure:
        explain(server, *arguments, **who)
    return failure.value.stderr.strip()


def test_what_cannot_be_explained(server, explained):
    assert fails(server, "user/never", "s3:GetObject", "*") == f"Error: There is no arn:aws:iam::{ACCOUNT}:user/never here."
    assert "is no principal" in fails(server, "alice", "s3:GetObject", "*")
    assert "is no action" in fails(server, "root", "GetObject", "*")
    assert "is neither an ARN nor" in fails(server, "root", "s3:GetObject", "photos")
    assert "NAME=VALUE" in fails(server, "root", "s3:GetObject", "*", "prefix")
    missing = explain(server, "root", "s3:GetObject", "arn:aws:s3:::explained-nowhere/k")
    assert "note: there is no bucket explained-nowhere" in missing


def test_who_may_ask(server, iam, explained):
    mine = {"access_key": explained["AccessKeyId"], "secret_key": explained["SecretAccessKey"]}
    question = ("user/explained", "s3:GetObject", object_("open"))
    denied = fails(server, *question, **mine)
    assert f"is not authorized to perform: iam:SimulatePrincipalPolicy on resource: arn:aws:iam::{ACCOUNT}:user/staff/explained" in denied
    assert "iam:SimulatePrincipalPolicy" in fails(server, "user/never", "s3:GetObject", "*", **mine)
    iam.put_user_policy(UserName="explained", PolicyName="ask", PolicyDocument=allow("iam:SimulatePrincipalPolicy"))
    assert explain(server, *question, **mine)[-1].startswith("ALLOWED: ")
    iam.delete_user_policy(UserName="explained", PolicyName="ask")


def test_nothing_of_other_accounts_is_told(server, other, explained):
    """The account that runs the server may ask about all of them."""
    other.create_bucket(Bucket="explained-theirs")
    assert "about principals of others" in fails(server, f"arn:aws:iam::{ACCOUNT}:root", "s3:GetObject", "*", **OTHER)
    assert "about resources of others" in fails(server, "root", "s3:GetObject", object_("open"), **OTHER)
    assert explain(server, "root", "s3:ListBucket", "arn:aws:s3:::explained-theirs", **OTHER)[-1].startswith("ALLOWED: ")
    lines = explain(server, "user/explained", "s3:ListBucket", "arn:aws:s3:::explained-theirs", "s3:prefix=mine/")
    assert lines[-1].startswith("DENIED: no resource-based policy allows s3:ListBucket")
    assert explain(server, "arn:aws:iam::111122223333:root", "s3:ListBucket", "arn:aws:s3:::explained-theirs")[-1].startswith("ALLOWED: ")
