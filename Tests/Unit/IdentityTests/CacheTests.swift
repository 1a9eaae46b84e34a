import Testing

@testable import Identity

struct CacheTests {
    @Test func `what is kept is counted in bytes, and never more than there may be`() {
        let cache = Cache<Int>(bytes: 100_000)
        for i in 0..<1000 {
            cache.insert(i, for: "key \(i)", weight: i * 10, readAt: cache.generation)
            #expect(cache.bytes <= 100_000 && cache.find("key \(i)") == i)
        }
        // One that would leave next to nothing to others is not kept.
        cache.insert(0, for: "large", weight: 25_000, readAt: cache.generation)
        #expect(cache.find("large") == nil)
        let ofLarge = Cache<Int>(bytes: 100_000, largest: 90_000)
        ofLarge.insert(0, for: "large", weight: 80_000, readAt: ofLarge.generation)
        ofLarge.insert(0, for: "larger", weight: 95_000, readAt: ofLarge.generation)
        #expect(ofLarge.find("large") == 0 && ofLarge.find("larger") == nil)
    }

    @Test func `what is replaced or forgotten weighs nothing any more`() {
        let cache = Cache<Int>(bytes: 100_000)
        for i in 0..<3 { cache.insert(i, for: "key", weight: 1000, readAt: cache.generation) }
        #expect(cache.find("key") == 2 && cache.bytes < 2000)
        cache.forget("key")
        cache.forget("key")
        #expect(cache.bytes == 0)
        cache.insert(1, for: "key", weight: 1000, readAt: cache.generation)
        cache.forgetAll()
        #expect(cache.bytes == 0 && cache.find("key") == nil)
    }

    @Test func `what was read before something was forgotten is not kept`() {
        let cache = Cache<Int>(bytes: 100_000)
        let generation = cache.generation
        cache.forget("other")
        cache.insert(1, for: "key", weight: 0, readAt: generation)
        #expect(cache.find("key") == nil && cache.bytes == 0)
    }
}
