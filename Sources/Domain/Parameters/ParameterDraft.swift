package import ParameterData
private import Core
private import Identity

/// A version that is to be made, as it was asked for. Source: API_PutParameter.
package struct ParameterDraft: Sendable {
    package enum Tier: String, Sendable {
        case standard = "Standard"
        case advanced = "Advanced"
        case intelligent = "Intelligent-Tiering"
    }

    package let value: String
    package let type: ParameterType?
    package let tier: Tier?
    package let dataType: String?
    package let keyID: String?
    package let description: String?
    package let allowedPattern: String?

    package init(
        value: String, type: ParameterType?, tier: Tier?, dataType: String?, keyID: String?, description: String?, allowedPattern: String?
    ) {
        self.value = value
        self.type = type
        self.tier = tier
        self.dataType = dataType
        self.keyID = keyID
        self.description = description
        self.allowedPattern = allowedPattern
    }

    /// Source: Systems Manager User Guide, "Managing parameter tiers".
    package static func mostCharacters(_ tier: ParameterTier) -> Int { tier == .standard ? 4096 : 8192 }

    /// What the version has, without its value: what the draft says, else what the newest version has.
    /// - Throws: if there cannot be such a version. Whether the pattern allows the value is `checkPattern`'s.
    package func attributes(over old: ParameterAttributes?) throws(ParameterError) -> ParameterAttributes {
        guard let type = type ?? old?.type else { throw .typeMissing }
        let isSecure = type == .secureString
        guard isSecure || keyID == nil else { throw .keyOfPlainType }
        let dataType = dataType ?? old?.dataType ?? "text"
        guard dataType == "text" else { throw .unknownDataType(dataType) }
        return ParameterAttributes(
            type: type, tier: try tier(over: old?.tier), dataType: dataType,
            keyID: isSecure ? keyID ?? old?.keyID ?? ParameterStore.managedKeyAlias.rawValue : nil,
            description: description ?? old?.description, allowedPattern: pattern(over: old?.allowedPattern))
    }

    private func tier(over old: ParameterTier?) throws(ParameterError) -> ParameterTier {
        let characters = value.unicodeScalars.count
        let found: ParameterTier
        switch tier {
        case nil: found = old ?? .standard
        case .standard?:
            guard old != .advanced else { throw .tierTooLow }
            found = .standard
        case .advanced?: found = .advanced
        case .intelligent?: found = old == .advanced || characters > Self.mostCharacters(.standard) ? .advanced : .standard
        }
        guard characters <= Self.mostCharacters(found) else { throw .valueTooLong(found) }
        return found
    }

    /// An empty one allows everything.
    private func pattern(over old: String?) -> String? {
        guard let pattern = allowedPattern ?? old, !pattern.isEmpty else { return nil }
        return pattern
    }

    /// States of the pattern times characters of the value: some tens of milliseconds, for a thread that may take them.
    private static let mostPatternSteps = 4_000_000

    /// Holds the value against a pattern that anybody may have sent, in linear time; it takes a while all the same.
    /// - Throws: also for a pattern that the linear engine cannot hold: no other is asked.
    package func checkPattern(_ pattern: String) throws(ParameterError) {
        let compiled: TextPattern
        do { compiled = try TextPattern(pattern) } catch { throw .patternUnreadable(error.description) }
        guard compiled.mostSteps(value) <= Self.mostPatternSteps else { throw .patternTooLarge }
        guard compiled.matches(value) else { throw .patternMismatch(pattern) }
    }
}
