internal import Crypto
private import Synchronization

/// Keys for many contents, made of one: a key for each group of contents, derived from a fresh random salt, and the content's number in it.
/// To make or to find one costs no more than to count, unless the group is a new one.
///
/// What is kept of it is 33 bytes: the format's number, the salt, eight bytes that tell a wrong key, and the content's number.
final class ContentKeys: Sendable {
    static let version: UInt8 = 2
    /// So that what one key encrypts, 2³² blocks, stays far from where GCM grows weak, and a leak of one is a leak of little.
    private static let bytesOfGroup: Int64 = 64 << 30
    private static let contentsOfGroup: UInt64 = 1 << 16
    private static let keptGroups = 4096
    private static let (saltBytes, checkBytes, numberBytes) = (16, 8, 8)
    private static let sealedBytes = 1 + saltBytes + checkBytes + numberBytes

    /// What stands before the content's number.
    private struct Head: Hashable, Sendable {
        let salt: UInt128
        let check: UInt64
    }

    private struct Group: Sendable {
        let head: Head
        let key: ChunkCipher
        var used: UInt64 = 0
        var bytes: Int64 = 0

        /// Takes another content in, unless that would be too much.
        mutating func take(_ more: Int64) -> Bool {
            guard used < contentsOfGroup, used == 0 || bytes + more <= bytesOfGroup else { return false }
            used += 1
            bytes += more
            return true
        }
    }

    private struct State: Sendable {
        var current: Group?
        var found: [Head: ChunkCipher] = [:]
    }

    private let key: SymmetricKey
    private let info: [UInt8]
    private let state = Mutex(State())

    /// - Parameter name: keys of another name are other ones.
    init(of key: SymmetricKey, name: String) {
        self.key = key
        info = Array("pelton content keys\0\(name)".utf8)
    }

    /// - Parameter bytes: the content's, at most.
    /// - Returns: what no content had before, and what is to be kept of it.
    func fresh(for bytes: Int64) throws(ContentEncryptionError) -> (key: DataKey, sealed: [UInt8]) {
        let (head, key, number) = try state.withLock { state throws(ContentEncryptionError) in
            var group = if let current = state.current { current } else { try newGroup() }
            if !group.take(bytes) {
                group = try newGroup()
                _ = group.take(bytes)
            }
            state.current = group
            return (group.head, group.key, group.used)
        }
        return (DataKey(key, content: number), Self.sealed(head, number))
    }

    /// - Returns: nil unless it was made of this key under this name.
    /// - Throws: `.failed` if the key is right and there is no memory for it.
    func open(_ sealed: [UInt8]) throws(ContentEncryptionError) -> DataKey? {
        guard let (head, number) = Self.parse(sealed), let key = try key(of: head) else { return nil }
        return DataKey(key, content: number)
    }

    private func key(of head: Head) throws(ContentEncryptionError) -> ChunkCipher? {
        let known = state.withLock { $0.current?.head == head ? $0.current?.key : $0.found[head] }
        if let known { return known }
        let (bits, check) = derived(head.salt)
        guard check == head.check else { return nil }
        let key = try ChunkCipher(bits)
        state.withLock { state in
            if state.found.count >= Self.keptGroups { state.found = [:] }
            state.found[head] = key
        }
        return key
    }

    private func newGroup() throws(ContentEncryptionError) -> Group {
        var random = SystemRandomNumberGenerator()
        let salt = UInt128(random.next()) << 64 | UInt128(random.next())
        let (key, check) = derived(salt)
        return Group(head: Head(salt: salt, check: check), key: try ChunkCipher(key))
    }

    private func derived(_ salt: UInt128) -> (key: SymmetricKey, check: UInt64) {
        let both = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, salt: withUnsafeBytes(of: salt.bigEndian) { Array($0) }, info: info,
            outputByteCount: 32 + Self.checkBytes)
        return both.withUnsafeBytes { bytes in
            let check = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 32, as: UInt64.self))
            return (SymmetricKey(data: UnsafeRawBufferPointer(rebasing: bytes[..<32])), check)
        }
    }

    private static func sealed(_ head: Head, _ number: UInt64) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: sealedBytes) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            bytes[0] = version
            bytes.storeBytes(of: head.salt.bigEndian, toByteOffset: 1, as: UInt128.self)
            bytes.storeBytes(of: head.check.bigEndian, toByteOffset: 1 + saltBytes, as: UInt64.self)
            bytes.storeBytes(of: number.bigEndian, toByteOffset: 1 + saltBytes + checkBytes, as: UInt64.self)
            count = sealedBytes
        }
    }

    private static func parse(_ sealed: [UInt8]) -> (Head, UInt64)? {
        guard sealed.count == sealedBytes, sealed[0] == version else { return nil }
        return sealed.withUnsafeBytes { bytes in
            let head = Head(
                salt: UInt128(bigEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt128.self)),
                check: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 1 + saltBytes, as: UInt64.self)))
            return (head, UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 1 + saltBytes + checkBytes, as: UInt64.self)))
        }
    }
}
