/* mlsec.h: opens a verified model and tells the agent on this device what the model saw and said.
 *
 *     mlsec_model model;
 *     if (mlsec_open(&model, "keyword-spotter", NULL) != 0) { puts(model.error); return 1; }
 *     ... load the model from mlsec_model_file(&model)->fd, with any runtime ...
 *     mlsec_watch(&model, predict, context);            // predict: the application's own call
 *     mlsec_call(&model, inputs, 1, outputs, &count);   // instead of predict(context, inputs, ...)
 *     mlsec_close(&model);
 *
 * C99, the C library and nothing else; Linux. Include it before other headers, or compile with -D_GNU_SOURCE.
 * Every function but mlsec_open returns at once: nothing here waits for the agent, and nothing fails because of it. Records that the
 * agent has no room for are dropped, and the agent sees that they are missing. One model belongs to one thread at a time.
 *
 * The wire layout is mlsec.tap/1, packaging/docs/reference/tap.md.
 */
#ifndef MLSEC_H
#define MLSEC_H

#ifndef _GNU_SOURCE
#ifdef _FEATURES_H
#error "include mlsec.h before other headers, or compile with -D_GNU_SOURCE"
#endif
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "mlsec.h writes little-endian numbers in place"
#endif

#define MLSEC_SOCKET "/run/mlsec/io.mlsec.Agent"
#define MLSEC_MESSAGE_BYTES 65536u
#define MLSEC_INLINE_BYTES 16384u
#define MLSEC_MEMORY_BYTES (64u << 20)
#define MLSEC_TENSORS 16u
#define MLSEC_RANK 8u
#define MLSEC_DESCRIPTORS 8u
#define MLSEC_FILES 252u
#define MLSEC_REPLY_BYTES (4u << 20)

/* Element types: the numbers of ONNX (TensorProto.DataType). */
enum { MLSEC_FLOAT32 = 1, MLSEC_UINT8 = 2, MLSEC_INT8 = 3, MLSEC_UINT16 = 4, MLSEC_INT16 = 5, MLSEC_INT32 = 6, MLSEC_INT64 = 7,
       MLSEC_TEXT = 8, MLSEC_BOOL = 9, MLSEC_FLOAT16 = 10, MLSEC_FLOAT64 = 11, MLSEC_UINT32 = 12, MLSEC_UINT64 = 13, MLSEC_BFLOAT16 = 16 };

/* A dense tensor in row-major order; nothing of it is owned. Texts: each is a uint32 length and so many bytes of UTF-8. */
typedef struct mlsec_tensor {
    const char *name;            /* at most 255 bytes; NULL for none: then its position says which it is */
    int type;                    /* MLSEC_FLOAT32... */
    unsigned rank;               /* 0..8 */
    int64_t shape[MLSEC_RANK];
    const void *data;
    size_t bytes;                /* elements times size of one */
} mlsec_tensor;

/* The application's own call. Returns 0, or anything else when it failed.
 * outputs: room for MLSEC_TENSORS; what it points at must stay until the next call. count: how many there are. */
typedef int (*mlsec_predict)(void *context, const mlsec_tensor *inputs, unsigned input_count, mlsec_tensor *outputs, unsigned *output_count);

/* One file of the model. fd: read-only and sealed; its content is what was signed, and can no longer change. */
typedef struct mlsec_file {
    char path[128];
    char role[32];               /* model, external-data, data */
    uint64_t size;
    int fd;
} mlsec_file;

typedef struct mlsec_model {
    char error[160];             /* why mlsec_open failed */
    int64_t release;
    char version[144];
    char manifest_digest[80];
    mlsec_file *files;
    unsigned file_count;
    unsigned batch;              /* records that are sent together: 1 by default, up to 1024; a batch is sent after 100 ms at the latest when calls go on */
    uint64_t dropped;            /* messages that the agent had no room for */
    /* What follows is the library's own. */
    int tap;
    pid_t process;
    uint64_t sequence, records, first_at, polled_at;
    unsigned char *buffer, *received;
    uint32_t length, count, descriptor_count, sample;
    int descriptors[MLSEC_DESCRIPTORS];
    mlsec_predict predict;
    void *context;
} mlsec_model;

