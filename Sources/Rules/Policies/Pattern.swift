internal import Core

/// A text with `*`, `?` and policy variables, compiled once. Source: IAM User Guide, "IAM policy elements: Variables and tags".
struct Pattern: Sendable, Hashable {
    private struct Variable: Sendable, Hashable {
        /// As the policy has it, without spaces.
        let name: String
        /// In lower case.
        let key: String
        /// What stands for it where the request has none.
        let otherwise: String?
        /// Where it stands in the code.
        var offset = 0
    }

    let text: String
    /// Without the variables.
    let glob: Glob
    private let places: [Variable]
    /// The condition keys that stand in it as variables, in lower case, each once.
    let variables: [String]

    /// - Parameters:
    ///   - wildcards: whether `*` and `?` stand for others; else they are themselves.
    ///   - variables: whether `${…}` is a variable: in policies of version 2012-10-17.
    init(_ text: String, wildcards: Bool, variables: Bool) {
        self.text = text
        guard variables, text.utf8.contains(UInt8(ascii: "$")) else {
            glob = Glob(text, wildcards: wildcards)
            places = []
            self.variables = []
            return
        }
        var code: [UInt8] = []
        var places: [Variable] = []
        let bytes = Array(text.utf8)
        // Behind the last brace nothing closes any more, which is not looked for again at each `$`.
        let lastBrace = bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
        var i = 0
        while i < bytes.count {
            if bytes[i] == UInt8(ascii: "$"), i < lastBrace, let (element, end) = Self.element(bytes, at: i) {
                switch element {
                case .byte(let byte): code.append(byte)
                case .variable(var variable):
                    variable.offset = code.count
                    places.append(variable)
                }
                i = end
                continue
            }
            code.append(wildcards ? Glob.code(bytes[i]) : bytes[i])
            i += 1
        }
        glob = Glob(code: code)
        self.places = places
        self.variables = Set(places.map(\.key)).sorted()
    }

    /// Whether `text` matches. A variable whose key is absent matches nothing.
    /// - Parameters:
    ///   - context: the request, whose condition keys stand for variables.
    ///   - unknownMatches: whether a variable whose key is not known matches everything, or nothing.
    func matches(
        _ text: some StringProtocol, _ context: RequestContext, ignoringCase: Bool = false, unknownMatches: Bool = false
    ) -> Bool {
        guard !places.isEmpty else { return glob.matches(text, ignoringCase: ignoringCase) }
        return resolved(context, unknownMatches, text.utf8.count)?.matches(text, ignoringCase: ignoringCase) ?? false
    }

    /// Whether a text that begins with `prefix` and goes on can match: not where what stands before the first wildcard or variable differs.
    func canMatch(_ prefix: [UInt8]) -> Bool {
        let end = min(glob.fixedBytes, places.first?.offset ?? glob.code.count)
        let isWhole = end == glob.code.count && places.isEmpty
        guard !isWhole || end >= prefix.count else { return false }
        return zip(glob.code[..<end], prefix).allSatisfy { $0 == $1 }
    }

    var hasVariables: Bool { !variables.isEmpty }

    /// The variables' keys as the policy has them, in its order.
    var variableNames: [String] { places.map(\.name) }

    /// The pattern with the variables' values. Each is looked up once, and no more is written than a text of `most` bytes can match.
    /// - Returns: nil if it cannot match.
    func resolved(_ context: RequestContext, _ unknownMatches: Bool, _ most: Int) -> Glob? {
        var presences: [String: RequestContext.Presence] = [:]
        for key in variables { presences[key] = context.presence(of: key) }
        var code: [UInt8] = []
        var left = most
        var copied = 0
        for place in places {
            code += glob.code[copied..<place.offset]
            copied = place.offset
            let value: String
            switch presences[place.key] ?? .absent {
            case .present(let values) where values.count == 1: value = values[0]
            case .unknown:
                guard unknownMatches else { return nil }
                code.append(Glob.many)
                continue
            case .present, .absent:
                guard let otherwise = place.otherwise else { return nil }
                value = otherwise
            }
            left -= value.utf8.count
            guard left >= 0 else { return nil }
            code += value.utf8
        }
        return Glob(code: code + glob.code[copied...])
    }

    private enum Element {
        case byte(UInt8)
        case variable(Variable)
    }

    /// `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters themselves.
    private static func element(_ bytes: [UInt8], at start: Int) -> (Element, end: Int)? {
        guard start + 2 < bytes.count, bytes[start + 1] == UInt8(ascii: "{"),
            let close = bytes[(start + 2)...].firstIndex(of: UInt8(ascii: "}"))
        else { return nil }
        let inner = bytes[(start + 2)..<close]
        if inner.count == 1, let only = inner.first, "*?$".utf8.contains(only) { return (.byte(only), close + 1) }
        let parts = inner.split(separator: UInt8(ascii: ","), maxSplits: 1)
        guard let name = parts.first else { return nil }
        let written = String(decoding: name.filter { $0 != 0x20 }, as: UTF8.self)
        let otherwise = parts.count == 2 ? String(decoding: parts[1].filter { $0 != UInt8(ascii: "'") }, as: UTF8.self) : nil
        return (
            .variable(
                Variable(name: written, key: written.lowercased(), otherwise: otherwise.map { String($0.drop { $0 == " " }) })),
            close + 1
        )
    }
}
