private import Crypto
private import Core

/// Takes the framing off an aws-chunked body and checks the signatures in it, piece by piece: no chunk is ever held whole.
///
/// A chunk's data is handed on before its signature can be checked, so that nothing may be kept until `finish` returned.
/// Source: S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks".
package struct ChunkedDecoder: Sendable {
    /// All chunks but the last must have at least this many bytes of data.
    package static let smallestChunk: Int64 = 8192
    /// Longest line that heads a chunk; the longest real one has about 110 bytes.
    static let longestLine = 1024
    static let longestTrailer = 16 << 10
    /// Most zeros and digits of a size.
    private static let longestSize = 16

    private enum Phase {
        case header
        case data(left: Int64)
        /// The end of the line behind a chunk's data.
        case dataEnd
        case trailer
        case done
    }

    private let mode: PayloadMode
    private let decodedLength: Int64?
    private var signer: ChunkSigner?
    private var phase = Phase.header
    private var line: [UInt8] = []
    /// A trailer's field ended with LF alone.
    private var isFieldOpen = false
    private var hash = SHA256()
    private var claimed = ""
    private var chunkNumber = 0
    private var chunkSize: Int64 = 0
    /// The decoded bytes so far.
    package private(set) var bytesDecoded: Int64 = 0
    private var trailerBytes = 0
    private var trailerText: [UInt8] = []
    private var trailers: [(name: String, value: String)] = []
    private var trailerSignature: String?

    /// - Parameter mode: one of the streaming ones.
    /// - Parameter signer: that of the request's head; without it no signed chunk is right.
    /// - Parameter decodedLength: `x-amz-decoded-content-length`, if the request has it.
    package init(_ mode: PayloadMode, signer: ChunkSigner?, decodedLength: Int64?) {
        self.mode = mode
        self.signer = signer
        self.decodedLength = decodedLength
    }

    private var isSigned: Bool { mode == .streamingSigned || mode == .streamingSignedTrailer }
    private var hasTrailer: Bool { mode == .streamingSignedTrailer || mode == .streamingUnsignedTrailer }

    /// Takes the next bytes of the body.
    /// - Returns: where in `bytes` decoded data lies, in order. Nothing is copied.
    package mutating func push(_ bytes: UnsafeRawBufferPointer) throws(ChunkedError) -> [Range<Int>] {
        var data: [Range<Int>] = []
        var position = 0
        while position < bytes.count {
            if case .data(let left) = phase {
                let end = position + Int(min(left, Int64(bytes.count - position)))
                if isSigned { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[position..<end])) }
                data.append(position..<end)
                bytesDecoded += Int64(end - position)
                let rest = left - Int64(end - position)
                phase = rest > 0 ? .data(left: rest) : .dataEnd
                position = end
            } else {
                let byte = bytes[position]
                position += 1
                try take(byte)
            }
        }
        return data
    }

    /// The same, handing the data on.
    package mutating func push(
        _ bytes: UnsafeRawBufferPointer, deliver: (UnsafeRawBufferPointer) -> Void
    ) throws(ChunkedError) {
        for range in try push(bytes) { deliver(UnsafeRawBufferPointer(rebasing: bytes[range])) }
    }

    /// Ends the body.
    /// - Returns: the trailer's headers, names in lower case.
    /// - Throws: if the body is not complete. Only now is what was decoded known to be what was signed.
    package mutating func finish() throws(ChunkedError) -> [(name: String, value: String)] {
        if case .trailer = phase, line.isEmpty, !isFieldOpen { try endTrailer() }
        guard case .done = phase, line.isEmpty else { throw .incomplete }
        if let decodedLength, bytesDecoded != decodedLength { throw .incomplete }
        return trailers
    }

    /// Takes a byte that is not data. Lines end with CR and LF: by a lone one of them somebody else could count the chunks otherwise.
    private mutating func take(_ byte: UInt8) throws(ChunkedError) {
        guard byte == 0x0A else {
            line.append(byte)
            guard line.count <= limit, mayHold(byte) else { throw unreadable }
            return
        }
        if line.last == 0x0D {
            line.removeLast()
        } else {
            // As AWS describes a trailer's field, and some clients send it: its LF, and the CR and LF of an empty line.
            guard case .trailer = phase, !line.isEmpty else { throw unreadable }
            isFieldOpen = true
        }
        guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { throw unreadable }
        let whole = line
        line.removeAll(keepingCapacity: true)
        try takeLine(whole)
    }

    /// Behind data, behind a field's LF and behind all there is nothing but the end of a line.
    private func mayHold(_ byte: UInt8) -> Bool {
        switch phase {
        case .dataEnd, .done: line.count == 1 && byte == 0x0D
        case .trailer where isFieldOpen: line.count == 1 && byte == 0x0D
        case .header, .data, .trailer: true
        }
    }

    private var limit: Int { if case .trailer = phase { Self.longestTrailer } else { Self.longestLine } }

    private var unreadable: ChunkedError { if case .trailer = phase { .malformedTrailer } else { .incomplete } }

    private mutating func takeLine(_ line: [UInt8]) throws(ChunkedError) {
        switch phase {
        case .header: try beginChunk(line)
        case .dataEnd: try endChunk()
        case .trailer where line.isEmpty && isFieldOpen: isFieldOpen = false
        case .trailer: try takeTrailer(line)
        // Some clients send one more line end.
        case .done: break
        case .data: throw .incomplete
        }
    }
}

