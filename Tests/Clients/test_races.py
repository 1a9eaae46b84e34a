"""Two requests that cannot both have been first: whatever they are told, there is an order in which it is true."""

import threading

import pytest
from botocore.exceptions import ClientError
from helpers import error_of

ROUNDS = 15


@pytest.fixture(scope="module")
def clients(server):
    return [server.client("s3") for _ in range(6)]


def together(*calls):
    """Makes the calls at once. Returns what each came to: its answer, or its error's code."""
    barrier = threading.Barrier(len(calls))
    outcomes = [None] * len(calls)

    def make(i):
        barrier.wait()
        try:
            outcomes[i] = calls[i]()
        except ClientError as error:
            outcomes[i] = error.response["Error"]["Code"]
        except Exception as failure:  # noqa: BLE001 - shown by the test
            outcomes[i] = repr(failure)

    threads = [threading.Thread(target=make, args=(i,)) for i in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def begin(s3, bucket, key, body=b"z" * 1000):
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    etag = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=1, Body=body)["ETag"]
    return {"Bucket": bucket, "Key": key, "UploadId": upload}, {"Parts": [{"PartNumber": 1, "ETag": etag}]}


def body(s3, bucket, key):
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def is_there(s3, bucket, key):
    return s3.list_objects_v2(Bucket=bucket, Prefix=key)["KeyCount"] == 1


def test_equal_completions(s3, bucket, clients):
    for i in range(ROUNDS * 2):
        upload, parts = begin(s3, bucket, f"k{i}")
        outcomes = together(*[lambda c=c: c.complete_multipart_upload(**upload, MultipartUpload=parts)["ETag"] for c in clients])
        assert len(set(outcomes)) == 1 and outcomes[0].endswith('-1"'), outcomes


def test_a_completion_beside_an_abort(s3, bucket, clients):
    for i in range(ROUNDS):
        upload, parts = begin(s3, bucket, f"k{i}")
        done, aborted = together(
            lambda: clients[0].complete_multipart_upload(**upload, MultipartUpload=parts)["ETag"],
            lambda: clients[1].abort_multipart_upload(**upload) and None)
        assert (done == "NoSuchUpload") != (aborted == "NoSuchUpload"), (done, aborted)
        assert is_there(s3, bucket, f"k{i}") == (aborted == "NoSuchUpload")
        assert error_of(lambda: s3.list_parts(**upload)) == (404, "NoSuchUpload")


def test_a_completion_beside_a_part(s3, bucket, clients):
    for i in range(ROUNDS):
        upload, parts = begin(s3, bucket, f"k{i}")
        bytes_ = b"z" * 1000 if i % 2 else b"other"
        done, put = together(
            lambda: clients[0].complete_multipart_upload(**upload, MultipartUpload=parts)["ETag"],
            lambda: clients[1].upload_part(**upload, PartNumber=1, Body=bytes_)["ETag"])
        if i % 2:
            # The same bytes: whichever of the two the client means is there.
            assert done.endswith('-1"'), (done, put)
        else:
            assert done.endswith('-1"') or done == "InvalidPart" and put != "NoSuchUpload", (done, put)
        if done != "InvalidPart":
            assert body(s3, bucket, f"k{i}") == b"z" * 1000


def test_a_completion_beside_a_listing_of_parts(s3, bucket, clients):
    for i in range(ROUNDS):
        upload, parts = begin(s3, bucket, f"k{i}")
        outcomes = together(
            lambda: clients[0].complete_multipart_upload(**upload, MultipartUpload=parts)["ETag"],
            *[lambda c=c: len(c.list_parts(**upload).get("Parts", [])) for c in clients[1:]])
        assert outcomes[0].endswith('-1"')
        assert set(outcomes[1:]) <= {1, "NoSuchUpload"}, outcomes


def test_a_part_read_beside_an_overwriting(s3, bucket, clients):
    upload, parts = begin(s3, bucket, "k")
    s3.complete_multipart_upload(**upload, MultipartUpload=parts)
    for i in range(ROUNDS):
        upload, parts = begin(s3, bucket, "k")
        outcomes = together(
            lambda: clients[0].complete_multipart_upload(**upload, MultipartUpload=parts)["ETag"],
            *[lambda c=c: len(c.get_object(Bucket=bucket, Key="k", PartNumber=1)["Body"].read()) for c in clients[1:4]],
            *[lambda c=c: c.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ObjectParts"])["ObjectParts"][
                "TotalPartsCount"] for c in clients[4:]])
        assert outcomes[0].endswith('-1"')
        assert outcomes[1:] == [1000, 1000, 1000, 1, 1], outcomes


