"""The AWS CLI's own commands (`aws s3 …`): AWS CLI Command Reference, s3. What it calls operation by operation is in test_awscli_calls."""

import json
import shutil

import pytest
import requests

from pelton import ACCOUNT
from tools import Tool, as_root, contents, of_last_year, of_the_venv, stored


@pytest.fixture(scope="module")
def aws(server, home):
    return Tool(of_the_venv("aws"), home, **as_root(server))


# The CLI asks for `100 Continue` before an empty file too. Answered with the final status instead, it takes the next answer on that
# connection for something else and waits until its time is up: so this sync has little time and no second try.
def test_sync_takes_a_tree_there_and_back(aws, s3, bucket, tree, tmp_path):
    once = {**aws.environment, "AWS_MAX_ATTEMPTS": "1"}
    aws("s3", "sync", "--cli-read-timeout", "5", tree, f"s3://{bucket}/t", environment=once)
    assert stored(s3, bucket, "t/") == contents(tree)
    assert aws("s3", "sync", tree, f"s3://{bucket}/t") == ""
    aws("s3", "sync", f"s3://{bucket}/t", tmp_path)
    assert contents(tmp_path) == contents(tree)
    assert aws("s3", "sync", f"s3://{bucket}/t", tmp_path) == ""


def test_sync_sends_what_changed_and_deletes_what_is_gone(aws, s3, bucket, tmp_path):
    for name in ("kept", "changed", "gone"):
        (tmp_path / name).write_text(name)
        of_last_year(tmp_path / name)
    aws("s3", "sync", tmp_path, f"s3://{bucket}")
    (tmp_path / "changed").write_text("changed to something longer")
    (tmp_path / "gone").unlink()
    said = aws("s3", "sync", "--no-progress", "--delete", tmp_path, f"s3://{bucket}")
    assert sorted(line.split()[0] for line in said.splitlines()) == ["delete:", "upload:"]
    assert stored(s3, bucket) == contents(tmp_path)


def test_sync_copies_between_prefixes_with_metadata(aws, s3, bucket, tree):
    aws("s3", "sync", tree / "sub", f"s3://{bucket}/a", "--metadata", "camera=box", "--content-type", "text/x-test")
    aws("s3", "sync", f"s3://{bucket}/a", f"s3://{bucket}/b")
    assert stored(s3, bucket, "b/") == contents(tree / "sub")
    head = s3.head_object(Bucket=bucket, Key="b/deep/plus+sign")
    assert (head["Metadata"], head["ContentType"]) == ({"camera": "box"}, "text/x-test")


