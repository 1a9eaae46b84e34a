"""`pelton check` on a stopped store, `pelton scrub` on a running one."""

import os
import sqlite3
import subprocess

import pytest
from helpers import error_of
from pelton import ACCESS_KEY, SECRET_KEY, Server, wait_until

SIZES = {"tiny": 10, "small": 5000, "large": 300_000, "larger": 2_500_000}


@pytest.fixture
def store(tmp_path):
    """A stopped server with objects in rows and in files, and a copy that shares its bytes."""
    server = Server(tmp_path / "data").start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="kept")
    for key, size in SIZES.items():
        s3.put_object(Bucket="kept", Key=key, Body=os.urandom(size))
    s3.copy_object(Bucket="kept", Key="copy", CopySource="kept/larger")
    server.stop()
    yield server
    if server.process:
        server.stop()


def check(server):
    done = subprocess.run([server.binary, "check", "--data", server.data], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def scrub(server, *options):
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
    done = subprocess.run(
        [server.binary, "scrub", "--endpoint", server.url, *options], capture_output=True, text=True, env=environment, timeout=60)
    return done.returncode, done.stdout + done.stderr


def largest_blob(server):
    return max((path for path in (server.data / "blobs").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)


def damage(path, at):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 0xFF]))


def test_a_sound_store_is_found_sound(store):
    status, text = check(store)
    assert status == 0, text
    assert "all is well" in text


def test_a_check_changes_nothing(store):
    # One that it might be tempted to make.
    next(folder for folder in (store.data / "blobs").iterdir() if not any(folder.iterdir())).rmdir()
    before = tree(store.data)
    status, text = check(store)
    assert status == 0 and "all is well" in text, text
    assert tree(store.data) == before


def tree(folder):
    """Each file and folder with its size and when it was changed last.

    Not SQLite's index of its log: it holds nothing that is kept, and who reads makes it anew.
    """
    return {
        path.relative_to(folder): (path.stat().st_mtime_ns, path.stat().st_size if path.is_file() else 0)
        for path in [folder, *folder.rglob("*")] if not path.name.endswith("-shm")}


def test_a_running_store_is_not_checked(store):
    store.start()
    status, text = check(store)
    assert status == 1 and "Another pelton serves this data directory" in text


def test_what_is_no_store_is_said_to_be_none(store, tmp_path):
    done = subprocess.run([store.binary, "check", "--data", tmp_path / "nothing"], capture_output=True, text=True)
    assert done.returncode == 1 and "is no data directory of Pelton" in done.stderr


def test_a_damaged_block_is_named(store):
    damage(largest_blob(store), 1_500_000)
    status, text = check(store)
    assert status == 1 and "Block 1 of blob" in text


def test_a_missing_file_is_named(store):
    largest_blob(store).unlink()
    status, text = check(store)
    assert status == 1 and "is missing" in text


def test_a_wrong_count_is_named(store):
    with sqlite3.connect(store.data / "pelton.sqlite3") as database:
        database.execute("UPDATE contents SET refs = refs + 1 WHERE id = (SELECT MIN(id) FROM contents)")
    status, text = check(store)
    assert status == 1 and "counts 2 references, but 1 rows refer to it" in text


def test_a_row_without_its_content_is_named(store):
    with sqlite3.connect(store.data / "pelton.sqlite3") as database:
        database.execute("DELETE FROM contents WHERE place = 0 AND size = 10")
    status, text = check(store)
    assert status == 1 and "which is not there" in text


def test_a_file_that_no_row_names_is_a_note(store):
    orphan = store.data / "blobs" / "0F" / "00000001000000000000000F"
    orphan.write_bytes(b"left by a crash")
    status, text = check(store)
    assert status == 0 and "note: 1 files of blobs that no row names" in text


def test_a_scrub_finds_what_is_damaged_and_it_is_never_served(store):
    store.start()
    assert scrub(store)[0] == 0
    damage(largest_blob(store), 100)
    status, text = scrub(store, "--rate", "1024")
    assert status == 1, text
    assert "DAMAGED: s3://kept/larger" in text and "DAMAGED: s3://kept/copy" in text
    s3 = store.client("s3")
    for key in ("larger", "copy"):
        assert error_of(lambda key=key: s3.get_object(Bucket="kept", Key=key)) == (500, "InternalError")
    assert s3.get_object(Bucket="kept", Key="large")["ContentLength"] == SIZES["large"]
    # Writing it anew mends it.
    s3.put_object(Bucket="kept", Key="larger", Body=b"new")
    assert s3.get_object(Bucket="kept", Key="larger")["Body"].read() == b"new"
    assert "s3://kept/larger" not in scrub(store, "--status")[1]


def test_only_one_scrub_runs_at_a_time(store):
    store.start()
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
    slow = subprocess.Popen([store.binary, "scrub", "--endpoint", store.url, "--rate", "1"], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: " so far" in scrub(store, "--status")[1])
        status, text = scrub(store)
        assert status == 1 and "A scrub is running already" in text
    finally:
        slow.kill()
        slow.wait()


def test_scrubs_are_for_the_account_that_runs_the_server(server):
    environment = {
        **os.environ, "AWS_ACCESS_KEY_ID": "AKIAPELTONTESTOTHER0", "AWS_SECRET_ACCESS_KEY": "secret/of+the/other/account/in/tests0000"}
    done = subprocess.run(
        [server.binary, "scrub", "--endpoint", server.url], capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 1 and "Only the account that runs this server" in done.stderr
