import struct ServiceKit.ServiceError
import Testing
import XML

@testable import S3

struct ShapeTests {
    private static let shape = Shape.group(
        "Root",
        [
            .text("Name", Shape.maybe), .number("Count", Shape.maybe), .group("Items", Shape.maybe, [.choice("Item", ["A", "B"], 1...2)]),
        ])

    @Test(arguments: [
        "<Root/>", "<Root><Name> a </Name></Root>", "<Root><Count> 7 </Count><Name/></Root>", "<Root><Items><Item>A</Item></Items></Root>",
        "<Root xmlns='http://s3.amazonaws.com/doc/2006-03-01/'> <Items> <Item>\n B</Item><Item>B</Item></Items></Root>",
    ])
    func `what a shape takes`(text: String) throws { try Self.shape.check(try XMLElement(parsing: Array(text.utf8))) }

    @Test(arguments: [
        "<Other/>", "<Root>text</Root>", "<Root><Unknown/></Root>", "<Root><Name/><Name/></Root>", "<Root><Name><a/></Name></Root>",
        "<Root><Count/></Root>", "<Root><Count>-1</Count></Root>", "<Root><Count>99999999999</Count></Root>",
        "<Root><Items/></Root>", "<Root><Items><Item>C</Item></Items></Root>", "<Root><Items><Item>a</Item></Items></Root>",
        "<Root><Items><Item>A</Item><Item>A</Item><Item>A</Item></Items></Root>",
    ])
    func `what it does not take is malformed`(text: String) throws {
        let element = try XMLElement(parsing: Array(text.utf8))
        let error = #expect(throws: ServiceError.self) { try Self.shape.check(element) }
        #expect(error?.code == "MalformedXML")
    }

    @Test func `what was read is written in one way`() throws {
        let text = "<Root><Items>\n<Item> A </Item></Items><Name> a&amp;b </Name></Root>"
        let bytes = Self.shape.document(try XMLElement(parsing: Array(text.utf8)))
        let expected = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Root xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name> a&amp;b </Name><Items><Item>A</Item></Items></Root>
            """
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func `what was stored and cannot be read is no empty document`() {
        let error = #expect(throws: ServiceError.self) { try Self.shape.parse(stored: Array("<Other/>".utf8)) }
        #expect(error?.status == 500)
    }
}
