/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal itself is opened, because standard input may be a request. Echo is restored on every
 * way out, also when a signal ends the question; the signal is then delivered.
 */
#include "cli-prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#define TERMINAL "/dev/tty"
#define PASSPHRASE_LIMIT 4096

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static volatile sig_atomic_t caught_signal;

static void
signal_cb (int number)
{
  caught_signal = number;
}

typedef struct
{
  int fd;
  struct termios before;
  struct sigaction actions[G_N_ELEMENTS (ending_signals)];
} Terminal;

static gboolean
terminal_begin (Terminal *terminal)
{
  struct sigaction action = { .sa_handler = signal_cb };
  struct termios quiet;

  terminal->fd = open (TERMINAL, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal->fd >= 0 && tcgetattr (terminal->fd, &terminal->before) != 0)
    {
      close (terminal->fd);
      terminal->fd = -1;
    }
  if (terminal->fd < 0)
    return FALSE;
  caught_signal = 0;
  sigemptyset (&action.sa_mask);
  for (guint i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    sigaction (ending_signals[i], &action, &terminal->actions[i]);
  quiet = terminal->before;
  quiet.c_lflag &= ~(tcflag_t) (ECHO | ECHOE | ECHOK | ECHONL);
  return tcsetattr (terminal->fd, TCSAFLUSH, &quiet) == 0;
}

static void
terminal_end (Terminal *terminal)
{
  if (terminal->fd < 0)
    return;
  tcsetattr (terminal->fd, TCSAFLUSH, &terminal->before);
  for (guint i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    sigaction (ending_signals[i], &terminal->actions[i], NULL);
  close (terminal->fd);
  if (caught_signal)
    raise (caught_signal);
}

static void
terminal_say (const Terminal *terminal, const char *text)
{
  g_autofree char *shown = g_locale_from_utf8 (text, -1, NULL, NULL, NULL);
  const char *said = shown ? shown : text;
  gssize done = TEMP_FAILURE_RETRY (write (terminal->fd, said, strlen (said)));

  if (done < 0)
    g_debug ("the question could not be written: %s", g_strerror (errno));
}

/* FALSE at the end of input or at a signal. */
static gboolean
read_line (const Terminal *terminal, EspSecret *secret)
{
  guint8 *bytes = esp_secret_get_writable (secret);
  gsize len = 0;

  while (!caught_signal && len < PASSPHRASE_LIMIT)
    {
      gssize got = read (terminal->fd, bytes + len, 1);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      if (bytes[len] == '\n')
        break;
      len++;
    }
  esp_secret_truncate (secret, len);
  return !caught_signal;
}

gboolean
cli_prompt_available (void)
{
  int fd = open (TERMINAL, O_RDWR | O_NOCTTY | O_CLOEXEC);

  return fd >= 0 && close (fd) == 0;
}

EspSecret *
cli_prompt_passphrase (const char *question, GError **error)
{
  g_autoptr (EspSecret) secret = esp_secret_new (PASSPHRASE_LIMIT, error);
  Terminal terminal = { .fd = -1 };
  gboolean begun, read = FALSE;

  if (!secret)
    return NULL;
  begun = terminal_begin (&terminal);
  if (begun)
    {
      terminal_say (&terminal, question);
      read = read_line (&terminal, secret);
      terminal_say (&terminal, "\n");
    }
  terminal_end (&terminal);
  if (!begun)
    esp_error_set (error, ESP_REASON_FILE_READ, TERMINAL, NULL);
  else if (!read)
    esp_error_set (error, ESP_REASON_CANCELLED, NULL, NULL);
  else if (esp_secret_get_len (secret) == 0)
    esp_error_set (error, ESP_REASON_SECRET_EMPTY, NULL, NULL);
  else
    return g_steal_pointer (&secret);
  return NULL;
}

EspSecret *
cli_prompt_new_passphrase (GError **error)
{
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;

  if (!cli_prompt_available ())
    {
      esp_error_set (error, ESP_REASON_USAGE_NEW_PASSPHRASE, NULL, NULL);
      return NULL;
    }
  first = cli_prompt_passphrase (_ ("New passphrase: "), error);
  second = first ? cli_prompt_passphrase (_ ("The same once more: "), error) : NULL;
  if (!second)
    return NULL;
  if (esp_secret_equal (first, second))
    return g_steal_pointer (&first);
  esp_error_set (error, ESP_REASON_PASSPHRASES_DIFFER, NULL, NULL);
  return NULL;
}

gboolean
cli_prompt_is_possible (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

gboolean
cli_prompt_confirm (const char *question)
{
  char answer[64];
  gssize got;

  if (!cli_prompt_is_possible ())
    return FALSE;
  /* The letter that stands for yes; translated together with the question. */
  g_printerr ("%s [%s/%s] ", question, C_ ("yes or no", "y"), C_ ("yes or no", "N"));
  got = TEMP_FAILURE_RETRY (read (STDIN_FILENO, answer, sizeof answer - 1));
  if (got <= 0)
    return FALSE;
  answer[got] = '\0';
  g_strstrip (answer);
  return g_ascii_strcasecmp (answer, C_ ("yes or no", "y")) == 0 ||
         g_ascii_strcasecmp (answer, C_ ("yes or no", "yes")) == 0;
}
