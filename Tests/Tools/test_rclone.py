"""rclone, Debian's (AWS SDK for Go, version 1) and the newest (version 2): rclone's documentation, Amazon S3 Storage Providers."""

import json
import os
import shutil

import pytest
import requests

from tools import Tool, as_root, contents, of_the_system, of_the_venv, stored

PARTS = ("--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M")


@pytest.fixture(scope="module", params=[of_the_system, of_the_venv], ids=["debian", "newest"])
def rclone(request, server, home):
    remote = {"TYPE": "s3", "PROVIDER": "Other", "ENV_AUTH": "true", "ENDPOINT": server.url, "REGION": "us-east-1", "FORCE_PATH_STYLE": "true"}
    settings = {"RCLONE_CONFIG_PELTON_" + name: value for name, value in remote.items()}
    return Tool(request.param("rclone"), home, **as_root(server), **settings, RCLONE_CONFIG=os.devnull)


def test_sync_takes_a_tree_there_and_back_with_its_times(rclone, s3, bucket, tree, tmp_path):
    rclone("sync", "--metadata", *PARTS, tree, f"pelton:{bucket}/t")
    assert stored(s3, bucket, "t/") == contents(tree)
    rclone("sync", "--metadata", f"pelton:{bucket}/t", tmp_path)
    assert contents(tmp_path) == contents(tree)
    for name in ("one", "sub/per%cent"):
        assert (tmp_path / name).stat().st_mtime_ns == (tree / name).stat().st_mtime_ns


def test_check_finds_no_difference_and_then_the_one_that_there_is(rclone, s3, bucket, tree):
    rclone("copy", *PARTS, tree, f"pelton:{bucket}")
    rclone("check", tree, f"pelton:{bucket}")
    rclone("check", "--download", tree, f"pelton:{bucket}")
    s3.put_object(Bucket=bucket, Key="one", Body=b"2")
    assert "1 differences found" in rclone.refused("check", tree, f"pelton:{bucket}")


def test_a_second_sync_sends_what_changed_and_deletes_what_is_gone(rclone, s3, bucket, tree, tmp_path):
    shutil.copytree(tree / "sub", tmp_path, dirs_exist_ok=True)
    rclone("sync", tmp_path, f"pelton:{bucket}")
    (tmp_path / "per%cent").write_text("longer than it was")
    (tmp_path / "deep" / "plus+sign").unlink()
    rclone("sync", tmp_path, f"pelton:{bucket}")
    assert stored(s3, bucket) == contents(tmp_path)


def test_a_big_file_is_sent_copied_and_moved_in_parts(rclone, s3, bucket, tree):
    body = (tree / "big.bin").read_bytes()
    rclone("copyto", *PARTS, tree / "big.bin", f"pelton:{bucket}/a")
    assert s3.head_object(Bucket=bucket, Key="a")["ETag"].endswith('-3"')
    rclone("copyto", "--s3-copy-cutoff", "6M", *PARTS, f"pelton:{bucket}/a", f"pelton:{bucket}/b")
    rclone("moveto", f"pelton:{bucket}/b", f"pelton:{bucket}/c")
    assert stored(s3, bucket) == {"a": body, "c": body}
    assert s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []) == []


def test_metadata_comes_back(rclone, bucket, tree):
    rclone("copyto", "--header-upload", "Content-Language: de", "--metadata", "--metadata-set", "camera=box", tree / "one", f"pelton:{bucket}/one")
    listed = json.loads(rclone("lsjson", "--metadata", f"pelton:{bucket}/one"))
    assert listed[0]["Metadata"]["camera"] == "box"


def test_streams_links_sizes_and_purging_work(rclone, s3, bucket):
    rclone("rcat", f"pelton:{bucket}/a/piped", input=b"from a pipe")
    assert rclone("cat", f"pelton:{bucket}/a/piped") == "from a pipe"
    assert json.loads(rclone("size", "--json", f"pelton:{bucket}"))["bytes"] == 11
    assert requests.get(rclone("link", "--expire", "1m", f"pelton:{bucket}/a/piped").strip()).text == "from a pipe"
    rclone("purge", f"pelton:{bucket}/a")
    assert stored(s3, bucket) == {}
    rclone("rmdir", f"pelton:{bucket}")
    assert bucket not in rclone("lsd", "pelton:")
