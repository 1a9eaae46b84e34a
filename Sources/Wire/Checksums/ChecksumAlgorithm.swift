/// The checksums that S3 keeps with an object. Source: S3 User Guide, "Checking object integrity in Amazon S3".
package enum ChecksumAlgorithm: String, CaseIterable, Sendable, Hashable {
    case crc32 = "CRC32"
    case crc32c = "CRC32C"
    case crc64nvme = "CRC64NVME"
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha512 = "SHA512"
    case md5 = "MD5"
    case xxhash64 = "XXHASH64"
    case xxhash3 = "XXHASH3"
    case xxhash128 = "XXHASH128"

    /// What S3 takes itself, of the whole object, where a client sends no checksum. Source: S3 User Guide, "Checking object integrity".
    package static let ownChoice = ChecksumAlgorithm.crc64nvme

    /// The header, or trailer, that carries the value in Base64.
    package var headerName: String {
        switch self {
        case .crc32: "x-amz-checksum-crc32"
        case .crc32c: "x-amz-checksum-crc32c"
        case .crc64nvme: "x-amz-checksum-crc64nvme"
        case .sha1: "x-amz-checksum-sha1"
        case .sha256: "x-amz-checksum-sha256"
        case .sha512: "x-amz-checksum-sha512"
        case .md5: "x-amz-checksum-md5"
        case .xxhash64: "x-amz-checksum-xxhash64"
        case .xxhash3: "x-amz-checksum-xxhash3"
        case .xxhash128: "x-amz-checksum-xxhash128"
        }
    }

    /// - Returns: nil unless `headerName` is one of these headers, in whatever case.
    package init?(headerName: some StringProtocol) {
        let lower = headerName.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard let found = Self.allCases.first(where: { $0.headerName.utf8.elementsEqual(lower) }) else { return nil }
        self = found
    }

    /// The length of a value in bytes.
    package var digestLength: Int {
        switch self {
        case .crc32, .crc32c: 4
        case .crc64nvme, .xxhash64, .xxhash3: 8
        case .md5, .xxhash128: 16
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// Whether the checksum of a whole follows from those of its parts.
    package var isCRC: Bool {
        switch self {
        case .crc32, .crc32c, .crc64nvme: true
        case .sha1, .sha256, .sha512, .md5, .xxhash64, .xxhash3, .xxhash128: false
        }
    }
}
