"""The domain: what is known about an organisation, its network, its gaps, and the links that would open them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.network import Network

__all__ = ["Network"]


def __getattr__(name: str) -> Any:
    """`graph.Network`, loaded when it is first asked for: whoever wants settings alone pays for no library."""
    if name == "Network":
        from graph.network import Network  # noqa: PLC0415 - see above

        return Network
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
