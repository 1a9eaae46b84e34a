"""What requests say of the condition keys: each key that an action has is there where the request holds it, and absent where it does not.
Source: Service Authorization Reference, "Condition keys" of S3, Lambda, KMS, Systems Manager and IAM; IAM User Guide, "IAM JSON policy elements: Condition
operators"."""

import json
import uuid
from types import SimpleNamespace

import pytest
import requests

from botocore.exceptions import ClientError
from encryption import allow_customers_keys
from helpers import TRUSTS_LAMBDA, make_function, make_role, zipped
from pelton import ACCOUNT, REGION

SHOW = """
import os
def handler(event, context):
    return [os.environ["AWS_" + name] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")]
"""


@pytest.fixture(scope="module")
def scene(server):
    """What is asked about."""
    make_role(server, "asker", logs="")
    make_function(server, "shower", SHOW, f"arn:aws:iam::{ACCOUNT}:role/asker")
    make_function(server, "target", "def handler(event, context): pass")
    s3, kms = server.client("s3"), server.client("kms")
    plain, locked = (f"keys-{kind}-{uuid.uuid4().hex[:12]}" for kind in ("plain", "locked"))
    s3.create_bucket(Bucket=plain)
    allow_customers_keys(s3, plain)
    s3.create_bucket(Bucket=locked, ObjectLockEnabledForBucket=True)
    s3.put_object(Bucket=plain, Key="tagged", Body=b"x", Tagging="Class=a")
    for key in ("bare", "bare2"):
        s3.put_object(Bucket=plain, Key=key, Body=b"x")
    s3.put_object(Bucket=locked, Key="k", Body=b"x")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    alias = "alias/keys-" + uuid.uuid4().hex[:12]
    kms.create_alias(AliasName=alias, TargetKeyId=key)
    ssm = server.client("ssm")
    ssm.put_parameter(Name="/keys/tagged", Value="v", Type="String", Tags=[{"Key": "Class", "Value": "a"}])
    ssm.put_parameter(Name="/keys/bare", Value="v", Type="String")
    server.client("iam").create_role(
        RoleName="with-tags", AssumeRolePolicyDocument=TRUSTS_LAMBDA, Tags=[{"Key": "Class", "Value": "a"}])

    def may(*statements):
        server.client("iam").put_role_policy(
            RoleName="asker", PolicyName="may", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))

    return SimpleNamespace(
        may=may, key=key, alias=alias, plain=plain, locked=locked, clients={},
        admin=SimpleNamespace(s3=s3, kms=kms, functions=server.client("lambda")))


@pytest.fixture
def world(server, scene):
    """Who asks about it: a role whose only policy each test gives, by the keys of a worker that runs now."""
    found = tuple(json.loads(scene.admin.functions.invoke(FunctionName="shower")["Payload"].read()))
    if found not in scene.clients:
        scene.clients[found] = {
            "s3": server.client("s3", *found), "functions": server.client("lambda", *found), "kms": server.client("kms", *found),
            "iam": server.client("iam", *found), "ssm": server.client("ssm", *found),
            "presigning": server.client("s3", *found, signature_version="s3v4")}
    vars(scene).update(scene.clients[found])
    return scene


def is_denied(call, world):
    """Whether a policy refuses; other errors come after it was asked."""
    try:
        answer = call(world)
    except ClientError as error:
        return error.response["Error"]["Code"] in ("403", "AccessDenied", "AccessDeniedException")
    return answer == "AccessDenied"


def name(prefix="n"):
    return prefix + "-" + uuid.uuid4().hex[:12]


def put(key="new", bucket="plain", **more):
    return lambda w: w.s3.put_object(Bucket=getattr(w, bucket), Key=key, Body=b"x", **more)


def s3(call, bucket="plain", **more):
    return lambda w: getattr(w.s3, call)(Bucket=getattr(w, bucket), **more)


