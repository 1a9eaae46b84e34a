"""AWS SDK for Ruby, version 3: its developer guide."""

import hashlib
import uuid

import pytest

from tools import SCRIPTS, Tool, as_root, of_the_system


@pytest.fixture(scope="module")
def ruby(server, home):
    ruby = Tool(of_the_system("ruby"), home, **as_root(server), LANG="C.UTF-8")
    if ruby.run("-raws-sdk-s3", "-e0").returncode != 0:
        pytest.skip("Ruby has no aws-sdk-s3: ruby-aws-sdk-s3")
    return ruby


def test_a_bucket_from_its_making_to_its_end(ruby, server, tree, tmp_path):
    big = (tree / "big.bin").read_bytes()
    said = ruby(SCRIPTS / "workflow.rb", server.url, "ruby-" + uuid.uuid4().hex[:20], tree / "big.bin", tmp_path / "back")
    assert said.splitlines() == [
        f'hello|text/x-test|dark blue|no-store|"{hashlib.md5(b"hello").hexdigest()}"', "ell",
        said.splitlines()[2], str(len(big)), str(len(big)), "red", "false", "200", "by url", "201", "form",
        " ".join(sorted(f"many/{number}" for number in range(12))), "a folder/ form/ many/", "a=b c", "NoSuchKey", "false"]
    assert said.splitlines()[2].endswith('-3"') and (tmp_path / "back").read_bytes() == big
