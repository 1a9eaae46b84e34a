import Core
import Testing

@testable import S3

struct PacificTimeTests {
    @Test(arguments: [
        ("2015-01-16T00:00:00Z", "Thu Jan 15 16:00:00 PST 2015"), ("2026-07-04T06:05:04Z", "Fri Jul 03 23:05:04 PDT 2026"),
        // Clocks go forward at 10:00 UTC of the second Sunday in March and back at 9:00 UTC of the first in November.
        ("2026-03-08T09:59:59Z", "Sun Mar 08 01:59:59 PST 2026"), ("2026-03-08T10:00:00Z", "Sun Mar 08 03:00:00 PDT 2026"),
        ("2026-11-01T08:59:59Z", "Sun Nov 01 01:59:59 PDT 2026"), ("2026-11-01T09:00:00Z", "Sun Nov 01 01:00:00 PST 2026"),
        // Until 2006 in April and October.
        ("2006-04-02T10:00:00Z", "Sun Apr 02 03:00:00 PDT 2006"), ("2006-10-29T09:00:00Z", "Sun Oct 29 01:00:00 PST 2006"),
        ("1969-12-31T23:59:59Z", "Wed Dec 31 15:59:59 PST 1969"),
    ])
    func `a date is shown as Java prints it in Los Angeles`(date: String, expected: String) throws {
        #expect(try #require(Timestamp(iso8601: date)).pacific == expected)
    }
}
