"""Runs a Python function: the Lambda Runtime API on one side, the function's handler on the other.

Every function pays for what is imported here, so that is little.
"""

import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

API = "/2018-06-01/runtime"
# Python packages that come with the runtime; the function's own go first.
PACKAGES = "/opt/pelton/python"


class Identity:
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self, value):
        self.cognito_identity_id = value.get("cognitoIdentityId")
        self.cognito_identity_pool_id = value.get("cognitoIdentityPoolId")


class Client:
    def __init__(self, value):
        for name in ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"):
            setattr(self, name, value.get(name))


class ClientContext:
    def __init__(self, value):
        self.custom = value.get("custom")
        self.env = value.get("env")
        client = value.get("client")
        self.client = Client(client if isinstance(client, dict) else {})


class Context:
    """What a handler gets as its second argument."""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        client = headers.get("Lambda-Runtime-Client-Context")
        self.client_context = ClientContext(json.loads(client)) if client else None
        self.identity = Identity(json.loads(headers.get("Lambda-Runtime-Cognito-Identity") or "{}"))
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class RuntimeAPI:
    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address)

    def next(self):
        # A connection that was idle while the handler ran may be closed: each request has its own.
        self.connection.close()
        self.connection.request("GET", API + "/invocation/next")
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status == 410:
            # The worker is being stopped: nothing that a log has to tell.
            raise SystemExit(0)
        if answer.status != 200:
            raise SystemExit(f"The Runtime API answered with status {answer.status}.")
        return answer.headers, body

    def post(self, path, body, error_type=None):
        headers = {"Content-Type": "application/json"}
        if error_type:
            headers["Lambda-Runtime-Function-Error-Type"] = header_value(error_type)
        self.connection.close()
        self.connection.request("POST", API + path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        # A body over the limit is the function's failure, told to its caller; the worker goes on.
        if answer.status not in (202, 413):
            raise SystemExit(f"The Runtime API answered with status {answer.status}.")


def header_value(text):
    """Of the name of a class, which may be any text: what a header can carry."""
    return "".join(character if "!" <= character <= "~" else "_" for character in text[:256])


class LogHandler(logging.Handler):
    """One log event for a record, however many lines it has."""

    request_id = ""

    def emit(self, record):
        write_event(self.format(record))


class LogFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        record.aws_request_id = LogHandler.request_id
        return super().format(record)


def write_event(text):
    line = (text.rstrip("\n").replace("\n", "\r") + "\n").encode(errors="backslashreplace")
    try:
        sys.stdout.buffer.write(line)
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):
        # The handler closed it, or put something else in its place.
        os.write(1, line)


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            # The handler closed it.
            pass


def set_up_logging():
    handler = LogHandler()
    handler.setFormatter(
        LogFormatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"))
    logging.getLogger().addHandler(handler)


def failure(error, request_id=""):
    """What Lambda answers for an exception. The frames of this file are nobody's business."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not is_ours(frame.filename)]
    return {
        "errorMessage": text_of(error),
        "errorType": str(type.__dict__["__name__"].__get__(type(error))),
        "requestId": request_id,
        "stackTrace": [line for line in traceback.format_list(frames)],
    }


def text_of(error):
    try:
        return str(error)
    except Exception:
        return f"<unprintable {type.__dict__['__name__'].__get__(type(error))} object>"


def is_ours(filename):
    return filename == __file__ or filename.startswith("<frozen importlib")


def write_failure(report):
    lines = f"[ERROR] {report['errorType']}: {report['errorMessage']}"
    if report["stackTrace"]:
        lines += "\nTraceback (most recent call last):\n" + "".join(report["stackTrace"])
    indented = [("\u00a0" * (len(line) - len(line.lstrip(" ")))) + line.lstrip(" ") for line in lines.split("\n")]
    write_event("\n".join(indented))


class HandlerError(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def load_handler(name):
    module_name, dot, function_name = name.rpartition(".")
    if not dot:
        raise HandlerError("Runtime.MalformedHandlerName", f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise HandlerError("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        raise HandlerError(
            "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}") from error
    handler = getattr(module, function_name, None)
    if handler is None:
        raise HandlerError("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")
    return handler


def encode(value):
    try:
        return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=decimal).encode()
    except (TypeError, ValueError) as error:
        raise HandlerError("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def decimal(value):
    if type(value).__name__ == "Decimal":
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def report(error, request_id=""):
    document = failure(error, request_id)
    if isinstance(error, HandlerError):
        document["errorType"] = error.kind
        document["stackTrace"] = []
    return document


def handle(api, handler, headers, body):
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    LogHandler.request_id = request_id
    # Without one of its own a call must not see that of the call before.
    os.environ.pop("_X_AMZN_TRACE_ID", None)
    if headers.get("Lambda-Runtime-Trace-Id"):
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
    try:
        answer = encode(handler(json.loads(body), Context(headers)))
    except Exception as error:
        document = report(error, request_id)
        write_failure(document)
        api.post(f"/invocation/{request_id}/error", json.dumps(document).encode(), document["errorType"])
        return
    flush()
    api.post(f"/invocation/{request_id}/response", answer)


def main():
    api = RuntimeAPI(os.environ["AWS_LAMBDA_RUNTIME_API"])
    root = os.environ["LAMBDA_TASK_ROOT"]
    sys.path.insert(0, root)
    packages = os.environ.pop("PELTON_PYTHON_PACKAGES", PACKAGES)
    if os.path.isdir(packages):
        sys.path.append(packages)
    set_up_logging()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except BaseException as error:
        document = report(error)
        write_failure(document)
        api.post("/init/error", json.dumps(document).encode(), document["errorType"])
        raise SystemExit(1) from None
    while True:
        headers, body = api.next()
        handle(api, handler, headers, body)


if __name__ == "__main__":
    main()
