"""What lies outside of the program: the storage of files, pictures that people bring along."""
