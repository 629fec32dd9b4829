#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The names of core.names are there when the header that Linux declares them in is included.

    names.py NAMES INCLUDE_DIR ARCH_INCLUDE_DIR LIBRARY COMPILER [ARG...]

A source for each header includes it alone and uses its names: of a type it takes the size, of a
constant the value, of a function the address. What is a macro is taken on trust. All are linked
with the library. One test per header, as TAP."""

import os
import re
import subprocess
import sys
import tempfile

FLAGS = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-Wno-unused-function', '-O0', '-fPIC']


def read_names(path):
    """Return {header: [name or 'struct name']}."""
    headers = {}
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            line = line.split('#')[0].rstrip()
            if line.startswith('\t'):
                names += re.findall(r'(?:(?:struct|union|enum) )?\w+', line)
            elif line:
                names = headers.setdefault(line, [])
    return headers


def use(number, name):
    """C that fails to compile, or to link, unless there is such a name."""
    if ' ' in name:
        return f'char use_{number}[sizeof({name})];\n'
    if name.endswith('_t'):
        code = f'char use_{number}[sizeof({name})];\n'
    elif name.upper() == name:
        code = f'__typeof__({name}) *use_{number};\n'
    else:
        code = f'const void *use_{number} = (const void *)&{name};\n'
    return f'#ifndef {name}\n{code}#endif\n'


def main(names, include, arch_include, library, *compiler):
    """Run everything; return the exit status."""
    headers = read_names(names)
    call = list(compiler) + FLAGS + ['-I' + include, '-I' + arch_include]
    failed = False
    print(f'1..{len(headers)}')
    with tempfile.TemporaryDirectory() as folder:
        for number, (header, wanted) in enumerate(headers.items(), 1):
            path = os.path.join(folder, f'{number}.c')
            with open(path, 'w', encoding='utf-8') as source:
                source.write(f'#include <{header}>\nint nothing_else;\n')
                source.writelines(use(i, name) for i, name in enumerate(wanted))
            done = subprocess.run(call + [path, '-shared', '-Wl,-z,defs', '-o', path + '.so', library],
                                  stderr=subprocess.PIPE, text=True, check=False)
            print(f"{'not ok' if done.returncode else 'ok'} {number} - {header}, {len(wanted)} names")
            if done.returncode:
                failed = True
                for line in done.stderr.splitlines()[:20]:
                    print(f'#     {line}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
