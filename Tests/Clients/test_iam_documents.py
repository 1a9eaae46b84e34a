"""What IAM and STS say of documents, names and tags that are none. Source, unless a test names another: LocalStack's snapshots of AWS's own
answers (`TestPolicyDocumentValidity`, `test_update_assume_role_policy_errors`, `test_policy_tag_create_errors`, recorded in February 2026)
and moto's `test_iam_policies`."""

import json

import pytest

from helpers import TRUSTS_LAMBDA, allow, error_of, message_of
from pelton import ACCOUNT

SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"
VERSION = "Policy document must be version 2012-10-17 or greater."
VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
COLON = "Actions/Condition can contain only one colon."
NO_ACTIONS = "Policy statement must contain actions."
NO_RESOURCES = "Policy statement must contain resources."
SIDS = "Statement IDs (SID) in a single policy must be unique."
PATHS = ('IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, '
         "server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.")
BUCKET = "arn:aws:s3:::b"
GONE = object()


def statement(**changes):
    """A good one with changes; GONE takes an element away."""
    made = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": BUCKET, **changes}
    return {name: value for name, value in made.items() if value is not GONE}


def policy(*statements, **changes):
    made = {"Version": "2012-10-17", "Statement": statements[0] if len(statements) == 1 else list(statements), **changes}
    return {name: value for name, value in made.items() if value is not GONE}


def on(resource, **changes):
    return policy(statement(Resource=resource, **changes))


def when(condition, **changes):
    return policy(statement(Condition=condition, **changes))


REFUSED = [
    ("no JSON", SYNTAX), ("{", SYNTAX), ("[]", SYNTAX), (policy(statement(), Version=GONE), VERSION),
    (policy(statement(), Version="2008-10-17"), VERSION), (policy(statement(), Version="2013-10-17"), SYNTAX),
    ({"Version": "2012-10-17"}, SYNTAX), (policy("text"), SYNTAX), (policy(Statement=[]), SYNTAX), (policy(statement(), More="x"), SYNTAX),
    (policy(statement(More="x")), SYNTAX), (policy(statement(), Id=["x"]), SYNTAX), (policy(statement(), Id={}), SYNTAX),
    (policy(statement(Effect="Maybe")), SYNTAX), (policy(statement(Effect=GONE)), SYNTAX), (policy(statement(Sid={})), SYNTAX),
    (policy(statement(Action={})), SYNTAX), (policy(statement(Action=[[]])), SYNTAX), (policy(statement(Action=[], NotAction="s3:*")), SYNTAX),
    (policy(statement(Resource={"a": BUCKET})), SYNTAX), (policy(statement(Resource=["b", {}])), SYNTAX),
    (policy(statement(NotResource="*")), SYNTAX), (when([]), SYNTAX), (when("a"), SYNTAX), (when({"a": "b"}), SYNTAX),
    (when({"DateGreaterThan": []}), SYNTAX), (when({"DateGreaterThan": {"a": {}}}), SYNTAX), (when({"x": {"a": "1"}}), SYNTAX),
    (when({"ForAnyValue::StringEqualsIfExists": {"a": "b"}}), SYNTAX),
    # What an older parser refuses comes before what is missing, and behind the version.
    (policy(statement(Effect="denY")), LEGACY), (policy(statement(Effect="denY"), Version=GONE), VERSION),
    (when({"DateGreaterThan": {"a": "soon"}}), LEGACY), (when({"DateGreaterThan": {"a": "soon"}}, Action=GONE), LEGACY),
    (when({"DateLessThanEquals": {"a": "234-13"}}), LEGACY), (when({"DateLessThanEquals": {"a": "2016-12-13t2:00:00.593194+1"}}), LEGACY),
    (when({"DateLessThanEquals": {"a": "2016-12-13t2:00:00.1999999999+10:59"}}), LEGACY),
    (when({"DateLessThan": {"a": "9223372036854775808"}}), LEGACY), (on("arn:aws:s3::b"), LEGACY), (on("arn:aws:s3::b", Action=GONE), LEGACY),
    (on("arn:aws::::b"), LEGACY), (on("arn:aws::b"), LEGACY), (policy(statement(Resource=GONE, NotResource="arn:aws:s3::b")), LEGACY),
    (on("arn:error:s3:::b", Condition={"DateGreaterThan": {"a": "soon"}}), LEGACY),
    # Names of statements, and what they must have.
    (policy(statement(Sid="a"), {"Sid": "a", "Effect": "Allow"}), SIDS), (policy({"Effect": "Deny"}, statement()), NO_ACTIONS),
    (policy(statement(Action=GONE)), NO_ACTIONS), (policy(statement(Action=[])), NO_ACTIONS), (policy(statement(Resource=GONE)), NO_RESOURCES),
    (policy(statement(Resource=[])), NO_RESOURCES), (policy(statement(Action="invalid", Resource=GONE)), NO_RESOURCES),
    # Resources before actions.
    (on("some text"), 'Resource some text must be in ARN format or "*".'), (on(""), 'Resource  must be in ARN format or "*".'),
    (on(["adf"]), 'Resource adf must be in ARN format or "*".'), (on("b", Action="s:3:x"), 'Resource b must be in ARN format or "*".'),
    (on("a:b"), 'Partition "b" is not valid for resource "arn:b:*:*:*:*".'),
    (on("a:b:c"), 'Partition "b" is not valid for resource "arn:b:c:*:*:*".'),
    (on("a:b:c:d:e:f:g:h"), 'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".'),
    (on("aws:s3:::b"), 'Partition "s3" is not valid for resource "arn:s3:::b:*".'),
    (on(["arn:error:s3:::b", "arn:error:s3::b"]), 'Partition "error" is not valid for resource "arn:error:s3:::b".'),
    (on("arn:aws"), "Resource vendor must be fully qualified and cannot contain regexes."), (on("arn:aws:iam:::b"), PATHS),
    (on("arn:aws:iam:us-east-1::b"), "IAM resource arn:aws:iam:us-east-1::b cannot contain region information."),
    (on("arn:aws:s3:us-east-1::b"), "Resource arn:aws:s3:us-east-1::b can not contain region information."),
    (policy(statement(Action="invalid")), VENDOR), (policy(statement(Action=GONE, NotAction="")), VENDOR),
    (policy(statement(Action="a a:x")), "Vendor a a is not valid"), (policy(statement(Action="s3:List:Bucket")), COLON),
    (policy(statement(), statement(Action="s:3s:x")), COLON),
    # Source: the Terraform provider's issue 10419.
    (policy(statement(Principal="*")), "Policy document should not specify a principal."),
]

