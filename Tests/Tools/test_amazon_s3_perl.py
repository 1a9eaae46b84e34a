"""Amazon::S3 (Perl, its own signatures over LWP): its documentation."""

import hashlib
import uuid

import pytest

from tools import SCRIPTS, Tool, as_root, of_the_system


@pytest.fixture(scope="module")
def perl(server, home):
    perl = Tool(of_the_system("perl"), home, **as_root(server))
    if perl.run("-MAmazon::S3", "-e1").returncode != 0:
        pytest.skip("Perl has no Amazon::S3: libamazon-s3-perl")
    return perl


def test_a_bucket_from_its_making_to_its_end(perl, server, tree, tmp_path):
    big = (tree / "big.bin").read_bytes()
    said = perl(SCRIPTS / "workflow.pl", server.url.removeprefix("http://"), "perl-" + uuid.uuid4().hex[:20], tree / "big.bin", tmp_path / "back")
    got, length, parts, upload, old, new, folders, missing = said.splitlines()
    assert got == f"hello|text/x-test|dark blue|{hashlib.md5(b'hello').hexdigest()}"
    assert length == "5" and (tmp_path / "back").read_bytes() == big
    assert parts.startswith("3 parts, ") and parts.endswith("-3")
    assert upload == "listed"
    assert old.split() == new.split() == sorted(f"many/{number}" for number in range(1, 13))
    assert (folders, missing) == ("a folder many", "missing: nothing said")
