import HTTPFront
import Testing

@Test(
    arguments: [
        (0, 0, true), (0, 30_000, true), (1, 32_000, false), (2000, 32_000, true), (1999, 32_999, false), (1 << 40, 3_600_000, true),
    ] as [(Int64, Int64, Bool)])
func `a body must come at its pace once its grace is over`(bytes: Int64, milliseconds: Int64, isKept: Bool) {
    #expect(BodyPace(graceMilliseconds: 30_000, bytesPerSecond: 1000).isKept(bytes: bytes, milliseconds: milliseconds) == isKept)
}
