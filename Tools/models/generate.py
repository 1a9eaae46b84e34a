"""Writes Sources/Services/*/Generated from AWS's service models, which ship in botocore: names, shapes and constraints, no text.

    Tools/models/generate.py [--into FOLDER]

What is built is in services.toml. The Swift is all tables, each line with its types said, so that it compiles quickly:

    Model.swift       the service: every operation's name, the protocol, and of each built operation what it takes and gives
    Inputs.swift      a structure for each input and what it is made of, with its constraints
    Outputs.swift     likewise for outputs, with what writes them
    Errors.swift      the errors of the built operations, with their statuses

What AWS does not have stands in a file beside this one, NAME.json, in the form of botocore's: operations and shapes that are added to a
service of AWS's, or a service of Pelton's own.
"""

import argparse
import json
import re
import tomllib
from pathlib import Path

import botocore
import botocore.model
import botocore.session

ROOT = Path(__file__).resolve().parents[2]
VERSION = re.search(r"botocore==(\S+)", (ROOT / "Tools/requirements.txt").read_text())[1]
HEAD = f"// Made by Tools/models/generate.py from botocore {VERSION}, do not edit: `make models`.\n// swift-format-ignore-file\n"
WIDTH = 140
KEYWORDS = {"as", "case", "class", "default", "extension", "for", "func", "if", "import", "in", "init", "internal", "is", "let", "operator", "private",
            "protocol", "public", "repeat", "return", "self", "static", "struct", "switch", "throw", "try", "var", "where", "while"}
# What a structure of a model cannot be called, since Swift, Core or ServiceKit have it.
TAKEN = {"String", "Int", "Double", "Bool", "Array", "Error", "Result", "Set", "Blob", "Timestamp", "JSON", "ARN", "Region", "Shape", "Shapes",
         "Operation", "Call", "Payload"}
SCALARS = {"string": "String", "character": "String", "integer": "Int", "long": "Int", "float": "Double", "double": "Double", "boolean": "Bool",
           "blob": "Blob", "timestamp": "Timestamp"}
STANDARD = {"String": '""', "Int": "0", "Double": "0", "Bool": "false", "Blob": "Blob()", "Timestamp": "Timestamp(milliseconds: 0)"}


def swift_name(name):
    """`KMSKeyArn` is `kmsKeyArn`, `ID` is `id`."""
    capitals = re.match(r"[A-Z]+(?![a-z0-9])|[A-Z]+(?=[A-Z][a-z])|[A-Z]", name)
    if capitals:
        name = capitals[0].lower() + name[capitals.end():]
    name = re.sub(r"\W", "_", name)
    return f"`{name}`" if name in KEYWORDS else name


def literal(text):
    if not text.isascii() or any(ord(c) < 0x20 for c in text):
        return '"' + "".join(c if c.isascii() and ord(c) >= 0x20 and c not in '"\\' else f"\\u{{{ord(c):X}}}" for c in text) + '"'
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'#"{text}"#' if '"#' not in text and "\\#" not in text else f'##"{text}"##'


def number(value):
    return f"{value:_}" if abs(value) >= 10_000 else str(value)


def folded(opening, items, closing, indent):
    """`opening item, item closing` on one line, or on as many as it takes."""
    line = " " * indent + opening + ", ".join(items) + closing
    if len(line) <= WIDTH:
        return line + "\n"
    lines, inner = [" " * indent + opening], " " * (indent + 4)
    current = inner
    for item in items:
        if current != inner and len(current) + len(item) + 1 > WIDTH:
            lines.append(current.rstrip())
            current = inner
        current += item + ", "
    return "\n".join([*lines, current.rstrip(), " " * indent + closing]) + "\n"


def load(name):
    """A service's model, with what Pelton adds to it; the names of the operations that AWS has, or all of Pelton's own; and whose it is."""
    loader = botocore.session.get_session().get_component("data_loader")
    model = dict(loader.load_service_model(name, "service-2")) if name in loader.list_available_services("service-2") else None
    own, is_of_aws = ROOT / f"Tools/models/{name}.json", model is not None
    if own.exists():
        own = json.loads(own.read_text())
        names = list((model or own)["operations"])
        model = {**own, **(model or {}), **({key: {**model[key], **own[key]} for key in ("operations", "shapes")} if model else {})}
    else:
        names = list(model["operations"])
    return botocore.model.ServiceModel(model, name), names, is_of_aws


