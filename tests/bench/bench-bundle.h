/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bundle of another tool for the benches, made and read by OpenSSL alone. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes a root's key, its certificate, and @n certificates that it signed, as PEM. */
gboolean bench_bundle_write  (const char *path, guint n);
/* Reads every certificate of it and verifies the root's signature on it, on one thread, one certificate at a time.
 * Returns how many were good. */
guint    bench_bundle_verify (const char *path);

G_END_DECLS