TAKEN = [
    policy(statement()), policy(statement(Action="iam: a b c ")), on([BUCKET, "*"]), policy(statement(Action="*")), policy(statement(), Id="x"),
    on("arn:aws:iam:::user/b"), on("arn:aws:iam::111122223333:root"), on("arn:aws:iam::111122223333:*"), on("arn:aws:fdsasf"),
    on("arn:aws:no-service:us-east-1::b"), on("arn:aws:s3:us-east-1:111122223333:accesspoint/a"), when({}), when({"a": {}}), when({"x": {}, "y": {}}),
    when({"DateGreaterThan": {}}), when({"DateGreaterThan": {"a": []}}), when({"DateGreaterThan": {"a": "01T"}}),
    when({"DateLessThan": {"a": "-292275054"}}), when({"DateLessThanEquals": {"a": "2016-12-13t2:00:00.593194+23"}}),
    when({"DateLessThan": {"aws:EpochTime": 1}}), when({"Bool": {"aws:SecureTransport": False}}),
    when({"ForAnyValue:StringEqualsIfExists": {"a": "b"}}), policy(statement(Action="s3.s-s:x")), policy(statement(Action="*:*")),
    policy(statement(Resource=GONE, NotResource="*", Action=GONE, NotAction="s3:x")), policy(statement(Sid="a"), statement()),
]


@pytest.fixture(scope="module")
def iam(server):
    iam = server.client("iam")
    iam.create_user(UserName="of-documents")
    iam.create_role(RoleName="of-documents", AssumeRolePolicyDocument=TRUSTS_LAMBDA)
    return iam


