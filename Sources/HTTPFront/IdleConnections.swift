/// The connections of one listener and loop that have no request under way, the one that has been so longest first. Belongs to the loop.
///
/// A list through the connections themselves: each request takes its connection out and puts it back, which must cost next to nothing.
/// Nothing is retained: a connection takes itself out before it ends.
final class IdleConnections: @unchecked Sendable {
    struct Links {
        unowned(unsafe) var older: Connection? = nil
        unowned(unsafe) var newer: Connection? = nil
        var isIn = false
    }

    unowned(unsafe) private var oldest: Connection? = nil
    unowned(unsafe) private var newest: Connection? = nil

    /// As the one that has been idle for the shortest time.
    func add(_ connection: Connection) {
        remove(connection)
        connection.links = Links(older: newest, newer: nil, isIn: true)
        if let newest { newest.links.newer = connection } else { oldest = connection }
        newest = connection
    }

    func remove(_ connection: Connection) {
        guard connection.links.isIn else { return }
        let (older, newer) = (connection.links.older, connection.links.newer)
        if let older { older.links.newer = newer } else { oldest = newer }
        if let newer { newer.links.older = older } else { newest = older }
        connection.links = Links()
    }

    /// Ends the one that has been idle longest, so that there is a place for another.
    /// - Returns: false if there is none.
    func endOldest() -> Bool {
        guard let oldest else { return false }
        oldest.end()
        return true
    }
}
