#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write the table of all TC_CASE()s: gen-cases.py OUTPUT SOURCE..."""
import pathlib
import re
import sys

names = []
for source in sorted(sys.argv[2:]):
    names += re.findall(r'^TC_CASE\((\w+)\)', pathlib.Path(source).read_text(), re.M)
double = {name for name in names if names.count(name) > 1}
if double:
    sys.exit(f'gen-cases.py: defined twice: {", ".join(sorted(double))}')
pathlib.Path(sys.argv[1]).write_text(
    '/* Made by gen-cases.py. */\n#include "case.h"\n\n'
    + ''.join(f'void tc_case_{name}(void);\n' for name in names)
    + '\nconst struct tc_case tc_cases[] = {\n'
    + ''.join(f'\t{{ "{name}", tc_case_{name} }},\n' for name in names)
    + '};\nconst unsigned int tc_nr_cases = ARRAY_SIZE(tc_cases);\n')
