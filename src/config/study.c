/* A study: read, checked, and asked for its models.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/stream.h"
#include "study_internal.h"
#include "yaml_internal.h"

qs_status qs_study_new(qs_study **out)
{
    qs_status status = qs_calloc(1, sizeof **out, out);
    if (!status)
        status = qs_calloc(1, sizeof *(*out)->files, &(*out)->files);
    if (status) {
        qs_free(*out);
        *out = NULL;
    }
    return status;
}

void qs_study_free(qs_study *study)
{
    if (!study)
        return;
    for (size_t i = 0; study->settings && i < study->n_settings; i++) {
        qs_free((void *)(uintptr_t)study->settings[i].path);
        qs_free((void *)(uintptr_t)study->settings[i].value);
    }
    for (size_t i = 0; study->setting_names && i < study->n_settings; i++)
        qs_free(study->setting_names[i]);
    qs_free(study->settings);
    qs_free(study->setting_names);
    qs_free(study->setting_origins);
    qs_files_clear(study->files);
    qs_free(study->files);
    qs_free(study->space.kept);
    qs_plan_clear(&study->plan);
    qs_arena_clear(&study->arena);
    qs_free(study->path);
    qs_free(study->folder);
    qs_free(study->text);
    qs_free(study->name);
    qs_free(study->resolved);
    qs_free(study);
}

/* @FILE: the value becomes "@FILE", a new line, and what the file holds, so that it goes wherever the study
 * does. A value cannot begin with @ otherwise. */
static qs_status read_value(const char *value, char **out)
{
    char *text = NULL;
    size_t n = 0;
    qs_text whole = {0};
    qs_status status = qs_file_slurp(value + 1, false, QS_MAX_STUDY_BYTES, &text, &n);
    if (!status && memchr(text, '\0', n))
        status = qs_fail(QS_ERROR_IO, "%s: has a zero byte in it, which no text has", value + 1);
    if (!status)
        status = qs_text_add(&whole, value, strlen(value));
    if (!status)
        status = qs_text_add(&whole, "\n", 1);
    if (!status)
        status = qs_text_add(&whole, text, n);
    qs_free(text);
    *out = whole.bytes;
    return status;
}

static qs_status set_setting(qs_study *study, size_t i, const qs_setting *setting, bool may_open)
{
    char *path = NULL, *value = NULL;
    qs_text name = {0};
    const char *given = setting->value, *end = given[0] == '@' ? strchr(given, '\n') : NULL;
    int length = end ? (int)(end - given) : (int)strlen(given);
    bool is_file = given[0] == '@' && given[1] && (end || may_open);
    qs_status status = qs_strdup(setting->path, &path);
    study->settings[i].path = path;
    if (!status)
        status = is_file && !end ? read_value(given, &value) : qs_strdup(given, &value);
    study->settings[i].value = value;
    if (!status)
        status = qs_text_format(&name, "-s %s=%.*s", setting->path, length, given);
    study->setting_names[i] = name.bytes;
    study->setting_origins[i] = (qs_node_origin){.name = name.bytes, .order = 1 + (int)i};
    if (!status && is_file)
        study->setting_origins[study->n_settings + i] =
            (qs_node_origin){.name = name.bytes + strlen("-s ") + strlen(setting->path) + strlen("=@"),
                             .order = 1 + (int)i,
                             .has_lines = true};
    return status;
}

/* Where the study's data files are: beside a path. */
static qs_status set_folder(qs_study *study, const char *path)
{
    const char *slash = strrchr(path, '/');
    qs_free(study->folder);
    qs_status status = qs_strdup(path, &study->folder);
    if (!status)
        study->folder[slash ? slash - path + 1 : 0] = '\0';
    study->files->folder = study->folder;
    return status;
}

