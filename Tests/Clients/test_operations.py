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
    "INVENTED": "Authorized<Resource>' initializer is inaccessible due to 'fileprivate' protection level",
    "TWICE": "'permitted' consumed more than once",
}


@pytest.mark.parametrize("flag", REFUSED)
def test_an_operation_that_nobody_authorizes_does_not_compile(flag, tmp_path):
    done = compiled(flag, tmp_path)
    assert done.returncode != 0
    errors = re.findall(r"error: (.*)", done.stderr)
    assert any(REFUSED[flag] in error for error in errors), done.stderr


SECTIONS = {"Admin": None, "IAM": "IAM", "KMS": "KMS", "Lambda": "Lambda", "Logs": "CloudWatch Logs", "STS": "STS",
            "SSM": "Systems Manager (Parameter Store)", "SQS": "SQS"}


def declared_unread(section):
    """Of each operation, the members that its declaration says nobody reads: from the page that is made of the declarations."""
    page = (ROOT / "docs/compatibility.md").read_text()
    found = {}
    for row in re.findall(r"^\| (\w+) \| [^|]+ \| (.*) \|$", page.split(f"\n## {section}\n")[1].split("\n## ")[0], re.M) if section else []:
        notes = [note for note in row[1].split("; ") if note.startswith(("refused: ", "no effect: "))]
        found[row[0]] = {name.lower() for note in notes for name in re.findall(r"`(\w+)`", re.sub("other than `[^`]*`", "", note))}
    return found


def deprecated(text):
    """Each property of a structure, and each that a protocol asks for, with whose it is."""
    lines, owner = [], ""
    for line in text.splitlines():
        if found := re.match(r" *(?:struct|protocol) (\w+)", line):
            owner = found[1]
        if found := re.match(r"( +)(var \w+: (?:[^{]*|[^{]*\{ get \}))$", line):
            line = f'{found[1]}@available(*, deprecated, message: "read of {owner}") {found[2]}'
        lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("module", SECTIONS)
def test_a_member_of_an_input_is_read_or_declared(module, tmp_path):
    """A member that no handler reads is neither done nor refused. In a copy each is deprecated: the compiler says who reads which."""
    folder = ROOT / "Sources/Services" / module
    inputs, protocols = (folder / "Generated/Inputs.swift").read_text(), []
    for path in folder.rglob("*.swift"):
        text = path.read_text()
        if path.parent.name == "Generated":
            (tmp_path / ("generated-" + path.name)).write_text(deprecated(text) if path.name == "Inputs.swift" else text)
        else:
            # What is read of any input that conforms to a protocol is read of each.
            protocols += re.findall(r"extension \w+\.(\w+): (\w+Input)\b", text)
            (tmp_path / ("own-" + path.name)).write_text("\n".join(
                deprecated(part) if part.startswith("protocol") else part for part in re.split(r"^(?=protocol|extension|struct)", text, flags=re.M)))
    command = ["swiftc", "-typecheck", "-module-name", module, "-swift-version", "6", "-package-name", package_name(),
               "-I", str(BUILD / "Modules"), *map(str, sorted(tmp_path.glob("*.swift"))), *module_maps()]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    read = set(re.findall(r"/own-\S+: warning: '(\w+)' is deprecated: read of (\w+)", done.stderr))
    unread, declared = [], declared_unread(SECTIONS[module])
    for operation, owner in re.findall(r"enum (\w+): OperationModel \{[^}]*typealias Input = (\w+)", (folder / "Generated/Model.swift").read_text()):
        body = re.search(rf"struct {owner}: InputStructure \{{(.*?)static let members", inputs, re.S)
        owners = [owner] + [protocol for conforming, protocol in protocols if conforming == owner]
        for member in re.findall(r"^ +var `?(\w+)", body[1] if body else "", re.M):
            if not any((member, one) in read for one in owners) and member.lower() not in declared.get(operation, ()):
                unread.append(f"{operation}.{member}")
    assert unread == []


UNASKED = {
    "S3": ("""
        internal import Identity
        internal import Objects
        internal import ObjectData
        internal import ServiceKit
        extension S3Call {
            func asks(_ bucket: Bucket) async throws(ServiceError) -> ObjectEngine { try await require("s3:ListBucket", bucket) }
            func doesNot() -> ObjectEngine { services.engine.state }
            func finds() -> ObjectEngine { services.objects.engine }
            func opens() -> KeyStore { services.keys.state }
        }
    """, ["'state' is inaccessible due to 'private' protection level", "'engine' is inaccessible due to 'private' protection level",
          "'state' is inaccessible due to 'private' protection level"]),
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
