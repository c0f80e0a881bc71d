/* Classifies rows with ONNX Runtime, from a model that the agent verified.
 *
 *     example MODEL ROWS.f32      rows of float32, as wide as the model's first input; prints the first output of each row
 *
 * Build: cc -std=c99 example.c -I ONNXRUNTIME/include -L ONNXRUNTIME/lib -l:libonnxruntime.so
 */
#include "mlsec.h"

#include <onnxruntime_c_api.h>

typedef struct network {
    const OrtApi *ort;
    OrtSession *session;
    OrtMemoryInfo *memory;
    char *input, *outputs[2];
    OrtValue *answers[2];
    int64_t width;
} network;

static int must(const OrtApi *ort, OrtStatus *status)
{
    if (status == NULL) { return 0; }
    fprintf(stderr, "example: %s\n", ort->GetErrorMessage(status));
    ort->ReleaseStatus(status);
    return 1;
}

static int load(network *n, const void *bytes, size_t size)
{
    OrtEnv *environment;
    OrtSessionOptions *options;
    OrtAllocator *allocator;
    OrtTypeInfo *type;
    const OrtTensorTypeAndShapeInfo *tensor;
    int64_t shape[2];
    int i;
    const OrtApi *ort = n->ort = OrtGetApiBase()->GetApi(ORT_API_VERSION);
    if (must(ort, ort->CreateEnv(ORT_LOGGING_LEVEL_ERROR, "example", &environment)) || must(ort, ort->CreateSessionOptions(&options))
        || must(ort, ort->SetIntraOpNumThreads(options, 1)) || must(ort, ort->CreateSessionFromArray(environment, bytes, size, options, &n->session))
        || must(ort, ort->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &n->memory)) || must(ort, ort->GetAllocatorWithDefaultOptions(&allocator))
        || must(ort, ort->SessionGetInputName(n->session, 0, allocator, &n->input)) || must(ort, ort->SessionGetInputTypeInfo(n->session, 0, &type))
        || must(ort, ort->CastTypeInfoToTensorInfo(type, &tensor)) || must(ort, ort->GetDimensions(tensor, shape, 2))) {
        return 1;
    }
    for (i = 0; i < 2; i++) { if (must(ort, ort->SessionGetOutputName(n->session, (size_t)i, allocator, &n->outputs[i]))) { return 1; } }
    n->width = shape[1];
    return 0;
}

/* The application's own call. */
static int predict(void *context, const mlsec_tensor *inputs, unsigned input_count, mlsec_tensor *outputs, unsigned *output_count)
{
    network *n = context;
    const OrtApi *ort = n->ort;
    OrtValue *value;
    const char *input = n->input, *const *names = (const char *const *)n->outputs;
    int failed, i;
    if (input_count != 1 || inputs[0].type != MLSEC_FLOAT32) { return 1; }
    if (must(ort, ort->CreateTensorWithDataAsOrtValue(n->memory, (void *)(uintptr_t)inputs[0].data, inputs[0].bytes, inputs[0].shape, inputs[0].rank, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &value))) { return 1; }
    for (i = 0; i < 2; i++) { if (n->answers[i] != NULL) { ort->ReleaseValue(n->answers[i]); n->answers[i] = NULL; } }
    failed = must(ort, ort->Run(n->session, NULL, &input, (const OrtValue *const *)&value, 1, names, 2, n->answers));
    ort->ReleaseValue(value);
    for (i = 0; i < 2 && !failed; i++) {
        OrtTensorTypeAndShapeInfo *type;
        size_t rank, elements = 0;
        void *data = NULL;
        if (must(ort, ort->GetTensorTypeAndShape(n->answers[i], &type))) { return 1; }
        failed = must(ort, ort->GetDimensionsCount(type, &rank)) || rank > MLSEC_RANK || must(ort, ort->GetDimensions(type, outputs[i].shape, rank))
            || must(ort, ort->GetTensorShapeElementCount(type, &elements)) || must(ort, ort->GetTensorMutableData(n->answers[i], &data));
        ort->ReleaseTensorTypeAndShapeInfo(type);
        outputs[i].name = n->outputs[i];
        outputs[i].type = MLSEC_FLOAT32;
        outputs[i].rank = (unsigned)rank;
        outputs[i].data = data;
        outputs[i].bytes = elements * sizeof(float);
    }
    *output_count = 2;
    return failed;
}

int main(int count, char **arguments)
{
    mlsec_model model;
    network n;
    FILE *rows;
    float *row;
    void *bytes;
    memset(&n, 0, sizeof n);
    if (count != 3 || (rows = fopen(arguments[2], "rb")) == NULL) { fputs("usage: example MODEL ROWS.f32\n", stderr); return 2; }
    setenv("ORT_DISABLE_TELEMETRY", "1", 1);
    if (mlsec_open(&model, arguments[1], NULL) != 0) { fprintf(stderr, "example: %s\n", model.error); return 1; }
    bytes = mlsec_read(mlsec_model_file(&model));
    if (bytes == NULL || load(&n, bytes, mlsec_model_file(&model)->size) != 0) { return 1; }
    row = malloc((size_t)n.width * sizeof *row);
    mlsec_watch(&model, predict, &n);
    while (row != NULL && fread(row, sizeof *row, (size_t)n.width, rows) == (size_t)n.width) {
        mlsec_tensor input = { NULL, MLSEC_FLOAT32, 2, { 1, 0 }, NULL, 0 }, outputs[MLSEC_TENSORS];
        unsigned output_count = MLSEC_TENSORS, i;
        input.name = n.input;
        input.shape[1] = n.width;
        input.data = row;
        input.bytes = (size_t)n.width * sizeof *row;
        if (mlsec_call(&model, &input, 1, outputs, &output_count) != 0) { return 1; }
        for (i = 0; i < outputs[0].bytes / sizeof(float); i++) { printf("%s%.6f", i > 0 ? " " : "", (double)((const float *)outputs[0].data)[i]); }
        putchar('\n');
    }
    mlsec_close(&model);
    free(row);
    free(bytes);
    fclose(rows);
    return 0;
}
