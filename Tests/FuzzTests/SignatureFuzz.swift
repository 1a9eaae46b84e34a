import PeltonCore
import SigV4
import Testing

/// Requests that were tampered with never prove anything, and what is said of them is an answer of S3's.
struct SignatureFuzz {
    private static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

    /// The first three lines are method, path and query, the others headers.
    private func request(_ bytes: [UInt8]) -> SigningInput {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        while lines.count < 3 { lines.append("") }
        let headers = lines[3...].compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        return SigningInput(method: lines[0], rawPath: lines[1], rawQuery: lines[2], headers: headers)
    }

    @Test func `no tampered request proves who sent it`() throws {
        let now = try #require(Timestamp(basic: "20130524T000000Z"))
        var mutator = try Mutator(corpus: "signatures", seed: 1)
        var (read, right) = (0, 0)
        for _ in 0..<Mutator.iterations(12_000) {
            let input = request(mutator.next())
            do throws(SignatureError) {
                guard let claim = try SignatureClaim.parse(input) else { continue }
                read += 1
                for isS3 in [true, false] {
                    #expect(throws: SignatureError.self) { try claim.verify(input, secret: "another", now: now, isS3: isS3) }
                }
                if (try? claim.verify(input, secret: Self.secret, now: now, isS3: true)) != nil { right += 1 }
            } catch {
                #expect((400...403).contains(error.status) && !error.code.isEmpty, "\(error)")
            }
        }
        // The generator is not so wild that nothing is ever read.
        #expect(read > 100 && right > 10)
    }
}
