package import Store

extension WireProtocol {
    /// What a failure of the store is, in any service of this protocol. What a service's mutations refuse, it has its own errors for.
    /// - Parameter failure: what the service says when it fails by itself.
    package func error(_ error: StoreFailure, failure: ServiceError) -> ServiceError {
        switch error {
        case .busy: throttled
        case .diskFull: ServiceError(507, "InsufficientStorage", "The disk is full.")
        case .readOnly, .storage, .stopped: failure.caused(by: "\(error)")
        }
    }
}