/* ---- opening ---- */

typedef struct mlsec__json { const char *at, *end; } mlsec__json;

static inline int mlsec__fail(mlsec_model *m, const char *what, const char *why)
{
    snprintf(m->error, sizeof m->error, "%s%s%s", what, why != NULL ? ": " : "", why != NULL ? why : "");
    return -1;
}

static inline int mlsec__peek(mlsec__json *j)
{
    while (j->at < j->end && (*j->at == ' ' || *j->at == '\t' || *j->at == '\n' || *j->at == '\r')) { j->at++; }
    return j->at < j->end ? (unsigned char)*j->at : -1;
}

static inline int mlsec__take(mlsec__json *j, char c)
{
    if (mlsec__peek(j) != c) { return 0; }
    j->at++;
    return 1;
}

/* Copies a string. What the agent sends there is plain ASCII; an escape other than of one character, or too long a text, is refused. */
static inline int mlsec__text(mlsec__json *j, char *to, size_t room)
{
    size_t n = 0;
    if (!mlsec__take(j, '"')) { return 0; }
    while (j->at < j->end && *j->at != '"') {
        if (*j->at == '\\' && (++j->at == j->end || *j->at == 'u')) { return 0; }
        if (n + 1 >= room) { return 0; }
        to[n++] = *j->at++;
    }
    to[n] = 0;
    return mlsec__take(j, '"');
}

static inline int mlsec__integer(mlsec__json *j, int64_t *value)
{
    uint64_t v = 0;
    int digits = 0;
    (void)mlsec__peek(j);
    for (; j->at < j->end && *j->at >= '0' && *j->at <= '9' && digits < 18; j->at++, digits++) { v = v * 10 + (uint64_t)(*j->at - '0'); }
    *value = (int64_t)v;
    return digits > 0;
}

static inline int mlsec__skip(mlsec__json *j, int depth)
{
    int c = mlsec__peek(j);
    if (depth > 16 || c < 0) { return 0; }
    if (c == '"') {
        for (j->at++; j->at < j->end && *j->at != '"'; j->at++) { if (*j->at == '\\') { j->at++; } }
        return j->at < j->end && mlsec__take(j, '"');
    }
    if (c == '{' || c == '[') {
        char close = c == '{' ? '}' : ']';
        j->at++;
        if (mlsec__take(j, close)) { return 1; }
        do {
            if (c == '{' && !(mlsec__skip(j, depth + 1) && mlsec__take(j, ':'))) { return 0; }
            if (!mlsec__skip(j, depth + 1)) { return 0; }
        } while (mlsec__take(j, ','));
        return mlsec__take(j, close);
    }
    while (j->at < j->end && strchr(",]} \t\r\n", *j->at) == NULL) { j->at++; }
    return 1;
}

/* Goes to the next member of an object: its name is in key and the reader stands before its value. */
static inline int mlsec__member(mlsec__json *j, int *first, char *key, size_t room)
{
    if (*first ? !mlsec__take(j, '{') : !mlsec__take(j, ',')) { return 0; }
    *first = 0;
    return mlsec__text(j, key, room) && mlsec__take(j, ':');
}

static inline int mlsec__file_of(mlsec__json *j, mlsec_file *f, int64_t *fd)
{
    char key[32];
    int first = 1;
    int64_t size = -1;
    memset(f, 0, sizeof *f);
    *fd = -1;
    while (mlsec__member(j, &first, key, sizeof key)) {
        int good = strcmp(key, "path") == 0 ? mlsec__text(j, f->path, sizeof f->path)
            : strcmp(key, "role") == 0 ? mlsec__text(j, f->role, sizeof f->role)
            : strcmp(key, "size") == 0 ? mlsec__integer(j, &size)
            : strcmp(key, "fd") == 0 ? mlsec__integer(j, fd) : mlsec__skip(j, 0);
        if (!good) { return 0; }
    }
    f->size = (uint64_t)size;
    return mlsec__take(j, '}') && size >= 0;
}

