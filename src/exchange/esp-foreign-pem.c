/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PEM as a stream: blocks are cut out line by line, so that a bundle of any length needs the memory
 * of its longest block. Lines that belonged to a private key are wiped. */
#include "esp-foreign-private.h"

#include "esp-pem-armour.h"
#include "pki/esp-foreign-key.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536
#define LINE_LIMIT 65536 /* longer ones are no base64 of anybody */
#define LABEL_LIMIT 64
#define SMALL_BLOCK 131072

typedef struct
{
  EspForeignReading *reading;
  const EspForeignPlace *place;
  guint64 line;       /* number of the one being read */
  guint64 first_line; /* of the block */
  char label[LABEL_LIMIT + 1];
  gboolean inside;
  gboolean header; /* lines of the traditional encryption may still come */
  gboolean too_long;
  char *dek_info;
  gsize body;
  GString *block;
  gboolean key;
} Cutter;

/* Growing a GString leaves the old copy behind, so what may become a key has its room at once. */
static void
cutter_init (Cutter *cutter, EspForeignReading *reading, const EspForeignPlace *place)
{
  *cutter = (Cutter){ .reading = reading, .place = place };
  cutter->block = g_string_sized_new (SMALL_BLOCK + LINE_LIMIT);
}

static void
wipe_block (Cutter *cutter)
{
  if (cutter->key)
    esp_wipe (cutter->block->str, cutter->block->len);
  g_string_truncate (cutter->block, 0);
  g_clear_pointer (&cutter->dek_info, g_free);
  cutter->inside = cutter->key = cutter->too_long = FALSE;
}

