import Glibc

/// `thumbnail contact-sheet OUT.jpg FILE…`: many pictures on one page.
enum ContactSheet {
    private static let cell = 256
    private static let quality = 88

    static func write(to output: String, of files: [String], across: Int = 4) throws {
        let cells = try files.map { file in
            do {
                let picture = try Picture.thumbnail(ofFile: file, size: cell).inSRGB().onWhite()
                return try picture.evaluated(within: .seconds(60)).centred(inSquareOf: cell)
            } catch {
                throw ContactSheetError(description: "\(file): \(error)")
            }
        }
        let bytes = try Picture.joined(cells, across: min(across, cells.count)).withCopyrightOnly().encoded(.jpeg, quality: quality)
        guard let file = fopen(output, "wb") else { throw ContactSheetError(description: "\(output): \(String(cString: strerror(errno)))") }
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else {
            throw ContactSheetError(description: "\(output): \(String(cString: strerror(errno)))")
        }
    }
}

struct ContactSheetError: Error, CustomStringConvertible {
    let description: String
}
