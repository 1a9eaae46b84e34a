import random
import sys
import uuid
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "Support"), str(Path(__file__).resolve().parent)]

from pelton import Server  # noqa: E402
from tools import of_last_year  # noqa: E402

BIG = 12_000_000


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server") / "data").start()
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="session")
def s3(server):
    return server.client("s3")


@pytest.fixture
def bucket(s3):
    """A bucket of this test's own."""
    name = "tools-" + uuid.uuid4().hex[:20]
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture(scope="session")
def tree(tmp_path_factory):
    """Files as people have them: small, empty, deep, with names that need quoting, and one that is sent in parts. Not to be changed."""
    folder = tmp_path_factory.mktemp("tree")
    dice = random.Random(7)
    sizes = {
        "empty": 0, "one": 1, "sub/deep/plus+sign": 70_000, "sub/with space & ünï.txt": 3000, "sub/per%cent": 5, "#hash": 9, "big.bin": BIG,
        **{f"many/{number:03}": 100 + number for number in range(40)}}
    for name, size in sizes.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dice.randbytes(size))
        of_last_year(path)
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A home in which no tool finds settings."""
    return tmp_path_factory.mktemp("home")
