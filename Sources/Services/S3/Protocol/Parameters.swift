internal import ServiceKit
internal import HTTPServer
internal import Core

/// The query's parameters, checked.
extension S3Call {
    /// - Returns: nil if the parameter is not there.
    /// - Throws: `InvalidArgument` unless it is a number in `range`.
    func number(_ name: String, _ range: ClosedRange<Int>) throws(ServiceError) -> Int? {
        guard let text = http.queryValue(name) else { return nil }
        guard let number = Int(digits: text), range.contains(number) else {
            throw .invalidArgument(
                range.upperBound == Int(Int32.max)
                    ? "Provided \(name) not an integer or within integer range"
                    : "Argument \(name) must be an integer between \(range.lowerBound) and \(range.upperBound)", name, text)
        }
        return number
    }

    /// `max-keys` and its like: any count is legal, over a page's size it is cut.
    func pageSize(_ name: String) throws(ServiceError) -> Int {
        min(try number(name, 0...Int(Int32.max)) ?? limits.pageKeys, limits.pageKeys)
    }

    /// Whether names in the answer are encoded, so that XML can carry any of them.
    func encodesNames() throws(ServiceError) -> Bool {
        guard let text = http.queryValue("encoding-type") else { return false }
        guard text.lowercased() == "url" else {
            throw .invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", text)
        }
        return true
    }

    func bytes(_ name: String) -> [UInt8] { Array((http.queryValue(name) ?? "").utf8) }
}

/// Names in a listing, as they came or encoded.
struct NameEncoding: Sendable {
    let isEncoded: Bool

    func callAsFunction(_ bytes: [UInt8]) -> String {
        isEncoded ? PercentCoding.encodeForm(bytes, keeping: [UInt8(ascii: "/")]) : String(decoding: bytes, as: UTF8.self)
    }
}

/// Where a listing goes on: opaque to clients.
enum PageToken {
    static func encode(_ bytes: [UInt8]) -> String { Base64.encode(bytes) }

    static func decode(_ text: String?, named name: String) throws(ServiceError) -> [UInt8]? {
        guard let text else { return nil }
        guard !text.isEmpty, let bytes = Base64.decode(text), !bytes.isEmpty else {
            throw .invalidArgument("The continuation token provided is incorrect", name, text.isEmpty ? nil : text)
        }
        return bytes
    }
}
