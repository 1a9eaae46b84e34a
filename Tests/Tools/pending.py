"""What the tools are tested with and Pelton does not have yet. A feature that has arrived is taken out here, and its tests must pass."""

import pytest

NOT_YET = set()


def needs(*features):
    """The marks of a test that needs `features`."""
    missing = sorted(NOT_YET.intersection(features))
    return [pytest.mark.xfail(reason="not in Pelton yet: " + ", ".join(missing), strict=True)] if missing else []


def row(*values, needs_features=(), name=None):
    """A row of a table whose test needs features."""
    return pytest.param(*values, marks=needs(*needs_features), id=name)
