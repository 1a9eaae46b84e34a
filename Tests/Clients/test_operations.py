"""How operations are declared: what the compiler refuses, and what is made from AWS's models."""

import filecmp
import re
import subprocess
import sys

import pytest

from pelton import BUILD, ROOT

SOURCE = ROOT / "Tests/Clients/unauthorized_operation.swift"


def package_name():
    """What `package` means to the modules that were built: SwiftPM takes it from the folder's name."""
    plan = (ROOT / ".build" / (BUILD.name + ".yaml")).read_text()
    line = next(line for line in plan.splitlines() if '"-module-name","ServiceKit"' in line and '"-package-name"' in line)
    return re.search(r'"-package-name","([^"]+)"', line)[1]


def module_maps():
    maps = [*BUILD.glob("*.build/module.modulemap"), *ROOT.glob(".build/checkouts/*/Sources/*/include/module.modulemap"),
            *ROOT.glob("Sources/System/*/module.modulemap")]
    return [word for path in maps for word in ("-Xcc", f"-fmodule-map-file={path}")]


def compiled(flag, tmp_path):
    # Whether a value is used twice is found behind the type checker.
    command = ["swiftc", "-emit-sil", "-o", str(tmp_path / "sil"), "-swift-version", "6", "-package-name", package_name(), "-parse-as-library",
               "-D", flag, "-I", str(BUILD / "Modules"), str(SOURCE), *module_maps()]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("flag", ["AUTHORIZED", "UNRESTRICTED"])
def test_an_operation_that_is_authorized_compiles(flag, tmp_path):
    done = compiled(flag, tmp_path)
    assert done.returncode == 0, done.stderr


REFUSED = {
    "UNAUTHORIZED": "cannot convert value of type 'NoOutput' to closure result type 'Permitted",
    "FORGED": "'Permitted<Output>' initializer is inaccessible due to 'fileprivate' protection level",
    "INVENTED": "'Authorized<Resource>' initializer is inaccessible due to 'fileprivate' protection level",
    "TWICE": "'permitted' consumed more than once",
}


@pytest.mark.parametrize("flag", REFUSED)
def test_an_operation_that_nobody_authorizes_does_not_compile(flag, tmp_path):
    done = compiled(flag, tmp_path)
    assert done.returncode != 0
    errors = re.findall(r"error: (.*)", done.stderr)
    assert any(REFUSED[flag] in error for error in errors), done.stderr


UNASKED = {
    "S3": ("""
        internal import Objects
        internal import ObjectData
        internal import ServiceKit
        extension S3Call {
            func asks(_ bucket: Bucket) async throws(ServiceError) -> ObjectEngine { try await require("s3:ListBucket", bucket) }
            func doesNot() -> ObjectEngine { services.engine.state }
            func finds() -> ObjectEngine { services.objects.engine }
        }
    """, ["'state' is inaccessible due to 'private' protection level", "'engine' is inaccessible due to 'private' protection level"]),
    "KMS": ("""
        internal import Identity
        internal import ServiceKit
        extension KMSService {
            static let asks = Operation<KMSService>(ListKeys.self) { input, call throws(ServiceError) in
                let permitted = try await call.authorize((), "*", for: input)
                _ = permitted.domain
                return permitted.answer(ListKeysResponse())
            }
            static let doesNot = Operation<KMSService>(GetKeyPolicy.self) { input, call throws(ServiceError) in
                let keys: KeyStore = call.service.domain.state
                return try await call.key(input.keyId, for: input).answer(GetKeyPolicyResponse(policy: "\\(keys)"))
            }
            static let finds = Operation<KMSService>(GetKeyPolicy.self) { input, call throws(ServiceError) in
                let keys: KeyStore = call.finder.keys
                return try await call.key(input.keyId, for: input).answer(GetKeyPolicyResponse(policy: "\\(keys)"))
            }
        }
    """, ["'state' is inaccessible due to 'private' protection level", "'keys' is inaccessible due to 'private' protection level"]),
}


@pytest.mark.parametrize("module", UNASKED)
def test_who_has_asked_nobody_has_nothing_to_do_it_with(module, tmp_path):
    """What is behind a service comes out of an authorisation alone."""
    text, errors = UNASKED[module]
    source = tmp_path / "unasked.swift"
    source.write_text(text)
    command = ["swiftc", "-typecheck", "-module-name", module, "-swift-version", "6", "-package-name", package_name(),
               "-I", str(BUILD / "Modules"), str(source),
               *map(str, sorted(ROOT.glob(f"Sources/Services/{module}/**/*.swift"))), *module_maps()]
    done = subprocess.run(command, capture_output=True, text=True)
    assert re.findall(r"unasked.swift:\d+:\d+: error: (.*)", done.stderr) == errors, done.stderr


def test_what_is_made_from_the_models_is_what_is_there(tmp_path):
    """`make models` changes nothing."""
    subprocess.run([sys.executable, str(ROOT / "Tools/models/generate.py"), "--into", str(tmp_path)], check=True)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.swift")}
    assert len(made) >= 8
    assert made == {path.relative_to(ROOT / "Sources/Services") for path in ROOT.glob("Sources/Services/*/Generated/*")}
    assert [path for path in sorted(made) if not filecmp.cmp(tmp_path / path, ROOT / "Sources/Services" / path, shallow=False)] == []