qs_status qs_study_set(qs_study *study, const char *path, char *text, size_t n, const qs_setting *settings,
                       size_t n_settings, bool may_open)
{
    study->text = text;
    study->n_text = n;
    qs_status status = qs_strdup(path, &study->path);
    if (!status)
        status = set_folder(study, path);
    if (!status)
        status = qs_calloc(n_settings, sizeof *study->settings, &study->settings);
    if (!status)
        status = qs_calloc(n_settings, sizeof *study->setting_names, &study->setting_names);
    if (!status)
        status = qs_calloc(2 * n_settings, sizeof *study->setting_origins, &study->setting_origins);
    study->n_settings = status ? 0 : n_settings;
    for (size_t i = 0; i < study->n_settings && !status; i++)
        status = set_setting(study, i, &settings[i], may_open);
    study->origin = (qs_node_origin){.name = study->path, .order = 0, .has_lines = true};
    return status;
}

/* The study's name, or that of its file. */
static qs_status find_name(qs_study *study)
{
    const qs_node *name = qs_node_get(study->root, "name");
    if (name && name->kind == QS_NODE_SCALAR)
        return qs_strdup(name->text, &study->name);
    const char *slash = strrchr(study->path, '/');
    qs_status status = qs_strdup(slash ? slash + 1 : study->path, &study->name);
    char *dot = status ? NULL : strrchr(study->name, '.');
    if (dot && dot > study->name)
        *dot = '\0';
    return status;
}

/* Names of the unit of time and the clock, before the model is built: sweep.where needs them. */
static void find_unit(qs_study *study, qs_study_reader *reader)
{
    const qs_node *unit = qs_node_get(study->root, "time_unit");
    double seconds = unit && unit->kind == QS_NODE_SCALAR ? qs_unit_seconds(unit->text) : 0;
    reader->unit_name = study->unit_name = seconds > 0 ? unit->text : "s";
    reader->unit_seconds = study->unit_seconds = seconds > 0 ? seconds : 1;
    qs_find_clock(reader, qs_node_get(study->root, "clock"));
    int second = (int)reader->clock_seconds % 60, minutes = (int)reader->clock_seconds / 60;
    if (reader->has_clock)
        snprintf(study->clock, sizeof study->clock, second ? "%02d:%02d:%02d" : "%02d:%02d", minutes / 60,
                 minutes % 60, second);
}

/* A value that is swept and set would be set in vain. */
static void refuse_vain_setting(qs_study_reader *reader, const qs_study *study, const qs_path *path,
                                const qs_node_origin *origin)
{
    for (int a = 0; a < study->space.n_axes; a++) {
        const qs_sweep_axis *axis = &study->space.axes[a];
        if (!qs_path_begins(path, &axis->path))
            continue;
        for (int i = 0; i < path->n; i++)
            qs_enter(reader, path->steps[i]);
        qs_problem_at(
            reader, (qs_position){.origin = origin}, "an axis of this path",
            "has no effect, the sweep sets this value in each scenario, so set the sweep's axis, such as "
            "'sweep.grid.\"%s\"=[...]'",
            axis->key);
        reader->trail.n -= path->n;
    }
}

static void apply_settings(qs_study_reader *reader, qs_study *study, qs_path *paths)
{
    for (size_t i = 0; i < study->n_settings; i++) {
        const qs_node_origin *origin = &study->setting_origins[i],
                             *file = &study->setting_origins[study->n_settings + i];
        const char *value = study->settings[i].value;
        qs_setting_apply(reader, study->root, &study->settings[i],
                         file->name ? strchr(value, '\n') + 1 : value, origin, file->name ? file : origin,
                         &paths[i]);
    }
}

/* Hashed: the stream's version, the resolved study without its name and checkpoints, the data files. Comments
 * and layout do not count; two ways to write one value (60 s and 1 min) do. The text is hashed before
 * scenarios are put into the tree, the files when all have been read. */
static qs_status hash_text(const qs_study *study, uint64_t *hash)
{
    static const char *const skip[] = {"name", "output.checkpoint", NULL};
    char *text;
    qs_status status = qs_node_emit(study->root, skip, &text);
    if (status)
        return status;
    *hash = qs_mix64((uint64_t)QS_STREAM_VERSION) ^ qs_hash_name(text);
    qs_free(text);
    return QS_OK;
}

