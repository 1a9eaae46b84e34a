"""What the figures were taken on, and with: enough to compare two tables, and nothing that names the machine."""

import datetime
import os
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def field(path, name):
    """A line such as `name : value` of a file in /proc."""
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def disk_of(folder):
    """The file system and the kind of disk that `folder` lies on."""
    place = os.stat(folder).st_dev
    system = "unknown file system"
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        if before.split()[2] == f"{os.major(place)}:{os.minor(place)}":
            system = after.split()[0]
    device = Path(f"/sys/dev/block/{os.major(place)}:{os.minor(place)}").resolve()
    if (device / "partition").exists():
        device = device.parent
    kinds = {"vd": "virtual disk (virtio)", "nvme": "NVMe", "xvd": "virtual disk (Xen)", "md": "RAID", "dm": "device mapper"}
    kind = next((words for start, words in kinds.items() if device.name.startswith(start)), None)
    if kind is None:
        turns = device / "queue" / "rotational"
        kind = ("rotating disk" if turns.read_text().strip() == "1" else "SSD") if turns.exists() else "unknown disk"
    return f"{system} on {kind}"


def revision():
    """The commit, and whether there was more than it."""
    def git(*words):
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True).stdout.strip()

    commit = git("rev-parse", "--short", "HEAD")
    if not commit:
        return "unknown commit"
    return commit + (" with changes" if git("status", "--porcelain", "--untracked-files=no", "--", "Sources", "Package.swift") else "")


def describe(folder):
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)
    system = field_of_os("PRETTY_NAME")
    return [
        ("Date", datetime.date.today().isoformat()),
        ("Pelton", revision()),
        ("CPU", f"{os.cpu_count()} × {field('/proc/cpuinfo', 'model name')}"),
        ("Memory", f"{memory:.0f} GiB"),
        ("Disk", disk_of(folder)),
        ("System", f"{system}, Linux {platform.release().partition('-')[0]}"),
    ]


def field_of_os(name):
    try:
        return platform.freedesktop_os_release()[name]
    except (OSError, KeyError):
        return "Linux"
