/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans of ceremonies: by the founder of a vault, with one supplier beside them. */
#pragma once

#include "provisioning-fixture.h"

#define SUPPLIER "222233334444"
#define ALLOW(actions) "{'Effect':'Allow','Action':[" actions "],'Resource':'*'}"

/* The account of the founder. */
typedef struct
{
  char *number, *name;
} Home;

static inline void
home_find (Home *home, EspEngine *engine)
{
  g_autoptr (JsonObject) accounts = call (engine, "ListAccounts", NULL);
  JsonObject *first = json_array_get_object_element (esp_json_get_array (accounts, "Accounts"), 0);

  home->number = account_number (engine, NULL);
  home->name = g_strdup (esp_json_get_string (first, "Name"));
}

static inline void
home_clear (Home *home)
{
  g_free (home->number);
  g_free (home->name);
}

/* @cas and @rest: JSON with ' for ", $OWN for the founder's account. */
static inline EspPlan *
make_plan (const Home *home, const char *cas, const char *rest)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  EspPlan *plan;

  g_string_printf (text,
                   "{'format':1,'name':'Ceremony','accounts':[{'id':'$OWN','name':'%s'},"
                   "{'id':'" SUPPLIER "','name':'Supplier'}],'cas':[%s]%s}",
                   home->name, cas, rest);
  g_string_replace (text, "$OWN", home->number, 0);
  g_strdelimit (text->str, "'", '"');
  plan = esp_plan_read (text->str, -1, &error);
  g_assert_no_error (error);
  return plan;
}
