package import Core

/// Reads an input from its JSON straight into its structure, and judges each value by its shape as it comes: in one pass, and in time in
/// proportion to the text, since it comes before anything else is asked: who may not call is not even known then.
///
/// A value of another type ends it. Constraints are gathered, and told all at once in AWS's frame and the model's order. Of a member that
/// comes twice the first counts; null is as if it were not there; what the model does not know is passed. Text with U+0000 is refused
/// anywhere, in what is passed too: what it becomes later, a path, an option, an environment, would end there.
package struct InputReader {
    /// What the elements of the list or map break that is being read.
    private struct Elements {
        var isBroken = false
        var hasNUL = false
        var keyIsBroken = false
        var keyHasNUL = false
    }

    private var scanner = JSONScanner(bytes: [], depthLeft: 0, valuesLeft: 0)
    /// Whether numbers and booleans come as text, as in a form.
    private var isText = false
    /// Which members of the input may come.
    private var place = InputPart.Place.anywhere
    private let unread: [UnreadMember?]
    private let texts: ConstraintTexts

    /// Of the value that is read next.
    private var shape: Shape
    private var path: [Findings.Step] = []
    private var findings = Findings()
    /// Told only if nothing else is broken.
    private var sentence: (order: [Int], text: String)?
    /// Nil where a value is told of by itself.
    private var elements: Elements?
    private var nul: (value: String?, path: String)?
    private var unbuilt: String?
    private var steps = 0

    private init(_ members: Shape.Members, unread: [UnreadMember?], _ texts: ConstraintTexts = .usual) {
        self.unread = unread
        self.texts = texts
        shape = Shape(input: members)
    }

    package struct Result<Input: InputStructure>: Sendable {
        package internal(set) var input: Input
        /// A member that asks for what is not built.
        package let unbuilt: String?
    }

    /// - Parameters:
    ///   - parts: JSON objects; no bytes are one without members.
    ///   - unread: of each member whether it is one that must have its standard value.
    package static func read<Input: InputStructure>(
        _ type: Input.Type, from parts: [InputPart], unread: [UnreadMember?] = [], texts: ConstraintTexts = .usual
    ) throws(InputError) -> Result<Input> {
        var reader = InputReader(Input.members, unread: unread, texts)
        let input: Input = try reader.input(parts)
        return Result(input: input, unbuilt: reader.unbuilt)
    }

    /// - Returns: what is wrong, and in how many steps it was found: values that were read, and states of patterns that were looked at.
    static func attempt<Input: InputStructure>(
        _ type: Input.Type, from parts: [InputPart], unread: [UnreadMember?]
    ) -> (error: InputError?, steps: Int) {
        var reader = InputReader(Input.members, unread: unread)
        do throws(InputError) {
            let _: Input = try reader.input(parts)
            return (nil, reader.steps)
        } catch { return (error, reader.steps) }
    }

    private mutating func input<Input: InputStructure>(_ parts: [InputPart]) throws(InputError) -> Input {
        var input = Input()
        var isGiven = [Bool](repeating: false, count: Input.members.all.count)
        for part in parts {
            scanner = JSONScanner(bytes: part.json.isEmpty ? Array("{}".utf8) : part.json, depthLeft: 128, valuesLeft: JSON.inputValues)
            (isText, place) = (part.isText, part.place)
            scanner.skipSpace()
            guard try next() == .object else { throw .unreadable("The request body is not a JSON object.") }
            try members(of: &input, &isGiven)
            do { try scanner.end() } catch { throw .unreadable(error.description) }
        }
        require(Input.members, isGiven)
        if findings.count > 0 { throw .constraints(Violations.message(findings.count, findings.told)) }
        if let sentence { throw .constraints(sentence.text) }
        guard let nul else { return input }
        let (shown, at) = (
            nul.value.flatMap { !texts.showsValues ? nil : ShownValue.of(.string($0)) },
            ShownValue.text(nul.path.isEmpty ? "input" : nul.path)
        )
        throw .constraints(Violations.message(1, [Violations.text(shown, at: at, Violations.noNUL)]))
    }

    // MARK: Values

    package mutating func read<Value: InputValue>(_ value: inout Value) throws(InputError) { value = try Value.read(&self) }

    package mutating func string() throws(InputError) -> String {
        let text = try text("a String")
        let broken = ConstraintCheck.broken(text, shape, &steps)
        if !broken.isEmpty { note(broken, hasNUL: broken.contains(Violations.noNUL)) { _ in .string(text) } }
        return text
    }

    package mutating func blob() throws(InputError) -> Blob {
        let (start, kind) = (scanner.offset, try next())
        guard kind == .string else { throw Self.wrong(kind, "a String") }
        let bytes: [UInt8]?
        do { bytes = try scanner.base64() } catch { throw .unreadable(error.description) }
        guard let bytes else { throw .wrongType("A blob's text is not Base64.") }
        note(ConstraintCheck.outside(shape, bytes.count, isLength: true)) { $0.tree(from: start) }
        return Blob(bytes)
    }

    package mutating func integer() throws(InputError) -> Int {
        let type = if case .long = shape.kind { "a Long" } else { "an Integer" }
        let (text, kind) = try number(type)
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw Self.wrong(kind, type) }
        let value = Int(text) ?? (text.hasPrefix("-") ? .min : .max)
        let broken = ConstraintCheck.outside(shape, value, isLength: false)
        // What has a bound says so in its own words. Nothing else is taken for another number, or for none.
        guard !broken.isEmpty || Int(text) != nil else { throw Self.wrong(kind, type) }
        note(broken) { _ in .number(text) }
        return value
    }

    package mutating func double() throws(InputError) -> Double {
        let (text, kind) = try number("a Double")
        guard let value = Double(text), value.isFinite else { throw Self.wrong(kind, "a Double") }
        note(ConstraintCheck.outside(shape, fraction: value)) { _ in .number(text) }
        return value
    }

    /// Seconds since 1970, or a date.
    package mutating func timestamp() throws(InputError) -> Timestamp {
        let kind = try next()
        let text = kind == .number ? try number() : try text(kind, "a Timestamp")
        if let seconds = Double(text), seconds.magnitude < 1e12 { return Timestamp(milliseconds: Int64((seconds * 1000).rounded())) }
        guard kind == .string, let date = Timestamp(iso8601: text) else { throw Self.wrong(kind, "a Timestamp") }
        return date
    }

    package mutating func boolean() throws(InputError) -> Bool {
        let kind = try next()
        switch kind {
        case .true, .false:
            try pass(kind)
            return kind == .true
        case .string where isText:
            let text = try text(kind, "a Boolean")
            guard text == "true" || text == "false" else { throw Self.wrong(kind, "a Boolean") }
            return text == "true"
        default: throw Self.wrong(kind, "a Boolean")
        }
    }

    /// Elements that are structures are told of one by one; of others the list is shown with all that an element must satisfy.
    package mutating func list<Element: InputValue>() throws(InputError) -> [Element] {
        let (own, start) = (shape, scanner.offset)
        guard try next() == .array, case .list(let element) = own.kind else { throw .wrongType("Expected list or null") }
        let outer = (elements, findings)
        (elements, findings) = (Elements(), Findings())
        var list: [Element] = []
        var count = 0
        if try enter(isObject: false) {
            repeat {
                path.append(.element(count))
                if scanner.isAtNull {
                    try passNull()
                    if element.isStructure { find(Violations.notNull) { _ in "null" } } else { elements?.isBroken = true }
                } else {
                    shape = element
                    list.append(try Element.read(&self))
                }
                path.removeLast()
                count += 1
            } while try hasMore(isObject: false)
        }
        let (found, within) = (elements ?? Elements(), findings)
        (elements, findings) = outer
        shape = own
        note(ConstraintCheck.outside(own, count, isLength: true)) { $0.tree(from: start) }
        // Of too long a list only that is told.
        if let most = own.range.most, count > most { return [] }
        tell(found.isBroken, hidden: element.isSensitive, from: start) {
            let words = ConstraintCheck.words(element, hasNUL: found.hasNUL) + [Violations.notNull]
            return "Member must satisfy constraint: [\(words.joined(separator: ", "))]"
        }
        findings.add(within)
        return list
    }

    package mutating func map<Value: InputValue>() throws(InputError) -> [String: Value] {
        let (own, start) = (shape, scanner.offset)
        guard try next() == .object, case .map(let key, let element) = own.kind else { throw .wrongType("Expected map or null") }
        let outer = (elements, findings)
        (elements, findings) = (Elements(), Findings())
        var map: [String: Value] = [:]
        var count = 0
        if try enter(isObject: true) {
            repeat {
                let name = try name()
                if scanner.isAtNull {
                    try passNull()
                    noteNUL(in: name)
                    continue
                }
                let broken = ConstraintCheck.broken(name, key, &steps)
                if !broken.isEmpty {
                    elements?.keyIsBroken = true
                    if broken.contains(Violations.noNUL) { elements?.keyHasNUL = true }
                }
                // Two that Swift takes for one, such as a letter with its accent in both spellings: neither may be lost.
                if let other = map.index(forKey: name), !map.keys[other].utf8.elementsEqual(name.utf8) {
                    throw .wrongType("Two keys of a map are the same text in different spellings.")
                }
                path.append(.value(count, key: name))
                shape = element
                map[name] = try Value.read(&self)
                path.removeLast()
                count += 1
            } while try hasMore(isObject: true)
        }
        let (found, within) = (elements ?? Elements(), findings)
        (elements, findings) = outer
        shape = own
        note(ConstraintCheck.outside(own, count, isLength: true)) { $0.tree(from: start) }
        if let most = own.range.most, count > most { return [:] }
        tell(found.keyIsBroken, hidden: key.isSensitive, from: start) {
            "Map keys must satisfy constraint: [\(ConstraintCheck.words(key, hasNUL: found.keyHasNUL).joined(separator: ", "))]"
        }
        tell(found.isBroken, hidden: element.isSensitive, from: start) {
            "Map value must satisfy constraint: [\(ConstraintCheck.words(element, hasNUL: found.hasNUL).joined(separator: ", "))]"
        }
        findings.add(within)
        return map
    }

    package mutating func structure<Structure: InputStructure>(_ value: inout Structure) throws(InputError) {
        let kind = try next()
        guard kind == .object else { throw kind == .array ? Self.wrong(kind, "") : .wrongType("Expected null") }
        let outer = elements
        elements = nil
        try members(&value)
        elements = outer
    }

    private mutating func members<Structure: InputStructure>(_ value: inout Structure) throws(InputError) {
        var isGiven = [Bool](repeating: false, count: Structure.members.all.count)
        try members(of: &value, &isGiven)
        require(Structure.members, isGiven)
    }

    private mutating func members<Structure: InputStructure>(of value: inout Structure, _ isGiven: inout [Bool]) throws(InputError) {
        let members = Structure.members
        if try enter(isObject: true) {
            repeat {
                let name = try name()
                guard let index = members.index(of: name), isHere(members.all[index]) else {
                    noteNUL(in: name)
                    try skip(name, nil)
                    continue
                }
                let member = members.all[index]
                if isGiven[index] || scanner.isAtNull {
                    try skip(name, member.shape)
                    continue
                }
                isGiven[index] = true
                let start = scanner.offset
                path.append(.member(index, member.pathName))
                shape = member.shape
                try value.read(index, &self)
                path.removeLast()
                if path.isEmpty, index < unread.count, let rule = unread[index], unbuilt == nil {
                    unbuilt = rule.refusal(of: name, tree(from: start), shape: member.shape, isText: isText)
                }
            } while try hasMore(isObject: true)
        }
    }

    /// Whether a member may come in this part of the input.
    private func isHere(_ member: Shape.Member) -> Bool {
        guard path.isEmpty else { return true }
        return switch place {
        case .anywhere: true
        case .head: !member.isInBody
        case .body: member.isInBody
        }
    }

    private mutating func require(_ members: Shape.Members, _ isGiven: [Bool]) {
        for (index, member) in members.all.enumerated() where member.isRequired && !isGiven[index] {
            path.append(.member(index, member.pathName))
            find(Violations.notNull) { _ in "null" }
            path.removeLast()
        }
    }

    // MARK: What is broken

    /// Of an element it is only noted that something is: it is told with its list.
    private mutating func note(_ broken: [String], hasNUL: Bool = false, _ shown: (Self) -> JSON) {
        guard !broken.isEmpty else { return }
        if elements != nil {
            elements?.isBroken = true
            if hasNUL { elements?.hasNUL = true }
            return
        }
        let isSensitive = shape.isSensitive
        for constraint in broken {
            if let must = texts.sentences[constraint] {
                noteSentence(must)
            } else {
                find(constraint) { isSensitive || !$0.texts.showsValues ? nil : ShownValue.of(shown($0)) }
            }
        }
    }

    private mutating func noteSentence(_ must: String) {
        let order = path.map(\.order)
        if let sentence, !order.lexicographicallyPrecedes(sentence.order) { return }
        sentence = (order, "The specified value for \(path.map(\.text).joined(separator: ".")) is invalid. It must \(must)")
    }

    /// Tells what the elements of the list or map break that began at `start`.
    private mutating func tell(_ isBroken: Bool, hidden: Bool, from start: Int, _ constraint: () -> String) {
        guard isBroken else { return }
        if elements != nil {
            elements?.isBroken = true
            return
        }
        let isHidden = hidden || shape.isSensitive || !texts.showsValues
        find(constraint()) { isHidden ? nil : ShownValue.of($0.tree(from: start)) }
    }

    private mutating func find(_ constraint: String, _ shown: (Self) -> String?) {
        let order = path.map(\.order)
        guard let place = findings.count(at: order) else { return }
        let text = Violations.text(shown(self), at: path.map(\.text).joined(separator: "."), constraint)
        findings.tell(text, at: order, place)
    }

    /// What was read since `start`. It has been read once within the same bounds, so it is JSON; were it not, it must not pass for a null,
    /// which nobody refuses.
    private func tree(from start: Int) -> JSON { (try? JSON(parsing: scanner.text(from: start))) ?? .string("") }

    // MARK: What nobody reads

    private mutating func noteNUL(in name: String) {
        if nul == nil, name.utf8.contains(0) { nul = (name, pathOfNUL) }
    }

    /// - Parameter shape: of a member that came before.
    private mutating func skip(_ name: String, _ shape: Shape?) throws(InputError) {
        let mayHave = if case .blob? = shape?.kind { true } else { shape?.allowsNUL ?? false }
        // What no shape knows may be a secret in the wrong place.
        guard let found = try skip(isSecret: shape?.isSensitive ?? true), nul == nil, !mayHave else { return }
        let own = name.prefix(1).lowercased() + name.dropFirst()
        nul = (found.value, [pathOfNUL, own, found.path].filter { !$0.isEmpty }.joined(separator: "."))
    }

    /// - Returns: the first text with NUL, and the way to it, which is put together on the way back.
    private mutating func skip(isSecret: Bool) throws(InputError) -> (value: String?, path: String)? {
        var found: (value: String?, path: String)?
        let kind = try next()
        switch kind {
        case .true, .false, .null: try pass(kind)
        case .number: _ = try number()
        case .string:
            let text = try text(kind, "")
            if text.utf8.contains(0) { found = (isSecret ? nil : text, "") }
        case .array:
            guard try enter(isObject: false) else { return nil }
            repeat {
                let within = try skip(isSecret: isSecret)
                found = found ?? within
            } while try hasMore(isObject: false)
        case .object:
            guard try enter(isObject: true) else { return nil }
            repeat {
                let name = try name()
                if found == nil, name.utf8.contains(0) { found = (isSecret ? nil : name, "") }
                if let within = try skip(isSecret: true), found == nil {
                    let own = name.prefix(1).lowercased() + name.dropFirst()
                    found = (within.value, within.path.isEmpty ? own : own + "." + within.path)
                }
            } while try hasMore(isObject: true)
        }
        return found
    }

    private var pathOfNUL: String {
        path.compactMap { step in
            switch step {
            case .member(_, let name), .value(_, let name): name
            case .element: nil
            }
        }.joined(separator: ".")
    }

    // MARK: Tokens

    private mutating func next() throws(InputError) -> JSONScanner.Kind {
        steps += 1
        do { return try scanner.next() } catch { throw .unreadable(error.description) }
    }

    private mutating func enter(isObject: Bool) throws(InputError) -> Bool {
        do { return try scanner.enter(isObject: isObject) } catch { throw .unreadable(error.description) }
    }

    private mutating func hasMore(isObject: Bool) throws(InputError) -> Bool {
        do { return try scanner.hasMore(isObject: isObject) } catch { throw .unreadable(error.description) }
    }

    private mutating func name() throws(InputError) -> String {
        do { return try scanner.name() } catch { throw .unreadable(error.description) }
    }

    private mutating func pass(_ kind: JSONScanner.Kind) throws(InputError) {
        do { try scanner.pass(kind) } catch { throw .unreadable(error.description) }
    }

    private mutating func passNull() throws(InputError) { try pass(try next()) }

    private mutating func number() throws(InputError) -> String {
        do { return try scanner.number() } catch { throw .unreadable(error.description) }
    }

    private mutating func text(_ type: String) throws(InputError) -> String { try text(try next(), type) }

    private mutating func text(_ kind: JSONScanner.Kind, _ type: String) throws(InputError) -> String {
        guard kind == .string else { throw Self.wrong(kind, type) }
        do { return try scanner.string() } catch { throw .unreadable(error.description) }
    }

    private mutating func number(_ type: String) throws(InputError) -> (text: String, kind: JSONScanner.Kind) {
        let kind = try next()
        if kind == .string, isText { return (try text(kind, type), kind) }
        guard kind == .number else { throw Self.wrong(kind, type) }
        return (try number(), kind)
    }

    /// Source: the texts of AWS's JSON services for each pair of types.
    private static func wrong(_ kind: JSONScanner.Kind, _ type: String) -> InputError {
        switch kind {
        case .null: .wrongType("NULL_VALUE can not be converted to \(type)")
        case .true: .wrongType("TRUE_VALUE can not be converted to \(type)")
        case .false: .wrongType("FALSE_VALUE can not be converted to \(type)")
        case .number: .wrongType("NUMBER_VALUE can not be converted to \(type)")
        case .string: .wrongType("STRING_VALUE can not be converted to \(type)")
        case .array: .wrongType("Start of list found where not expected")
        case .object: .wrongType("Start of structure or map found where not expected.")
        }
    }
}
