internal import DeliveryData
internal import FunctionData
internal import IdentityData
package import Logging
internal import ObjectData
internal import ParameterData
internal import QueueData
package import Store
package import Core

/// Everything that is in a store. A new area stands here behind those that it builds on, and its first schema step has the next format: formats
/// have one order for all.
package enum StoreAreas {
    package static let all: [any StoreArea.Type] = [
        IdentityArea.self, DeliveryArea.self, ObjectArea.self, FunctionArea.self, ParameterArea.self, QueueArea.self,
    ]
}

extension MetadataStore {
    /// Opens or makes the store in `folder`, with all its areas.
    package convenience init(
        folder: String, limits: Limits, clock: any PeltonClock, random: any RandomSource, region: Region, logger: Logger
    ) throws(StoreFailure) {
        try self.init(
            areas: StoreAreas.all, folder: folder, limits: limits, clock: clock, random: random, region: region, logger: logger)
    }
}
