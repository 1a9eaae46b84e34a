private import Core

/// Whose key signs, and what that key is good for: `AKID/yyyymmdd/region/service/aws4_request`.
package struct CredentialScope: Sendable, Hashable {
    package let accessKeyID: String
    /// `yyyymmdd`.
    package let date: String
    package let region: String
    package let service: String

    package init(accessKeyID: String, date: String, region: String, service: String) {
        self.accessKeyID = accessKeyID
        self.date = date
        self.region = region
        self.service = service
    }

    static let terminal = "aws4_request"

    /// The line that goes into each string to sign: all but the key's id.
    package var line: String { "\(date)/\(region)/\(service)/\(Self.terminal)" }

    package var credential: String { "\(accessKeyID)/\(line)" }

    /// What is wrong with a credential, in the words of AWS's answers.
    struct Malformation: Error, Hashable {
        let reason: String
    }

    /// Longest region that is read: some clients take a host for it. Keys are kept by their scopes, whose regions anybody may choose.
    private static let longestRegion = 255

    /// Parses a credential. Any region will do, and none: it is a word that the client was set up with.
    init(credential: String) throws(Malformation) {
        let parts = pieces(of: credential, at: UInt8(ascii: "/"), omittingEmpty: false)
        guard parts.count == 5 else {
            throw Malformation(reason: "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".")
        }
        guard !parts[0].isEmpty else {
            throw Malformation(reason: "a non-empty Access Key (AKID) must be provided in the credential.")
        }
        guard Timestamp(basic: parts[1] + "T000000Z") != nil else {
            throw Malformation(
                reason: "incorrect date format \"\(parts[1])\". This date in the credential must be in the format \"yyyyMMdd\".")
        }
        guard parts[2].utf8.count <= Self.longestRegion else {
            throw Malformation(reason: "the region '\(parts[2])' is wrong; expecting 'us-east-1'")
        }
        guard !parts[3].isEmpty else {
            throw Malformation(reason: "incorrect service \"\". This endpoint belongs to \"s3\".")
        }
        guard isSame(parts[4], Self.terminal) else {
            throw Malformation(reason: "incorrect terminal \"\(parts[4])\". This endpoint uses \"aws4_request\".")
        }
        self.init(accessKeyID: parts[0], date: parts[1], region: parts[2], service: parts[3])
    }
}