// Chunks.
extension ChunkedDecoder {
    /// `400;chunk-signature=…`
    private mutating func beginChunk(_ line: [UInt8]) throws(ChunkedError) {
        let parts = line.split(separator: UInt8(ascii: ";"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let digits = parts.first, let size = Self.size(digits) else { throw .incomplete }
        claimed = parts.count > 1 ? try Self.signature(parts[1]) : ""
        if isSigned && claimed.isEmpty { throw .incomplete }
        // The chunk before this one was not the last with data.
        if size > 0, chunkNumber > 0, chunkSize < Self.smallestChunk { throw .chunkTooSmall(next: chunkNumber + 1, size: chunkSize) }
        if let decodedLength, size > decodedLength - bytesDecoded { throw .incomplete }
        hash = SHA256()
        guard size > 0 else { return try endData() }
        chunkNumber += 1
        chunkSize = size
        phase = .data(left: size)
    }

    private static func size(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard (1...longestSize).contains(digits.count) else { return nil }
        var size: UInt64 = 0
        for digit in digits {
            guard let value = Hex.value(digit) else { return nil }
            size = size << 4 | UInt64(value)
        }
        return Int64(exactly: size)
    }

    private static func signature(_ extensions: ArraySlice<UInt8>) throws(ChunkedError) -> String {
        let name = "chunk-signature="
        guard extensions.starts(with: name.utf8) else { throw .incomplete }
        return String(decoding: extensions.dropFirst(name.utf8.count), as: UTF8.self)
    }

    private mutating func endChunk() throws(ChunkedError) {
        try checkChunk()
        phase = .header
    }

    /// The chunk without data was read.
    private mutating func endData() throws(ChunkedError) {
        try checkChunk()
        phase = .trailer
    }

    private mutating func checkChunk() throws(ChunkedError) {
        guard isSigned else { return }
        try compare(signer?.signed(chunk: Hex.encode(hash.finalize())), claimed)
    }

    private func compare(_ expected: (signature: String, stringToSign: String)?, _ claimed: String) throws(ChunkedError) {
        guard let expected, let signer else { throw .incomplete }
        guard !isSameInConstantTime(expected.signature, claimed) else { return }
        throw .signature(
            .mismatch(.init(accessKeyID: signer.accessKeyID, stringToSign: expected.stringToSign, signatureProvided: claimed)))
    }
}

// The trailer.
extension ChunkedDecoder {
    /// A header, the trailer's signature, or the empty line at the end. Some clients put an empty line before the signature as well.
    private mutating func takeTrailer(_ line: [UInt8]) throws(ChunkedError) {
        guard !line.isEmpty else {
            if mode == .streamingSignedTrailer && trailerSignature == nil { return }
            return try endTrailer()
        }
        trailerBytes += line.count
        guard hasTrailer, trailerBytes <= Self.longestTrailer, let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            trailerSignature == nil
        else { throw .malformedTrailer }
        let name = trimmed(String(decoding: line[..<colon], as: UTF8.self)).asciiLowercased
        let value = trimmed(String(decoding: line[(colon + 1)...], as: UTF8.self))
        if isSame(name, "x-amz-trailer-signature") {
            trailerSignature = value
        } else {
            trailers.append((name, value))
            trailerText.append(contentsOf: "\(name):\(value)\n".utf8)
        }
    }

    private mutating func endTrailer() throws(ChunkedError) {
        if mode == .streamingSignedTrailer {
            guard let claimed = trailerSignature else { throw .malformedTrailer }
            try compare(signer?.signed(trailer: sha256Hex(trailerText)), claimed)
        }
        phase = .done
    }
}
