import Core
import Testing

@testable import WebIdentity

/// Which key signs what. The signatures are OpenSSL's.
struct JSONWebKeyTests {
    private func verifies(_ token: String, _ keys: [JSON]) throws -> Bool {
        try JSONWebKeys(parsing: Made.set(keys)).verify(try JSONWebToken(token))
    }

    @Test func `the key that a token names has signed it`() throws {
        #expect(try verifies(Made.rsa, [Made.rsaKey()]))
        #expect(try verifies(Made.elliptic, [.object(Made.curve), Made.rsaKey()]))
        #expect(try verifies(Made.rsa, [.object(Made.curve), Made.rsaKey("q"), Made.rsaKey()]))
    }

    @Test func `another key has not`() throws {
        #expect(try !verifies(Made.rsa, [Made.rsaKey("other")]))
        // An elliptic key under the id of the other, and the other way round.
        #expect(try !verifies(Made.elliptic, [Made.rsaKey("e")]))
        #expect(try !verifies(Made.rsa, [.object(Made.curve.map { $0.name == "kid" ? JSON.Member("kid", "r") : $0 })]))
    }

    @Test func `a token that was changed`() throws {
        let parts = Made.rsa.split(separator: ".").map(String.init)
        let other = Made.encode(Array(#"{"iss":"https://idp.example.com","sub":"mallory"}"#.utf8))
        #expect(try !verifies("\(parts[0]).\(other).\(parts[2])", [Made.rsaKey()]))
        var signature = try #require(Base64URL.decode(parts[2]))
        signature[0] ^= 1
        #expect(try !verifies("\(parts[0]).\(parts[1]).\(Made.encode(signature))", [Made.rsaKey()]))
        #expect(try !verifies("\(parts[0]).\(parts[1]).\(Made.encode(signature.dropLast()))", [Made.rsaKey()]))
    }

    @Test(arguments: [
        #"{"alg":"none","kid":"r"}"#, #"{"alg":"HS256","kid":"r"}"#, #"{"alg":"RS512","kid":"r"}"#, #"{"alg":"rs256","kid":"r"}"#,
        #"{"alg":"RS256"}"#, #"{"alg":"RS256","kid":""}"#, #"{"alg":"RS256","kid":7}"#, #"{"alg":"ES256","kid":"r"}"#,
    ])
    func `an algorithm that is not believed, or no key that is named`(header: String) throws {
        let parts = Made.rsa.split(separator: ".").map(String.init)
        #expect(try !verifies("\(Made.encode(Array(header.utf8))).\(parts[1]).\(parts[2])", [Made.rsaKey(), Made.rsaKey("")]))
    }

    @Test func `a key that is too short to be believed, and one that is for something else, is none`() throws {
        #expect(try !verifies(Made.short, [Made.rsaKey("s", modulus: Made.shortModulus), Made.rsaKey()]))
        for more in [[JSON.Member("use", "enc")], [JSON.Member("alg", "RS512")], [JSON.Member("key_ops", ["encrypt"])]] {
            #expect(try !verifies(Made.rsa, [Made.rsaKey("r", more), Made.rsaKey("other")]))
        }
        #expect(try verifies(Made.rsa, [Made.rsaKey("r", [JSON.Member("use", "sig"), JSON.Member("alg", "RS256")])]))
    }

    @Test func `what is no set of keys`() throws {
        let long = Made.encode([UInt8](repeating: 0xFF, count: 1025))
        for text in ["", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":[{"kty":"oct","kid":"a","k":"AA"}]}"#] {
            #expect(throws: KeyFailure.self) { try JSONWebKeys(parsing: Array(text.utf8)) }
        }
        #expect(throws: KeyFailure.self) { try JSONWebKeys(parsing: Made.set([Made.rsaKey("r", modulus: long)])) }
        #expect(throws: KeyFailure.self) { try JSONWebKeys(parsing: Made.set([Made.rsaKey("r", modulus: "AA")])) }
        #expect(throws: KeyFailure.self) {
            try JSONWebKeys(parsing: Made.set((0...200).map { Made.rsaKey("k\($0)") }))
        }
        #expect(try JSONWebKeys(parsing: Made.set((0..<200).map { Made.rsaKey("k\($0)") })).count == 200)
    }
}
