"""Who said it, held against people's marks: brat folders in the form of PolNeAR."""