def text(document):
    return document if isinstance(document, str) else json.dumps(document)


@pytest.mark.parametrize(("document", "message"), REFUSED, ids=range(len(REFUSED)))
def test_a_managed_policy_is_refused_in_awss_words(iam, document, message):
    make = lambda: iam.create_policy(PolicyName="refused", PolicyDocument=text(document))  # noqa: E731
    assert error_of(make) == (400, "MalformedPolicyDocument")
    assert message_of(make) == message


@pytest.mark.parametrize("document", TAKEN, ids=range(len(TAKEN)))
def test_a_policy_that_aws_takes_is_taken_and_read_again(server, iam, document):
    arn = iam.create_policy(PolicyName="taken", PolicyDocument=text(document))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="of-documents", PolicyArn=arn)
    key = iam.create_access_key(UserName="of-documents")["AccessKey"]
    try:
        asks = server.client("s3", key["AccessKeyId"], key["SecretAccessKey"])
        assert error_of(lambda: asks.get_bucket_location(Bucket="nowhere"))[1] in ("AccessDenied", "NoSuchBucket")
    finally:
        iam.delete_access_key(UserName="of-documents", AccessKeyId=key["AccessKeyId"])
        iam.detach_user_policy(UserName="of-documents", PolicyArn=arn)
        iam.delete_policy(PolicyArn=arn)


def test_an_inline_policy_may_have_the_older_version(iam):
    """Only a managed policy must have a version: "A managed policy must have a version string" (AWS's console, wercker/step-s3sync 25)."""
    put = lambda document: iam.put_user_policy(  # noqa: E731
        UserName="of-documents", PolicyName="inline", PolicyDocument=json.dumps(document))
    put(policy(statement(), Version=GONE))
    put(policy(statement(), Version="2008-10-17"))
    assert message_of(lambda: put(policy(statement(Effect="denY")))) == LEGACY
    assert message_of(lambda: put(policy(statement(Action="x")))) == VENDOR
    iam.delete_user_policy(UserName="of-documents", PolicyName="inline")


# Who may assume a role

def trusts(principal, action="sts:AssumeRole", **more):
    return json.dumps(policy({"Effect": "Allow", "Principal": principal, "Action": action, **more}))


def aws(text):
    return f'Invalid principal in policy: "AWS":"{text}"'


ACTIONS = "AssumeRole policy may only specify STS AssumeRole actions."
UNTRUSTED = [
    ("no JSON", "This policy contains invalid Json"), (trusts({"AWS": ACCOUNT}, Effect="Maybe"), SYNTAX),
    (trusts({"AWS": ACCOUNT}, Resource="*"), "Has prohibited field Resource"), (trusts({"AWS": ACCOUNT}, action="s3:GetObject"), ACTIONS),
    (trusts({"AWS": ACCOUNT}, action=["sts:AssumeRole", "sts:GetCallerIdentity"]), ACTIONS), (trusts({"AWS": ACCOUNT}, action="*"), ACTIONS),
    # Source: aws-cdk 5732, terraform-provider-aws 4248; the provider's documentation still warns of it.
    (trusts("*"), 'AssumeRolepolicy contained an invalid principal: "STAR":"*".'),
    # Source: aws-cdk 11505.
    (trusts({"AWS": f"arn:aws:iam::{ACCOUNT}:group/g"}), aws(f"arn:aws:iam::{ACCOUNT}:group/g")),
    (trusts({"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody"}), aws(f"arn:aws:iam::{ACCOUNT}:role/nobody")),
    # A wildcard is no part of a name. Source: IAM User Guide, "AWS JSON policy elements: Principal".
    (trusts({"AWS": "arn:aws:iam::111122223333:role/*"}), aws("arn:aws:iam::111122223333:role/*")),
    (trusts({"AWS": "AIDAAAAAAAAAAAAAAAAAA"}), aws("AIDAAAAAAAAAAAAAAAAAA")), (trusts({"AWS": "AROAAAAAAAAAAAAAAAAAA"}), aws("AROAAAAAAAAAAAAAAAAAA")),
    (trusts({"AWS": "AGPAAAAAAAAAAAAAAAAAA"}), aws("AGPAAAAAAAAAAAAAAAAAA")), (trusts({"AWS": "somebody"}), aws("somebody")),
    (trusts({"Service": "ec2"}), 'Invalid principal in policy: "SERVICE":"ec2"'),
]


