internal import Store

extension CopyObject {
    /// A link keeps the source's bytes, and with them the key that sealed them: what the copy says of it must be true.
    /// - Throws: `.conflict` if the source is another one than it was when the copy was judged.
    package func requireSameKey(_ source: ObjectEncryption?) throws(ObjectError) {
        let own = attributes.encryption
        guard source?.algorithm == own?.algorithm, source?.keyARN == own?.keyARN, source?.customerKeyMD5 == own?.customerKeyMD5 else {
            throw .refused(.conflict("The copy's source was replaced by one with another encryption."))
        }
    }
}
