import CChecksums
import Core
import Testing

/// The instructions of this machine's processor and the tables of any other must agree at every length and alignment.
@Test func `tables and instructions give the same CRCs`() {
    let bytes = SeededRandom(seed: 11).bytes(700)
    bytes.withUnsafeBytes { all in
        for start in 0..<4 {
            for length in Array(0...300) + [383, 384, 511, 512, 513, 640, 690] {
                let piece = UnsafeRawBufferPointer(rebasing: all[start..<(start + length)])
                #expect(pelton_crc32(9, piece.baseAddress, length) == pelton_crc32_portable(9, piece.baseAddress, length))
                #expect(pelton_crc32c(9, piece.baseAddress, length) == pelton_crc32c_portable(9, piece.baseAddress, length))
                #expect(pelton_crc64nvme(9, piece.baseAddress, length) == pelton_crc64nvme_portable(9, piece.baseAddress, length))
            }
        }
    }
}
