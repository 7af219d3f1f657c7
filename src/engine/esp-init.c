/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a process that will hold keys does before anything else. */
#include "engine/espalier.h"

#include "pki/esp-key.h"

#include <sys/prctl.h>
#include <sys/resource.h>

gboolean
esp_init (void)
{
  const struct rlimit no_core = { 0, 0 };

  /* Neither a crash nor another process of the same user gets a copy of the memory. Failing here
   * only means less protection, so it is not fatal. */
  (void) setrlimit (RLIMIT_CORE, &no_core);
  (void) prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  return esp_pki_init ();
}
