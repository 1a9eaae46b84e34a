import Testing
import XML

private func text(_ writer: XMLWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }

@Test func `a document begins with its declaration`() {
    var writer = XMLWriter()
    writer.open("Root", attributes: [("xmlns", "http://s3.amazonaws.com/doc/2006-03-01/")])
    writer.element("Name", "b")
    writer.element("MaxKeys", 1000)
    writer.element("IsTruncated", false)
    writer.element("Marker", "")
    writer.element("Missing", ifPresent: nil)
    writer.element("Owner") { $0.element("ID", "1") }
    writer.close("Root")
    #expect(
        text(writer) == """
            <?xml version="1.0" encoding="UTF-8"?>
            <Root xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>\
            <Marker></Marker><Owner><ID>1</ID></Owner></Root>
            """)
}

@Test(arguments: [
    ("a&b<c>d", "a&amp;b&lt;c&gt;d"), ("\"d41d\"", "&quot;d41d&quot;"), ("it's", "it's"), ("a\tb\nc", "a\tb\nc"), ("\r", "&#xD;"),
    ("\u{1}\u{1F}\0", "&#x1;&#x1F;&#x0;"), ("ключ 🦝", "ключ 🦝"), ("\r\n", "&#xD;\n"),
])
func `text is escaped`(plain: String, escaped: String) {
    var writer = XMLWriter(declaration: false)
    writer.element("K", plain)
    #expect(text(writer) == "<K>\(escaped)</K>")
}

@Test func `line ends in attributes survive their normalisation`() throws {
    var writer = XMLWriter()
    writer.open("K", attributes: [("a", "x\n\t\"<&y")])
    writer.close("K")
    #expect(try XMLElement(parsing: writer.bytes).attributes["a"] == "x\n\t\"<&y")
}

@Test func `what is drained is written once`() {
    var writer = XMLWriter(declaration: false)
    writer.open("A")
    #expect(writer.drain() == Array("<A>".utf8))
    writer.close("A")
    #expect(writer.drain() == Array("</A>".utf8))
    #expect(writer.bytes.isEmpty)
}

@Test(arguments: [
    " leading and trailing ", "a&b<c>\"'", "line\nfeed\r\nand return\r", "\t", "e\u{301}", "日本語/🦝", "]]>", "&amp;", "<!DOCTYPE x>", "",
])
func `keys are read back exactly as written`(key: String) throws {
    var writer = XMLWriter()
    writer.open("Delete")
    writer.element("Key", key)
    writer.close("Delete")
    let root = try XMLElement(parsing: writer.bytes)
    #expect(Array(try #require(root.text("Key")).utf8) == Array(key.utf8))
}

@Test(arguments: [
    ("a\0b\u{1B}c\u{FFFE}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"), ("tab\tline\nreturn\r", "tab\tline\nreturn\r"), ("ключ <🦝>", "ключ <🦝>"),
])
func `a document that must be read has nothing in it that XML cannot carry`(plain: String, read: String) throws {
    var writer = XMLWriter(.replaced)
    writer.element("K", plain)
    #expect(try XMLElement(parsing: writer.bytes).text == read)
}
