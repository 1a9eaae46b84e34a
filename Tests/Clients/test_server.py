"""Starting, stopping, and what keeps a server from starting."""

import json
import os
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import requests

from helpers import error_of
from pelton import BUILD, Server, wait_until


def refused(data, *options, environment=None):
    """Starts a server that must not start. Returns what it said."""
    done = subprocess.run(
        [str(BUILD / "pelton"), "serve", "--data", str(data), *map(str, options)], capture_output=True, text=True, timeout=30,
        env={**os.environ, **(environment or {})})
    assert done.returncode != 0
    return done.stderr


def test_it_starts_with_nothing_and_prints_its_keys_once(tmp_path):
    command = [str(BUILD / "pelton"), "serve", "--listen", "127.0.0.1:0"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PELTON_", "AWS_"))}
    for is_first in (True, False):
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("ready "):
                break
        assert lines[-1].startswith("ready http://127.0.0.1:")
        assert ("root secret access key" in "".join(lines)) == is_first
        process.terminate()
        assert process.wait(20) == 0
        process.stdout.close()
    kept = json.loads((tmp_path / "pelton-data/secrets/root-credentials").read_text())
    assert kept["secretAccessKey"] in "".join(lines) or not is_first
    assert (tmp_path / "pelton-data/secrets").stat().st_mode & 0o077 == 0


def test_its_own_commands_find_it_by_its_data_directory(tmp_path):
    server = Server(tmp_path / "data", environment={"PELTON_ACCESS_KEY_ID": "", "PELTON_SECRET_ACCESS_KEY": ""}).start()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PELTON_", "AWS_"))}
    done = subprocess.run(
        [str(BUILD / "pelton"), "events", "--data", str(tmp_path / "data")], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert server.stop() == 0
    assert not (tmp_path / "data/endpoint").exists()


def test_health_needs_no_signature(server):
    answer = requests.get(server.url + "/_pelton/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_second_server_on_the_same_data(server):
    assert "Another pelton serves this data directory" in refused(server.data, "--listen", "127.0.0.1:0")


def test_a_data_directory_of_a_newer_format(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/FORMAT").write_text("999\n")
    assert "made by a newer Pelton" in refused(tmp_path / "data")
    assert (tmp_path / "data/FORMAT").read_text() == "999\n"


def test_a_port_in_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} of 127.0.0.1 is in use" in refused(tmp_path / "data", "--listen", f"127.0.0.1:{port}")


def test_a_file_where_the_data_directory_should_be(tmp_path):
    (tmp_path / "data").write_text("")
    assert "is a file" in refused(tmp_path / "data")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/blobs").write_text("")
    assert "cannot be opened" in refused(tmp_path / "other", "--listen", "127.0.0.1:0")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount")
def test_a_disk_that_is_not_writable(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    command = f"mount --bind {data} {data} && mount -o remount,ro,bind {data} && exec {BUILD / 'pelton'} serve --data {data} --listen 127.0.0.1:0"
    done = subprocess.run(["unshare", "-m", "sh", "-c", command], capture_output=True, text=True, timeout=30)
    assert done.returncode != 0
    assert "Read-only file system" in done.stderr


@pytest.mark.parametrize(
    ("option", "said"),
    [(["--listen", "nowhere"], "--listen takes HOST:PORT"), (["--account-id", "12"], "--account-id must be twelve digits"),
     (["--async-retry-waits", "soon"], "--async-retry-waits takes waits"), (["--sandbox", "paper"], "--sandbox is one of"),
     (["--worker-memory", "12"], "--worker-memory takes"), (["--worker-memory=-1GiB"], "--worker-memory takes"),
     (["--worker-memory", "99999999999999999999GiB"], "--worker-memory takes"), (["--worker-processes", "1"], "--worker-processes takes"),
     (["--worker-processes", "many"], "--worker-processes takes"), (["--signature-v2", "yes"], "--signature-v2 is one of off, query, all"),
     (["--credentials", "/does/not/exist"], "cannot be read")])
def test_options_that_cannot_be(tmp_path, option, said):
    assert said in refused(tmp_path / "data", *option)


def test_requests_that_run_end_before_the_server_does(tmp_path):
    server = Server(tmp_path / "data").start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="slow-upload")
    url = server.client("s3", signature_version="s3v4").generate_presigned_url("put_object", Params={"Bucket": "slow-upload", "Key": "k"})
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        target = url.removeprefix(server.url)
        connection.sendall(f"PUT {target} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 10\r\n\r\n12345".encode())
        time.sleep(0.2)
        server.process.terminate()
        time.sleep(0.3)
        connection.sendall(b"67890")
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
    assert server.process.wait(20) == 0
    server.process.stdout.close()
    server.start()
    assert s3_of(server).get_object(Bucket="slow-upload", Key="k")["Body"].read() == b"1234567890"
    assert server.stop() == 0


def s3_of(server):
    return server.client("s3")


def test_one_log_line_a_request(server, s3, bucket):
    put = s3.put_object(Bucket=bucket, Key="logged", Body=b"x")
    request_id = put["ResponseMetadata"]["RequestId"]
    for _ in range(100):
        lines = [line for line in server.log_lines() if line.get("request_id") == request_id]
        if lines:
            break
        time.sleep(0.02)
    line, = lines
    assert (line["operation"], line["bucket"], line["key"], line["status"]) == ("PutObject", bucket, "logged", "200")
    assert line["principal"] == "arn:aws:iam::000000000000:root" and "duration_ms" in line and "bytes" in line


@pytest.mark.parametrize(("key_id", "shown"), [
    ("wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", "wJal… (38 bytes)"), ("hunter2", "h… (7 bytes)"),
    ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE")])
def test_a_secret_in_place_of_an_access_key_id_is_not_logged(server, key_id, shown):
    """Whoever pastes one into the wrong field does not find it in the log."""
    client = server.client("s3", access_key=key_id, secret_key="x")
    with pytest.raises(client.exceptions.ClientError) as refused:
        client.list_buckets()
    request_id = refused.value.response["ResponseMetadata"]["RequestId"]
    line, = wait_until(lambda: [line for line in server.log_lines() if line.get("request_id") == request_id])
    assert (line["principal"], line["decision"]) == (shown, f'unknownAccessKey("{shown}")')
    assert key_id == shown or key_id not in str(server.log_lines())


def test_without_a_sandbox_functions_wait_and_say_why(tmp_path):
    from helpers import error_of, make_function

    server = Server(tmp_path / "data", environment={"PATH": str(Path("/nonexistent"))}).start()
    try:
        make_function(server, "f", "def handler(event, context): pass")
        assert error_of(lambda: server.client("lambda").invoke(FunctionName="f")) == (502, "ServiceException")
        assert any("bubblewrap is not installed" in line.get("reason", "") for line in server.log_lines())
    finally:
        assert server.stop() == 0


def test_functions_without_isolation_for_those_who_ask_for_it(tmp_path):
    from helpers import make_function

    server = Server(tmp_path / "data", "--sandbox", "none").start()
    try:
        make_function(server, "f", "import os\ndef handler(event, context): return os.getcwd()")
        answer = server.client("lambda").invoke(FunctionName="f")
        assert "/functions/" in json.loads(answer["Payload"].read())
        assert any("WITHOUT a sandbox" in line["message"] for line in server.log_lines())
    finally:
        assert server.stop() == 0


# Who can read what is kept.

def readable(folder):
    """What others can read, or reach, below a folder."""
    if not folder.stat().st_mode & 0o011:
        return []
    found = []
    for entry in folder.iterdir():
        mode = entry.lstat().st_mode
        found += readable(entry) if stat.S_ISDIR(mode) else [entry.name] if stat.S_ISREG(mode) and mode & 0o044 else []
    return found


def test_a_data_directory_that_others_could_read_is_closed_to_them(tmp_path):
    data = tmp_path / "data"
    server = Server(data).start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="small", Body=b"x")
    s3.put_object(Bucket="kept", Key="large", Body=b"x" * 3_000_000)
    assert server.stop() == 0
    # As a restored backup may be; with what is not Pelton's.
    outside = tmp_path / "outside"
    outside.write_text("of somebody")
    outside.chmod(0o644)
    (data / "secrets" / "link").symlink_to(outside)
    (data / "notes").write_text("of the administrator")
    for path in [data, *data.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    server.start()
    warned = [line["paths"] for line in server.log_lines() if "others could read" in line["message"]]
    assert len(warned) == 1 and "secrets/master.key" in warned[0] and "pelton.sqlite3" in warned[0]
    assert server.client("s3").get_object(Bucket="kept", Key="large")["Body"].read() == b"x" * 3_000_000
    assert readable(data) == []
    for path in [data, *data.glob("*.sqlite3*"), data / "blobs", data / "segments", data / "secrets", data / "secrets/master.key", data / "FORMAT"]:
        assert path.stat().st_mode & 0o077 == 0, path
    assert outside.stat().st_mode & 0o777 == 0o644 and (data / "notes").stat().st_mode & 0o777 == 0o644
    assert server.stop() == 0
    server.start()
    assert len([line for line in server.log_lines() if "others could read" in line["message"]]) == 1
    assert server.stop() == 0


def test_an_empty_directory_that_is_there_already(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o777)
    server = Server(data).start()
    server.client("s3").create_bucket(Bucket="kept")
    assert server.stop() == 0
    assert data.stat().st_mode & 0o777 == 0o700
    # Nor would a wider directory show them.
    assert all(path.stat().st_mode & 0o044 == 0 for path in data.glob("*.sqlite3*"))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("name", ["", "pelton.sqlite3", "secrets", "secrets/master.key", "blobs"])
def test_what_belongs_to_somebody_else_is_not_taken_for_one_s_own(tmp_path, name):
    data = tmp_path / "data"
    server = Server(data).start()
    assert server.stop() == 0
    (data / name).chmod(0o755)
    os.chown(data / name, 12345, 12345)
    assert "belongs to another user (uid 12345)" in refused(data, "--listen", "127.0.0.1:0")
    assert (data / name).stat().st_mode & 0o777 == 0o755


def test_a_secret_with_another_name_elsewhere(tmp_path):
    data = tmp_path / "data"
    server = Server(data).start()
    assert server.stop() == 0
    os.link(data / "secrets/master.key", tmp_path / "copy")
    (tmp_path / "copy").chmod(0o644)
    assert "has another name elsewhere" in refused(data, "--listen", "127.0.0.1:0")
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o644


def test_root_keys_that_cannot_be_read_are_not_replaced(tmp_path):
    environment = {"PELTON_ACCESS_KEY_ID": "", "PELTON_SECRET_ACCESS_KEY": ""}
    server = Server(tmp_path / "data", environment=environment).start()
    assert server.stop() == 0
    path = tmp_path / "data/secrets/root-credentials"
    kept = path.read_bytes() + b" " * (1 << 20)
    path.write_bytes(kept)
    said = refused(tmp_path / "data", "--listen", "127.0.0.1:0", environment=environment)
    assert "root-credentials cannot be read: it has more than 1 MiB" in said
    assert path.read_bytes() == kept


# Keys that anybody can guess.

def with_test_keys(tmp_path, *options):
    return Server(tmp_path / "data", *options, environment={"PELTON_ACCESS_KEY_ID": "test", "PELTON_SECRET_ACCESS_KEY": "test"})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.8.8", "[::1]"])
def test_the_keys_of_an_emulator_do_where_only_this_machine_asks(tmp_path, host):
    server = with_test_keys(tmp_path)
    try:
        server.start(listen=host + ":0")
    except RuntimeError:
        if host == "[::1]":
            pytest.skip("there is no IPv6 here")
        raise
    assert server.client("s3", "test", "test").list_buckets()["Buckets"] == []
    assert error_of(server.client("s3", "test", "tesT").list_buckets) == (403, "SignatureDoesNotMatch")
    warned = [line["message"] for line in server.log_lines() if line["level"] == "warning" and "can be guessed" in line["message"]]
    assert server.stop() == 0
    assert len(warned) == 1 and warned[0].startswith("the secret key of the root can be guessed")


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "192.0.2.1", "::ffff:0.0.0.0", "example.com", "127.0.0.1.example.com"])
def test_elsewhere_they_are_refused(tmp_path, host):
    said = said_at_start(with_test_keys(tmp_path), host + ":0")
    assert f"The secret key of the root has less than 8 characters: whoever can reach {host.strip('[]')} could guess it." in said


def test_keys_of_other_accounts_are_held_to_the_same(tmp_path):
    accounts = tmp_path / "accounts.json"
    accounts.write_text('[{"accountId": "111122223333", "accessKeyId": "AKIAOTHER", "secretAccessKey": "short"}]')
    accounts.chmod(0o600)
    server = Server(tmp_path / "data", "--credentials", accounts).start()
    assert server.client("s3", "AKIAOTHER", "short").list_buckets()["Buckets"] == []
    assert server.stop() == 0
    assert [line for line in server.log_lines() if "entry 1 of" in line["message"] and "can be guessed" in line["message"]]
    assert "has less than 8 characters" in said_at_start(Server(tmp_path / "data", "--credentials", accounts), "0.0.0.0:0")


# The file of --credentials.

def with_accounts(tmp_path, mode, owner=None):
    accounts = tmp_path / "accounts.json"
    accounts.write_text('[{"accountId": "111122223333", "accessKeyId": "AKIAOTHER", "secretAccessKey": "other/secret"}]')
    accounts.chmod(mode)
    if owner is not None:
        os.chown(accounts, owner, owner)
    return Server(tmp_path / "data", "--credentials", accounts)


@pytest.mark.parametrize("mode", [0o666, 0o660, 0o620, 0o602, 0o622])
def test_a_credentials_file_that_others_can_write_is_refused(tmp_path, mode):
    said = said_at_start(with_accounts(tmp_path, mode))
    assert f"accounts.json has mode 0{mode:o}" in said and f"chmod 600 {tmp_path}/accounts.json" in said


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o600, 0o400])
def test_a_credentials_file_that_others_can_read_is_warned_of(tmp_path, mode):
    server = with_accounts(tmp_path, mode).start()
    assert server.client("s3", "AKIAOTHER", "other/secret").list_buckets()["Buckets"] == []
    assert server.stop() == 0
    warned = [line["mode"] for line in server.log_lines() if "credentials file" in line["message"]]
    assert warned == ([f"0{mode:o}"] if mode & 0o044 else [])


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_a_credentials_file_of_somebody_else_is_refused(tmp_path):
    said = said_at_start(with_accounts(tmp_path, 0o600, owner=12345))
    assert "accounts.json belongs to another user (uid 12345)" in said and "chown 0" in said


@pytest.mark.skipif(os.getuid() != 0, reason="only root can start a server as somebody else")
@pytest.mark.parametrize(("mode", "warned"), [(0o640, 0), (0o644, 1)])
def test_root_may_give_a_service_its_credentials_file(mode, warned):
    root = Path(tempfile.mkdtemp(prefix="pelton-mounted-"))
    try:
        root.chmod(0o755)
        (root / "data").mkdir()
        os.chown(root / "data", 65534, 65534)
        server = with_accounts(root, mode)
        server.user = server.group = 65534
        os.chown(root / "accounts.json", 0, 65534)
        server.start()
        assert server.stop() == 0
        assert len([line for line in server.log_lines() if "credentials file" in line["message"]]) == warned
    finally:
        shutil.rmtree(root)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_no_path_leads_over_somebody_else_s_link(tmp_path):
    """He could lead it elsewhere, to an old list of keys for one, or to data of his."""
    (tmp_path / "theirs").symlink_to(tmp_path)
    os.chown(tmp_path / "theirs", 12345, 12345, follow_symlinks=False)
    with_accounts(tmp_path, 0o600)
    for server in (Server(tmp_path / "data", "--credentials", tmp_path / "theirs" / "accounts.json"), Server(tmp_path / "theirs" / "data")):
        assert "theirs is a link that belongs to another user (uid 12345)" in said_at_start(server)


# Links, with which somebody else could have his own files served, or read what is written to them.

STRANGER = 12345
LINKED = {
    "pelton.sqlite3": b"", "pelton.sqlite3-wal": b"", "pelton.sqlite3-shm": b"", "pelton.sqlite3-journal": b"", "logs.sqlite3": b"",
    "logs.sqlite3-wal": b"", "FORMAT": b"3\n", "secrets/master.key": bytes(range(32)),
    "secrets/root-credentials": b'{"accessKeyId": "AKIAPLANTED", "secretAccessKey": "planted-secret"}',
    "blobs": None, "segments": None, "functions": None, "secrets": None, "sandbox": None, "runtimes": None,
}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize(("mode", "owner", "is_exposed"), [(0o755, 0, False), (0o1777, 0, False), (0o777, 0, True), (0o755, STRANGER, True)])
def test_a_folder_above_the_data_directory_that_others_may_change_is_told_of(tmp_path, mode, owner, is_exposed):
    above = tmp_path / "above"
    above.mkdir()
    above.chmod(mode)
    os.chown(above, owner, owner)
    server = Server(above / "data").start()
    assert server.stop() == 0
    told = [line for line in server.log_lines() if "data directory's place" in line["message"]]
    assert [line["folders"] for line in told] == ([str(above)] if is_exposed else [])


def test_what_is_neither_a_file_nor_a_folder_is_not_opened(tmp_path):
    (tmp_path / "data").mkdir()
    os.mkfifo(tmp_path / "data" / "FORMAT")
    assert "FORMAT is neither a file nor a folder" in refused(tmp_path / "data", "--listen", "127.0.0.1:0")


@pytest.fixture(params=[0, 65534] if os.getuid() == 0 else [os.getuid()])
def linked(request):
    """Makes a data directory that is open to others, of root or of an ordinary user, with a link in it to what is elsewhere."""
    # Not below the directory of the tests, which another user could not reach.
    root = Path(tempfile.mkdtemp(prefix="pelton-linked-"))
    root.chmod(0o755)

    def own(path, owner):
        if os.getuid() == 0:
            os.chown(path, owner, owner, follow_symlinks=False)

    def make(name, link=request.param, target=request.param, mode=None):
        data, aside = root / "data", root / "aside"
        for folder in [data, aside, *([data / "secrets"] if "/" in name else [])]:
            folder.mkdir()
            own(folder, request.param)
        data.chmod(0o777)
        there = aside / Path(name).name
        if LINKED[name] is None:
            there.mkdir()
        else:
            there.write_bytes(LINKED[name])
        there.chmod(mode or (0o777 if LINKED[name] is None else 0o666))
        own(there, target)
        (data / name).symlink_to(there)
        own(data / name, link)
        return Server(data, "--sandbox", "none", user=request.param if os.getuid() == 0 else None), there

    yield make
    shutil.rmtree(root)


def said_at_start(server, listen="127.0.0.1:0"):
    try:
        with pytest.raises(RuntimeError) as error:
            server.start(listen)
    finally:
        server.kill()
    return str(error.value)


only_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")


@only_root
@pytest.mark.parametrize("name", LINKED)
def test_a_link_of_somebody_else_is_not_followed(linked, name):
    server, there = linked(name, link=STRANGER, target=STRANGER)
    said = said_at_start(server)
    assert f"{name} is a link that belongs to another user (uid {STRANGER})" in said and "Remove it" in said
    assert there.stat().st_mode & 0o777 == (0o777 if there.is_dir() else 0o666)
    assert (there.read_bytes() if there.is_file() else list(there.iterdir())) == (LINKED[name] or [] if there.is_dir() else LINKED[name])


@only_root
@pytest.mark.parametrize("name", ["pelton.sqlite3", "secrets", "secrets/master.key", "blobs", "sandbox"])
def test_a_link_of_somebody_else_to_what_is_the_server_s_is_not_followed_either(linked, name):
    assert f"{name} is a link that belongs to another user" in said_at_start(linked(name, link=STRANGER)[0])


@only_root
@pytest.mark.parametrize("name", LINKED)
def test_a_link_of_one_s_own_does_not_lead_to_what_is_somebody_else_s(linked, name):
    server, there = linked(name, target=STRANGER)
    assert f"{name} belongs to another user (uid {STRANGER})" in said_at_start(server)
    assert there.stat().st_mode & 0o777 == (0o777 if there.is_dir() else 0o666)


@pytest.mark.parametrize("name", ["pelton.sqlite3", "logs.sqlite3", "FORMAT", "secrets/master.key", "secrets", "blobs", "segments", "functions"])
def test_what_one_s_own_link_leads_to_is_closed_to_others(linked, name):
    server, there = linked(name)
    server.start()
    server.client("s3").create_bucket(Bucket="kept")
    assert server.stop() == 0
    assert there.stat().st_mode & 0o777 == (0o700 if there.is_dir() else 0o600)
    assert all(path.stat().st_mode & 0o077 == 0 for path in there.parent.iterdir())
    warned, = [line["paths"] for line in server.log_lines() if "others could read" in line["message"]]
    assert str(there) in warned


@pytest.mark.parametrize("name", ["pelton.sqlite3", "secrets/master.key", "blobs"])
def test_what_others_could_replace_is_not_linked_to(linked, name):
    server, there = linked(name)
    there.parent.chmod(0o1777)
    said = said_at_start(server)
    assert name in said and "which others could replace" in said


@pytest.mark.parametrize("name", ["pelton.sqlite3", "secrets/master.key", "blobs", "sandbox"])
def test_a_link_that_leads_to_nothing(linked, name):
    server, there = linked(name)
    there.rmdir() if there.is_dir() else there.unlink()
    assert f"{name} is a link that leads to nothing" in said_at_start(server)
    assert not there.exists()


@only_root
def test_what_sqlite_keeps_beside_the_target_of_a_link(linked):
    server, there = linked("pelton.sqlite3")
    planted = there.parent / "pelton.sqlite3-wal"
    planted.touch()
    os.chown(planted, STRANGER, STRANGER)
    assert f"pelton.sqlite3-wal belongs to another user (uid {STRANGER})" in said_at_start(server)


@only_root
def test_a_data_directory_behind_somebody_else_s_link(linked):
    server, _ = linked("blobs")
    link = server.data.parent / "link"
    link.symlink_to(server.data)
    server.data = link
    os.chown(link, STRANGER, STRANGER, follow_symlinks=False)
    assert f"link is a link that belongs to another user (uid {STRANGER})" in said_at_start(server)
    os.chown(link, server.user, server.user, follow_symlinks=False)
    server.start()
    assert server.stop() == 0


def by_stranger(*command):
    subprocess.run(["setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups", *map(str, command)], check=True)


@pytest.fixture
def opened():
    """A data directory of root that has been used and then opened to everybody, as `chmod -R 777` does, for a while."""
    root = Path(tempfile.mkdtemp(prefix="pelton-opened-"))
    root.chmod(0o755)
    server = Server(root / "data", "--sandbox", "none").start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="large", Body=b"x" * 300_000)
    assert server.stop() == 0
    for path in [server.data, *server.data.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    yield server
    shutil.rmtree(root)


@only_root
@pytest.mark.parametrize("name", ["pelton.sqlite3", "pelton.sqlite3-wal", "secrets/master.key", "segments", "blobs/83", "blobs/new", "functions/code"])
@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_another_user_put_into_an_open_directory_is_not_used(opened, name, kind):
    place = opened.data / name
    if os.path.lexists(place):
        # Whoever may write to the folder can move what is in it out of the way.
        by_stranger("mv", place, opened.data / "aside")
    by_stranger("touch", place) if kind == "file" else by_stranger("ln", "-s", "/etc/hosts", place)
    said = said_at_start(opened)
    assert f"{name} {'belongs to another user' if kind == 'file' else 'is a link that belongs to another user'}" in said
    assert opened.data.stat().st_mode & 0o077 == 0
    # The folder is closed by now; what was put into it is no better for that.
    assert said_at_start(opened).splitlines()[-1] == said.splitlines()[-1]
    place.unlink()
    (opened.data / "aside").exists() and (opened.data / "aside").rename(place)
    opened.start()
    assert opened.client("s3").get_object(Bucket="kept", Key="large")["Body"].read() == b"x" * 300_000
    assert opened.stop() == 0
    assert not any(path.stat().st_mode & stat.S_ISVTX for path in [opened.data, *opened.data.rglob("*")])


@only_root
@pytest.mark.parametrize("name", ["endpoint", "FORMAT.new", "secrets/master.key", "segments/9.seg"])
def test_another_name_of_a_file_of_one_s_own_in_an_open_directory(opened, name):
    """A system that does not keep users from linking what is not theirs lets anybody have it overwritten."""
    mine = opened.data.parent / "mine"
    mine.write_bytes(bytes(32))
    mine.chmod(0o600)
    (opened.data / name).unlink(missing_ok=True)
    os.link(mine, opened.data / name)
    for _ in range(2):
        assert f"{name} has another name elsewhere" in said_at_start(opened)
    assert mine.read_bytes() == bytes(32)


@only_root
def test_a_directory_that_was_open_without_anybody_coming(opened):
    opened.start()
    assert opened.client("s3").get_object(Bucket="kept", Key="large")["Body"].read() == b"x" * 300_000
    assert opened.stop() == 0
    assert readable(opened.data) == []


@pytest.mark.parametrize("sandbox", ["bubblewrap", "none"])
def test_the_server_s_umask_is_not_its_functions(tmp_path, sandbox):
    from helpers import make_function

    source = """
import os
def handler(event, context):
    with open("/tmp/pelton-umask-test", "w"): pass
    os.mkdir("/tmp/pelton-umask-folder")
    modes = [oct(os.stat("/tmp/pelton-umask-" + name).st_mode & 0o777) for name in ("test", "folder")]
    os.rmdir("/tmp/pelton-umask-folder")
    os.unlink("/tmp/pelton-umask-test")
    return modes
"""
    server = Server(tmp_path / "data", "--sandbox", sandbox).start()
    try:
        make_function(server, "f", source)
        answer = server.client("lambda").invoke(FunctionName="f")
        assert json.loads(answer["Payload"].read()) == ["0o644", "0o755"]
    finally:
        assert server.stop() == 0


# The master key. Source: docs/encryption.md, "Keys".

@pytest.mark.parametrize("loss", ["removed", "replaced", "dangling"])
def test_without_its_master_key_an_encrypted_store_does_not_start(tmp_path, loss):
    data = tmp_path / "data"
    server = Server(data).start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="k", Body=b"x" * 100, ServerSideEncryption="AES256")
    assert server.stop() == 0
    path = data / "secrets" / "master.key"
    key = path.read_bytes()
    path.unlink()
    if loss == "replaced":
        path.write_bytes(bytes(32))
    elif loss == "dangling":
        # As where the folder that it leads to is not mounted.
        path.symlink_to(tmp_path / "elsewhere" / "master.key")
    said = refused(data, "--listen", "127.0.0.1:0")
    assert "master.key" in said and "Put" in said
    # Nothing was made in its place.
    assert path.is_symlink() if loss == "dangling" else path.exists() == (loss == "replaced")
    path.unlink(missing_ok=True)
    path.write_bytes(key)
    server = Server(data).start()
    assert server.client("s3").get_object(Bucket="kept", Key="k")["Body"].read() == b"x" * 100
    assert server.stop() == 0


