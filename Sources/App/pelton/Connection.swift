import ArgumentParser
import Core

/// Where a server is and who asks it: what every client command takes.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "The server's URL, such as http://127.0.0.1:9000. (default: AWS_ENDPOINT_URL, or what --data tells)")
    var endpoint: String?

    @Option(help: "The server's data directory: endpoint and root keys are found there. (default: pelton-data)")
    var data: String?

    @Option(help: "The region to sign for. (default: AWS_REGION, or us-east-1)")
    var region: String?

    func client() throws -> AdminClient {
        let directory = given(data, "PELTON_DATA") ?? "pelton-data"
        guard let url = endpoint ?? environment("AWS_ENDPOINT_URL") ?? TextFile.firstLine(directory + "/endpoint") else {
            throw Failure("Which server? Give --endpoint, or --data with the data directory of one that runs.")
        }
        guard let credentials = Credentials.fromEnvironment() ?? Credentials.ofRoot(dataDirectory: directory) ?? Credentials.fromProfile()
        else {
            throw Failure(
                "No credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give --data with a directory whose secrets/ you may read."
            )
        }
        return try AdminClient(url: url, credentials: credentials, region: region ?? environment("AWS_REGION") ?? "us-east-1")
    }
}

struct Credentials {
    let accessKeyID, secretAccessKey: String
    let sessionToken: String?

    static func fromEnvironment() -> Credentials? {
        for prefix in ["AWS", "PELTON"] {
            if let id = environment(prefix + "_ACCESS_KEY_ID"), let secret = environment(prefix + "_SECRET_ACCESS_KEY") {
                return Credentials(
                    accessKeyID: id, secretAccessKey: secret, sessionToken: prefix == "AWS" ? environment("AWS_SESSION_TOKEN") : nil)
            }
        }
        return nil
    }

    /// `secrets/root-credentials`: JSON that the first start wrote.
    static func ofRoot(dataDirectory: String) -> Credentials? {
        guard let text = TextFile.read(dataDirectory + "/secrets/root-credentials"), let json = try? JSON(parsing: text),
            let id = json["accessKeyId"]?.string, let secret = json["secretAccessKey"]?.string
        else { return nil }
        return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: nil)
    }

    /// The AWS CLI's `~/.aws/credentials`, profile AWS_PROFILE or `default`.
    static func fromProfile() -> Credentials? {
        let path = environment("AWS_SHARED_CREDENTIALS_FILE") ?? (environment("HOME") ?? "") + "/.aws/credentials"
        guard let text = TextFile.read(path) else { return nil }
        let wanted = "[\(environment("AWS_PROFILE") ?? "default")]"
        var isInside = false
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline).map(TextFile.trimmed) {
            if line.hasPrefix("[") {
                isInside = line == wanted
            } else if isInside, let equals = line.firstIndex(of: "=") {
                values[TextFile.trimmed(line[..<equals])] = TextFile.trimmed(line[line.index(after: equals)...])
            }
        }
        guard let id = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] else { return nil }
        return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: values["aws_session_token"])
    }
}
