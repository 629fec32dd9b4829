/* SPDX-License-Identifier: MIT */
/* Included at the end of a header of trace events: nothing is left to be made of them. */