def test_the_master_key_lies_where_the_server_is_told(tmp_path):
    data, path = tmp_path / "data", tmp_path / "keys" / "pelton.key"
    path.parent.mkdir(mode=0o700)
    server = Server(data, "--master-key-file", path).start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="k", Body=b"x" * 100)
    assert server.stop() == 0
    assert (len(path.read_bytes()), path.stat().st_mode & 0o777, (data / "secrets/master.key").exists()) == (32, 0o600, False)
    # Without it nothing is opened, and no other is made.
    said = refused(data, "--listen", "127.0.0.1:0")
    assert "secrets/master.key is missing, the key that this store was encrypted with" in said and "--master-key-file" in said
    away = path.rename(tmp_path / "away")
    assert f"{path} is missing, the key that this store" in refused(data, "--listen", "127.0.0.1:0", "--master-key-file", path)
    assert not path.exists() and not (data / "secrets/master.key").exists()
    # It may come home, or stay away.
    for place in [data / "secrets/master.key", path]:
        place.write_bytes(away.read_bytes())
        place.chmod(0o600)
        options = [] if place != path else ["--master-key-file", path]
        server = Server(data, *options).start()
        assert server.client("s3").get_object(Bucket="kept", Key="k")["Body"].read() == b"x" * 100
        assert server.stop() == 0
        place.unlink()


