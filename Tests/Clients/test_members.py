"""The comparison that every answer of the clients' tests goes through: that it notices what it is for."""

from xml.etree import ElementTree

import pytest

import members

LISTING = "Name Prefix Marker MaxKeys IsTruncated"


def document(names, root="ListBucketResult"):
    return ElementTree.fromstring(f"<{root}>" + "".join(f"<{name}>x</{name}>" for name in names.split()) + f"</{root}>")


@pytest.fixture
def output(s3):
    return lambda operation: s3.meta.service_model.operation_model(operation).output_shape


@pytest.mark.parametrize(
    ("names", "wrong"),
    [(LISTING, None), ("Name Prefix Marker IsTruncated", "lacks MaxKeys"), ("Prefix Name Marker MaxKeys IsTruncated", "lacks Name"),
     (LISTING + " Name", "has Name where"), (LISTING + " KeyCount", "AWS's model does not have"),
     (LISTING + " Resource", "AWS's model does not have")])
def test_a_listing(output, names, wrong):
    if wrong is None:
        members.check_answer("ListObjects", output("ListObjects"), document(names))
        return
    with pytest.raises(AssertionError, match=wrong):
        members.check_answer("ListObjects", output("ListObjects"), document(names))


def test_what_is_below(output):
    root = document(LISTING)
    root.append(document("Key LastModified ETag Size Owner", "Contents"))
    with pytest.raises(AssertionError, match="Contents/Owner lacks ID"):
        members.check_answer("ListObjects", output("ListObjects"), root)


@pytest.mark.parametrize(
    ("names", "wrong"),
    [("Code Message Key RequestId HostId", None), ("Code Message Key Resource RequestId HostId", "not"), ("Code Message RequestId HostId", "not"),
     ("Code Message Key HostId RequestId", "HostId")])
def test_an_error(names, wrong):
    root = document(names, "Error")
    root.find("Code").text = "NoSuchKey"
    if wrong is None:
        members.check_error("GetObject", root)
        return
    with pytest.raises(AssertionError, match=wrong):
        members.check_error("GetObject", root)


def test_a_header(output):
    members.check_headers("GetObject", output("GetObject"), ["etag", "x-amz-meta-any", "x-amz-request-id"])
    with pytest.raises(AssertionError, match="x-amz-own"):
        members.check_headers("GetObject", output("GetObject"), ["x-amz-own"])
