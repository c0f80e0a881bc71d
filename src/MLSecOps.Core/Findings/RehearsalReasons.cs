namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the sanity suite and of the ONNX bytes that it reads.</summary>
public static class RehearsalReasons
{
    /// <summary>Protobuf framing is broken.</summary>
    public static Reason ProtobufMalformed { get; } = new(
        "ONNX_PROTOBUF_MALFORMED", ReasonClass.Rejected, "protobuf framing is broken",
        "A tag, length or nesting in an ONNX file does not follow the protobuf encoding or exceeds a limit, so the file was damaged or made to mislead a reader.",
        "Write the file again from the training tool and sign the package again.");

    /// <summary>A tensor contradicts itself.</summary>
    public static Reason TensorMalformed { get; } = new(
        "TENSOR_MALFORMED", ReasonClass.Rejected, "a tensor contradicts itself",
        "Shape, element type and data of a stored tensor do not fit each other.",
        "Write the golden vectors again and sign the package again.");

    /// <summary>An element type that is not supported.</summary>
    public static Reason TensorTypeUnsupported { get; } = new(
        "TENSOR_TYPE_UNSUPPORTED", ReasonClass.Inconclusive, "a tensor has an element type that is not supported",
        "Numbers, booleans and strings can be compared; complex, 8-bit floating-point, 4-bit, sequence, map and optional values cannot.",
        "Give the model outputs of a supported type, or leave this output's vector out of the suite.");

    /// <summary>A tensor or model keeps its data elsewhere, and that part was not given.</summary>
    public static Reason ExternalDataMissing { get; } = new(
        "ONNX_EXTERNAL_DATA_MISSING", ReasonClass.Inconclusive, "the model's weights are outside its file and were not given",
        "An ONNX model may keep tensors in other files. The worker has no files: what is not part of the job cannot be used, so nothing was run. Part of the job are the package's files of role external-data in the model's folder or below it, by the very names that the model states.",
        "Pack the file beside the model with role external-data (mlsec model pack --external-data FILE), or save the model as one file.");

    /// <summary>A tensor's external data do not fit the tensor or the file.</summary>
    public static Reason ExternalDataMalformed { get; } = new(
        "ONNX_EXTERNAL_DATA_MALFORMED", ReasonClass.Rejected, "a tensor's external data do not fit the tensor or the file",
        "A tensor that keeps its data in another file states a range that is not inside the file, a length other than its shape asks for, an attribute that runtimes do not know, or the same twice. It was not given to the engine.",
        "Save the model again with its exporter, pack model and data files of the same export, and sign the package again.");

    /// <summary>More than the limits allow.</summary>
    public static Reason TooLarge { get; } = new(
        "REHEARSAL_TOO_LARGE", ReasonClass.Inconclusive, "model or suite exceeds the limits of a rehearsal",
        "The model, a vector, their number or their sum is above what the worker accepts, so it was not run.",
        "Make the suite smaller; the limits are in the reference documentation.");

    /// <summary>The suite's file is wrong.</summary>
    public static Reason SuiteMalformed { get; } = new(
        "SANITY_SUITE_MALFORMED", ReasonClass.Rejected, "the sanity suite is not a valid mlsec.sanity/1 document",
        "An unknown, missing, duplicate or out-of-range member: a suite that is not understood whole is not run in part.",
        "Correct sanity/suite.json and sign the package again.");

    /// <summary>There is no suite.</summary>
    public static Reason SuiteMissing { get; } = new(
        "SANITY_SUITE_MISSING", ReasonClass.Inconclusive, "the package has no sanity suite",
        "Without golden vectors nobody can say whether the model still answers as it did when it was signed.",
        "Add golden vectors (ONNX test_data_set folders) to the package, or state in the policy that this model runs without.");

    /// <summary>A vector that the suite names is not there or not whole.</summary>
    public static Reason VectorMissing { get; } = new(
        "SANITY_VECTOR_MISSING", ReasonClass.Rejected, "a golden vector is missing or not whole",
        "The suite names a vector whose folder, inputs or outputs are not in the package.",
        "Pack the whole folder and sign the package again.");

