/// Why S3 refuses a notification configuration: always 400, with the words that S3 uses.
package struct ConfigurationError: Error, Hashable, Sendable {
    /// Elements of the error document besides `Code` and `Message`, in order.
    package struct Field: Hashable, Sendable {
        package let name, value: String
    }

    package let code: String
    package let message: String
    package let fields: [Field]

    init(code: String = "InvalidArgument", _ message: String, fields: [Field] = []) {
        self.code = code
        self.message = message
        self.fields = fields
    }

    /// S3's usual pair of one offending argument.
    init(_ message: String, argument: String, value: String) {
        self.init(message, fields: [Field(name: "ArgumentName", value: argument), Field(name: "ArgumentValue", value: value)])
    }
}

extension ConfigurationError {
    static func unparseableARN(_ text: String, _ kind: Rule.Kind) -> Self {
        Self("The ARN could not be parsed", argument: kind.element, value: text)
    }

    static func unknownEvent(_ text: String) -> Self {
        Self("The event is not supported for notifications", argument: "Event", value: text)
    }

    static func unknownFilter(_ name: String, _ value: String) -> Self {
        Self("filter rule name must be either prefix or suffix", argument: name, value: value)
    }

    static func repeatedFilter(_ name: FilterRule.Name) -> Self {
        Self("Cannot specify more than one \(name.rawValue.lowercased()) rule in a filter.")
    }

    static let longFilter = Self("Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation")
    static let longID = Self("ID length should not exceed allowed limit of 255")
    static let tooManyRules = Self("Configuration exceeds the maximum number of allowed notification configurations.")
    static let sameID = Self("Same ID used for multiple configurations. IDs must be unique")
    static let noEvents = Self(
        code: "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
    static let overlap = Self(
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same "
            + "event type.")

    /// One numbered pair a failed destination.
    static func destinations(_ failures: [(rule: Rule, value: String)]) -> Self {
        let fields = failures.enumerated().flatMap { i, failure in
            [
                Field(
                    name: "ArgumentName\(i + 1)",
                    value: failure.rule.kind == .function ? failure.rule.destination + ", null" : failure.rule.destination),
                Field(name: "ArgumentValue\(i + 1)", value: failure.value),
            ]
        }
        return Self("Unable to validate the following destination configurations", fields: fields)
    }
}

extension Rule.Kind {
    /// The XML element that holds the ARN; S3 names it in errors.
    package var element: String {
        switch self {
        case .function: "CloudFunction"
        case .queue: "Queue"
        case .topic: "Topic"
        }
    }

    /// The ARN's third part.
    package var service: String {
        switch self {
        case .function: "lambda"
        case .queue: "sqs"
        case .topic: "sns"
        }
    }
}
