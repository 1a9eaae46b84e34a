import Core
import HTTPServer
import Lambda
import NIOCore
import SigV4
import Testing

@testable import ServiceKit

struct RouteTableTests {
    private static func request(_ method: String, _ target: String) -> HTTPRequest {
        HTTPRequest(method: method, target: target, headers: [], body: RequestBody(), remoteAddress: "")
    }

    @Test(
        arguments: [
            ("GET", "/2015-03-31/functions", "ListFunctions"), ("GET", "/2015-03-31/functions/", "ListFunctions"),
            ("POST", "/2015-03-31/functions", "CreateFunction"), ("GET", "/2015-03-31/functions/f", "GetFunction"),
            ("GET", "/2015-03-31/functions/f/code", "DownloadFunctionCode"), ("PUT", "/2015-03-31/functions/f/code", "UpdateFunctionCode"),
            ("POST", "/2015-03-31/functions/f/invocations?Qualifier=a", "Invoke"),
            ("POST", "/2015-03-31/func%74ions/f/invocations", "Invoke"),
            ("GET", "/2017-03-31/tags/arn%3Aaws%3Alambda%2Fx", "ListTags"), ("GET", "/2018-10-31/layers", "ListLayers"),
            ("GET", "/2018-10-31/layers?find=LayerVersion&Arn=a", "GetLayerVersionByArn"),
            ("GET", "/2018-10-31/layers?find=x", "ListLayers"),
            ("GET", "/2019-09-30/functions/f/provisioned-concurrency?List=ALL", "ListProvisionedConcurrencyConfigs"),
            ("GET", "/2019-09-30/functions/f/provisioned-concurrency", "GetProvisionedConcurrencyConfig"),
            ("PATCH", "/2015-03-31/functions/f", nil), ("get", "/2015-03-31/functions/f", nil), ("GET", "/", nil), ("GET", "", nil),
            ("GET", "/2015-03-31/functions/f/g/h/i/j/k", nil),
            ("GET", "/2015-03-31/functions/f/code/" + String(repeating: "x/", count: 9000), nil),
            ("GET", "/2015-03-31/functions%2Ff", nil), ("POST", "/2015-03-31/functions//invocations", nil),
        ] as [(String, String, String?)])
    func `method and path name an operation`(method: String, target: String, operation: String?) {
        #expect(LambdaService.model.wire.operation(of: Self.request(method, target)) == operation)
    }

    @Test(
        arguments: [
            ("/a/b", "Plain", []), ("/a/x%20y%2Fz", "Label", ["x y/z"]), ("/a/%zz", "Label", ["%zz"]), ("/a/%ff", "Label", ["%ff"]),
            ("/a/b/c", "Both", ["b"]), ("/a/x/c/", "Both", ["x"]), ("/r/x//y%2Fz/", "Rest", ["x//y/z/"]), ("/r", nil, []),
            ("/a/x/y", nil, []),
        ] as [(String, String?, [String])])
    func `labels are decoded, and what is more specific goes first`(path: String, operation: String?, labels: [String]) {
        let table = RouteTable("GET /r/{Rest+} Rest\nGET /a/{Name} Label\nGET /a/b Plain\nGET /a/{Name}/c Both")
        let match = table.match(Self.request("GET", path))
        #expect(match?.operation == operation)
        #expect(match.map { $0.labels.map(\.value) } ?? [] == labels)
    }
}

