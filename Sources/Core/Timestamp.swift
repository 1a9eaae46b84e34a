/// A moment in UTC, in whole milliseconds since 1970-01-01T00:00:00Z, with the spellings that AWS's protocols use.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(seconds: Int64) { self = Timestamp(milliseconds: 0).adding(seconds: seconds) }

    package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

    /// Stops at the end of time rather than overflow: clients send such numbers.
    package func adding(milliseconds more: Int64) -> Timestamp {
        let (sum, isOver) = milliseconds.addingReportingOverflow(more)
        return Timestamp(milliseconds: isOver ? (more < 0 ? .min : .max) : sum)
    }

    package func adding(seconds more: Int64) -> Timestamp {
        let (product, isOver) = more.multipliedReportingOverflow(by: 1000)
        return adding(milliseconds: isOver ? (more < 0 ? .min : .max) : product)
    }

    /// Whole seconds, rounded down: HTTP dates have no fraction.
    package var seconds: Int64 { milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0) }
}

extension Timestamp {
    /// `2026-11-23T09:05:06.789Z`: event records, and what is kept.
    package var iso8601: String { text("yyyy-MM-ddTHH:mm:ss.SSSZ") }

    /// `2026-11-23T09:05:06.000Z`: what S3 shows of its own times, which are whole seconds.
    package var iso8601Whole: String { iso8601.prefix(19) + ".000Z" }

    /// `2026-11-23T09:05:06Z`: IAM and STS.
    package var iso8601Seconds: String { iso8601.prefix(19) + "Z" }

    /// `2026-11-23T09:05:06.789+0000`: Lambda's `LastModified`.
    package var lambda: String { iso8601.dropLast() + "+0000" }

    /// `20261123T090506Z`: `x-amz-date`.
    package var basic: String { text("yyyyMMddTHHmmssZ") }

    /// `20261123`: the date of a credential scope.
    package var basicDate: String { text("yyyyMMdd") }

    /// `Mon, 23 Nov 2026 09:05:06 GMT`: RFC 9110, section 5.6.7.
    package var http: String {
        let c = civil
        return "\(Self.weekdays[c.weekday]), \(text("dd")) \(Self.months[c.month - 1]) \(text("yyyy HH:mm:ss")) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Parses `yyyyMMddTHHmmssZ`.
    package init?(basic text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            let year = digits(bytes[0..<4]), let month = digits(bytes[4..<6]), let day = digits(bytes[6..<8]),
            let hour = digits(bytes[9..<11]), let minute = digits(bytes[11..<13]), let second = digits(bytes[13..<15])
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// Parses `yyyy-MM-ddTHH:mm:ss[.fraction]Z`; a fraction is read to the millisecond.
    package init?(iso8601 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"), bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == UInt8(ascii: "T"),
            bytes[13] == 0x3A, bytes[16] == 0x3A,
            let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]), let day = digits(bytes[8..<10]),
            let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]), let second = digits(bytes[17..<19]),
            let whole = Timestamp(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        var fraction: Int64 = 0
        if bytes.count > 20 {
            guard bytes[19] == UInt8(ascii: "."), bytes.count > 21, digits(bytes[20..<min(bytes.count - 1, 29)]) != nil else { return nil }
            let padded = Array(bytes[20..<(bytes.count - 1)].prefix(3)) + [0x30, 0x30]
            fraction = Int64(digits(padded[0..<3]) ?? 0)
        }
        self = whole.adding(milliseconds: fraction)
    }

    /// Parses the preferred HTTP date, `EEE, dd MMM yyyy HH:mm:ss GMT`.
    package init?(http text: some StringProtocol) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, ["GMT", "UTC", "+0000", "-0000"].contains(parts[5]),
            let day = Int(parts[1]), let month = Self.months.firstIndex(of: String(parts[2])), let year = Int(parts[3])
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3 else { return nil }
        self.init(year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
    }
}

extension Timestamp {
    private struct Civil { var year, month, day, hour, minute, second, millisecond, weekday: Int }

    /// Proleptic Gregorian calendar by era arithmetic (eras of 400 years, years from 1 March).
    private var civil: Civil {
        let dayNumber = Int(seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400)
        let inDay = Int(seconds) - dayNumber * 86400
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * ofYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return Civil(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: ofYear - (153 * marchMonth + 2) / 5 + 1,
            hour: inDay / 3600, minute: inDay / 60 % 60, second: inDay % 60,
            millisecond: Int((milliseconds % 1000 + 1000) % 1000), weekday: ((dayNumber + 4) % 7 + 7) % 7)
    }

    /// A text with digits in the place of the letters that stand for them in Unicode's date patterns, such as `yyyyMMdd`.
    private func text(_ pattern: String) -> String {
        var left = civil
        var out = Array(pattern.utf8)
        for i in out.indices.reversed() {
            switch out[i] {
            // A year of more digits than the pattern has is written out.
            case UInt8(ascii: "y") where i == 0: out.replaceSubrange(0...0, with: String(left.year).utf8)
            case UInt8(ascii: "y"): out[i] = Self.lastDigit(of: &left.year)
            case UInt8(ascii: "M"): out[i] = Self.lastDigit(of: &left.month)
            case UInt8(ascii: "d"): out[i] = Self.lastDigit(of: &left.day)
            case UInt8(ascii: "H"): out[i] = Self.lastDigit(of: &left.hour)
            case UInt8(ascii: "m"): out[i] = Self.lastDigit(of: &left.minute)
            case UInt8(ascii: "s"): out[i] = Self.lastDigit(of: &left.second)
            case UInt8(ascii: "S"): out[i] = Self.lastDigit(of: &left.millisecond)
            default: break
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func lastDigit(of number: inout Int) -> UInt8 {
        defer { number /= 10 }
        return UInt8(0x30 + abs(number % 10))
    }

    private init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour),
            (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear
        let days = Int64(era * 146_097 + ofEra - 719_468)
        self.init(seconds: days * 86400 + Int64(hour * 3600 + minute * 60 + second))
        // 31 April and its like would otherwise roll over into the next month.
        guard civil.day == day, civil.month == month else { return nil }
    }
}

private func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
    }
    return value
}