static void
cutter_clear (Cutter *cutter)
{
  wipe_block (cutter);
  g_string_free (cutter->block, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cutter, cutter_clear)

static gsize
limit_of (const Cutter *cutter)
{
  static const char *const large[] = { "X509 CRL", "PKCS7", "CMS", "PKCS12", NULL };

  return g_strv_contains (large, cutter->label) ? ESP_FOREIGN_MAX_BLOCK : SMALL_BLOCK;
}

/* Copies the label between @mark and the dashes. */
static gboolean
read_label (const char *line, gsize len, const char *mark, char label[LABEL_LIMIT + 1])
{
  gsize mark_len = strlen (mark), tail_len = strlen (ESP_PEM_DASHES);
  gsize label_len;

  if (len <= mark_len + tail_len || memcmp (line, mark, mark_len) != 0 ||
      memcmp (line + len - tail_len, ESP_PEM_DASHES, tail_len) != 0)
    return FALSE;
  label_len = len - mark_len - tail_len;
  if (label_len > LABEL_LIMIT)
    return FALSE;
  for (gsize i = 0; i < label_len; i++)
    if (!g_ascii_isprint (line[mark_len + i]))
      return FALSE;
  memcpy (label, line + mark_len, label_len);
  label[label_len] = '\0';
  return TRUE;
}

static EspForeignPlace
place_of (const Cutter *cutter)
{
  EspForeignPlace place = *cutter->place;

  if (!place.table)
    place.row = cutter->first_line;
  return place;
}

static gboolean
hand_cut (Cutter *cutter, EspReason reason, const char *end, GError **error)
{
  g_autofree char *line = g_strdup_printf ("%" G_GUINT64_FORMAT, cutter->first_line);
  EspForeignPlace place = place_of (cutter);
  GError *problem = NULL;

  esp_error_set (&problem, reason, NULL, "label", cutter->label, "line", line, "end",
                 end ? end : "", "limit", G_STRINGIFY (SMALL_BLOCK), NULL);
  return esp_foreign_hand_problem (cutter->reading, ESP_FOREIGN_UNKNOWN, &place, problem, error);
}

static gboolean
end_block (Cutter *cutter, const char *end, GError **error)
{
  EspForeignPlace place = place_of (cutter);
  gboolean handed;

  if (!g_str_equal (cutter->label, end))
    handed = hand_cut (cutter, ESP_REASON_PEM_WRONG_END, end, error);
  else if (cutter->too_long)
    handed = hand_cut (cutter, ESP_REASON_PEM_BLOCK_TOO_LARGE, NULL, error);
  else
    handed = esp_foreign_take_block (cutter->reading, &place, cutter->label, cutter->dek_info,
                                     cutter->block->str, cutter->block->len, cutter->body, error);
  wipe_block (cutter);
  return handed;
}

static gboolean
begin_block (Cutter *cutter, const char *label, GError **error)
{
  gboolean handed = !cutter->inside || hand_cut (cutter, ESP_REASON_PEM_NOT_ENDED, NULL, error);

  wipe_block (cutter);
  g_strlcpy (cutter->label, label, sizeof cutter->label);
  cutter->first_line = cutter->line;
  cutter->inside = cutter->header = TRUE;
  cutter->key = esp_foreign_key_is_label (label);
  cutter->body = 0;
  return handed;
}

/* "Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-256-CBC,…", and the empty line behind them. */
static void
read_header (Cutter *cutter, const char *line, gsize len)
{
  static const char mark[] = "DEK-Info:";

  if (len > strlen (mark) && memcmp (line, mark, strlen (mark)) == 0 && !cutter->dek_info)
    cutter->dek_info = g_strstrip (g_strndup (line + strlen (mark), len - strlen (mark)));
  else if (len > 0 && !memchr (line, ':', len))
    cutter->header = FALSE;
  if (cutter->header)
    cutter->body = cutter->block->len + len + 1;
}

static void
add_line (Cutter *cutter, const char *line, gsize len)
{
  if (cutter->block->len + len + 1 > limit_of (cutter))
    cutter->too_long = TRUE;
  if (cutter->too_long)
    return;
  g_string_append_len (cutter->block, line, (gssize) len);
  g_string_append_c (cutter->block, '\n');
}

static gboolean
take_line (Cutter *cutter, const char *line, gsize len, GError **error)
{
  char label[LABEL_LIMIT + 1];

  cutter->line++;
  while (len > 0 && g_ascii_isspace (line[len - 1]))
    len--;
  if (read_label (line, len, ESP_PEM_BEGIN, label))
    {
      if (!begin_block (cutter, label, error))
        return FALSE;
      add_line (cutter, line, len);
      cutter->body = cutter->block->len;
      return TRUE;
    }
  if (!cutter->inside)
    return TRUE;
  if (cutter->key && cutter->header)
    read_header (cutter, line, len);
  add_line (cutter, line, len);
  if (read_label (line, len, ESP_PEM_END, label))
    return end_block (cutter, label, error);
  return TRUE;
}

/* Whole lines at the front of @bytes, and at the end of all the last one too. *@used tells how far.
 */
static gboolean
take_lines (Cutter *cutter,
            const char *bytes,
            gsize len,
            gboolean last,
            gsize *used,
            GError **error)
{
  gsize at = 0;

  while (at < len)
    {
      const char *newline = memchr (bytes + at, '\n', len - at);
      gsize line_len = newline ? (gsize) (newline - bytes) - at : len - at;

      if (!newline && !last && line_len < LINE_LIMIT)
        break;
      if (!take_line (cutter, bytes + at, line_len, error))
        return FALSE;
      at += line_len + (newline ? 1 : 0);
    }
  *used = at;
  return TRUE;
}

static gboolean
finish (Cutter *cutter, GError **error)
{
  return !cutter->inside || hand_cut (cutter, ESP_REASON_PEM_NOT_ENDED, NULL, error);
}

gboolean
esp_foreign_read_pem_text (EspForeignReading *reading,
                           const EspForeignPlace *place,
                           const char *text,
                           gsize len,
                           GError **error)
{
  g_auto (Cutter) cutter;
  gsize used = 0;

  cutter_init (&cutter, reading, place);
  return take_lines (&cutter, text, len, TRUE, &used, error) && finish (&cutter, error);
}

/* --- From a file ------------------------------------------------------------------------------ */

static int
open_file (const char *path, GError **error)
{
  int fd = g_str_equal (path, "-") ? dup (STDIN_FILENO) :
                                     open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat status;

  if (fd >= 0 && fstat (fd, &status) == 0 && !S_ISDIR (status.st_mode))
    return fd;
  esp_error_set (error, ESP_REASON_FILE_READ, path, NULL);
  if (error)
    esp_error_set_detail (*error, g_strerror (fd < 0 ? errno : EISDIR));
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
read_pieces (Cutter *cutter, int fd, const char *path, char *buffer, GError **error)
{
  gsize kept = 0, used = 0;
  gint64 total = 0;
  gssize got;

  do
    {
      got = read (fd, buffer + kept, CHUNK);
      if (got < 0 && errno == EINTR)
        continue;
      total += MAX (got, 0);
      if (got < 0 || total > ESP_FOREIGN_MAX_FILE_SIZE)
        {
          esp_error_set (error, ESP_REASON_FILE_READ, path, NULL);
          return FALSE;
        }
      if (esp_foreign_is_cancelled (cutter->reading, error) ||
          !take_lines (cutter, buffer, kept + (gsize) got, got == 0, &used, error))
        return FALSE;
      kept = kept + (gsize) got - used;
      memmove (buffer, buffer + used, kept);
    }
  while (got != 0);
  return finish (cutter, error);
}

gboolean
esp_foreign_read_pem (EspForeignReading *reading,
                      const char *path,
                      const char *name,
                      GError **error)
{
  EspForeignPlace place = { .file = name };
  g_auto (Cutter) cutter;
  g_autofree char *buffer = NULL;
  gboolean good = FALSE;
  int fd;

  cutter_init (&cutter, reading, &place);
  fd = open_file (path, error);
  if (fd < 0)
    return FALSE;
  buffer = g_malloc (CHUNK + LINE_LIMIT);
  good = read_pieces (&cutter, fd, path, buffer, error);
  esp_wipe (buffer, CHUNK + LINE_LIMIT);
  close (fd);
  return good;
}
