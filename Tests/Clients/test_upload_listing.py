"""Lists of uploads and of their parts. Source: API_ListMultipartUploads, API_ListParts."""

import pytest

from access import OTHER, policy, statement
from test_multipart import start, upload

KEYS = ["a", "a/1", "a/2", "a/b/3", "b/1", "b--c", "c", "é/x", "é/y"]


@pytest.fixture(scope="module")
def uploads(server, s3):
    bucket = "test-uploads-in-folders"
    s3.create_bucket(Bucket=bucket)
    for key in KEYS:
        start(s3, bucket, key)
    start(s3, bucket, "a/1")
    return bucket


def found(page):
    return [item["Key"] for item in page.get("Uploads", [])], [item["Prefix"] for item in page.get("CommonPrefixes", [])]


@pytest.mark.parametrize(
    ("parameters", "keys", "prefixes"),
    [
        ({}, ["a", "a/1", "a/1", "a/2", "a/b/3", "b--c", "b/1", "c", "é/x", "é/y"], []),
        ({"Delimiter": "/"}, ["a", "b--c", "c"], ["a/", "b/", "é/"]),
        ({"Delimiter": "/", "Prefix": "a/"}, ["a/1", "a/1", "a/2"], ["a/b/"]),
        ({"Delimiter": "--"}, ["a", "a/1", "a/1", "a/2", "a/b/3", "b/1", "c", "é/x", "é/y"], ["b--"]),
        ({"Prefix": "b"}, ["b--c", "b/1"], []),
        ({"KeyMarker": "b--c"}, ["b/1", "c", "é/x", "é/y"], []),
        ({"KeyMarker": "a/", "Delimiter": "/"}, ["b--c", "c"], ["b/", "é/"]),
        ({"KeyMarker": "a/1", "Prefix": "a/"}, ["a/2", "a/b/3"], []),
        ({"UploadIdMarker": "said without a key"}, ["a", "a/1", "a/1", "a/2", "a/b/3", "b--c", "b/1", "c", "é/x", "é/y"], []),
        ({"MaxUploads": 0}, [], []),
    ])
def test_uploads_in_folders(s3, uploads, parameters, keys, prefixes):
    page = s3.list_multipart_uploads(Bucket=uploads, **parameters)
    assert found(page) == (keys, prefixes)
    assert page["IsTruncated"] is False


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("delimiter", ["", "/", "--"])
def test_pages_of_uploads_join_up(s3, uploads, size, delimiter):
    keys, prefixes, marker = [], [], {}
    while True:
        page = s3.list_multipart_uploads(Bucket=uploads, MaxUploads=size, Delimiter=delimiter, **marker)
        more = found(page)
        assert len(more[0]) + len(more[1]) <= size
        keys, prefixes = keys + more[0], prefixes + more[1]
        if not page["IsTruncated"]:
            break
        marker = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}
        if more[1] and (not more[0] or more[1][-1] > more[0][-1]):
            # A page that ends in a prefix names nothing: recorded. The prefix itself is a marker, which skips all under it.
            assert marker == {"KeyMarker": "", "UploadIdMarker": ""}
            marker = {"KeyMarker": more[1][-1]}
    assert (keys, prefixes) == found(s3.list_multipart_uploads(Bucket=uploads, Delimiter=delimiter))


