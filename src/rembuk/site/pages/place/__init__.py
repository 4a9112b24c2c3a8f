"""One village or posyandu: its figures, its children, its calculation."""
