// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* All kfuncs there are, and which body a call of each one runs */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_writer.h"
#include "main.h"

/* Has a line of these fields for each body, see kernel/bpf/kfunc_list.c */
#define KFUNCS_FILE "/sys/kernel/debug/bpf_kfuncs"

struct kfunc_line {
	char *name;
	char *owner;
	char *prog_types;
	char *state;
	bool implicit_args;
	char *prog_ids;		/* separated by commas; NULL when there are none */
};

static bool parse_line(char *line, struct kfunc_line *kfunc)
{
	const char *sep = "\n ";
	char *rest, *flags;

	kfunc->name = strtok_r(line, sep, &rest);
	kfunc->owner = strtok_r(NULL, sep, &rest);
	kfunc->prog_types = strtok_r(NULL, sep, &rest);
	kfunc->state = strtok_r(NULL, sep, &rest);
	flags = strtok_r(NULL, sep, &rest);
	kfunc->implicit_args = flags && !strcmp(flags, "implicit_args");
	kfunc->prog_ids = strtok_r(NULL, sep, &rest);
	return flags;
}

/* Programs may call a kfunc with implicit arguments by the name of its pair, too. */
static bool is_called(const struct kfunc_line *kfunc, const char *name)
{
	size_t len = strlen(kfunc->name);

	if (strncmp(name, kfunc->name, len))
		return false;
	return !name[len] || (kfunc->implicit_args && !strcmp(name + len, "_impl"));
}

static void show_kfunc_plain(const struct kfunc_line *kfunc)
{
	printf("%s  owner %s  prog_types %s  %s", kfunc->name, kfunc->owner,
	       kfunc->prog_types, kfunc->state);
	if (kfunc->implicit_args)
		printf("  implicit_args");
	if (kfunc->prog_ids)
		printf("  prog_ids %s", kfunc->prog_ids);
	printf("\n");
}

static void show_kfunc_json(const struct kfunc_line *kfunc)
{
	char *id, *rest;

	jsonw_start_object(json_wtr);
	jsonw_string_field(json_wtr, "name", kfunc->name);
	jsonw_string_field(json_wtr, "owner", kfunc->owner);
	jsonw_string_field(json_wtr, "prog_types", kfunc->prog_types);
	jsonw_string_field(json_wtr, "state", kfunc->state);
	if (kfunc->implicit_args)
		jsonw_bool_field(json_wtr, "implicit_args", true);
	if (kfunc->prog_ids) {
		jsonw_name(json_wtr, "prog_ids");
		jsonw_start_array(json_wtr);
		for (id = strtok_r(kfunc->prog_ids, ",", &rest); id;
		     id = strtok_r(NULL, ",", &rest))
			jsonw_uint(json_wtr, strtoul(id, NULL, 10));
		jsonw_end_array(json_wtr);
	}
	jsonw_end_object(json_wtr);
}

/* Show those that are called by the given name, or all; return how many, -1 on error. */
static int show_kfuncs(FILE *fp, const char *name)
{
	struct kfunc_line kfunc;
	char *line = NULL;
	size_t size = 0;
	int cnt = 0;

	while (getline(&line, &size, fp) > 0) {
		if (*line == '#')
			continue;
		if (!parse_line(line, &kfunc)) {
			p_err("%s has a line of less than 5 fields; are bpftool and the kernel of different versions?",
			      KFUNCS_FILE);
			cnt = -1;
			break;
		}
		if (name && !is_called(&kfunc, name))
			continue;
		if (json_output)
			show_kfunc_json(&kfunc);
		else
			show_kfunc_plain(&kfunc);
		cnt++;
	}
	if (ferror(fp)) {
		p_err("can't read %s", KFUNCS_FILE);
		cnt = -1;
	}
	free(line);
	return cnt;
}

static int do_show(int argc, char **argv)
{
	const char *name = NULL;
	FILE *fp;
	int cnt;

	if (argc)
		name = GET_ARG();
	if (argc)
		return BAD_ARG();

	fp = fopen(KFUNCS_FILE, "r");
	if (!fp) {
		if (errno == ENOENT)
			p_err("there is no %s; is debugfs mounted, is the kernel too old?",
			      KFUNCS_FILE);
		else
			p_err("can't open %s: %s", KFUNCS_FILE, strerror(errno));
		return -1;
	}

	if (json_output)
		jsonw_start_array(json_wtr);
	cnt = show_kfuncs(fp, name);
	if (json_output)
		jsonw_end_array(json_wtr);
	fclose(fp);

	if (!cnt && name && !json_output)
		p_err("there is no kfunc %s", name);
	return cnt < 0 || (!cnt && name) ? -1 : 0;
}

static int do_help(int argc, char **argv)
{
	if (json_output) {
		jsonw_null(json_wtr);
		return 0;
	}

	fprintf(stderr,
		"Usage: %1$s %2$s { show | list } [NAME]\n"
		"       %1$s %2$s help\n"
		"\n"
		"       " HELP_SPEC_OPTIONS " }\n"
		"",
		bin_name, argv[-2]);
	return 0;
}

static const struct cmd cmds[] = {
	{ "show",	do_show },
	{ "list",	do_show },
	{ "help",	do_help },
	{ 0 }
};

int do_kfunc(int argc, char **argv)
{
	return cmd_select(cmds, argc, argv, do_help);
}
