package import Objects
package import Identity
package import ServiceKit
package import Logging
package import DeliveryData
package import Store
package import Core

/// Pelton's own API, under `/_pelton/`: JSON over HTTP, signed for the service `pelton`. What `pelton events`, `scrub` and `iam` talk to.
package struct AdminService: ModelledService {
    package let domain: Guarded<AdminDomain>
    let access: AccessFinder
    /// Whose store it is: only this account may look after it as a whole.
    let owner: AccountID
    package let logger: Logger

    /// - Parameters:
    ///   - side: what a resource's own policies say.
    ///   - pauseReason: why what is owed on a route waits; nil if it does not.
    package init(
        metadata: MetadataStore, engine: ObjectEngine, identity: IdentityStore, scrubber: Scrubber, owner: AccountID, logger: Logger,
        side: @escaping FindResourceSide, pauseReason: @escaping @Sendable (DeliveryRoute) -> String?
    ) {
        access = AccessFinder(identity, side)
        domain = Guarded(AdminDomain(metadata: metadata, engine: engine, scrubber: scrubber, pauseReason: pauseReason))
        self.owner = owner
        self.logger = logger
    }

    package static let operations = Operations<AdminService>([listEvents, redriveEvents, getScrub, startScrub, explainAccess])

    /// A list of so many ids.
    package static let bodyLimit = 64 << 10
    package static let invalidInput = "InvalidRequest"
    package static let failure = ServiceError(500, "InternalError", "The server could not do this. Its log says why.")

    package static func error(_ error: StoreFailure) -> ServiceError { model.wire.error(error, failure: failure) }
}

/// What an administrator looks after.
package struct AdminDomain: Sendable {
    let metadata: MetadataStore
    let engine: ObjectEngine
    let scrubber: Scrubber
    let pauseReason: @Sendable (DeliveryRoute) -> String?
}
