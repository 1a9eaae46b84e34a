"""Uploads by a browser's form."""

import re

import pytest
import requests

from helpers import error_of, signed_form
from pelton import wait_until


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
    assert code(response) == (411, "MissingContentLength")


def test_a_form_that_ends_early(server, s3, bucket):
    fields = form(bucket, key="up/k")
    body = b"".join(b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), v.encode()) for n, v in fields.items())
    body += b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhalf of it'
    response = requests.post(f"{server.url}/{bucket}", data=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert code(response) == (400, "IncompleteBody")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="up/k")) == (404, "404")
