/// What the function's environment variables say.
struct Settings: Sendable, Equatable {
    /// `THUMBNAIL_SIZES`: pixels at the longer edge, as `256` or `128,512`.
    var sizes = [256]
    /// `THUMBNAIL_FORMAT`: `jpeg` or `webp`.
    var format = ThumbnailFormat.jpeg
    /// `THUMBNAIL_QUALITY`: 1 to 100.
    var quality = 82
    /// `THUMBNAIL_BUCKET`: where thumbnails go.
    var bucket = "thumbnails"
    /// `THUMBNAIL_PREFIX`: put before each thumbnail's key.
    var prefix = ""
    /// `THUMBNAIL_MAX_BYTES` of an original.
    var maxBytes: Int64 = 100 << 20
    /// `THUMBNAIL_MAX_PIXELS` of an original, width × height.
    var maxPixels = 100_000_000
    /// `THUMBNAIL_MAX_FRAMES` of an animation. Only the first becomes a thumbnail.
    var maxFrames = 1000

    private static let largestSize = 8192
    private static let mostSizes = 8

    init() {}

    init(environment: [String: String]) throws(SettingsError) {
        func number(_ name: String, _ range: ClosedRange<Int>, default standard: Int) throws(SettingsError) -> Int {
            guard let text = environment[name] else { return standard }
            guard let value = Int(text), range.contains(value) else {
                throw SettingsError(name: name, value: text, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        if let text = environment["THUMBNAIL_SIZES"] { sizes = try Self.sizes(text) }
        if let text = environment["THUMBNAIL_FORMAT"] {
            let name = text.lowercased() == "jpg" ? "jpeg" : text.lowercased()
            guard let value = ThumbnailFormat(rawValue: name) else {
                throw SettingsError(name: "THUMBNAIL_FORMAT", value: text, expected: "jpeg or webp")
            }
            format = value
        }
        if let text = environment["THUMBNAIL_BUCKET"] {
            guard !text.isEmpty else { throw SettingsError(name: "THUMBNAIL_BUCKET", value: text, expected: "a bucket's name") }
            bucket = text
        }
        prefix = environment["THUMBNAIL_PREFIX"] ?? prefix
        quality = try number("THUMBNAIL_QUALITY", 1...100, default: quality)
        maxBytes = Int64(try number("THUMBNAIL_MAX_BYTES", 1...(10 << 30), default: Int(maxBytes)))
        maxPixels = try number("THUMBNAIL_MAX_PIXELS", 1...10_000_000_000, default: maxPixels)
        maxFrames = try number("THUMBNAIL_MAX_FRAMES", 1...1_000_000, default: maxFrames)
    }

    private static func sizes(_ text: String) throws(SettingsError) -> [Int] {
        var sizes: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let size = Int(part.filter { $0 != " " }), (1...largestSize).contains(size), !sizes.contains(size) else {
                throw SettingsError(
                    name: "THUMBNAIL_SIZES", value: text,
                    expected: "different numbers of pixels from 1 to \(largestSize), separated by commas")
            }
            sizes.append(size)
        }
        guard sizes.count <= mostSizes else {
            throw SettingsError(name: "THUMBNAIL_SIZES", value: text, expected: "at most \(mostSizes) sizes")
        }
        return sizes
    }
}

struct SettingsError: Error, Equatable, CustomStringConvertible {
    let name, value, expected: String
    var description: String { "\(name) is \"\(value)\", expected \(expected)" }
}
