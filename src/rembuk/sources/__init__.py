"""The sectors' files: one folder a source (its layout as data), and the reading that all of them share.

``read(path) -> Reading`` takes one file in whatever layout a source of the catalogue declares; the layout is known by
the header line, never by the file's name. A new source is a new folder with a ``layout.json``
(docs/adding-a-source.md).
"""

from rembuk.sources.catalogue import Source, all_sources
from rembuk.sources.reading import Reading, read

__all__ = ["Reading", "Source", "all_sources", "read"]