struct RESTJSONProtocolTests {
    private struct Sample: InputStructure {
        static let members = Shape.Members([
            .required("Name", .string(max: 5), .path("name")), .optional("Most", .integer(max: 9), .query("max")),
            .optional("Flag", .boolean, .query("flag")), .optional("States", .list(.values(["A", "B"])), .query("state")),
            .optional("Kind", .string, .header("X-Kind")), .optional("Size", .integer), .optional("text", .string),
        ])
        var name = ""
        var most: Int?
        var flag: Bool?
        var states: [String]?
        var kind: String?
        var size: Int?
        var text: String?

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&name)
            case 1: try reader.read(&most)
            case 2: try reader.read(&flag)
            case 3: try reader.read(&states)
            case 4: try reader.read(&kind)
            case 5: try reader.read(&size)
            default: try reader.read(&text)
            }
        }
    }

    private struct WholeBody: InputStructure {
        static let members = Shape.Members([.required("Name", .string, .path("name"))])
        var name = ""
        var body: Payload?
        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) { try reader.read(&name) }
        mutating func take(_ payload: Payload) { body = payload }
    }

    private let wire = RESTJSONProtocol(routes: "POST /things/{name} Make")

    private func parts(_ target: String, _ headers: HTTPHeaders, _ body: String, _ members: Shape.Members) throws -> [InputPart] {
        let http = HTTPRequest(method: "POST", target: target, headers: headers, body: RequestBody(), remoteAddress: "")
        let threads = InputThreads(threads: 1, capacity: 1)
        defer { threads.stop() }
        let request = APIRequest(
            id: RequestID(description: "", hostID: ""), http: http, caller: .anonymous, region: try #require(Region("local")),
            received: Timestamp(milliseconds: 0), signature: nil, payload: .unsigned, collected: ByteBuffer(string: body),
            log: RequestLog(),
            threads: threads, place: nil)
        let message = try wire.message(request)
        #expect(message.operation == "Make")
        return try message.parts(members)
    }

    private func read(_ target: String, _ headers: HTTPHeaders = [], _ body: String = "") throws -> Sample {
        try InputReader.read(Sample.self, from: try parts(target, headers, body, Sample.members)).input
    }

    @Test func `members come from where the model has them`() throws {
        let input = try read("/things/a%2Fb?max=7&flag=true&state=A&state=B&max=8", [("x-kind", "k")], #"{"text":"t","Size":2}"#)
        #expect(input.name == "a/b" && input.most == 7 && input.flag == true && input.states == ["A", "B"] && input.kind == "k")
        #expect(input.size == 2 && input.text == "t")
    }

    @Test func `a member is not taken from elsewhere`() throws {
        let input = try read("/things/n?Size=3&text=x&Kind=k&Name=other", [("Most", "3")], #"{"Name":"x","Most":4,"Kind":"k","flag":true}"#)
        #expect(input.name == "n" && input.most == nil && input.flag == nil && input.kind == nil && input.size == nil && input.text == nil)
    }

    @Test func `all that is broken is told at once, in the model's order, wherever it is`() {
        let told =
            "3 validation errors detected: Value 'longer' at 'name' failed to satisfy constraint: Member must have length less than or equal to 5; "
            + "Value '10' at 'most' failed to satisfy constraint: Member must have value less than or equal to 9; "
            + "Value '[C]' at 'states' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [A, B], Member must not be null]"
        #expect(throws: InputError.constraints(told)) { try read("/things/longer?max=10&state=C") }
        #expect(throws: InputError.wrongType("STRING_VALUE can not be converted to an Integer")) { try read("/things/n?max=many") }
        #expect(throws: InputError.wrongType("STRING_VALUE can not be converted to an Integer")) {
            try read("/things/n", [], #"{"Size":"2"}"#)
        }
    }

    @Test(arguments: [("?other=%00", ""), ("?%00=1", ""), ("?max=1&max=%00", ""), ("", #"{"other":"\u0000"}"#), ("?flag=%00", "")])
    func `NUL is refused where nobody reads it too`(query: String, body: String) {
        #expect(throws: InputError.self) { try read("/things/n" + query, [], body) }
    }

    @Test func `a body that one member is all of is neither read nor copied`() throws {
        let parts = try parts("/things/n", [], "{no JSON", WholeBody.members)
        #expect(parts.count == 1)
        #expect(try InputReader.read(WholeBody.self, from: parts).input.name == "n")
    }

    // MARK: Answers

    private struct Output: OutputStructure {
        var code: Int?
        var mark: String?
        var text: String?
        func write(to writer: inout OutputWriter) {
            writer.status(code)
            writer.header("X-Mark", mark)
            writer.member("Text", text)
        }
    }

    private struct Whole: OutputStructure {
        var type: String?
        var body: Payload?
        func write(to writer: inout OutputWriter) {
            writer.header("Content-Type", type)
            writer.payload(body)
        }
    }

    private func answer(_ output: some OutputStructure, _ status: Int = 200) -> (status: Int, headers: HTTPHeaders, body: String) {
        let answer = wire.answer(output, status, of: "Make", RequestID(description: "", hostID: ""))
        return (answer.status, answer.headers, String(buffer: answer.body))
    }

    @Test func `members go to where the model has them`() {
        let made = answer(Output(mark: "m", text: "t"), 201)
        #expect(made.status == 201 && made.body == #"{"Text":"t"}"#)
        #expect(made.headers.first("X-Mark") == "m" && made.headers.first("Content-Type") == "application/json")
        #expect(answer(Output(code: 202)).status == 202 && answer(Output(code: 202)).body == "{}")
        #expect(answer(Output(code: 204)).body == "" && !answer(Output(code: 204)).headers.contains("Content-Type"))
        #expect(answer(NoOutput(), 200).body == "")
        let whole = answer(Whole(type: "application/zip", body: Payload(ByteBuffer(string: "zip"))))
        #expect(whole.body == "zip" && whole.headers.all("Content-Type") == ["application/zip"])
        #expect(answer(Whole()).body == "")
    }

    @Test func `an error is called as its shape calls it`() {
        let error = ServiceError(404, "GoneException", "It is gone.", type: "User", messageName: "Message").with("Reason", "Why")
        let answer = wire.answer(error, RequestID(description: "", hostID: ""))
        #expect(answer.status == 404 && answer.headers.first("x-amzn-ErrorType") == "GoneException")
        #expect(String(buffer: answer.body) == #"{"Type":"User","Reason":"Why","Message":"It is gone."}"#)
    }
}
