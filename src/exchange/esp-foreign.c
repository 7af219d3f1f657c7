/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door to foreign material: which reader it is for, and what every item passes on its way out.
 */
#include "esp-foreign.h"

#include "esp-bounded-file.h"
#include "esp-foreign-private.h"
#include "esp-pem-armour.h"
#include "pki/esp-pem.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LOOK_LEN 65536 /* how far into a file is looked to see what it is */
#define SQLITE_MARK "SQLite format 3"

static const char *const kind_names[ESP_N_FOREIGN_KINDS] = {
  [ESP_FOREIGN_CERTIFICATE] = "CERTIFICATE",
  [ESP_FOREIGN_KEY] = "KEY",
  [ESP_FOREIGN_REQUEST] = "REQUEST",
  [ESP_FOREIGN_REVOCATION] = "REVOCATION",
  [ESP_FOREIGN_CRL] = "CRL",
  [ESP_FOREIGN_NEXT_SERIAL] = "NEXT_SERIAL",
  [ESP_FOREIGN_NEXT_CRL_NUMBER] = "NEXT_CRL_NUMBER",
  [ESP_FOREIGN_HISTORY] = "HISTORY",
  [ESP_FOREIGN_NOTE] = "NOTE",
  [ESP_FOREIGN_UNKNOWN] = "UNKNOWN",
};

static const struct
{
  const char *source;
  EspForeignReader read;
} readers[] = {
  { "PEM", esp_foreign_read_pem },
  { "DER", esp_foreign_read_binary },
  { "PKCS12", esp_foreign_read_binary },
  { "FOLDER", esp_foreign_read_folder },
  { "OPENSSL_CA", esp_foreign_read_openssl },
  { "EASY_RSA", esp_foreign_read_easy_rsa },
  { "XCA", esp_foreign_read_xca },
  { "GNOMINT", esp_foreign_read_gnomint },
  { "REPORT", esp_foreign_read_report },
};

const char *
esp_foreign_kind_to_string (EspForeignKind kind)
{
  return kind_names[kind];
}

char *
esp_foreign_item_dup_place (const EspForeignItem *item)
{
  if (item->table)
    return g_strdup_printf ("%s, %s %" G_GUINT64_FORMAT, item->file, item->table, item->row);
  if (item->row > 0)
    return g_strdup_printf ("%s:%" G_GUINT64_FORMAT, item->file, item->row);
  return g_strdup (item->file);
}

/* --- Items on their way out ------------------------------------------------------------------- */

EspForeignItem
esp_foreign_item (EspForeignKind kind, const EspForeignPlace *place)
{
  EspForeignItem item = {
    .kind = kind,
    .file = place->file,
    .table = place->table,
    .row = place->row,
    .label = place->label,
  };

  return item;
}

gboolean
esp_foreign_is_cancelled (EspForeignReading *reading, GError **error)
{
  if (!g_cancellable_is_cancelled (reading->options->cancellable))
    return FALSE;
  esp_error_set (error, ESP_REASON_CANCELLED, NULL, NULL);
  return TRUE;
}

gboolean
esp_foreign_hand_over (EspForeignReading *reading, EspForeignItem *item, GError **error)
{
  g_autofree char *file = NULL;
  g_autofree char *label = NULL;

  if (esp_foreign_is_cancelled (reading, error))
    return FALSE;
  if (++reading->n_items > ESP_FOREIGN_MAX_ITEMS)
    {
      esp_error_set (error, ESP_REASON_FOREIGN_TOO_MANY, NULL, "limit",
                     G_STRINGIFY (ESP_FOREIGN_MAX_ITEMS), NULL);
      return FALSE;
    }
  if (!g_utf8_validate (item->file, -1, NULL))
    item->file = file = esp_foreign_make_valid (item->file);
  if (item->label && !g_utf8_validate (item->label, -1, NULL))
    item->label = label = esp_foreign_make_valid (item->label);
  return reading->func (item, reading->data, error);
}

gboolean
esp_foreign_hand_problem (EspForeignReading *reading,
                          EspForeignKind kind,
                          const EspForeignPlace *place,
                          GError *problem,
                          GError **error)
{
  EspForeignItem item = esp_foreign_item (kind, place);
  gboolean handed;

  item.problem = problem;
  handed = esp_foreign_hand_over (reading, &item, error);
  g_error_free (problem);
  return handed;
}

gboolean
esp_foreign_hand_bad_row (EspForeignReading *reading,
                          EspForeignKind kind,
                          const EspForeignPlace *place,
                          const char *problem,
                          GError **error)
{
  GError *refusal = NULL;

  esp_error_set (&refusal, ESP_REASON_FOREIGN_ROW, NULL, "problem", problem, NULL);
  return esp_foreign_hand_problem (reading, kind, place, refusal, error);
}

