/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder that "openssl ca" keeps, and the pki/ of easy-rsa, which is the same with other names:
 * the index, the counters, and whatever lies around them. Whose folder it is is seen by who signed
 * what the index lists, not by a file's name. */
#include "esp-foreign-private.h"

#include "esp-bounded-file.h"
#include "esp-foreign-index.h"
#include "pki/esp-certificate.h"

#include <string.h>

#define COUNTER_LIMIT 256
#define CANDIDATES_MAX 100
#define LOOKS_MAX 50 /* rows of the index that are looked at to see whose it is */

/* How the folder is laid out; lists end with NULL. */
typedef struct
{
  const char *index;
  const char *serial;
  const char *crl_number;
  const char *issued[4]; /* folders with SERIAL.pem */
  const char *folder;    /* below what was opened, "" for itself */
} Layout;

static const Layout openssl_layouts[] = {
  { "index.txt", "serial", "crlnumber", { "newcerts", "certs", NULL }, "" },
  { "index.txt", "serial", "crlnumber", { "newcerts", "certs", NULL }, "demoCA" },
  { "index", "serial", "crlnumber", { "newcerts", "certs", NULL }, "" },
};

static const Layout easy_rsa_layouts[] = {
  { "index.txt",
    "serial",
    "crlnumber",
    { "certs_by_serial", "revoked/certs_by_serial", "renewed/certs_by_serial", NULL },
    "" },
  { "index.txt",
    "serial",
    "crlnumber",
    { "certs_by_serial", "revoked/certs_by_serial", "renewed/certs_by_serial", NULL },
    "pki" },
};

static gboolean
has_file (const char *path, const char *folder, const char *name)
{
  g_autofree char *whole = g_build_filename (path, folder, name, NULL);

  return g_file_test (whole, G_FILE_TEST_IS_REGULAR);
}

static gboolean
has_folder (const char *path, const char *folder, const char *name)
{
  g_autofree char *whole = g_build_filename (path, folder, name, NULL);

  return g_file_test (whole, G_FILE_TEST_IS_DIR);
}

static const Layout *
find_openssl (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (openssl_layouts); i++)
    if (has_file (path, openssl_layouts[i].folder, openssl_layouts[i].index) &&
        has_file (path, openssl_layouts[i].folder, openssl_layouts[i].serial))
      return &openssl_layouts[i];
  return NULL;
}

static const Layout *
find_easy_rsa (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (easy_rsa_layouts); i++)
    if (has_file (path, easy_rsa_layouts[i].folder, "index.txt") &&
        has_folder (path, easy_rsa_layouts[i].folder, "issued") &&
        has_folder (path, easy_rsa_layouts[i].folder, "certs_by_serial"))
      return &easy_rsa_layouts[i];
  return NULL;
}

gboolean
esp_foreign_is_openssl (const char *path)
{
  return find_openssl (path) != NULL;
}

gboolean
esp_foreign_is_easy_rsa (const char *path)
{
  return find_easy_rsa (path) != NULL;
}

/* --- Whose folder is it? ---------------------------------------------------------------------- */

typedef struct
{
  EspForeignReading *reading;
  const Layout *layout;
  char *path;            /* of the folder itself */
  GPtrArray *candidates; /* EspCertificate: authorities that lie around */
  EspCertificate *owner; /* one of them, or NULL */
  guint looks;
} Folder;

static void
folder_clear (Folder *folder)
{
  g_free (folder->path);
  g_clear_pointer (&folder->candidates, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folder, folder_clear)

static gboolean
gather_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  Folder *folder = data;
  EspCertificate *certificate;

  if (item->kind != ESP_FOREIGN_CERTIFICATE || !item->der ||
      folder->candidates->len >= CANDIDATES_MAX)
    return TRUE;
  certificate = esp_certificate_parse (item->der, NULL);
  if (certificate && esp_certificate_is_ca (certificate))
    g_ptr_array_add (folder->candidates, certificate);
  else
    esp_certificate_unref (certificate);
  return TRUE;
}

/* What lies at the top and in a few folders beside it; not the thousands that were issued. */
static gboolean
skip_issued (const char *name, gboolean folder)
{
  static const char *const looked_into[] = { "certs", "private", "ca", "cacerts", NULL };
  static const char *const endings[] = { ".pem", ".crt", ".cer", ".der", ".cert", NULL };

  if (folder)
    return !g_strv_contains (looked_into, name);
  for (gsize i = 0; endings[i]; i++)
    if (g_str_has_suffix (name, endings[i]))
      return FALSE;
  return TRUE;
}

