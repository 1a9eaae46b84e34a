internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import ContentEncryption

/// From which encryption to which a copy goes. Source: API_CopyObject, "x-amz-server-side-encryption…".
struct CopyEncryption: Sendable {
    let source: ObjectEncryption?
    /// What opens the source; nil if nothing need be opened.
    let sourceWrap: KeyEncryptionKey?
    let target: WriteEncryption?
    /// Whether the request says how, or a rule of the bucket: then a copy onto itself changes something.
    let isAsked: Bool
    /// Whether the copy's bytes are those of the source, encrypted or not.
    let keepsBytes: Bool
}

extension S3Call {
    /// A copy is encrypted as its request, or else its bucket, says. Where neither does, what was encrypted is so with S3's own keys, and
    /// what was not stays so.
    func copyEncryption(
        _ asked: RequestedEncryption, from source: ObjectVersion, to bucket: Bucket, _ key: ObjectKey
    ) async throws(ServiceError) -> CopyEncryption {
        let old = source.attributes.encryption
        let sourceKey = try customerKey(.copySource, for: source)
        var sourceWrap: KeyEncryptionKey?
        if let old { sourceWrap = try await wrap(of: old, sourceKey) }
        let target = try await encryption(asked, bucket, key, action: "s3:CopyObject") ?? (old == nil ? nil : own)
        var isSameKey = old?.algorithm == target?.stored.algorithm && old?.keyARN == target?.stored.keyARN
        if case .customer(let newKey) = asked { isSameKey = isSameKey && newKey == sourceKey }
        // A rule that somebody gave the bucket is as good as what a request says: recorded of S3, February 2026.
        let isRuled = try await services.encryption(of: bucket).map { !$0.isStandard } ?? false
        return CopyEncryption(
            source: old, sourceWrap: sourceWrap, target: target, isAsked: isRuled || !asked.isNothing, keepsBytes: isSameKey)
    }
}
