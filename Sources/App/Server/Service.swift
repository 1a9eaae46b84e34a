internal import HTTPServer
private import Core
internal import S3

/// The AWS services, and Pelton's own, that share the one port.
enum Service: String, Sendable, CaseIterable {
    case s3, lambda, iam, sts, logs, kms, ssm, sqs, pelton

    /// A signed request names its service in the credential's scope.
    init?(scope service: String) {
        guard let found = Service(rawValue: service) else { return nil }
        self = found
    }

    /// An unsigned request is told by what only one service has; all else is S3's, which alone has anonymous callers.
    /// A host that names a bucket has that bucket's keys for paths.
    init(unsigned http: HTTPRequest, _ place: Addressing.Place) {
        guard place == .path else {
            self = .s3
            return
        }
        let path = String(http.rawPath)
        if path.hasPrefix(Self.ownPath) {
            self = .pelton
        } else if Self.isLambda(path) {
            self = .lambda
        } else if http.headers.first("x-amz-target")?.hasPrefix("Logs_") == true {
            self = .logs
        } else if http.headers.first("x-amz-target")?.hasPrefix("TrentService.") == true {
            self = .kms
        } else if http.headers.first("x-amz-target")?.hasPrefix("AmazonSSM.") == true {
            self = .ssm
        } else if http.headers.first("x-amz-target")?.hasPrefix("AmazonSQS.") == true {
            self = .sqs
        } else if http.method == "POST", path == "/",
            http.headers.first("content-type")?.hasPrefix("application/x-www-form-urlencoded") == true
        {
            self = .iam
        } else {
            self = .s3
        }
    }

    /// No bucket's name can begin like this.
    static let ownPath = "/_pelton/"

    /// `/2015-03-31/functions/…`: a date that no bucket's first path segment is likely to be, and a known resource behind it.
    private static func isLambda(_ path: String) -> Bool {
        let parts = path.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
        guard parts.count >= 2, Timestamp(iso8601: parts[0] + "T00:00:00Z") != nil else { return false }
        return ["functions", "event-source-mappings", "layers", "account-settings", "tags", "code-signing-configs"].contains {
            parts[1] == $0
        }
    }

    /// Services other than S3 have bodies whose hash is part of the signature: all of one is there before its request is answered.
    var collectsBody: Bool { self != .s3 }
}