static inline int mlsec__parameters(mlsec_model *m, mlsec__json *j, int *descriptors, unsigned count)
{
    char key[32];
    int first = 1;
    int64_t fd;
    while (mlsec__member(j, &first, key, sizeof key)) {
        int good = 1;
        if (strcmp(key, "release") == 0) { good = mlsec__integer(j, &m->release); }
        else if (strcmp(key, "version") == 0) { good = mlsec__text(j, m->version, sizeof m->version); }
        else if (strcmp(key, "manifest_digest") == 0) { good = mlsec__text(j, m->manifest_digest, sizeof m->manifest_digest); }
        else if (strcmp(key, "reason") == 0) { good = mlsec__text(j, m->version, sizeof m->version); }
        else if (strcmp(key, "tap") == 0 && mlsec__peek(j) != 'n') {
            good = mlsec__integer(j, &fd) && fd >= 0 && fd < (int64_t)count && descriptors[fd] >= 0;
            if (good) { m->tap = descriptors[fd]; descriptors[fd] = -1; }
        } else if (strcmp(key, "files") == 0) {
            good = mlsec__take(j, '[');
            while (good && mlsec__peek(j) != ']') {
                mlsec_file f;
                good = m->file_count < MLSEC_FILES && mlsec__file_of(j, &f, &fd) && fd >= 0 && fd < (int64_t)count && descriptors[fd] >= 0;
                if (good) {
                    f.fd = descriptors[fd];
                    descriptors[fd] = -1;
                    m->files[m->file_count++] = f;
                    (void)mlsec__take(j, ',');
                }
            }
            good = good && mlsec__take(j, ']');
        } else { good = mlsec__skip(j, 0); }
        if (!good) { return 0; }
    }
    return mlsec__take(j, '}');
}

/* Reads the reply up to its NUL, and the descriptors that come with it; those beyond the room are closed by the kernel. */
static inline size_t mlsec__receive_reply(int s, char *reply, int *descriptors, unsigned *count)
{
    size_t length = 0;
    while (length < MLSEC_REPLY_BYTES) {
        union { struct cmsghdr align; char bytes[CMSG_SPACE(253 * sizeof(int))]; } control;
        struct iovec v = { reply + length, MLSEC_REPLY_BYTES - length };
        struct msghdr h;
        struct cmsghdr *c;
        ssize_t n;
        char *end;
        memset(&h, 0, sizeof h);
        h.msg_iov = &v;
        h.msg_iovlen = 1;
        h.msg_control = &control;
        h.msg_controllen = sizeof control;
        n = recvmsg(s, &h, MSG_CMSG_CLOEXEC);
        if (n < 0 && errno == EINTR) { continue; }
        if (n <= 0) { return 0; }
        for (c = CMSG_FIRSTHDR(&h); c != NULL; c = CMSG_NXTHDR(&h, c)) {
            size_t i, k = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) { continue; }
            for (i = 0; i < k; i++) {
                int fd;
                memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
                if (*count < 253) { descriptors[(*count)++] = fd; } else { close(fd); }
            }
        }
        end = memchr(reply + length, 0, (size_t)n);
        if (end != NULL) { return (size_t)(end - reply); }
        length += (size_t)n;
    }
    return 0;
}

static inline void mlsec_close(mlsec_model *m);

static inline int mlsec__call(mlsec_model *m, int s, const char *model)
{
    int descriptors[253], good;
    unsigned i, count = 0;
    char call[256], key[32], wrong[96] = "", *reply = malloc(MLSEC_REPLY_BYTES);
    mlsec__json j;
    int first = 1, sent = snprintf(call, sizeof call, "{\"method\":\"io.mlsec.Agent.OpenModel\",\"parameters\":{\"model\":\"%s\"}}", model) + 1;
    m->files = calloc(MLSEC_FILES, sizeof *m->files);
    m->buffer = malloc(MLSEC_MESSAGE_BYTES);
    m->received = malloc(MLSEC_MESSAGE_BYTES);
    if (reply == NULL || m->files == NULL || m->buffer == NULL || m->received == NULL) { free(reply); return mlsec__fail(m, "no memory", NULL); }
    if (send(s, call, (size_t)sent, MSG_NOSIGNAL) != sent) { free(reply); return mlsec__fail(m, "the agent does not listen", strerror(errno)); }
    j.at = reply;
    j.end = reply + mlsec__receive_reply(s, reply, descriptors, &count);
    good = j.end > j.at;
    while (good && mlsec__member(&j, &first, key, sizeof key)) {
        good = strcmp(key, "parameters") == 0 && mlsec__peek(&j) == '{' && j.at[1] != '}' ? mlsec__parameters(m, &j, descriptors, count)
            : strcmp(key, "error") == 0 && mlsec__peek(&j) == '"' ? mlsec__text(&j, wrong, sizeof wrong) : mlsec__skip(&j, 0);
    }
    for (i = 0; i < count; i++) { if (descriptors[i] >= 0) { close(descriptors[i]); } }
    free(reply);
    if (wrong[0] != 0) { return mlsec__fail(m, wrong, m->version[0] != 0 ? m->version : NULL); }
    return good && m->file_count > 0 ? 0 : mlsec__fail(m, "the agent's answer cannot be read", NULL);
}

