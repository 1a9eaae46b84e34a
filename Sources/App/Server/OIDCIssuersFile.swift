internal import Core
internal import Logging
internal import WebIdentity

/// The file of `--oidc-issuers`: a JSON list of issuers whose keys are in a file, or at a place of one's own network.
enum OIDCIssuersFile {
    static func read(_ path: String, _ logger: Logger) throws(StartError) -> [IssuerSetting] {
        let file = try trusted(path, "The file of issuers")
        let list: [JSON]
        do { list = try JSON(parsing: file).array ?? [] } catch {
            throw StartError("The file of issuers \(path) must hold a JSON list: \(error)")
        }
        guard !list.isEmpty else { throw StartError("The file of issuers \(path) must hold a JSON list of at least one issuer.") }
        var settings: [IssuerSetting] = []
        for (i, entry) in list.enumerated() {
            let setting: IssuerSetting
            do throws(IssuerSetting.Invalid) { setting = try IssuerSetting(entry) } catch {
                throw StartError("Entry \(i + 1) of \(path): \(error.reason)")
            }
            guard !settings.contains(where: { $0.issuer == setting.issuer }) else {
                throw StartError("Entry \(i + 1) of \(path): the issuer \(setting.issuer) is there already.")
            }
            if let keys = setting.keysFile {
                let bytes = try trusted(keys, "The file of keys")
                do throws(KeyFailure) { _ = try JSONWebKeys(parsing: bytes) } catch {
                    throw StartError("The file of keys \(keys): \(error)")
                }
            }
            if let authorities = setting.authorities { _ = try trusted(authorities, "The file of authorities") }
            settings.append(setting)
            let metadata: Logger.Metadata = ["issuer": "\(setting.issuer)", "place": "\(setting.shownPlace)"]
            logger.notice("the keys of an issuer are at a place of one's own", metadata: metadata)
            if setting.isOpenToOthers {
                logger.warning("whoever is on the way can put keys of his own in place of an issuer's: http, not https", metadata: metadata)
            }
        }
        return settings
    }

    /// What is read while the server runs, by the rules of a start.
    static func keys(_ path: String) throws(KeyFailure) -> [UInt8] {
        do throws(StartError) { return try trusted(path, "The file") } catch { throw .unusable(error.description) }
    }

    /// Who could write it could be whomever a role trusts.
    private static func trusted(_ path: String, _ what: String) throws(StartError) -> [UInt8] {
        let place = Folder.absolute(path)
        guard let file = try SmallTextFile(place) else { throw StartError("\(what) \(path) cannot be read: there is none.") }
        try TrustedFile.requireOwn(file, what, path, danger: "make tokens that roles trust")
        return file.bytes
    }
}
