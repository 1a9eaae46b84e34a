/// The formats that this function lets libvips decode, told by a file's first bytes, never by its name.
enum PictureFormat: String, CaseIterable, Sendable {
    case jpeg = "JPEG"
    case png = "PNG"
    case webp = "WebP"
    case gif = "GIF"
    case avif = "AVIF"
    case heif = "HEIF"

    /// Bytes that `init(start:)` wants to see.
    static let sniffedBytes = 64

    init?(start: some Collection<UInt8>) {
        let start = Array(start.prefix(Self.sniffedBytes))
        func has(_ bytes: [UInt8], at offset: Int = 0) -> Bool { start.dropFirst(offset).starts(with: bytes) }
        if has([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if has(Array("RIFF".utf8)), has(Array("WEBP".utf8), at: 8) {
            self = .webp
        } else if has(Array("GIF87a".utf8)) || has(Array("GIF89a".utf8)) {
            self = .gif
        } else if has(Array("ftyp".utf8), at: 4), let format = Self.isoMedia(start) {
            self = format
        } else {
            return nil
        }
    }

    /// ISO/IEC 14496-12, section 4.3: the box's size, `ftyp`, major brand, version, compatible brands.
    private static func isoMedia(_ start: [UInt8]) -> PictureFormat? {
        let size = start.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let box = start.prefix(max(12, min(size, start.count)))
        var brands: [String] = []
        for offset in [8] + Array(stride(from: 16, to: box.count, by: 4)) where offset + 4 <= box.count {
            brands.append(String(decoding: box[offset..<offset + 4], as: UTF8.self))
        }
        if brands.contains(where: { ["avif", "avis"].contains($0) }) { return .avif }
        let heif: Set = ["heic", "heix", "hevc", "hevx", "heim", "heis", "hevm", "hevs", "mif1", "msf1"]
        return brands.contains(where: heif.contains) ? .heif : nil
    }

    /// libvips's operation that reads it.
    var loader: String {
        switch self {
        case .jpeg: "jpegload"
        case .png: "pngload"
        case .webp: "webpload"
        case .gif: "gifload"
        case .avif, .heif: "heifload"
        }
    }

    /// libvips's base class of the loader's variants (file, buffer, source).
    var loaderClass: String {
        switch self {
        case .jpeg: "VipsForeignLoadJpeg"
        case .png: "VipsForeignLoadPng"
        case .webp: "VipsForeignLoadWebp"
        case .gif: "VipsForeignLoadNsgif"
        case .avif, .heif: "VipsForeignLoadHeif"
        }
    }
}

/// What thumbnails are written as.
enum ThumbnailFormat: String, Sendable {
    case jpeg, webp

    var contentType: String { "image/\(rawValue)" }

    /// Suffixes of names that already say so, in lower case; the first is the one that is appended to others.
    var suffixes: [String] {
        switch self {
        case .jpeg: [".jpg", ".jpeg"]
        case .webp: [".webp"]
        }
    }
}
