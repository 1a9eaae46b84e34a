import Core
import Testing

@Test(
    arguments: [
        (1_795_424_706_789, "2026-11-23T09:05:06.789Z", "20261123T090506Z", "20261123", "Mon, 23 Nov 2026 09:05:06 GMT"),
        (0, "1970-01-01T00:00:00.000Z", "19700101T000000Z", "19700101", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (-1, "1969-12-31T23:59:59.999Z", "19691231T235959Z", "19691231", "Wed, 31 Dec 1969 23:59:59 GMT"),
        (-61_199_107_200_000, "0030-09-05T00:00:00.000Z", "00300905T000000Z", "00300905", "Thu, 05 Sep 0030 00:00:00 GMT"),
        // Clients send times so far away; what they are shown has the whole year.
        (317_344_435_200_000, "12026-03-31T00:00:00.000Z", "120260331T000000Z", "120260331", "Tue, 31 Mar 12026 00:00:00 GMT"),
    ] as [(Int64, String, String, String, String)])
func `a time is spelled as each protocol has it`(milliseconds: Int64, iso8601: String, basic: String, date: String, http: String) {
    let time = Timestamp(milliseconds: milliseconds)
    #expect(time.iso8601 == iso8601)
    #expect(time.basic == basic)
    #expect(time.basicDate == date)
    #expect(time.http == http)
}