static void hash_files(qs_study *study)
{
    uint64_t hash = study->text_hash;
    for (size_t i = 0; i < study->files->n; i++) {
        const qs_data_file *file = study->files->items[i];
        hash = qs_mix64(hash ^ qs_hash_name(file->name));
        hash = qs_mix64(hash ^ qs_hash_bytes(file->text, file->n_bytes));
    }
    snprintf(study->hash, sizeof study->hash, "%016" PRIx64, hash);
}

/* Everything up to the scenarios. */
static void read_tree(qs_study_reader *reader, qs_study *study)
{
    qs_path *paths = NULL;
    study->root = qs_yaml_read(reader, &study->origin, study->text, study->n_text);
    if (!study->root)
        return;
    if (study->root->kind != QS_NODE_MAP) {
        qs_problem_node(reader, study->root, "must be a map with arrivals, services, windows and run");
        study->root = NULL;
        return;
    }
    if (qs_reader_fail(reader, qs_calloc(study->n_settings, sizeof *paths, &paths)))
        return;
    apply_settings(reader, study, paths);
    find_unit(study, reader);
    if (!reader->status && !qs_reader_fail(reader, find_name(study)))
        qs_reader_fail(reader, qs_node_emit(study->root, NULL, &study->resolved));
    if (!reader->status)
        qs_reader_fail(reader, hash_text(study, &study->text_hash));
    if (!reader->status)
        qs_read_sweep(reader, study->root, qs_node_get(study->root, "sweep"), &study->space);
    for (size_t i = 0; i < study->n_settings && !reader->status; i++)
        if (paths[i].n)
            refuse_vain_setting(reader, study, &paths[i], &study->setting_origins[i]);
    qs_free(paths);
}

/* Build scenarios [0, n) for their problems; the first also gives the plan's rules. */
static void build_scenarios(qs_study_reader *reader, qs_study *study, size_t n,
                            const qs_model_visitor *visitor)
{
    for (size_t s = 0; s < n && !reader->status && !reader->problems->n_more; s++) {
        qs_model model;
        bool is_visited = visitor && !reader->problems->n_found;
        reader->scenario = (int64_t)s;
        /* What finish() refuses, qs_check_model() has found already. */
        reader->only_checks = s > 0 && !is_visited;
        qs_arena arena = {0};
        qs_node *root = qs_scenario_tree(&study->space, study->root, s, &arena);
        if (!root) {
            qs_reader_fail(reader, QS_ERROR_MEMORY);
        } else {
            qs_build(reader, root, &model, s == 0 ? &study->plan : NULL);
            if (is_visited && !reader->status && !reader->problems->n_found)
                qs_reader_fail(reader, visitor->visit(visitor->context, s, &model));
            qs_model_clear(&model);
        }
        qs_arena_clear(&arena);
    }
}

qs_status qs_study_assemble(qs_study *study, bool is_trusted, const qs_model_visitor *visitor,
                            qs_problems *problems)
{
    qs_problem_list list = {0};
    qs_study_reader reader = {.arena = &study->arena,
                              .problems = &list,
                              .files = study->files,
                              .unit_name = "s",
                              .unit_seconds = 1,
                              .scenario = -1};
    study->files->may_open = !is_trusted;
    read_tree(&reader, study);
    if (study->root && !reader.status) {
        /* With a sweep that is wrong itself, one scenario still shows the study's other problems. */
        size_t n = list.n || is_trusted || !study->space.n_scenarios ? 1 : study->space.n_scenarios;
        reader.is_swept = study->space.n_scenarios > 1;
        if (study->space.n_scenarios)
            qs_find_rows(&reader, study->root, &study->space);
        study->rows = reader.rows;
        if (study->space.n_scenarios)
            build_scenarios(&reader, study, n, is_trusted ? NULL : visitor);
    }
    qs_status status = reader.status ? reader.status : list.status;
    if (!status && list.n)
        status = list.n_unsupported == list.n ? QS_ERROR_UNSUPPORTED : QS_ERROR_STUDY;
    if (!status)
        status = qs_fill_plan(&reader, study->root, &study->space, &study->plan);
    if (!status)
        hash_files(study);
    if (status == QS_ERROR_STUDY || status == QS_ERROR_UNSUPPORTED) {
        size_t n = list.n + list.n_more;
        qs_status printed = qs_problem_list_finish(&list, problems);
        return printed ? printed : qs_fail(status, "%s: %zu problem%s", study->path, n, n == 1 ? "" : "s");
    }
    qs_problem_list_clear(&list);
    return status;
}

