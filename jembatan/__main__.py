"""`python -m jembatan`: the same as the command `jembatan`."""

from jembatan.main import main

if __name__ == "__main__":
    main()
