/* The tap's peers: what a loop in C costs. Compiled by the bench, in the run.
 *
 *     tap_bench receive MESSAGE ROUNDS    fills a socket with copies of the message in the file, then drains it with recvmmsg; nanoseconds per
 *                                         message, first of the bare loop, then of one that walks the records and adds up their numbers
 *     tap_bench send ROUNDS               nanoseconds of a bare send of a record's bytes, then of mlsec_record with the same content
 */
#include "mlsec.h"

enum { BATCH = 32, FILL = 48 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[count / 2];
}

static double sum;

/* What a reader does that trusts its peer: no check but of the counts. */
static void walk(const unsigned char *message)
{
    unsigned records = mlsec__get16(message + 6), i, k;
    const unsigned char *at = message + 32;
    for (i = 0; i < records; i++) {
        const unsigned char *next = at + mlsec__get32(at), *tensor = at + 24;
        unsigned tensors = at[4];
        for (k = 0; k < tensors; k++) {
            size_t bytes = (size_t)mlsec__get64(tensor + 8), j;
            const float *numbers;
            tensor += 16 + mlsec__padded(4u * tensor[2]) + mlsec__padded(tensor[4]);
            numbers = (const float *)(const void *)tensor;
            for (j = 0; j < bytes / 4; j++) { sum += (double)numbers[j]; }
            tensor += mlsec__padded(bytes);
        }
        at = next;
    }
}

static double receive(int *ends, const unsigned char *message, size_t length, int rounds, int walks)
{
    static unsigned char buffers[BATCH][65536];
    struct mmsghdr headers[BATCH];
    struct iovec vectors[BATCH];
    double *times = malloc((size_t)rounds * sizeof *times), result;
    int r, i;
    memset(headers, 0, sizeof headers);
    for (i = 0; i < BATCH; i++) {
        vectors[i].iov_base = buffers[i];
        vectors[i].iov_len = sizeof buffers[i];
        headers[i].msg_hdr.msg_iov = &vectors[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    for (r = 0; r < rounds; r++) {
        int filled = 0, drained = 0;
        double begin;
        while (filled < FILL && send(ends[1], message, length, MSG_DONTWAIT) == (ssize_t)length) { filled++; }
        begin = seconds();
        while (drained < filled) {
            int n = recvmmsg(ends[0], headers, BATCH, MSG_DONTWAIT, NULL);
            if (n <= 0) { exit(3); }
            for (i = 0; i < n && walks; i++) { walk(buffers[i]); }
            drained += n;
        }
        times[r] = (seconds() - begin) / drained;
    }
    result = median(times, rounds);
    free(times);
    return result * 1e9;
}

static double sending(int *ends, mlsec_model *m, int rounds, int bare)
{
    float features[16], answer[2] = { 0.25f, 0.75f };
    mlsec_tensor input = { "features", MLSEC_FLOAT32, 2, { 1, 16 }, NULL, sizeof features }, output = { "scores", MLSEC_FLOAT32, 2, { 1, 2 }, NULL, sizeof answer };
    unsigned char message[256], waste[65536];
    double *times = malloc((size_t)rounds * sizeof *times), result;
    size_t length = 0;
    int r, i;
    for (i = 0; i < 16; i++) { features[i] = (float)i; }
    input.data = features;
    output.data = answer;
    mlsec_record(m, &input, 1, &output, 1, 100, 0);
    length = (size_t)recv(ends[0], message, sizeof message, 0);
    for (r = 0; r < rounds; r++) {
        double begin = seconds();
        for (i = 0; i < FILL; i++) {
            if (bare) { if (send(ends[1], message, length, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) { exit(3); } }
            else { mlsec_record(m, &input, 1, &output, 1, 100, 0); }
        }
        times[r] = (seconds() - begin) / FILL;
        while (recv(ends[0], waste, sizeof waste, MSG_DONTWAIT) > 0) { }
    }
    result = median(times, rounds);
    free(times);
    return result * 1e9;
}

int main(int count, char **arguments)
{
    int ends[2], on = 1;
    if (count < 3 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) != 0) { return 2; }
    if (strcmp(arguments[1], "send") == 0) {
        mlsec_model m;
        int rounds = atoi(arguments[2]);
        memset(&m, 0, sizeof m);
        m.tap = ends[1];
        m.batch = 1;
        m.process = getpid();
        m.buffer = malloc(MLSEC_MESSAGE_BYTES);
        (void)sending(ends, &m, rounds, 0);
        printf("%.1f", sending(ends, &m, rounds, 1));
        printf(" %.1f\n", sending(ends, &m, rounds, 0));
        return m.dropped > 0 ? 3 : 0;
    } else {
        static unsigned char message[65536];
        FILE *file = fopen(arguments[2], "rb");
        size_t length = file != NULL ? fread(message, 1, sizeof message, file) : 0;
        int rounds = atoi(arguments[3]);
        if (length == 0 || setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0) { return 2; }
        (void)receive(ends, message, length, rounds, 0);
        printf("%.1f", receive(ends, message, length, rounds, 0));
        printf(" %.1f\n", receive(ends, message, length, rounds, 1));
        return sum == 0.5 ? 4 : 0;
    }
}
