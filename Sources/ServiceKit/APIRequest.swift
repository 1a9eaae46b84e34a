package import HTTPServer
package import Policies
package import NIOCore
package import Core
package import SigV4
private import Synchronization

/// A request whose sender is known: what a service gets. Its signature was verified, its body may not have been read yet.
package struct APIRequest: Sendable {
    package let id: RequestID
    package let http: HTTPRequest
    package let caller: Caller
    /// The region of the signature's scope; the server's own for an anonymous request.
    package let region: Region
    package let received: Timestamp
    /// Nil on an anonymous request.
    package let signature: VerifiedSignature?
    /// How the body comes, and what it must be: as the signature says, or else the sender.
    package let payload: PayloadMode
    /// The whole body, where the service's protocol has small ones whose hash is part of the signature.
    package let collected: ByteBuffer?
    package let log: RequestLog
    package let inputThreads: InputThreads
    /// For its body; nil if it has none.
    package let place: RequestPermit?

    package init(
        id: RequestID, http: HTTPRequest, caller: Caller, region: Region, received: Timestamp, signature: VerifiedSignature?,
        payload: PayloadMode, collected: ByteBuffer?, log: RequestLog, threads: InputThreads, place: RequestPermit?
    ) {
        self.id = id
        self.http = http
        self.caller = caller
        self.region = region
        self.received = received
        self.signature = signature
        self.payload = payload
        self.collected = collected
        self.log = log
        inputThreads = threads
        self.place = place
    }

    /// The same request of somebody else.
    func acting(as caller: Caller) -> APIRequest {
        APIRequest(
            id: id, http: http, caller: caller, region: region, received: received, signature: signature, payload: payload,
            collected: collected, log: log, threads: inputThreads, place: place)
    }

    /// Where what is large in it is read, when its caller's turn comes.
    package var threads: InputTurns { inputThreads.turns(of: caller.principal) }
}

/// Who asks, and with which permissions of their own.
package struct Caller: Sendable {
    package let principal: Principal
    /// The account whose resources a request names when it names no other.
    package let account: AccountID
    package let canonicalID: String
    package let displayName: String
    package let accessKeyID: String?
    /// The principal's own policies, compiled; an account's root has none and needs none.
    package let policies: [NamedPolicy]
    package let facts: PrincipalFacts
    /// Set while a function's worker asks: what its writes carry.
    package let provenance: Provenance?

    package init(
        principal: Principal, account: AccountID, canonicalID: String, displayName: String, accessKeyID: String?,
        policies: [NamedPolicy], facts: PrincipalFacts = PrincipalFacts(), provenance: Provenance?
    ) {
        self.principal = principal
        self.account = account
        self.canonicalID = canonicalID
        self.displayName = displayName
        self.accessKeyID = accessKeyID
        self.policies = policies
        self.facts = facts
        self.provenance = provenance
    }
}

extension Caller {
    /// The same with more policies of its own.
    package func given(_ more: [NamedPolicy]) -> Caller {
        Caller(
            principal: principal, account: account, canonicalID: canonicalID, displayName: displayName, accessKeyID: accessKeyID,
            policies: policies + more, facts: facts, provenance: provenance)
    }

    /// Nobody in particular: only what a resource's policy gives to everyone.
    package static let anonymous = Caller(
        principal: .anonymous, account: .none, canonicalID: "", displayName: "", accessKeyID: nil, policies: [], provenance: nil)
}

/// What the request's log line says besides its head: the services fill it in as they learn it.
package final class RequestLog: Sendable {
    package struct Fields: Sendable {
        /// Set where the answer has another id than the request got when it came.
        package var requestID = ""
        /// Set where the service is the first to learn who asked.
        package var principal = ""
        package var operation = ""
        /// Of a request that was refused before anybody looked what it asks for: as it came, without its query.
        package var path = ""
        package var bucket = ""
        /// The bucket that was asked about, and which of that name it was.
        package var judged: (name: BucketName, id: Int64)?
        package var key = ""
        package var errorCode = ""
        /// Why access was denied, with the deciding statement.
        package var decision = ""
    }

    private let fields = Mutex(Fields())
    package init() {}

    package func set(_ change: (inout Fields) -> Void) { fields.withLock { change(&$0) } }
    package var current: Fields { fields.withLock { $0 } }
}
