/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a plan's inspector beside single values (console-plan-fields.h): one file each. */
#pragma once

#include "console-plan-part.h"

G_BEGIN_DECLS

/* Of CAs. console-plan-tags.c: what all of them carry. */
#define CONSOLE_TYPE_PLAN_TAGS (console_plan_tags_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanTags, console_plan_tags, CONSOLE, PLAN_TAGS, ConsolePlanPart)
GtkWidget *console_plan_tags_new     (ConsolePlanDocument *document);

/* console-plan-shares.c: of one CA, who else uses it and how. */
#define CONSOLE_TYPE_PLAN_SHARES (console_plan_shares_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanShares, console_plan_shares, CONSOLE, PLAN_SHARES, ConsolePlanPart)
GtkWidget *console_plan_shares_new   (ConsolePlanDocument *document);

/* console-plan-uses.c: of one CA, what it is meant to issue. */
#define CONSOLE_TYPE_PLAN_USES (console_plan_uses_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanUses, console_plan_uses, CONSOLE, PLAN_USES, ConsolePlanPart)
GtkWidget *console_plan_uses_new     (ConsolePlanDocument *document);

/* Of the plan. console-plan-about.c: its name, note, organisation and required tags. */
#define CONSOLE_TYPE_PLAN_ABOUT (console_plan_about_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanAbout, console_plan_about, CONSOLE, PLAN_ABOUT, ConsolePlanPart)
GtkWidget *console_plan_about_new    (ConsolePlanDocument *document);

/* console-plan-accounts.c */
#define CONSOLE_TYPE_PLAN_ACCOUNTS (console_plan_accounts_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanAccounts, console_plan_accounts, CONSOLE, PLAN_ACCOUNTS, ConsolePlanPart)
GtkWidget *console_plan_accounts_new (ConsolePlanDocument *document);

/* console-plan-counts.c: how much there is of everything, and the people, roles and guardrails, which are only told. */
#define CONSOLE_TYPE_PLAN_COUNTS (console_plan_counts_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanCounts, console_plan_counts, CONSOLE, PLAN_COUNTS, ConsolePlanPart)
GtkWidget *console_plan_counts_new   (ConsolePlanDocument *document);

G_END_DECLS
