# SPDX-License-Identifier: MIT
"""What is compared: a real Linux kernel in QEMU with the cases as a module, and libtasklet."""
import glob
import os
import pathlib
import re
import shutil
import subprocess
import zlib

HERE = pathlib.Path(__file__).resolve().parent
SHARED = ['case.h', 'common.c', 'programs.c']


class Failed(Exception):
    """Something that is no divergence: a build, a crash, a hang, a cut log."""


def documented():
    """(machine, case) that differ on purpose, with the reason; machine '' is either."""
    reasons = {}
    for line in (HERE / 'DIVERGES.txt').read_text().splitlines():
        if line and not line.startswith('#'):
            what, reason = line.split(':', 1)
            name, _, machine = what.strip().partition(' on ')
            reasons[machine, name] = reason.strip()
    return reasons


def split_cases(log):
    parts = re.split(r'^== (\w+)\n', log, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def run(args, **kw):
    done = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, **kw)
    if done.returncode:
        raise Failed(f'{args[0]} failed ({done.returncode}):\n{done.stdout[-4000:]}')
    return done.stdout


class Linux:
    """A Debian kernel package, unpacked into a build directory; nothing is installed to boot."""

    TIMEOUT = 120  # seconds for one boot
    name = 'Linux'

    def __init__(self, build):
        self.build = pathlib.Path(build)
        self.build.mkdir(parents=True, exist_ok=True)
        self.release = self._release()
        self.image = self._image()
        self.preempt = 'unknown'
        self.version = self.release

    @staticmethod
    def _release():
        headers = [re.sub('.*linux-headers-', '', d)
                   for d in glob.glob('/usr/src/linux-headers-*-cloud-amd64')]
        if not headers:
            raise Failed('no headers of a cloud kernel in /usr/src (linux-headers-cloud-amd64)')
        return max(headers, key=lambda r: [int(n) for n in re.findall(r'\d+', r)])

    def _image(self):
        package = f'linux-image-{self.release}'
        root = self.build / package
        image = root / f'boot/vmlinuz-{self.release}'
        if not image.exists():
            for old in self.build.glob('linux-image-*.deb'):
                old.unlink()
            # As root apt warns that its own user can't write here: harmless.
            run(['apt-get', '-q', 'download', package], cwd=self.build)
            deb, = self.build.glob('linux-image-*.deb')
            run(['dpkg-deb', '-x', deb, root])
            deb.unlink()
        return image

    def make(self):
        """Build the module out of the same sources as libtasklet's side."""
        work = self.build / 'module'
        (work / 'cases').mkdir(parents=True, exist_ok=True)
        cases = sorted((HERE / 'cases').glob('*.c'))
        for old in (work / 'cases').glob('*.c'):
            if old.name not in [c.name for c in cases]:
                old.unlink()
        copies = [(HERE / name, work / name) for name in SHARED]
        headers = sorted((HERE / 'cases').glob('*.h'))
        copies += [(file, work / 'cases' / file.name) for file in cases + headers]
        copies += [(HERE / 'kernel' / name, work / 'kernel' / name)
                   for name in ('line.c', 'module.c', 'user-memory.c', 'side.h')]
        (work / 'kernel').mkdir(exist_ok=True)
        for source, copy in copies:
            if not copy.exists() or copy.read_bytes() != source.read_bytes():
                shutil.copyfile(source, copy)
        run(['python3', HERE / 'gen-cases.py', work / 'table.c', *cases])
        objects = ['kernel/module.o', 'kernel/line.o', 'kernel/user-memory.o']
        objects += ['common.o', 'programs.o', 'table.o']
        objects += [f'cases/{case.stem}.o' for case in cases]
        (work / 'Kbuild').write_text(
            'ccflags-y := -I$(src) -I$(src)/kernel -Wno-declaration-after-statement\n'
            'obj-m := conformance.o\nconformance-y := ' + ' '.join(objects) + '\n')
        run(['make', '-s', f'-j{os.cpu_count()}', '-C', f'/lib/modules/{self.release}/build',
             f'M={work}', 'modules'])
        self.module = work / 'conformance.ko'

    def _initrd(self, programs, verbose, fault):
        root = self.build / 'initrd'
        shutil.rmtree(root, ignore_errors=True)
        (root / 'bin').mkdir(parents=True)
        shutil.copy('/bin/busybox', root / 'bin/busybox')
        shutil.copy(HERE / 'kernel/init.sh', root / 'init')
        (root / 'init').chmod(0o755)
        shutil.copy(self.module, root / 'conformance.ko')
        params = [f'fault={fault}'] if fault else []
        if programs is not None:
            (root / 'programs').write_bytes(programs)
            params += ['programs=/programs', f'verbose={"Y" if verbose else "N"}']
        (root / 'params').write_text(' '.join(params))
        names = '\n'.join(str(p.relative_to(root)) for p in sorted(root.rglob('*')))
        cpio = subprocess.run(['cpio', '-o', '-H', 'newc', '--quiet'], cwd=root, check=True,
                              input=names.encode(), stdout=subprocess.PIPE)
        path = self.build / 'initrd.cpio'
        path.write_bytes(cpio.stdout)
        return path

    def run(self, programs=None, verbose=False, fault=None):
        """Boot, run the cases or the programs, and return the log. @fault: see self_test()."""
        console = self.build / 'console.log'
        results = self.build / 'results'
        for path in (console, results):
            path.unlink(missing_ok=True)
        qemu = ['qemu-system-x86_64', '-accel', 'tcg,thread=multi', '-smp', '2', '-m', '512',
                '-nodefaults', '-display', 'none', '-no-reboot',
                '-kernel', self.image, '-initrd', self._initrd(programs, verbose, fault),
                # On a busy host the emulated timer is too late for the test of its wiring at boot.
                '-append', 'console=ttyS0 loglevel=5 panic=-1 oops=panic mitigations=off '
                'no_timer_check softlockup_panic=1 watchdog_thresh=10',
                '-serial', f'file:{console}', '-serial', f'file:{results}']
        try:
            done = subprocess.run(qemu, timeout=self.TIMEOUT, check=False, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            why = done.stdout if done.returncode else ''
        except subprocess.TimeoutExpired:
            why = f'no end after {self.TIMEOUT} s'
        words = console.read_text(errors='replace') if console.exists() else ''
        found = re.search(r'^preempt: (.*?)\r?$', words, re.M)
        if found:
            current = re.search(r'\((\w+)\)', found[1])
            self.preempt = current[1] if current else found[1]
        return unframe(results.read_bytes() if results.exists() else b'', why, words)


# What the kernel says when something is wrong, though the log may have come back whole.
COMPLAINT = re.compile(r'(?:BUG:|WARNING:|Oops|Call Trace|general protection fault|Kernel panic|'
                       r'soft lockup|hard LOCKUP|rcu: INFO|INFO: task|nobody cared|'
                       r'huh, entered softirq).*')

# Between these a case makes it complain: tc_quiet().
EXPECTED = re.compile(r'conformance: complaints begin$.*?conformance: complaints end$',
                      re.DOTALL | re.MULTILINE)


def unframe(data, why, words):
    """The log out of its frame @data; @why: what is wrong already, @words: of the console."""
    bad = COMPLAINT.search(EXPECTED.sub('', words))
    if bad:
        why = why or f'the kernel complained: {bad[0]}'
    frame = re.search(rb'CONFORMANCE-BEGIN (\d+) ([0-9a-f]{8})\n', data)
    if frame:
        size, end = int(frame[1]), data.find(b'CONFORMANCE-END\n', frame.end())
        log = data[frame.end():end]
        if end < 0:
            why = why or 'the end of the log is missing'
        elif len(log) != size:
            why = why or f'the log has {len(log)} bytes instead of {size}'
        elif zlib.crc32(log) != int(frame[2], 16):
            why = why or "the log's checksum is wrong"
    else:
        why = why or 'no log came'
    if why:
        raise Failed(f'the real kernel: {why}\nIts last words:\n{words[-3000:]}')
    return log.decode()


# What the module can be told to do (kernel/module.c), and the pattern of what is said of it.
FAULTS = {
    'oops': 'the kernel complained: BUG: kernel NULL pointer dereference',
    'warn': 'the kernel complained: WARNING: ',
    # RCU's own watch waits a second longer, as long as the host is in time.
    'lockup': 'the kernel complained: (watchdog: BUG: soft lockup|rcu: INFO: .* stall)',
    'hang': 'no end after ',
    'cut': 'the log has .* bytes instead of ',
    'damage': "the log's checksum is wrong",
}


def self_test(linux):
    """Have the real kernel go wrong in each way; return how many were not noticed."""
    missed = 0
    for fault, expected in FAULTS.items():
        linux.TIMEOUT = 20 if fault == 'hang' else Linux.TIMEOUT
        try:
            linux.run(fault=fault)
            said = 'a pass'
        except Failed as failed:
            said = str(failed).splitlines()[0]
        noticed = re.search(expected, said) is not None
        missed += not noticed
        print(f'{fault:8}{"" if noticed else "NOT NOTICED: "}{said}', flush=True)
    print(f'conformance: {len(FAULTS)} faults of the harness, {missed} not noticed')
    return missed


class Tasklet:
    """The same on one of libtasklet's machines."""

    TIMEOUT = 120

    def __init__(self, name, exe, scratch):
        self.name = name
        self.exe = exe
        self.scratch = pathlib.Path(scratch)

    def run(self, programs=None, verbose=False):
        args = [self.exe]
        if programs is not None:
            path = self.scratch / 'programs'
            path.write_bytes(programs)
            args += ['--programs', path] + (['--verbose'] if verbose else [])
        try:
            done = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  timeout=self.TIMEOUT, check=False)
        except subprocess.TimeoutExpired as late:
            raise Failed(f'{self.name}: no end after {self.TIMEOUT} s\n'
                         f'{(late.stderr or b"").decode(errors="replace")[-3000:]}') from late
        words = done.stderr.decode(errors='replace')
        if done.returncode or words:
            raise Failed(f'{self.name}: exit status {done.returncode}\n{words[-3000:]}')
        return done.stdout.decode()
