/// What it takes at most to match patterns, in steps of about a nanosecond, whatever the values are: a sum over their lengths.
struct MatchCost: Sendable, Hashable {
    /// For each value.
    var perValue = 0
    /// For each byte of the values.
    var perByte = 0
    /// For each byte and each word of 64 of them: of patterns in which values of the request stand beside a `?`.
    var perPair = 0

    func steps(values: Int, bytes: Int) -> Int {
        // No request is as long: only that nothing overflows.
        let (values, bytes) = (min(values, 1 << 24), min(bytes, 1 << 24))
        return perValue * values + perByte * bytes + perPair * bytes * Glob.words(bytes)
    }

    static func += (a: inout Self, b: Self) {
        a.perValue += b.perValue
        a.perByte += b.perByte
        a.perPair += b.perPair
    }
}

extension Pattern {
    /// What `matches` takes at most.
    func cost(ignoringCase: Bool = false) -> MatchCost {
        var cost = glob.cost(ignoringCase: ignoringCase)
        guard hasVariables else { return cost }
        // Its variables are looked up and their values put in, of which no more than the text is long.
        let bytes = text.utf8.count
        cost.perValue += 16 * bytes
        cost.perByte += 4
        guard ignoringCase || glob.code.contains(Glob.one) else { return cost }
        // All of them may stand in one segment.
        cost.perValue += Glob.tableSteps * (Glob.words(bytes) + 1)
        cost.perByte += Glob.words(bytes) + 2
        cost.perPair += 1
        return cost
    }
}

extension Condition {
    /// What `outcome` takes at most.
    var cost: MatchCost {
        // The key is looked up, and what a comparison makes of a value, it makes once.
        var cost = MatchCost(perValue: 64, perByte: 1)
        switch comparison {
        case .string, .stringLike, .arn: break
        case .number, .date, .bool, .address, .binary, .null: cost.perByte = 8
        }
        for value in values {
            switch comparison {
            case .string(let ignoringCase): cost += value.cost(ignoringCase: ignoringCase)
            case .stringLike: cost += value.cost()
            case .arn:
                // Both are taken apart.
                cost += value.cost()
                cost.perValue += 16 * value.text.utf8.count
            case .number, .date, .bool, .address, .binary, .null: cost.perValue += 64 + 16 * value.text.utf8.count
            }
        }
        return cost
    }
}

/// What it takes at most to find out which statements apply.
struct PolicyCost: Sendable, Hashable {
    /// Of what is asked about: who, what, and to which resource.
    var target = MatchCost()
    var conditions = MatchCost()

    static func += (a: inout Self, b: Self) {
        a.target += b.target
        a.conditions += b.conditions
    }
}

extension Statement {
    var cost: PolicyCost {
        var cost = PolicyCost(target: MatchCost(perValue: 64 + 64 * (principals?.names.count ?? 0)))
        for pattern in actions.patterns { cost.target += pattern.cost(ignoringCase: true) }
        for pattern in resources?.patterns ?? [] { cost.target += pattern.cost() }
        for condition in conditions { cost.conditions += condition.cost }
        return cost
    }
}

extension RequestContext {
    /// How many values the key with the most has, and how many bytes those of the longest.
    var most: (values: Int, bytes: Int) {
        var most = (values: 1, bytes: 0)
        for found in values.values {
            most.values = max(most.values, found.count)
            most.bytes = max(most.bytes, found.reduce(0) { $0 + $1.utf8.count })
        }
        return most
    }
}

extension Evaluator {
    /// How long a decision may take, as is known before it is made.
    package enum Length: Sendable, Hashable {
        case brief
        /// A loop should not make it between its connections.
        case long
        /// Nobody should: only patterns that are made for it take so long, against values that are made for it.
        case endless
    }

    static let briefSteps = 1 << 18
    static let mostSteps = 1 << 27

    package static func length(_ context: RequestContext, policies: [NamedPolicy], resourcePolicies: [NamedPolicy] = []) -> Length {
        let steps = steps(context, policies: policies, resourcePolicies: resourcePolicies)
        return steps <= briefSteps ? .brief : steps <= mostSteps ? .long : .endless
    }

    /// What `decide` takes at most: each statement is looked at once.
    static func steps(_ context: RequestContext, policies: [NamedPolicy], resourcePolicies: [NamedPolicy] = []) -> Int {
        var cost = PolicyCost()
        for policy in policies { cost += policy.document.cost }
        for policy in resourcePolicies { cost += policy.document.cost }
        let most = context.most
        return cost.target.steps(values: 1, bytes: max(context.action.utf8.count, context.resource.utf8.count))
            + cost.conditions.steps(values: most.values, bytes: most.bytes)
    }
}
