/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From records to cards. A plan says what is meant to be, the rows of a vault what is. */
#include "esp-diagram-cards.h"

#include "base/esp-error.h"
#include "base/esp-time.h"

#include <string.h>

/* What gettext finds; it is looked up here, in the language of the picture. */
#define N_(text) (text)
#define NP_(one, many) one, many

#define NO_LIMIT "∞"

static const struct
{
  EspDiagramSign sign;
  const char *word;
} states[ESP_N_CA_STATES] = {
  [ESP_CA_CREATING] = { ESP_DIAGRAM_PENDING, N_ ("Being created") },
  [ESP_CA_PENDING_CERTIFICATE] = { ESP_DIAGRAM_PENDING, N_ ("Pending certificate") },
  [ESP_CA_ACTIVE] = { ESP_DIAGRAM_ACTIVE, N_ ("Active") },
  [ESP_CA_DISABLED] = { ESP_DIAGRAM_DISABLED, N_ ("Disabled") },
  [ESP_CA_EXPIRED] = { ESP_DIAGRAM_EXPIRED, N_ ("Expired") },
  [ESP_CA_DELETED] = { ESP_DIAGRAM_GONE, N_ ("Deleted") },
  [ESP_CA_FAILED] = { ESP_DIAGRAM_GONE, N_ ("Failed") },
  [ESP_CA_HANDED_OVER] = { ESP_DIAGRAM_GONE, N_ ("Handed over") },
};

static char *
number_text (int path_length)
{
  return path_length < 0 ? g_strdup (NO_LIMIT) : g_strdup_printf ("%d", path_length);
}

/* Without the version that all templates have. */
static char *
template_text (const char *name)
{
  return name && g_str_has_suffix (name, "/V1") ? g_strndup (name, strlen (name) - 3) :
                                                  g_strdup (name);
}

static const char *
planned_word (const EspPlanCa *ca, EspPlanTranslate translate)
{
  return ca->development ? translate (N_ ("Planned, for tests"), NULL, 0) :
                           translate (N_ ("Planned"), NULL, 0);
}

static EspDiagramCard *
card_from_plan (const EspPlan *plan, const EspPlanCa *ca, EspPlanTranslate translate)
{
  g_autofree char *label = esp_plan_ca_get_label (ca);
  const EspPlanAccount *account = ca->account ? esp_plan_find_account (plan, ca->account) : NULL;
  EspDiagramCard *card = esp_diagram_card_new (label);

  card->template_name = template_text (ca->template_name);
  card->path_length = number_text (esp_plan_ca_get_path_length (ca));
  card->algorithm = g_strdup (esp_plan_algorithm_label (ca->key_algorithm));
  card->validity = esp_plan_validity_text (ca->validity, translate);
  card->state = g_strdup (planned_word (ca, translate));
  card->sign = ESP_DIAGRAM_PLANNED;
  card->account = g_strdup (ca->account);
  card->account_name = g_strdup (account ? account->name : NULL);
  card->two_persons = ca->dual_control;
  return card;
}

GPtrArray *
esp_diagram_cards_from_plan (const EspPlan *plan, EspPlanTranslate translate)
{
  GPtrArray *cards = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_diagram_card_free);
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (plan);
  g_autoptr (GHashTable) indexes = g_hash_table_new (g_str_hash, g_str_equal);

  if (!translate)
    translate = esp_plan_untranslated;
  for (guint i = 0; i < ordered->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (ordered, i);
      EspDiagramCard *card = card_from_plan (plan, ca, translate);

      if (ca->parent)
        card->parent = GPOINTER_TO_INT (g_hash_table_lookup (indexes, ca->parent)) - 1;
      g_ptr_array_add (cards, card);
      g_hash_table_insert (indexes, ca->key, GINT_TO_POINTER (cards->len));
    }
  return cards;
}

