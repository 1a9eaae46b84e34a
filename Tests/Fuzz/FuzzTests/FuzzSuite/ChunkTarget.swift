internal import Core
internal import SigV4

/// The decoder of aws-chunked bodies gives the same however its input is cut, and of signed bodies only what was signed.
enum ChunkTarget {
    private struct Decoded: Equatable, Sendable {
        var data: [UInt8] = []
        var trailers: [String] = []
    }

    /// All that the one who has the key signed: the bodies are in the corpus.
    private static let signed: [(mode: PayloadMode, decoded: Decoded)] = {
        let data = [UInt8](repeating: 0x61, count: 8192) + Array("the last one".utf8)
        return [
            (.streamingSigned, Decoded(data: data)),
            (.streamingSignedTrailer, Decoded(data: data, trailers: ["x-amz-checksum-crc32:NhCmhg=="])),
        ]
    }()

    static func judge(_ bytes: [UInt8]) throws(Broken) -> Bool {
        var isTaken = false
        let unsigned = PayloadMode.streamingUnsignedTrailer
        for length: Int64? in [nil, 5, 8204] {
            let once = try decode([bytes], unsigned, length: length)
            try hold(try decode(Cuts.of(bytes), unsigned, length: length) == once, "Unsigned chunks differ by where they are cut.")
            guard case .success(let decoded) = once else { continue }
            try hold(decoded.data.count <= bytes.count, "More comes out than went in.")
            isTaken = true
        }
        for (mode, signed) in signed {
            let once = try decode([bytes], mode, length: nil)
            try hold(try decode(Cuts.of(bytes), mode, length: nil) == once, "Signed chunks differ by where they are cut.")
            guard case .success(let decoded) = once else { continue }
            try hold(decoded == signed, "Something comes out that nobody signed.")
            isTaken = true
        }
        return isTaken
    }

    private static let signer: ChunkSigner = {
        let scope = CredentialScope(accessKeyID: "AKIAIOSFODNN7EXAMPLE", date: "20130524", region: "us-east-1", service: "s3")
        return ChunkSigner(
            key: SigningKey(secret: "secret", scope), scope: scope, date: Timestamp(seconds: 1_369_353_600),
            seed: String(repeating: "0", count: 64))
    }()

    private static func decode(
        _ pieces: [[UInt8]], _ mode: PayloadMode, length: Int64?
    ) throws(Broken) -> Result<Decoded, ChunkedError> {
        var decoder = ChunkedDecoder(mode, signer: signer, decodedLength: length)
        var decoded = Decoded()
        for piece in pieces {
            let ranges = piece.withUnsafeBytes { bytes in Result { () throws(ChunkedError) in try decoder.push(bytes) } }
            switch ranges {
            case .success(let ranges): for range in ranges { decoded.data += piece[range] }
            case .failure(let error): return .failure(error)
            }
            try hold(length.map { decoder.bytesDecoded <= $0 } ?? true, "More comes out than was announced.")
        }
        do throws(ChunkedError) { decoded.trailers = try decoder.finish().map { "\($0.name):\($0.value)" } } catch {
            return .failure(error)
        }
        try hold(decoder.bytesDecoded == Int64(decoded.data.count), "The decoder counts wrong.")
        return .success(decoded)
    }
}