@pytest.mark.parametrize("mode, says", [
    (0o644, "others can read it"), (0o640, "others can read it"), (0o660, "others can write to it"), (0o602, "others can write to it")])
def test_a_master_key_elsewhere_is_nobody_elses_to_read_or_write(tmp_path, mode, says):
    path = tmp_path / "master.key"
    path.write_bytes(bytes(range(32)))
    path.chmod(mode)
    said = refused(tmp_path / "data", "--listen", "127.0.0.1:0", "--master-key-file", path)
    assert f"The master key {path} has mode 0{mode:o}: {says}" in said
    assert path.stat().st_mode & 0o777 == mode
    path.chmod(0o400)
    assert Server(tmp_path / "data", "--master-key-file", path).start().stop() == 0


@only_root
def test_a_master_key_elsewhere_is_nobody_elses(tmp_path):
    path = tmp_path / "master.key"
    path.write_bytes(bytes(range(32)))
    path.chmod(0o600)
    os.chown(path, STRANGER, STRANGER)
    assert f"belongs to another user (uid {STRANGER})" in refused(
        tmp_path / "data", "--listen", "127.0.0.1:0", "--master-key-file", path)
    os.chown(path, 0, 0)
    link = tmp_path / "link"
    link.symlink_to(path)
    os.chown(link, STRANGER, STRANGER, follow_symlinks=False)
    assert f"{link} is a link that belongs to another user" in refused(
        tmp_path / "data", "--listen", "127.0.0.1:0", "--master-key-file", link)


def test_a_master_key_elsewhere_is_a_file(tmp_path):
    path = tmp_path / "master.key"
    os.mkfifo(path, 0o600)
    assert f"{path} is no file" in refused(tmp_path / "data", "--listen", "127.0.0.1:0", "--master-key-file", path)


@pytest.mark.parametrize("content, says", [(b"", "is not a master key"), (bytes(31), "is not a master key"), (bytes(33), "is not a master key")])
def test_a_master_key_elsewhere_that_is_none(tmp_path, content, says):
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o600)
    assert says in refused(tmp_path / "data", "--listen", "127.0.0.1:0", "--master-key-file", path)
    assert path.read_bytes() == content
    assert "Cannot write" in refused(tmp_path / "data", "--listen", "127.0.0.1:0", "--master-key-file", tmp_path / "nowhere/master.key")
