internal import Policies
internal import Invocation
internal import Core

/// The environment that a function finds. Source: Lambda Developer Guide, "Defined runtime environment variables".
enum WorkerVariables {
    static func make(
        _ function: FunctionSpecification, _ credentials: SessionCredentials, stream: String, endpoint: WorkerEndpoint,
        runtimeAPI: String, taskRoot: String, runtime: RuntimeCommand
    ) -> [String: String] {
        var variables = [
            "AWS_ENDPOINT_URL": endpoint.url, "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR", "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
            "LANG": "en_US.UTF-8", "LC_CTYPE": "C.UTF-8", "TZ": ":UTC", "SHLVL": "0", "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/bin",
            "LD_LIBRARY_PATH": "/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib", "PYTHONPATH": "/var/runtime",
        ]
        // The user's own may replace those above, and none of those below.
        variables.merge(function.environment) { $1 }
        variables.merge(runtime.variables) { $1 }
        variables.merge([
            "AWS_ACCESS_KEY_ID": credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
            "AWS_SESSION_TOKEN": credentials.sessionToken, "AWS_REGION": function.region.description,
            "AWS_DEFAULT_REGION": function.region.description, "AWS_EXECUTION_ENV": "AWS_Lambda_\(function.runtime)",
            "AWS_LAMBDA_FUNCTION_NAME": function.name, "AWS_LAMBDA_FUNCTION_VERSION": function.version,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": String(function.memoryMB), "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": function.logGroup, "AWS_LAMBDA_LOG_STREAM_NAME": stream, "AWS_LAMBDA_RUNTIME_API": runtimeAPI,
            "LAMBDA_TASK_ROOT": taskRoot, "LAMBDA_RUNTIME_DIR": "/var/runtime", "_HANDLER": function.handler,
            "_AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1", "_AWS_XRAY_DAEMON_PORT": "2000",
        ]) { $1 }
        return variables
    }
}
