internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

/// The documents of object lock, read. Source: API_ObjectLockConfiguration, API_ObjectLockRetention, API_ObjectLockLegalHold.
enum LockDocuments {
    private static let configuration = Shape.group(
        "ObjectLockConfiguration",
        [
            .choice("ObjectLockEnabled", ["Enabled"]),
            .group(
                "Rule", Shape.maybe,
                [.group("DefaultRetention", [.text("Mode"), .text("Days", Shape.maybe), .text("Years", Shape.maybe)])]),
        ])
    private static let retention = Shape.group("Retention", [.text("Mode", Shape.maybe), .text("RetainUntilDate", Shape.maybe)])
    private static let legalHold = Shape.group("LegalHold", [.choice("Status", ["ON", "OFF"])])

    /// - Returns: nil if new objects are not locked by themselves.
    static func defaultRetention(_ root: XMLElement) throws(ServiceError) -> DefaultRetention? {
        try configuration.check(root)
        guard let retention = root.child("Rule")?.child("DefaultRetention") else { return nil }
        guard let mode = retention.trimmedText("Mode").flatMap(ObjectLock.Mode.init) else { throw .malformedXML }
        let (days, years) = (retention.trimmedText("Days"), retention.trimmedText("Years"))
        switch (days, years) {
        case (let days?, nil): return DefaultRetention(mode: mode, period: .days(try period(days, "Days", upTo: 36_500)))
        case (nil, let years?): return DefaultRetention(mode: mode, period: .years(try period(years, "Years", upTo: 100)))
        default: throw .malformedXML
        }
    }

    private static func period(_ text: String, _ name: String, upTo limit: Int) throws(ServiceError) -> Int {
        guard let count = Int(text) else { throw .malformedXML }
        guard count > 0 else { throw .invalidArgument("Default retention period must be a positive integer value.", name, text) }
        guard count <= limit else { throw .invalidArgument("Default retention period too large; maximum is \(limit).", name, text) }
        return count
    }

    /// - Returns: nil to take a retention away.
    static func retention(_ root: XMLElement, now: Timestamp) throws(ServiceError) -> ObjectLock.Retention? {
        try retention.check(root)
        switch (root.trimmedText("Mode"), root.trimmedText("RetainUntilDate")) {
        case (nil, nil), ("", ""), ("", nil), (nil, ""): return nil
        case (let mode?, let date?):
            return try LockHeaders.retention(mode, date, now: now, ifMalformed: .malformedXML) { ("RetainUntilDate", $0.pacific) }
        default: throw .malformedXML
        }
    }

    static func legalHold(_ root: XMLElement) throws(ServiceError) -> Bool {
        try legalHold.check(root)
        return root.trimmedText("Status") == "ON"
    }
}

/// A write's own lock. Source: API_PutObject, `x-amz-object-lock-…`.
enum LockHeaders {
    static func parse(_ headers: HTTPHeaders, now: Timestamp) throws(ServiceError) -> ObjectLock {
        let mode = headers.first("x-amz-object-lock-mode")
        let date = headers.first("x-amz-object-lock-retain-until-date")
        let hold = headers.first("x-amz-object-lock-legal-hold")
        guard mode != nil || date != nil || hold != nil else { return ObjectLock() }
        return ObjectLock(retention: try retention(mode, date, now: now), hasLegalHold: try hold.map(legalHold))
    }

    private static func legalHold(_ text: String) throws(ServiceError) -> Bool {
        guard text == "ON" || text == "OFF" else {
            throw .invalidArgument("Legal Hold must be either of 'ON' or 'OFF'", "x-amz-object-lock-legal-hold", text)
        }
        return text == "ON"
    }

    private static func retention(_ mode: String?, _ date: String?, now: Timestamp) throws(ServiceError) -> ObjectLock.Retention? {
        guard mode != nil || date != nil else { return nil }
        guard let mode, let date else {
            throw .invalidArgument(
                "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
                mode == nil ? "x-amz-object-lock-mode" : "x-amz-object-lock-retain-until-date", nil)
        }
        return try retention(
            mode, date, now: now, ifMalformed: .invalidArgument("Unknown wormMode directive.", "x-amz-object-lock-mode", mode)
        ) { _ in ("x-amz-object-lock-retain-until-date", date) }
    }

    /// - Parameter argument: what a date that is over is called, and how it is shown.
    static func retention(
        _ mode: String, _ date: String, now: Timestamp, ifMalformed malformed: ServiceError,
        argument: (Timestamp) -> (name: String, value: String)
    ) throws(ServiceError) -> ObjectLock.Retention {
        guard let known = ObjectLock.Mode(rawValue: mode) else { throw malformed }
        guard let until = Timestamp(iso8601: date) else {
            guard malformed.code != "MalformedXML" else { throw malformed }
            throw .invalidArgument("The retain until date must be provided in ISO 8601 format", "x-amz-object-lock-retain-until-date", date)
        }
        guard until > now else {
            let (name, value) = argument(until)
            throw .invalidArgument("The retain until date must be in the future!", name, value)
        }
        return ObjectLock.Retention(mode: known, until: until)
    }
}