def test_the_last_upload_is_named_even_where_no_page_follows(s3, bucket):
    """API_ListMultipartUploads."""
    page = s3.list_multipart_uploads(Bucket=bucket)
    assert (page["NextKeyMarker"], page["NextUploadIdMarker"]) == ("", "")
    first, second = (s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"] for key in ("a", "b"))
    page = s3.list_multipart_uploads(Bucket=bucket, Prefix="a")
    assert (page["IsTruncated"], page["NextKeyMarker"], page["NextUploadIdMarker"]) == (False, "a", first)
    page = s3.list_multipart_uploads(Bucket=bucket)
    assert (page["NextKeyMarker"], page["NextUploadIdMarker"]) == ("b", second)


def test_empty_parameters_of_lists_of_parts_are_none(server, s3, bucket):
    """API_ListParts."""
    answer = server.send("GET", f"/{bucket}/k?uploadId={start(s3, bucket)}&max-parts=&part-number-marker=")
    space = "{http://s3.amazonaws.com/doc/2006-03-01/}"
    assert (answer.xml.findtext(f"{space}MaxParts"), answer.xml.findtext(f"{space}PartNumberMarker")) == ("1000", "0")


def test_names_of_uploads_are_encoded(server, bucket):
    # The answer has a character that XML cannot carry: boto3 cannot read it.
    assert server.send("POST", f"/{bucket}/a%20b%2Bc/%C3%A9%01?uploads").status == 200
    page = server.send("GET", f"/{bucket}?uploads&encoding-type=url&delimiter=%20").xml
    space = "{http://s3.amazonaws.com/doc/2006-03-01/}"
    assert page.findtext(f"{space}Delimiter") == "+"
    assert page.findtext(f"{space}CommonPrefixes/{space}Prefix") == "a+"
    page = server.send("GET", f"/{bucket}?uploads&encoding-type=url").xml
    assert page.findtext(f"{space}Upload/{space}Key") == "a+b%2Bc/%C3%A9%01"


@pytest.mark.parametrize("marker", ["invalid_marker", "a" * 63, "g" * 64])
def test_markers_that_no_upload_has(server, s3, bucket, marker):
    start(s3, bucket, "a")
    answer = server.send("GET", f"/{bucket}?uploads&key-marker=a&upload-id-marker={marker}")
    assert (answer.status, answer.code, answer.message) == (400, "InvalidArgument", "Invalid uploadId marker")
    # Without a key it says nothing.
    assert server.send("GET", f"/{bucket}?uploads&upload-id-marker={marker}").status == 200


@pytest.mark.parametrize(
    "query", ["uploads&max-uploads=-1", "uploads&max-uploads=x", "uploads&encoding-type=base64", "uploads&max-uploads=2147483648"])
def test_bad_parameters_of_listings(server, bucket, query):
    answer = server.send("GET", f"/{bucket}?{query}")
    assert (answer.status, answer.code) == (400, "InvalidArgument")


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_pages_of_parts_join_up(s3, bucket, size):
    upload_id = start(s3, bucket)
    for number in (1, 2, 7, 9999, 10_000):
        upload(s3, bucket, upload_id, number, b"x")
    numbers, marker = [], 0
    while True:
        page = s3.list_parts(Bucket=bucket, Key="k", UploadId=upload_id, MaxParts=size, PartNumberMarker=marker)
        numbers += [part["PartNumber"] for part in page["Parts"]]
        assert (page["PartNumberMarker"], page["MaxParts"]) == (marker, size)
        if not page["IsTruncated"]:
            break
        marker = page["NextPartNumberMarker"]
    assert numbers == [1, 2, 7, 9999, 10_000]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("uploadId={id}&max-parts=-1", (400, "InvalidArgument")),
        ("uploadId={id}&max-parts=many", (400, "InvalidArgument")),
        ("uploadId={id}&part-number-marker=-1", (400, "InvalidArgument")),
        ("uploadId={id}&part-number-marker=x", (400, "InvalidArgument")),
        ("uploadId=unknown", (404, "NoSuchUpload")),
        ("uploadId=", (404, "NoSuchUpload")),
    ])
def test_bad_parameters_of_lists_of_parts(server, s3, bucket, query, expected):
    answer = server.send("GET", f"/{bucket}/k?" + query.format(id=start(s3, bucket)))
    assert (answer.status, answer.code) == expected


def test_a_listing_goes_on_behind_an_upload_that_was_aborted(s3, bucket):
    """Who cleans a bucket aborts each page before it asks for the next. API_ListMultipartUploads."""
    for _ in range(4):
        s3.create_multipart_upload(Bucket=bucket, Key="k")
    more = {}
    while True:
        page = s3.list_multipart_uploads(Bucket=bucket, MaxUploads=1, **more)
        for upload in page.get("Uploads", []):
            s3.abort_multipart_upload(Bucket=bucket, Key="k", UploadId=upload["UploadId"])
        if not page["IsTruncated"]:
            break
        more = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_who_has_begun_an_upload(s3, other, bucket):
    """An account is told by its canonical id: API_Initiator."""
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, "s3:PutObject", {"AWS": OTHER})))
    begun = {client.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]: client for client in (s3, other)}
    own = s3.list_buckets()["Owner"]
    # An owner has an id alone since November 2025, who began an upload has his name still.
    people = {id: {**client.list_buckets()["Owner"], "DisplayName": name} for (id, client), name in zip(begun.items(), ("pelton", "other"))}
    for item in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]:
        assert (item["Initiator"], item["Owner"]) == (people[item["UploadId"]], own)
    for upload_id, initiator in people.items():
        page = s3.list_parts(Bucket=bucket, Key="k", UploadId=upload_id)
        assert (page["Initiator"], page["Owner"]) == (initiator, own)
