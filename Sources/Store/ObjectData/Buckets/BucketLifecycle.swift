package import Lifecycle
package import Core

extension DocumentKind {
    package static let lifecycle = DocumentKind("lifecycle")
}

extension Bucket {
    /// The bucket's rules, compiled; nil if it has none.
    package func lifecycle() throws(LifecycleConfiguration.UnreadableDocument) -> LifecycleRules? {
        try documents.value(.lifecycle) { bytes throws(LifecycleConfiguration.UnreadableDocument) in try LifecycleRules(document: bytes) }
    }
}

extension Limits {
    package var lifecycleDay: LifecycleDay { LifecycleDay(milliseconds: lifecycleDayMilliseconds) }
}
