"""Uploads by a browser's form."""

import base64
import hashlib
import re
import zlib

import pytest
import requests

from helpers import error_of, signed_form
from pelton import ACCESS_KEY, wait_until


def post(server, bucket, fields, body=b"picture", name="photo.jpg", file_field="file"):
    # Fields in their order, the file last.
    return requests.post(
        f"{server.url}/{bucket}", data=fields, files={file_field: (name, body, "image/jpeg")} if file_field else None, allow_redirects=False)


def code(response):
    found = re.search("<Code>(.*)</Code>", response.text)
    return response.status_code, found.group(1) if found else ""


def form(bucket, *conditions, key="up/${filename}", expires_seconds=600, **fields):
    return signed_form(
        [{"bucket": bucket}, ["starts-with", "$key", "up/"], *conditions], {"key": key, **fields}, expires_seconds=expires_seconds)


def test_a_form_is_stored(server, s3, bucket):
    fields = form(bucket, {"Content-Type": "image/jpeg"}, {"x-amz-meta-who": "me"}, **{"Content-Type": "image/jpeg", "x-amz-meta-who": "me"})
    response = post(server, bucket, fields, name="my photo.jpg")
    assert response.status_code == 204
    got = s3.get_object(Bucket=bucket, Key="up/my photo.jpg")
    assert (got["Body"].read(), got["ContentType"], got["Metadata"]) == (b"picture", "image/jpeg", {"who": "me"})
    assert response.headers["ETag"] == got["ETag"]
    assert response.headers["Location"].endswith(f"/{bucket}/up/my%20photo.jpg")


def test_a_large_file_streams(server, s3, bucket):
    body = bytes(range(256)) * 40_000 + b"\r\n--not-the-boundary"
    assert post(server, bucket, form(bucket), body).status_code == 204
    assert s3.get_object(Bucket=bucket, Key="up/photo.jpg")["Body"].read() == body


def test_the_form_says_how_to_answer(server, bucket):
    created = post(server, bucket, form(bucket, {"success_action_status": "201"}, success_action_status="201"))
    assert created.status_code == 201
    assert re.search("<Key>up/photo.jpg</Key><ETag>.*</ETag>", created.text)
    assert post(server, bucket, form(bucket, {"success_action_status": "200"}, success_action_status="200")).status_code == 200
    target = "http://example.com/done?a=b"
    redirected = post(server, bucket, form(bucket, {"success_action_redirect": target}, success_action_redirect=target))
    assert redirected.status_code == 303
    assert redirected.headers["Location"].startswith(f"{target}&bucket={bucket}&key=up%2Fphoto.jpg&etag=%22")
    target = "http://example.com/done#there?"
    redirected = post(server, bucket, form(bucket, {"success_action_redirect": target}, success_action_redirect=target))
    assert re.fullmatch(rf"http://example.com/done\?bucket={bucket}&key=up%2Fphoto.jpg&etag=%22\w+%22#there\?", redirected.headers["Location"])


def test_boto3_makes_forms_too(server, s3, bucket):
    client = server.client("s3", signature_version="s3v4")
    made = client.generate_presigned_post(bucket, "from-boto3", Conditions=[["content-length-range", 1, 100]])
    assert post(server, bucket, made["fields"]).status_code == 204
    assert s3.head_object(Bucket=bucket, Key="from-boto3")["ContentLength"] == 7


def test_it_makes_an_event_of_its_own(server, bucket):
    post(server, bucket, form(bucket))
    event = wait_until(lambda: server.events("--all", "--bucket", bucket))[-1]
    assert (event["eventName"], event["key"]) == ("ObjectCreated:Post", "up/photo.jpg")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda bucket: form(bucket, expires_seconds=-60), (403, "AccessDenied")),
        (lambda bucket: form(bucket, key="elsewhere/${filename}"), (403, "AccessDenied")),
        (lambda bucket: {**form(bucket), "x-amz-meta-more": "not in the policy"}, (403, "AccessDenied")),
        (lambda bucket: form("another-bucket"), (403, "AccessDenied")),
        (lambda bucket: form(bucket, ["content-length-range", 1, 3]), (400, "EntityTooLarge")),
        (lambda bucket: form(bucket, ["content-length-range", 100, 200]), (400, "EntityTooSmall")),
        (lambda bucket: {**form(bucket), "x-amz-signature": "0" * 64}, (403, "SignatureDoesNotMatch")),
        (lambda bucket: {**form(bucket), "policy": "bm90IGpzb24="}, (403, "SignatureDoesNotMatch")),
        (lambda bucket: signed_form("no list", {"key": "up/k"}), (400, "InvalidPolicyDocument")),
        (lambda bucket: {name: value for name, value in form(bucket).items() if name != "policy"}, (400, "InvalidArgument")),
        (lambda bucket: {name: value for name, value in form(bucket).items() if name != "key"}, (400, "InvalidArgument")),
        (lambda bucket: {"key": "up/anonymous"}, (403, "AccessDenied")),
        (lambda bucket: {**form(bucket), "x-ignore-filler": "f" * 25_000}, (400, "MaxPostPreDataLengthExceeded")),
    ],
    ids=["expired", "condition", "extra field", "other bucket", "too large", "too small", "signature", "other policy", "bad policy",
         "no policy", "no key", "anonymous", "fields too large"])
