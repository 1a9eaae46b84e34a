/// A blob file's id. It begins with the number of the boot that made it, so that the collector of orphans can tell the files of
/// earlier boots, which nobody is writing any more, from those of this one.
package struct BlobID: Hashable, Sendable, CustomStringConvertible {
    package let boot: UInt32
    package let number: UInt64

    package init(boot: UInt32, number: UInt64) {
        self.boot = boot
        self.number = number
    }

    /// 24 upper-case hexadecimal digits: the file's name.
    package var description: String { String(Hex.upper(UInt64(boot)).suffix(8)) + Hex.upper(number) }

    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 24, let boot = UInt32(text.prefix(8), radix: 16), let number = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.init(boot: boot, number: number)
    }

    /// The folder, of 256, that holds the file.
    package var folder: String { String(Hex.upper(number).suffix(2)) }
}
