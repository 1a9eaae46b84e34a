import Core
import IdentityData
import Testing

@testable import Identity

struct PasswordTests {
    /// Source: RFC 7914, "12. Test Vectors for scrypt".
    @Test(arguments: [
        (
            "", "", 16 as UInt64, 1 as UInt64, 1 as UInt64,
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", 1024, 8, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
    ])
    func `scrypt gives what its standard says`(
        password: String, salt: String, cost: UInt64, blocks: UInt64, lanes: UInt64, expected: String
    ) {
        let hash = PasswordHash.scrypt(
            Array(password.utf8), salt: Array(salt.utf8), cost: cost, blocks: blocks, lanes: lanes, count: 64)
        #expect(hash.map { Hex.encode($0) } == expected)
    }

    /// What is in stores must be made again from the same text.
    @Test func `a password is hashed as those that stores have`() throws {
        let hashed = try #require(PasswordHash.make("Grüße-1", scheme: 1, salt: Array(0..<16)))
        #expect(Hex.encode(hashed.hash) == "313f6a51de44f86986bcf42f593cddf468bbea4ed0757ed41360ba6852595408")
        #expect(PasswordHash.make("Grüße-1", scheme: 2, salt: Array(0..<16)) == nil)
        #expect(PasswordHash.scrypt([], salt: [], cost: 1 << 20, blocks: 8, lanes: 1, count: 32) == nil)
    }

    // MARK: What accounts ask

    private func policy(
        length: Int = 6, symbols: Bool = false, numbers: Bool = false, uppercase: Bool = false, lowercase: Bool = false
    ) -> PasswordPolicy {
        PasswordPolicy(
            minimumLength: length, requiresSymbols: symbols, requiresNumbers: numbers, requiresUppercase: uppercase,
            requiresLowercase: lowercase, usersMayChange: false, maximumAgeDays: nil, reusePrevention: nil, isHardExpiry: nil)
    }

    private func faults(_ password: String, _ policy: PasswordPolicy?) -> [PasswordFault] {
        PasswordPolicy.faults(of: PasswordTraits(password), by: policy)
    }

    @Test func `without a policy passwords have eight characters of three kinds`() {
        #expect(faults("Abcdefg1", nil) == [])
        #expect(faults("abcde-1f", nil) == [])
        #expect(faults("Abcde1", nil) == [.isShort(8)])
        #expect(faults("abcdefg1", nil) == [.lacksKinds(1, of: [.uppercase, .symbol])])
        #expect(faults("aaaaaaa", nil) == [.isShort(8), .lacksKinds(2, of: [.uppercase, .number, .symbol])])
    }

    @Test func `a policy asks for what it says`() {
        #expect(faults("aaaaaa", policy()) == [])
        #expect(faults("aaaaa", policy()) == [.isShort(6)])
        let all = policy(length: 10, symbols: true, numbers: true, uppercase: true, lowercase: true)
        #expect(
            faults("~~~~~~~~~", all) == [.isShort(10), .lacks(.uppercase), .lacks(.lowercase), .lacks(.number), .lacks(.symbol)])
        #expect(faults("aB3+567890", all) == [])
        // Letters and digits are those of ASCII; what is longer in bytes is no longer.
        #expect(faults("äÖ٣", policy(length: 4, numbers: true, uppercase: true)) == [.isShort(4), .lacks(.uppercase), .lacks(.number)])
    }

    @Test(arguments: Array("!@#$%^&*()_+-=[]{}|'").map { String($0) })
    func `symbols are those of IAM`(symbol: String) { #expect(PasswordTraits(symbol).hasSymbol) }

    @Test(arguments: ["~", "\"", "<", "a", "é", " "])
    func `others are none`(text: String) { #expect(!PasswordTraits(text).hasSymbol) }
}