@pytest.mark.parametrize(("document", "message"), UNTRUSTED, ids=range(len(UNTRUSTED)))
def test_a_trust_policy_is_refused_in_awss_words(iam, document, message):
    for put in (lambda: iam.create_role(RoleName="refused", AssumeRolePolicyDocument=document),
                lambda: iam.update_assume_role_policy(RoleName="of-documents", PolicyDocument=document)):
        assert error_of(put) == (400, "MalformedPolicyDocument")
        assert message_of(put) == message


def test_whom_a_trust_policy_may_name(iam):
    user = iam.get_user(UserName="of-documents")["User"]
    role = iam.get_role(RoleName="of-documents")["Role"]
    for principal in ("*", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", user["UserId"], user["Arn"], role["RoleId"], role["Arn"],
                      "arn:aws:iam::999988887777:role/elsewhere", f"arn:aws:sts::{ACCOUNT}:assumed-role/of-documents/s"):
        iam.update_assume_role_policy(RoleName="of-documents", PolicyDocument=trusts({"AWS": principal}))
    for action in ("sts:AssumeRole*", ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "STS:assumerolewithwebidentity"):
        iam.update_assume_role_policy(RoleName="of-documents", PolicyDocument=trusts({"AWS": ACCOUNT}, action=action))
    for service in ("lambda.amazonaws.com", "edgelambda.amazonaws.com", "config-multiaccountsetup.amazonaws.com"):
        iam.update_assume_role_policy(RoleName="of-documents", PolicyDocument=trusts({"Service": [service, "ec2.amazonaws.com"]}))


def test_a_user_that_is_named_by_its_id_may_assume_the_role_until_it_is_deleted(server, iam):
    name = iam.create_user(UserName="by-id")["User"]["UserId"]
    key = iam.create_access_key(UserName="by-id")["AccessKey"]
    arn = iam.create_role(RoleName="trusts-an-id", AssumeRolePolicyDocument=trusts({"AWS": name}))["Role"]["Arn"]
    sts = server.client("sts", key["AccessKeyId"], key["SecretAccessKey"])
    assert sts.assume_role(RoleArn=arn, RoleSessionName="session")["AssumedRoleUser"]["Arn"].endswith("assumed-role/trusts-an-id/session")
    iam.delete_access_key(UserName="by-id", AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName="by-id")
    again = lambda: iam.update_assume_role_policy(RoleName="trusts-an-id", PolicyDocument=trusts({"AWS": name}))  # noqa: E731
    assert message_of(again) == aws(name)


def test_a_session_policy_that_is_none(server, iam):
    """STS's words for what is no JSON are those of older answers; today's name a place in a Java reader (amazon.aws 2778)."""
    name = iam.create_user(UserName="of-sessions")["User"]["Arn"]
    key = iam.create_access_key(UserName="of-sessions")["AccessKey"]
    arn = iam.create_role(RoleName="of-sessions", AssumeRolePolicyDocument=trusts({"AWS": name}))["Role"]["Arn"]
    sts = server.client("sts", key["AccessKeyId"], key["SecretAccessKey"])
    assume = lambda document: sts.assume_role(RoleArn=arn, RoleSessionName="session", Policy=text(document))  # noqa: E731
    for document, message in (("no JSON", "The policy is not in the valid JSON format."), (policy(statement(More="x")), SYNTAX),
                              (policy(statement(Action="x")), VENDOR)):
        assert error_of(lambda: assume(document)) == (400, "MalformedPolicyDocument")
        assert message_of(lambda: assume(document)) == message
    assume(policy(statement(), Version=GONE))


# Names, paths and tags

