package import Identity
package import ParameterData
package import Store

/// Why something could not be done to a parameter.
package enum ParameterError: Error, Sendable {
    case alreadyExists
    /// What it was made of has changed meanwhile.
    case overtaken
    case notFound
    /// A new parameter must have one.
    case typeMissing
    /// Only secure strings have a key.
    case keyOfPlainType
    /// More than a parameter of the tier may have.
    case valueTooLong(ParameterTier)
    case tierTooLow
    case unknownDataType(String)
    case patternUnreadable(String)
    case patternTooLarge
    case patternMismatch(String)
    case tooManyTags
    case key(KeyError)
    case failed(StoreFailure)
}
