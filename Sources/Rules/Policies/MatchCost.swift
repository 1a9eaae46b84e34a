/// What it takes at most to match patterns, in steps of about a nanosecond, whatever the values are: a sum over their lengths.
struct MatchCost: Sendable, Hashable {
    /// However many values there are.
    var once = 0
    /// For each value.
    var perValue = 0
    /// For each byte of the values.
    var perByte = 0
    /// For each byte and each word of 64 of them: of patterns in which values of the request stand beside a `?`.
    var perByteAndWord = 0

    /// What comparing two values takes beside their bytes, and what matching a pattern does.
    static let perPair = 2
    static let perMatch = 48

    func steps(values: Int, bytes: Int) -> Int {
        // No request is as long: only that nothing overflows.
        let (values, bytes) = (min(values, 1 << 24), min(bytes, 1 << 24))
        return once + perValue * values + perByte * bytes + perByteAndWord * bytes * Glob.words(bytes)
    }

    static func += (a: inout Self, b: Self) {
        a.once += b.once
        a.perValue += b.perValue
        a.perByte += b.perByte
        a.perByteAndWord += b.perByteAndWord
    }
}

extension Pattern {
    /// What `matches` takes at most.
    func cost(ignoringCase: Bool = false) -> MatchCost {
        var cost = glob.cost(ignoringCase: ignoringCase)
        guard hasVariables else { return cost }
        // Its variables are looked up and their values put in, of which no more than the text is long.
        let bytes = text.utf8.count
        cost.once += resolvingSteps
        cost.perByte += 8
        guard ignoringCase || glob.code.contains(Glob.one) else { return cost }
        // All of them may stand in one segment.
        cost.perValue += Glob.tableSteps * (Glob.words(bytes) + 1)
        cost.perByte += Glob.words(bytes) + 2
        cost.perByteAndWord += 1
        return cost
    }

    /// What it takes to put in the variables' values, beside their bytes.
    var resolvingSteps: Int { 512 + 16 * text.utf8.count }
}

extension Condition {
    /// What `outcome` takes at most.
    var cost: MatchCost {
        // The key and the variables are looked up.
        var cost = MatchCost(once: 512 + 4 * key.utf8.count)
        func each(_ form: ConditionWork.Form, _ pairs: Int) {
            cost.perValue += form.cost.once + MatchCost.perPair * pairs
            cost.perByte += form.cost.perByte
        }
        switch comparison {
        case .string(let patterns, let ignoringCase):
            for pattern in patterns { cost += pattern.cost(ignoringCase: ignoringCase) }
            cost.perValue += MatchCost.perPair * patterns.count
        case .arn(let arns):
            each(.arn, arns.count)
            for arn in arns { cost += arn.whole.cost() }
            cost.perValue += 6 * MatchCost.perMatch * arns.count
        case .number(let operands, _): each(.number, operands.count)
        case .date(let operands, _): each(.date, operands.count)
        case .address(let operands): each(.address, operands.count)
        // One look is enough.
        case .bool: each(.bool, 1)
        case .binary: each(.binary, 1)
        case .null: break
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
        // What the caller's ARNs are is asked once.
        var cost = PolicyCost(target: MatchCost(once: principals.map { 1024 + 64 * $0.names.count } ?? 64))
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
    package static let mostSteps = 1 << 25

    package static func length(_ context: RequestContext, policies: [NamedPolicy], resourcePolicies: [NamedPolicy] = []) -> Length {
        let steps = steps(context, policies: policies, resourcePolicies: resourcePolicies)
        return steps <= briefSteps ? .brief : steps <= mostSteps ? .long : .endless
    }

    /// What `decide` takes at most: each statement is looked at once.
    package static func steps(_ context: RequestContext, policies: [NamedPolicy], resourcePolicies: [NamedPolicy] = []) -> Int {
        var cost = PolicyCost()
        for policy in policies { cost += policy.document.cost }
        for policy in resourcePolicies { cost += policy.document.cost }
        let most = context.most
        return cost.target.steps(values: 1, bytes: max(context.action.utf8.count, context.resource.utf8.count))
            + cost.conditions.steps(values: most.values, bytes: most.bytes)
    }
}
