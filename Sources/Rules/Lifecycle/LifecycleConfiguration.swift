package import Core

/// A bucket's lifecycle as it was put: what reads back, and what `LifecycleRules` is compiled from.
/// Source: API_PutBucketLifecycleConfiguration.
package struct LifecycleConfiguration: Sendable, Hashable {
    package var rules: [LifecycleRule]
    package var minimumSize: MinimumSize

    /// `x-amz-transition-default-minimum-object-size`: what is too small to move by itself.
    package enum MinimumSize: String, Sendable {
        case allClasses = "all_storage_classes_128K"
        /// The archives take objects of any size.
        case byClass = "varies_by_storage_class"
    }

    package init(rules: [LifecycleRule], minimumSize: MinimumSize = .allClasses) {
        self.rules = rules
        self.minimumSize = minimumSize
    }
}

/// One rule. Numbers are as they came until `LifecycleConfiguration.validate` has passed them.
package struct LifecycleRule: Sendable, Hashable {
    /// Empty until one is made up.
    package var id: String
    package var isEnabled: Bool
    package var filter: LifecycleFilter
    package var expiration: Expiration?
    package var transitions: [Transition] = []
    package var noncurrentExpiration: NoncurrentExpiration?
    package var noncurrentTransitions: [NoncurrentTransition] = []
    /// `AbortIncompleteMultipartUpload`
    package var abortDays: Int?

    package enum Expiration: Sendable, Hashable {
        case days(Int)
        case date(Timestamp)
        /// `ExpiredObjectDeleteMarker`
        case loneMarkers(Bool)
    }

    package struct Transition: Sendable, Hashable {
        package var due: Due
        package var storageClass: TransitionClass

        package enum Due: Sendable, Hashable {
            case days(Int)
            case date(Timestamp)
        }

        package init(due: Due, storageClass: TransitionClass) {
            self.due = due
            self.storageClass = storageClass
        }
    }

    package struct NoncurrentExpiration: Sendable, Hashable {
        package var days: Int
        /// `NewerNoncurrentVersions`: so many are kept whatever their age.
        package var kept: Int?

        package init(days: Int, kept: Int? = nil) {
            self.days = days
            self.kept = kept
        }
    }

    package struct NoncurrentTransition: Sendable, Hashable {
        package var days: Int
        package var kept: Int?
        package var storageClass: TransitionClass

        package init(days: Int, kept: Int? = nil, storageClass: TransitionClass) {
            self.days = days
            self.kept = kept
            self.storageClass = storageClass
        }
    }

    var actsOnVersions: Bool {
        expiration != nil || noncurrentExpiration != nil || !transitions.isEmpty || !noncurrentTransitions.isEmpty
    }

    package init(id: String = "", isEnabled: Bool = true, filter: LifecycleFilter = LifecycleFilter()) {
        self.id = id
        self.isEnabled = isEnabled
        self.filter = filter
    }
}

/// Which objects a rule is for: all conditions that are set must hold.
package struct LifecycleFilter: Sendable, Hashable {
    package var form = Form.filter
    package var prefix: String?
    package var tags: [Tag] = []
    package var sizeGreaterThan: Int64?
    package var sizeLessThan: Int64?

    /// How it was written: it reads back in the same way.
    package enum Form: String, Sendable {
        /// A `Prefix` beside the rule's other elements, as in S3's first years.
        case prefix
        case filter
        case and
    }

    package struct Tag: Sendable, Hashable {
        package let key, value: String
        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package init() {}

    package init(prefix: String) { self.prefix = prefix }

    var hasSize: Bool { sizeGreaterThan != nil || sizeLessThan != nil }
    var conditions: Int {
        (prefix == nil ? 0 : 1) + tags.count + (sizeGreaterThan == nil ? 0 : 1) + (sizeLessThan == nil ? 0 : 1)
    }
}
