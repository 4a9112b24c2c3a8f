"""The style guide: every part of the pages, with the data of the record where there is some."""
