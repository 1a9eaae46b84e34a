"""Listings, page by page."""

import pytest

from helpers import error_of

KEYS = ["a", "a/1", "a/2", "a/b/3", "b/1", "c", "c d", "é", "z/"]


@pytest.fixture
def full(s3, bucket):
    for key in KEYS:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    return bucket


def names(page):
    return [found["Key"] for found in page.get("Contents", [])], [found["Prefix"] for found in page.get("CommonPrefixes", [])]


def test_keys_are_in_byte_order(s3, full):
    page = s3.list_objects_v2(Bucket=full)
    assert names(page) == (sorted(KEYS, key=str.encode), [])
    assert (page["KeyCount"], page["IsTruncated"], page["MaxKeys"]) == (len(KEYS), False, 1000)
    assert "Owner" not in page["Contents"][0]
    assert s3.list_objects_v2(Bucket=full, FetchOwner=True)["Contents"][0]["Owner"]["ID"]


@pytest.mark.parametrize(
    ("parameters", "keys", "prefixes"),
    [
        ({"Delimiter": "/"}, ["a", "c", "c d", "é"], ["a/", "b/", "z/"]),
        ({"Delimiter": "/", "Prefix": "a/"}, ["a/1", "a/2"], ["a/b/"]),
        ({"Prefix": "c"}, ["c", "c d"], []),
        ({"Prefix": "nothing"}, [], []),
        ({"StartAfter": "b/1"}, ["c", "c d", "z/", "é"], []),
        ({"StartAfter": "a/1", "Delimiter": "/"}, ["c", "c d", "é"], ["a/", "b/", "z/"]),
        ({"Delimiter": "b/"}, ["a", "a/1", "a/2", "c", "c d", "z/", "é"], ["a/b/", "b/"]),
        ({"MaxKeys": 0}, [], []),
    ])
def test_prefix_delimiter_start(s3, full, parameters, keys, prefixes):
    assert names(s3.list_objects_v2(Bucket=full, **parameters)) == (sorted(keys, key=str.encode), prefixes)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("delimiter", ["", "/"])
def test_pages_join_up(s3, full, size, delimiter):
    keys, prefixes, token = [], [], {}
    while True:
        page = s3.list_objects_v2(Bucket=full, MaxKeys=size, Delimiter=delimiter, **token)
        found = names(page)
        assert len(found[0]) + len(found[1]) == page["KeyCount"] <= size
        keys += found[0]
        prefixes += found[1]
        if not page["IsTruncated"]:
            break
        token = {"ContinuationToken": page["NextContinuationToken"]}
    assert (keys, prefixes) == names(s3.list_objects_v2(Bucket=full, Delimiter=delimiter))


@pytest.mark.parametrize("size", [1, 2, 100])
def test_pages_of_the_first_version(s3, full, size):
    entries, marker = [], ""
    while True:
        page = s3.list_objects(Bucket=full, MaxKeys=size, Delimiter="/", Marker=marker)
        keys, prefixes = names(page)
        entries += keys + prefixes
        if not page["IsTruncated"]:
            break
        marker = page["NextMarker"]
    assert sorted(entries) == sorted(["a", "c", "c d", "é", "a/", "b/", "z/"])
    assert len(entries) == 7


@pytest.mark.parametrize(("marker", "next"), [("a/", "b/"), ("a/1", "b/"), ("a/b/3", "b/"), ("b/1", "c"), ("a", "a/")])
def test_a_marker_in_a_folder_skips_the_folder(s3, full, marker, next):
    """API_ListObjects and API_ListObjectVersions: what is listed comes after the marker, and so does a common prefix."""
    for page in (s3.list_objects(Bucket=full, Marker=marker, Delimiter="/", MaxKeys=1),
                 s3.list_object_versions(Bucket=full, KeyMarker=marker, Delimiter="/", MaxKeys=1)):
        found = page.get("Contents", page.get("Versions", []))
        assert [entry["Key"] for entry in found] + [entry["Prefix"] for entry in page.get("CommonPrefixes", [])] == [next]


def test_the_first_version_shows_owners(s3, full):
    page = s3.list_objects(Bucket=full)
    assert page["Contents"][0]["Owner"]["ID"]
    assert "NextMarker" not in s3.list_objects(Bucket=full, MaxKeys=1)


