internal import Core
internal import SigV4

/// Requests that were tampered with never prove anything, and what is said of them is an answer of S3's.
enum SignatureTarget {
    private static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    /// 2013-05-24, when AWS's examples were signed.
    private static let now = Timestamp(seconds: 1_369_353_600)

    static func judge(_ bytes: [UInt8]) throws(Broken) -> Bool {
        let input = request(bytes)
        let claim: SignatureClaim
        do throws(SignatureError) {
            guard let found = try SignatureClaim.parse(input, version2: .all) else { return false }
            claim = found
            _ = try claim.verify(input, secret: secret, now: now, isS3: true)
        } catch {
            let statuses = error.code == "NotImplemented" ? 501...501 : 400...403
            try hold(statuses.contains(error.status) && !error.code.isEmpty, "\(error.status) \(error)")
            return false
        }
        for isS3 in [true, false] {
            let other = Result { () throws(SignatureError) in try claim.verify(input, secret: "another", now: now, isS3: isS3) }
            if case .success = other { throw Broken(description: "A signature by another secret is taken.") }
        }
        if case .version2 = claim {
            try hold(!isTaken(input.rawQuery + "&acl", input.headers, of: input), "An operation that nobody signed is taken.")
            try hold(!isTaken(input.rawQuery, input.headers + [("x-amz-acl", "a")], of: input), "A header that nobody signed is taken.")
        }
        return true
    }

    /// Whether the request is taken with another query and other headers.
    private static func isTaken(_ query: String, _ headers: [(name: String, value: String)], of input: SigningInput) -> Bool {
        let other = SigningInput(method: input.method, rawPath: input.rawPath, rawQuery: query, headers: headers)
        let outcome = Result { () throws(SignatureError) in
            try SignatureClaim.parse(other, version2: .all)?.verify(other, secret: secret, now: now, isS3: true)
        }
        if case .success(_?) = outcome { return true }
        return false
    }

    /// The first three lines are method, path and query, the others headers.
    private static func request(_ bytes: [UInt8]) -> SigningInput {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        while lines.count < 3 { lines.append("") }
        let headers = lines[3...].compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        return SigningInput(method: lines[0], rawPath: lines[1], rawQuery: lines[2], headers: headers)
    }
}
