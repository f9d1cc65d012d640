"""`python -m voipcc` is the same as `voipcc`."""

from voipcc.cli import main

if __name__ == "__main__":
    main()
