/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long log for the benches. */
#pragma once

#include "engine/esp-engine.h"

G_BEGIN_DECLS

/* Who did one of ten thousand of these, and the authority about which one of a thousand is. */
#define BENCH_LOG_RARE_PERSON "visitor"
#define BENCH_LOG_RARE_CA                                                                          \
  "arn:aws:acm-pca:local:100000000000:certificate-authority/00000000-0000-4000-8000-000000000001"

/* As if certificates had been issued one by one, with a revocation among fifty and a refusal among two hundred, by
 * five people, over 500 days. Signed and chained like any others, but telling of rows that never were: the proof of
 * such a log finds what is wrong with it. */
gboolean bench_log_append (EspEngine *engine, guint n, GError **error);

G_END_DECLS
