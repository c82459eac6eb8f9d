"""`python -m connectors.cli`，与 `zhilu` 相同。"""

from connectors.cli import main

if __name__ == "__main__":
    main()
