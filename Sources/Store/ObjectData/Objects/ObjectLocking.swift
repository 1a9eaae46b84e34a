internal import Store
internal import Core

extension DocumentKind {
    package static let objectLock = DocumentKind("object-lock")
}

/// What a bucket's new objects are locked with. Source: API_DefaultRetention.
package struct DefaultRetention: Sendable, Hashable {
    package enum Period: Sendable, Hashable { case days(Int), years(Int) }

    package let mode: ObjectLock.Mode
    package let period: Period

    package init(mode: ObjectLock.Mode, period: Period) {
        self.mode = mode
        self.period = period
    }

    func until(_ now: Timestamp) -> Timestamp {
        switch period {
        case .days(let days): now.adding(seconds: Int64(days) * 86_400)
        case .years(let years): now.adding(seconds: Int64(years) * 365 * 86_400)
        }
    }
}

extension DefaultRetention {
    package var document: [UInt8] {
        switch period {
        case .days(let days): JSON.members(["mode": .string(mode.rawValue), "days": .integer(days)]).utf8
        case .years(let years): JSON.members(["mode": .string(mode.rawValue), "years": .integer(years)]).utf8
        }
    }

    init(document: [UInt8]) throws(ObjectError) {
        guard let json = try? JSON(parsing: String(decoding: document, as: UTF8.self)),
            let mode = json["mode"]?.string.flatMap(ObjectLock.Mode.init),
            let period = json["days"]?.integer.map(Period.days) ?? json["years"]?.integer.map(Period.years)
        else { throw .failed(.storage("A bucket's default retention cannot be read.")) }
        self.init(mode: mode, period: period)
    }
}

extension Bucket {
    package var defaultRetention: DefaultRetention? {
        get throws(ObjectError) {
            try documents.value(.objectLock) { bytes throws(ObjectError) in try DefaultRetention(document: bytes) }
        }
    }
}

extension ObjectVersion {
    /// Nothing removes a locked version: every removal asks this, inside its commit.
    func isLocked(at now: Timestamp, bypassesGovernance: Bool) -> Bool {
        if attributes.lock.hasLegalHold == true { return true }
        guard let retention = attributes.lock.retention, retention.until > now else { return false }
        return retention.mode == .compliance || !bypassesGovernance
    }
}

extension Bucket {
    /// A new version's lock: what its writer asked for, else the bucket's default.
    func lock(asked: ObjectLock, at now: Timestamp) throws(ObjectError) -> ObjectLock {
        guard hasObjectLock else {
            guard asked.isEmpty else { throw .refused(.missingObjectLock) }
            return asked
        }
        guard asked.retention == nil, let standard = try defaultRetention else { return asked }
        return ObjectLock(
            retention: ObjectLock.Retention(mode: standard.mode, until: standard.until(now)), hasLegalHold: asked.hasLegalHold)
    }
}
