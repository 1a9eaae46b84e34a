/// A zip file of stored entries, made by hand, so that it can be what no tool makes.
func zip(_ entries: [(name: String, mode: UInt32, bytes: [UInt8])]) -> [UInt8] {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }
    var local: [UInt8] = []
    var central: [UInt8] = []
    for entry in entries {
        let name = Array(entry.name.utf8)
        let sizes = little(crc32(entry.bytes), 4) + little(UInt32(entry.bytes.count), 4) + little(UInt32(entry.bytes.count), 4)
        let start = UInt32(local.count)
        local +=
            little(0x0403_4B50, 4) + little(20, 2) + little(0, 8) + sizes + little(UInt32(name.count), 2) + little(0, 2) + name
            + entry.bytes
        central += little(0x0201_4B50, 4) + little(20 | 3 << 8, 2) + little(20, 2) + little(0, 8) + sizes
        central += little(UInt32(name.count), 2) + little(0, 8) + little(entry.mode << 16, 4) + little(start, 4) + name
    }
    let counts = little(UInt32(entries.count), 2)
    let end =
        little(0x0605_4B50, 4) + little(0, 4) + counts + counts + little(UInt32(central.count), 4) + little(UInt32(local.count), 4)
        + little(0, 2)
    return local + central + end
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
        (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
}