gboolean
esp_foreign_refuse (GError **error, const char *path, const char *kind, const char *problem)
{
  esp_error_set (error, ESP_REASON_FOREIGN_DAMAGED, path, "kind", kind, "problem", problem, NULL);
  return FALSE;
}

/* --- What is it? ------------------------------------------------------------------------------ */

/* The beginning of a regular file. */
static GBytes *
look_at (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  g_autofree char *bytes = g_malloc (LOOK_LEN);
  gssize len = fd < 0 ? -1 : pread (fd, bytes, LOOK_LEN, 0);

  if (fd >= 0)
    close (fd);
  if (len >= 0)
    return g_bytes_new_take (g_steal_pointer (&bytes), (gsize) len);
  esp_error_set (error, ESP_REASON_FILE_READ, path, NULL);
  return NULL;
}

/* A report in JSON is an object, one in CSV begins with the names of its columns. */
static gboolean
is_report (const char *text, gsize len)
{
  gsize at = 0;
  const char *end;
  g_autofree char *line = NULL;

  while (at < len && g_ascii_isspace (text[at]))
    at++;
  if (at == len)
    return FALSE;
  if (text[at] == '{' || text[at] == '[')
    return TRUE;
  end = memchr (text + at, '\n', len - at);
  line = g_ascii_strdown (text + at, end ? end - (text + at) : (gssize) (len - at));
  return strchr (line, ',') && strstr (line, "serial") && strstr (line, "account");
}

static const char *
refuse_unknown (const char *path, GBytes *start, GError **error)
{
  esp_error_set (error, ESP_REASON_FOREIGN_UNKNOWN, path, "found", esp_pem_describe (start), NULL);
  return NULL;
}

static const char *
detect_binary (const char *path, GBytes *start, GError **error)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (start, &len);
  const char *found = esp_pem_describe (start);

  if (g_str_equal (found, "a PKCS#12 file"))
    return "PKCS12";
  /* What is longer than the look has a shape that does not end. */
  if (len > 1 && bytes[0] == 0x30 && (bytes[1] & 0x80 || len == LOOK_LEN))
    return "DER";
  if (g_str_has_prefix (found, "a cert") || g_str_has_suffix (found, "private key") ||
      g_str_equal (found, "a CMS message"))
    return "DER";
  return refuse_unknown (path, start, error);
}

static const char *
detect_file (const char *path, GError **error)
{
  g_autoptr (GBytes) start = look_at (path, error);
  const char *bytes, *kind;
  gsize len;

  if (!start)
    return NULL;
  bytes = g_bytes_get_data (start, &len);
  if (len >= sizeof SQLITE_MARK && memcmp (bytes, SQLITE_MARK, sizeof SQLITE_MARK) == 0)
    {
      kind = esp_foreign_database_kind (path, error);
      return kind || (error && *error) ? kind : refuse_unknown (path, start, error);
    }
  if (esp_pem_has_block (bytes, len))
    return "PEM";
  if (is_report (bytes, len))
    return "REPORT";
  return detect_binary (path, start, error);
}

const char *
esp_foreign_detect (const char *path, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return detect_file (path, error);
  if (esp_foreign_is_easy_rsa (path))
    return "EASY_RSA";
  return esp_foreign_is_openssl (path) ? "OPENSSL_CA" : "FOLDER";
}

gboolean
esp_foreign_read_loose (EspForeignReading *reading,
                        const char *path,
                        const char *name,
                        GError **error)
{
  g_autoptr (GBytes) start = look_at (path, error);
  const char *bytes;
  gsize len;

  if (!start)
    return FALSE;
  bytes = g_bytes_get_data (start, &len);
  if (esp_pem_has_block (bytes, len))
    return esp_foreign_read_pem (reading, path, name, error);
  return esp_foreign_read_binary (reading, path, name, error);
}

gboolean
esp_foreign_read (const char *path,
                  const EspForeignOptions *options,
                  EspForeignFunc func,
                  gpointer data,
                  GError **error)
{
  EspForeignReading reading = { .options = options, .func = func, .data = data };
  g_autofree char *name = g_path_get_basename (path);
  GError *problem = NULL;
  const char *source = esp_foreign_detect (path, &problem);

  for (gsize i = 0; source && i < G_N_ELEMENTS (readers); i++)
    if (g_str_equal (readers[i].source, source))
      return readers[i].read (&reading, path, name, error);
  g_propagate_error (error, problem);
  return FALSE;
}
