namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the static inspection of models.</summary>
public static class InspectionReasons
{
    /// <summary>The inspection found something that blocks.</summary>
    public static Reason Blocked { get; } = new(
        "MODEL_INSPECTION_BLOCKED",
        ReasonClass.Rejected,
        "the inspection found something in the model that nothing honest needs",
        "The findings name rule, place and evidence. In mode enforce the model is not installed, unless the publisher signed a waiver for that rule at that place.",
        "Read the findings with mlsec model inspect. If the model comes from outside, ask for its origin; if it is yours and right, waive the place in inspection.json, sign again, and say why.");

    /// <summary>The inspection found something unusual.</summary>
    public static Reason Warned { get; } = new(
        "MODEL_INSPECTION_WARNED",
        ReasonClass.Notice,
        "the inspection found something unusual in the model",
        "It does not keep the model from being installed. The finding names rule, place and evidence.",
        "Look at it with mlsec model inspect before the next release is signed; waive it in inspection.json when it is right.");

    /// <summary>The file is not an ONNX model, or is damaged.</summary>
    public static Reason Malformed { get; } = new(
        "MODEL_MALFORMED",
        ReasonClass.Inconclusive,
        "the file is not a well-formed ONNX model",
        "The bytes are not the protobuf message that ONNX defines. The offset is where reading stopped; no runtime can load the file from there on.",
        "Check that the file is whole (compare size and digest with its origin) and that it is ONNX, not the exporter's own format.");

    /// <summary>The model is nested too deeply.</summary>
    public static Reason TooDeep { get; } = new(
        "MODEL_TOO_DEEP",
        ReasonClass.Inconclusive,
        "the model nests more messages than any runtime reads",
        "ONNX Runtime and every other reader of protobuf stop at 100 nested messages; what lies deeper can only be meant to harm a reader without that limit.",
        "Do not use the model. If an exporter made it, flatten the nested control flow.");

    /// <summary>The model has more parts than the inspection takes.</summary>
    public static Reason TooComplex { get; } = new(
        "MODEL_TOO_COMPLEX",
        ReasonClass.Inconclusive,
        "the model has more nodes, tensors or names than the inspection takes",
        "The inspection is bounded so that a hostile file cannot exhaust the device. The limit that was met is named.",
        "Simplify the graph (constant folding, function inlining off) and try again; treat a small file with huge counts as hostile.");

    /// <summary>The file could not be read.</summary>
    public static Reason Unreadable { get; } = new(
        "MODEL_UNREADABLE",
        ReasonClass.Operational,
        "the model could not be read",
        "Reading the file failed, or it became shorter while it was read.",
        "Check the disk and that nobody writes to the file, then try again.");

    /// <summary>inspection.json is not what its schema says.</summary>
    public static Reason PolicyMalformed { get; } = new(
        "INSPECTION_POLICY_MALFORMED",
        ReasonClass.Rejected,
        "inspection.json is not a document of schema mlsec.inspection/1",
        "Waivers and allowed domains widen what a model may do, so that the file that states them is read strictly: unknown or duplicate members, unknown rules and oversized lists are refused.",
        "Correct the file at the offset given, and pack and sign again.");

    /// <summary>The bill of materials could not be read.</summary>
    public static Reason BomMalformed { get; } = new(
        "MLBOM_MALFORMED",
        ReasonClass.Rejected,
        "the bill of materials is not CycloneDX 1.6 or 1.7 JSON",
        "The file with the role mlbom could not be read, so that its statements cannot be compared with the bytes.",
        "Write it with mlsec model bom or another CycloneDX tool, and pack and sign again.");

    /// <summary>The job of the inspection could not be read.</summary>
    public static Reason JobMalformed { get; } = new(
        "INSPECTION_JOB_MALFORMED",
        ReasonClass.Operational,
        "the worker could not read what it was to inspect",
        "Launcher and worker do not speak the same version of the job.",
        "Install agent, command line and worker of the same version.");

    /// <summary>The report of the inspection could not be read.</summary>
    public static Reason ReportMalformed { get; } = new(
        "INSPECTION_REPORT_MALFORMED",
        ReasonClass.Inconclusive,
        "the worker's report of the inspection is malformed",
        "Reports are untrusted bytes: a worker that a model took over can write anything. Nothing in it counts.",
        "Treat the model as hostile until the cause is known; keep the package as evidence.");

    /// <summary>The report contradicts itself or the job.</summary>
    public static Reason ReportDisagrees { get; } = new(
        "INSPECTION_REPORT_DISAGREES",
        ReasonClass.Inconclusive,
        "the worker's report of the inspection contradicts itself or the job",
        "A report that speaks of another file, claims more bytes than there are, or says clean beside findings that block was not written by an honest worker.",
        "Treat the model as hostile until the cause is known; keep the package as evidence.");

    /// <summary>The format has no inspection.</summary>
    public static Reason FormatOpaque { get; } = new(
        "INSPECTION_FORMAT_OPAQUE",
        ReasonClass.Inconclusive,
        "the model's format cannot be inspected",
        "Only ONNX has an inspection. Other formats are verified, held and attested, and evidence says that their content was not looked at.",
        "Nothing, when the policy allows opaque models; else publish the model as ONNX.");

    /// <summary>The inspection did not run.</summary>
    public static Reason NotRun { get; } = new(
        "INSPECTION_NOT_RUN",
        ReasonClass.Inconclusive,
        "the model was not inspected",
        "No inspection of this package by this worker is on record: the worker was not there, or an older agent installed it.",
        "Check that the worker is installed beside the agent; the inspection is repeated at the next check.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        Blocked, Warned, Malformed, TooDeep, TooComplex, Unreadable, PolicyMalformed, BomMalformed, JobMalformed, ReportMalformed, ReportDisagrees, FormatOpaque, NotRun,
    ];
}
