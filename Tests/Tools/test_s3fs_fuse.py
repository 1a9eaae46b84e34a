"""s3fs-fuse (C++, signatures of its own over libcurl): its manual page. A mounted bucket as programs use it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pelton import ACCESS_KEY, REGION, SECRET_KEY, wait_until
from tools import Tool, contents, of_the_system, stored


@pytest.fixture
def mounted(server, home, bucket, tmp_path):
    """Mounts the bucket, and gives the folder."""
    program = of_the_system("s3fs")
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("this machine mounts nothing: no /dev/fuse")
    s3fs = Tool(program, home, AWSACCESSKEYID=ACCESS_KEY, AWSSECRETACCESSKEY=SECRET_KEY)
    folder = tmp_path / "mounted"
    folder.mkdir()
    s3fs(bucket, folder, "-o", f"url={server.url},use_path_request_style,endpoint={REGION},multipart_size=5,stat_cache_expire=1")
    wait_until(folder.is_mount)
    yield folder
    subprocess.run(["fusermount", "-u", "-z", str(folder)], check=True)


def test_files_are_written_read_moved_and_removed(mounted, s3, bucket, tree):
    shutil.copytree(tree, mounted / "t")
    assert contents(mounted / "t") == contents(tree)
    assert {name: body for name, body in stored(s3, bucket, "t/").items() if name and not name.endswith("/")} == contents(tree)
    big = s3.head_object(Bucket=bucket, Key="t/big.bin")
    # It sets its metadata by a copy onto itself, and a copy of what was made of parts is one object.
    assert "-" not in big["ETag"] and {"uid", "gid", "mode", "mtime"} <= set(big["Metadata"])
    (mounted / "t").rename(mounted / "moved")
    assert contents(mounted / "moved") == contents(tree) and not (mounted / "t").exists()
    assert sorted(path.name for path in (mounted / "moved").iterdir()) == sorted(path.name for path in tree.iterdir())
    shutil.rmtree(mounted / "moved")
    assert stored(s3, bucket) == {}


def test_a_file_is_changed_in_place(mounted, s3, bucket):
    file = mounted / "ünï & space"
    file.write_bytes(b"one\n")
    with open(file, "ab") as more:
        more.write(b"two\n")
    with open(file, "r+b") as part:
        part.seek(4)
        part.write(b"TWO")
    assert file.read_bytes() == s3.get_object(Bucket=bucket, Key=file.name)["Body"].read() == b"one\nTWO\n"
    # What lies beside the bytes is changed by a copy onto itself.
    file.chmod(0o640)
    os.utime(file, (1_000_000_000, 1_000_000_000))
    found = s3.head_object(Bucket=bucket, Key=file.name)["Metadata"]
    assert int(found["mode"]) & 0o777 == 0o640 and found["mtime"].startswith("1000000000")
    (mounted / "link").symlink_to(file.name)
    assert (mounted / "link").read_bytes() == b"one\nTWO\n"
    with pytest.raises(FileNotFoundError):
        Path(mounted / "missing").read_bytes()


def test_what_others_write_is_seen(mounted, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a/b/c", Body=b"from elsewhere")
    assert (mounted / "a" / "b" / "c").read_bytes() == b"from elsewhere"
    assert [path.name for path in mounted.iterdir()] == ["a"]
    s3.delete_object(Bucket=bucket, Key="a/b/c")
    wait_until(lambda: not (mounted / "a" / "b" / "c").exists())
