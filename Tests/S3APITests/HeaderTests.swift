import HTTPFront
import Testing

struct HeaderTests {
    @Test(arguments: [("Content-Type", "text/plain"), ("x-amz-meta-a", ""), ("x-amz-meta-a", "a\tb"), ("X", "größer ✓")])
    func `a field that can be sent`(name: String, value: String) { #expect(HTTPHeaders.canCarry(name, value)) }

    @Test(
        arguments: [
            ("X", "a\r\nEvil: yes"), ("X", "a\nEvil: yes"), ("X", "a\r"), ("X", "a\0"), ("X", "a\u{7F}"), ("X", "a\u{1B}[2J"),
            ("", "a"), ("X Y", "a"), ("X:", "a"), ("X\r\nEvil", "yes"), ("Ü", "a"),
        ])
    func `a field that would not end where it should`(name: String, value: String) { #expect(!HTTPHeaders.canCarry(name, value)) }
}
