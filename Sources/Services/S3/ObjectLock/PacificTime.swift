internal import Core

extension Timestamp {
    /// `Thu Jan 15 16:00:00 PST 2015`: how S3 shows a date that it refuses, in the time of its makers and as Java prints it.
    var pacific: String {
        let isSummer = PacificTime.isSummer(self)
        let local = adding(seconds: isSummer ? -7 * 3600 : -8 * 3600)
        // As HTTP has it: Thu, 15 Jan 2015 16:00:00 GMT.
        let words = local.http.split(separator: " ").map(String.init)
        return "\(words[0].dropLast()) \(words[2]) \(words[1]) \(words[4]) \(isSummer ? "PDT" : "PST") \(words[3])"
    }
}

/// When clocks are an hour ahead in Los Angeles. Source: Energy Policy Act of 2005, section 110, and the Uniform Time Act before it.
private enum PacificTime {
    static func isSummer(_ moment: Timestamp) -> Bool {
        guard let year = Int(moment.iso8601.prefix(4)) else { return false }
        // The clock that is put forward or back at two in the morning.
        guard let begin = sunday(year >= 2007 ? 2 : 1, of: year >= 2007 ? 3 : 4, year)?.adding(seconds: 10 * 3600),
            let end = (year >= 2007 ? sunday(1, of: 11, year) : sunday(1, of: 11, year)?.adding(seconds: -7 * 86_400))?
                .adding(seconds: 9 * 3600)
        else { return false }
        return moment >= begin && moment < end
    }

    /// Midnight in UTC of the `count`th Sunday of a month.
    private static func sunday(_ count: Int, of month: Int, _ year: Int) -> Timestamp? {
        let first = Timestamp(iso8601: "\(year)-\(month < 10 ? "0" : "")\(month)-01T00:00:00Z")
        return first.map { first in
            // 1970 began on a Thursday.
            let weekday = ((first.seconds / 86_400) % 7 + 11) % 7
            return first.adding(seconds: ((7 - weekday) % 7 + Int64(count - 1) * 7) * 86_400)
        }
    }
}
