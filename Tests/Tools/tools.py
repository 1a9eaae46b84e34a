"""Finds the tools on this machine and runs them, unmodified, as the server's root."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pelton import ACCESS_KEY, REGION, SECRET_KEY

# In the tools' own languages.
SCRIPTS = Path(__file__).resolve().parent / "scripts"

# A tool must not see what its user or this machine has set for it.
FOREIGN = ("AWS_", "PELTON_", "RCLONE_", "RESTIC_", "S3_", "S5CMD_", "TF_")


class Tool:
    """A program with its environment. Calling it returns what it prints; `refused` returns what it complains of."""

    def __init__(self, program, home, **environment):
        self.program = program
        kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        self.environment = {**kept, "HOME": str(home), **environment}

    def __call__(self, *arguments, binary=False, **options):
        done = self.run(*arguments, **options)
        assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
        return done.stdout if binary else done.stdout.decode()

    def refused(self, *arguments, **options):
        done = self.run(*arguments, **options)
        assert done.returncode != 0, done.stdout.decode(errors="replace")
        return (done.stdout + done.stderr).decode()

    def run(self, *arguments, environment=None, **options):
        command = [self.program, *map(str, arguments)]
        return subprocess.run(command, env=environment or self.environment, capture_output=True, **options)


def of_the_venv(name):
    """A program of the Python packages that the tests run with."""
    program = Path(sys.executable).with_name(name)
    if not program.exists():
        pytest.skip(f"{name} is not in the Python environment of these tests: see Tests/Tools/requirements.txt")
    return str(program)


def of_the_system(name):
    """A program of the machine's own packages."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not on this machine")
    return program


def as_root(server):
    """The environment that the AWS SDKs read."""
    return {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": server.url, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_PAGER": "",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def of_last_year(path):
    """Gives a file a time long past. S3 tells times in whole seconds: what was written in the second in which it is sent counts as
    newer than the object that was made of it, and a second `sync` sends it again."""
    os.utime(path, (1_735_000_000, 1_735_000_000))


def contents(folder):
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def stored(s3, bucket, prefix=""):
    """Every object below a prefix with its bytes."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return {key.removeprefix(prefix): s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