def copy(**more):
    return lambda w: w.s3.copy_object(Bucket=w.plain, Key="copy", CopySource=f"{w.plain}/bare", **more)


def status(response):
    return "AccessDenied" if response.status_code == 403 else response.status_code


def presigned(w, client="presigning"):
    url = getattr(w, client).generate_presigned_url("get_object", Params={"Bucket": w.plain, "Key": "bare"})
    return status(requests.get(url, timeout=30))


def presigned2(w):
    """Of Signature Version 2."""
    return presigned(w, "s3")


def form(client):
    def send(w):
        made = getattr(w, client).generate_presigned_post(w.plain, "new")
        return status(requests.post(made["url"], data=made["fields"], files={"file": b"x"}, timeout=30))

    return send


def part(w):
    upload = w.admin.s3.create_multipart_upload(Bucket=w.plain, Key="parts")["UploadId"]
    return w.s3.upload_part(Bucket=w.plain, Key="parts", UploadId=upload, PartNumber=1, Body=b"x")


def new_function(**more):
    return lambda w: w.functions.create_function(
        FunctionName=name(), Runtime="python3.12", Handler="app.handler", Role=f"arn:aws:iam::{ACCOUNT}:role/asker",
        Code={"ZipFile": zipped({"app.py": ""})}, **more)


def permit(**more):
    arguments = {"Principal": "s3.amazonaws.com", "Action": "lambda:InvokeFunction", **more}
    return lambda w: w.functions.add_permission(FunctionName="target", StatementId=name("s"), **arguments)


def revoke(principal):
    def call(w):
        statement = name("s")
        w.admin.functions.add_permission(
            FunctionName="target", StatementId=statement, Principal=principal, Action="lambda:InvokeFunction")
        return w.functions.remove_permission(FunctionName="target", StatementId=statement)

    return call


def kms(call, **more):
    def do(w):
        arguments = {n: v(w) if callable(v) else v for n, v in more.items()}
        return getattr(w.kms, call)(**arguments)

    return do


def schedule(**more):
    return lambda w: w.kms.schedule_key_deletion(KeyId=w.admin.kms.create_key()["KeyMetadata"]["KeyId"], **more)


def new_role(**more):
    return lambda w: w.iam.create_role(RoleName=name(), AssumeRolePolicyDocument=TRUSTS_LAMBDA, **more)


def key_id(w):
    return w.key


def alias(w):
    return w.alias


def ssm(call, **more):
    return lambda w: getattr(w.ssm, call)(**more)


def new_parameter(**more):
    return lambda w: w.ssm.put_parameter(**{"Name": "/keys/" + name(), "Value": "v", "Type": "String", **more})


def tag_parameter(parameter, key="Class"):
    return ssm("add_tags_to_resource", ResourceType="Parameter", ResourceId=parameter, Tags=[{"Key": key, "Value": "a"}])


def untag_parameter(key):
    return ssm("remove_tags_from_resource", ResourceType="Parameter", ResourceId="/keys/bare", TagKeys=[key])


GRANTEE = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'
UNTIL = "2031-01-01T00:00:00Z"
SUBNET, GROUP = "subnet-0123456789abcdef0", "sg-0123456789abcdef0"
LAYER = f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:l:1"
SIGNING = f"arn:aws:lambda:{REGION}:{ACCOUNT}:code-signing-config:csc-0123456789abcdef0"
VPC = {"SubnetIds": [SUBNET], "SecurityGroupIds": [GROUP]}
TAGS = [{"TagKey": "Class", "TagValue": "a"}]

