"""Copies whose clients hang up: they end, and give back what they have written."""

import socket
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from helpers import error_of
from pelton import ACCESS_KEY, REGION, SECRET_KEY, wait_until

MIB = 1 << 20
# Linked from one part, so that it is there at once; a copy reads all of it.
PART, PARTS = 32 * MIB, 32


@pytest.fixture
def s3(fresh_server):
    s3 = fresh_server.client("s3")
    s3.create_bucket(Bucket="copies")
    s3.put_object(Bucket="copies", Key="part", Body=bytes(PART))
    upload = {"Bucket": "copies", "Key": "source"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    parts = []
    for number in range(1, PARTS + 1):
        copied = s3.upload_part_copy(**upload, PartNumber=number, CopySource="copies/part")
        parts.append({"PartNumber": number, "ETag": copied["CopyPartResult"]["ETag"]})
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    return s3


def written(server):
    """Bytes of all large contents."""
    return sum(file.stat().st_blocks * 512 for file in (server.data / "blobs").rglob("*") if file.is_file())


def ask(server, target, headers):
    """Sends a PUT without a body. Returns the connection, on which the answer is to come."""
    request = AWSRequest(method="PUT", url=server.url + target, data=b"", headers=headers)
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    fields = {**dict(request.prepare().headers), "Host": urlsplit(server.url).netloc, "Content-Length": "0"}
    parts = urlsplit(server.url)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=30)
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    connection.sendall(f"PUT {target} HTTP/1.1\r\n{lines}\r\n".encode())
    return connection


def ends(server, operation):
    """The log's lines of an operation that was given up."""
    return [line for line in server.log_lines() if line.get("operation") == operation and line.get("error") == "RequestTimeout"]


def test_a_copy_that_reads_its_source_ends_with_its_client(fresh_server, s3):
    connection = ask(fresh_server, "/copies/copy", {"x-amz-copy-source": "copies/source"})
    # It is under way, or about to be: whichever, it ends.
    connection.settimeout(0.1)
    with pytest.raises(TimeoutError):
        connection.recv(1)
    connection.close()
    wait_until(lambda: ends(fresh_server, "CopyObject"))
    assert error_of(lambda: s3.head_object(Bucket="copies", Key="copy"))[0] == 404


def test_what_a_copy_has_written_is_given_back(fresh_server, s3):
    before = written(fresh_server)
    encrypts = {"x-amz-copy-source": "copies/source", "x-amz-server-side-encryption": "aws:kms"}
    connection = ask(fresh_server, "/copies/copy", encrypts)
    wait_until(lambda: written(fresh_server) > before)
    connection.close()
    wait_until(lambda: ends(fresh_server, "CopyObject"))
    wait_until(lambda: written(fresh_server) == before)
    assert error_of(lambda: s3.head_object(Bucket="copies", Key="copy"))[0] == 404


def test_a_copied_part_that_is_written_anew_ends_with_its_client(fresh_server, s3):
    before = written(fresh_server)
    upload = s3.create_multipart_upload(Bucket="copies", Key="copy", ServerSideEncryption="aws:kms")["UploadId"]
    connection = ask(fresh_server, f"/copies/copy?partNumber=1&uploadId={upload}", {"x-amz-copy-source": "copies/source"})
    wait_until(lambda: written(fresh_server) > before)
    connection.close()
    wait_until(lambda: ends(fresh_server, "UploadPartCopy"))
    wait_until(lambda: written(fresh_server) == before)
    assert "Parts" not in s3.list_parts(Bucket="copies", Key="copy", UploadId=upload)


def test_a_copy_whose_client_waits_is_made(fresh_server, s3):
    s3.copy_object(Bucket="copies", Key="copy", CopySource="copies/source")
    assert s3.head_object(Bucket="copies", Key="copy")["ContentLength"] == PART * PARTS
