internal import QueueData
internal import ContentEncryption
internal import Identity
internal import Core

/// Receipt handles are sealed: nobody makes one, and one of another queue is told by what it says.
struct ReceiptSealer: Sendable {
    private static let context = Array("sqs receipt".utf8)
    private let key: KeyEncryptionKey

    init(_ key: KeyEncryptionKey) { self.key = key }

    func seal(_ receipt: Receipt) throws(ContentEncryptionError) -> String {
        let numbers = [receipt.queue, receipt.box, receipt.number, receipt.receiveCount]
        let bytes = numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) } }
        return Base64.encode(try key.seal(bytes, context: Self.context))
    }

    /// - Returns: nil unless it was made here.
    func open(_ handle: String) -> Receipt? {
        guard handle.utf8.count <= 1024, let sealed = Base64.decode(handle), let bytes = key.open(sealed, context: Self.context),
            bytes.count == 32
        else { return nil }
        let numbers = stride(from: 0, to: 32, by: 8).map { start in bytes[start..<start + 8].reduce(Int64(0)) { $0 << 8 | Int64($1) } }
        return Receipt(queue: numbers[0], box: numbers[1], number: numbers[2], receiveCount: numbers[3])
    }
}