def test_bad_parameters(s3, full):
    assert error_of(lambda: s3.list_objects_v2(Bucket=full, ContinuationToken="not base64!")) == (400, "InvalidArgument")
    assert error_of(lambda: s3.list_objects_v2(Bucket=full, MaxKeys=-1)) == (400, "InvalidArgument")
    assert error_of(lambda: s3.list_objects_v2(Bucket=full, EncodingType="other")) == (400, "InvalidArgument")


# Every parameter. Source: API_ListObjects, API_ListObjectsV2.

SPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"


def test_entries_say_what_checksums_there_are(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=b"x", ChecksumAlgorithm="SHA256", StorageClass="GLACIER_IR")
    server.client("s3", request_checksum_calculation="when_required").put_object(Bucket=bucket, Key="b", Body=b"x")
    upload = s3.create_multipart_upload(Bucket=bucket, Key="c", ChecksumAlgorithm="SHA1")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="c", UploadId=upload, PartNumber=1, Body=b"x", ChecksumAlgorithm="SHA1")
    s3.complete_multipart_upload(Bucket=bucket, Key="c", UploadId=upload, MultipartUpload={
        "Parts": [{"PartNumber": 1, "ETag": part["ETag"], "ChecksumSHA1": part["ChecksumSHA1"]}]})
    for page in (s3.list_objects(Bucket=bucket), s3.list_objects_v2(Bucket=bucket)):
        a, b, c = page["Contents"]
        assert (a["ChecksumAlgorithm"], a["ChecksumType"], a["StorageClass"]) == (["SHA256"], "FULL_OBJECT", "GLACIER_IR")
        assert (b["ChecksumAlgorithm"], b["ChecksumType"]) == (["CRC64NVME"], "FULL_OBJECT")
        assert (c["ChecksumAlgorithm"], c["ChecksumType"]) == (["SHA1"], "COMPOSITE")


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("prefix=a%20b&delimiter=%2B", {"Prefix": "a+b", "Delimiter": "%2B", "EncodingType": "url"}),
        ("marker=%C3%A9", {"Marker": "%C3%A9"}),
        ("list-type=2&start-after=a%26", {"StartAfter": "a%26", "KeyCount": "1"}),
        ("max-keys=1&delimiter=%2F", {"NextMarker": "%01", "IsTruncated": "true", "MaxKeys": "1"}),
        ("list-type=2&max-keys=5000", {"MaxKeys": "1000"}),
        ("list-type=2", {"Contents/Key": "%01"}),
    ])
def test_names_are_encoded(server, bucket, query, texts):
    for key in ("%01", "a%20b%2Bc", "z"):
        assert server.send("PUT", f"/{bucket}/{key}", b"x").status == 200
    page = server.send("GET", f"/{bucket}?encoding-type=url&{query}").xml
    for path, text in texts.items():
        assert page.findtext("/".join(SPACE + name for name in path.split("/"))) == text, path


def test_keys_are_encoded_as_forms_are(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="z(~)*-_. /ü", Body=b"x")
    page = server.send("GET", f"/{bucket}?encoding-type=url").xml
    assert page.findtext(f"{SPACE}Contents/{SPACE}Key") == "z%28%7E%29*-_.+/%C3%BC"


@pytest.mark.parametrize(
    "query",
    ["max-keys=-1", "max-keys=x", "max-keys=2147483648", "encoding-type=utf8", "list-type=2&max-keys=x", "list-type=2&continuation-token=",
     "list-type=2&continuation-token=%21%21", "list-type=2&continuation-token=AAAA"])
def test_parameters_that_cannot_be(server, bucket, query):
    answer = server.send("GET", f"/{bucket}?{query}")
    assert (answer.status, answer.code) == (400, "InvalidArgument")
    # An empty token is not repeated.
    assert (b"<ArgumentValue>" in answer.body) == (query != "list-type=2&continuation-token=")


@pytest.mark.parametrize("type", ["1", "0", "3", "", "bogus"])
def test_any_other_type_is_the_first(server, s3, bucket, type):
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    answer = server.send("GET", f"/{bucket}?list-type={type}")
    assert answer.status == 200 and b"<Marker></Marker>" in answer.body.replace(b"<Marker/>", b"<Marker></Marker>")
    assert b"<KeyCount>" not in answer.body


