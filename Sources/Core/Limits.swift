/// Every bound of the server in one place. What is over one is refused with an answer of its own, never kept waiting without end.
package struct Limits: Sendable {
    // Store
    /// Blobs up to this size are held in memory and written by the committer; larger ones go to a file of their own.
    package var smallBytes = 64 << 10
    /// Small blobs of a group that weigh no more than this together go into their rows; more go to a segment, for one more sync.
    package var inlineGroupBytes = 96 << 10
    /// Blobs up to this size are always in their row.
    package var tinyBytes = 512
    /// After this many bytes a segment is full and the next one is begun.
    package var segmentBytes: Int64 = 128 << 20
    /// Small blobs that share one transaction, in bytes.
    package var commitGroupBytes = 8 << 20
    /// A large object is hashed and written in steps of this size, while there is memory for that.
    package var writeBufferBytes = 1 << 20
    /// Requests with a body that are under way, their senders proven or let by a policy; one more takes the place of one that hardly comes,
    /// else `SlowDown`.
    package var bodies = 1280
    /// What all bodies together may hold in memory; of it a body takes a piece of `bodyPieceBytes` at a time, as its bytes come.
    package var bodyMemoryBytes = 40 << 20
    package var bodyPieceBytes = 64 << 10
    /// The same for bodies over `largeBodyBytes` that must be held whole, which only functions' code is: two of the largest, and what is
    /// read from them.
    package var codeMemoryBytes = 288 << 20
    package var largeBodyBytes = 8 << 20
    /// The same for what functions are called with by Invoke, until they have answered, each twice.
    package var payloadMemoryBytes = 256 << 20
    /// The same for bodies of senders that have yet to prove who they are, since the proof takes the whole body: one of the largest. How many
    /// there may be; beyond, the slowest is given up.
    package var unprovenMemoryBytes = 80 << 20
    package var unprovenBodies = 256
    /// And of proven senders, while such a body comes in: one of the largest.
    package var provenMemoryBytes = 80 << 20
    /// Inputs over `InputThreads.large` that are read at a time, and that wait for it; beyond, `SlowDown`.
    package var inputThreads = 2
    package var inputQueue = 1280
    /// Mutations that wait for the committer; beyond, `SlowDown`.
    package var commitQueue = 4096
    /// Mutations that share one transaction.
    package var commitGroup = 256
    /// What the mutations of one transaction weigh together, an object's rows counting 1.
    package var commitGroupWeight = 1024
    /// Rows that one step of a large change writes: pieces of a multipart object that is completed or given back.
    package var stepRows = 256
    /// Reads that wait for a reader thread; beyond, `SlowDown`.
    package var readQueue = 4096
    package var readThreads = 4
    /// How long one read may hold its snapshot; beyond, `SlowDown`. Longer walks take a new one for each page.
    package var snapshotMilliseconds: Int64 = 5000
    /// Current versions, small ones with their bytes, that are kept in memory for readers.
    package var objectCacheBytes = 32 << 20
    /// Buckets with their documents, read and compiled: once for readers and once for the committer.
    package var bucketCacheBytes = 16 << 20
    /// Dead records of segments that wait in memory to be given back; the others are looked up when there is less to do.
    package var deadRecords = 16_384
    /// Threads that hash bodies and wait for disks, and what may wait for them.
    package var diskThreads = 8
    package var diskQueue = 4096
    /// The WAL is checkpointed between groups each time it has grown by this many bytes.
    package var checkpointBytes: Int64 = 8 << 20
    /// Over this a checkpoint gives readers some milliseconds to end, so that the WAL is begun anew.
    package var largeWALBytes: Int64 = 32 << 20
    /// Writers get `SlowDown` while the WAL is larger than this.
    package var walBytes: Int64 = 256 << 20
    /// Held back from what grows, so that deletes and outcomes still work on a full disk.
    /// The last quarter is for what owes nobody anything.
    package var diskReserveBytes: Int64 = 64 << 20

    // S3
    package var objectBytes: Int64 = 5 << 30
    package var partBytes: Int64 = 5 << 30
    package var multipartObjectBytes: Int64 = 5 << 40
    package var minimumPartBytes: Int64 = 5 << 20
    package var parts = 10_000
    package var userMetadataBytes = 2048
    package var pageKeys = 1000
    package var batchDeleteKeys = 1000
    package var xmlBytes = 2 << 20
    /// In which the fields of a form must come: until they are there nobody knows who sends them.
    package var formFieldsMilliseconds: Int64 = 30_000
    /// What lifecycles take for a day, midnights included: tests shorten it.
    package var lifecycleDayMilliseconds: Int64 = 86_400_000

    // Functions
    package var zippedCodeBytes = 52_428_800
    package var unzippedCodeBytes: Int64 = 262_144_000
    /// What all unpacked code may take on the disk; beyond, what was used least recently and no worker has goes, to be unpacked again.
    package var unpackedCodeBytes: Int64 = 4 << 30
    package var lambdaRequestBytes = 70_167_211
    package var synchronousPayloadBytes = 6_291_456
    package var eventPayloadBytes = 1_048_576
    package var responsePayloadBytes = 6_291_556

    // Deliveries
    /// Deliveries of one destination that run at once.
    package var laneConcurrency = 4
    /// Deliveries of one destination that wait in memory; the rest waits in the database.
    package var lanePage = 64

    package init() {}
}
