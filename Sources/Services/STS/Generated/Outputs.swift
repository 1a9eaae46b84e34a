// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension STSService {
    struct GetCallerIdentityResponse: OutputStructure {
        var userId: String?
        var account: String?
        var arn: String?

        func write(to writer: inout OutputWriter) {
            writer.member("UserId", userId)
            writer.member("Account", account)
            writer.member("Arn", arn)
        }
    }
}
