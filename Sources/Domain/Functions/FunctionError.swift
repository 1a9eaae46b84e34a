internal import FunctionData
internal import Store

/// Why a function could not be made, changed or found. The service has AWS's words for each.
package enum FunctionError: Error, Sendable {
    case noSuchFunction
    case functionExists
    /// Somebody else changed it meanwhile.
    case updateInProgress
    /// The revision that the caller wants changed is not the current one.
    case wrongRevision
    case statementExists
    case noSuchStatement
    case policyTooLong(bytes: Int)
    /// The zip file cannot be used; why, for people.
    case badPackage(String)
    case unzippedTooLarge
    case busy
    /// Code that was sent has no room, packed or unpacked.
    case noRoomForCode
    case diskFull
    /// Disk or database; the text is for the log.
    case storage(String)

    init(_ error: FunctionDataError) {
        switch error {
        case .failed(let failure): self.init(failure)
        case .refused(.notFound): self = .noSuchFunction
        case .refused(.alreadyExists): self = .functionExists
        case .refused(.changed): self = .updateInProgress
        case .refused(.wrongRevision): self = .wrongRevision
        case .refused(.policyTooLong(let bytes)): self = .policyTooLong(bytes: bytes)
        }
    }

    init(_ failure: StoreFailure) {
        switch failure {
        case .busy: self = .busy
        case .diskFull: self = .diskFull
        case .readOnly, .storage, .stopped: self = .storage("\(failure)")
        }
    }
}