def test_a_form_that_is_refused_stores_nothing(server, s3, bucket, change, expected):
    assert code(post(server, bucket, change(bucket))) == expected
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_a_policy_that_was_changed_shows_itself(server, bucket):
    fields = form(bucket)
    fields["policy"] = base64.b64encode(base64.b64decode(fields["policy"]).replace(b"up/", b"no/")).decode()
    text = post(server, bucket, fields).text
    assert "<Code>SignatureDoesNotMatch</Code>" in text and "CanonicalRequest" not in text
    for name, value in (("AWSAccessKeyId", ACCESS_KEY), ("StringToSign", fields["policy"]), ("SignatureProvided", fields["x-amz-signature"]),
                        ("StringToSignBytes", " ".join(f"{byte:02x}" for byte in fields["policy"].encode()))):
        assert f"<{name}>{value}</{name}>" in text


def test_a_form_that_is_too_late_says_so(server, bucket):
    assert "<Message>Invalid according to Policy: Policy expired.</Message>" in post(server, bucket, form(bucket, expires_seconds=-60)).text


def test_fields_that_no_condition_needs_to_name(server, bucket):
    assert post(server, bucket, {**form(bucket), "x-ignore-csrf": "token"}).status_code == 204


def test_a_form_without_a_file(server, s3, bucket):
    body = b"--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nup/k\r\n--b--\r\n"
    response = requests.post(f"{server.url}/{bucket}", data=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert code(response) == (400, "InvalidArgument")
    assert code(requests.post(f"{server.url}/{bucket}", data=b"x", headers={"Content-Type": "text/plain"})) == (412, "PreconditionFailed")


def test_a_form_without_a_length(server, bucket):
    def body():
        yield b"--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nup/k\r\n--b--\r\n"

    response = requests.post(f"{server.url}/{bucket}", data=body(), headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert code(response) == (501, "NotImplemented")
    assert "<Header>Transfer-Encoding</Header>" in response.text


def test_a_form_that_ends_early(server, s3, bucket):
    fields = form(bucket, key="up/k")
    body = b"".join(b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), v.encode()) for n, v in fields.items())
    body += b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhalf of it'
    response = requests.post(f"{server.url}/{bucket}", data=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert code(response) == (400, "IncompleteBody")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="up/k")) == (404, "404")


# MARK: Every field. Source: S3 API Reference, "Creating a POST policy" and "HTML form fields".

TAGS = "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>"
CRC = base64.b64encode(zlib.crc32(b"picture").to_bytes(4, "big")).decode()
MD5 = base64.b64encode(hashlib.md5(b"picture").digest()).decode()


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("Cache-Control", "no-store", ("CacheControl", "no-store")), ("Content-Type", "text/x-one", ("ContentType", "text/x-one")),
        ("Content-Disposition", "attachment", ("ContentDisposition", "attachment")),
        ("Content-Encoding", "x-own", ("ContentEncoding", "x-own")), ("Content-Language", "de", ("ContentLanguage", "de")),
        ("Expires", "Thu, 01 Dec 2033 16:00:00 GMT", ("ExpiresString", "Thu, 01 Dec 2033 16:00:00 GMT")),
        ("x-amz-meta-Who", "me", ("Metadata", {"who": "me"})), ("X-Amz-Storage-Class", "STANDARD_IA", ("StorageClass", "STANDARD_IA")),
        ("x-amz-website-redirect-location", "/a", ("WebsiteRedirectLocation", "/a")), ("tagging", TAGS, ("TagCount", 1)),
        ("x-amz-checksum-crc32", CRC, ("ChecksumCRC32", CRC)), ("Content-MD5", MD5, ("ContentLength", 7)),
        ("x-amz-meta-name", "${filename}!", ("Metadata", {"name": "photo.jpg!"})),
        ("Content-Disposition", 'attachment; filename="${filename}"', ("ContentDisposition", 'attachment; filename="photo.jpg"')),
    ])
def test_each_field_has_its_effect(server, s3, bucket, field, value, shown):
    named = value.replace("${filename}", "photo.jpg")
    assert post(server, bucket, form(bucket, {field: named}, **{field: value})).status_code == 204
    found = s3.get_object(Bucket=bucket, Key="up/photo.jpg", ChecksumMode="ENABLED")
    assert found[shown[0]] == shown[1]
    if field == "tagging":
        assert s3.get_object_tagging(Bucket=bucket, Key="up/photo.jpg")["TagSet"] == [{"Key": "a", "Value": "1"}]
    # Left out of the policy the same field is refused.
    assert code(post(server, bucket, {**form(bucket), field: value})) == (403, "AccessDenied")


