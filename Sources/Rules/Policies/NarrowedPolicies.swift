/// What of policies can have a say about one action on resources that begin alike: found once for all the keys of a list.
extension NamedPolicy {
    /// The same policy with no statement that cannot match, and no resource. It stays where nothing of it does: a boundary or a session
    /// policy that says nothing allows nothing.
    /// - Parameter prefix: of the ARN of each resource that it will be asked about.
    package func narrowed(to action: String, on prefix: String) -> NamedPolicy {
        let prefix = Array(prefix.utf8)
        var isLess = false
        let statements = document.statements.compactMap { $0.narrowed(to: action, on: prefix, &isLess) }
        // What stays as it is is not held twice.
        guard isLess else { return self }
        return NamedPolicy(
            name: name, kind: kind,
            document: PolicyDocument(kind: document.kind, version: document.version, id: document.id, statements: statements))
    }

    /// So many statements, and resources of them, are looked at for a decision.
    var size: (statements: Int, resources: Int) {
        (document.statements.count, document.statements.reduce(0) { $0 + ($1.resources?.patterns.count ?? 0) })
    }
}

extension Statement {
    fileprivate func narrowed(to action: String, on prefix: [UInt8], _ isLess: inout Bool) -> Statement? {
        guard actions.matches(action) else {
            isLess = true
            return nil
        }
        guard let resources, !resources.patterns.allSatisfy({ $0.canMatch(prefix) }) else { return self }
        isLess = true
        let left = resources.patterns.filter { $0.canMatch(prefix) }
        // Where all others are meant, those that are none of them are not asked about either.
        guard !left.isEmpty || resources.isNegated else { return nil }
        return Statement(
            sid: sid, index: index, effect: effect, principals: principals, actions: actions,
            resources: ResourceElement(isNegated: resources.isNegated, patterns: left), conditions: conditions)
    }
}
