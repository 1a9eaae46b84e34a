import CVips
import Glibc

/// libvips as this function uses it: nothing but the loaders of the allow-list, no cache, one thread a picture.
enum Vips {
    /// Once a process, before any other use.
    static func start() throws(VipsError) {
        // libvips looks for its modules (ImageMagick, PDF, slides ...) below VIPSHOME. Pointed at nothing it loads none: half the
        // start-up time and most of the attack surface gone. The one that is wanted, HEIF, is loaded by name when it is needed.
        setenv("VIPSHOME", "/nonexistent", 1)
        guard vips_init("thumbnail") == 0 else { throw VipsError.last() }
        vips_cache_set_max(0)
        vips_concurrency_set(1)
        vips_block_untrusted_set(1)
        vips_operation_block_set("VipsForeignLoad", 1)
        for format in PictureFormat.allCases { vips_operation_block_set(format.loaderClass, 0) }
    }

    /// Formats that this machine's libvips can read.
    static let formats: [PictureFormat] = PictureFormat.allCases.filter { format in
        if format.loader == "heifload" { loadHEIF }
        return pelton_vips_has(format.loader) != 0
    }

    private static let loadHEIF: Void = {
        guard pelton_vips_has("heifload") == 0, pelton_vips_load_module("heif") != 0 else { return }
        vips_operation_block_set("VipsForeignLoadHeif", 0)
    }()
}

/// libvips's own words about what went wrong.
struct VipsError: Error, CustomStringConvertible {
    let description: String

    /// Takes the message that the last failed call left.
    static func last() -> VipsError {
        let text = String(cString: vips_error_buffer())
        vips_error_clear()
        var lines: [Substring] = []
        for line in text.split(separator: "\n") where !lines.contains(line) { lines.append(line) }
        return VipsError(description: lines.isEmpty ? "libvips gave no reason" : lines.joined(separator: "; "))
    }
}
