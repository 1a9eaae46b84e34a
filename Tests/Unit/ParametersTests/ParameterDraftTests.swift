import Parameters
import ParameterData
import Testing

/// What a new version has. Source: API_PutParameter.
struct ParameterDraftTests {
    private func draft(
        _ value: String = "v", _ type: ParameterType? = nil, tier: ParameterDraft.Tier? = nil, dataType: String? = nil,
        keyID: String? = nil,
        description: String? = nil, pattern: String? = nil
    ) -> ParameterDraft {
        ParameterDraft(
            value: value, type: type, tier: tier, dataType: dataType, keyID: keyID, description: description, allowedPattern: pattern)
    }

    private static func old(_ type: ParameterType = .string, _ tier: ParameterTier = .standard, keyID: String? = nil) -> ParameterAttributes
    {
        ParameterAttributes(type: type, tier: tier, dataType: "text", keyID: keyID, description: "old", allowedPattern: "v*")
    }

    @Test func `what nothing is said of stays as it was`() throws {
        let old = Self.old(.secureString, .advanced, keyID: "alias/k")
        #expect(try draft().attributes(over: old) == old)
        let new = try draft("v", .string, description: "new", pattern: "").attributes(over: old)
        #expect((new.type, new.keyID, new.description, new.allowedPattern) == (.string, nil, "new", nil))
    }

    @Test func `a secure string has a key, and nothing else has`() throws {
        #expect(try draft("v", .secureString).attributes(over: nil).keyID == "alias/aws/ssm")
        #expect(try draft("v", .secureString, keyID: "k").attributes(over: Self.old()).keyID == "k")
        #expect(refusal { () throws(ParameterError) in try draft("v", .stringList, keyID: "k").attributes(over: nil) } == "keyOfPlainType")
        #expect(refusal { () throws(ParameterError) in try draft().attributes(over: nil) } == "typeMissing")
    }

    @Test(
        arguments: [
            (4096, nil, nil, "Standard"), (4097, nil, nil, nil), (4097, .advanced, nil, "Advanced"), (8192, .advanced, nil, "Advanced"),
            (8193, .advanced, nil, nil), (4096, .intelligent, nil, "Standard"), (4097, .intelligent, nil, "Advanced"),
            (8193, .intelligent, nil, nil),
            (1, nil, .advanced, "Advanced"), (5000, nil, .advanced, "Advanced"), (1, .standard, .advanced, nil),
            (1, .intelligent, .advanced, "Advanced"),
            (1, .advanced, .standard, "Advanced"),
        ] as [(Int, ParameterDraft.Tier?, ParameterTier?, String?)])
    func `a tier is as large as it is, and is not left for a smaller one`(
        characters: Int, tier: ParameterDraft.Tier?, old: ParameterTier?, found: String?
    ) throws {
        let draft = draft(String(repeating: "ü", count: characters), .string, tier: tier)
        let attributes = try? draft.attributes(over: old.map { Self.old(.string, $0) })
        #expect(attributes?.tier.rawValue == found)
    }

    @Test func `only text is taken`() {
        #expect(
            refusal { () throws(ParameterError) in try draft("v", .string, dataType: "aws:ec2:image").attributes(over: nil) }
                == "unknownDataType")
    }

    @Test(
        arguments: [
            (#"\d{1,4}"#, "123", nil), (#"\d{1,4}"#, "12345", "patternMismatch"), ("^[a-z]+$", "abc", nil),
            ("(?=a)a", "a", "patternUnreadable"),
            (#"(a)\1"#, "aa", "patternUnreadable"), ("(", "a", "patternUnreadable"),
            ("(((()){4096}){4096}){4096}", "a", "patternUnreadable"),
            // Some seconds in a backtracking engine for each character more.
            ("(a*)*b", String(repeating: "a", count: 8192), "patternMismatch"),
            ("[a-z]{4000}", String(repeating: "a", count: 4000), "patternTooLarge"),
            ("[a-z]{1000}", String(repeating: "a", count: 1000), nil),
        ] as [(String, String, String?)])
    func `a pattern allows a value in linear time, or is refused`(pattern: String, value: String, error: String?) {
        #expect(refusal { () throws(ParameterError) in try draft(value).checkPattern(pattern) } == error)
    }

    /// The case of the error; nil for none.
    private func refusal<T>(_ body: () throws(ParameterError) -> T) -> String? {
        do {
            _ = try body()
            return nil
        } catch { return String("\(error)".prefix { $0 != "(" }) }
    }
}
