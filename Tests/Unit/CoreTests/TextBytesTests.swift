import Core
import Testing

@Test(arguments: [
    ("Host", "host", true), ("X-AMZ-Date", "x-amz-date", true), ("host", "hosts", false), ("hosts", "host", false), ("", "", true),
    ("@host", "`host", false), ("[", "{", false),
    ("\u{E9}", "e\u{301}", false),  // equal as Swift strings
    ("\u{C9}", "\u{E9}", false),  // no letters of ASCII
])
func `texts are the same byte by byte but for the case of letters of ASCII`(a: String, b: String, isSame: Bool) {
    #expect(a.isSame(ignoringASCIICase: b) == isSame)
    #expect(b.isSame(ignoringASCIICase: a) == isSame)
    #expect(a.asciiLowercased.utf8.elementsEqual(b.asciiLowercased.utf8) == isSame)
}

@Test(arguments: [
    ("X-Amz-Date", "x-amz-", true), ("x-amz-", "X-AMZ-", true), ("x-amz", "x-amz-", false), ("", "", true), ("a", "", true),
    ("e\u{301}", "e", true),  // no prefix as Swift's characters
])
func `what a text begins with does not depend on the case of letters of ASCII`(text: String, prefix: String, begins: Bool) {
    #expect(text.begins(ignoringASCIICase: prefix) == begins)
}

@Test func `every byte of a text is asked about, in short and in long texts`() {
    for count in [0, 1, 15, 16, 200] {
        let text = String(repeating: "a", count: count)
        #expect(text.allBytes { $0 == 0x61 })
        #expect(!(text + "b").allBytes { $0 == 0x61 })
        #expect(!("b" + text).allBytes { $0 == 0x61 })
    }
}
