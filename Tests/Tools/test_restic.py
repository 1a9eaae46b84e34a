"""restic, Debian's (minio-go): restic's documentation, Preparing a new repository: Amazon S3 and S3-compatible storage."""

import json
import shutil

import pytest

from tools import Tool, as_root, contents, of_the_system


@pytest.fixture
def restic(server, bucket, home, tmp_path):
    program = of_the_system("restic")
    return Tool(
        program, home, **as_root(server), RESTIC_REPOSITORY=f"s3:{server.url}/{bucket}/backups", RESTIC_PASSWORD="secret",
        RESTIC_CACHE_DIR=str(tmp_path / "cache"))


def test_a_backup_is_made_checked_restored_and_pruned(restic, s3, bucket, tree, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(tree, source)
    restic("init")
    restic("backup", source)
    (source / "big.bin").write_bytes(b"now small")
    restic("backup", source)
    before = size_of(s3, bucket)
    restic("forget", "--keep-last", "1", "--prune", "--max-unused", "0")
    assert size_of(s3, bucket) < before - 10_000_000
    restic("check", "--read-data")
    assert len(json.loads(restic("snapshots", "--json"))) == 1
    restic("restore", "latest", "--target", tmp_path / "restored")
    restored = next((tmp_path / "restored").rglob("big.bin")).parent
    assert contents(restored) == contents(source)
    assert restic("list", "locks") == ""


def size_of(s3, bucket):
    return sum(entry["Size"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"])
