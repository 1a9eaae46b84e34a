"""s3cmd, Debian's (a client in Python that signs by itself): s3tools.org, s3cmd usage."""

import pytest

from pelton import ACCESS_KEY, SECRET_KEY
from tools import Tool, contents, of_the_system, stored


@pytest.fixture(scope="module")
def s3cmd(server, home):
    program = of_the_system("s3cmd")
    host = server.url.removeprefix("http://")
    (home / ".s3cfg").write_text(
        f"[default]\naccess_key = {ACCESS_KEY}\nsecret_key = {SECRET_KEY}\nhost_base = {host}\nhost_bucket = {host}\nuse_https = False\n"
        "bucket_location = us-east-1\n")
    return Tool(program, home)


def test_put_and_get_take_a_file_there_and_back(s3cmd, s3, bucket, tree, tmp_path):
    s3cmd("put", tree / "sub" / "with space & ünï.txt", f"s3://{bucket}/with space & ünï.txt")
    assert list(stored(s3, bucket)) == ["with space & ünï.txt"]
    s3cmd("get", f"s3://{bucket}/with space & ünï.txt", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == (tree / "sub" / "with space & ünï.txt").read_bytes()


def test_put_sends_a_big_file_in_parts(s3cmd, s3, bucket, tree, tmp_path):
    s3cmd("put", "--multipart-chunk-size-mb=5", tree / "big.bin", f"s3://{bucket}/")
    assert s3.head_object(Bucket=bucket, Key="big.bin")["ETag"].endswith('-3"')
    s3cmd("get", f"s3://{bucket}/big.bin", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == (tree / "big.bin").read_bytes()


def test_multipart_lists_what_is_unfinished_and_abortmp_ends_it(s3cmd, s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts")["UploadId"]
    assert upload in s3cmd("multipart", f"s3://{bucket}")
    s3cmd("abortmp", f"s3://{bucket}/parts", upload)
    assert upload not in s3cmd("multipart", f"s3://{bucket}")


def test_sync_takes_a_tree_there_and_back(s3cmd, s3, bucket, tree, tmp_path):
    s3cmd("sync", f"{tree}/sub/", f"s3://{bucket}/t/")
    assert stored(s3, bucket, "t/") == contents(tree / "sub")
    assert "upload" not in s3cmd("sync", f"{tree}/sub/", f"s3://{bucket}/t/")
    s3cmd("sync", f"s3://{bucket}/t/", f"{tmp_path}/")
    assert contents(tmp_path) == contents(tree / "sub")


def test_ls_du_and_la_show_what_there_is(s3cmd, s3, bucket):
    for key in ("a/1", "b"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"1234")
    assert [line.split()[-1] for line in s3cmd("ls", f"s3://{bucket}").splitlines()] == [f"s3://{bucket}/a/", f"s3://{bucket}/b"]
    assert s3cmd("du", f"s3://{bucket}").split()[:2] == ["8", "2"]
    assert bucket in s3cmd("ls")


def test_cp_mv_and_modify_keep_the_content(s3cmd, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=b"body")
    s3cmd("cp", f"s3://{bucket}/a", f"s3://{bucket}/b")
    s3cmd("mv", f"s3://{bucket}/b", f"s3://{bucket}/c")
    s3cmd("modify", "--add-header=x-amz-meta-camera:box", f"s3://{bucket}/c")
    assert stored(s3, bucket) == {"a": b"body", "c": b"body"}
    assert s3.head_object(Bucket=bucket, Key="c")["Metadata"] == {"camera": "box"}


def test_info_tells_a_buckets_and_an_objects_settings(s3cmd, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"body", ContentType="text/x-test")
    told = s3cmd("info", f"s3://{bucket}")
    for line in ("Location:  us-east-1", "Payer:     BucketOwner", "Policy:    none", "CORS:      none"):
        assert line in told
    assert "MIME type: text/x-test" in s3cmd("info", f"s3://{bucket}/k")


def test_put_of_a_public_object_is_refused_where_acls_are_off(s3cmd, s3, bucket, tree):
    assert "AccessControlListNotSupported" in s3cmd.refused("put", "--acl-public", tree / "one", f"s3://{bucket}/one")
    assert stored(s3, bucket) == {}


@pytest.mark.parametrize("target", ["", "/k"], ids=["bucket", "object"])
def test_setacl_is_refused_where_acls_are_off(s3cmd, s3, bucket, target):
    s3.put_object(Bucket=bucket, Key="k", Body=b"body")
    assert "AccessControlListNotSupported" in s3cmd.refused("setacl", "--acl-public", f"s3://{bucket}{target}")


def test_del_and_rb_leave_nothing(s3cmd, s3, bucket):
    for number in range(12):
        s3.put_object(Bucket=bucket, Key=f"a/{number}", Body=b"x")
    s3cmd("del", f"s3://{bucket}/a/0")
    s3cmd("del", "--recursive", "--force", f"s3://{bucket}/a/")
    assert stored(s3, bucket) == {}
    s3cmd("rb", f"s3://{bucket}")
    assert bucket not in s3cmd("ls")


def test_expire_sets_a_lifecycle(s3cmd, s3, bucket):
    s3cmd("expire", f"s3://{bucket}", "--expiry-days=3", "--expiry-prefix=tmp/")
    rule = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"][0]
    assert rule["Expiration"]["Days"] == 3
