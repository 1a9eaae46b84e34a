"""IAM: roles that services have in an account, which nobody else changes."""

import json
import re

import pytest

from helpers import TRUSTS_LAMBDA, allow, error_of, message_of
from pelton import ACCOUNT

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
BATCH = "AWSServiceRoleForBatch"


@pytest.fixture(scope="module")
def iam(server):
    return server.client("iam")


@pytest.fixture
def batch(iam):
    role = iam.create_service_linked_role(AWSServiceName="batch.amazonaws.com", Description="told")["Role"]
    yield role
    if error_of_or_none(lambda: iam.get_role(RoleName=BATCH)) is None:
        iam.delete_service_linked_role(RoleName=BATCH)


def error_of_or_none(call):
    try:
        return error_of(call)
    except AssertionError:
        return None


def test_a_role_of_a_service(iam, batch):
    assert (batch["RoleName"], batch["Path"]) == (BATCH, "/aws-service-role/batch.amazonaws.com/")
    assert batch["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/batch.amazonaws.com/{BATCH}"
    assert batch["AssumeRolePolicyDocument"] == {
        "Version": "2012-10-17",
        "Statement": [{"Action": ["sts:AssumeRole"], "Effect": "Allow", "Principal": {"Service": ["batch.amazonaws.com"]}}]}
    assert iam.get_role(RoleName=BATCH)["Role"]["Description"] == "told"
    assert BATCH in [role["RoleName"] for role in iam.list_roles(PathPrefix="/aws-service-role/")["Roles"]]


def test_a_service_has_one_role(iam, batch):
    """Text as in AWS's answers quoted of `aws iam create-service-linked-role`."""
    again = lambda: iam.create_service_linked_role(AWSServiceName="batch.amazonaws.com")  # noqa: E731
    assert error_of(again) == (400, "InvalidInput")
    assert message_of(again) == f"Service role name {BATCH} has been taken in this account, please try a different suffix."


def test_suffixes(iam):
    """Most services have none, as LocalStack recorded of AWS."""
    make = lambda service: lambda: iam.create_service_linked_role(AWSServiceName=service, CustomSuffix="debug")  # noqa: E731
    assert error_of(make("batch.amazonaws.com")) == (400, "InvalidInput")
    assert message_of(make("batch.amazonaws.com")) == "Custom suffix is not allowed for batch.amazonaws.com"
    assert make("autoscaling.amazonaws.com")()["Role"]["RoleName"] == "AWSServiceRoleForAutoScaling_debug"
    iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com")
    for name in ("AWSServiceRoleForAutoScaling", "AWSServiceRoleForAutoScaling_debug"):
        iam.delete_service_linked_role(RoleName=name)


@pytest.mark.parametrize("service", ["account.amazonaws.com", "nobody", "Batch.amazonaws.com"])
def test_a_service_that_has_none(iam, service):
    make = lambda: iam.create_service_linked_role(AWSServiceName=service)  # noqa: E731
    assert error_of(make) == (403, "AccessDenied")
    assert message_of(make) == f"Cannot find Service Linked Role template for {service}"


CHANGES = {
    "attach_role_policy": {"PolicyArn": READ_ONLY}, "detach_role_policy": {"PolicyArn": READ_ONLY},
    "put_role_policy": {"PolicyName": "p", "PolicyDocument": allow("s3:*")}, "delete_role_policy": {"PolicyName": "p"},
    "update_assume_role_policy": {"PolicyDocument": TRUSTS_LAMBDA}, "put_role_permissions_boundary": {"PermissionsBoundary": READ_ONLY},
    "delete_role": {}, "add_role_to_instance_profile": {"InstanceProfileName": "of-nobody"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_else_changes_it(iam, batch, change):
    if change == "add_role_to_instance_profile" and error_of_or_none(lambda: iam.get_instance_profile(InstanceProfileName="of-nobody")):
        iam.create_instance_profile(InstanceProfileName="of-nobody")
    call = lambda: getattr(iam, change)(RoleName=BATCH, **CHANGES[change])  # noqa: E731
    assert error_of(call) == (400, "UnmodifiableEntity")
    assert message_of(call) == f"Cannot perform the operation on the protected role '{BATCH}' - this role is only modifiable by AWS"
    role = iam.get_role(RoleName=BATCH)["Role"]
    assert role["AssumeRolePolicyDocument"] == batch["AssumeRolePolicyDocument"] and "PermissionsBoundary" not in role
    assert iam.list_attached_role_policies(RoleName=BATCH)["AttachedPolicies"] == []
    assert iam.list_role_policies(RoleName=BATCH)["PolicyNames"] == []


def test_its_description_and_tags_are_the_accounts(iam, batch):
    """IAM User Guide, "Edit a service-linked role description"."""
    iam.update_role(RoleName=BATCH, Description="new")
    assert iam.get_role(RoleName=BATCH)["Role"]["Description"] == "new"
    iam.update_role_description(RoleName=BATCH, Description="newer")
    iam.tag_role(RoleName=BATCH, Tags=[{"Key": "a", "Value": "b"}])
    assert iam.list_role_tags(RoleName=BATCH)["Tags"] == [{"Key": "a", "Value": "b"}]
    iam.untag_role(RoleName=BATCH, TagKeys=["a"])
    longer = lambda: iam.update_role(RoleName=BATCH, MaxSessionDuration=7200)  # noqa: E731
    assert error_of(longer) == (400, "UnmodifiableEntity")
    assert iam.get_role(RoleName=BATCH)["Role"]["MaxSessionDuration"] == 3600


def test_nobody_assumes_it(server, iam, batch):
    assume = lambda: server.client("sts").assume_role(RoleArn=batch["Arn"], RoleSessionName="somebody")  # noqa: E731
    assert error_of(assume) == (403, "AccessDenied")


def test_nobody_makes_an_ordinary_role_at_its_path(iam):
    make = lambda: iam.create_role(  # noqa: E731
        RoleName="pretender", Path="/aws-service-role/batch.amazonaws.com/", AssumeRolePolicyDocument=TRUSTS_LAMBDA)
    assert error_of(make) == (400, "InvalidInput")


def test_it_is_deleted(iam, batch):
    iam.tag_role(RoleName=BATCH, Tags=[{"Key": "a", "Value": "b"}])
    task = iam.delete_service_linked_role(RoleName=BATCH)["DeletionTaskId"]
    assert re.fullmatch(rf"task/aws-service-role/batch.amazonaws.com/{BATCH}/[0-9a-f-]{{36}}", task)
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    assert error_of(lambda: iam.get_role(RoleName=BATCH)) == (404, "NoSuchEntity")
    assert error_of(lambda: iam.delete_service_linked_role(RoleName=BATCH)) == (404, "NoSuchEntity")


def test_only_such_roles_are_deleted_so(iam):
    iam.create_role(RoleName="ordinary", AssumeRolePolicyDocument=TRUSTS_LAMBDA)
    assert error_of(lambda: iam.delete_service_linked_role(RoleName="ordinary")) == (404, "NoSuchEntity")
    iam.delete_role(RoleName="ordinary")


@pytest.mark.parametrize(("task", "error"), [
    (f"task/aws-service-role/batch.amazonaws.com/{BATCH}/00000000-0000-0000-0000-000000000000", (404, "NoSuchEntity")),
    ("nothing", (400, "InvalidInput")), ("task/a/b/c/d", (400, "InvalidInput"))])
def test_a_deletion_that_never_was(iam, task, error):
    assert error_of(lambda: iam.get_service_linked_role_deletion_status(DeletionTaskId=task)) == error


def test_policies_are_asked_about_it(server, iam, batch):
    iam.create_user(UserName="linker")
    key = iam.create_access_key(UserName="linker")["AccessKey"]
    linker = server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    condition = {"StringEquals": {"iam:AWSServiceName": "backup.amazonaws.com"}}
    iam.put_user_policy(UserName="linker", PolicyName="own", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*", "Condition": condition}]}))
    assert error_of(lambda: linker.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")) == (403, "AccessDenied")
    name = linker.create_service_linked_role(AWSServiceName="backup.amazonaws.com")["Role"]["RoleName"]
    delete = lambda: linker.delete_service_linked_role(RoleName=name)  # noqa: E731
    assert error_of(delete) == (403, "AccessDenied")
    role = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/backup.amazonaws.com/*"
    iam.put_user_policy(UserName="linker", PolicyName="own", PolicyDocument=allow(
        "iam:DeleteServiceLinkedRole", "iam:GetServiceLinkedRoleDeletionStatus", resource=role))
    task = delete()["DeletionTaskId"]
    assert linker.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    other = server.client("iam", "AKIAPELTONTESTOTHER0", "secret/of+the/other/account/in/tests0000")
    assert error_of(lambda: other.get_service_linked_role_deletion_status(DeletionTaskId=task)) == (404, "NoSuchEntity")
