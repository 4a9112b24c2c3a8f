"""Registers of the sectors as data: the columns' names in files, how a cell is read, the words it may hold."""
