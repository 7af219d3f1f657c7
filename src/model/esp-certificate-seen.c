/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two tables with open addressing that are at most three quarters full; the first of each kind
 * stays. */
#include "esp-certificate-seen.h"

#include <string.h>

#define FIRST_SIZE 1024
#define DIGEST_SIZE 32

typedef struct
{
  guint64 digest;
  guint32 id; /* 0: free */
  guint32 subject;
} Entry;

typedef struct
{
  Entry *entries;
  gsize size; /* a power of two */
  gsize n;
} Table;

struct _EspCertificateSeen
{
  Table serials;
  Table keys;
  GChecksum *checksum;
};

static void
table_init (Table *table)
{
  table->size = FIRST_SIZE;
  table->n = 0;
  table->entries = g_new0 (Entry, table->size);
}

/* The entry of @digest, or the free one where it would be. */
static Entry *
table_find (const Table *table, guint64 digest)
{
  gsize at = (gsize) digest & (table->size - 1);

  while (table->entries[at].id != 0 && table->entries[at].digest != digest)
    at = (at + 1) & (table->size - 1);
  return &table->entries[at];
}

static void
table_grow (Table *table)
{
  Table larger = { g_new0 (Entry, table->size * 2), table->size * 2, table->n };

  for (gsize i = 0; i < table->size; i++)
    if (table->entries[i].id != 0)
      *table_find (&larger, table->entries[i].digest) = table->entries[i];
  g_free (table->entries);
  *table = larger;
}

/* The one that was there before; NULL: this is the first. */
static const Entry *
table_add (Table *table, guint64 digest, guint32 id, guint32 subject)
{
  Entry *entry;

  if (table->n * 4 >= table->size * 3)
    table_grow (table);
  entry = table_find (table, digest);
  if (entry->id != 0)
    return entry;
  *entry = (Entry){ digest, id, subject };
  table->n++;
  return NULL;
}

EspCertificateSeen *
esp_certificate_seen_new (void)
{
  EspCertificateSeen *seen = g_new0 (EspCertificateSeen, 1);

  table_init (&seen->serials);
  table_init (&seen->keys);
  seen->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  return seen;
}

void
esp_certificate_seen_free (EspCertificateSeen *seen)
{
  if (!seen)
    return;
  g_free (seen->serials.entries);
  g_free (seen->keys.entries);
  g_checksum_free (seen->checksum);
  g_free (seen);
}

static guint64
digest_of (EspCertificateSeen *seen, GBytes *bytes, const char *text)
{
  guint8 digest[DIGEST_SIZE];
  gsize len = sizeof digest;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint64 number;

  g_checksum_reset (seen->checksum);
  g_checksum_update (seen->checksum, data, (gssize) size);
  if (text)
    g_checksum_update (seen->checksum, (const guchar *) text, -1);
  g_checksum_get_digest (seen->checksum, digest, &len);
  memcpy (&number, digest, sizeof number);
  return number;
}

void
esp_certificate_seen_add (EspCertificateSeen *seen,
                          EspCertificate *certificate,
                          guint32 id,
                          guint32 *same_serial,
                          guint32 *same_key)
{
  GBytes *issuer = esp_name_get_der (esp_certificate_get_issuer (certificate));
  GBytes *name = esp_name_get_der (esp_certificate_get_subject (certificate));
  GBytes *key = esp_key_get_spki (esp_certificate_get_key (certificate));
  guint32 subject = (guint32) digest_of (seen, name, NULL);
  const Entry *before;

  before = table_add (&seen->serials,
                      digest_of (seen, issuer, esp_certificate_get_serial (certificate)), id, 0);
  *same_serial = before ? before->id : 0;
  before = table_add (&seen->keys, digest_of (seen, key, NULL), id, subject);
  *same_key = before && before->subject != subject ? before->id : 0;
}
