/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the noun design. */
#include "cli-command-rows.h"

/* clang-format off */

#define PLAN_ARGUMENT { "FILE", CLI_FILE, NULL, NULL, N_("The plan, or - for standard input") }

const CliCommand cli_design_commands[] = {
  { "design", "presets", N_("List the plans that come with the program; needs no vault"), NULL,
    NULL, NULL,
    cli_design_presets, cli_design_print_presets },
  { "design", "new", N_("Begin a plan from a preset; needs no vault"), NULL,
    LIST ({ "PRESET", CLI_TEXT, NULL, NULL, N_("Its name, as \"design presets\" lists it") }),
    LIST (OUT_OPTION),
    cli_design_new, cli_print_document },
  { "design", "check", N_("Look for what is wrong or unwise in a plan; needs no vault"), NULL,
    LIST (PLAN_ARGUMENT), NULL,
    cli_design_check, cli_design_print_check },
  { "design", "mend", N_("Mend what can be mended without a decision, and write the plan; needs no vault"), NULL,
    LIST (PLAN_ARGUMENT), LIST (OUT_OPTION),
    cli_design_mend, cli_print_document },
  { "design", "show", N_("Show the hierarchies of a plan as trees; needs no vault"), NULL,
    LIST (PLAN_ARGUMENT), NULL,
    cli_design_show, cli_design_print_show },
  { "design", "diff", N_("Compare a plan with what exists"), NULL,
    LIST (PLAN_ARGUMENT), NULL,
    cli_design_diff, cli_design_print_diff },
  { "design", "apply", N_("Make a plan real: everything that is missing of it, or nothing"), NULL,
    LIST (PLAN_ARGUMENT),
    LIST ({ "dry-run", CLI_FLAG, NULL, NULL, N_("Only list the steps, and what stands in their way") },
          { "codes", CLI_FILE, "DIR", NULL,
            N_("Invite the plan's people too, and write their codes into this folder, readable for you alone") },
          { "report", CLI_FILE, "F", NULL, N_("Write the report of the ceremony here, as PDF") }),
    cli_design_apply, cli_design_print_apply },
  { "design", "ceremonies", N_("List when plans were made real"), "ListCeremonies", NULL, NULL, NULL,
    cli_ceremony_print_list },
  { "design", "ceremony", N_("Show what was done when a plan was made real, or write its report"), NULL,
    LIST ({ "ID", CLI_TEXT, NULL, NULL, N_("Of the ceremony, or the number of its entry in the log") }),
    LIST ({ "out", CLI_FILE, "F", NULL, N_("Write the report here, as PDF, or - for standard output") }),
    cli_ceremony_show, cli_ceremony_print },
  { "design", "export", N_("Write a plan as a picture, or for other programs; needs no vault"), NULL,
    LIST (PLAN_ARGUMENT),
    LIST ({ "format", CLI_CHOICE, "cloudformation|terraform|svg|pdf|dot", NULL, N_("What it becomes"),
            CLI_REQUIRED },
          { "out", CLI_FILE, "F", NULL,
            N_("Where to write: a folder for cloudformation and terraform, else a file; else standard output") }),
    cli_design_export, cli_design_print_export },
  { "design", "from-vault", N_("Make a plan of what exists"), NULL,
    NULL, LIST (OUT_OPTION),
    cli_design_from_vault, cli_print_document },
  { NULL },
};

/* clang-format on */
