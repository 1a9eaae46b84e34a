/// The one piece of metadata that survives: who owns the picture.
enum Copyright {
    /// libvips's name of EXIF's Copyright tag in the main directory.
    static let field = "exif-ifd0-Copyright"
    private static let longest = 1000

    /// EXIF's notice, else IPTC's, in the spelling that libvips writes back.
    static func of(_ picture: Picture) -> String? {
        if let notice = picture.text(field) { return notice }
        guard let notice = picture.bytes("iptc-data").flatMap(iptcNotice), !notice.isEmpty else { return nil }
        // The form in which libvips keeps EXIF values; what is in parentheses is for people.
        return "\(notice) (\(notice), ASCII, \(notice.utf8.count + 1) components, \(notice.utf8.count + 1) bytes)"
    }

    /// Record 2, dataset 116 of IPTC-IIM: marker 0x1C, record, dataset, two bytes of length, text.
    static func iptcNotice(_ block: [UInt8]) -> String? {
        var index = 0
        while index + 5 <= block.count {
            guard block[index] == 0x1C else {
                index += 1  // Photoshop's own header comes first
                continue
            }
            let length = Int(block[index + 3]) << 8 | Int(block[index + 4])
            let start = index + 5
            guard length < 0x8000, start + length <= block.count else {
                index += 1
                continue
            }
            if block[index + 1] == 2, block[index + 2] == 116 {
                return String(decoding: block[start..<start + min(length, longest)], as: UTF8.self)
            }
            index = start + length
        }
        return nil
    }
}