    /// <summary>Files under the suite that it does not name.</summary>
    public static Reason FilesUnexpected { get; } = new(
        "SANITY_FILES_UNEXPECTED", ReasonClass.Rejected, "there are sanity files that the suite does not name",
        "Every file beside the suite must be an input or output of a named vector: one that is never run gives false comfort.",
        "Name the vector in sanity/suite.json or take its files out, and sign the package again.");

    /// <summary>A vector does not fit the model.</summary>
    public static Reason VectorMismatch { get; } = new(
        "SANITY_VECTOR_MISMATCH", ReasonClass.Rejected, "a golden vector does not fit the model",
        "Names or number of its inputs or outputs are not the model's: this is another model, or the suite was made for another one.",
        "Find out which model this is; make the suite again if the model was changed on purpose.");

    /// <summary>The engine refuses the model.</summary>
    public static Reason ModelNotLoadable { get; } = new(
        "MODEL_NOT_LOADABLE", ReasonClass.Rejected, "the inference engine refuses the model",
        "ONNX Runtime could not make a session from the model's bytes: damaged, not ONNX, or it uses operators that this build lacks.",
        "Read the detail; export the model for the stated ONNX Runtime version.");

    /// <summary>The model failed while it ran.</summary>
    public static Reason InferenceFailed { get; } = new(
        "INFERENCE_FAILED", ReasonClass.Rejected, "the model failed on a golden input",
        "ONNX Runtime stopped with an error while it computed a vector that worked when the suite was made.",
        "Compare the ONNX Runtime version and the model with those the suite was made with.");

    /// <summary>An output has another element type.</summary>
    public static Reason OutputType { get; } = new(
        "SANITY_OUTPUT_TYPE", ReasonClass.Rejected, "an output has another element type than its golden value",
        "The model that answers is not the one that made the suite.",
        "Do not use the model; find out where it was exchanged.");

    /// <summary>An output has another shape.</summary>
    public static Reason OutputShape { get; } = new(
        "SANITY_OUTPUT_SHAPE", ReasonClass.Rejected, "an output has another shape than its golden value",
        "The model that answers is not the one that made the suite.",
        "Do not use the model; find out where it was exchanged.");

    /// <summary>An output is outside its tolerance.</summary>
    public static Reason OutputDeviates { get; } = new(
        "SANITY_OUTPUT_DEVIATES", ReasonClass.Rejected, "an output is outside its tolerance",
        "The model answers differently than when it was signed: other weights, another runtime or execution provider, or faulty memory. The report names the worst element and the least tolerance that would have passed.",
        "Verify the package; if it is intact, compare runtime version, provider and hardware with another device.");

    /// <summary>An output is NaN or infinite where it should not be.</summary>
    public static Reason OutputNotFinite { get; } = new(
        "SANITY_OUTPUT_NOT_FINITE", ReasonClass.Rejected, "an output is NaN or infinite where its golden value is not, or the other way round",
        "No tolerance covers this: weights, runtime or memory are damaged.",
        "Verify the package; if it is intact, examine the runtime and the hardware.");

    /// <summary>Cosine similarity is too low.</summary>
    public static Reason CosineLow { get; } = new(
        "SANITY_COSINE_LOW", ReasonClass.Rejected, "an output points another way than its golden value",
        "Its cosine similarity with the golden value is below the suite's bound.",
        "Verify the package; if it is intact, compare runtime version, provider and hardware with another device.");

    /// <summary>Too few rows agree on the largest element.</summary>
    public static Reason Top1Low { get; } = new(
        "SANITY_TOP1_LOW", ReasonClass.Rejected, "too few answers agree with the golden ones",
        "The share of rows whose largest element is at the golden place is below the suite's bound.",
        "Verify the package; if it is intact, compare runtime version, provider and hardware with another device.");

    /// <summary>Two runs of the same input differ.</summary>
    public static Reason NotDeterministic { get; } = new(
        "SANITY_NOT_DETERMINISTIC", ReasonClass.Rejected, "the same input gives different bits on a second run",
        "With one thread on a CPU every run is bit-identical; a difference means a model with random operators, a faulty runtime or faulty memory.",
        "If the model is random by design, let its suite state repeats 1; else examine the hardware.");