static EspDiagramCard *
card_from_ca (const EspCa *ca, GHashTable *accounts, gint64 now, EspPlanTranslate translate)
{
  EspDiagramCard *card = esp_diagram_card_new (ca->label ? ca->label : ca->subject);
  EspCaState state = esp_ca_get_status (ca, now);
  const char *name = accounts && ca->account ? g_hash_table_lookup (accounts, ca->account) : NULL;

  card->template_name = template_text (ca->template_name);
  if (ca->not_after != 0)
    {
      g_autofree char *date = esp_time_to_date (ca->not_after);

      card->path_length = number_text (ca->path_length);
      card->validity = esp_text_fill (translate (N_ ("until {date}"), NULL, 0),
                                      (const char *[]){ "date", date, NULL });
    }
  card->algorithm = g_strdup (esp_plan_algorithm_label (ca->key_algorithm));
  card->state = g_strdup (translate (states[state].word, NULL, 0));
  card->sign = states[state].sign;
  card->account = g_strdup (ca->account);
  card->account_name = g_strdup (name);
  card->two_persons = ca->dual_control;
  return card;
}

/* Those whose parent has a card already; the others wait for the next round. Returns how many it
 * were. */
static guint
add_round (GPtrArray *cards,
           GPtrArray *cas,
           GHashTable *known,
           GHashTable *indexes,
           GHashTable *accounts,
           gint64 now,
           EspPlanTranslate translate)
{
  guint before = cards->len;

  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      gboolean has_parent = ca->parent && g_hash_table_contains (known, ca->parent);
      EspDiagramCard *card;

      if (g_hash_table_contains (indexes, ca->id))
        continue;
      if (has_parent && !g_hash_table_contains (indexes, ca->parent))
        continue;
      card = card_from_ca (ca, accounts, now, translate);
      if (has_parent)
        card->parent = GPOINTER_TO_INT (g_hash_table_lookup (indexes, ca->parent)) - 1;
      g_ptr_array_add (cards, card);
      g_hash_table_insert (indexes, ca->id, GINT_TO_POINTER (cards->len));
    }
  return cards->len - before;
}

GPtrArray *
esp_diagram_cards_from_cas (GPtrArray *cas,
                            GHashTable *accounts,
                            gint64 now,
                            EspPlanTranslate translate)
{
  GPtrArray *cards = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_diagram_card_free);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) indexes = g_hash_table_new (g_str_hash, g_str_equal);

  if (!translate)
    translate = esp_plan_untranslated;
  for (guint i = 0; i < cas->len; i++)
    g_hash_table_add (known, ((EspCa *) g_ptr_array_index (cas, i))->id);
  while (add_round (cards, cas, known, indexes, accounts, now, translate) > 0)
    ;
  return cards;
}

void
esp_diagram_text_fill (EspDiagramText *text, EspPlanTranslate translate)
{
  if (!translate)
    translate = esp_plan_untranslated;
  text->path_length = translate (
    N_ ("Path length: levels of authorities that may stand below (∞: no limit)"), NULL, 0);
  text->two_persons = translate (N_ ("Needs the consent of a second person"), NULL, 0);
}

char *
esp_diagram_cards_describe (GPtrArray *cards, EspPlanTranslate translate)
{
  g_autofree char *all = g_strdup_printf ("%u", cards->len);
  g_autofree char *roots = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  guint n_roots = 0;

  if (!translate)
    translate = esp_plan_untranslated;
  for (guint i = 0; i < cards->len; i++)
    if (((EspDiagramCard *) g_ptr_array_index (cards, i))->parent < 0)
      n_roots++;
  roots = g_strdup_printf ("%u", n_roots);
  first = esp_text_fill (
    translate (NP_ ("{n} certificate authority", "{n} certificate authorities"), cards->len),
    (const char *[]){ "n", all, NULL });
  second = esp_text_fill (translate (NP_ ("{n} hierarchy", "{n} hierarchies"), n_roots),
                          (const char *[]){ "n", roots, NULL });
  return g_strconcat (first, ", ", second, NULL);
}
