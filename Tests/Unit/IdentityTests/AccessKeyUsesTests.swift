import Core
import IdentityData
import Testing

@testable import Identity

struct AccessKeyUsesTests {
    private func use(_ time: Int64) -> AccessKeyUse {
        AccessKeyUse(time: Timestamp(milliseconds: time), service: "s3", region: .usEast1)
    }

    @Test func `the last use counts`() {
        let uses = AccessKeyUses()
        for time in 1...3 { uses.note(use(Int64(time)), of: "a") }
        #expect(uses.find("a") == use(3) && uses.find("b") == nil && uses.count == 1)
    }

    @Test func `what is used again while it is written down stays`() {
        let uses = AccessKeyUses()
        for key in ["a", "b"] { uses.note(use(1), of: key) }
        let written = uses.some(10)
        uses.note(use(2), of: "a")
        uses.forget(written)
        #expect(uses.find("a") == use(2) && uses.find("b") == nil)
    }

    @Test func `there are only so many`() {
        let uses = AccessKeyUses()
        for key in 0..<20_000 { uses.note(use(1), of: "\(key)") }
        #expect(uses.count == 16_384)
        // Those that are there go on.
        uses.note(use(2), of: "0")
        #expect(uses.find("0") == use(2))
        uses.forget(uses.some(256))
        #expect(uses.count == 16_384 - 256)
    }
}
