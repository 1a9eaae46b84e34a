"""Runs every kind of test, and ends with one line: N passed, N failed, N skipped.

The Swift tests are built for debugging. The clients' and the tools' meet what people install: the optimiser has made a fault before.
"""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"
RELEASE = BUILD / "release"


def run(title, command, **options):
    print(f"== {title}", flush=True)
    started = time.monotonic()
    status = subprocess.run(command, cwd=ROOT, **options).returncode
    print(f"== {title}: {time.monotonic() - started:.0f} s", flush=True)
    return status


def counted(report, status, failures):
    """The tests of a JUnit report that passed, failed and were skipped. A run that broke off without one is a failure itself.

    A line about each that failed is put into `failures`.
    """
    passed = failed = skipped = 0
    try:
        cases = ElementTree.parse(report).getroot().iter("testcase")
    except (FileNotFoundError, ElementTree.ParseError):
        failures.append(f"{report.name}: no report, status {status}")
        return 0, 1, 0
    for case in cases:
        fault = next((child for child in case if child.tag in ("failure", "error")), None)
        if fault is not None:
            failed += 1
            first = (fault.get("message") or fault.text or "").strip().partition("\n")[0]
            failures.append(f"{case.get('classname')} {case.get('name')}: {first[:300]}")
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    if status != 0 and failed == 0:
        failed = 1
        failures.append(f"{report.name}: status {status}, though no test failed")
    return passed, failed, skipped


def swift_tests(failures):
    report = BUILD / "swift-tests.xml"
    written = BUILD / "swift-tests-swift-testing.xml"
    for old in (report, written):
        old.unlink(missing_ok=True)
    # All at once they open 2,400 files, and Foundation reads behind a buffer's end when it starts a process among so many.
    width = ["--experimental-maximum-parallelization-width", "8"]
    status = run("swift test", ["swift", "test", "--skip-build", *width, "--xunit-output", str(report)])
    return counted(written if written.exists() else report, status, failures)


def install_runtimes():
    """What Python functions may import, once for all test servers."""
    return run("python runtime", [str(RELEASE / "pelton"), "runtimes", "install", "python", "--runtimes", str(BUILD / "runtimes")])


def python_tests(failures, title, venv, *folders):
    report = BUILD / (title.replace(" ", "-") + ".xml")
    report.unlink(missing_ok=True)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PELTON_BUILD": str(RELEASE)}
    python = BUILD / venv / "bin" / "python"
    command = [str(python), "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "--junitxml", str(report), *folders]
    return counted(report, run(title, command, env=environment), failures)


BUILDS = {
    "build for debugging": ["swift", "build", "--build-tests"],
    # Plain, as README says it: what builds only product by product fails here.
    "build for release": ["swift", "build", "-c", "release"],
}


def main():
    if any(run(title, command) != 0 for title, command in BUILDS.items()) or install_runtimes() != 0:
        print("0 passed, 1 failed")
        return 1
    failures = []
    results = [
        swift_tests(failures), python_tests(failures, "client tests", "venv", "Tests/Clients", "Tests/Crash/Clients"),
        python_tests(failures, "tool tests", "tools-venv", "Tests/Tools")]
    passed, failed, skipped = (sum(counts) for counts in zip(*results))
    # Last, since who reads the end of a long log wants to know them.
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
