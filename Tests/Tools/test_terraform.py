"""Terraform with its AWS provider, both unmodified: what terraform/main.tf declares is made, found unchanged, changed and removed.

The provider is no package of a registry that the project's commands use. It is taken from a filesystem mirror, where the machine has one.
"""

import json
import os
from pathlib import Path

import pytest

from helpers import make_role, zipped
from pelton import ROOT
from pending import row
from tools import Tool, as_root, of_the_system

SLOW = os.environ.get("PELTON_SLOW_TOOLS") == "1"
PROVIDER = "registry.terraform.io/hashicorp/aws"
FEATURES = {
    "aws_s3_bucket.tagged": ["tagging"], "aws_s3_object.tagged": ["tagging"], "aws_s3_bucket.locked": ["object lock"],
    "aws_s3_bucket_versioning.this": ["versioning"], "aws_s3_bucket_lifecycle_configuration.this[0]": ["lifecycle"],
    "aws_s3_bucket_policy.this": ["policy"], "aws_s3_bucket_cors_configuration.this": ["CORS"],
    "aws_s3_bucket_server_side_encryption_configuration.this": ["encryption"],
    "aws_s3_bucket_public_access_block.this": ["public access block"], "aws_s3_bucket_website_configuration.this": ["website"],
    "aws_s3_bucket_object_lock_configuration.this": ["object lock"], "aws_s3_bucket_ownership_controls.this": ["ownership controls"],
    "aws_s3_bucket_acl.this": ["ownership controls", "ACLs"], "aws_iam_role.this": ["ListAttachedRolePolicies"],
    "aws_iam_role_policy.this": ["ListAttachedRolePolicies"], "aws_s3_bucket.plain": [], "aws_s3_bucket.owned": [], "aws_s3_object.plain": [],
    "aws_s3_object.source": [], "aws_s3_object_copy.copy": [], "aws_lambda_function.this": [], "aws_lambda_permission.this": [],
    "aws_s3_bucket_notification.this": [],
}
RESOURCES = [row(address, needs_features=features, name=address) for address, features in FEATURES.items()]
EVERY_FEATURE = sorted({feature for features in FEATURES.values() for feature in features})


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
            TF_VAR_endpoint=server.url, TF_VAR_role=role, TF_VAR_code=str(folder / "code.zip"),
            TF_VAR_slow=str(SLOW).lower())
        # Pelton's endpoint goes to the provider by its own setting, as in people's files.
        del self.tool.environment["AWS_ENDPOINT_URL"]
        self.tool("init", "-input=false", cwd=folder)

    def run(self, command, *arguments):
        """What it complained of and what it would change, by address."""
        done = self.tool.run(command, "-json", "-input=false", *arguments, cwd=self.folder)
        problems, changes = {}, {}
        for line in done.stdout.decode().splitlines():
            said = json.loads(line)
            if said["type"] == "diagnostic" and said["diagnostic"]["severity"] == "error":
                found = said["diagnostic"]
                problems.setdefault(found.get("address", ""), []).append(found["summary"] + " " + found.get("detail", ""))
            elif said["type"] == "planned_change":
                changes[said["change"]["resource"]["addr"]] = said["change"]["action"]
        return problems, changes

    def state(self):
        state = json.loads(self.tool("show", "-json", cwd=self.folder))
        return {found["address"]: found["values"] for found in state.get("values", {}).get("root_module", {}).get("resources", [])}


@pytest.fixture(scope="module")
def terraform(server, tmp_path_factory):
    return Terraform(server, tmp_path_factory.mktemp("terraform"), make_role(server, "for-terraforms-function"))


@pytest.fixture(scope="module")
def applied(terraform):
    """The complaints of the first apply, and what a plan after it finds to change."""
    complaints, _ = terraform.run("apply", "-auto-approve")
    troubles, changes = terraform.run("plan")
    return complaints, troubles, changes, terraform.state()


@pytest.mark.parametrize("address", RESOURCES)
def test_a_resource_is_made_and_a_second_plan_finds_no_difference(applied, address):
    if address.endswith("lifecycle_configuration.this[0]") and not SLOW:
        pytest.skip("the provider itself waits a minute for a lifecycle: PELTON_SLOW_TOOLS=1 runs it")
    complaints, troubles, changes, state = applied
    assert complaints.get(address) is None
    assert troubles.get(address) is None
    assert address in state
    assert address not in changes


def test_nothing_is_complained_of_that_no_resource_stands_for(applied):
    complaints, troubles, _, _ = applied
    assert "" not in {**complaints, **troubles}


@pytest.mark.parametrize("change", [row({"TF_VAR_team": "video", "TF_VAR_days": "60"}, needs_features=EVERY_FEATURE)])
def test_a_changed_declaration_is_applied_in_place_and_then_all_is_removed(terraform, applied, s3, change):
    terraform.tool.environment.update(change)
    complaints, changes = terraform.run("apply", "-auto-approve")
    assert (complaints, set(changes.values())) == ({}, {"update"})
    assert terraform.run("plan") == ({}, {})
    assert terraform.run("destroy", "-auto-approve")[0] == {}
    assert [made["Name"] for made in s3.list_buckets(Prefix="terraform-")["Buckets"]] == []