static char *
find_issued (const Folder *folder, const char *serial)
{
  static const char *const endings[] = { ".pem", ".crt" };
  g_autofree char *upper = g_ascii_strup (serial, -1);

  for (gsize i = 0; folder->layout->issued[i]; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (endings); j++)
      {
        g_autofree char *name = g_strconcat (upper, endings[j], NULL);
        g_autofree char *path = g_build_filename (folder->path, folder->layout->issued[i], name,
                                                  NULL);

        if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
          return g_steal_pointer (&path);
      }
  return NULL;
}

typedef struct
{
  Folder *folder;
  EspCertificate *found;
} Look;

static gboolean
look_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  Look *look = data;
  g_autoptr (EspCertificate) certificate = NULL;

  if (item->kind != ESP_FOREIGN_CERTIFICATE || !item->der || look->found)
    return TRUE;
  certificate = esp_certificate_parse (item->der, NULL);
  for (guint i = 0; certificate && i < look->folder->candidates->len && !look->found; i++)
    {
      EspCertificate *candidate = g_ptr_array_index (look->folder->candidates, i);

      if (esp_certificate_is_issued_by (certificate, candidate))
        look->found = candidate;
    }
  return TRUE;
}

/* A root lists itself in its own index, and says nothing of whose the folder is. */
static gboolean
look_at_row_cb (const EspForeignIndexRow *row, gpointer data, GError **error)
{
  Folder *folder = data;
  EspForeignOptions options = { .without_keys = TRUE,
                                .cancellable = folder->reading->options->cancellable };
  Look look = { .folder = folder };
  EspForeignReading reading = { .options = &options, .func = look_cb, .data = &look };
  g_autofree char *path = NULL;

  if (folder->owner || folder->looks >= LOOKS_MAX || row->problem)
    return TRUE;
  path = find_issued (folder, row->serial_text);
  if (!path)
    return TRUE;
  folder->looks++;
  if (esp_foreign_read_loose (&reading, path, row->serial_text, NULL))
    folder->owner = look.found;
  return TRUE;
}

static gboolean
find_owner (Folder *folder, GError **error)
{
  EspForeignOptions options = { .without_keys = TRUE,
                                .cancellable = folder->reading->options->cancellable };
  EspForeignReading reading = { .options = &options, .func = gather_cb, .data = folder };
  g_autofree char *index = g_build_filename (folder->path, folder->layout->index, NULL);
  GError *problem = NULL;

  folder->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  if (!esp_foreign_walk (&reading, folder->path, "", skip_issued, esp_foreign_read_loose, &problem))
    {
      if (esp_error_has_reason (problem, ESP_REASON_CANCELLED))
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      /* What could not be read comes up again as a row. */
      g_error_free (problem);
    }
  if (!esp_foreign_index_read (index, look_at_row_cb, folder, error))
    return FALSE;
  if (!folder->owner && folder->candidates->len == 1)
    folder->owner = g_ptr_array_index (folder->candidates, 0);
  return TRUE;
}

/* --- The index -------------------------------------------------------------------------------- */

static GBytes *
owner_der (const Folder *folder)
{
  return folder->owner ? esp_certificate_get_der (folder->owner) : NULL;
}

static gboolean
hand_revocation (Folder *folder,
                 const EspForeignPlace *place,
                 const EspForeignIndexRow *row,
                 GError **error)
{
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_REVOCATION, place);

  item.serial = row->serial;
  item.time = row->revoked_at;
  item.expires_at = row->expires_at;
  item.reason = row->reason;
  item.text = row->unknown_reason;
  item.authority = owner_der (folder);
  return esp_foreign_hand_over (folder->reading, &item, error);
}

static gboolean
hand_missing (Folder *folder,
              const EspForeignPlace *place,
              const EspForeignIndexRow *row,
              GError **error)
{
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_CERTIFICATE, place);
  g_autoptr (GError) problem = NULL;

  esp_error_set (&problem, ESP_REASON_FOREIGN_MISSING, NULL, NULL);
  item.problem = problem;
  item.serial = row->serial;
  item.authority = owner_der (folder);
  return esp_foreign_hand_over (folder->reading, &item, error);
}

