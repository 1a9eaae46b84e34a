"""s5cmd (AWS SDK for Go, version 1, many workers): its README."""

import json

import pytest
import requests

from tools import Tool, as_root, contents, of_last_year, of_the_venv, stored


@pytest.fixture(scope="module")
def s5cmd(server, home):
    return Tool(of_the_venv("s5cmd"), home, **as_root(server), S3_ENDPOINT_URL=server.url)


def test_cp_takes_a_tree_there_and_back(s5cmd, s3, bucket, tree, tmp_path):
    s5cmd("cp", f"{tree}/", f"s3://{bucket}/t/")
    assert stored(s3, bucket, "t/") == contents(tree)
    s5cmd("cp", f"s3://{bucket}/t/*", f"{tmp_path}/")
    assert contents(tmp_path) == contents(tree)


def test_cp_sends_and_reads_a_big_file_in_parts(s5cmd, s3, bucket, tree, tmp_path):
    s5cmd("cp", "--part-size", "5", "--concurrency", "3", tree / "big.bin", f"s3://{bucket}/")
    assert s3.head_object(Bucket=bucket, Key="big.bin")["ETag"].endswith('-3"')
    s5cmd("cp", "--part-size", "5", f"s3://{bucket}/big.bin", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == (tree / "big.bin").read_bytes()


def test_sync_sends_only_what_changed(s5cmd, s3, bucket, tmp_path):
    for name in ("kept", "changed", "gone"):
        (tmp_path / name).write_text(name)
        of_last_year(tmp_path / name)
    s5cmd("sync", f"{tmp_path}/", f"s3://{bucket}/")
    (tmp_path / "changed").write_text("changed to something longer")
    (tmp_path / "gone").unlink()
    said = s5cmd("sync", "--delete", f"{tmp_path}/", f"s3://{bucket}/")
    assert sorted(line.split()[0] for line in said.splitlines()) == ["cp", "rm"]
    assert stored(s3, bucket) == contents(tmp_path)


def test_pipe_cat_mv_head_and_ls_work(s5cmd, s3, bucket):
    s5cmd("pipe", f"s3://{bucket}/a/piped", input=b"from a pipe")
    assert s5cmd("cat", f"s3://{bucket}/a/piped") == "from a pipe"
    s5cmd("mv", f"s3://{bucket}/a/piped", f"s3://{bucket}/b")
    assert json.loads(s5cmd("head", f"s3://{bucket}/b"))["size"] == 11
    assert [json.loads(line)["key"] for line in s5cmd("--json", "ls", f"s3://{bucket}").splitlines()] == [f"s3://{bucket}/b"]
    assert requests.get(s5cmd("presign", f"s3://{bucket}/b").strip()).text == "from a pipe"


def test_rm_deletes_by_thousands_and_rb_removes_the_bucket(s5cmd, s3, bucket, tmp_path):
    commands = "".join(f"cp {tmp_path}/f s3://{bucket}/{number:04}\n" for number in range(1100))
    (tmp_path / "f").write_text("x")
    s5cmd("run", input=commands.encode())
    assert len(s5cmd("ls", f"s3://{bucket}/*").splitlines()) == 1100
    s5cmd("rm", f"s3://{bucket}/*")
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    s5cmd("rb", f"s3://{bucket}")


def test_every_version_is_listed_and_removed(s5cmd, s3, bucket):
    s5cmd("bucket-version", "--set", "Enabled", f"s3://{bucket}")
    for body in (b"old", b"new"):
        s5cmd("pipe", f"s3://{bucket}/k", input=body)
    s5cmd("rm", f"s3://{bucket}/k")
    assert len(s5cmd("ls", "--all-versions", f"s3://{bucket}/*").splitlines()) == 3
    s5cmd("rm", "--all-versions", f"s3://{bucket}/*")
    s5cmd("rb", f"s3://{bucket}")
