import Core
import Testing

struct JSONBudgetTests {
    @Test(arguments: [("[0,0,0]", 4), (#"{"a":{"b":[]},"c":""}"#, 4), ("7", 1), ("[[[]]]", 3)])
    func `each value counts, once`(text: String, values: Int) throws {
        #expect(try JSON(parsing: text, maximumValues: values).text == text)
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: text, maximumValues: values - 1) }
    }

    @Test(arguments: ["0,", "[],", "{},", "\"\",", "null,"])
    func `a text of many values is given up where there are too many`(value: String) {
        let text = "[" + String(repeating: value, count: 4 * JSON.inputValues) + "0]"
        do {
            _ = try JSON(parsing: text, maximumValues: JSON.inputValues)
            Issue.record("read")
        } catch {
            #expect(error.reason == "Too many values")
            // Nothing behind it was read.
            #expect(error.offset <= value.utf8.count * JSON.inputValues + 1)
        }
    }

    @Test(arguments: [
        "", " ", "{", "}", "[", "]", "[]", "{}", "[1", "[1,", "[1,]", "[,1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
        "{1:2}",
        "{\"a\" : [ 1 , {\"b\" : null } , [ ] , { } ] }", "[[[1],[2]],{\"a\":{\"b\":[true,false]}}]", "[1}", "{\"a\":1]", "1 2",
        "\"a\\u00e9\"", "\"\\x\"",
        "\"a", "01", "-", "1.", "1e", "tru", "nul", "[1 2]", "{\"a\" 1}", "\u{1}", "\"\u{1}\"", "{\"a\":1}{}", " {\"a\":1} ",
    ])
    func `what is only checked is judged like what is read`(text: String) {
        let bytes = Array(text.utf8)
        var read: (isObject: Bool, error: JSON.ParseError?) = (false, nil)
        do { read.isObject = try JSON(parsing: bytes).members != nil } catch { read.error = error }
        var checked: (isObject: Bool, error: JSON.ParseError?) = (false, nil)
        do { checked.isObject = try JSON.check(bytes) } catch { checked.error = error }
        #expect(checked == read, "\(text)")
    }

    @Test func `depth costs a check no stack`() throws {
        let levels = 1_000_000
        let text = Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        #expect(try JSON.check(text, maximumDepth: levels) == false)
        #expect(throws: JSON.ParseError.self) { try JSON.check(text, maximumDepth: levels - 1) }
        #expect(throws: JSON.ParseError.self) { try JSON.check(Array("[[".utf8) + [0xFF]) }
    }

    @Test(arguments: ["", "plain", "a\\\"b", "\\u00e9\\n", "é𝄞", "\\ud834\\udd1e", "ends with a backslash \\\\"])
    func `a string is what it was, with and without escapes`(inside: String) throws {
        let json = try JSON(parsing: "[\"\(inside)\"]")
        #expect(try JSON(parsing: json.text) == json)
        #expect(json.array?.first?.string?.contains("\\u") == false)
    }
}
