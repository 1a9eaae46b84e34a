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


def test_the_first_version_shows_owners(s3, full):
    page = s3.list_objects(Bucket=full)
    assert page["Contents"][0]["Owner"]["ID"]
    assert "NextMarker" not in s3.list_objects(Bucket=full, MaxKeys=1)


def test_bad_parameters(s3, full):
    assert error_of(lambda: s3.list_objects_v2(Bucket=full, ContinuationToken="not base64!")) == (400, "InvalidArgument")
    assert error_of(lambda: s3.list_objects_v2(Bucket=full, MaxKeys=-1)) == (400, "InvalidArgument")
    assert error_of(lambda: s3.list_objects_v2(Bucket=full, EncodingType="other")) == (400, "InvalidArgument")
