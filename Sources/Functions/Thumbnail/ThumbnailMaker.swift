import FunctionRuntime
import Glibc

/// From a file to thumbnails in memory. Knows nothing of S3.
struct ThumbnailMaker: Sendable {
    struct Thumbnail: Sendable {
        /// The longer edge that was asked for.
        let size: Int
        let width, height: Int
        let bytes: [UInt8]
    }

    struct Result: Sendable {
        let format: PictureFormat
        let width, height: Int
        let thumbnails: [Thumbnail]
    }

    let settings: Settings

    /// - Parameter time: how long decoding may take.
    /// - Throws: `PictureError`; `FileError` if the file cannot be read.
    func make(from path: String, within time: Duration) throws -> Result {
        let format = try sniff(path)
        do {
            let header = try Picture.open(path, format)
            try check(header)
            // The largest comes from the file, the others from it: the file is decoded once.
            var source: Picture?
            var thumbnails: [Int: Thumbnail] = [:]
            for size in settings.sizes.sorted(by: >) {
                let scaled = try source?.thumbnail(size: size) ?? Picture.thumbnail(ofFile: path, size: size)
                let picture = try scaled.inSRGB().evaluated(within: time)
                source = source ?? picture
                thumbnails[size] = try encode(picture, size: size)
            }
            return Result(
                format: format, width: header.width, height: header.height, thumbnails: settings.sizes.compactMap { thumbnails[$0] })
        } catch let error as VipsError {
            if error.description.contains("killed") { throw PictureError.outOfTime }
            throw PictureError.undecodable(format, reason: error.description)
        }
    }

    private func sniff(_ path: String) throws -> PictureFormat {
        let start = try Self.start(of: path)
        guard !start.isEmpty else { throw PictureError.empty }
        guard let format = PictureFormat(start: start) else {
            throw PictureError.unknownFormat(start: start, expected: Vips.formats)
        }
        guard Vips.formats.contains(format) else { throw PictureError.notSupportedHere(format) }
        return format
    }

    private func check(_ header: Picture) throws(PictureError) {
        let (pixels, isOver) = header.width.multipliedReportingOverflow(by: header.height)
        guard !isOver, pixels <= settings.maxPixels else {
            throw .tooManyPixels(width: header.width, height: header.height, limit: settings.maxPixels)
        }
        guard header.frames <= settings.maxFrames else { throw .tooManyFrames(header.frames, limit: settings.maxFrames) }
    }

    private func encode(_ picture: Picture, size: Int) throws(PictureError) -> Thumbnail {
        do throws(VipsError) {
            let flat = settings.format == .jpeg ? try picture.onWhite() : picture
            let bytes = try flat.withCopyrightOnly().encoded(settings.format, quality: settings.quality)
            return Thumbnail(size: size, width: picture.width, height: picture.height, bytes: bytes)
        } catch { throw .cannotSave(reason: error.description) }
    }

    private static func start(of path: String) throws(FileError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError(path: path, code: errno) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: PictureFormat.sniffedBytes)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { throw FileError(path: path, code: errno) }
        return Array(bytes.prefix(count))
    }
}
