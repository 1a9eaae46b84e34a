import Core
import Testing

struct NumberTests {
    @Test(arguments: [("0", 0), ("007", 7), ("9223372036854775807", Int64.max)] as [(String, Int64)])
    func `digits are a number`(text: String, number: Int64) { #expect(Int64(digits: text) == number) }

    @Test(arguments: ["", "+1", "-1", "-0", " 1", "1 ", "1e3", "0x1", "٣", "9223372036854775808", "1\u{301}"])
    func `what is no digit makes no number`(text: String) { #expect(Int64(digits: text) == nil) }

    @Test(arguments: [Int64.max, Int64.max - 1, Int64.min, Int64.min + 1])
    func `time stops at its ends`(milliseconds: Int64) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(time.adding(milliseconds: milliseconds) == Timestamp(milliseconds: milliseconds < 0 ? .min : .max))
        #expect(time.adding(seconds: milliseconds) == Timestamp(milliseconds: milliseconds < 0 ? .min : .max))
        #expect(!time.iso8601.isEmpty && !time.http.isEmpty)
    }
}