class Service:
    def __init__(self, name, settings):
        self.name, self.type, self.folder = name, settings["type"], settings["module"]
        self.model, self.names, self.is_of_aws = load(name)
        self.built = settings["operations"].split()
        self.overrides = settings.get("shapes", {})
        # What policies call operations that have another name there.
        self.actions = settings.get("actions", {})
        self.unreadable, self.own_wire = settings.get("unreadable"), settings.get("wire")
        self.inputs, self.outputs, self.leaves = {}, {}, {}
        for operation in self.built:
            found = self.model.operation_model(operation)
            self.collect(found.input_shape, self.inputs, True)
            self.collect(found.output_shape, self.outputs, False)

        self.errors = {error.name: error for name in self.built for error in self.model.operation_model(name).error_shapes}

    def collect(self, shape, structures, is_input):
        """Puts the structures that a shape is made of into a table, and of inputs what else it is made of into another, what is within first."""
        if shape is None or shape.name in structures or (is_input and shape.name in self.leaves):
            return
        if shape.type_name == "structure":
            structures[shape.name] = shape
            for name, member in shape.members.items():
                if name != shape.serialization.get("payload"):
                    self.collect(member, structures, is_input)
        elif shape.type_name == "list":
            self.collect(shape.member, structures, is_input)
        elif shape.type_name == "map":
            self.collect(shape.key, structures, is_input)
            self.collect(shape.value, structures, is_input)
        if is_input and shape.type_name != "structure":
            self.leaves[shape.name] = shape

    # Types

    def structure(self, shape):
        return shape.name + ("Structure" if shape.name in TAKEN or shape.name in self.built else "")

    def swift_type(self, shape):
        match shape.type_name:
            case "structure":
                return self.structure(shape)
            case "list":
                return f"[{self.swift_type(shape.member)}]"
            case "map":
                return f"[String: {self.swift_type(shape.value)}]"
            case name:
                return SCALARS[name]

    def standard(self, shape):
        match shape.type_name:
            case "structure":
                return self.structure(shape) + "()"
            case "list":
                return "[]"
            case "map":
                return "[:]"
        return STANDARD[self.swift_type(shape)]

    def reference(self, shape):
        """The shape as tables name it: what has no constraint has no name of its own."""
        if shape.type_name == "structure":
            return f".structure({self.structure(shape)}.self)"
        definition = self.definition(shape)
        return definition if re.fullmatch(r"\.\w+", definition) else "Shapes." + swift_name(shape.name)

    def definition(self, shape):
        traits = {**shape._shape_model, **self.overrides.get(shape.name, {})}
        words = [f"{name}: {number(int(traits[name]))}" for name in ("min", "max") if name in traits]
        sensitive = ["sensitive: true"] if traits.get("sensitive") else []
        match shape.type_name:
            case "string" | "character":
                if traits.get("enum"):
                    return f".values([{', '.join(literal(value) for value in traits['enum'])}])"
                pattern = [f"pattern: {literal(traits['pattern'])}"] if "pattern" in traits else []
                nul = ["allowsNUL: true"] if traits.get("allows_nul") else []
                kind, words = "string", words + pattern + sensitive + nul
            case "integer" | "long" | "double" | "float":
                kind = {"float": "double"}.get(shape.type_name, shape.type_name)
            case "blob":
                kind, words = "blob", words + sensitive
            case "boolean" | "timestamp":
                kind, words = shape.type_name, []
            case "list":
                kind, words = "list", [self.reference(shape.member), *words]
            case "map":
                kind, words = "map", [self.reference(shape.key), self.reference(shape.value), *words, *sensitive]
        return f".{kind}({', '.join(words)})" if words else f".{kind}"

    # Files

    def files(self):
        yield "Model.swift", self.model_file()
        yield "Inputs.swift", self.inputs_file()
        yield "Outputs.swift", self.outputs_file()
        if self.errors:
            yield "Errors.swift", self.errors_file()

    @property
    def head(self):
        return HEAD if self.is_of_aws else HEAD.replace(f"botocore {VERSION}", f"{self.name}.json")

    @property
    def wire(self):
        metadata = self.model.metadata
        match metadata["protocol"]:
            case "json" if self.own_wire:
                return f"{self.own_wire}()"
            case "json":
                return f'JSONProtocol(version: "{metadata["jsonVersion"]}", target: "{metadata["targetPrefix"]}.")'
            case "query":
                return f'QueryProtocol(namespace: "{metadata["xmlNamespace"]}")'
            case "rest-json":
                unreadable = f'\n            unreadable: "{self.unreadable}",' if self.unreadable else ""
                routes = "".join(f"                {method} {path} {name}\n" for method, path, name in self.routes)
                return f'{self.own_wire or "RESTJSONProtocol"}({unreadable}\n            routes: """\n{routes}                """)'
        raise SystemExit(f"no protocol for {self.name}: {metadata['protocol']}")

    @property
    def is_rest(self):
        return self.model.metadata["protocol"].startswith("rest")

    @property
    def routes(self):
        """Method, path and name of every operation, built or not."""
        for name in self.model.operation_names:
            http = self.model.operation_model(name).http
            path = http["requestUri"].split("?")[0]
            assert "+}" not in path[:-2] and " " not in path, path
            yield http["method"], http["requestUri"], name

    def model_file(self):
        text = self.head + "package import ServiceKit\n\n" + f"extension {self.type} {{\n"
        text += "    package static let model = ServiceModel(\n"
        text += f'        name: "{self.model.signing_name}", wire: {self.wire},\n        operations: """\n'
        line = "           "
        for name in self.names:
            if len(line) + 1 + len(name) > WIDTH - 2:
                text += line + " \\\n"
                line = "           "
            line += " " + name
        text += line + '\n            """)\n'
        for name in self.built:
            operation = self.model.operation_model(name)
            given = self.structure(operation.input_shape) if operation.input_shape else "NoInput"
            answer = self.structure(operation.output_shape) if operation.output_shape else "NoOutput"
            status = operation.http.get("responseCode", 200) if self.is_rest else 200
            wrapper = operation.output_shape.serialization.get("resultWrapper") if operation.output_shape else None
            assert wrapper in (None, name + "Result"), (name, wrapper)
            text += f"\n    enum {name}: OperationModel {{\n        static let name = \"{name}\"\n"
            text += f'        static let action = "{self.actions[name]}"\n' if name in self.actions else ""
            text += f"        static let status = {status}\n" if status != 200 else ""
            text += f"        typealias Input = {given}\n        typealias Output = {answer}\n    }}\n"
        return text + "}\n"

    def inputs_file(self):
        text = self.head + "internal import ServiceKit\ninternal import Core\n"
        for shape in self.inputs.values():
            also = ", OutputStructure" if shape.name in self.outputs else ""
            text += f"\nextension {self.type} {{\n    struct {self.structure(shape)}: InputStructure{also} {{\n"
            required, payload = set(shape.required_members), self.payload(shape)
            read = [name for name in shape.members if name != payload]
            for name, member in shape.members.items():
                if name == payload:
                    text += f"        var {swift_name(name)}: Payload?\n"
                elif name in required:
                    text += f"        var {swift_name(name)}: {self.swift_type(member)} = {self.standard(member)}\n"
                else:
                    text += f"        var {swift_name(name)}: {self.swift_type(member)}?\n"
            members = self.members(shape)
            text += ("\n" if members else "") + folded("static let members = Shape.Members([", members, "])", 8)
            text += "\n        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {\n"
            if members:
                text += "            switch member {\n"
                for index, name in enumerate(read):
                    text += f"            case {index}: try reader.read(&{swift_name(name)})\n"
                text += "            default: break\n            }\n"
            text += "        }\n"
            if payload:
                text += f"\n        mutating func take(_ payload: Payload) {{ {swift_name(payload)} = payload }}\n".replace(" { payload =", " { self.payload =")
            text += (self.writing(shape) if also else "") + "    }\n}\n"
        named = [(shape.name, definition) for shape in self.leaves.values() if not re.fullmatch(r"\.\w+", definition := self.definition(shape))]
        if not named:
            return text
        text += f"\nextension {self.type} {{\n    private enum Shapes {{\n"
        for name, definition in named:
            line = f"        static let {swift_name(name)}: Shape = {definition}\n"
            if len(line) > WIDTH and definition.startswith(".values(["):
                line = folded(f"static let {swift_name(name)}: Shape = .values([", re.findall(r'"[^"]*"', definition), "])", 8)
            text += line
        return text + "    }\n}\n"

    def payload(self, shape):
        """The name of the member that is the body, if there is one."""
        name = shape.serialization.get("payload")
        if name and (shape.members[name].type_name not in ("blob", "string") or shape.members[name].serialization.get("streaming")):
            raise SystemExit(f"no payload of {shape.name}: {shape.members[name]}")
        return name

    def members(self, shape):
        """The members of a structure as its table has them: those of the body by the wire's names."""
        required, payload = set(shape.required_members), self.payload(shape)
        return [f'.{"required" if name in required else "optional"}("{self.wire_name(name, member)}", {self.reference(member)}{self.place(member)})'
                for name, member in shape.members.items() if name != payload]

    @staticmethod
    def wire_name(name, member):
        return name if member.serialization.get("location") else member.serialization.get("name", name)

    @staticmethod
    def place(member):
        traits = member.serialization
        match traits.get("location"):
            case None:
                return ""
            case "uri":
                return f', .path("{traits["name"]}")'
            case "querystring" if member.type_name != "map":
                return f', .query("{traits["name"]}")'
            case "header":
                return f', .header("{traits["name"]}")'
        raise SystemExit(f"no place for {member.name}: {traits}")

    def writing(self, shape):
        text, payload = "\n        func write(to writer: inout OutputWriter) {\n", self.payload(shape)
        for name, member in shape.members.items():
            text += f"            writer.{self.written(name, member, name == payload)}\n"
        return text + "        }\n"

    def written(self, name, member, is_payload):
        """How a member of an output is written."""
        traits, value = member.serialization, swift_name(name)
        if is_payload:
            return f"payload({value})"
        match traits.get("location"):
            case None:
                # Dates in JSON are seconds unless a model says otherwise, which nothing here can write yet.
                if self.is_rest and traits.get("timestampFormat", "unixTimestamp") != "unixTimestamp":
                    raise SystemExit(f"no format for {name}: {traits}")
                return f'member("{traits.get("name", name)}", {value})'
            case "statusCode":
                return f"status({value})"
            case "header" if member.type_name == "string":
                return f'header("{traits["name"]}", {value})'
        raise SystemExit(f"no place for {name}: {traits}")

    def outputs_file(self):
        text = self.head + "internal import ServiceKit\ninternal import Core\n"
        for shape in self.outputs.values():
            if shape.name in self.inputs:
                continue
            text += f"\nextension {self.type} {{\n    struct {self.structure(shape)}: OutputStructure {{\n"
            payload = self.payload(shape)
            for name, member in shape.members.items():
                optional = "" if name in shape.required_members else "?"
                text += f"        var {swift_name(name)}: {'Payload' if name == payload else self.swift_type(member)}{optional}\n"
            text += self.writing(shape) + "    }\n}\n"
        return text

    def errors_file(self):
        text = self.head + "internal import ServiceKit\n\nextension ServiceError {\n"
        for name, error in sorted(self.errors.items()):
            traits = error._shape_model
            status = traits.get("error", {}).get("httpStatusCode") or (500 if traits.get("fault") else 400)
            code = traits.get("error", {}).get("code", name)
            made = f'Self({status}, "{code}", message{self.error_shape(error, status)})'
            line = f'    static func {swift_name(name)}(_ message: String) -> Self {{ {made} }}\n'
            if len(line) > WIDTH:
                line = f'    static func {swift_name(name)}(_ message: String) -> Self {{\n        {made}\n    }}\n'
            text += line
        return text + "}\n"


    def error_shape(self, error, status):
        """What a REST service's error has besides its message, and what it calls that."""
        name = next((name for name in error.members if name.lower() == "message"), "message")
        if not self.is_rest or (name == "message" and "Type" not in error.members):
            return ""
        kind = f'"{"User" if status < 500 else "Service"}"' if "Type" in error.members else "nil"
        return f', type: {kind}, messageName: "{name}"'


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--into", type=Path, default=ROOT / "Sources/Services")
    into = options.parse_args().into
    if botocore.__version__ != VERSION:
        raise SystemExit(f"botocore {botocore.__version__}: Tools/requirements.txt has {VERSION}")
    settings = tomllib.loads((ROOT / "Tools/models/services.toml").read_text())
    for name, service in settings.items():
        made = Service(name, service)
        folder = into / made.folder / "Generated"
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in made.files():
            (folder / file).write_text(text)


if __name__ == "__main__":
    main()
