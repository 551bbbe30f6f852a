"""How good the checks are: held against servers that are faulty, lawful otherwise, or useless."""
