internal import Policies
internal import Core
private import Synchronization

/// Role sessions, in memory: they die with the server, as the workers do that hold them.
final class Sessions: Sendable {
    struct Session: Sendable {
        let credentials: SessionCredentials
        let account: AccountID
        let roleName, rolePath, roleID, sessionName: String
        /// The account's.
        let canonicalID: String
        let issued: Timestamp
        var provenance: Provenance?
    }

    private let sessions = Mutex<[String: Session]>([:])

    func add(_ session: Session, now: Timestamp) {
        sessions.withLock { sessions in
            if sessions.count > 1000 { sessions = sessions.filter { $0.value.credentials.expiration > now } }
            sessions[session.credentials.accessKeyID] = session
        }
    }

    func find(_ accessKeyID: String) -> Session? { sessions.withLock { $0[accessKeyID] } }
    func remove(_ accessKeyID: String) { sessions.withLock { $0[accessKeyID] = nil } }

    func setProvenance(_ provenance: Provenance?, of accessKeyID: String) {
        sessions.withLock { $0[accessKeyID]?.provenance = provenance }
    }
}
