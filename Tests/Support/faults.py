"""A server whose disk can be made to fail, at the call and in the way that a test chooses. See Tests/Crash/FaultShim/include/FaultShim.h."""

from pelton import BUILD, Server


class FaultyServer(Server):
    def __init__(self, data, *options):
        self.control = data.parent / (data.name + ".control")
        data.mkdir(exist_ok=True)
        environment = {
            "LD_PRELOAD": str(BUILD / "libFaultShim.so"), "FAULTSHIM_WATCH": str(data), "FAULTSHIM_CONTROL": str(self.control)}
        super().__init__(data, *options, environment=environment)
        self.serial = 0

    def arm(self, fault, at=1, times=1, calls="*", path="*"):
        """From now on the `at`-th of `calls` on files whose path contains `path` ends with `fault`, and `times` - 1 more (0: all)."""
        self.fired.unlink(missing_ok=True)
        self.serial += 1
        draft = self.control.with_suffix(".draft")
        draft.write_text(f"{self.serial} {at} {fault} {times} {calls} {path}\n")
        draft.rename(self.control)

    def disarm(self):
        """Returns the calls that were made to fail, each as its name and path."""
        self.control.unlink(missing_ok=True)
        if not self.fired.exists():
            return []
        return [tuple(line.split(" ", 3)[2:]) for line in self.fired.read_text().splitlines()]

    @property
    def fired(self):
        return self.control.with_name(self.control.name + ".fired")
