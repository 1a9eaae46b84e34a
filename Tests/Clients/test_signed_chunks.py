"""Uploads whose chunks are signed, one after the other."""

import base64
import os
import zlib

import pytest

from chunks import ChunkSigner
from helpers import error_of
from test_signatures import code

CHUNKS = [os.urandom(65_536), os.urandom(8192), b"the last one"]


def crc32(chunks):
    return base64.b64encode(zlib.crc32(b"".join(chunks)).to_bytes(4, "big")).decode()


def checksum(chunks):
    return [("x-amz-checksum-crc32", crc32(chunks))]


def is_missing(s3, bucket):
    return error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


@pytest.mark.parametrize("chunks", [CHUNKS, [b"one"], [], [os.urandom(1 << 20)] * 3], ids=["three", "one", "none", "large ones"])
def test_signed_chunks_become_an_object(server, s3, bucket, chunks):
    response = ChunkSigner(server, f"/{bucket}/k", chunks).send()
    assert response.status_code == 200, response.text
    got = s3.get_object(Bucket=bucket, Key="k")
    assert (got["Body"].read(), got.get("ContentEncoding")) == (b"".join(chunks), None)


def test_a_signed_trailer_brings_the_checksum(server, s3, bucket):
    response = ChunkSigner(server, f"/{bucket}/k", CHUNKS, checksum(CHUNKS)).send()
    assert response.status_code == 200, response.text
    got = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert (got["Body"].read(), got["ChecksumCRC32"]) == (b"".join(CHUNKS), crc32(CHUNKS))


def test_other_encodings_are_kept(server, s3, bucket):
    assert ChunkSigner(server, f"/{bucket}/k", CHUNKS, headers={"content-encoding": "aws-chunked,gzip"}).send().status_code == 200
    assert s3.head_object(Bucket=bucket, Key="k")["ContentEncoding"] == "gzip"


def test_a_part_in_signed_chunks(server, s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    response = ChunkSigner(server, f"/{bucket}/k?partNumber=1&uploadId={upload}", CHUNKS).send()
    assert response.status_code == 200, response.text
    s3.complete_multipart_upload(
        Bucket=bucket, Key="k", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": response.headers["ETag"]}]})
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"".join(CHUNKS)


def spoil(frame):
    return frame[:-3] + bytes([frame[-3] ^ 1]) + frame[-2:]


def spoiled(i):
    return lambda frames: frames[:i] + [spoil(frames[i])] + frames[i + 1:]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (spoiled(0), (403, "SignatureDoesNotMatch")),
        (spoiled(2), (403, "SignatureDoesNotMatch")),
        (lambda frames: [frames[1], frames[0], *frames[2:]], (403, "SignatureDoesNotMatch")),
        (lambda frames: [frames[0], frames[2], *frames[3:]], (403, "SignatureDoesNotMatch")),
        (lambda frames: frames[:3], (400, "IncompleteBody")),
        (lambda frames: [*frames[:2], frames[2][:-5]], (400, "IncompleteBody")),
        (lambda frames: [*frames[:3], b"0\r\n\r\n"], (400, "InvalidRequest")),
        (lambda frames: [frames[0].replace(b";chunk-signature", b";chunk-signed"), *frames[1:]], (400, "InvalidRequest")),
        (lambda frames: [*frames[:3], frames[3].replace(b"=", b"=0", 1)], (403, "SignatureDoesNotMatch")),
    ],
    ids=["first chunk changed", "last chunk changed", "swapped", "one left out", "no end", "cut", "end not signed", "no signature",
         "end signed wrongly"])
def test_a_broken_chain_stores_nothing(server, s3, bucket, change, expected):
    request = ChunkSigner(server, f"/{bucket}/k", CHUNKS)
    request.frames = change(request.frames)
    response = request.send()
    assert code(response) == expected
    if expected[1] == "SignatureDoesNotMatch":
        assert "<StringToSign>AWS4-HMAC-SHA256-PAYLOAD" in response.text
    assert is_missing(s3, bucket)


@pytest.mark.parametrize(
    ("trailer", "change", "expected"),
    [
        (checksum(CHUNKS), lambda frames: [frame.replace(b"crc32:", b"crc32:A", 1) for frame in frames], (403, "SignatureDoesNotMatch")),
        (checksum(CHUNKS), lambda frames: [frame for frame in frames if b"trailer-signature" not in frame], (400, "MalformedTrailerError")),
        (checksum(CHUNKS), lambda frames: [frame for frame in frames if b"crc32" not in frame], (403, "SignatureDoesNotMatch")),
        (checksum([b"others"]), lambda frames: frames, (400, "BadDigest")),
    ],
    ids=["changed", "not signed", "left out", "of other bytes"])
def test_a_signed_trailer_that_is_wrong_stores_nothing(server, s3, bucket, trailer, change, expected):
    request = ChunkSigner(server, f"/{bucket}/k", CHUNKS, trailer)
    request.frames = change(request.frames)
    assert code(request.send()) == expected
    assert is_missing(s3, bucket)


def test_only_the_last_chunk_may_be_small(server, s3, bucket):
    response = ChunkSigner(server, f"/{bucket}/k", [b"x" * 8191, b"last"]).send()
    assert code(response) == (403, "InvalidChunkSizeError")
    assert "<Chunk>1</Chunk><BadChunkSize>8191</BadChunkSize>" in response.text
    assert is_missing(s3, bucket)


@pytest.mark.parametrize("length", [0, 5, 1_000_000])
def test_another_length_than_announced(server, s3, bucket, length):
    assert code(ChunkSigner(server, f"/{bucket}/k", CHUNKS, decoded_length=length).send()) == (400, "IncompleteBody")
    assert is_missing(s3, bucket)


def test_a_length_that_is_no_number(server, bucket):
    for length in ("+5", "-5", "five", "99999999999999999999"):
        assert code(ChunkSigner(server, f"/{bucket}/k", [b"five!"], decoded_length=length).send()) == (400, "InvalidArgument")


def test_a_wrong_secret(server, s3, bucket):
    assert code(ChunkSigner(server, f"/{bucket}/k", CHUNKS, secret="wrong" * 8).send()) == (403, "SignatureDoesNotMatch")
