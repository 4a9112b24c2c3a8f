"""REFI-QDA: projects of NVivo, ATLAS.ti, MAXQDA, QualCoder and others in and out, as a folder of plain tables."""
