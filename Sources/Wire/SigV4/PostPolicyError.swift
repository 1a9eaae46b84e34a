/// Why a browser's form is refused by its own policy, in the words of S3's answers.
package enum PostPolicyError: Error, Sendable, Hashable {
    /// The policy cannot be read.
    case invalidDocument(String)
    case expired
    /// The condition as the answer shows it: `["eq", "$key", "a"]`.
    case conditionFailed(String)
    /// A field that no condition names.
    case extraField(String)
    case tooSmall(proposed: Int64, minimum: Int64)
    case tooLarge(proposed: Int64, maximum: Int64)

    package var code: String {
        switch self {
        case .invalidDocument: "InvalidPolicyDocument"
        case .expired, .conditionFailed, .extraField: "AccessDenied"
        case .tooSmall: "EntityTooSmall"
        case .tooLarge: "EntityTooLarge"
        }
    }

    package var status: Int {
        switch self {
        case .invalidDocument, .tooSmall, .tooLarge: 400
        case .expired, .conditionFailed, .extraField: 403
        }
    }

    package var message: String {
        switch self {
        case .invalidDocument(let reason): "Invalid Policy: \(reason)"
        case .expired: "Invalid according to Policy: Policy expired."
        case .conditionFailed(let condition): "Invalid according to Policy: Policy Condition failed: \(condition)"
        case .extraField(let name): "Invalid according to Policy: Extra input fields: \(name)"
        case .tooSmall: "Your proposed upload is smaller than the minimum allowed size"
        case .tooLarge: "Your proposed upload exceeds the maximum allowed size"
        }
    }

    package var fields: [(String, String)] {
        switch self {
        case .tooSmall(let proposed, let minimum): [("ProposedSize", String(proposed)), ("MinSizeAllowed", String(minimum))]
        case .tooLarge(let proposed, let maximum): [("ProposedSize", String(proposed)), ("MaxSizeAllowed", String(maximum))]
        case .invalidDocument, .expired, .conditionFailed, .extraField: []
        }
    }
}
