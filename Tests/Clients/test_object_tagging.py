"""Tags of objects. Source: S3 User Guide, "Categorizing your objects using tags"; API_PutObjectTagging and its kin."""

import pytest

from helpers import error_of
from pelton import wait_until
from test_object_lock import with_md5
from test_versioning import put, versioned  # noqa: F401


def tag_set(**tags):
    return {"TagSet": [{"Key": key, "Value": value} for key, value in tags.items()]}


def tags(s3, bucket, key="k", **options):
    return {tag["Key"]: tag["Value"] for tag in s3.get_object_tagging(Bucket=bucket, Key=key, **options)["TagSet"]}


def test_tags_are_put_read_replaced_and_removed(s3, bucket):
    put(s3, bucket)
    assert tags(s3, bucket) == {}
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging=tag_set(colour="red", size=""))
    assert tags(s3, bucket) == {"colour": "red", "size": ""}
    assert s3.head_object(Bucket=bucket, Key="k")["ResponseMetadata"]["HTTPHeaders"]["x-amz-tagging-count"] == "2"
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging=tag_set(shape="round"))
    assert tags(s3, bucket) == {"shape": "round"}
    assert s3.delete_object_tagging(Bucket=bucket, Key="k")["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert tags(s3, bucket) == {}


def test_tagging_changes_nothing_else_of_the_object(s3, bucket):
    put(s3, bucket, Metadata={"a": "1"}, ContentType="text/x")
    before = s3.head_object(Bucket=bucket, Key="k")
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging=tag_set(a="b"))
    after = s3.head_object(Bucket=bucket, Key="k")
    for name in ["LastModified", "ETag", "Metadata", "ContentType"]:
        assert after[name] == before[name]


def test_each_version_has_tags_of_its_own(s3, versioned):  # noqa: F811
    old, new = put(s3, versioned, Tagging="v=1"), put(s3, versioned, Tagging="v=2")
    answer = s3.put_object_tagging(Bucket=versioned, Key="k", VersionId=old, Tagging=tag_set(v="changed"))
    assert answer["VersionId"] == old
    assert tags(s3, versioned, VersionId=old) == {"v": "changed"}
    assert tags(s3, versioned) == tags(s3, versioned, VersionId=new) == {"v": "2"}
    assert s3.delete_object_tagging(Bucket=versioned, Key="k", VersionId=old)["VersionId"] == old
    marker = s3.delete_object(Bucket=versioned, Key="k")["VersionId"]
    assert error_of(lambda: tags(s3, versioned)) == (405, "MethodNotAllowed")
    assert error_of(lambda: tags(s3, versioned, VersionId=marker)) == (405, "MethodNotAllowed")
    assert error_of(lambda: s3.put_object_tagging(Bucket=versioned, Key="k", Tagging=tag_set(a="b"))) == (405, "MethodNotAllowed")


def test_every_kind_of_write_can_tag_what_it_writes(s3, bucket):
    put(s3, bucket, "put", Tagging="a=1&b=x%20y")
    s3.copy_object(Bucket=bucket, Key="kept", CopySource=f"{bucket}/put")
    s3.copy_object(Bucket=bucket, Key="replaced", CopySource=f"{bucket}/put", TaggingDirective="REPLACE", Tagging="c=3")
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts", Tagging="d=4")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="parts", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    s3.complete_multipart_upload(
        Bucket=bucket, Key="parts", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})
    assert tags(s3, bucket, "put") == tags(s3, bucket, "kept") == {"a": "1", "b": "x y"}
    assert tags(s3, bucket, "replaced") == {"c": "3"}
    assert tags(s3, bucket, "parts") == {"d": "4"}


def document(*pairs):
    return "<Tagging><TagSet>" + "".join(f"<Tag><Key>{key}</Key><Value>{value}</Value></Tag>" for key, value in pairs) + "</TagSet></Tagging>"


@pytest.mark.parametrize(("body", "code"), [
    ("", "MalformedXML"), ("<Tagging>", "MalformedXML"), ("<Other/>", "MalformedXML"), ("<Tagging/>", "MalformedXML"),
    ("<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>", "MalformedXML"),
    ("<Tagging><TagSet><Other/></TagSet></Tagging>", "MalformedXML"),
    (document(*((f"k{i}", "v") for i in range(11))), "BadRequest"),
    (document(("a", "1"), ("a", "2")), "InvalidTag"), (document(("", "1")), "InvalidTag"),
    (document(("aws:a", "1")), "InvalidTag"), (document(("k" * 129, "1")), "InvalidTag"), (document(("k", "v" * 257)), "InvalidTag"),
])
def test_bad_tags_change_nothing(server, s3, bucket, body, code):
    put(s3, bucket, Tagging="kept=yes")
    answer = server.send("PUT", f"/{bucket}/k?tagging", body.encode(), with_md5(body))
    assert (answer.status, answer.code) == (400, code)
    assert tags(s3, bucket) == {"kept": "yes"}


def test_tagging_needs_no_digest(server, s3, bucket):
    put(s3, bucket)
    body = document(("a", "b")).encode()
    assert server.send("PUT", f"/{bucket}/k?tagging", body).status == 200
    assert tags(s3, bucket) == {"a": "b"}
    # One that is given counts.
    answer = server.send("PUT", f"/{bucket}/k?tagging", body, with_md5(document(("a", "c"))))
    assert (answer.status, answer.code) == (400, "BadDigest")


@pytest.mark.parametrize("header", ["=", "=v", "a=1&=", "a=1&a=2", "a&a", "%=1", "a=%zz", "%FF=1", "a=%FF", "a*=1"])
def test_a_header_that_is_no_list_of_tags(server, s3, bucket, header):
    for method, target in (("PUT", f"/{bucket}/k"), ("POST", f"/{bucket}/k?uploads")):
        answer = server.send(method, target, headers={"x-amz-tagging": header})
        assert (answer.status, answer.code) == (400, "InvalidArgument")
        assert answer.message.startswith("The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters")
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket) and "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_tagging_is_an_event(server, s3, bucket):
    put(s3, bucket)
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging=tag_set(a="b"))
    s3.delete_object_tagging(Bucket=bucket, Key="k")
    names = wait_until(lambda: (lambda found: found if len(found) == 3 else None)(
        sorted(event["eventName"] for event in server.events("--bucket", bucket, "--all"))))
    assert names == ["ObjectCreated:Put", "ObjectTagging:Delete", "ObjectTagging:Put"]
