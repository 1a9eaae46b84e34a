import Testing

@testable import Workers

struct CPUTests {
    @Test(arguments: [(128, 0.072), (1024, 0.579), (1769, 1.0), (3538, 2.0), (10_240, 5.789)])
    func `a call has a share by its memory`(memoryMB: Int, cores: Double) {
        #expect(abs(CPUShare.ofCalls(memoryMB: memoryMB) - cores) < 0.001)
    }

    @Test(arguments: [(128, 1.0), (1769, 1.0), (3538, 2.0)])
    func `a start has one core at least`(memoryMB: Int, cores: Double) {
        #expect(CPUShare.ofStart(memoryMB: memoryMB) == cores)
    }

    @Test func `what stays within its share never waits`() {
        var budget = CPUBudget(share: 0.5)
        for _ in 0..<100 { #expect(budget.account(used: 25, elapsed: 50) == 0) }
    }

    @Test func `what takes too much waits until its share has made up for it`() {
        var budget = CPUBudget(share: 0.5)
        // No more than 100 are ever saved: 200 of 300 are owed, which takes 400 ms at half a core.
        #expect(budget.account(used: 300, elapsed: 50) == 400)
        #expect(budget.account(used: 0, elapsed: 399) > 0)
        #expect(budget.account(used: 0, elapsed: 1) == 0)
    }

    @Test func `over a long time it gets its share and no more, whatever it tries`() {
        var budget = CPUBudget(share: 0.25)
        var (used, time) = (0.0, 0.0)
        while time < 100_000 {
            // Two cores, whenever it runs.
            used += 100
            time += 50
            time += budget.account(used: 100, elapsed: 50)
            #expect(budget.account(used: 0, elapsed: 0) >= 0)
            if budget.account(used: 0, elapsed: 0) > 0 { _ = budget.account(used: 0, elapsed: budget.account(used: 0, elapsed: 0)) }
        }
        #expect(used < 0.25 * time + 200)
    }

    @Test func `idleness saves up no more than a fifth of a second's share`() {
        var budget = CPUBudget(share: 1)
        #expect(budget.account(used: 0, elapsed: 3_600_000) == 0)
        #expect(budget.account(used: 201, elapsed: 0) == 1)
    }

    @Test func `what a start had saved is not a call's`() {
        var budget = CPUBudget(share: 1)
        budget.share = 0.1
        #expect(budget.account(used: 20, elapsed: 0) == 0)
        #expect(budget.account(used: 1, elapsed: 0) > 0)
    }
}
