import Core
import Invocation
import OutboundHTTP
import Testing

@testable import Workers

/// The setting, what is sent because of it, and what answers mean.
struct RemoteFunctionTests {
    private static let arn = "arn:aws:lambda:eu-west-1:000000000000:function:f"
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private static func entry(_ rest: String) throws -> JSON { try JSON(parsing: Array(#"{"function": "\#(arn)", \#(rest)}"#.utf8)) }

    private static func http(_ url: String = "https://e.example/", rest: String = "") throws -> RemoteFunction {
        try RemoteFunction(entry(#""http": {"url": "\#(url)", "secret": "\#(secret)"}\#(rest)"#))
    }

    private static func lambda(_ endpoint: String = "https://l.example", rest: String = "") throws -> RemoteFunction {
        try RemoteFunction(entry(#""lambda": {"endpoint": "\#(endpoint)", "accessKeyId": "AKIA", "secretAccessKey": "S"\#(rest)}"#))
    }

    private static func call(payload: String = "{}", trace: String? = nil, context: String? = nil) throws -> Invocation {
        let arn = try #require(ARN(Self.arn))
        let function = FunctionSpecification(
            arn: arn, name: "f", account: .none, region: .usEast1, version: "$LATEST", revision: "1", runtime: "provided.al2023",
            handler: "h", codeDirectory: "/", role: ARN(service: "iam", resource: "role/r"), timeoutSeconds: 7, memoryMB: 128,
            ephemeralStorageMB: 512, environment: [:], logGroup: "g")
        return Invocation(
            requestID: "id", function: function, invokedARN: Self.arn, payload: Array(payload.utf8), traceHeader: trace,
            clientContext: context)
    }

    // MARK: The setting

    @Test(arguments: [
        (#""http": {"url": "https://e.example/", "secret": "whsec_c2hvcnQ="}"#, "http.secret"),
        (#""http": {"url": "https://e.example/", "secret": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}"#, "http.secret"),
        (#""http": {"url": "https://e.example/"}"#, "http.secret"),
        (#""http": {"url": "ftp://e.example/", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}"#, "http.url"),
        (#""http": {"url": "http://0x7f.1/", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}"#, "http.url"),
        (#""http": {"url": "https://e.example/", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "port": 1}"#, "http has a member"),
        (#""http": []"#, "http must be an object"),
        (#""lambda": {"endpoint": "https://l.example", "accessKeyId": "A"}"#, "lambda needs"),
        (#""lambda": {"endpoint": "https://l.example?a", "accessKeyId": "A", "secretAccessKey": "S"}"#, "lambda.endpoint"),
        (
            #""lambda": {"endpoint": "https://l.example", "accessKeyId": "A", "secretAccessKey": "S", "region": "no region"}"#,
            "lambda.region"
        ),
        (#""lambda": {"endpoint": "https://l.example", "accessKeyId": "A\n", "secretAccessKey": "S"}"#, "lambda.accessKeyId"),
        (#""address": []"#, "the entry has a member"),
        (#""concurrency": 1"#, "one of lambda and http"),
        (#""lambda": {}, "http": {}"#, "one of lambda and http"),
    ])
    func `an entry that is wrong is refused, and no secret is repeated`(rest: String, beginning: String) throws {
        let error = #expect(throws: RemoteFunction.Invalid.self) { try RemoteFunction(Self.entry(rest)) }
        #expect(error?.reason.hasPrefix(beginning) == true, "\(error?.reason ?? "")")
        #expect(error?.reason.contains("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == false)
    }

    @Test(arguments: [
        "", "f", "arn:aws:lambda:eu-west-1:000000000000:function:f:$LATEST", "arn:aws:lambda:eu-west-1:1:function:f",
        "arn:aws:sqs:eu-west-1:000000000000:function:f", "arn:aws:lambda:eu-west-1:000000000000:function:",
    ])
    func `a function is named by its whole ARN`(arn: String) throws {
        let json = JSON.members([
            "function": .string(arn), "http": .members(["url": "https://e.example/", "secret": .string(Self.secret)]),
        ])
        #expect(throws: RemoteFunction.Invalid.self) { try RemoteFunction(json) }
    }

    @Test(arguments: [
        (#", "concurrency": 0"#, false), (#", "concurrency": 1"#, true), (#", "concurrency": 32"#, true), (#", "concurrency": 33"#, false),
        (#", "concurrency": "4""#, false), (#", "concurrency": null"#, false), (#", "addresses": ["10.0.0.0/8", "fd00::/8"]"#, true),
        (#", "addresses": "10.0.0.0/8""#, false), (#", "addresses": ["10.0.0.0"]"#, false), (#", "addresses": ["10.0.0.1/8"]"#, false),
        (#", "addresses": [1]"#, false),
    ])
    func `numbers and addresses are what they must be`(rest: String, isRight: Bool) throws {
        if isRight { _ = try Self.http(rest: rest) } else { #expect(throws: RemoteFunction.Invalid.self) { try Self.http(rest: rest) } }
    }

    @Test func `an address in the URL is allowed by that, a name and others by a range alone`() throws {
        func allows(_ function: RemoteFunction, _ text: String) throws -> Bool {
            let address = try #require(AddressRange.Address(text))
            return function.allowed.contains { $0.contains(address) }
        }
        let literal = try Self.http("http://10.1.2.3:8080/")
        #expect(try allows(literal, "10.1.2.3") && !allows(literal, "10.1.2.4"))
        #expect(try allows(Self.http("http://[fd00::1]/"), "fd00::1"))
        #expect(try Self.http("http://localhost/").allowed.isEmpty)
        let named = try Self.http("http://localhost/", rest: #", "addresses": ["127.0.0.0/8"]"#)
        #expect(try allows(named, "127.0.0.1") && !allows(named, "10.1.2.3"))
    }

    @Test func `what a network can read is known`() throws {
        #expect(try Self.http("http://10.1.2.3/").isOpenToOthers)
        #expect(try Self.http("http://localhost/").isOpenToOthers)
        #expect(try !Self.http("http://127.0.0.1:1/").isOpenToOthers)
        #expect(try !Self.http("https://e.example/").isOpenToOthers)
        #expect(try Self.http("https://e.example/hook?token=t").place == "http https://e.example")
    }

    // MARK: What is sent

    /// The vector of Standard Webhooks' own libraries.
    @Test func `a webhook's signature is that of Standard Webhooks`() throws {
        let signer = try #require(WebhookSigner(secret: Self.secret))
        let headers = signer.sign(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: Array(#"{"test": 2432232314}"#.utf8), now: Timestamp(milliseconds: 1_614_265_330_999))
        #expect(
            headers.map { "\($0.name): \($0.value)" } == [
                "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp: 1614265330",
                "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ])
    }

    @Test func `a Lambda endpoint is asked as the setting says, and waited for`() throws {
        let function = try Self.lambda("https://l.example/base/", rest: #", "functionName": "g:alias", "region": "us-west-2""#)
        let call = try Self.call(trace: "Root=1", context: "{}")
        let request = try function.request(for: call, responseBytes: 1000, now: Timestamp(milliseconds: 0))
        #expect(request.url.description == "https://l.example/base/2015-03-31/functions/g%3Aalias/invocations")
        let headers = Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(headers["x-amz-invocation-type"] == "RequestResponse")
        #expect(headers["x-amz-client-context"] == "e30=")
        #expect(headers["x-amzn-trace-id"] == "Root=1")
        #expect(headers["authorization"]?.contains("Credential=AKIA/19700101/us-west-2/lambda/aws4_request") == true)
        #expect((request.method, request.milliseconds, request.bodyBytes) == ("POST", 7000, 1000))
        // What the setting leaves out is the function's own.
        let standard = try Self.lambda().request(for: call, responseBytes: 1000, now: Timestamp(milliseconds: 0))
        #expect(standard.url.rawPath == "/2015-03-31/functions/f/invocations")
        #expect(standard.headers.contains { $0.value.contains("/eu-west-1/lambda/") })
    }

    @Test(arguments: [String(repeating: "x", count: 40_000), "a\u{1}", "ü"])
    func `a caller's trace header that no request can have is left out`(trace: String) throws {
        for function in [try Self.lambda(), try Self.http()] {
            let request = try function.request(for: Self.call(trace: trace), responseBytes: 1000, now: Timestamp(milliseconds: 0))
            #expect(!request.headers.contains { $0.name == "X-Amzn-Trace-Id" })
        }
    }

    // MARK: What answers mean

    @Test(
        arguments: [
            // Answers of Lambda.
            (true, 200, "1", [:], .success(Array("1".utf8))),
            (true, 200, "none", ["X-Amz-Executed-Version": "$LATEST"], .success(Array("none".utf8))),
            (true, 200, "{}", ["X-Amz-Function-Error": "Unhandled"], .functionError(Array("{}".utf8))),
            (true, 200, "<html>", [:], .unavailable("The function's endpoint did not answer as Lambda does.")),
            (true, 200, "", [:], .unavailable("The function's endpoint did not answer as Lambda does.")),
            (true, 202, "{}", [:], .unavailable("The function's endpoint answered 202, which Lambda does not.")),
            (true, 404, "{}", [:], .unavailable("The function's endpoint answered 404.")),
            (true, 409, "{}", [:], .unavailable("The function's endpoint answered 409.")),
            // Those of others.
            (false, 200, "[1]", [:], .success(Array("[1]".utf8))),
            (false, 204, "", [:], .success(Array("null".utf8))),
            (false, 202, "ok", [:], .success(Array("null".utf8), remark: "The endpoint's answer is no JSON and is not passed on.")),
            (false, 200, "why", ["X-Amz-Function-Error": "1"], .functionError(Array("why".utf8))),
            (
                false, 422, #"{"errorMessage": "no"}"#, [:],
                .functionError(Array(#"{"errorMessage": "no"}"#.utf8), type: "Endpoint.Refused")
            ),
        ] as [(Bool, Int, String, [String: String], RemoteVerdict)])
    func `an answer says what became of the call`(
        isLambda: Bool, status: Int, body: String, headers: [String: String], expected: RemoteVerdict
    ) throws {
        let function = try isLambda ? Self.lambda() : Self.http()
        #expect(RemoteVerdict(status: status, body: Array(body.utf8), from: function) { headers[$0] } == expected)
    }

    @Test func `each status is somebody's, and none of a failure counts as an answer`() throws {
        for function in [try Self.lambda(), try Self.http()] {
            for status in Array(100..<200) + Array(300..<600) {
                switch RemoteVerdict(status: status, body: Array("{}".utf8), from: function, header: { _ in nil }) {
                case .success, .timedOut, .cancelled: Issue.record("\(status) is no answer")
                case .functionError: #expect([400, 413, 415, 422].contains(status))
                case .throttled: #expect(status == 429)
                case .unavailable(let reason):
                    #expect(![400, 413, 415, 422, 429].contains(status))
                    #expect(reason.contains("\(status)") && reason.contains("redirect") == (300..<400).contains(status))
                }
            }
        }
    }

    @Test func `why there is no answer is told without an address`() throws {
        let address = try #require(AddressRange.Address("10.9.8.7"))
        let errors: [OutboundError] = [
            .refusedAddress(address, .privateUse), .unresolvable("The host h.example is not there."), .cannotConnect("h.example"),
            .tls("h.example"), .broken("h.example"), .badURL("h.example"), .badHeader("h.example"), .tooLarge(.head), .tooLarge(.request),
        ]
        for error in errors {
            guard case .unavailable(let reason) = RemoteVerdict(error, responseBytes: 9) else {
                Issue.record("\(error)")
                continue
            }
            #expect(!reason.contains("10.9.8.7") && !reason.contains("h.example"))
        }
        #expect(RemoteVerdict(.timedOut, responseBytes: 9) == .timedOut)
        #expect(RemoteVerdict(.busy, responseBytes: 9) == .throttled)
        guard case .functionError(let body, "Function.ResponseSizeTooLarge") = RemoteVerdict(.tooLarge(.body), responseBytes: 9) else {
            Issue.record("An answer that is too large is the function's fault.")
            return
        }
        #expect(String(decoding: body, as: UTF8.self).contains("(9 bytes)"))
    }
}
