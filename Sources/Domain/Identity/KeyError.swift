internal import IdentityData
package import Store
package import Core

/// Why a key cannot be used. Source: KMS API Reference, "Errors" of each operation.
package enum KeyError: Error, Sendable {
    /// The text says which.
    case notFound(String)
    case disabled(ARN)
    case pendingDeletion(ARN)
    /// What can be done to a customer's key only.
    case isManaged(ARN)
    case alreadyExists(String)
    case invalidState(String)
    case invalidCiphertext
    case failed(StoreFailure)
}

/// A key as requests name it: an id, an ARN, an alias or an alias's ARN. Source: KMS Developer Guide, "Key identifiers (KeyId)".
package struct KeyReference: Sendable, Hashable {
    package enum Target: Sendable, Hashable { case key(String), alias(String) }

    package let account: AccountID
    package let region: Region
    package let target: Target

    /// In KMS's words, that there is none.
    package var missing: String {
        switch target {
        case .key: "Key '\(arn)' does not exist"
        case .alias: "Alias \(arn) is not found."
        }
    }

    /// - Parameters:
    ///   - account: of a name that says none; likewise `region`.
    /// - Returns: nil for what can name no key.
    package init?(_ text: String, account: AccountID, region: Region) {
        var name = Substring(text)
        var (owner, place) = (account, region)
        if text.hasPrefix("arn:") {
            guard let arn = ARN(text), arn.service == "kms", let account = AccountID(arn.account), let region = Region(arn.region) else {
                return nil
            }
            (owner, place) = (account, region)
            if arn.resource.hasPrefix("key/") {
                name = Substring(arn.resource.dropFirst(4))
                guard !name.hasPrefix("alias/") else { return nil }
            } else {
                guard arn.resource.hasPrefix("alias/") else { return nil }
                name = Substring(arn.resource)
            }
        }
        guard !name.isEmpty, name.utf8.count <= 256, name.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.account = owner
        self.region = place
        target = name.hasPrefix("alias/") ? .alias(String(name)) : .key(String(name))
    }

    package init(account: AccountID, region: Region, alias: String) {
        self.account = account
        self.region = region
        target = .alias(alias)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: ":"): true
        default: false
        }
    }

    package var arn: ARN {
        switch target {
        case .key(let id): KMSKeyName(account: account, region: region, id: id).arn
        case .alias(let name): ARN(service: "kms", region: region.description, account: account.description, resource: name)
        }
    }
}