def test_cp_sends_a_big_file_in_parts(aws, s3, bucket, tree, tmp_path):
    aws("s3", "cp", tree / "big.bin", f"s3://{bucket}/")
    assert s3.head_object(Bucket=bucket, Key="big.bin")["ETag"].endswith('-2"')
    aws("s3", "cp", f"s3://{bucket}/big.bin", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == (tree / "big.bin").read_bytes()
    assert aws("s3", "cp", f"s3://{bucket}/big.bin", "-", binary=True) == (tree / "big.bin").read_bytes()


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
def test_cp_sends_and_checks_a_checksum(aws, s3, bucket, tree, tmp_path, algorithm):
    if algorithm in ("CRC32C", "CRC64NVME"):
        pytest.importorskip("awscrt", reason=f"the AWS CLI has no {algorithm} without awscrt")
    aws("s3", "cp", "--checksum-algorithm", algorithm, tree / "one", f"s3://{bucket}/")
    assert "Checksum" + algorithm in s3.head_object(Bucket=bucket, Key="one", ChecksumMode="ENABLED")
    aws("s3", "cp", "--checksum-mode", "ENABLED", f"s3://{bucket}/one", tmp_path)


def test_cp_reads_standard_input(aws, s3, bucket):
    aws("s3", "cp", "-", f"s3://{bucket}/piped", input=b"from a pipe")
    assert stored(s3, bucket) == {"piped": b"from a pipe"}


def test_cp_may_say_that_the_owner_has_full_control(aws, bucket, tree):
    """Controlling ownership of objects: where ACLs are off, this canned one alone is accepted."""
    aws("s3", "cp", "--acl", "bucket-owner-full-control", tree / "one", f"s3://{bucket}/one")
    assert "AccessControlListNotSupported" in aws.refused("s3", "cp", "--acl", "public-read", tree / "one", f"s3://{bucket}/two")


def test_mv_goes_up_across_and_down(aws, s3, bucket, tree, tmp_path):
    shutil.copytree(tree / "sub", tmp_path / "here")
    aws("s3", "mv", "--recursive", tmp_path / "here", f"s3://{bucket}/a")
    assert contents(tmp_path) == {}
    aws("s3", "mv", "--recursive", f"s3://{bucket}/a", f"s3://{bucket}/b")
    assert stored(s3, bucket, "a/") == {}
    assert stored(s3, bucket, "b/") == contents(tree / "sub")
    aws("s3", "mv", "--recursive", f"s3://{bucket}/b", tmp_path / "back")
    assert stored(s3, bucket) == {}
    assert contents(tmp_path / "back") == contents(tree / "sub")


def test_rm_recursive_keeps_what_is_excluded(aws, s3, bucket):
    for key in ("logs/1", "logs/2", "logs/keep", "other"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    aws("s3", "rm", "--recursive", f"s3://{bucket}/logs", "--exclude", "*keep")
    assert sorted(stored(s3, bucket)) == ["logs/keep", "other"]


def test_ls_shows_buckets_prefixes_and_totals(aws, s3, bucket):
    for key in ("a/1", "a/2", "b"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"1234")
    assert bucket in aws("s3", "ls")
    assert [line.split()[-1] for line in aws("s3", "ls", f"s3://{bucket}").splitlines()] == ["a/", "b"]
    assert "Total Objects: 3\n   Total Size: 12" in aws("s3", "ls", "--recursive", "--summarize", "--page-size", "1", f"s3://{bucket}")


def test_mb_and_rb_make_and_remove_a_bucket(aws, s3, bucket):
    aws("s3", "mb", f"s3://{bucket}-2")
    s3.put_object(Bucket=bucket + "-2", Key="k", Body=b"x")
    assert "BucketNotEmpty" in aws.refused("s3", "rb", f"s3://{bucket}-2")
    aws("s3", "rb", "--force", f"s3://{bucket}-2")
    assert "NoSuchBucket" in aws.refused("s3", "ls", f"s3://{bucket}-2")


@pytest.fixture
def aws_v4(server, home, tmp_path):
    """The CLI with the setting of those who want Version 4 in us-east-1 too."""
    (tmp_path / "config").write_text("[default]\ns3 =\n  signature_version = s3v4\n")
    return Tool(of_the_venv("aws"), home, **{**as_root(server), "AWS_CONFIG_FILE": str(tmp_path / "config")})


@pytest.mark.parametrize("cli", ["aws", "aws_v4"])
def test_presign_makes_an_address_for_everyone(request, cli, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a b/ü", Body=b"shared")
    address = request.getfixturevalue(cli)("s3", "presign", "--expires-in", "60", f"s3://{bucket}/a b/ü").strip()
    assert requests.get(address).content == b"shared"


def test_website_sets_the_index_and_the_error_page(aws, s3, bucket):
    aws("s3", "website", f"s3://{bucket}", "--index-document", "index.html", "--error-document", "error.html")
    found = s3.get_bucket_website(Bucket=bucket)
    assert (found["IndexDocument"]["Suffix"], found["ErrorDocument"]["Key"]) == ("index.html", "error.html")


def test_a_profile_that_assumes_a_role(server, aws, home):
    """AWS CLI User Guide, "Using an IAM role in the AWS CLI": the credentials of one profile, and a role."""
    iam = server.client("iam")
    iam.create_user(UserName="cli")
    key = iam.create_access_key(UserName="cli")["AccessKey"]
    trust = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/cli"}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "ticket"}}}]}
    role = iam.create_role(RoleName="of-cli", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.attach_role_policy(RoleName="of-cli", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    (home / "profiles").write_text(
        f"[profile base]\naws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key = {key['SecretAccessKey']}\n"
        f"[profile role]\nrole_arn = {role}\nsource_profile = base\nexternal_id = ticket\nrole_session_name = me\n")
    environment = {
        **{name: value for name, value in aws.environment.items() if not name.startswith(("AWS_ACCESS", "AWS_SECRET"))},
        "AWS_CONFIG_FILE": str(home / "profiles")}
    who = json.loads(aws("sts", "get-caller-identity", "--profile", "role", "--output", "json", environment=environment))
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/of-cli/me"
    aws("s3", "mb", "s3://made-as-a-role", "--profile", "role", environment=environment)
