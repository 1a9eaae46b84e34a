internal import PeltonCore

/// A text with `*`, `?` and policy variables, compiled once. Source: IAM User Guide, "IAM policy elements: Variables and tags".
struct Pattern: Sendable, Hashable {
    enum Token: Sendable, Hashable {
        case byte(UInt8)
        /// `?`
        case one
        /// `*`
        case many
        /// A condition key in lower case, and what stands for it where the request has none.
        case variable(key: String, otherwise: String?)
    }

    let text: String
    private let tokens: [Token]

    /// - Parameters:
    ///   - wildcards: whether `*` and `?` stand for others; else they are themselves.
    ///   - variables: whether `${…}` is a variable: in policies of version 2012-10-17.
    init(_ text: String, wildcards: Bool, variables: Bool) {
        self.text = text
        var tokens: [Token] = []
        let bytes = Array(text.utf8)
        var i = 0
        while i < bytes.count {
            if variables, bytes[i] == UInt8(ascii: "$"), let (token, end) = Self.variable(bytes, at: i) {
                tokens.append(token)
                i = end
                continue
            }
            switch bytes[i] {
            case UInt8(ascii: "*") where wildcards: if tokens.last != .many { tokens.append(.many) }
            case UInt8(ascii: "?") where wildcards: tokens.append(.one)
            default: tokens.append(.byte(bytes[i]))
            }
            i += 1
        }
        self.tokens = tokens
    }

    /// Whether `text` matches. A variable whose key is absent matches nothing.
    /// - Parameters:
    ///   - context: the request, whose condition keys stand for variables.
    ///   - unknownMatches: whether a variable whose key is not known matches everything, or nothing.
    func matches(
        _ text: some StringProtocol, _ context: RequestContext, ignoringCase: Bool = false, unknownMatches: Bool = false
    ) -> Bool {
        guard let tokens = resolved(context, unknownMatches) else { return false }
        return Self.matches(tokens, Array(text.utf8), ignoringCase: ignoringCase)
    }

    var hasVariables: Bool { !variables.isEmpty }

    /// The condition keys that stand in it as variables, in lower case.
    var variables: [String] { tokens.compactMap { if case .variable(let key, _) = $0 { key } else { nil } } }

    private func resolved(_ context: RequestContext, _ unknownMatches: Bool) -> [Token]? {
        guard tokens.contains(where: { if case .variable = $0 { true } else { false } }) else { return tokens }
        var out: [Token] = []
        for token in tokens {
            guard case .variable(let key, let otherwise) = token else {
                out.append(token)
                continue
            }
            switch context.presence(of: key) {
            case .present(let values) where values.count == 1: out += values[0].utf8.map(Token.byte)
            case .unknown:
                guard unknownMatches else { return nil }
                out.append(.many)
            case .present, .absent:
                guard let otherwise else { return nil }
                out += otherwise.utf8.map(Token.byte)
            }
        }
        return out
    }

    /// `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters themselves.
    private static func variable(_ bytes: [UInt8], at start: Int) -> (Token, end: Int)? {
        guard start + 2 < bytes.count, bytes[start + 1] == UInt8(ascii: "{"),
            let close = bytes[(start + 2)...].firstIndex(of: UInt8(ascii: "}"))
        else { return nil }
        let inner = bytes[(start + 2)..<close]
        if inner.count == 1, let only = inner.first, "*?$".utf8.contains(only) { return (.byte(only), close + 1) }
        let parts = inner.split(separator: UInt8(ascii: ","), maxSplits: 1)
        guard let name = parts.first else { return nil }
        let key = String(decoding: name.filter { $0 != 0x20 }, as: UTF8.self).lowercased()
        let otherwise = parts.count == 2 ? String(decoding: parts[1].filter { $0 != UInt8(ascii: "'") }, as: UTF8.self) : nil
        return (.variable(key: key, otherwise: otherwise.map { String($0.drop { $0 == " " }) }), close + 1)
    }

    /// Each `*` is tried shortest first; only the last one is ever gone back to, so that the work is bounded by the product of the lengths.
    private static func matches(_ tokens: [Token], _ text: [UInt8], ignoringCase: Bool) -> Bool {
        var token = 0
        var position = 0
        var retry: (token: Int, position: Int)?
        while position < text.count {
            if token < tokens.count, tokens[token] == .many {
                retry = (token + 1, position)
                token += 1
            } else if token < tokens.count, accepts(tokens[token], text[position], ignoringCase) {
                token += 1
                position += 1
            } else if let last = retry {
                retry = (last.token, last.position + 1)
                token = last.token
                position = last.position + 1
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .many }
    }

    private static func accepts(_ token: Token, _ byte: UInt8, _ ignoringCase: Bool) -> Bool {
        switch token {
        case .byte(let expected): expected == byte || ignoringCase && lowercased(expected) == lowercased(byte)
        case .one: true
        case .many, .variable: false
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
