private import Core

/// The connections of one listener and loop: those that have no request under way, and those that have one. Unchecked, as it belongs to
/// the loop: only its connections' handlers use it.
final class LoopConnections: @unchecked Sendable {
    let idle = ConnectionList()
    let busy = ConnectionList()
    /// How many are looked at for one that has come.
    private static let looks = 64

    /// Ends the one that has been idle longest, else one whose client hardly sends or takes anything, so that there is a place for another.
    /// - Returns: false if there is neither.
    func makeRoom() -> Bool {
        guard let leaves = idle.oldest ?? slowest() else { return false }
        leaves.end()
        return true
    }

    /// Of some. The next ones are looked at next time.
    private func slowest() -> Connection? {
        var looked: [Connection] = []
        while looked.count < Self.looks, let next = busy.oldest, next !== looked.first {
            busy.add(next)
            looked.append(next)
        }
        return looked.slowest { $0.clientPace }
    }
}

/// A list through the connections themselves, the one that was added first at its head: each request moves its connection from one to
/// another and back, which must cost next to nothing. Nothing is retained: `Connection.join` puts in only what has a channel, and the channel's
/// end takes it out before the connection can go. Unchecked, as it belongs to the loop.
final class ConnectionList: @unchecked Sendable {
    struct Links {
        unowned(unsafe) fileprivate var older: Connection? = nil
        unowned(unsafe) fileprivate var newer: Connection? = nil
        unowned(unsafe) fileprivate var list: ConnectionList? = nil

        /// Out of whatever list it is in.
        func remove(_ connection: Connection) { list?.remove(connection) }
    }

    unowned(unsafe) private(set) var oldest: Connection? = nil
    unowned(unsafe) private var newest: Connection? = nil

    /// As the newest, out of whatever list it is in.
    func add(_ connection: Connection) {
        connection.links.remove(connection)
        connection.links = Links(older: newest, newer: nil, list: self)
        if let newest { newest.links.newer = connection } else { oldest = connection }
        newest = connection
    }

    private func remove(_ connection: Connection) {
        let (older, newer) = (connection.links.older, connection.links.newer)
        if let older { older.links.newer = newer } else { oldest = newer }
        if let newer { newer.links.older = older } else { newest = older }
        connection.links = Links()
    }
}
