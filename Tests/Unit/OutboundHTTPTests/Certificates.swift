import NIOCore
import NIOSSL

/// An authority that nobody else trusts, and a certificate by it for `endpoint.test` and 127.0.0.1, from 2020 to 2120.
enum Certificates {
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBczCCARmgAwIBAgIBATAKBggqhkjOPQQDAjAgMR4wHAYDVQQDDBVQZWx0b24g
        dGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBa
        MCAxHjAcBgNVBAMMFVBlbHRvbiB0ZXN0IGF1dGhvcml0eTBZMBMGByqGSM49AgEG
        CCqGSM49AwEHA0IABMrmhsnGEXpVIiRTDud4cbLxHQb4hYKG7FxT5L7cTJu7YMPp
        qq50S4SRq8wsIpg4sherp54OXj6R31C0LIOmvsKjQjBAMA8GA1UdEwEB/wQFMAMB
        Af8wDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBSaf8psP3PJhBx5OYMD4iRq+YPZ
        uTAKBggqhkjOPQQDAgNIADBFAiEAi+9IOdvMEKO+9l97xCMvOBUvEUr8D0wzq0Go
        0HW8WksCIDpHMQokyWFtSjPTNlNVXtdutGIVwBzhjrG//FdN3Lqu
        -----END CERTIFICATE-----
        """

    private static let endpoint = """
        -----BEGIN CERTIFICATE-----
        MIIBvjCCAWOgAwIBAgIBAjAKBggqhkjOPQQDAjAgMR4wHAYDVQQDDBVQZWx0b24g
        dGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBa
        MBgxFjAUBgNVBAMMDWVuZHBvaW50LnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMB
        BwNCAAQzKEo8cHmw0YUpYRmOvuxTQWEFf70cyTXk79QVfjMQ2q/3zeTlfvxu+c94
        17sXtVoNGZQT5louXb4KTDNTu/vAo4GTMIGQMB4GA1UdEQQXMBWCDWVuZHBvaW50
        LnRlc3SHBH8AAAEwCQYDVR0TBAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAww
        CgYIKwYBBQUHAwEwHQYDVR0OBBYEFJXzF6bjcXL+bH3LUWD6b9l0LlPsMB8GA1Ud
        IwQYMBaAFJp/ymw/c8mEHHk5gwPiJGr5g9m5MAoGCCqGSM49BAMCA0kAMEYCIQDa
        GX6FtZcyEQb/ECXKZ1qjO8KURlrB5J0Sruty2zXngQIhANWK2Xu/sAxE45LI24IP
        EesJiwilOxod5ubNPQYAblT7
        -----END CERTIFICATE-----
        """

    /// Of no use but here.
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBZMh+ZinWn0iL/xT
        CR9zsT4xXIsdGTWrN8CfUYy1mmuhRANCAAQzKEo8cHmw0YUpYRmOvuxTQWEFf70c
        yTXk79QVfjMQ2q/3zeTlfvxu+c9417sXtVoNGZQT5louXb4KTDNTu/vA
        -----END PRIVATE KEY-----
        """

    /// - Parameter onName: gets the name that each client asks for.
    static func server(onName: @escaping @Sendable (String?) -> Void = { _ in }) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(endpoint.utf8)).map(NIOSSLCertificateSource.certificate)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
        configuration.applicationProtocols = ["h2", "http/1.1"]
        configuration.sslContextCallback = { values, promise in
            onName(values.serverHostname)
            promise.succeed(NIOSSLContextConfigurationOverride())
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
