import Foundation
import Testing
import XML

private func parse(_ text: String, limits: XMLLimits = .standard) throws(XMLError) -> XMLElement {
    try XMLElement(parsing: Array(text.utf8), limits: limits)
}

@Test func `a document becomes a tree`() throws {
    let root = try parse(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- parts -->
        <CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Part><PartNumber> 1
          </PartNumber><ETag>&quot;a&#45;1&quot;</ETag></Part>
          <Part><ETag>b</ETag><PartNumber>2</PartNumber></Part>
          <Other/>
        </CompleteMultipartUpload>
        """)
    #expect(root.name == "CompleteMultipartUpload")
    #expect(root.namespace == "http://s3.amazonaws.com/doc/2006-03-01/")
    #expect(root.children.map(\.name) == ["Part", "Part", "Other"])
    #expect(root.children("Part").map { $0.trimmedText("PartNumber") } == ["1", "2"])
    #expect(root.child("Part")?.text("ETag") == "\"a-1\"")
    #expect(root.child("Part")?.child("ETag")?.namespace == "http://s3.amazonaws.com/doc/2006-03-01/")
    #expect(root.text("Other") == "")
    #expect(root.text("Nothing") == nil)
}

@Test(arguments: [
    "<Delete><Object><Key>k</Key></Object></Delete>",
    "<Delete xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><Object><Key>k</Key></Object></Delete>",
    "<s3:Delete xmlns:s3='http://s3.amazonaws.com/doc/2006-03-01/'><s3:Object><s3:Key>k</s3:Key></s3:Object></s3:Delete>",
    "\u{FEFF}<Delete><Object><Key><![CDATA[k]]></Key></Object></Delete>",
    "<?xml version='1.0' encoding='utf-8' standalone='yes'?><Delete><Object><Key><!-- a -->k</Key></Object></Delete>\n",
])
func `prefixes, namespaces and sections make no difference`(document: String) throws {
    #expect(try parse(document).child("Object")?.text("Key") == "k")
}

@Test func `attributes lose their prefix`() throws {
    let root = try parse(
        "<Grantee xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='CanonicalUser' plain='a &lt; b'><ID>1</ID></Grantee>")
    #expect(root.attributes == ["type": "CanonicalUser", "plain": "a < b"])
    #expect(root.namespace == nil)
}

@Test func `a namespace ends with the element that declares it`() throws {
    let root = try parse("<a xmlns='u:1'><b xmlns='u:2'><c/></b><d/><e xmlns=''><f/></e></a>")
    #expect(root.namespace == "u:1")
    #expect(root.child("b")?.child("c")?.namespace == "u:2")
    #expect(root.child("d")?.namespace == "u:1")
    #expect(root.child("e")?.child("f")?.namespace == nil)
}

@Test func `a key keeps its spaces and sections join its text`() throws {
    #expect(try parse("<Key> a <![CDATA[<&>]]> &amp;&#x41; </Key>").text == " a <&> &A ")
    #expect(try parse("<Key>a\r\nb</Key>").text == "a\nb")
}

@Test(arguments: [
    "", " ", "text", "<a>", "<a></b>", "<a/><b/>", "<a b=c/>", "<a b='1' b='2'/>", "<a>&unknown;</a>", "<a>&#0;</a>", "<a>&</a>", "<a",
    "<p:a/>", "<a><![CDATA[</a>", "<!-- <a/>", "<?xml version='1.0'", "<?xml version='1.0'?p><a><?b?></a>", "<a/>text", "<a>\u{1}</a>",
    "<a><</a>", "<!doctype a><a/>", "<a><!ENTITY b 'c'></a>",
])
func `what is not well-formed is refused`(document: String) {
    #expect(throws: XMLError.self) { try parse(document) }
}

@Test(arguments: [
    "<!DOCTYPE a><a/>",
    "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
    "<!-- --><!DOCTYPE a><a/>", "<a><?b c?></a>", "<a><?b?></a>", "<?xmlb?><a/>", "<?xml version='1.0'?><?b?><a/>",
])
func `declarations are refused before they are read`(document: String) {
    #expect(throws: XMLError.declaration) { try parse(document) }
}

@Test func `a billion laughs are refused at once`() {
    var document = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">"
    for level in 1...9 {
        let previous = level == 1 ? "lol" : "lol\(level - 1)"
        document += "<!ENTITY lol\(level) \"" + String(repeating: "&\(previous);", count: 10) + "\">"
    }
    #expect(throws: XMLError.declaration) { try parse(document + "]><lolz>&lol9;</lolz>") }
}

@Test func `text that only looks like a declaration is text`() throws {
    #expect(try parse("<Key><![CDATA[<!DOCTYPE a>]]></Key>").text == "<!DOCTYPE a>")
    #expect(try parse("<a><!-- <!ENTITY b 'c'> --></a>").text == "")
}

@Test(
    arguments: [
        Array("<a>".utf8) + [0xC3, 0x28] + Array("</a>".utf8),
        [0xFF, 0xFE, 0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E, 0],
        [0xFE, 0xFF, 0, 0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E],
        Array("<?xml version='1.0' encoding='UTF-7'?><a>+ADw-</a>".utf8),
        Array("<?xml version='1.0' encoding=\"ISO-8859-1\"?><a/>".utf8),
        // "<?xml" in EBCDIC
        [0x4C, 0x6F, 0xA7, 0x94, 0x93],
    ] as [[UInt8]])
func `only UTF-8 is read`(document: [UInt8]) {
    #expect(throws: XMLError.encoding) { try XMLElement(parsing: document) }
}

@Test func `depth, elements and bytes are bounded`() throws {
    func nested(_ depth: Int) -> String { String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth) }
    let limits = XMLLimits(bytes: 2000, depth: 10, elements: 50)
    #expect(try parse(nested(10), limits: limits).name == "a")
    #expect(throws: XMLError.tooDeep) { try parse(nested(11), limits: limits) }
    #expect(throws: XMLError.tooDeep) { try parse(nested(250), limits: limits) }
    #expect(try parse("<a>" + String(repeating: "<b/>", count: 49) + "</a>", limits: limits).children.count == 49)
    #expect(throws: XMLError.tooManyElements) { try parse("<a>" + String(repeating: "<b/>", count: 50) + "</a>", limits: limits) }
    #expect(throws: XMLError.tooLarge) { try parse("<a>" + String(repeating: " ", count: 2000) + "</a>", limits: limits) }
    #expect(throws: XMLError.tooDeep) { try parse(String(repeating: "<a>", count: 100_000)) }
}

@Test func `attributes count as elements do`() throws {
    func element(_ attributes: Int) -> String { "<a" + (0..<attributes).map { " b\($0)='c'" }.joined() + "/>" }
    let limits = XMLLimits(bytes: 1 << 20, depth: 10, elements: 50)
    #expect(try parse(element(49), limits: limits).attributes.count == 49)
    #expect(throws: XMLError.tooManyElements) { try parse(element(50), limits: limits) }
    #expect(throws: XMLError.tooManyElements) { try parse(element(50_000), limits: limits) }
}

/// With a copy of all that is in force for each element that declares one, this takes hours: the bound says that it ends, not how fast.
@Test(.timeLimit(.minutes(10))) func `many elements that declare a namespace among many are read in one pass`() throws {
    let count = 200_000
    var document = "<a"
    for number in 0..<count { document += " xmlns:p\(number)='u:\(number)'" }
    document += ">"
    for number in 0..<count { document += "<p\(number):b xmlns:p0='u:x'/>" }
    let root = try parse(document + "</a>", limits: XMLLimits(bytes: 64 << 20, depth: 4, elements: 10 * count))
    #expect(root.children.count == count)
    #expect(root.children[0].namespace == "u:x")
    #expect(root.children[7].namespace == "u:7")
}

@Test func `a prefix means again what it did when the element that declared it anew has ended`() throws {
    let root = try parse("<p:a xmlns:p='u:1'><p:b xmlns:p='u:2' xmlns:q='u:3'><p:c xmlns:p='u:4'/><q:d/></p:b><p:e/></p:a>")
    let inner = root.child("b")
    #expect([root.namespace, inner?.namespace, inner?.child("c")?.namespace, root.child("e")?.namespace] == ["u:1", "u:2", "u:4", "u:1"])
    #expect(inner?.child("d")?.namespace == "u:3")
    #expect(throws: XMLError.self) { try parse("<a><b xmlns:q='u:3'/><q:c/></a>") }
}

@Test func `all parts of the largest upload are read`() throws {
    var writer = XMLWriter()
    writer.open("CompleteMultipartUpload")
    for number in 1...10_000 {
        writer.element("Part") {
            $0.element("PartNumber", number)
            $0.element("ETag", "\"d41d8cd98f00b204e9800998ecf8427e\"")
            $0.element("ChecksumCRC32", "AAAAAA==")
        }
    }
    writer.close("CompleteMultipartUpload")
    let root = try XMLElement(parsing: writer.bytes)
    #expect(root.children.count == 10_000)
    #expect(root.children.last?.text("PartNumber") == "10000")
}

/// Foundation's parser kept a few hundred bytes of each document that it refused: a fuzzer saw the memory grow.
@Test func `nothing is left of a document that was refused`() async {
    await #expect(processExitsWith: .success) {
        let document = Array("<a b='x\u{1}'/>".utf8)
        func resident() throws -> Int {
            let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
            return (Int(pages[1]) ?? 0) * 4096
        }
        for _ in 0..<1000 { _ = try? XMLElement(parsing: document) }
        let before = try resident()
        for _ in 0..<100_000 { _ = try? XMLElement(parsing: document) }
        #expect(try resident() - before < 8 << 20)
    }
}
