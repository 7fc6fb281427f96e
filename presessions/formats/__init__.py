"""How Django's own pages write dates and hours in each language, where they differ from its defaults."""
