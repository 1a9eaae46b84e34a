import Testing

@testable import S3

/// Source: RFC 2047; recordings of S3.
struct EncodedWordsTests {
    @Test(
        arguments: [
            ("=?UTF-8?B?YWJj?=", "abc"), ("=?UTF-8?Q?actually-ascii?=", "actually-ascii"), ("=?utf-8?q?a_b=C3=A9?=", "a bé"),
            ("=?UTF-8?B?w4TDlg==?=", "ÄÖ"), ("=?UTF-8?B?w4TDlg?=", "ÄÖ"), ("=?ISO-8859-1?Q?=E4?=", "ä"), ("=?US-ASCII*en?Q?a?=", "a"),
            // Blanks between two of them go, others stay.
            ("=?UTF-8?Q?a?= =?UTF-8?Q?b?=", "ab"), ("=?UTF-8?Q?a?= \t =?UTF-8?Q?b?= c", "ab c"), ("x  =?UTF-8?Q?a?=\ty", "x  a\ty"),
            // What is no digit counts as six set bits; what is no UTF-8 is U+FFFD.
            ("=?UTF-8?B?YW=j?=", "ao\u{FFFD}"), ("=?UTF-8?B?/w==?=", "\u{FFFD}"), ("=?UTF-8?B?YQ===?=", "a\u{F}"), ("=?UTF-8?B?Y?=", ""),
            ("=?UTF-8?Q?a=ZZ=4?=", "a=ZZ=4"), ("=?UTF-8?Q??=", ""),
        ])
    func `an encoded word is decoded`(text: String, decoded: String) {
        #expect(Array(EncodedWords.decode(text).utf8) == Array(decoded.utf8))
    }

    @Test(
        arguments: [
            "", "plain", "a=b?c", "=?", "=??=", "=?UTF-8?B?YWJj", "=?UTF-8?X?YWJj?=", "=?KOI8-R?Q?a?=", "=?UTF-8?YWJj?=",
            "x=?UTF-8?B?YWJj?=",
            "=?UTF-8?B?YWJj?=x", "größer =? ✓", " a\u{301} =?b",
        ])
    func `what is none stays as it is`(text: String) { #expect(Array(EncodedWords.decode(text).utf8) == Array(text.utf8)) }

    @Test(
        arguments: [
            ("ÄMÄZÕÑ S3", "=?UTF-8?B?w4RNw4Raw5XDkSBTMw==?="), ("a\r\nEvil: yes", "=?UTF-8?B?YQ0KRXZpbDogeWVz?="),
            ("\0", "=?UTF-8?B?AA==?="),
            ("plain\t~ text", "plain\t~ text"), ("", ""), ("=?UTF-8?B?YWJj?=", "=?UTF-8?B?YWJj?="),
        ])
    func `what no header can carry is one encoded word`(text: String, encoded: String) {
        #expect(EncodedWords.encode(text) == encoded)
        #expect(encoded == text || EncodedWords.decode(encoded) == text)
    }
}
