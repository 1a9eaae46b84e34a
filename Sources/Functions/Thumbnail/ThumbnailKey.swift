/// Where a thumbnail goes.
///
/// - One size: prefix + the original's key. Several: prefix + size + `/` + key.
/// - A key whose suffix does not say the thumbnail's format gets one more, so that two originals that differ only in their
///   suffix keep two thumbnails: `a.png` → `a.png.jpg`, while `a.jpg` stays `a.jpg`.
struct ThumbnailKey {
    let settings: Settings

    func key(for original: String, size: Int) -> String {
        let folder = settings.sizes.count > 1 ? "\(size)/" : ""
        let name = original.lowercased()
        let isNamed = settings.format.suffixes.contains { name.hasSuffix($0) }
        return settings.prefix + folder + original + (isNamed ? "" : settings.format.suffixes[0])
    }

    /// Whether a thumbnail may be what started this invocation: then it would feed itself for ever.
    func mayBeOwnOutput(bucket: String, key: String) -> Bool {
        bucket == settings.bucket && key.utf8.starts(with: settings.prefix.utf8)
    }
}
