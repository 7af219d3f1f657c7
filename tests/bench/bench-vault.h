/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vaults with many certificates, kept beside the build from one run to the next. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BENCH_PERSON "bench"
#define BENCH_PASSPHRASE "espalier-bench"

typedef struct
{
  char *path;
  guint n_rows;
  guint n_issued;  /* of them by the engine; the others are copies of these */
  guint n_events;  /* of its log, beyond those of what the engine did */
  double seconds;  /* that making it took; 0: it was there from an earlier run */
} BenchVault;

/* One root CA and @n_rows certificates, of which the engine issues the first @n_issued. */
gboolean bench_vault_prepare (BenchVault *vault, const char *folder, guint n_rows, guint n_issued,
                              GError **error);
/* A few certificates and a log of @n_events more entries (bench-log.c). */
gboolean bench_vault_prepare_log (BenchVault *vault, const char *folder, guint n_events, GError **error);
void     bench_vault_clear   (BenchVault *vault);

G_END_DECLS
