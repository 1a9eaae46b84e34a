import Core
import Testing

/// Version ids: what they hide, and how what was made up is told from what was given out.
struct VersionIDTests {
    @Test(arguments: [0, 1, 0x7FFF_FFFF_FFFF_FFFF, UInt64.max])
    func `an id keeps the place it was given`(order: UInt64) throws {
        let id = VersionID(order: order, random: SystemRandom())
        #expect(id.description.utf8.count == 32)
        #expect(id.order == order)
        #expect(try #require(VersionID(id.description)).isGenuine)
    }

    @Test func `a change of any character is noticed`() throws {
        let text = Array(VersionID(order: 42, random: SystemRandom()).description)
        for place in text.indices {
            var other = text
            other[place] = text[place] == "A" ? "B" : "A"
            #expect(try #require(VersionID(String(other))).isGenuine == false)
        }
    }

    @Test func `null is genuine, what was given out before there was a check is not`() throws {
        #expect(VersionID.null.isGenuine)
        #expect(try #require(VersionID("3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH")).isGenuine == false)
    }
}