/* Takes over the text. beside [in] NULL: the path itself */
static qs_status read_text(const char *path, const char *beside, char *text, size_t n,
                           const qs_setting *settings, size_t n_settings, const qs_model_visitor *visitor,
                           qs_problems *problems, qs_study **out)
{
    qs_study *study;
    qs_status status = qs_study_new(&study);
    if (status) {
        qs_free(text);
        return status;
    }
    status = qs_study_set(study, path, text, n, settings, n_settings, true);
    if (!status && beside)
        status = set_folder(study, beside);
    if (!status)
        status = qs_study_assemble(study, false, visitor, problems);
    if (status)
        qs_study_free(study);
    else
        *out = study;
    return status;
}

qs_status qs_study_read_visiting(const char *path, const qs_setting *settings, size_t n_settings,
                                 const qs_model_visitor *visitor, qs_problems *problems, qs_study **out)
{
    char *text;
    size_t n;
    *problems = (qs_problems){0};
    *out = NULL;
    qs_status status = qs_file_slurp(path, false, QS_MAX_STUDY_BYTES, &text, &n);
    return status ? status : read_text(path, NULL, text, n, settings, n_settings, visitor, problems, out);
}

qs_status qs_study_read(const char *path, const qs_setting *settings, size_t n_settings,
                        qs_problems *problems, qs_study **out)
{
    return qs_study_read_visiting(path, settings, n_settings, NULL, problems, out);
}

qs_status qs_study_read_text(const char *name, const char *beside, const char *text, size_t n,
                             const qs_setting *settings, size_t n_settings, qs_problems *problems,
                             qs_study **out)
{
    char *copy;
    *problems = (qs_problems){0};
    *out = NULL;
    if (n > QS_MAX_STUDY_BYTES)
        return qs_fail(QS_ERROR_FORMAT, "%s: the study in it is larger than %d bytes", name,
                       QS_MAX_STUDY_BYTES);
    qs_status status = qs_calloc(n + 1, 1, &copy);
    if (status)
        return status;
    memcpy(copy, text, n);
    return read_text(name, beside, copy, n, settings, n_settings, NULL, problems, out);
}

const qs_plan *qs_study_plan(const qs_study *study)
{
    return &study->plan;
}

qs_status qs_study_model(const qs_study *study, uint64_t scenario, qs_model *out)
{
    qs_problem_list list = {0};
    qs_study_reader reader = {
        .problems = &list, .files = study->files, .rows = study->rows, .scenario = (int64_t)scenario};
    *out = (qs_model){0};
    if (scenario >= study->space.n_scenarios)
        return qs_fail(QS_ERROR_INTERNAL, "there is no scenario %" PRIu64, scenario);
    qs_arena arena = {0};
    qs_node *root = qs_scenario_tree(&study->space, study->root, (size_t)scenario, &arena);
    qs_status status = root ? qs_build(&reader, root, out, NULL) : QS_ERROR_MEMORY;
    if (!status && list.n)
        status = qs_fail(QS_ERROR_INTERNAL, "scenario %" PRIu64 " was found good and is not: %s", scenario,
                         list.problems[0].text);
    qs_problem_list_clear(&list);
    qs_arena_clear(&arena);
    if (status)
        qs_model_clear(out);
    return status;
}

const char *qs_study_name(const qs_study *study)
{
    return study->name;
}

const char *qs_study_path(const qs_study *study)
{
    return study->path;
}

const char *qs_study_text(const qs_study *study)
{
    return study->text;
}

const char *qs_study_resolved(const qs_study *study)
{
    return study->resolved;
}

const char *qs_study_hash(const qs_study *study)
{
    return study->hash;
}

const char *qs_study_clock(const qs_study *study)
{
    return study->clock[0] ? study->clock : NULL;
}

const char *qs_study_time_unit(const qs_study *study)
{
    return study->unit_name;
}
