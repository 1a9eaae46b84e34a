"""Terraform with its AWS provider, both unmodified: what terraform/main.tf declares is made, found unchanged, changed and removed.

The provider is no package of a registry that the project's commands use. It is taken from a filesystem mirror, where the machine has one.
"""

import json
import os
from pathlib import Path

import pytest

from helpers import make_role, zipped
from pelton import ACCOUNT, ROOT
from tools import Tool, as_root, of_the_system

PROVIDER = "registry.terraform.io/hashicorp/aws"
RESOURCES = [
    "aws_s3_bucket.plain", "aws_s3_bucket.tagged", "aws_s3_bucket.locked", "aws_s3_bucket.owned", "aws_s3_object.plain", "aws_s3_object.source",
    "aws_s3_object.tagged", "aws_s3_object_copy.copy", "aws_s3_bucket_versioning.this", "aws_s3_bucket_lifecycle_configuration.this",
    "aws_s3_bucket_policy.this", "aws_s3_bucket_cors_configuration.this", "aws_s3_bucket_server_side_encryption_configuration.this",
    "aws_s3_bucket_public_access_block.this", "aws_s3_bucket_website_configuration.this", "aws_s3_bucket_object_lock_configuration.this",
    "aws_s3_bucket_ownership_controls.this", "aws_s3_bucket_acl.this", "aws_lambda_function.this", "aws_lambda_permission.this",
    "aws_s3_bucket_notification.this", "aws_iam_role.this", "aws_iam_role_policy.this", "aws_ssm_parameter.plain",
    "aws_ssm_parameter.list", "aws_ssm_parameter.secret", "aws_iam_user.this", "aws_iam_access_key.this", "aws_iam_user_policy.this",
    "aws_iam_group.this", "aws_iam_group_membership.this", "aws_iam_policy.this", "aws_iam_group_policy_attachment.this",
    "aws_iam_user_policy_attachment.this", "aws_iam_role_policy_attachment.this", "aws_iam_instance_profile.this",
    "aws_iam_openid_connect_provider.this",
]
CHANGE = {"TF_VAR_team": "video", "TF_VAR_days": "60"}


def mirror():
    """The folder from which Terraform takes its providers: one of those that it looks into by itself, or one below /opt."""
    named = os.environ.get("PELTON_TERRAFORM_MIRROR")
    implied = [Path.home() / ".terraform.d/plugins", Path("/usr/local/share/terraform/plugins"), Path("/usr/share/terraform/plugins")]
    folders = [Path(named)] if named else [*implied, *sorted(Path("/opt").glob("*"))]
    for folder in folders:
        if (folder / PROVIDER).is_dir():
            return folder
    pytest.skip("Terraform's AWS provider is on this machine in no filesystem mirror; PELTON_TERRAFORM_MIRROR can name one")


class Terraform:
    """One working directory: each run's outcome by the resource's address."""

    def __init__(self, server, folder, role):
        program = of_the_system("terraform")
        (folder / "cli.tfrc").write_text(f'provider_installation {{\n  filesystem_mirror {{ path = "{mirror()}" }}\n}}\n')
        (folder / "main.tf").write_text((ROOT / "Tests/Tools/terraform/main.tf").read_text())
        (folder / "code.zip").write_bytes(zipped({"app.py": "def handler(event, context):\n    return 'hello'\n"}))
        self.folder = folder
        self.tool = Tool(
            program, folder, **as_root(server), TF_CLI_CONFIG_FILE=str(folder / "cli.tfrc"), CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1",
            TF_VAR_endpoint=server.url, TF_VAR_role=role, TF_VAR_code=str(folder / "code.zip"))
        # Pelton's endpoint goes to the provider by its own setting, as in people's files.
        del self.tool.environment["AWS_ENDPOINT_URL"]
        self.tool("init", "-input=false", cwd=folder)

    def run(self, command, *arguments):
        """What it complained of, what it would change, and what it has done, each by the resource's address."""
        done = self.tool.run(command, "-json", "-input=false", *arguments, cwd=self.folder)
        problems, changes, completed = {}, {}, set()
        for line in done.stdout.decode().splitlines():
            said = json.loads(line)
            if said["type"] == "diagnostic" and said["diagnostic"]["severity"] == "error":
                found = said["diagnostic"]
                problems.setdefault(found.get("address", ""), []).append(found["summary"] + " " + found.get("detail", ""))
            elif said["type"] == "planned_change":
                changes[said["change"]["resource"]["addr"]] = said["change"]["action"]
            elif said["type"] == "apply_complete":
                completed.add(said["hook"]["resource"]["addr"])
        return problems, changes, completed


