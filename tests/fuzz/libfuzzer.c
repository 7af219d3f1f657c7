/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libFuzzer calls: the one target of this program, FUZZ_TARGET. */
#include "fuzz.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_get_authority ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FUZZ_TARGET (data, size);
  return 0;
}
