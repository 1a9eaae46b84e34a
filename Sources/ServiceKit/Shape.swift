private import Core

/// What a member of an operation's input may be, as the service's model says.
/// Source: Smithy, "Constraint traits"; the models that ship in botocore.
package final class Shape: Sendable {
    package enum Kind: Sendable {
        case string, integer, long, double, boolean, blob, timestamp
        case list(Shape)
        case map(key: Shape, value: Shape)
        /// Asked for when they are needed: a structure may be part of itself.
        case structure(@Sendable () -> Members)
    }

    package let kind: Kind
    /// Of a string in characters, of a blob in bytes, of a list or map in elements, of a number its value.
    package let range: Range
    package let pattern: ShapePattern?
    /// The values of an enum, in the model's order.
    package let values: [String]
    /// Its value is never shown.
    package let isSensitive: Bool
    /// Text with U+0000 is refused everywhere else: what it becomes later, a path, an option, an environment, would end there.
    package let allowsNUL: Bool

    package struct Range: Sendable {
        package let least: Int?
        package let most: Int?
        package static let any = Range(least: nil, most: nil)
    }

    private init(
        _ kind: Kind, _ range: Range = .any, pattern: ShapePattern? = nil, values: [String] = [], sensitive: Bool = false,
        allowsNUL: Bool = false
    ) {
        self.kind = kind
        self.range = range
        self.pattern = pattern
        self.values = values
        isSensitive = sensitive
        self.allowsNUL = allowsNUL
    }
}

// The tables are written in these words: named arguments and no operators, so that they compile quickly.
extension Shape {
    package static let string = Shape(.string)
    package static let boolean = Shape(.boolean)
    package static let integer = Shape(.integer)
    package static let long = Shape(.long)
    package static let double = Shape(.double)
    package static let blob = Shape(.blob)
    package static let timestamp = Shape(.timestamp)

    package static func string(
        min: Int? = nil, max: Int? = nil, pattern: String? = nil, sensitive: Bool = false, allowsNUL: Bool = false
    ) -> Shape {
        Shape(
            .string, Range(least: min, most: max), pattern: pattern.map { ShapePattern($0) }, sensitive: sensitive, allowsNUL: allowsNUL)
    }
    package static func values(_ values: [String]) -> Shape { Shape(.string, values: values) }
    package static func integer(min: Int? = nil, max: Int? = nil) -> Shape { Shape(.integer, Range(least: min, most: max)) }
    package static func long(min: Int? = nil, max: Int? = nil) -> Shape { Shape(.long, Range(least: min, most: max)) }
    package static func double(min: Int? = nil, max: Int? = nil) -> Shape { Shape(.double, Range(least: min, most: max)) }
    package static func blob(min: Int? = nil, max: Int? = nil, sensitive: Bool = false) -> Shape {
        Shape(.blob, Range(least: min, most: max), sensitive: sensitive)
    }
    package static func list(_ element: Shape, min: Int? = nil, max: Int? = nil) -> Shape {
        Shape(.list(element), Range(least: min, most: max))
    }
    package static func map(_ key: Shape, _ value: Shape, min: Int? = nil, max: Int? = nil, sensitive: Bool = false) -> Shape {
        Shape(.map(key: key, value: value), Range(least: min, most: max), sensitive: sensitive)
    }
    package static func structure(_ members: [Member]) -> Shape {
        let members = Members(members)
        return Shape(.structure { members })
    }
    package static func structure(_ type: any InputStructure.Type) -> Shape { Shape(.structure { type.members }) }

    /// An input as a whole.
    convenience init(input members: Members) { self.init(.structure { members }) }

    var isStructure: Bool { if case .structure = kind { true } else { false } }
}

extension Shape {
    /// One member of an input or a structure.
    package struct Member: Sendable {
        /// Where a request carries it. The names are those of the wire.
        package enum Place: Sendable {
            case body
            case path(String)
            case query(String)
            case header(String)
        }

        package let name: String
        package let shape: Shape
        package let isRequired: Bool
        package let place: Place
        /// As messages call it: the model's name with its first letter in lower case.
        let pathName: String

        var isInBody: Bool { if case .body = place { true } else { false } }

        private init(name: String, shape: Shape, isRequired: Bool, place: Place) {
            self.name = name
            self.shape = shape
            self.isRequired = isRequired
            self.place = place
            pathName = name.prefix(1).lowercased() + name.dropFirst()
        }

        package static func required(_ name: String, _ shape: Shape, _ place: Place = .body) -> Member {
            Member(name: name, shape: shape, isRequired: true, place: place)
        }
        package static func optional(_ name: String, _ shape: Shape, _ place: Place = .body) -> Member {
            Member(name: name, shape: shape, isRequired: false, place: place)
        }
    }

    /// The members of a structure, in the model's order.
    package struct Members: Sendable {
        package let all: [Member]
        /// Whether the body has any of them.
        let haveBody: Bool
        private let places: [String: Int]

        package init(_ members: [Member]) {
            all = members
            haveBody = members.contains(where: \.isInBody)
            places = Dictionary(members.enumerated().map { ($1.name, $0) }) { first, _ in first }
        }

        /// Constant time, however many members a caller sends.
        func index(of name: String) -> Int? {
            // `String` finds what is canonically equivalent too: KELVIN SIGN for K.
            guard let place = places[name], all[place].name.utf8.elementsEqual(name.utf8) else { return nil }
            return place
        }
    }
}

/// A pattern of a service's model, and what matches it here.
package struct ShapePattern: Sendable {
    /// As error messages show it: in AWS's own words.
    package let text: String
    private let compiled: TextPattern?

    /// AWS's words for a region. Pelton serves any name that `Region` takes, `local` and `auto` among them.
    private static let awsRegion = #"(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}"#
    private static let anyRegion = "[a-z0-9-]{1,64}"

    /// AWS's words for an account alias look ahead, which takes more than linear time. The same without; the length is a bound of its own.
    private static let accountAlias = (aws: "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", linear: "^[a-z0-9]+(-[a-z0-9]+)*$")

    init(_ text: String) {
        self.text = text
        // What does not compile matches nothing, so that it refuses rather than lets through; a test looks at each.
        compiled = try? TextPattern(Self.widened(text))
    }

    /// Whether the expression compiles. One that does not matches nothing; a test looks at each.
    package var isValid: Bool { compiled != nil }

    package func matches(_ text: String) -> Bool {
        var steps = 0
        return matches(text, steps: &steps)
    }

    /// - Parameter steps: grows by what it takes.
    package func matches(_ text: String, steps: inout Int) -> Bool { compiled?.matches(text, steps: &steps) ?? false }

    private static func widened(_ text: String) -> String {
        if text == accountAlias.aws { return accountAlias.linear }
        // Optional by itself or as a whole, in whatever group it stands.
        var rest = text[...]
        var result = ""
        while let found = rest.utf8.firstRange(of: awsRegion.utf8) {
            result += rest[..<found.lowerBound] + "(" + anyRegion + ")"
            rest = rest[found.upperBound...]
        }
        return result + rest
    }
}

extension Shape.Members {
    /// Every pattern of the members and of what they are made of.
    package var patterns: [ShapePattern] { all.flatMap { $0.shape.patterns } }
}

extension Shape {
    private var patterns: [ShapePattern] {
        let own = pattern.map { [$0] } ?? []
        switch kind {
        case .list(let element): return own + element.patterns
        case .map(let key, let value): return own + key.patterns + value.patterns
        case .structure(let members): return own + members().patterns
        default: return own
        }
    }
}