/* Opens a model. model: its slot name. socket: NULL for $MLSEC_SOCKET, else the standard path. Returns 0, or -1 with model->error.
 * Waits for the agent, at most 30 s: it reads and hashes the files. */
static inline int mlsec_open(mlsec_model *m, const char *model, const char *socket_path)
{
    struct sockaddr_un to;
    struct timeval limit = { 30, 0 };
    int s, result;
    memset(m, 0, sizeof *m);
    m->tap = -1;
    m->batch = 1;
    m->process = getpid();
    if (socket_path == NULL) { socket_path = getenv("MLSEC_SOCKET") != NULL ? getenv("MLSEC_SOCKET") : MLSEC_SOCKET; }
    if (model[0] == 0 || strlen(model) > 63 || strspn(model, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(model)) { return mlsec__fail(m, "not a name of a model", NULL); }
    if (strlen(socket_path) >= sizeof to.sun_path) { return mlsec__fail(m, "the path of the socket is too long", NULL); }
    memset(&to, 0, sizeof to);
    to.sun_family = AF_UNIX;
    strcpy(to.sun_path, socket_path);
    s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0) { return mlsec__fail(m, "socket", strerror(errno)); }
    (void)setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    (void)setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    result = connect(s, (struct sockaddr *)&to, sizeof to) == 0 ? mlsec__call(m, s, model) : mlsec__fail(m, "the agent cannot be reached", strerror(errno));
    close(s);
    if (result != 0) { mlsec_close(m); }
    return result;
}

/* The file of role "model"; NULL where there is none. */
static inline const mlsec_file *mlsec_model_file(const mlsec_model *m)
{
    unsigned i;
    for (i = 0; i < m->file_count; i++) { if (strcmp(m->files[i].role, "model") == 0) { return &m->files[i]; } }
    return NULL;
}

/* Reads a whole file into memory that the caller frees; NULL without memory. */
static inline void *mlsec_read(const mlsec_file *f)
{
    char *content = malloc(f->size > 0 ? f->size : 1);
    uint64_t at = 0;
    while (content != NULL && at < f->size) {
        ssize_t n = pread(f->fd, content + at, f->size - at, (off_t)at);
        if (n > 0) { at += (uint64_t)n; } else if (n == 0 || errno != EINTR) { free(content); content = NULL; }
    }
    return content;
}

/* ---- the tap ---- */

static inline uint64_t mlsec__now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline size_t mlsec__padded(size_t n) { return (n + 7) & ~(size_t)7; }

static inline void mlsec__put16(unsigned char *at, uint16_t v) { memcpy(at, &v, 2); }
static inline void mlsec__put32(unsigned char *at, uint32_t v) { memcpy(at, &v, 4); }
static inline void mlsec__put64(unsigned char *at, uint64_t v) { memcpy(at, &v, 8); }
static inline uint16_t mlsec__get16(const unsigned char *at) { uint16_t v; memcpy(&v, at, 2); return v; }
static inline uint32_t mlsec__get32(const unsigned char *at) { uint32_t v; memcpy(&v, at, 4); return v; }
static inline uint64_t mlsec__get64(const unsigned char *at) { uint64_t v; memcpy(&v, at, 8); return v; }

