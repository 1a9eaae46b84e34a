// What Swift cannot call in libvips: variadic functions, with the options that the thumbnailer uses, and what needs C callbacks.
// Every function returns 0, or -1 with the reason in vips_error_buffer().
#ifndef PELTON_CVIPS_H
#define PELTON_CVIPS_H

#include <gmodule.h>
#include <string.h>
#include <vips/vips.h>

/// Opens a picture with the loader named ("jpegload" ...), reading only its header.
static inline int pelton_vips_open(const char *loader, const char *path, VipsImage **out) {
    return vips_call(loader, path, out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
}

/// Decodes only as much as a picture of `size` pixels at its longer edge needs. Turned upright, in sRGB, never enlarged.
static inline int pelton_vips_thumbnail(const char *path, VipsImage **out, int size) {
    return vips_thumbnail(
        path, out, size, "height", size, "size", VIPS_SIZE_DOWN, "export_profile", "srgb",
        "intent", VIPS_INTENT_PERCEPTUAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
}

static inline int pelton_vips_thumbnail_image(VipsImage *in, VipsImage **out, int size) {
    return vips_thumbnail_image(in, out, size, "height", size, "size", VIPS_SIZE_DOWN, NULL);
}

static inline int pelton_vips_to_srgb(VipsImage *in, VipsImage **out) {
    return vips_colourspace(in, out, VIPS_INTERPRETATION_sRGB, NULL);
}

/// Puts a picture with transparency on white.
static inline int pelton_vips_flatten(VipsImage *in, VipsImage **out) {
    double white[] = {255, 255, 255};
    VipsArrayDouble *background = vips_array_double_new(white, 3);
    int result = vips_flatten(in, out, "background", background, NULL);
    vips_area_unref(VIPS_AREA(background));
    return result;
}

/// A copy with metadata of its own; the pixels are shared.
static inline int pelton_vips_copy(VipsImage *in, VipsImage **out) {
    return vips_copy(in, out, NULL);
}

static inline int pelton_vips_save_jpeg(VipsImage *in, void **bytes, size_t *count, int quality, gboolean strip) {
    return vips_jpegsave_buffer(in, bytes, count, "Q", quality, "optimize_coding", TRUE, "strip", strip, NULL);
}

static inline int pelton_vips_save_webp(VipsImage *in, void **bytes, size_t *count, int quality, gboolean strip) {
    return vips_webpsave_buffer(in, bytes, count, "Q", quality, "strip", strip, NULL);
}

/// Centres a picture in a square of white.
static inline int pelton_vips_centre(VipsImage *in, VipsImage **out, int size) {
    double white[] = {255, 255, 255};
    VipsArrayDouble *background = vips_array_double_new(white, 3);
    int result = vips_gravity(
        in, out, VIPS_COMPASS_DIRECTION_CENTRE, size, size, "extend", VIPS_EXTEND_BACKGROUND, "background", background, NULL);
    vips_area_unref(VIPS_AREA(background));
    return result;
}

/// Lays pictures of one size out in rows of `across`.
static inline int pelton_vips_join(VipsImage **in, int count, VipsImage **out, int across) {
    double white[] = {255, 255, 255};
    VipsArrayDouble *background = vips_array_double_new(white, 3);
    int result = vips_arrayjoin(in, out, count, "across", across, "shim", 12, "background", background, NULL);
    vips_area_unref(VIPS_AREA(background));
    return result;
}

static inline void pelton_vips_stop_when_late(VipsImage *image, VipsProgress *progress, void *deadline) {
    (void) progress;
    if (g_get_monotonic_time() > *(gint64 *) deadline) vips_image_set_kill(image, TRUE);
}

static inline void pelton_vips_free_deadline(gpointer deadline, GClosure *closure) {
    (void) closure;
    g_free(deadline);
}

/// Lets the picture's evaluation fail after so many microseconds from now.
static inline void pelton_vips_limit_time(VipsImage *image, gint64 microseconds) {
    gint64 *deadline = g_new(gint64, 1);
    *deadline = g_get_monotonic_time() + microseconds;
    vips_image_set_progress(image, TRUE);
    g_signal_connect_data(
        image, "eval", G_CALLBACK(pelton_vips_stop_when_late), deadline, pelton_vips_free_deadline, (GConnectFlags) 0);
}

// GNU's dladdr and its Dl_info, which the C library's module hides from Swift.
struct pelton_library {
    const char *path;
    void *base;
    const char *symbol;
    void *address;
};
int dladdr(const void *address, struct pelton_library *library);

/// Loads one of libvips's modules ("heif") from where libvips itself lies. FALSE if it is not installed.
static inline gboolean pelton_vips_load_module(const char *name) {
    struct pelton_library library;
    if (!dladdr((const void *) (gsize) &vips_init, &library) || !library.path) return FALSE;
    char *directory = g_path_get_dirname(library.path);
    char *path = g_strdup_printf("%s/vips-modules-%d.%d/vips-%s.so", directory, vips_version(0), vips_version(1), name);
    GModule *module = g_file_test(path, G_FILE_TEST_EXISTS) ? g_module_open(path, G_MODULE_BIND_LAZY) : NULL;
    g_free(path);
    g_free(directory);
    return module != NULL;
}

/// Whether libvips has an operation of this name ("jpegload") or nickname.
static inline gboolean pelton_vips_has(const char *operation) {
    return vips_type_find("VipsOperation", operation) != 0;
}

#endif
