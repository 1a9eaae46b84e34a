import Core
import SigV4
import Testing

/// The upload of the S3 documentation, "Transferring Payload in Multiple Chunks": 66,560 times `a`, with and without a trailer.
private struct Upload {
    let mode: String
    var extra: [(String, String)] = []
    let signedHeaders: String
    let signature: String
    let body: [UInt8]

    func verified() throws -> VerifiedSignature {
        let headers =
            [
                ("Host", "s3.amazonaws.com"), ("x-amz-date", "20130524T000000Z"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                ("x-amz-content-sha256", mode), ("Content-Encoding", "aws-chunked"), ("x-amz-decoded-content-length", "66560"),
            ] + extra
        let input = SigningInput(
            method: "PUT", rawPath: "/examplebucket/chunkObject.txt", rawQuery: "",
            headers: headers.map { (name: $0.0, value: $0.1) } + [authorization(signedHeaders, signature)])
        return try #require(try verify(input))
    }

    static func body(_ first: String, _ second: String, _ last: String, _ trailer: String = "") -> [UInt8] {
        Array("10000;chunk-signature=\(first)\r\n".utf8) + [UInt8](repeating: 0x61, count: 65536)
            + Array("\r\n400;chunk-signature=\(second)\r\n".utf8) + [UInt8](repeating: 0x61, count: 1024)
            + Array("\r\n0;chunk-signature=\(last)\r\n\(trailer)\r\n".utf8)
    }

    static let plain = Upload(
        mode: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", extra: [("Content-Length", "66824")],
        signedHeaders:
            "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class",
        signature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
        body: body(
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"))

    static let trailing = Upload(
        mode: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", extra: [("x-amz-trailer", "x-amz-checksum-crc32c")],
        signedHeaders:
            "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer",
        signature: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
        body: body(
            "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
            "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
            "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
            "x-amz-checksum-crc32c:sOO8/Q==\r\n"
                + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n"))
}

/// What a decoder made of a body that came in pieces.
private struct Decoded {
    var data: [UInt8] = []
    var trailers: [(name: String, value: String)] = []
}

private func decode(
    _ body: [UInt8], _ verified: VerifiedSignature, length: Int64?, pieces: Int = .max
) throws(ChunkedError) -> Decoded {
    var decoder = ChunkedDecoder(verified.payload, signer: verified.chunkSigner, decodedLength: length)
    var decoded = Decoded()
    var start = 0
    while start < body.count {
        let piece = Array(body[start..<min(body.count, start + min(pieces, body.count))])
        let ranges = try piece.withUnsafeBytes { bytes in Result { () throws(ChunkedError) in try decoder.push(bytes) } }.get()
        for range in ranges { decoded.data += piece[range] }
        start += piece.count
    }
    decoded.trailers = try decoder.finish()
    #expect(decoder.bytesDecoded == Int64(decoded.data.count))
    return decoded
}

@Test(arguments: [Int.max, 1000, 65624, 7, 1])
func `the documented chunked upload decodes, however it is cut`(pieces: Int) throws {
    let decoded = try decode(Upload.plain.body, try Upload.plain.verified(), length: 66560, pieces: pieces)
    #expect(decoded.data == [UInt8](repeating: 0x61, count: 66560))
    #expect(decoded.trailers.isEmpty)
}

@Test(arguments: [Int.max, 1000, 1])
func `the documented upload with a trailer decodes`(pieces: Int) throws {
    let decoded = try decode(Upload.trailing.body, try Upload.trailing.verified(), length: 66560, pieces: pieces)
    #expect(decoded.data.count == 66560)
    #expect(decoded.trailers.map(\.name) == ["x-amz-checksum-crc32c"])
    #expect(decoded.trailers.map(\.value) == ["sOO8/Q=="])
}

@Test(arguments: [true, false])
func `every changed byte of a signed body is found`(hasTrailer: Bool) throws {
    let upload = hasTrailer ? Upload.trailing : Upload.plain
    let verified = try upload.verified()
    // A few in the data, then all that is not data.
    let framing = Array(0..<90) + Array(65620..<65720) + Array((66640..<upload.body.count))
    for position in [100, 65000, 66000] + framing {
        var body = upload.body
        body[position] ^= 0x02
        #expect(throws: ChunkedError.self, "byte \(position)") { try decode(body, verified, length: 66560) }
    }
}

@Test func `a changed chunk says what was signed`() throws {
    var body = Upload.plain.body
    body[100] = 0x62
    let error = #expect(throws: ChunkedError.self) { try decode(body, try Upload.plain.verified(), length: 66560) }
    #expect(error?.code == "SignatureDoesNotMatch")
    #expect(error?.status == 403)
    #expect(error?.fields.first { $0.0 == "StringToSign" }?.1.hasPrefix("AWS4-HMAC-SHA256-PAYLOAD\n20130524T000000Z\n") == true)
}

@Test func `a body that stops early is incomplete at every byte`() throws {
    for upload in [Upload.plain, Upload.trailing] {
        let verified = try upload.verified()
        let lastLineEnd = upload.body.count - 2
        for end in [0, 1, 50, 87, 88, 1000, 65624, 65625, 65626, 65700, 66000] + Array(66738..<lastLineEnd) {
            #expect(throws: ChunkedError.self, "\(end) bytes") { try decode(Array(upload.body[..<end]), verified, length: 66560) }
        }
    }
}

/// Framing of which somebody in between could make something else. Source: RFC 9112, section 7.1.
struct LineEndTests {
    private static let data = String(repeating: "a", count: 8192)
    private static let framed = "2000\r\n\(data)\r\n5\r\nhello\r\n0\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n\r\n"

    private func decoded(_ body: String, pieces: Int = .max) throws -> Decoded {
        let unsigned = VerifiedSignature(
            version: .version4, source: .header, payload: .streamingUnsignedTrailer, date: nil, sessionToken: nil, chunkSigner: nil)
        return try decode(Array(body.utf8), unsigned, length: 8197, pieces: pieces)
    }

    @Test(arguments: [Int.max, 1, 2])
    func `lines that end with CR and LF are read, however they are cut`(pieces: Int) throws {
        let decoded = try decoded(Self.framed, pieces: pieces)
        #expect(decoded.data.count == 8197)
        #expect(decoded.trailers.map(\.value) == ["sOO8/Q=="])
    }

    @Test func `each lone LF is refused, and each lone CR`() throws {
        let bytes = Array(Self.framed.utf8)
        // But for a trailer's field that ends with LF and an empty line, and for the last line end: a body's length ends it too.
        for position in bytes.indices.dropLast(4) where bytes[position] == 0x0D || bytes[position] == 0x0A {
            var body = bytes
            body.remove(at: position)
            #expect(throws: ChunkedError.self, "byte \(position)") { _ = try decoded(String(decoding: body, as: UTF8.self)) }
        }
    }

    @Test(arguments: ["\0", "\r", "\u{1B}", "\u{7F}"])
    func `no control character is part of a line`(character: String) {
        for line in ["5", "hello\r\n0", "x-amz-checksum-crc32c:s"] {
            let body = Self.framed.replacing(line, with: line + character)
            #expect(throws: ChunkedError.self, "\(line)") { _ = try decoded(body) }
        }
    }

    @Test(
        arguments: [
            // As AWS describes it, and some clients send it.
            ("\r\n\r\n", "\n\r\n\r\n", true), ("\r\n\r\n", "\n\r\n", true), ("\r\n\r\n", "\r\n\r\n\r\n", true),
            ("\r\n\r\n", " \t\r\n\r\n", true), ("\r\n\r\n", "\n\n", false), ("\r\n\r\n", "\nx-amz-a:b\r\n\r\n", false),
            ("\r\n\r\n", "\n", false), ("\r\n\r\n", "\r\n\r\n\n", false), ("\r\n\r\n", "\r\n\r\nx", false),
        ])
    func `the end of a trailer's field`(end: String, other: String, isRead: Bool) throws {
        let body = String(decoding: Array(Self.framed.utf8).dropLast(end.utf8.count), as: UTF8.self) + other
        if isRead {
            #expect(try decoded(body).trailers.map(\.value) == ["sOO8/Q=="])
        } else {
            #expect(throws: ChunkedError.self) { _ = try decoded(body) }
        }
    }
}