/* Sends a message or drops it. Its number is used up either way, so that the agent sees a gap. */
static inline void mlsec__send(mlsec_model *m, unsigned char kind, uint32_t count, uint32_t bytes)
{
    union { struct cmsghdr align; char bytes[CMSG_SPACE(MLSEC_DESCRIPTORS * sizeof(int))]; } control;
    unsigned i;
    ssize_t n;
    memcpy(m->buffer, "MLTP\1", 5);
    m->buffer[5] = kind;
    mlsec__put16(m->buffer + 6, (uint16_t)count);
    mlsec__put32(m->buffer + 8, bytes);
    mlsec__put32(m->buffer + 12, 0);
    mlsec__put64(m->buffer + 16, m->sequence++);
    mlsec__put64(m->buffer + 24, m->records);
    m->records += count;
    if (m->tap >= 0 && getpid() == m->process) {
        if (m->descriptor_count == 0) {
            n = send(m->tap, m->buffer, bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
        } else {
            struct iovec v = { m->buffer, bytes };
            struct msghdr h;
            memset(&h, 0, sizeof h);
            memset(&control, 0, sizeof control);
            h.msg_iov = &v;
            h.msg_iovlen = 1;
            h.msg_control = &control;
            h.msg_controllen = CMSG_SPACE(m->descriptor_count * sizeof(int));
            CMSG_FIRSTHDR(&h)->cmsg_level = SOL_SOCKET;
            CMSG_FIRSTHDR(&h)->cmsg_type = SCM_RIGHTS;
            CMSG_FIRSTHDR(&h)->cmsg_len = CMSG_LEN(m->descriptor_count * sizeof(int));
            memcpy(CMSG_DATA(CMSG_FIRSTHDR(&h)), m->descriptors, m->descriptor_count * sizeof(int));
            n = sendmsg(m->tap, &h, MSG_DONTWAIT | MSG_NOSIGNAL);
        }
        if (n < 0) { m->dropped++; }
    }
    for (i = 0; i < m->descriptor_count; i++) { close(m->descriptors[i]); }
    m->descriptor_count = 0;
}

/* Sends the records that wait. */
static inline void mlsec_flush(mlsec_model *m)
{
    if (m->count > 0) { mlsec__send(m, 1, m->count, m->length); }
    m->count = 0;
    m->length = 32;
}

static inline int mlsec__sealed(const mlsec_tensor *t)
{
    int fd = memfd_create("mlsec-tensor", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    size_t at = 0;
    while (fd >= 0 && at < t->bytes) {
        ssize_t n = write(fd, (const char *)t->data + at, t->bytes - at);
        if (n <= 0) { close(fd); return -1; }
        at += (size_t)n;
    }
    if (fd >= 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) { close(fd); return -1; }
    return fd;
}

/* Writes one tensor at the end of the buffer. Content that is too long for the message goes into a memory file when whole, else it is omitted.
 * Returns 1; 0 when not even its head fits; -1 when it should have been whole and is not. */
static inline int mlsec__add(mlsec_model *m, int role, unsigned index, const mlsec_tensor *t, int whole)
{
    size_t name = t->name != NULL ? strlen(t->name) : 0, shape = mlsec__padded(4 * t->rank);
    size_t head = 16 + shape + mlsec__padded(name), content = mlsec__padded(t->bytes);
    unsigned char *at = m->buffer + m->length;
    unsigned i, place = 0, descriptor = 0;
    if (name > 255 || t->rank > MLSEC_RANK || m->length + head > MLSEC_MESSAGE_BYTES) { return 0; }
    if (t->bytes > MLSEC_INLINE_BYTES || m->length + head + content > MLSEC_MESSAGE_BYTES) {
        int fd = -1;
        if (whole && m->descriptor_count < MLSEC_DESCRIPTORS && t->bytes <= MLSEC_MEMORY_BYTES) { fd = mlsec__sealed(t); }
        if (fd < 0 && whole) { return -1; }
        place = fd >= 0 ? 2 : 1;
        if (fd >= 0) { descriptor = m->descriptor_count; m->descriptors[m->descriptor_count++] = fd; }
        content = 0;
    }
    at[0] = (unsigned char)role;
    at[1] = (unsigned char)t->type;
    at[2] = (unsigned char)t->rank;
    at[3] = (unsigned char)place;
    at[4] = (unsigned char)name;
    at[5] = (unsigned char)descriptor;
    mlsec__put16(at + 6, (uint16_t)index);
    mlsec__put64(at + 8, t->bytes);
    for (i = 0; i < t->rank; i++) { mlsec__put32(at + 16 + 4 * i, (uint32_t)t->shape[i]); }
    if (t->rank % 2 != 0) { mlsec__put32(at + 16 + 4 * i, 0); }
    at += 16 + shape;
    if (name > 0) { mlsec__put64(at + mlsec__padded(name) - 8, 0); memcpy(at, t->name, name); at += mlsec__padded(name); }
    if (content > 0) { mlsec__put64(at + content - 8, 0); memcpy(at, t->data, t->bytes); at += content; }
    m->length = (uint32_t)(at - m->buffer);
    return 1;
}

/* Writes one record behind those that wait. Returns 0 when it must stand in a message of its own, -1 when it cannot be whole. */
static inline int mlsec__record(mlsec_model *m, uint64_t token, uint64_t nanoseconds, int failed, int whole,
    const mlsec_tensor *inputs, unsigned input_count, const mlsec_tensor *outputs, unsigned output_count)
{
    uint32_t start = m->length;
    unsigned i, descriptors = m->descriptor_count;
    int good = start + 24 <= MLSEC_MESSAGE_BYTES;
    m->length += 24;
    for (i = 0; i < input_count && good > 0; i++) { good = mlsec__add(m, 1, i, &inputs[i], whole); }
    for (i = 0; i < output_count && good > 0; i++) { good = mlsec__add(m, 2, i, &outputs[i], whole); }
    if (good > 0) {
        unsigned char *at = m->buffer + start;
        mlsec__put32(at, m->length - start);
        at[4] = (unsigned char)(input_count + output_count);
        at[5] = (unsigned char)((failed ? 1 : 0) | (whole ? 2 : 0));
        mlsec__put16(at + 6, 0);
        mlsec__put64(at + 8, token);
        mlsec__put64(at + 16, nanoseconds);
        m->count++;
        return 1;
    }
    m->length = start;
    while (m->descriptor_count > descriptors) { close(m->descriptors[--m->descriptor_count]); }
    return good;
}

/* Tells what a call saw and said. For applications that make their calls themselves; mlsec_call does it by itself.
 * nanoseconds: how long the model took; 0 for not measured. failed: there are no outputs. */
static inline void mlsec_record(mlsec_model *m, const mlsec_tensor *inputs, unsigned input_count, const mlsec_tensor *outputs, unsigned output_count, uint64_t nanoseconds, int failed)
{
    int good, whole = m->sample > 0;
    if (m->tap < 0) { return; }
    if (failed) { output_count = 0; }
    if (input_count + output_count > MLSEC_TENSORS) { input_count = input_count < MLSEC_TENSORS ? input_count : MLSEC_TENSORS; output_count = MLSEC_TENSORS - input_count; whole = 0; }
    if (m->length < 32) { m->length = 32; }
    good = mlsec__record(m, 0, nanoseconds, failed, whole, inputs, input_count, outputs, output_count);
    if (good <= 0 && m->count > 0) {
        mlsec_flush(m);
        good = mlsec__record(m, 0, nanoseconds, failed, whole, inputs, input_count, outputs, output_count);
    }
    if (good <= 0 && whole) { good = mlsec__record(m, 0, nanoseconds, failed, 0, inputs, input_count, outputs, output_count); }
    if (good <= 0) { m->records++; m->dropped++; return; }
    if (m->sample > 0) { m->sample--; }
    if (m->batch <= 1) { mlsec_flush(m); return; }
    if (m->count == 1) { m->first_at = mlsec__now(); }
    if (m->count >= m->batch || m->count >= 1024 || mlsec__now() - m->first_at > 100000000u) { mlsec_flush(m); }
}

static inline void mlsec__unanswered(mlsec_model *m, uint64_t token, uint32_t cause)
{
    mlsec_flush(m);
    mlsec__put64(m->buffer + 32, token);
    mlsec__put64(m->buffer + 40, cause);
    mlsec__send(m, 3, 0, 48);
}

static inline uint64_t mlsec__element_bytes(int type)
{
    static const unsigned char sizes[17] = { 0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 0, 0, 2 };
    return type > 0 && type < 17 ? sizes[type] : 0;
}

/* Reads the inputs of a canary where they lie; those of memory files into memory of their own. Returns how many, or -1. */
static inline int mlsec__canary_inputs(unsigned char *at, unsigned char *end, unsigned count, mlsec_tensor *inputs, char names[][256], void **owned, const int *descriptors, unsigned descriptor_count)
{
    unsigned i, k;
    for (i = 0; i < count; i++) {
        mlsec_tensor *t = &inputs[i];
        uint64_t elements = 1, bytes;
        size_t name, content;
        if (end - at < 16 || at[0] != 1 || at[2] > MLSEC_RANK) { return -1; }
        name = at[4];
        content = 16 + mlsec__padded(4u * at[2]) + mlsec__padded(name);
        if ((size_t)(end - at) < content) { return -1; }
        t->type = at[1];
        t->rank = at[2];
        for (k = 0; k < t->rank; k++) {
            t->shape[k] = mlsec__get32(at + 16 + 4 * k);
            if (t->shape[k] != 0 && elements > (UINT64_C(1) << 40) / (uint64_t)t->shape[k]) { return -1; }
            elements *= (uint64_t)t->shape[k];
        }
        memcpy(names[i], at + 16 + mlsec__padded(4u * at[2]), name);
        names[i][name] = 0;
        t->name = name > 0 ? names[i] : NULL;
        bytes = mlsec__get64(at + 8);
        if (t->type != MLSEC_TEXT && (mlsec__element_bytes(t->type) == 0 || elements * mlsec__element_bytes(t->type) != bytes)) { return -1; }
        t->bytes = (size_t)bytes;
        if (at[3] == 0) {
            if (bytes > MLSEC_INLINE_BYTES || mlsec__padded(t->bytes) > (size_t)(end - at) - content) { return -1; }
            t->data = at + content;
            at += content + mlsec__padded(t->bytes);
        } else {
            mlsec_file f;
            struct stat status;
            memset(&f, 0, sizeof f);
            if (at[3] != 2 || at[5] >= descriptor_count || bytes == 0 || bytes > MLSEC_MEMORY_BYTES) { return -1; }
            f.fd = descriptors[at[5]];
            f.size = bytes;
            if (fstat(f.fd, &status) != 0 || (uint64_t)status.st_size != bytes) { return -1; }
            t->data = owned[i] = mlsec_read(&f);
            if (t->data == NULL) { return -1; }
            at += content;
        }
    }
    return at == end ? (int)count : -1;
}

static inline void mlsec__canary(mlsec_model *m, unsigned char *message, uint32_t length, const int *descriptors, unsigned descriptor_count)
{
    mlsec_tensor inputs[MLSEC_TENSORS], outputs[MLSEC_TENSORS];
    char names[MLSEC_TENSORS][256];
    void *owned[MLSEC_TENSORS] = { NULL };
    unsigned i, output_count = MLSEC_TENSORS;
    uint64_t token, begin, spent;
    int input_count = -1;
    if (length < 56 || message[36] > MLSEC_TENSORS) { return; }
    token = mlsec__get64(message + 40);
    if (mlsec__get32(message + 32) == length - 32) {
        input_count = mlsec__canary_inputs(message + 56, message + length, message[36], inputs, names, owned, descriptors, descriptor_count);
    }
    if (m->predict == NULL) { mlsec__unanswered(m, token, 4); }
    else if (input_count <= 0) { mlsec__unanswered(m, token, 2); }
    else {
        memset(outputs, 0, sizeof outputs);
        begin = mlsec__now();
        if (m->predict(m->context, inputs, (unsigned)input_count, outputs, &output_count) != 0 || output_count > MLSEC_TENSORS) { mlsec__unanswered(m, token, 1); }
        else {
            spent = mlsec__now() - begin;
            mlsec_flush(m);
            if (mlsec__record(m, token, spent, 0, 1, NULL, 0, outputs, output_count) > 0) { mlsec_flush(m); } else { mlsec__unanswered(m, token, 3); }
        }
    }
    for (i = 0; i < MLSEC_TENSORS; i++) { free(owned[i]); }
}

/* Takes one message of the agent, if there is one, and does what it asks: runs a canary through the application's own call, or notes that
 * whole records are wanted. mlsec_call does this by itself; an application that is idle calls it now and then. Returns 1 when there was one. */
static inline int mlsec_poll(mlsec_model *m)
{
    union { struct cmsghdr align; char bytes[CMSG_SPACE(MLSEC_DESCRIPTORS * sizeof(int))]; } control;
    int descriptors[MLSEC_DESCRIPTORS];
    unsigned i, count = 0;
    struct iovec v;
    struct msghdr h;
    struct cmsghdr *c;
    ssize_t n;
    if (m->tap < 0 || getpid() != m->process) { return 0; }
    if (m->length < 32) { m->length = 32; }
    if (m->count > 0 && mlsec__now() - m->first_at > 100000000u) { mlsec_flush(m); }
    memset(&h, 0, sizeof h);
    v.iov_base = m->received;
    v.iov_len = MLSEC_MESSAGE_BYTES;
    h.msg_iov = &v;
    h.msg_iovlen = 1;
    h.msg_control = &control;
    h.msg_controllen = sizeof control;
    n = recvmsg(m->tap, &h, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (n < 0) { return 0; }
    for (c = CMSG_FIRSTHDR(&h); c != NULL; c = CMSG_NXTHDR(&h, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
            count = (unsigned)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
            memcpy(descriptors, CMSG_DATA(c), count * sizeof(int));
        }
    }
    if (n == 0 && count == 0) { close(m->tap); m->tap = -1; return 0; }
    if (n >= 40 && memcmp(m->received, "MLTP\1", 5) == 0 && mlsec__get32(m->received + 8) == (uint32_t)n && (h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0) {
        if (m->received[5] == 0x81 && mlsec__get16(m->received + 6) == 1) { mlsec__canary(m, m->received, (uint32_t)n, descriptors, count); }
        else if (m->received[5] == 0x82 && mlsec__get32(m->received + 32) <= 1024) { m->sample = mlsec__get32(m->received + 32); }
    }
    for (i = 0; i < count; i++) { close(descriptors[i]); }
    return 1;
}

/* Registers the application's own call, which answers real inputs and canaries alike. */
static inline void mlsec_watch(mlsec_model *m, mlsec_predict predict, void *context)
{
    m->predict = predict;
    m->context = context;
}

/* Makes the call that was registered, tells about it, and lets a waiting canary run before or after it. Returns what the call returned.
 * outputs: room for MLSEC_TENSORS. A canary that runs afterwards may overwrite what outputs point at, when the application's call reuses its
 * memory; so after this call canaries run before the next one only, unless the application polls. */
static inline int mlsec_call(mlsec_model *m, const mlsec_tensor *inputs, unsigned input_count, mlsec_tensor *outputs, unsigned *output_count)
{
    uint64_t begin = mlsec__now(), spent;
    int result;
    /* The agent is asked at most every 2 ms: a look costs as much as a record. */
    if (m->tap >= 0 && begin - m->polled_at > 2000000u) {
        unsigned asked = 0;
        m->polled_at = begin;
        while (asked < 4 && mlsec_poll(m)) { asked++; }
        if (asked > 0) { begin = mlsec__now(); }
    }
    result = m->predict(m->context, inputs, input_count, outputs, output_count);
    spent = mlsec__now() - begin;
    mlsec_record(m, inputs, input_count, outputs, *output_count, spent, result != 0);
    return result;
}

/* Sends what waits, says farewell and closes everything, files too. */
static inline void mlsec_close(mlsec_model *m)
{
    unsigned i;
    if (m->tap >= 0) {
        mlsec_flush(m);
        mlsec__send(m, 2, 0, 32);
        close(m->tap);
    }
    for (i = 0; i < m->file_count; i++) { close(m->files[i].fd); }
    free(m->files);
    free(m->buffer);
    free(m->received);
    m->tap = -1;
    m->file_count = 0;
    m->files = NULL;
    m->buffer = m->received = NULL;
}

#endif
