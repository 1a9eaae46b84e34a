import Checksums
import PeltonCore
import SigV4
import Testing

/// The decoder of aws-chunked bodies gives the same however its input is cut, and of signed bodies only what was signed.
struct ChunkFuzz {
    private struct Decoded: Equatable {
        var data: [UInt8] = []
        var trailers: [String] = []
    }

    private let date = Timestamp(seconds: 1_369_353_600)

    private func verified(_ mode: PayloadMode) -> VerifiedSignature {
        let scope = CredentialScope(accessKeyID: "AKIAIOSFODNN7EXAMPLE", date: "20130524", region: "us-east-1", service: "s3")
        return VerifiedSignature(
            scope: scope, source: .header, payload: mode, signingKey: SigningKey(secret: "secret", scope),
            seedSignature: String(repeating: "0", count: 64), date: date, signedHeaders: [], sessionToken: nil)
    }

    private func decode(_ pieces: [[UInt8]], _ verified: VerifiedSignature, length: Int64?) -> Result<Decoded, ChunkedError> {
        var decoder = ChunkedDecoder(verified, decodedLength: length)
        var decoded = Decoded()
        return Result { () throws(ChunkedError) in
            for piece in pieces {
                let ranges = piece.withUnsafeBytes { bytes in Result { () throws(ChunkedError) in try decoder.push(bytes) } }
                for range in try ranges.get() { decoded.data += piece[range] }
                #expect(length.map { decoder.bytesDecoded <= $0 } ?? true)
            }
            decoded.trailers = try decoder.finish().map { "\($0.name):\($0.value)" }
            #expect(decoder.bytesDecoded == Int64(decoded.data.count))
            return decoded
        }
    }

    @Test func `unsigned chunks decode the same however they are cut`() throws {
        let verified = verified(.streamingUnsignedTrailer)
        var mutator = try Mutator(corpus: "chunks", seed: 2)
        var whole = 0
        for _ in 0..<Mutator.iterations(4000) {
            let body = mutator.next()
            let length: Int64? = [nil, 5, 8204][mutator.roll(3)]
            let once = decode([body], verified, length: length)
            let cut = decode(mutator.cut(body), verified, length: length)
            #expect(once == cut, "\(body.prefix(200))")
            if case .success(let decoded) = once {
                whole += 1
                #expect(decoded.data.count <= body.count)
            }
        }
        #expect(whole > 50)
    }

    /// A body of three chunks, the last of them short, and what it carries.
    private func signed(_ verified: VerifiedSignature, trailer: String?) -> (body: [UInt8], data: [UInt8]) {
        var signer = ChunkSigner(
            key: verified.signingKey, scope: verified.scope, date: verified.date, seed: verified.seedSignature)
        let chunks = [[UInt8](repeating: 0x61, count: 8192), Array("the last one".utf8), []]
        var body: [UInt8] = []
        for chunk in chunks {
            body += Array("\(String(chunk.count, radix: 16));chunk-signature=\(signer.sign(chunk: sha256(chunk)))\r\n".utf8) + chunk
            if !chunk.isEmpty || trailer == nil { body += [0x0D, 0x0A] }
        }
        if let trailer {
            let signature = signer.sign(trailer: sha256(Array((trailer + "\n").utf8)))
            body += Array("\(trailer)\r\nx-amz-trailer-signature:\(signature)\r\n\r\n".utf8)
        }
        return (body, chunks.flatMap { $0 })
    }

    @Test(arguments: [false, true])
    func `of signed chunks nothing comes but what was signed`(hasTrailer: Bool) throws {
        let verified = verified(hasTrailer ? .streamingSignedTrailer : .streamingSigned)
        let (body, data) = signed(verified, trailer: hasTrailer ? "x-amz-checksum-crc32:NhCmhg==" : nil)
        guard case .success(let unchanged) = decode([body], verified, length: Int64(data.count)) else {
            Issue.record("The body as it was signed is refused.")
            return
        }
        #expect(unchanged.data == data)
        var mutator = Mutator(seeds: [body], seed: 3)
        for _ in 0..<Mutator.iterations(1500) {
            let changed = mutator.next()
            let once = decode([changed], verified, length: nil)
            #expect(once == decode(mutator.cut(changed), verified, length: nil))
            if case .success(let decoded) = once { #expect(decoded == unchanged) }
        }
    }

    private func sha256(_ bytes: [UInt8]) -> String { Hex.encode(SHA256Hasher.hash(bytes)) }
}
