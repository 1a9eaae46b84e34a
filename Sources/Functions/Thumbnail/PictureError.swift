/// Why a file becomes no thumbnail. The description continues a sentence that begins with the file's name.
enum PictureError: Error, Equatable, CustomStringConvertible {
    case empty
    case unknownFormat(start: [UInt8], expected: [PictureFormat])
    case notSupportedHere(PictureFormat)
    case tooManyBytes(Int64, limit: Int64)
    case tooManyPixels(width: Int, height: Int, limit: Int)
    case tooManyFrames(Int, limit: Int)
    case undecodable(PictureFormat, reason: String)
    case outOfTime
    case cannotSave(reason: String)

    var description: String {
        switch self {
        case .empty: "is empty"
        case .unknownFormat(let start, let expected):
            "is not a picture this function decodes: it starts with \(Self.readable(start)) (expected \(Self.list(expected)))"
        case .notSupportedHere(let format): "is \(format.rawValue), which this machine's libvips cannot read"
        case .tooManyBytes(let size, let limit): "is too large: \(size) bytes, the limit is \(limit) (THUMBNAIL_MAX_BYTES)"
        case .tooManyPixels(let width, let height, let limit):
            "has too many pixels: \(width) × \(height), the limit is \(limit) in all (THUMBNAIL_MAX_PIXELS)"
        case .tooManyFrames(let count, let limit): "has too many frames: \(count), the limit is \(limit) (THUMBNAIL_MAX_FRAMES)"
        case .undecodable(let format, let reason): "is a damaged \(format.rawValue): \(reason)"
        case .outOfTime: "takes longer to decode than the function's time-out allows"
        case .cannotSave(let reason): "was read, but its thumbnail could not be written: \(reason)"
        }
    }

    /// The first bytes as text if they are text, else in hexadecimal.
    private static func readable(_ start: [UInt8]) -> String {
        let isText = start.prefix(16).allSatisfy { (0x20..<0x7F).contains($0) || [0x09, 0x0A, 0x0D].contains($0) }
        if isText {
            let line = start.prefix(16).prefix { $0 >= 0x20 }
            return "\"\(String(decoding: line, as: UTF8.self))\""
        }
        let digits = Array("0123456789ABCDEF")
        return "the bytes " + start.prefix(8).map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined(separator: " ")
    }

    private static func list(_ formats: [PictureFormat]) -> String {
        let names = formats.map(\.rawValue)
        guard let last = names.last, names.count > 1 else { return names.first ?? "nothing" }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }
}
