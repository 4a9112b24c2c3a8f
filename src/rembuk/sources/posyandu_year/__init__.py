"""The posyandu's yearly sheet: a child a line, the months side by side."""