    /// <summary>The exact answers are not the enrolled ones.</summary>
    public static Reason AnswersChanged { get; } = new(
        "ANSWERS_CHANGED", ReasonClass.Rejected, "the model answers with other bits than when it first passed on this device",
        "Every output is within its tolerance, and not what the same release gave under the same ONNX Runtime, worker, provider and CPU. That is no rounding: faulty memory, an overheated or overclocked processor, or something in the process that the digests of its files do not show.",
        "Rehearse again (mlsec model rehearse --current MODEL). Bits that come back point to memory or heat: test the memory and replace the device. Bits that stay other point to software: keep the device as evidence, and compare with another one of the same build.");

    /// <summary>There is nothing to enroll.</summary>
    public static Reason AnswersUnstable { get; } = new(
        "ANSWERS_UNSTABLE", ReasonClass.Notice, "exact answers are not enrolled: the suite runs its vectors only once",
        "With repeats 1 a suite says that its model need not give the same bits twice (random by design), so other bits would mean nothing. Tolerances are checked all the same.",
        "Nothing to do for a model that is random by design; else let its suite state at least two repeats, and sign the package again.");

    /// <summary>Several threads give other bits than one.</summary>
    public static Reason ThreadsDiffer { get; } = new(
        "SANITY_THREADS_DIFFER", ReasonClass.Rejected, "several threads give other bits than one",
        "The suite states that the model answers with the same bits however many threads compute it: an operator that sums in the order of its threads, a model with random operators, a faulty runtime or faulty memory.",
        "If the model is meant to depend on threads, take threads out of its suite and run it with one; else examine the runtime and the hardware.");

    /// <summary>Slower than the suite's envelope.</summary>
    public static Reason LatencyExceeded { get; } = new(
        "SANITY_LATENCY_EXCEEDED", ReasonClass.Inconclusive, "the model is slower than its suite declares",
        "The runs took longer than the declared envelope: an overloaded or throttled device, or a model that was made to burn time.",
        "Rehearse again when the device is idle and cool.");

    /// <summary>Labels, groups or inputs of a gate do not fit each other.</summary>
    public static Reason LabelsMalformed { get; } = new(
        "SANITY_LABELS_MALFORMED", ReasonClass.Rejected, "labels, groups and inputs of a gate do not fit each other",
        "Labels and groups are int64 of shape [N], the inputs have N rows along axis 0, every label is an answer that the model can give, every group has a name.",
        "Write the gate's files again and sign the package again.");

    /// <summary>An output has no answer for each row.</summary>
    public static Reason AnswerUnreadable { get; } = new(
        "SANITY_ANSWER_UNREADABLE", ReasonClass.Rejected, "an output does not hold one answer for each row",
        "The suite says how an answer is read from the output: the largest of several scores, one score against a threshold, or a label. What came out has another shape or type, or a score that is not a number.",
        "Correct output and answer in sanity/suite.json; if they are right, the model is not the one the suite was made for.");

    /// <summary>Too few right answers.</summary>
    public static Reason AccuracyLow { get; } = new(
        "SANITY_ACCURACY_LOW", ReasonClass.Rejected, "the model answers too few labelled rows right",
        "The share of right answers over the signed labelled rows is below the least that the suite states.",
        "Do not use the model for this purpose; compare it with the model that the suite was made for.");

    /// <summary>Too few right answers to misleading rows.</summary>
    public static Reason RobustnessLow { get; } = new(
        "SANITY_ROBUSTNESS_LOW", ReasonClass.Rejected, "the model is misled by too many adversarial rows",
        "The share of right answers over the signed rows that were made to mislead is below the least that the suite states.",
        "Do not use the model where inputs may be hostile; compare it with the model that the suite was made for.");

    /// <summary>Groups are farther apart than the suite allows.</summary>
    public static Reason FairnessExceeded { get; } = new(
        "SANITY_FAIRNESS_EXCEEDED", ReasonClass.Rejected, "the model treats groups more differently than its suite allows",
        "A rate of the positive answer differs between two groups of the labelled rows by more than the bound.",
        "Read which groups and by how much; train again, or have whoever answers for the bound decide about it and sign again.");

    /// <summary>A group is too small to judge.</summary>
    public static Reason GroupTooSmall { get; } = new(
        "SANITY_GROUP_TOO_SMALL", ReasonClass.Inconclusive, "a group has too few rows for its rate",
        "A rate over so few rows says nothing, so the bound is not decided: that is never a pass.",
        "Add labelled rows of that group, or take the bound out of the suite, and sign the package again.");

