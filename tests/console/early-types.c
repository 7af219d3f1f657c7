/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In every program of these tests, as in the console's main(): the database of MIME types is read
 * once. */
#include <gio/gio.h>

__attribute__ ((constructor)) static void
settle_types (void)
{
  g_content_type_set_mime_dirs (NULL);
}
