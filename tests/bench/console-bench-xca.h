/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same for XCA, where it is installed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint n;           /* certificates that were to be imported */
  guint n_imported;  /* fewer where the time was over */
  double import;     /* seconds */
  double window;     /* seconds from start to window with these; 0: none came in time */
  double memory;     /* MiB, when the window was there */
} BenchXca;

/* FALSE: there is no XCA here, or it did not do as it was told, which is said. What it makes in @folder it removes. */
gboolean bench_xca_run (BenchXca *xca, const char *folder, guint n);

G_END_DECLS
