import socket
import sys
import uuid
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Support"))

import answers  # noqa: E402
from pelton import Server  # noqa: E402


@pytest.fixture(autouse=True)
def every_answer_has_the_members_of_awss():
    yield
    wrong = answers.settle()
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="session")
def accounts_file(tmp_path_factory):
    """A second and a third account, for what must not cross the border."""
    path = tmp_path_factory.mktemp("accounts") / "accounts.json"
    path.write_text(
        '[{"accountId": "111122223333", "displayName": "other", "accessKeyId": "AKIAPELTONTESTOTHER0",'
        ' "secretAccessKey": "secret/of+the/other/account/in/tests0000", "email": "other@example.com"},'
        ' {"accountId": "444455556666", "displayName": "third", "accessKeyId": "AKIAPELTONTESTTHIRD0",'
        ' "secretAccessKey": "secret/of+the/third/account/in/tests0000", "email": "third@example.com",'
        f' "canonicalId": "{"3a" * 32}"}}]')
    path.chmod(0o600)
    return path


@pytest.fixture(scope="session")
def server(tmp_path_factory, accounts_file):
    server = Server(tmp_path_factory.mktemp("server") / "data", "--credentials", accounts_file).start()
    yield server
    assert server.stop() == 0


@pytest.fixture
def fresh_server(tmp_path):
    """A server of this test's own, which it may kill and start again."""
    server = Server(tmp_path / "data").start()
    yield server
    if server.process:
        server.stop()


@pytest.fixture(scope="session")
def s3(server):
    return server.client("s3")


@pytest.fixture(scope="session")
def other(server):
    """S3 as another account's root."""
    return server.client("s3", access_key="AKIAPELTONTESTOTHER0", secret_key="secret/of+the/other/account/in/tests0000")


@pytest.fixture(scope="session")
def lambda_client(server):
    return server.client("lambda")


@pytest.fixture
def bucket(s3):
    """A bucket of this test's own."""
    name = "test-" + uuid.uuid4().hex[:20]
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def local_names(monkeypatch):
    """Names of hosts under `localhost` and `test` lead here, as a name server would say."""
    find = socket.getaddrinfo

    def getaddrinfo(host, *arguments, **options):
        name = host.decode() if isinstance(host, bytes) else host or ""
        return find("127.0.0.1" if name.endswith((".localhost", ".test")) else host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
