"""Uploads whose chunks are signed, one after the other."""

import base64
import os
import zlib

import pytest

from checksums import ALGORITHMS, checksum as value_of, name
from chunks import ChunkSigner, UnsignedChunks
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
        (lambda frames: [*frames[:3], b"0\r\n\r\n"], (400, "IncompleteBody")),
        (lambda frames: [frames[0].replace(b";chunk-signature", b";chunk-signed"), *frames[1:]], (400, "IncompleteBody")),
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
    assert "<Chunk>2</Chunk><BadChunkSize>8191</BadChunkSize>" in response.text
    assert is_missing(s3, bucket)


@pytest.mark.parametrize("length", [0, 5, 1_000_000])
def test_another_length_than_announced(server, s3, bucket, length):
    assert code(ChunkSigner(server, f"/{bucket}/k", CHUNKS, decoded_length=length).send()) == (400, "IncompleteBody")
    assert is_missing(s3, bucket)


def test_a_length_that_is_no_number(server, bucket):
    for length in ("+5", "-5", "five", "99999999999999999999"):
        assert code(ChunkSigner(server, f"/{bucket}/k", [b"five!"], decoded_length=length).send()) == (411, "MissingContentLength")


def test_a_wrong_secret(server, s3, bucket):
    assert code(ChunkSigner(server, f"/{bucket}/k", CHUNKS, secret="wrong" * 8).send()) == (403, "SignatureDoesNotMatch")


# Each checksum, in each form. Source: S3 API Reference, "Signature Calculations … Including Trailing Headers"; S3 User Guide,
# "Checking object integrity for data uploads".

SMALL = [os.urandom(8192), b"the last one"]


def trailer_of(algorithm, chunks=SMALL):
    return [(name(algorithm), value_of(algorithm, b"".join(chunks)))]


@pytest.mark.parametrize("form", [ChunkSigner, UnsignedChunks], ids=["signed", "unsigned"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_checksum_in_a_trailer(server, s3, bucket, algorithm, form):
    answer = form(server, f"/{bucket}/k", SMALL, trailer_of(algorithm)).send()
    assert answer.headers[name(algorithm)] == value_of(algorithm, b"".join(SMALL))
    got = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert (got["Body"].read(), got["Checksum" + algorithm]) == (b"".join(SMALL), trailer_of(algorithm)[0][1])
    wrong = form(server, f"/{bucket}/wrong", SMALL, trailer_of(algorithm, [b"other"])).send()
    assert code(wrong) == (400, "BadDigest")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="wrong")) == (404, "404")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_checksum_in_the_head_of_signed_chunks(server, s3, bucket, algorithm):
    put = lambda value: ChunkSigner(server, f"/{bucket}/k", SMALL, headers={name(algorithm): value}).send()  # noqa: E731
    assert code(put(value_of(algorithm, b"other"))) == (400, "BadDigest")
    assert is_missing(s3, bucket)
    assert put(value_of(algorithm, b"".join(SMALL))).status_code == 200
    assert s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")["Checksum" + algorithm]


@pytest.mark.parametrize("form", [ChunkSigner, UnsignedChunks], ids=["signed", "unsigned"])
def test_a_part_with_a_trailer(server, s3, bucket, form):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="CRC32")["UploadId"]
    answer = form(server, f"/{bucket}/k?partNumber=1&uploadId={upload}", SMALL, trailer_of("CRC32")).send()
    part = s3.list_parts(Bucket=bucket, Key="k", UploadId=upload)["Parts"][0]
    assert (part["Size"], part["ChecksumCRC32"]) == (len(b"".join(SMALL)), answer.headers[name("CRC32")])
    other = form(server, f"/{bucket}/k?partNumber=2&uploadId={upload}", SMALL, trailer_of("SHA1")).send()
    assert code(other) == (400, "InvalidRequest")