@pytest.fixture(scope="module")
def terraform(server, tmp_path_factory):
    return Terraform(server, tmp_path_factory.mktemp("terraform"), make_role(server, "for-terraforms-function"))


@pytest.fixture(scope="module")
def applied(terraform):
    """The complaints of the first apply and what it made, and what a plan after it complains of and finds to change."""
    complaints, _, made = terraform.run("apply", "-auto-approve")
    troubles, changes, _ = terraform.run("plan")
    return complaints, made, troubles, changes


@pytest.mark.parametrize("address", RESOURCES)
def test_a_resource_is_made_and_a_second_plan_finds_no_difference(applied, address):
    complaints, made, troubles, changes = applied
    assert complaints.get(address) is None
    assert troubles.get(address) is None
    assert address in made
    assert address not in changes


def test_nothing_is_complained_of_that_no_resource_stands_for(applied):
    complaints, _, troubles, _ = applied
    assert "" not in {**complaints, **troubles}


def test_a_changed_declaration_is_applied_in_place_and_then_all_is_removed(terraform, applied, server, s3):
    terraform.tool.environment.update(CHANGE)
    # The plan before has just read all that there is.
    complaints, changes, done = terraform.run("apply", "-auto-approve", "-refresh=false")
    assert (complaints, set(changes.values())) == ({}, {"update"})
    assert set(changes) <= done
    # Terraform sends tags in any order.
    tags = s3.get_bucket_tagging(Bucket="terraform-tagged")["TagSet"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"cost centre": "4711", "team": "video"}
    assert s3.get_object_tagging(Bucket="terraform-plain", Key="tagged.txt")["TagSet"] == [{"Key": "team", "Value": "video"}]
    assert s3.get_object(Bucket="terraform-plain", Key="a b/ü.txt")["Body"].read() == b"made by Terraform for video"
    ssm = server.client("ssm")
    found = {name: ssm.get_parameter(Name="/terraform/" + name, WithDecryption=True)["Parameter"] for name in ("plain", "secret")}
    assert {name: (parameter["Value"], parameter["Version"]) for name, parameter in found.items()} == {
        "plain": ("for video", 2), "secret": ("secret of video", 2)}
    assert ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/terraform/plain")["TagList"] == [{"Key": "team", "Value": "video"}]
    iam = server.client("iam")
    assert iam.list_user_tags(UserName="terraform-user")["Tags"] == [{"Key": "team", "Value": "video"}]
    policy = iam.get_policy(PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/terraform-policy")["Policy"]
    assert (policy["AttachmentCount"], policy["DefaultVersionId"]) == (1, "v2")
    assert terraform.run("destroy", "-auto-approve")[0] == {}
    assert iam.list_users(PathPrefix="/terraform/")["Users"] == []
    assert not any(found["GroupName"].startswith("terraform") for found in iam.list_groups()["Groups"])
    assert not any(found["PolicyName"].startswith("terraform") for found in iam.list_policies(Scope="Local")["Policies"])
    assert ssm.get_parameters(Names=["/terraform/plain", "/terraform/secret", "terraform-list"])["Parameters"] == []
    assert [made["Name"] for made in s3.list_buckets(Prefix="terraform-")["Buckets"]] == []
