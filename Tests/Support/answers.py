"""Every answer of S3 that a test's own process gets, whoever asked and however: by boto3, requests, urllib3 or http.client. When the test
ends, each is compared with what `members` says; a success is known by the operation that the server's log has for its request."""

import http.client
import json
from xml.etree import ElementTree

import botocore.session

import members

LONGEST = 8 << 20
# Operations that no SDK has. What they answer is said here.
OWN = {"PostObject": "Location Bucket Key ETag"}

_logs = {}
_unread = {}
_pending = []


def of_server(port, log_path):
    """Its log tells from now on which operations its answers are of."""
    _logs[port] = log_path


class WatchedResponse(http.client.HTTPResponse):
    """One that remembers what was read of it."""

    def __init__(self, sock, *arguments, **options):
        super().__init__(sock, *arguments, **options)
        try:
            self.port = sock.getpeername()[1]
        except (OSError, AttributeError, IndexError, TypeError):
            self.port = None
        self.held = bytearray()

    def begin(self):
        super().begin()
        if self.port in _logs and self.getheader("x-amz-id-2"):
            _pending.append(self)

    def keep(self, piece):
        if len(self.held) <= LONGEST:
            self.held += piece
        return piece

    def read(self, amt=None):
        return self.keep(super().read(amt))

    def read1(self, n=-1):
        return self.keep(super().read1(n))

    def readinto(self, b):
        count = super().readinto(b)
        self.keep(bytes(b[:count]))
        return count

    @property
    def root(self):
        """The document of an answer that was read to its end."""
        if not self.isclosed() or len(self.held) > LONGEST or "xml" not in (self.getheader("content-type") or ""):
            return None
        text = bytes(self.held).lstrip()
        try:
            return ElementTree.fromstring(text) if text.startswith(b"<?xml") else None
        except ElementTree.ParseError:
            return None  # A name with characters that XML 1.0 has not, of which S3 says the number all the same.


http.client.HTTPConnection.response_class = WatchedResponse


def operations(port):
    """What the log has that nobody has read yet: operations by the id of their request."""
    path, found = _logs[port], {}
    place = _unread.get(path, 0)
    if not path.exists():
        return found
    with open(path, "rb") as file:
        if file.seek(0, 2) < place:
            place = 0
        file.seek(place)
        for line in file:
            if not line.endswith(b"\n"):
                break
            place += len(line)
            if b'"operation":"' in line:
                fields = json.loads(line)
                # Those of other services have the service's name before them.
                if ":" not in fields["operation"]:
                    found[fields["request_id"]] = fields["operation"]
    _unread[path] = place
    return found


def compare(response, name):
    """What is wrong with an answer, in words; None if nothing."""
    root = response.root
    model = s3_model()
    output = model.operation_model(name).output_shape if name in model.operation_names else None
    try:
        if root is not None and members.tag(root) == "Error" and (response.status >= 300 or not holds_bytes(output)):
            members.check_error(name or response.status, root)
        elif response.status >= 300:
            pass
        elif name in OWN:
            wrong = root is not None and members.compare(root, members.parse(OWN[name]), members.tag(root))
            assert not wrong, f"{name}: {wrong}"
        elif name in model.operation_names:
            members.check_headers(name, output, [header.lower() for header, _ in response.getheaders()])
            if root is not None and output is not None and not holds_bytes(output):
                members.check_answer(name, output, root)
    except AssertionError as error:
        return str(error)
    return None


def holds_bytes(output):
    """Whether the body is what somebody stored."""
    payload = output.serialization.get("payload") if output else None
    return payload is not None and output.members[payload].type_name != "structure"


_model = None


def s3_model():
    global _model
    if _model is None:
        _model = botocore.session.get_session().get_service_model("s3")
    return _model


def settle():
    """Compares what has come since the last time. Returns what is wrong, each once."""
    if not _pending:
        return []
    answers, wrong = list(_pending), {}
    _pending.clear()
    known = {}
    for port in {answer.port for answer in answers}:
        known.update(operations(port))
    for answer in answers:
        name = known.get(answer.getheader("x-amz-request-id"))
        said = compare(answer, name)
        if said:
            wrong[said] = None
    return list(wrong)
