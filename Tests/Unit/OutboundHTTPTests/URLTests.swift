import Testing

@testable import OutboundHTTP

struct URLTests {
    @Test(arguments: [
        ("http://example.com", "http://example.com/", "example.com", 80),
        ("HTTP://EXAMPLE.com:80/A", "http://example.com/A", "example.com", 80),
        ("https://example.com:443?q", "https://example.com/?q", "example.com", 443),
        ("https://example.com:80/", "https://example.com:80/", "example.com:80", 80),
        (
            "http://a.b-c.d_e.x1:65535//a/../%2e%2F;p=1?a=b&c=%20/?", "http://a.b-c.d_e.x1:65535//a/../%2e%2F;p=1?a=b&c=%20/?",
            "a.b-c.d_e.x1:65535", 65535
        ),
        ("http://localhost:1/?", "http://localhost:1/?", "localhost:1", 1),
        ("http://xn--bcher-kva.example/", "http://xn--bcher-kva.example/", "xn--bcher-kva.example", 80),
        ("http://1.2.3.4:8080/", "http://1.2.3.4:8080/", "1.2.3.4:8080", 8080),
        ("http://[::1]/", "http://[::1]/", "[::1]", 80),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x", "[2001:db8::1]:8443", 8443),
        ("http://1password.com/", "http://1password.com/", "1password.com", 80),
        ("http://4u.x0/", "http://4u.x0/", "4u.x0", 80),
    ])
    func `a URL is read and written again`(text: String, written: String, authority: String, port: Int) throws {
        let url = try OutboundURL(text)
        #expect(url.description == written)
        #expect(url.authority == authority)
        #expect(url.port == port)
    }

    @Test(arguments: [
        "", "/", "//example.com", "example.com", "http:example.com", "http:/example.com", "http:///", "http://", "http://:80/", "://h/",
        "ftp://example.com/", "httpx://example.com/", "http+unix://%2Ftmp%2Fs/", "file:///etc/passwd", "unix:/s", "gopher://h/",
        " http://example.com/", "http://example.com/ ", "http://exam ple.com/", "http://example.com/a b", "http://example.com/\n",
        "http://example.com\r\nHost: x/", "http://example.com/\0", "http://example.com/\t", "\u{FEFF}http://example.com/",
        "http://user@example.com/", "http://user:pass@example.com/", "http://@example.com/", "http://example.com@127.0.0.1/",
        "http://127.0.0.1#@example.com/", "http://example.com/#f", "http://example.com#f", "http://example.com/?q#f",
        "http://example.com\\@127.0.0.1/", "http://example.com\\/", "http://example.com/a\\b", "http:\\\\example.com/",
        "http://example.com:/", "http://example.com:0/", "http://example.com:080/", "http://example.com:65536/", "http://example.com:+80/",
        "http://example.com:-1/", "http://example.com:80:80/", "http://example.com:8a/", "http://example.com:\u{FF11}/",
        "http://example.com./", "http://.example.com/", "http://example..com/", "http://./", "http://127.0.0.1./",
        "http://-a.com/", "http://a-.com/", "http://a.com%2f/", "http://%31%32%37.0.0.1/", "http://ex%61mple.com/", "http://a!b/",
        "http://a,b/",
        "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://017700000001/", "http://0177.0.0.1/", "http://0x7f.1/",
        "http://0x7f000001/", "http://0x7f.0.0.1/", "http://127.0.0.0x1/", "http://0X7F.1/", "http://127.0.0.01/", "http://00000127.0.0.1/",
        "http://256.0.0.1/", "http://1.2.3.4.5/", "http://1.2.3/", "http://a.1/", "http://a.0x/", "http://0/", "http://1/",
        "http://127.0.0.1.0/",
        "http://[::1/", "http://::1/", "http://[::1]a/", "http://[]/", "http://[1.2.3.4]/", "http://[example.com]/", "http://[::1%25lo]/",
        "http://[::1%lo]/", "http://[fe80::1%25eth0]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::0001]/", "http://[::FFFF:1.2.3.4]/",
        "http://[2001:DB8::1]/", "http://[v1.a]/", "http://[::ffff:7f00:1]/", "http://[::1]:/", "http://[[::1]]/", "http://[::1]@a/",
        "http://\u{212A}.example/", "http://b\u{FC}cher.example/", "http://\u{FF11}27.0.0.1/", "http://\u{2460}.example/",
        "http://127\u{3002}0\u{3002}0\u{3002}1/", "http://ex\u{AD}ample.com/", "http://\u{202E}example.com/", "http://ex\u{200B}ample.com/",
        "http://example.com/%", "http://example.com/%4", "http://example.com/%zz", "http://example.com/?%", "http://example.com/\"",
        "http://example.com/<", "http://example.com/{a}", "http://example.com/a|b", "http://example.com/a^b", "http://example.com/`",
        "http://example.com/[a]", "http://example.com/?a[]=1", "http://example.com/\u{E9}", "http://example.com/?\u{E9}",
    ])
    func `what could be read in another way is no URL`(text: String) {
        #expect { try OutboundURL(text) } throws: { if case .badURL = $0 as? OutboundError { true } else { false } }
    }

