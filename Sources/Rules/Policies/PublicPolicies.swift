internal import Core

extension PolicyDocument {
    /// Whether the policy gives something to everyone. Source: S3 User Guide, "The meaning of 'public'".
    package var isPublic: Bool { statements.contains(where: \.isPublic) }
}

extension Statement {
    /// An Allow to everyone that no condition ties to somebody.
    fileprivate var isPublic: Bool {
        guard effect == .allow, let principals else { return false }
        return principals.includesEveryone && !conditions.contains(where: \.tiesToSomebody)
    }
}

extension PrincipalElement {
    fileprivate var includesEveryone: Bool { isNegated || names.contains(.everyone) }
}

extension Condition {
    /// Keys that tell who asks or from where; with a fixed value, a statement is not public.
    private static let fixing: Set<String> = [
        "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount", "aws:sourcearn",
        "aws:sourceorgid", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce", "aws:userid", "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn", "s3:x-amz-server-side-encryption-aws-kms-key-id",
    ]

    fileprivate var tiesToSomebody: Bool {
        guard !isNegated, !ifExists, qualifier != .all else { return false }
        switch comparison {
        case .address(let ranges): return key == "aws:sourceip" && isReadable && !ranges.isEmpty && ranges.allSatisfy(\.isNarrow)
        case .string, .arn:
            let patterns = comparison.patterns
            return Self.fixing.contains(key) && !patterns.isEmpty && patterns.allSatisfy(\.isFixed)
        case .number, .date, .bool, .binary, .null: return false
        }
    }
}

extension Pattern {
    fileprivate var isFixed: Bool { !text.isEmpty && !text.contains("*") && !text.contains("?") && !text.contains("${") }
}

extension AddressRange {
    /// A range wider than this is everybody.
    fileprivate var isNarrow: Bool { bits >= (isVersion6 ? 32 : 8) }
}
