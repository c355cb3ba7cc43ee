"""zlib, by zlib-ng where the extra `fast` is installed: it inflates a third faster than the usual one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zlib import decompress, decompressobj, error
else:
    try:
        from zlib_ng.zlib_ng import decompress, decompressobj, error
    except ImportError:
        from zlib import decompress, decompressobj, error

__all__ = ["decompress", "decompressobj", "error"]