    @Test func `a name has at most 253 bytes, and 63 between its dots; a URL 8,192`() throws {
        let label = String(repeating: "a", count: 63)
        let long = "\(label).\(label).\(label).\(label.dropLast(2))"
        #expect(try OutboundURL("http://\(long)/").authority == long)
        #expect(throws: OutboundError.self) { try OutboundURL("http://a\(long)/") }
        #expect(throws: OutboundError.self) { try OutboundURL("http://a\(label)/") }
        let path = String(repeating: "p", count: 8192 - "http://h/".count)
        #expect(try OutboundURL("http://h/\(path)").rawPath == "/\(path)")
        #expect(throws: OutboundError.self) { try OutboundURL("http://h/\(path)p") }
    }

    @Test(arguments: [
        ("GET", "a", "b"), ("x-custom", "A1!#$%&'*+-.^_`|~", ""), ("POST", "content-type", "text/plain; charset=\"\u{FC}\"\tx"),
        ("DELETE", "Authorization", "AWS4-HMAC-SHA256 Credential=…"),
    ])
    func `a method and headers that HTTP has are taken`(method: String, name: String, value: String) throws {
        let request = try OutboundRequest(method: method, url: OutboundURL("http://h/"), headers: [(name, value)])
        #expect(request.headers.map(\.name) == [name] && request.headers.map(\.value) == [value])
    }

    @Test(arguments: [
        ("", "a", "b"), ("G ET", "a", "b"), ("GET\r\n", "a", "b"), ("G\0", "a", "b"), ("CONNECT", "a", "b"), ("connect", "a", "b"),
        ("TRACE", "a", "b"), (String(repeating: "G", count: 33), "a", "b"),
        ("GET", "", "b"), ("GET", "a b", "b"), ("GET", "a:", "b"), ("GET", "a\r", "b"), ("GET", "a\nb", "b"), ("GET", "a\0", "b"),
        ("GET", "\u{E9}", "b"), ("GET", " a", "b"),
        ("GET", "a", "b\r\nc: d"), ("GET", "a", "b\n"), ("GET", "a", "b\r"), ("GET", "a", "\0"), ("GET", "a", "b\u{7F}"),
        ("GET", "a", "\u{1B}"),
        ("GET", "Host", "x"), ("GET", "hOsT", "x"), ("GET", "Content-Length", "1"), ("GET", "Transfer-Encoding", "chunked"),
        ("GET", "Connection", "close"), ("GET", "Keep-Alive", "1"), ("GET", "TE", "trailers"), ("GET", "Trailer", "a"),
        ("GET", "Upgrade", "h2c"), ("GET", "Expect", "100-continue"), ("GET", "Proxy-Connection", "x"), ("GET", "Proxy-Authorization", "x"),
    ])
    func `what could end a header, or frame a message, is not sent`(method: String, name: String, value: String) {
        #expect {
            try OutboundRequest(method: method, url: OutboundURL("http://h/"), headers: [(name, value)])
        } throws: {
            if case .badHeader = $0 as? OutboundError { true } else { false }
        }
    }

    @Test func `a request's headers have 16 KiB together`() throws {
        let url = try OutboundURL("http://h/")
        let value = String(repeating: "v", count: (16 << 10) - "GET".count - "a".count - 4)
        #expect(try OutboundRequest(method: "GET", url: url, headers: [("a", value)]).headers.count == 1)
        #expect(throws: OutboundError.tooLarge(.request)) { try OutboundRequest(method: "GET", url: url, headers: [("a", value + "v")]) }
        #expect(throws: OutboundError.tooLarge(.request)) {
            try OutboundRequest(method: "GET", url: url, headers: Array(repeating: ("a", ""), count: 4000))
        }
    }
}
