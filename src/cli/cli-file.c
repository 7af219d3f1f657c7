/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing of the user's own files; requests come in by exchange/esp-pem-bundle.h. */
#include "cli-file.h"

#include "engine/espalier.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-prompt.h"

#define ARMOUR_LABEL "CERTIFICATE"
#define ARMOUR_LINE 64

static void
set_file_error (GError **error, EspReason reason, const char *path, int number)
{
  esp_error_set (error, reason, path, NULL);
  if (error)
    esp_error_set_detail (*error, g_strerror (number));
}

static GByteArray *
read_descriptor (int fd, const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[65536];
  gssize got;

  while ((got = TEMP_FAILURE_RETRY (read (fd, buffer, sizeof buffer))) > 0)
    {
      if (bytes->len + (gsize) got > CLI_FILE_MAX_SIZE)
        {
          esp_error_set (error, ESP_REASON_FILE_TOO_LARGE, path, "size", "over 4194304", "limit",
                         G_STRINGIFY (4194304), NULL);
          return NULL;
        }
      g_byte_array_append (bytes, buffer, (guint) got);
    }
  if (got == 0)
    return g_steal_pointer (&bytes);
  set_file_error (error, ESP_REASON_FILE_READ, path, errno);
  return NULL;
}

static GByteArray *
read_file (const char *path, GError **error)
{
  GByteArray *bytes;
  int fd;

  if (g_str_equal (path, "-"))
    return read_descriptor (STDIN_FILENO, path, error);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      set_file_error (error, ESP_REASON_FILE_READ, path, errno);
      return NULL;
    }
  bytes = read_descriptor (fd, path, error);
  close (fd);
  return bytes;
}

static char *
armour (const GByteArray *bytes)
{
  g_autofree char *text = g_base64_encode (bytes->data, bytes->len);
  GString *pem = g_string_new ("-----BEGIN " ARMOUR_LABEL "-----\n");

  for (const char *line = text; *line; line += MIN (strlen (line), ARMOUR_LINE))
    g_string_append_printf (pem, "%.*s\n", ARMOUR_LINE, line);
  g_string_append (pem, "-----END " ARMOUR_LABEL "-----\n");
  return g_string_free (pem, FALSE);
}

char *
cli_file_read_pem (const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = read_file (path, error);

  if (!bytes)
    return NULL;
  if (bytes->len == 0)
    return g_strdup ("");
  if (!g_utf8_validate_len ((const char *) bytes->data, bytes->len, NULL))
    return armour (bytes);
  return g_strndup ((const char *) bytes->data, bytes->len);
}

JsonObject *
cli_file_read_json (const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = read_file (path, error);
  g_autoptr (JsonNode) node = NULL;
  GError *problem = NULL;

  if (!bytes)
    return NULL;
  node = esp_json_parse ((const char *) bytes->data, (gssize) bytes->len, CLI_FILE_MAX_SIZE,
                         &problem);
  if (node && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_dup_object (node);
  if (node)
    esp_error_set (&problem, ESP_REASON_MEMBER_TYPE, path, "wanted", "an object", NULL);
  esp_error_set_object (problem, path);
  g_propagate_error (error, problem);
  return NULL;
}

gboolean
cli_file_may_write (const char *path, gboolean yes, GError **error)
{
  struct stat found;
  g_autofree char *shown = NULL;
  g_autofree char *question = NULL;

  /* A device or a pipe (/dev/null, /dev/stdout) holds nothing that could be lost. */
  if (yes || lstat (path, &found) != 0 || S_ISCHR (found.st_mode) || S_ISFIFO (found.st_mode))
    return TRUE;
  shown = esp_text_escape (path);
  question = g_strdup_printf (_ ("%s exists already. Overwrite it?"), shown);
  if (S_ISREG (found.st_mode) && cli_prompt_confirm (question))
    return TRUE;
  esp_error_set (error, ESP_REASON_FILE_KEPT, path, NULL);
  return FALSE;
}

static gboolean
write_device (const char *path, const char *text, gsize len)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gssize done = 0;

  while (fd >= 0 && len > 0 && (done = TEMP_FAILURE_RETRY (write (fd, text, len))) > 0)
    {
      text += done;
      len -= (gsize) done;
    }
  return fd >= 0 && close (fd) == 0 && len == 0;
}

static gboolean
write_file (const char *path, const char *text, gsize len, int mode, GError **error)
{
  struct stat found;
  g_autoptr (GError) foreign = NULL;

  if (stat (path, &found) == 0 && (S_ISCHR (found.st_mode) || S_ISFIFO (found.st_mode)))
    {
      if (write_device (path, text, len))
        return TRUE;
      set_file_error (error, ESP_REASON_FILE_WRITE, path, errno);
      return FALSE;
    }
  if (g_file_set_contents_full (path, text, (gssize) len,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode,
                                &foreign))
    return TRUE;
  esp_error_take_foreign (error, ESP_REASON_FILE_WRITE, path, g_steal_pointer (&foreign));
  return FALSE;
}

gboolean
cli_file_write (const char *path, const char *text, GError **error)
{
  return write_file (path, text, strlen (text), 0644, error);
}

gboolean
cli_file_write_data (const char *path, const char *data, gsize len, GError **error)
{
  return write_file (path, data, len, 0644, error);
}

gboolean
cli_file_write_secret (const char *path, const guint8 *bytes, gsize len, GError **error)
{
  /* A file that is there keeps its permissions when it is replaced; this one must not. */
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && g_unlink (path) != 0)
    {
      set_file_error (error, ESP_REASON_FILE_WRITE, path, errno);
      return FALSE;
    }
  return write_file (path, (const char *) bytes, len, 0600, error);
}

gboolean
cli_file_write_private (const char *path, const char *text, GError **error)
{
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  return cli_file_write_secret (path, (const guint8 *) line, strlen (line), error);
}

gboolean
cli_folder_make (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0755) == 0)
    return TRUE;
  set_file_error (error, ESP_REASON_FILE_WRITE, path, errno);
  return FALSE;
}
