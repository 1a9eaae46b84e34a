import Core

@testable import WebIdentity

/// Keys and tokens that OpenSSL made.
enum Made {
    static let modulus =
        "wtrw__UcAlY6VUeYgaAaZCQ-wYnKEsd8CQlNGCsdmYW7S8T1aZa5cJEuyLvA46gGC_sut1us6B_l-JMWvsReXUobdRvtl-j6z6ylO9RPhogIyGrqAgc_WzkHLigY0PQ_D96i3BAOB88PlLy3TFF-ZXin16K4-YrNkQiSdsJVWE9eWUs5vTPalvbaLLj48QuCBHL-qASDIgWzlBPZvoJfV2aB6bEYtf97Mv6LN-9JL5_D8dM1qpgCiOkpiJczndJS52MxoCdmpfiG4GnNxsGekxJOSbLc7EZVr88N4Se_lcWNrmMciWG9sgOgQrxziz2XZ0Yq3-Zc9EFUWtE7ZuUdJQ"
    /// Of 1,024 bits.
    static let shortModulus =
        "9SQ2weSMedFOb2_wJKkEgh6AOeyGLTBI7xacm0GW3oe6aPVwtVOPyD0vEOpFL6G1QGvTRGxNkuktZYAy4Z1SRQ9NIHNUjmH2l86Xp7ZEnWTDM9hJVr69lqCRIvaYkKjJZgKuL2J8UKH1FnPIGeiNIMe2jl_KrA5s5f8mj-n2dHM"
    static let curve: [JSON.Member] = [
        JSON.Member("kty", "EC"), JSON.Member("crv", "P-256"), JSON.Member("kid", "e"),
        JSON.Member("x", "xOFxHnAPPUENKW5__Mdaa0AJELVpRI_H-pokE3PPEjY"), JSON.Member("y", "lGag8cHLe1OjhJRbfizJWqrq1x091gyE4f0XNTfDPrg"),
    ]
    /// {"alg":"RS256","kid":"r"} and {"iss":"https://idp.example.com","sub":"alice","aud":"app","iat":1800000000,"exp":1800003600}
    static let rsa =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6InIifQ.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLmNvbSIsInN1YiI6ImFsaWNlIiwiYXVkIjoiYXBwIiwiaWF0IjoxODAwMDAwMDAwLCJleHAiOjE4MDAwMDM2MDB9.Dm0rtc1TOF0PRrMAssPju_0XNyydbfKmzjxGH0yTZeQ7gQ3mZ7Y0hFDPtkoavdBjOqTcojgb5KNOFQlEgKO0vOGIi-D2ODpPEq5aZqy_Ydvhq1Gm4DTaTIIUwS5AB7yTU14XTfgIhvk_mbMPcmivzG3ddtTGcalN3kQPGw2mZNbTgPAjTA_I91w0qirmSagTSMRX7shNGHmqvB_IAk0wU-2TEt5rTXIpdFI-yDN_Gpy8Fvc6S8bHe7hgnu4z0tE4Sjvs2XexUe8QmRaEZNwuOY_QTwz5EVwCFoic3TIk1kb65ubX_uEkOgAED9yOnhqL8b6ICoqWTW8qed08GMhNzg"
    /// The same with the key of 1,024 bits, "s".
    static let short =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6InMifQ.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLmNvbSIsInN1YiI6ImFsaWNlIiwiYXVkIjoiYXBwIiwiaWF0IjoxODAwMDAwMDAwLCJleHAiOjE4MDAwMDM2MDB9.AlvFQ60LCRBCYC5OHB1FtCxG4uTx1e8BA-f57O4oz8ZdKdtktR8lPEv4tAl55wOysAsF1ZZAPfGv_SyAN17JGNyHcTSxdfTbzDb-HU4rz5LQsauvYbh3AtsumDjyvoOF7RmtTye8Y5q8q6OH9W56Jm5gbdOa33cPLCuGyrjecnE"
    static let elliptic =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImUifQ.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLmNvbSIsInN1YiI6ImFsaWNlIiwiYXVkIjoiYXBwIiwiaWF0IjoxODAwMDAwMDAwLCJleHAiOjE4MDAwMDM2MDB9._C3FW6e1w88YzIEMvcFH1SMIn-_O1Yxjgvcg4gLxy1McPf7UVzYKgcgPmlGCTI93mIj67_GRlt5icdLTSn0g3A"

    static func rsaKey(_ id: String = "r", modulus: String = modulus, _ more: [JSON.Member] = []) -> JSON {
        .object(
            [JSON.Member("kty", "RSA"), JSON.Member("kid", .string(id)), JSON.Member("n", .string(modulus)), JSON.Member("e", "AQAB")]
                + more)
    }

    static func set(_ keys: [JSON]) -> [UInt8] { JSON.object([JSON.Member("keys", .array(keys))]).utf8 }

    static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(Base64.encode(bytes).compactMap { $0 == "=" ? nil : $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    /// A token whose signature is nobody's.
    static func token(_ claims: String, header: String = #"{"alg":"RS256","kid":"r"}"#, signature: String = "c2ln") -> String {
        "\(encode(Array(header.utf8))).\(encode(Array(claims.utf8))).\(signature)"
    }
}
