/// What a copy that links its source's bytes says of their encryption.
package struct LinkedEncryption: Sendable, Hashable {
    /// Of the same kind and key as the source's.
    package let encryption: ObjectEncryption?
    /// Whether the client asked for it: then a copy onto itself changes something.
    package let isAsked: Bool

    package init(encryption: ObjectEncryption?, isAsked: Bool) {
        self.encryption = encryption
        self.isAsked = isAsked
    }

    /// - Throws: `.conflict` if the source is another one by now.
    func judge(_ source: ObjectEncryption?) throws(MetadataError) {
        guard source?.algorithm == encryption?.algorithm, source?.keyARN == encryption?.keyARN,
            source?.customerKeyMD5 == encryption?.customerKeyMD5
        else { throw .conflict("The copy's source was replaced by one with another encryption.") }
    }
}