def test_a_copy_beside_a_delete(s3, bucket, clients):
    for i in range(ROUNDS):
        s3.put_object(Bucket=bucket, Key="source", Body=f"{i}".encode() * 200)
        copied, deleted = together(
            lambda: clients[0].copy_object(Bucket=bucket, Key=f"copy{i}", CopySource=f"{bucket}/source")["CopyObjectResult"]["ETag"],
            lambda: clients[1].delete_object(Bucket=bucket, Key="source") and None)
        assert deleted is None
        if copied == "NoSuchKey":
            assert not is_there(s3, bucket, f"copy{i}")
        else:
            assert body(s3, bucket, f"copy{i}") == f"{i}".encode() * 200


def test_a_rename_beside_a_delete(s3, bucket, clients):
    for i in range(ROUNDS):
        s3.put_object(Bucket=bucket, Key="source", Body=b"1")
        renamed, deleted = together(
            lambda: clients[0].rename_object(Bucket=bucket, Key=f"new{i}", RenameSource="source") and None,
            lambda: clients[1].delete_object(Bucket=bucket, Key="source") and None)
        assert deleted is None
        assert renamed in (None, "NoSuchKey"), renamed
        assert is_there(s3, bucket, f"new{i}") == (renamed is None)
        assert not is_there(s3, bucket, "source")


def test_a_write_beside_the_end_of_its_bucket(s3, bucket, clients):
    name = bucket + "-ends"
    for i in range(ROUNDS):
        s3.create_bucket(Bucket=name)
        put, deleted = together(
            lambda: clients[0].put_object(Bucket=name, Key="k", Body=b"1")["ETag"], lambda: clients[1].delete_bucket(Bucket=name) and None)
        if deleted is None:
            assert put == "NoSuchBucket"
        else:
            assert deleted == "BucketNotEmpty" and put.startswith('"'), (put, deleted)
            s3.delete_object(Bucket=name, Key="k")
            s3.delete_bucket(Bucket=name)


def test_of_many_first_writes_one_is_first(s3, bucket, clients):
    for i in range(ROUNDS):
        outcomes = together(*[
            lambda c=c, n=n: c.put_object(Bucket=bucket, Key=f"k{i}", Body=f"{n}".encode(), IfNoneMatch="*")["ETag"]
            for n, c in enumerate(clients)])
        assert sorted(outcome.startswith('"') for outcome in outcomes) == [False] * 5 + [True], outcomes
        assert s3.head_object(Bucket=bucket, Key=f"k{i}")["ETag"] in outcomes


def test_tags_beside_an_overwriting(s3, bucket, clients):
    for i in range(ROUNDS):
        s3.put_object(Bucket=bucket, Key="k", Body=b"old", Tagging="a=old")
        tagged, put = together(
            lambda: clients[0].put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": [{"Key": "a", "Value": "new"}]}) and None,
            lambda: clients[1].put_object(Bucket=bucket, Key="k", Body=b"new", Tagging="a=put")["ETag"])
        assert tagged is None and put.startswith('"'), (tagged, put)
        assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"][0]["Value"] in ("new", "put")


def test_a_legal_hold_beside_a_delete(s3, bucket, clients):
    name = bucket + "-locked"
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    for i in range(ROUNDS):
        version = s3.put_object(Bucket=name, Key="k", Body=b"1")["VersionId"]
        held, deleted = together(
            lambda: clients[0].put_object_legal_hold(Bucket=name, Key="k", VersionId=version, LegalHold={"Status": "ON"}) and None,
            lambda: clients[1].delete_object(Bucket=name, Key="k", VersionId=version) and None)
        assert (held is None) != (deleted is None), (held, deleted)
        assert {held, deleted} <= {None, "NoSuchVersion", "AccessDenied"}
        if held is None:
            s3.put_object_legal_hold(Bucket=name, Key="k", VersionId=version, LegalHold={"Status": "OFF"})
            s3.delete_object(Bucket=name, Key="k", VersionId=version)
    s3.delete_bucket(Bucket=name)