static gboolean
take_row_cb (const EspForeignIndexRow *row, gpointer data, GError **error)
{
  Folder *folder = data;
  EspForeignPlace place = { .file = folder->layout->index,
                            .row = row->line,
                            .label = row->subject };
  g_autofree char *path = NULL;

  if (row->problem)
    return esp_foreign_hand_bad_row (folder->reading, ESP_FOREIGN_UNKNOWN, &place, row->problem,
                                     error);
  if (row->revoked && !hand_revocation (folder, &place, row, error))
    return FALSE;
  path = find_issued (folder, row->serial_text);
  return path || hand_missing (folder, &place, row, error);
}

/* --- Counters --------------------------------------------------------------------------------- */

/* Hexadecimal, as openssl writes it; NULL where the file is not there. */
static char *
read_counter (const Folder *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder->path, name, NULL);
  g_autofree char *text = NULL;
  gsize len;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  text = esp_bounded_file_read (path, COUNTER_LIMIT, &len, NULL);
  return text ? g_strdup (g_strstrip (text)) : g_strdup ("");
}

static gboolean
take_serial (Folder *folder, GError **error)
{
  EspForeignPlace place = { .file = folder->layout->serial, .row = 1 };
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_NEXT_SERIAL, &place);
  g_autofree char *text = read_counter (folder, folder->layout->serial);
  g_autofree char *serial = text ? esp_foreign_parse_serial (text) : NULL;

  if (!text)
    return TRUE;
  if (!serial)
    return esp_foreign_hand_bad_row (folder->reading, item.kind, &place,
                                     "it is no hexadecimal number", error);
  item.serial = serial;
  item.authority = owner_der (folder);
  return esp_foreign_hand_over (folder->reading, &item, error);
}

static gboolean
take_crl_number (Folder *folder, GError **error)
{
  EspForeignPlace place = { .file = folder->layout->crl_number, .row = 1 };
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_NEXT_CRL_NUMBER, &place);
  g_autofree char *text = read_counter (folder, folder->layout->crl_number);
  guint64 number = 0;

  if (!text)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 16, 0, G_MAXINT64, &number, NULL))
    return esp_foreign_hand_bad_row (folder->reading, item.kind, &place,
                                     "it is no hexadecimal number that fits here", error);
  item.number = (gint64) number;
  item.authority = owner_der (folder);
  return esp_foreign_hand_over (folder->reading, &item, error);
}

/* --- Everything else -------------------------------------------------------------------------- */

/* Books, settings and copies of books hold nothing that would be imported. */
static gboolean
skip_books (const char *name, gboolean folder)
{
  static const char *const names[] = { "index", "serial",     "crlnumber",
                                       "vars",  "x509-types", "safessl-easyrsa.cnf",
                                       NULL };
  static const char *const parts[] = { ".txt",  ".cnf", ".conf", ".old", ".attr",    ".rnd",
                                       ".rand", ".srl", ".sh",   ".md",  ".example", NULL };
  const char *slash = strrchr (name, '/');
  const char *base = slash ? slash + 1 : name;

  if (g_strv_contains (names, base))
    return TRUE;
  for (gsize i = 0; !folder && parts[i]; i++)
    if (strstr (base, parts[i]))
      return TRUE;
  return FALSE;
}

static gboolean
read_layout (EspForeignReading *reading, const char *path, const Layout *layout, GError **error)
{
  g_auto (Folder) folder = { .reading = reading, .layout = layout };
  g_autofree char *index = NULL;

  folder.path = g_build_filename (path, layout->folder, NULL);
  index = g_build_filename (folder.path, layout->index, NULL);
  return find_owner (&folder, error) &&
         esp_foreign_walk (reading, folder.path, "", skip_books, esp_foreign_read_loose, error) &&
         esp_foreign_index_read (index, take_row_cb, &folder, error) &&
         take_serial (&folder, error) && take_crl_number (&folder, error);
}

gboolean
esp_foreign_read_openssl (EspForeignReading *reading,
                          const char *path,
                          const char *name,
                          GError **error)
{
  return read_layout (reading, path, find_openssl (path), error);
}

gboolean
esp_foreign_read_easy_rsa (EspForeignReading *reading,
                           const char *path,
                           const char *name,
                           GError **error)
{
  return read_layout (reading, path, find_easy_rsa (path), error);
}