TRAILER = trailer_of("SHA256")
LINE = f"{TRAILER[0][0]}:{TRAILER[0][1]}\r\n".encode()
DATA = [b"2000\r\n" + SMALL[0] + b"\r\n", b"c\r\n" + SMALL[1] + b"\r\n"]


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([*DATA, b"0\r\n", LINE, b"\r\n"], (200, "")),
        # Some clients end lines with a line feed alone, or more lines than are needed, or put white space around.
        ([*DATA, b"0\r\n", LINE.replace(b"\r\n", b"\n\r\n"), b"\r\n\r\n"], (200, "")),
        ([*DATA, b"0\r\n", LINE.replace(b":", b" :  ").replace(b"\r\n", b"  \r\n"), b"\r\n"], (200, "")),
        ([*DATA, b"0\r\n", LINE.replace(b"x-amz-c", b"X-Amz-C"), b"\r\n"], (200, "")),
        ([*DATA, b"0\r\n", LINE], (200, "")),
        ([*DATA, b"0\r\n", b"\r\n"], (400, "MalformedTrailerError")),
        ([*DATA, b"0\r\n", LINE, LINE, b"\r\n"], (400, "MalformedTrailerError")),
        ([*DATA, b"0\r\n", LINE.replace(b"sha256", b"sha1"), b"\r\n"], (400, "MalformedTrailerError")),
        ([*DATA, b"0\r\n", LINE, b"x-amz-meta-a:b\r\n", b"\r\n"], (400, "MalformedTrailerError")),
        ([*DATA, b"0\r\n", b"no colon\r\n", b"\r\n"], (400, "MalformedTrailerError")),
        ([*DATA, b"0\r\n", b"x" * 20_000, b"\r\n"], (400, "MalformedTrailerError")),
        ([*DATA, b"0\r\n", LINE.replace(TRAILER[0][1].encode(), b"BAD"), b"\r\n"], (400, "InvalidRequest")),
        ([*DATA, b"0\r\n", LINE.replace(TRAILER[0][1].encode(), value_of("SHA256", b"other").encode()), b"\r\n"], (400, "BadDigest")),
        ([*DATA, b"0\r\n", LINE, b"\r\n", b"extra"], (400, "IncompleteBody")),
        ([*DATA, b"0;extension=1\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([DATA[0].replace(b"2000", b"2000;a=b", 1), DATA[1], b"0\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([DATA[0].replace(b"2000", b" 2000", 1), DATA[1], b"0\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([DATA[0].replace(b"2000", b"+2000", 1), DATA[1], b"0\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([DATA[0].replace(b"2000", b"0x2000", 1), DATA[1], b"0\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([DATA[0].replace(b"2000", b"002000", 1), DATA[1], b"0\r\n", LINE, b"\r\n"], (200, "")),
        ([DATA[0].replace(b"2000", b"1fff", 1), DATA[1], b"0\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([DATA[0].replace(b"2000", b"ffffffffffffffff", 1), DATA[1]], (400, "IncompleteBody")),
        ([DATA[0].replace(b"2000", b"7fffffffffffffff", 1), DATA[1]], (400, "IncompleteBody")),
        ([DATA[0].replace(b"2000", b"1" * 17, 1), DATA[1]], (400, "IncompleteBody")),
        ([b"1" * 5000 + b"\r\n"], (400, "IncompleteBody")),
        # A line of the frames ends with CR and LF.
        ([DATA[0].replace(b"\r\n", b"\n", 1), DATA[1], b"0\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([DATA[0].removesuffix(b"\r\n") + b"\n", DATA[1], b"0\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([DATA[0].removesuffix(b"\r\n"), DATA[1], b"0\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([*DATA, b"0\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([*DATA, b"0\r\n", LINE, b"\rX"], (400, "IncompleteBody")),
        ([*DATA], (400, "IncompleteBody")),
        ([DATA[0]], (400, "IncompleteBody")),
        ([DATA[0][:-100]], (400, "IncompleteBody")),
        ([], (400, "IncompleteBody")),
        ([DATA[0], *DATA, b"0\r\n", LINE, b"\r\n"], (400, "IncompleteBody")),
        ([b"1\r\nx\r\n", *DATA, b"0\r\n", LINE, b"\r\n"], (403, "InvalidChunkSizeError")),
    ],
    ids=range(36))
def test_framing_of_unsigned_chunks(server, bucket, frames, expected):
    put = UnsignedChunks(server, f"/{bucket}/k", SMALL, TRAILER)
    put.frames = frames
    assert code(put.send()) == expected
    assert server.send("HEAD", f"/{bucket}/k").status == (200 if expected[0] == 200 else 404)


@pytest.mark.parametrize(
    ("trailer", "options", "expected"),
    [
        # Not announced.
        (TRAILER, {"announced": ""}, (400, "MalformedTrailerError")),
        ([], {}, (200, "")),
        (TRAILER, {"announced": "x-amz-checksum-sha3"}, (400, "InvalidRequest")),
        (TRAILER, {"announced": "x-amz-meta-a"}, (400, "InvalidRequest")),
        (TRAILER, {"announced": "x-amz-checksum-crc32"}, (400, "MalformedTrailerError")),
        (TRAILER, {"headers": {name("SHA256"): TRAILER[0][1]}}, (400, "InvalidRequest")),
        (TRAILER, {"headers": {"x-amz-sdk-checksum-algorithm": "SHA256"}}, (200, "")),
        (TRAILER, {"headers": {"x-amz-sdk-checksum-algorithm": "SHA1"}}, (400, "InvalidRequest")),
        ([], {"headers": {"x-amz-sdk-checksum-algorithm": "SHA256"}}, (400, "InvalidRequest")),
        (TRAILER, {"decoded_length": 7}, (400, "IncompleteBody")),
        (TRAILER, {"decoded_length": 1_000_000}, (400, "IncompleteBody")),
        (TRAILER, {"decoded_length": "five"}, (411, "MissingContentLength")),
        (TRAILER, {"decoded_length": (5 << 30) + 1}, (400, "EntityTooLarge")),
        (TRAILER, {"headers": {"x-amz-decoded-content-length": ""}}, (411, "MissingContentLength")),
        (TRAILER, {"headers": {"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}}, (400, "BadDigest")),
    ])
def test_heads_of_unsigned_chunks(server, bucket, trailer, options, expected):
    assert code(UnsignedChunks(server, f"/{bucket}/k", SMALL, trailer, **options).send()) == expected
    assert server.send("HEAD", f"/{bucket}/k").status == (200 if expected[0] == 200 else 404)


def test_chunks_of_no_announced_length(server, s3, bucket):
    put = UnsignedChunks(server, f"/{bucket}/k", SMALL, TRAILER)
    del put.headers["x-amz-decoded-content-length"]
    assert code(put.send()) == (411, "MissingContentLength")


def test_a_trailer_that_signed_chunks_did_not_announce(server, s3, bucket):
    request = ChunkSigner(server, f"/{bucket}/k", CHUNKS)
    request.frames[-2:] = [request.frames[-2].removesuffix(b"\r\n") + b"x-amz-checksum-crc32:AAAAAA==\r\n\r\n"]
    assert code(request.send()) == (400, "MalformedTrailerError")
    assert is_missing(s3, bucket)


def test_documents_do_not_come_in_chunks(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    document = b"<Delete><Object><Key>k</Key></Object></Delete>"
    post = UnsignedChunks(server, f"/{bucket}?delete=", [document], trailer_of("CRC32", [document]))
    assert code(post.send("POST")) == (400, "InvalidRequest")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"


def test_chunks_in_chunks(server, s3, bucket):
    """botocore sends HTTP's own chunks around those of a body that streams: then the decoded length is the length."""
    put = UnsignedChunks(server, f"/{bucket}/k", SMALL, TRAILER)
    body = b"".join(put.frames)
    put.frames = iter([body[:5000], body[5000:]])
    answer = put.send(chunked=True)
    assert answer.status_code == 200, answer.text
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"".join(SMALL)
