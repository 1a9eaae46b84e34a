"""minio-py (a client that signs by itself): its Python client API reference."""

import datetime
import io

import pytest
import requests

from pelton import ACCESS_KEY, REGION, SECRET_KEY

minio = pytest.importorskip("minio", reason="minio-py is not in the Python environment of these tests")


@pytest.fixture(scope="module")
def client(server):
    # By keyword: its versions differ in the order.
    return minio.Minio(
        endpoint=server.url.removeprefix("http://"), access_key=ACCESS_KEY, secret_key=SECRET_KEY, region=REGION, secure=False)


@pytest.mark.parametrize("length, part_size", [(12_000_000, 0), (-1, 5 * 1024 * 1024)], ids=["known-length", "unknown-length"])
def test_a_body_comes_back(client, bucket, tree, length, part_size):
    body = (tree / "big.bin").read_bytes()
    client.put_object(
        bucket_name=bucket, object_name="a b/ü", data=io.BytesIO(body), length=length, part_size=part_size, metadata={"camera": "box"})
    with client.get_object(bucket_name=bucket, object_name="a b/ü") as got:
        assert got.read() == body
    found = client.stat_object(bucket_name=bucket, object_name="a b/ü")
    assert (found.size, found.metadata["x-amz-meta-camera"]) == (len(body), "box")


def test_a_part_of_a_body_is_read(client, bucket):
    client.put_object(bucket_name=bucket, object_name="k", data=io.BytesIO(b"0123456789"), length=10)
    with client.get_object(bucket_name=bucket, object_name="k", offset=3, length=4) as got:
        assert got.read() == b"3456"


def test_objects_are_copied_composed_listed_and_removed(client, bucket, tree):
    from minio.commonconfig import CopySource
    try:
        from minio.commonconfig import ComposeSource
    except ImportError:
        from minio.commonconfig import SourceObject as ComposeSource
    from minio.deleteobjects import DeleteObject

    client.fput_object(bucket_name=bucket, object_name="a", file_path=str(tree / "big.bin"))
    client.copy_object(bucket_name=bucket, object_name="b", source=CopySource(bucket_name=bucket, object_name="a"))
    client.compose_object(
        bucket_name=bucket, object_name="c", sources=[ComposeSource(bucket_name=bucket, object_name=key) for key in ("a", "b")])
    sizes = {found.object_name: found.size for found in client.list_objects(bucket_name=bucket, recursive=True)}
    assert sizes == {"a": 12_000_000, "b": 12_000_000, "c": 24_000_000}
    assert list(client.remove_objects(bucket_name=bucket, delete_object_list=[DeleteObject(key) for key in sizes])) == []
    client.remove_bucket(bucket_name=bucket)
    assert not client.bucket_exists(bucket_name=bucket)


def test_signed_addresses_and_forms_are_accepted(client, bucket):
    from minio.datatypes import PostPolicy

    address = client.presigned_put_object(bucket_name=bucket, object_name="put", expires=datetime.timedelta(minutes=5))
    assert requests.put(address, data=b"by address").status_code == 200
    assert requests.get(client.presigned_get_object(bucket_name=bucket, object_name="put")).content == b"by address"
    policy = PostPolicy(bucket, datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5))
    policy.add_equals_condition("key", "form")
    fields = {**client.presigned_post_policy(policy), "key": "form"}
    endpoint = address.split("?")[0].removesuffix("/put")
    assert requests.post(endpoint, data=fields, files={"file": b"by form"}).status_code == 204


def test_an_error_has_its_code(client, bucket):
    with pytest.raises(minio.error.S3Error) as caught:
        client.stat_object(bucket_name=bucket, object_name="never")
    assert caught.value.code == "NoSuchKey"


def test_tags_come_back(client, bucket):
    from minio.commonconfig import Tags

    tags = {"team": "a b", "ü": "1"}
    sent = Tags.new_bucket_tags()
    sent.update(tags)
    client.set_bucket_tags(bucket_name=bucket, tags=sent)
    assert dict(client.get_bucket_tags(bucket_name=bucket)) == tags
    client.delete_bucket_tags(bucket_name=bucket)
    assert client.get_bucket_tags(bucket_name=bucket) is None


def test_versions_are_listed(client, bucket):
    from minio.versioningconfig import VersioningConfig

    client.set_bucket_versioning(bucket_name=bucket, config=VersioningConfig("Enabled"))
    for body in (b"old", b"new"):
        client.put_object(bucket_name=bucket, object_name="k", data=io.BytesIO(body), length=3)
    client.remove_object(bucket_name=bucket, object_name="k")
    found = client.list_objects(bucket_name=bucket, include_version=True)
    marks = sorted((version.is_delete_marker, version.is_latest in (True, "true")) for version in found)
    assert marks == [(False, False), (False, False), (True, True)]
