"""The data set described, in DCAT, VoID or as a data package."""