@pytest.mark.parametrize(("call", "given", "message"), [
    ("create_user", {"UserName": "a b"}, "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"),
    ("create_group", {"GroupName": "ä"}, "The specified value for groupName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"),
    ("get_role", {"RoleName": "a/b"}, "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"),
    ("create_user", {"UserName": "u", "Path": "nowhere"}, "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."),
    ("create_user", {"UserName": "a b" * 30}, "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64"),
    ("create_user", {"UserName": "a b", "Path": "/" + "x" * 512 + "/"}, "1 validation error detected: Value at 'path' failed to satisfy constraint: Member must have length less than or equal to 512"),
    ("create_user", {"UserName": "u", "Tags": [{"Key": "NO!", "Value": ""}]}, r"1 validation error detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+"),
    ("untag_role", {"RoleName": "of-documents", "TagKeys": ["NO!"]}, r"1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+, Member must not be null]"),
    ("set_default_policy_version", {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/p", "VersionId": "1"}, r"1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"),
])
def test_iam_shows_no_values(server, call, given, message):
    """The sentence of names: issues of cfn-lint (996) and qontract-reconcile (2640); that of paths: LocalStack's `test_virtual_mfa_device_errors`."""
    client = server.client("iam", parameter_validation=False)
    ask = lambda: getattr(client, call)(**given)  # noqa: E731
    assert error_of(ask) == (400, "ValidationError")
    assert message_of(ask) == message


def test_sts_shows_values(server):
    """Source: LocalStack's `test_sts_invalid_parameters`, recorded in July 2025."""
    ask = lambda: server.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/r", RoleSessionName="a:b")  # noqa: E731
    assert message_of(ask) == (
        "1 validation error detected: Value 'a:b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*")


@pytest.mark.parametrize("key", ["aws:name", "AWS:name"])
def test_no_tag_may_be_one_of_awss_own(server, iam, key):
    """Source: IAM User Guide, "Rules for tagging in IAM and AWS STS"."""
    tags = [{"Key": key, "Value": "v"}]
    for ask in (lambda: iam.create_user(UserName="u", Tags=tags), lambda: iam.tag_role(RoleName="of-documents", Tags=tags),
                lambda: iam.create_policy(PolicyName="p", PolicyDocument=allow("s3:*"), Tags=tags)):
        assert error_of(ask) == (400, "InvalidInput")
    name = iam.create_user(UserName=f"tags-{key.islower()}")["User"]
    made = iam.create_access_key(UserName=name["UserName"])["AccessKey"]
    trust = trusts({"AWS": name["Arn"]}, ["sts:AssumeRole", "sts:TagSession"])
    arn = iam.create_role(RoleName=f"tags-{key.islower()}-r", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    sts = server.client("sts", made["AccessKeyId"], made["SecretAccessKey"])
    assert error_of(lambda: sts.assume_role(RoleArn=arn, RoleSessionName="session", Tags=tags)) == (400, "InvalidParameterValue")


# What hands a role on

def test_who_puts_a_role_into_an_instance_profile_must_be_allowed_to_pass_it(server, iam):
    """Source: API_AddRoleToInstanceProfile."""
    iam.create_user(UserName="passes")
    key = iam.create_access_key(UserName="passes")["AccessKey"]
    user = server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    iam.create_instance_profile(InstanceProfileName="of-passes")
    add = lambda name="of-documents": user.add_role_to_instance_profile(InstanceProfileName="of-passes", RoleName=name)  # noqa: E731

    def may(*statements):
        iam.put_user_policy(UserName="passes", PolicyName="p", PolicyDocument=json.dumps(policy(
            statement(Action="iam:AddRoleToInstanceProfile", Resource="*"), *statements)))

    may()
    assert error_of(add) == (403, "AccessDenied")
    assert f"iam:PassRole on resource: arn:aws:iam::{ACCOUNT}:role/of-documents" in message_of(add)
    may(statement(Action="iam:PassRole", Resource="*", Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}))
    assert error_of(add) == (403, "AccessDenied")
    may(statement(Action="iam:PassRole", Resource=f"arn:aws:iam::{ACCOUNT}:role/of-*",
                  Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}))
    assert error_of(lambda: add("of-nobody")) == (404, "NoSuchEntity")
    assert error_of(lambda: add("another")) == (403, "AccessDenied")
    add()
