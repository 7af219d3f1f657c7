/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lasting conditions of a vault, as the bar over the pages tells of them: one at a time, the gravest. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *text;   /* looked up with gettext */
  const char *button; /* in the context "button"; NULL: none */
  const char *action; /* detailed */
} ConsoleNotice;

/* @read_only: esp_engine_get_read_only_reason(). @keyring_note: of DescribeVault. Each may be NULL. Returns NULL when
 * all is well. */
const ConsoleNotice *console_notices_choose (const char *read_only, gboolean no_recovery, const char *keyring_note);

G_END_DECLS
