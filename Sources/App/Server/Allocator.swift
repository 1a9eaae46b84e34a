private import CLinux

/// Bodies pass through buffers that come and go by the thousand. By its own rules the allocator would give their pages back to the
/// system and fetch them anew, a fault each, in the middle of one upload. Whole documents and functions' code go back at once.
enum Allocator {
    static func tune() { clinux_keep_memory(4 << 20, 1 << 20) }
}
