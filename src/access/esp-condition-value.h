/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of conditions that are more than text, read without the heap, for this room alone: numbers,
 * times, addresses.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_ADDRESS_SIZE 16

typedef struct
{
  guint8 bytes[ESP_ADDRESS_SIZE];
  guint size;   /* 4 or 16 */
  guint prefix; /* bits that count */
} EspAddress;

/* Digits with at most one point and a sign; nothing else. */
gboolean esp_number_read  (const char *text, double *number);
/* A time as the W3C's note has it, from a year and month to a fraction of a second with an offset, in
 * UTC without one; or whole seconds since 1970. In milliseconds. */
gboolean esp_moment_read  (const char *text, gint64 *moment);
/* IPv4 or IPv6, with "/bits" where @may_be_range. */
gboolean esp_address_read (const char *text, gboolean may_be_range, EspAddress *address);
gboolean esp_address_contains (const EspAddress *range, const EspAddress *address);

G_END_DECLS