# Action, key, its value (a function of the world where that is not known before), a request that has it, and one that has not.
KEYS = [
    *((action, "s3:" + key, value, s3(call, **{argument: value if key != "max-keys" else int(value)}), s3(call))
      for action, call in (("ListBucket", "list_objects_v2"), ("ListBucket", "list_objects"), ("ListBucketVersions", "list_object_versions"))
      for key, value, argument in (("prefix", "a/", "Prefix"), ("delimiter", "/", "Delimiter"), ("max-keys", "7", "MaxKeys"))),
    ("ListBucket", "s3:prefix", "", s3("list_objects_v2", Prefix=""), s3("head_bucket")),
    ("ListBucketMultipartUploads", "s3:prefix", "a/", s3("list_multipart_uploads", Prefix="a/"), s3("list_multipart_uploads")),
    ("ListBucketMultipartUploads", "s3:delimiter", "/", s3("list_multipart_uploads", Delimiter="/"), s3("list_multipart_uploads")),
    ("ListBucketMultipartUploads", "s3:max-keys", None, None, s3("list_multipart_uploads", MaxUploads=3)),
    ("GetObjectVersion", "s3:VersionId", "null", s3("get_object", Key="bare", VersionId="null"), None),
    ("GetObject", "s3:VersionId", None, None, s3("get_object", Key="bare")),
    ("GetObject", "s3:ExistingObjectTag/Class", "a", s3("get_object", Key="tagged"), s3("get_object", Key="bare")),
    ("PutObject", "s3:ExistingObjectTag/Class", None, None, put("tagged2")),
    ("GetObject", "s3:prefix", None, None, s3("get_object", Key="bare")),
    ("PutObject", "s3:x-amz-acl", "bucket-owner-full-control", put(ACL="bucket-owner-full-control"), put()),
    *(("PutObject", "s3:x-amz-grant-" + key, GRANTEE, put(**{argument: GRANTEE}), put())
      for key, argument in (("full-control", "GrantFullControl"), ("read", "GrantRead"), ("read-acp", "GrantReadACP"),
                            ("write-acp", "GrantWriteACP"))),
    ("PutObject", "s3:x-amz-storage-class", "STANDARD", put(StorageClass="STANDARD"), put()),
    ("PutObject", "s3:x-amz-server-side-encryption", "AES256", put(ServerSideEncryption="AES256"), put()),
    ("PutObject", "s3:x-amz-server-side-encryption-aws-kms-key-id", key_id,
     lambda w: put(ServerSideEncryption="aws:kms", SSEKMSKeyId=w.key)(w), put()),
    ("PutObject", "s3:x-amz-server-side-encryption-customer-algorithm", "AES256",
     put(SSECustomerAlgorithm="AES256", SSECustomerKey="k" * 32), put()),
    ("PutObject", "s3:x-amz-website-redirect-location", "/there", put(WebsiteRedirectLocation="/there"), put()),
    ("PutObject", "s3:x-amz-copy-source", lambda w: f"{w.plain}/bare", copy(), put()),
    ("PutObject", "s3:x-amz-metadata-directive", "REPLACE", copy(MetadataDirective="REPLACE"), copy()),
    ("GetObject", "s3:x-amz-copy-source", None, None, copy()),
    ("PutObject", "s3:RequestObjectTag/Class", "a", put(Tagging="Class=a"), put(Tagging="Other=a")),
    ("PutObject", "s3:RequestObjectTagKeys", "Class", put(Tagging="Class=a"), put()),
    ("PutObjectTagging", "s3:RequestObjectTag/Class", "a", put(Tagging="Class=a"), put(Tagging="Other=a")),
    *(("PutObjectTagging", "s3:" + key, value,
       s3("put_object_tagging", Key="bare2", Tagging={"TagSet": [{"Key": "Class", "Value": "a"}]}),
       s3("put_object_tagging", Key="bare2", Tagging={"TagSet": []}))
      for key, value in (("RequestObjectTag/Class", "a"), ("RequestObjectTagKeys", "Class"))),
    ("PutObject", "s3:if-none-match", "*", put("never", IfNoneMatch="*"), put()),
    ("PutObject", "s3:if-match", '"0"', put("bare", IfMatch='"0"'), put()),
    ("DeleteObject", "s3:if-match", '"0"', s3("delete_object", Key="bare", IfMatch='"0"'), s3("delete_object", Key="none")),
    ("GetObject", "s3:if-match", None, None, s3("get_object", Key="bare", IfMatch='"0"')),
    ("PutObject", "s3:ObjectCreationOperation", "true", put(), None),
    ("PutObject", "s3:ObjectCreationOperation", "false", part, None),
    ("GetObject", "s3:authType", "REST-HEADER", s3("get_object", Key="bare"), None),
    ("GetObject", "s3:authType", "REST-QUERY-STRING", presigned, None),
    ("GetObject", "s3:signatureversion", "AWS4-HMAC-SHA256", presigned, None),
    ("GetObject", "s3:signatureAge", "*", presigned, None),
    ("GetObject", "s3:x-amz-content-sha256", "UNSIGNED-PAYLOAD", presigned, None),
    ("GetObject", "s3:authType", "REST-QUERY-STRING", presigned2, None),
    ("GetObject", "s3:signatureversion", "AWS", presigned2, None),
    ("GetObject", "s3:signatureAge", None, None, presigned2),
    ("GetObject", "s3:x-amz-content-sha256", None, None, presigned2),
    ("PutObject", "s3:authType", "POST", form("s3"), None),
    ("PutObject", "s3:signatureversion", "AWS", form("s3"), None),
    ("PutObject", "s3:signatureversion", "AWS4-HMAC-SHA256", form("presigning"), None),
    ("GetObject", "s3:ResourceAccount", ACCOUNT, s3("get_object", Key="bare"), None),
    *(("GetObject", "s3:" + key, None, None, s3("get_object", Key="bare")) for key in (
        "TlsVersion", "DataAccessPointArn", "DataAccessPointAccount", "AccessPointNetworkOrigin", "AccessGrantsInstanceArn")),
    ("CreateBucket", "s3:LocationConstraint", "eu-west-1",
     lambda w: w.s3.create_bucket(Bucket=name(), CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}), None),
    ("CreateBucket", "s3:x-amz-object-ownership", "ObjectWriter",
     lambda w: w.s3.create_bucket(Bucket=name(), ObjectOwnership="ObjectWriter"), lambda w: w.s3.create_bucket(Bucket=name())),
    *((action, "s3:object-lock-" + key, value,
       put("lock", "locked", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=UNTIL, ObjectLockLegalHoldStatus="ON",
           ChecksumAlgorithm="CRC32"), other)
      for action, other in (("PutObject", put("lock", "locked", ChecksumAlgorithm="CRC32")), ("PutObjectRetention", None))
      for key, value in (("mode", "GOVERNANCE"), ("retain-until-date", "2031-01-01T00:00:00*"), ("remaining-retention-days", "*"))),
    ("PutObject", "s3:object-lock-legal-hold", "ON",
     put("lock", "locked", ObjectLockLegalHoldStatus="ON", ChecksumAlgorithm="CRC32"), put("lock", "locked", ChecksumAlgorithm="CRC32")),
    ("PutObjectLegalHold", "s3:object-lock-legal-hold", "OFF",
     s3("put_object_legal_hold", "locked", Key="k", LegalHold={"Status": "OFF"}), None),
    ("PutObjectRetention", "s3:object-lock-mode", "GOVERNANCE",
     s3("put_object_retention", "locked", Key="k", Retention={"Mode": "GOVERNANCE", "RetainUntilDate": UNTIL}), None),

    ("lambda:AddPermission", "lambda:Principal", "*", permit(Principal="*"), None),
    ("lambda:AddPermission", "lambda:Principal", "111122223333", permit(Principal="111122223333"), None),
    ("lambda:AddPermission", "lambda:FunctionUrlAuthType", "NONE",
     permit(Principal="*", Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="NONE"), permit()),
    ("lambda:AddPermission", "lambda:EventSourceToken", "token", permit(EventSourceToken="token"), permit()),
    ("lambda:RemovePermission", "lambda:Principal", "s3.amazonaws.com", revoke("s3.amazonaws.com"), None),
    ("lambda:RemovePermission", "lambda:Principal", "arn:aws:iam::999999999999:role*", revoke("arn:aws:iam::999999999999:role/r"), None),
    ("lambda:RemovePermission", "lambda:EventSourceToken", None, None, revoke("*")),
    ("lambda:GetFunction", "lambda:Principal", None, None, lambda w: w.functions.get_function(FunctionName="target")),
    ("lambda:CreateFunction", "lambda:Layer", LAYER, new_function(Layers=[LAYER]), new_function()),
    ("lambda:CreateFunction", "lambda:SubnetIds", SUBNET, new_function(VpcConfig=VPC), new_function()),
    ("lambda:CreateFunction", "lambda:SecurityGroupIds", GROUP, new_function(VpcConfig=VPC), new_function()),
    ("lambda:CreateFunction", "lambda:VpcIds", None, None, new_function()),
    ("lambda:CreateFunction", "lambda:CodeSigningConfigArn", SIGNING, new_function(CodeSigningConfigArn=SIGNING), new_function()),
    ("lambda:CreateFunction", "aws:RequestTag/Class", "a", new_function(Tags={"Class": "a"}), new_function()),
    ("lambda:CreateFunction", "aws:TagKeys", "Class", new_function(Tags={"Class": "a"}), new_function()),
    ("lambda:UpdateFunctionConfiguration", "lambda:Layer", LAYER,
     lambda w: w.functions.update_function_configuration(FunctionName="target", Layers=[LAYER]),
     lambda w: w.functions.update_function_configuration(FunctionName="target", Description="d")),
    ("iam:PassRole", "iam:PassedToService", "lambda.amazonaws.com", new_function(), None),

    ("kms:CreateKey", "kms:KeySpec", "SYMMETRIC_DEFAULT", kms("create_key"), None),
    ("kms:CreateKey", "kms:KeySpec", "RSA_2048", kms("create_key", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY"), None),
    ("kms:CreateKey", "kms:CustomerMasterKeySpec", "RSA_2048", kms("create_key", CustomerMasterKeySpec="RSA_2048"), None),
    ("kms:CreateKey", "kms:KeyUsage", "ENCRYPT_DECRYPT", kms("create_key"), None),
    ("kms:CreateKey", "kms:KeyUsage", "SIGN_VERIFY", kms("create_key", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY"), None),
    ("kms:CreateKey", "kms:KeyOrigin", "AWS_KMS", kms("create_key"), None),
    ("kms:CreateKey", "kms:KeyOrigin", "EXTERNAL", kms("create_key", Origin="EXTERNAL"), None),
    ("kms:CreateKey", "kms:MultiRegion", "false", kms("create_key"), None),
    ("kms:CreateKey", "kms:MultiRegion", "true", kms("create_key", MultiRegion=True), None),
    ("kms:CreateKey", "kms:BypassPolicyLockoutSafetyCheck", "true", kms("create_key", BypassPolicyLockoutSafetyCheck=True), None),
    ("kms:CreateKey", "aws:RequestTag/Class", "a", kms("create_key", Tags=TAGS), kms("create_key")),
    ("kms:CreateKey", "kms:ViaService", None, None, kms("create_key")),
    ("kms:CreateKey", "kms:RequestAlias", None, None, kms("create_key")),
    ("kms:ListKeys", "kms:KeySpec", None, None, kms("list_keys")),
    *(("kms:DescribeKey", "kms:" + key, value, kms("describe_key", KeyId=key_id), None)
      for key, value in (("KeySpec", "SYMMETRIC_DEFAULT"), ("KeyUsage", "ENCRYPT_DECRYPT"), ("KeyOrigin", "AWS_KMS"),
                         ("MultiRegion", "false"), ("CallerAccount", ACCOUNT))),
    ("kms:DescribeKey", "kms:MultiRegionKeyType", None, None, kms("describe_key", KeyId=key_id)),
    ("kms:DescribeKey", "kms:RequestAlias", alias, kms("describe_key", KeyId=alias), kms("describe_key", KeyId=key_id)),
    ("kms:Encrypt", "kms:EncryptionContext:dept", "hr", kms("encrypt", KeyId=key_id, Plaintext=b"x", EncryptionContext={"dept": "hr"}),
     kms("encrypt", KeyId=key_id, Plaintext=b"x")),
    ("kms:GenerateDataKey", "kms:EncryptionContextKeys", "dept",
     kms("generate_data_key", KeyId=key_id, KeySpec="AES_256", EncryptionContext={"dept": "hr"}),
     kms("generate_data_key", KeyId=key_id, KeySpec="AES_256")),
    ("kms:Encrypt", "kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT", kms("encrypt", KeyId=key_id, Plaintext=b"x"), None),
    ("kms:GenerateDataKey", "kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT", kms("generate_data_key", KeyId=key_id, KeySpec="AES_256"), None),
    ("kms:ScheduleKeyDeletion", "kms:ScheduleKeyDeletionPendingWindowInDays", "7", schedule(PendingWindowInDays=7), None),
    ("kms:ScheduleKeyDeletion", "kms:ScheduleKeyDeletionPendingWindowInDays", "30", schedule(), None),
    ("kms:GenerateDataKey", "kms:ViaService", f"s3.{REGION}.amazonaws.com",
     lambda w: put(ServerSideEncryption="aws:kms", SSEKMSKeyId=w.key)(w), kms("generate_data_key", KeyId=key_id, KeySpec="AES_256")),

    *(("ssm:GetParameter", key, "a", ssm("get_parameter", Name="/keys/tagged"), ssm("get_parameter", Name="/keys/bare"))
      for key in ("aws:ResourceTag/Class", "ssm:resourceTag/Class")),
    ("ssm:PutParameter", "aws:ResourceTag/Class", "a", new_parameter(Name="/keys/tagged", Overwrite=True), new_parameter()),
    ("ssm:PutParameter", "ssm:Overwrite", "true", new_parameter(Name="/keys/bare", Overwrite=True), None),
    ("ssm:PutParameter", "ssm:Overwrite", "false", new_parameter(), None),
    ("ssm:PutParameter", "ssm:Policies", None, None, new_parameter()),
    ("ssm:PutParameter", "ssm:Recursive", None, None, new_parameter()),
    ("ssm:PutParameter", "aws:RequestTag/Class", "a", new_parameter(Tags=[{"Key": "Class", "Value": "a"}]), new_parameter()),
    ("ssm:PutParameter", "aws:TagKeys", "Class", new_parameter(Tags=[{"Key": "Class", "Value": "a"}]), new_parameter()),
    *(("ssm:GetParametersByPath", "ssm:Recursive", value, ssm("get_parameters_by_path", Path="/keys", **more), None)
      for value, more in (("true", {"Recursive": True}), ("false", {}))),
    ("ssm:GetParameter", "ssm:Overwrite", None, None, ssm("get_parameter", Name="/keys/bare")),
    ("ssm:AddTagsToResource", "aws:ResourceTag/Class", "a", tag_parameter("/keys/tagged"), tag_parameter("/keys/bare", "Other")),
    ("ssm:AddTagsToResource", "aws:RequestTag/Other", "a", tag_parameter("/keys/bare", "Other"), tag_parameter("/keys/bare", "Another")),
    ("ssm:RemoveTagsFromResource", "aws:TagKeys", "Other", untag_parameter("Other"), None),
    ("ssm:RemoveTagsFromResource", "aws:RequestTag/Other", None, None, untag_parameter("Other")),

    ("iam:CreateRole", "iam:PermissionsBoundary", f"arn:aws:iam::{ACCOUNT}:policy/b",
     new_role(PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/b"), new_role()),
    ("iam:CreateRole", "aws:RequestTag/Class", "a", new_role(Tags=[{"Key": "Class", "Value": "a"}]), new_role()),
    ("iam:CreateServiceLinkedRole", "iam:AWSServiceName", "support.amazonaws.com",
     lambda w: w.iam.create_service_linked_role(AWSServiceName="support.amazonaws.com"), None),
    ("iam:GetRole", "iam:AWSServiceName", None, None, lambda w: w.iam.get_role(RoleName="asker")),
    ("iam:GetRole", "iam:ResourceTag/Class", "a", lambda w: w.iam.get_role(RoleName="with-tags"),
     lambda w: w.iam.get_role(RoleName="asker")),
    ("iam:GetRole", "aws:ResourceTag/Class", "a", lambda w: w.iam.get_role(RoleName="with-tags"),
     lambda w: w.iam.get_role(RoleName="asker")),
]


@pytest.mark.parametrize(
    ("action", "key", "value", "having", "lacking"), KEYS, ids=[f"{row[0].removeprefix('lambda:')}-{row[1]}-{n}" for n, row in enumerate(KEYS)])
def test_a_key(world, action, key, value, having, lacking):
    action = action if ":" in action else "s3:" + action

    def may(condition, effect="Allow"):
        if effect == "Deny":
            world.may({"Effect": "Allow", "Action": "*", "Resource": "*"},
                      {"Effect": "Deny", "Action": action, "Resource": "*", "Condition": condition})
        else:
            world.may({"Effect": "Allow", "NotAction": action, "Resource": "*"},
                      {"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition})

    may({"Null": {key: "false"}})
    assert having is None or not is_denied(having, world), "the key is not there"
    assert lacking is None or is_denied(lacking, world), "the key is there"
    may({"Null": {key: "true"}})
    assert lacking is None or not is_denied(lacking, world), "the key is not known to be absent"
    may({"StringNotLike": {key: "never/*"}}, "Deny")
    assert lacking is None or is_denied(lacking, world), "a Deny to all but some does not apply to a request without the key"
    if having is None:
        return
    value = value(world) if callable(value) else value
    may({"StringLike": {key: value}}, "Deny")
    assert is_denied(having, world), "the Deny is ignored"
    assert lacking is None or not is_denied(lacking, world), "the Deny applies to a request without the key"
    if "*" not in value or value == "*":
        may({"StringNotLike": {key: value}}, "Deny")
        assert not is_denied(having, world), "the value is another one"


def test_a_key_of_a_policy_that_nobody_tells_is_not_taken_for_absent(world):
    """Its Deny applies, and its Allow does not."""
    def call(w):
        return w.s3.get_object(Bucket=w.plain, Key="bare")

    world.may({"Effect": "Allow", "Action": "*", "Resource": "*"})
    assert not is_denied(call, world)
    for key in ("lambda:SourceFunctionArn", "aws:PrincipalOrgID", "aws:ResourceTag/team"):
        condition = {"StringEquals": {key: "x"}}
        world.may({"Effect": "Allow", "Action": "*", "Resource": "*"},
                  {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition})
        assert is_denied(call, world), key
        world.may({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEqualsIfExists": {key: "x"}}})
        assert is_denied(call, world), key


def test_who_takes_an_alias_away_is_asked_about_its_key(world):
    world.admin.kms.create_alias(AliasName="alias/keys-taken", TargetKeyId=world.key)

    def delete(w):
        return w.kms.delete_alias(AliasName="alias/keys-taken")

    arn = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{world.key}"
    world.may({"Effect": "Allow", "Action": "kms:*", "Resource": "*"}, {"Effect": "Deny", "Action": "kms:DeleteAlias", "Resource": arn})
    assert is_denied(delete, world)
    world.may({"Effect": "Allow", "Action": "kms:*", "Resource": "*"})
    assert not is_denied(delete, world)
