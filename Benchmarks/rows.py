"""What is measured of objects and lists: the names that `--only` knows, and what each one does."""

from dataclasses import dataclass

KIB, MIB = 1 << 10, 1 << 20
MILLION = 1_000_000
RANGE = "bytes=1048576-2097151"


@dataclass(frozen=True)
class ObjectRow:
    name: str
    title: str
    method: str
    size: int  # of the object
    clients: tuple[int, ...]
    keys: int  # that requests go round
    # What bounds it on this machine, by the number of clients: names of figures in limits.c, all of which apply.
    limits: tuple[tuple[str, ...], ...] = ((), ())
    is_range: bool = False
    # A large body needs a longer look, that enough of them end.
    longer: int = 1

    @property
    def transferred(self):
        return MIB if self.is_range else self.size

    @property
    def is_large(self):
        """Told in MB/s, not in requests."""
        return self.transferred >= MIB


OBJECT_ROWS = (
    ObjectRow("put4k", "PUT 4 KiB", "PUT", 4 * KIB, (1, 32), 1000, limits=(("commit1",), ("commit16",))),
    ObjectRow("get4k", "GET 4 KiB", "GET", 4 * KIB, (1, 32), 1000),
    ObjectRow("put64k", "PUT 64 KiB", "PUT", 64 * KIB, (1, 32), 500),
    ObjectRow("get64k", "GET 64 KiB", "GET", 64 * KIB, (1, 32), 500),
    ObjectRow("put1m", "PUT 1 MiB", "PUT", MIB, (1, 16), 64),
    ObjectRow("get1m", "GET 1 MiB", "GET", MIB, (1, 16), 64),
    ObjectRow("put64m", "PUT 64 MiB", "PUT", 64 * MIB, (1, 4), 4, limits=(("md5", "write"), ("md5", "write")), longer=2),
    ObjectRow("get64m", "GET 64 MiB", "GET", 64 * MIB, (1, 4), 4, longer=2),
    ObjectRow("range64m", "GET 1 MiB of 64 MiB", "GET", 64 * MIB, (1, 4), 4, is_range=True),
)


@dataclass(frozen=True)
class ListRow:
    name: str
    title: str
    keys: int  # in the bucket
    start_after_middle: bool = False
    by_prefix: bool = False


# Beside the peers. Filling them with more would take longer than all the rest.
LIST_ROWS = (
    ListRow("list1k", "first page of 1,000 keys, bucket of 1,000", 1000),
    ListRow("list20k", "first page of 1,000 keys, bucket of 20,000", 20_000),
    ListRow("listmid", "page after the middle key, bucket of 20,000", 20_000, start_after_middle=True),
    ListRow("listdir", "1,000 common prefixes, bucket of 20,000", 20_000, by_prefix=True),
)

# In one store of Pelton's: what a list costs as its bucket grows.
MILLION_ROWS = (
    ListRow("list1k", "first page of 1,000 keys, bucket of 1,000", 1000),
    ListRow("list20k", "first page of 1,000 keys, bucket of 20,000", 20_000),
    ListRow("list1m", "first page of 1,000 keys, bucket of 1,000,000", MILLION),
    ListRow("listmid1m", "page after the middle key, bucket of 1,000,000", MILLION, start_after_middle=True),
    ListRow("listdir1m", "1,000 common prefixes, bucket of 1,000,000", MILLION, by_prefix=True),
)

# Further parts of a run: `delete` belongs to the lists, the others stand alone.
PARTS = ("delete", "million", "latency", "rule", "start", "memory", "syncs", "limits")
NAMES = tuple(row.name for row in (*OBJECT_ROWS, *LIST_ROWS)) + PARTS
