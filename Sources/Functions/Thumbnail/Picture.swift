import CVips

/// A libvips image: a recipe until its pixels are asked for.
final class Picture {
    typealias Handle = UnsafeMutablePointer<VipsImage>

    let handle: Handle

    private init(_ handle: Handle) { self.handle = handle }

    deinit { g_object_unref(handle) }

    var width: Int { Int(vips_image_get_width(handle)) }
    var height: Int { Int(vips_image_get_height(handle)) }
    var frames: Int { Int(vips_image_get_n_pages(handle)) }
    var hasAlpha: Bool { vips_image_hasalpha(handle) != 0 }
    var isSRGB: Bool { vips_image_get_interpretation(handle) == VIPS_INTERPRETATION_sRGB }

    /// Reads a file's header.
    static func open(_ path: String, _ format: PictureFormat) throws(VipsError) -> Picture {
        try make { pelton_vips_open(format.loader, path, $0) }
    }

    /// The file's picture, its longer edge at most `size` pixels; see the C function.
    static func thumbnail(ofFile path: String, size: Int) throws(VipsError) -> Picture {
        try make { pelton_vips_thumbnail(path, $0, CInt(size)) }
    }

    func thumbnail(size: Int) throws(VipsError) -> Picture {
        try Self.make { pelton_vips_thumbnail_image(handle, $0, CInt(size)) }
    }

    func inSRGB() throws(VipsError) -> Picture {
        isSRGB ? self : try Self.make { pelton_vips_to_srgb(handle, $0) }
    }

    func onWhite() throws(VipsError) -> Picture {
        hasAlpha ? try Self.make { pelton_vips_flatten(handle, $0) } : self
    }

    func centred(inSquareOf size: Int) throws(VipsError) -> Picture {
        try Self.make { pelton_vips_centre(handle, $0, CInt(size)) }
    }

    static func joined(_ pictures: [Picture], across: Int) throws(VipsError) -> Picture {
        var handles: [Handle?] = pictures.map(\.handle)
        return try make { pelton_vips_join(&handles, CInt(handles.count), $0, CInt(across)) }
    }

    /// Decodes now, within the time given, into memory.
    func evaluated(within time: Duration) throws(VipsError) -> Picture {
        let (seconds, attoseconds) = time.components
        pelton_vips_limit_time(
            handle, Int(seconds.multipliedReportingOverflow(by: 1_000_000).partialValue + attoseconds / 1_000_000_000_000))
        guard let copy = vips_image_copy_memory(handle) else { throw VipsError.last() }
        return Picture(copy)
    }

    /// A picture with no metadata but the copyright notice, if the original has one.
    func withCopyrightOnly() throws(VipsError) -> Picture {
        let copyright = Copyright.of(self)
        let copy = try Self.make { pelton_vips_copy(handle, $0) }
        for name in copy.fieldNames { vips_image_remove(copy.handle, name) }
        if let copyright { vips_image_set_string(copy.handle, Copyright.field, copyright) }
        return copy
    }

    func encoded(_ format: ThumbnailFormat, quality: Int) throws(VipsError) -> [UInt8] {
        var bytes: UnsafeMutableRawPointer?
        var count = 0
        let strip: gboolean = vips_image_get_typeof(handle, Copyright.field) == 0 ? 1 : 0
        let result =
            switch format {
            case .jpeg: pelton_vips_save_jpeg(handle, &bytes, &count, CInt(quality), strip)
            case .webp: pelton_vips_save_webp(handle, &bytes, &count, CInt(quality), strip)
            }
        guard result == 0, let bytes else { throw VipsError.last() }
        defer { g_free(bytes) }
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    /// A metadata field's text.
    func text(_ name: String) -> String? {
        var value: UnsafePointer<CChar>?
        guard vips_image_get_typeof(handle, name) != 0, vips_image_get_string(handle, name, &value) == 0, let value else { return nil }
        return String(cString: value)
    }

    /// A metadata field's bytes.
    func bytes(_ name: String) -> [UInt8]? {
        var start: UnsafeRawPointer?
        var count = 0
        guard vips_image_get_typeof(handle, name) != 0, vips_image_get_blob(handle, name, &start, &count) == 0, let start else {
            return nil
        }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Names of the metadata fields.
    var fieldNames: [String] {
        guard let fields = vips_image_get_fields(handle) else { return [] }
        defer { g_strfreev(fields) }
        var names: [String] = []
        var next = fields
        while let name = next.pointee {
            names.append(String(cString: name))
            next += 1
        }
        return names
    }

    private static func make(_ call: (UnsafeMutablePointer<Handle?>) -> CInt) throws(VipsError) -> Picture {
        var handle: Handle?
        guard call(&handle) == 0, let handle else { throw VipsError.last() }
        return Picture(handle)
    }
}
