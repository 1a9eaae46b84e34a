internal import XML

extension XMLElement {
    /// S3's schemas are closed: what they do not name makes a document malformed.
    /// - Parameter once: whether each may be there at most once.
    func require(children allowed: Set<String>, once: Bool = false) throws(S3Error) {
        var seen: Set<String> = []
        for child in children {
            guard allowed.contains(child.name), seen.insert(child.name).inserted || !once else { throw .malformedXML }
        }
    }
}