def test_a_listing_tells_the_bucket_s_region_and_a_token_overrules_where_it_starts(s3, bucket):
    for i in range(3):
        s3.put_object(Bucket=bucket, Key=f"k{i}", Body=b"")
    for list_objects in (s3.list_objects, s3.list_objects_v2):
        assert list_objects(Bucket=bucket)["ResponseMetadata"]["HTTPHeaders"]["x-amz-bucket-region"] == "us-east-1"
    first = s3.list_objects_v2(Bucket=bucket, StartAfter="k0", MaxKeys=1)
    assert first["StartAfter"] == "k0"
    assert "StartAfter" not in s3.list_objects_v2(Bucket=bucket, StartAfter="k0", ContinuationToken=first["NextContinuationToken"])


@pytest.mark.parametrize(("name", "words"), [
    ("uploads", "Key is not expected for the GET method ?uploads subresource"),
    ("versions", "There is no such thing as the ?versions sub-resource for a key")])
def test_what_a_bucket_lists_a_key_does_not(server, bucket, name, words):
    answer = server.send("GET", f"/{bucket}/k?{name}=")
    assert (answer.status, answer.code) == (400, "InvalidRequest") and words.encode() in answer.body


def test_attributes_that_are_optional(server, full):
    ask = lambda names: server.send("GET", f"/{full}?list-type=2", headers={"x-amz-optional-object-attributes": names})  # noqa: E731
    assert ask("RestoreStatus").status == 200
    assert (ask("Colour").status, ask("Colour").code) == (400, "InvalidArgument")


def test_a_token_overrules_where_to_start(s3, full):
    token = s3.list_objects_v2(Bucket=full, MaxKeys=2)["NextContinuationToken"]
    page = s3.list_objects_v2(Bucket=full, ContinuationToken=token, StartAfter="z/")
    assert (names(page)[0], page["ContinuationToken"]) == (sorted(KEYS, key=str.encode)[2:], token)


@pytest.mark.parametrize("delimiter", ["/", "//", "ab", "aba", "é"])
def test_delimiters_of_several_characters(s3, bucket, delimiter):
    """Against what the definition says, going through every key."""
    keys = [first + second for first in ("", "/", "ab", "x//", "abab") for second in ("a", "b/", "//c", "ab", "aba/é", "éé")]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    for prefix in ("", "a", "ab", "x//"):
        rolled, plain = set(), []
        for key in sorted(set(keys), key=str.encode):
            if not key.startswith(prefix):
                continue
            at = key.find(delimiter, len(prefix))
            rolled.add(key[:at + len(delimiter)]) if at >= 0 else plain.append(key)
        page = s3.list_objects_v2(Bucket=bucket, Prefix=prefix, Delimiter=delimiter)
        assert names(page) == (plain, sorted(rolled, key=str.encode))
        assert page["KeyCount"] == len(plain) + len(rolled)


def test_truncation_is_exact(s3, full):
    for list in (s3.list_objects, s3.list_objects_v2):
        assert list(Bucket=full, MaxKeys=len(KEYS))["IsTruncated"] is False
        assert list(Bucket=full, MaxKeys=len(KEYS) - 1)["IsTruncated"] is True
        assert list(Bucket=full, MaxKeys=6, Delimiter="/")["IsTruncated"] is True
        assert list(Bucket=full, MaxKeys=7, Delimiter="/")["IsTruncated"] is False


# Source: API_ListBuckets.

def test_buckets_page_by_page(server, other):
    for name in ("one", "two", "three", "four"):
        other.create_bucket(Bucket="test-listed-" + name)
    names, token = [], {}
    while True:
        page = other.list_buckets(MaxBuckets=1, Prefix="test-listed-", **token)
        assert (len(page["Buckets"]), page["Prefix"]) == (1, "test-listed-")
        assert page["Buckets"][0]["BucketRegion"] == "us-east-1"
        names += [bucket["Name"] for bucket in page["Buckets"]]
        if "ContinuationToken" not in page:
            break
        token = {"ContinuationToken": page["ContinuationToken"]}
    assert names == ["test-listed-" + name for name in ("four", "one", "three", "two")]
    # S3 tells regions only to who asks for a page.
    assert "BucketRegion" not in other.list_buckets()["Buckets"][0]
    assert other.list_buckets(BucketRegion="eu-west-1")["Buckets"] == []
    assert set(names) <= {bucket["Name"] for bucket in other.list_buckets(BucketRegion="us-east-1")["Buckets"]}


@pytest.mark.parametrize("query", ["max-buckets=0", "max-buckets=10001", "max-buckets=x", "continuation-token=%21", "bucket-region=NO%20WHERE"])
def test_lists_of_buckets_that_cannot_be(server, query):
    answer = server.send("GET", "/?" + query)
    assert (answer.status, answer.code) == (400, "InvalidArgument")