    /// <summary>A declared relation does not hold.</summary>
    public static Reason RelationBroken { get; } = new(
        "SANITY_RELATION_BROKEN", ReasonClass.Rejected, "a relation that the suite declares does not hold",
        "Rows influence each other in a batch, or values are outside what this output can hold: the model or the runtime is not what the suite was made for.",
        "Verify the package; if it is intact, compare runtime version, provider and hardware with another device.");

    /// <summary>A declared check could not be tried.</summary>
    public static Reason CheckUntried { get; } = new(
        "SANITY_CHECK_UNTRIED", ReasonClass.Inconclusive, "a check that the suite declares could not be tried",
        "The golden vectors have too few different rows for it, or the model takes a fixed number of rows. What was not tried is never a pass.",
        "Add golden vectors with the rows that it needs, or take the check out of the suite, and sign the package again.");

    /// <summary>Nothing was run.</summary>
    public static Reason NothingRan { get; } = new(
        "REHEARSAL_NOT_RUN", ReasonClass.Inconclusive, "no check of the sanity suite ran",
        "Nothing was examined, so nothing can be said.",
        "Read the other findings: they say what stopped the rehearsal.");

    /// <summary>This kind of model is not rehearsed here.</summary>
    public static Reason FormatOpaque { get; } = new(
        "REHEARSAL_FORMAT_OPAQUE", ReasonClass.Inconclusive, "a model of this format cannot be rehearsed by the worker",
        "Only ONNX models run in the worker; an application with its own runtime can rehearse itself.",
        "State in the policy that opaque models are allowed, or deliver the model as ONNX.");

    /// <summary>A package with several models.</summary>
    public static Reason SeveralModels { get; } = new(
        "REHEARSAL_SEVERAL_MODELS", ReasonClass.Inconclusive, "the package holds more than one model and one suite",
        "One suite says nothing about a second model, so none of them counts as rehearsed.",
        "Deliver each model in a package of its own.");

    /// <summary>The job's bytes are wrong.</summary>
    public static Reason JobMalformed { get; } = new(
        "REHEARSAL_JOB_MALFORMED", ReasonClass.Operational, "the worker did not understand its job",
        "The framed parts that the launcher sent are not what the worker expects: the two programs are of different versions, or one was interrupted.",
        "Install agent, command line and worker from the same release.");

    /// <summary>The report's bytes are wrong.</summary>
    public static Reason ReportMalformed { get; } = new(
        "REHEARSAL_REPORT_MALFORMED", ReasonClass.Inconclusive, "the worker's report cannot be read",
        "A report is untrusted: a worker that a hostile model took over may write anything. What does not follow the schema says nothing good about the model.",
        "Do not use the model; keep the package for examination.");

    /// <summary>The report does not speak about this job.</summary>
    public static Reason ReportDisagrees { get; } = new(
        "REHEARSAL_REPORT_DISAGREES", ReasonClass.Inconclusive, "the worker's report does not match its job",
        "The report leaves out or adds vectors or outputs, or its checks contradict its figures.",
        "Do not use the model; keep the package for examination.");

    /// <summary>The engine cannot be loaded.</summary>
    public static Reason EngineUnavailable { get; } = new(
        "INFERENCE_ENGINE_UNAVAILABLE", ReasonClass.Operational, "ONNX Runtime cannot be loaded",
        "The worker found no usable libonnxruntime beside it, or the library failed to start.",
        "Install the worker package again; see the detail for the library's own message.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        ProtobufMalformed, TensorMalformed, TensorTypeUnsupported, ExternalDataMissing, ExternalDataMalformed, TooLarge,
        SuiteMalformed, SuiteMissing, VectorMissing, FilesUnexpected, VectorMismatch,
        ModelNotLoadable, InferenceFailed, OutputType, OutputShape, OutputDeviates, OutputNotFinite,
        CosineLow, Top1Low, NotDeterministic, AnswersChanged, AnswersUnstable, ThreadsDiffer, LatencyExceeded,
        LabelsMalformed, AnswerUnreadable, AccuracyLow, RobustnessLow, FairnessExceeded, GroupTooSmall, RelationBroken, CheckUntried,
        NothingRan, FormatOpaque, SeveralModels, JobMalformed, ReportMalformed, ReportDisagrees, EngineUnavailable,
    ];
}