@pytest.mark.parametrize("name", ["C:\\Users\\me\\photo.jpg", "/home/me/photo.jpg", "photo.jpg"])
def test_a_file_s_name_is_what_follows_its_path(server, s3, bucket, name):
    assert post(server, bucket, form(bucket), name=name).status_code == 204
    assert [found["Key"] for found in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["up/photo.jpg"]


@pytest.mark.parametrize(
    ("condition", "field", "value", "expected"),
    [
        (["eq", "$x-amz-meta-a", "one"], "x-amz-meta-a", "one", 204), (["eq", "$x-amz-meta-a", "one"], "x-amz-meta-a", "One", 403),
        (["eq", "$X-AMZ-META-A", "one"], "x-amz-meta-a", "one", 204), ({"x-amz-meta-a": "one"}, "X-Amz-Meta-A", "one", 204),
        (["starts-with", "$x-amz-meta-a", "on"], "x-amz-meta-a", "one", 204), (["starts-with", "$x-amz-meta-a", "on"], "x-amz-meta-a", "no", 403),
        (["starts-with", "$x-amz-meta-a", ""], "x-amz-meta-a", "", 204), (["starts-with", "$x-amz-meta-a", ""], "x-amz-meta-a", "any", 204),
        (["starts-with", "$Content-Type", "image/"], "Content-Type", "image/jpeg", 204),
        (["starts-with", "$Content-Type", "image/"], "Content-Type", "image/jpeg,image/png, image/gif", 204),
        (["starts-with", "$Content-Type", "image/"], "Content-Type", "image/jpeg,text/html", 403),
        (["starts-with", "$x-amz-meta-a", "on"], "x-amz-meta-a", "one,two", 204),
        (["starts-with", "$success_action_redirect", "http://example.com/"], "success_action_redirect", "http://example.com/a", 303),
        (["starts-with", "$success_action_redirect", "http://example.com/"], "success_action_redirect", "http://evil.example/a", 403),
        (["eq", "$success_action_status", "201"], "success_action_status", "200", 403),
        (["eq", "$success_action_redirect", "not a url"], "success_action_redirect", "not a url", 204),
        (["eq", "$success_action_status", "404"], "success_action_status", "404", 204),
        (["eq", "$x-amz-meta-a", "one"], "x-ignore-a", "one", 403),
        (["content-length-range", 7, 7], "x-ignore-a", "", 204), (["content-length-range", 8, 9], "x-ignore-a", "", 400),
        (["content-length-range", 0, 6], "x-ignore-a", "", 400), (["content-length-range", "0", "7"], "x-ignore-a", "", 204),
    ])
def test_what_conditions_ask_of_a_field(server, s3, bucket, condition, field, value, expected):
    response = post(server, bucket, form(bucket, condition, **{field: value}))
    assert response.status_code == expected
    if expected == 403:
        assert code(response)[1] == "AccessDenied" and "Invalid according to Policy: Policy Condition failed: [" in response.text
    assert ("Contents" in s3.list_objects_v2(Bucket=bucket)) == (expected < 400)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"x-amz-storage-class": "NONE"}, "InvalidStorageClass"), ({"tagging": "a=1"}, "MalformedXML"),
        ({"tagging": TAGS.replace("</TagSet>", "<Tag><Key>a</Key><Value>2</Value></Tag></TagSet>")}, "InvalidTag"),
        ({"x-amz-checksum-crc32": "AAAAAA=="}, "BadDigest"), ({"x-amz-checksum-crc32": "short"}, "InvalidRequest"),
        ({"x-amz-checksum-crc32": CRC, "x-amz-checksum-sha256": base64.b64encode(bytes(32)).decode()}, "InvalidRequest"),
        ({"Content-MD5": base64.b64encode(bytes(16)).decode()}, "BadDigest"), ({"Content-MD5": "short"}, "InvalidDigest"),
        ({"x-amz-meta-a": "m" * 2100}, "MetadataTooLarge"), ({"x-amz-meta-a": "a\nb"}, "InvalidArgument"),
    ])
def test_a_field_that_cannot_be(server, s3, bucket, fields, expected):
    conditions = [["starts-with", "$" + name, ""] for name in fields]
    assert code(post(server, bucket, form(bucket, *conditions, **fields))) == (400, expected)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_what_is_too_long_or_too_short_says_by_how_much(server, bucket):
    small = post(server, bucket, form(bucket, ["content-length-range", 8, 9])).text
    assert "<Code>EntityTooSmall</Code>" in small and "<ProposedSize>7</ProposedSize><MinSizeAllowed>8</MinSizeAllowed>" in small
    large = post(server, bucket, form(bucket, ["content-length-range", 0, 6])).text
    assert "<Code>EntityTooLarge</Code>" in large and "<ProposedSize>7</ProposedSize><MaxSizeAllowed>6</MaxSizeAllowed>" in large
