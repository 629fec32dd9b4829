/* SPDX-License-Identifier: MIT */
/* Device numbers: 12 bits of major, 20 of minor, where uapi has 8 and 8. */
#ifndef _TL_LINUX_KDEV_T_H
#define _TL_LINUX_KDEV_T_H

#include_next <linux/kdev_t.h>

#include <linux/types.h>

#define MINORBITS 20
#define MINORMASK ((1U << MINORBITS) - 1)

#undef MAJOR
#undef MINOR
#undef MKDEV
#define MAJOR(dev)    ((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev)    ((unsigned int)((dev)&MINORMASK))
#define MKDEV(ma, mi) (((dev_t)(ma) << MINORBITS) | (mi))

#define print_dev_t(buffer, dev) sprintf((buffer), "%u:%u\n", MAJOR(dev), MINOR(dev))

#endif /* _TL_LINUX_KDEV_T_H */
