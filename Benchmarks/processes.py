"""What the kernel knows about a server: its processes, their CPU and memory. And how to start what must not outlive us."""

import ctypes
import os
import signal
import socket
import subprocess
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
LIBC = ctypes.CDLL(None)


def free_ports(count):
    """Ports that nobody listens on. All are held until the last is found: otherwise one could come twice."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _die_with_parent():
    LIBC.prctl(SET_DEATH_SIGNAL, signal.SIGKILL)


def start(command, environment, folder, **streams):
    """A process in a session of its own, so that Ctrl-C reaches us alone and we stop things in order. It dies with us, however we die."""
    return subprocess.Popen(
        [str(word) for word in command], env=environment, cwd=folder, stdin=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=_die_with_parent, **streams)


def stop(process, server, seconds):
    """Asks `server`, which is `process` or runs below it, to end; after `seconds`, kills whatever is left of both."""
    ours = {pid: fields["started"] for pid, fields in family(process.pid).items()}
    send(server, signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        send(server, signal.SIGKILL)
        process.wait()
    for pid, started in ours.items():
        left = status(pid)
        # A number is soon given to another process; its time of birth is not.
        if left and left["started"] == started and left["state"] != "Z":
            send(pid, signal.SIGKILL)


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def status(pid):
    """A process's line in /proc, or None if there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name in brackets may hold anything, so count from the last bracket on.
    fields = text.rpartition(")")[2].split()
    return {"state": fields[0], "parent": int(fields[1]), "ticks": sum(int(field) for field in fields[11:15]), "started": int(fields[19])}


def family(root):
    """The process `root` and all below it, by number."""
    everyone = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (found := status(entry)):
            everyone[int(entry)] = found
    members = {root: everyone[root]} if root in everyone else {}
    grows = True
    while grows:
        more = {pid: fields for pid, fields in everyone.items() if fields["parent"] in members and pid not in members}
        members.update(more)
        grows = bool(more)
    return members


def cpu_seconds(root):
    """What `root` and all below it have used, those included that have ended and been waited for."""
    return sum(fields["ticks"] for fields in family(root).values()) / TICKS_PER_SECOND


def memory_mib(root, field):
    """`VmRSS`: now. `VmHWM`: at most so far. Summed over `root` and all below it."""
    total = 0
    for pid in family(root):
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith(field + ":"))
    return total / 1024
