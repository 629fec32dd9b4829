#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The README's first C block is hello.c, and the block after it is what hello prints."""
import re
import subprocess
import sys

readme, source, program = sys.argv[1:]
blocks = re.findall(r"^```(\w*)\n(.*?)^```$", open(readme).read(), re.M | re.S)
code = next(i for i, (language, _) in enumerate(blocks) if language == "c")
printed = subprocess.run([program], stdout=subprocess.PIPE, check=True, text=True).stdout
failed = 0
for number, (promise, shown, real) in enumerate(
        [("readme_shows_hello_c", blocks[code][1], open(source).read()),
         ("readme_shows_what_it_prints", blocks[code + 1][1], printed)], 1):
    ok = shown == real
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {number} - {promise}")
    if not ok:
        print("\n".join("# README: " + line for line in shown.splitlines()))
        print("\n".join("# real:   " + line for line in real.splitlines()))
print("1..2")
sys.exit(failed != 0)
