namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the challenge: inputs that nobody could foresee, answered by the device and by the hub's own run.</summary>
public static class ChallengeReasons
{
    private const string Describe = "Correct the description of the model's inputs and sign the package again; packaging/docs/reference/challenge.md states the rules.";

    /// <summary>Nonce, UEID or index.</summary>
    public static Reason SeedInvalid { get; } = new(
        "CHALLENGE_SEED_INVALID", ReasonClass.Rejected, "a challenge's nonce, device id, manifest digest or index is not one",
        "A nonce has 16 to 64 bytes, a UEID 17 that begin with 01, an index is 0 to 65535. With anything else the two sides could expand different inputs, or inputs that were known before.",
        "Update the hub and the agent to the same release; if both are, find out who sent the challenge.");

    /// <summary>The list of inputs.</summary>
    public static Reason InputsInvalid { get; } = new(
        "CHALLENGE_INPUTS_INVALID", ReasonClass.Rejected, "the described inputs cannot be a model's",
        "There is no input, one without a name, or two of one name.",
        Describe);

    /// <summary>Element type and range disagree.</summary>
    public static Reason TypeUnfit { get; } = new(
        "CHALLENGE_TYPE_UNFIT", ReasonClass.Rejected, "a described input's values do not fit its element type",
        "Ranges with a scale are for floating-point types, whole numbers for integer types, booleans for the boolean type; strings cannot be made up.",
        Describe);

    /// <summary>Dimensions.</summary>
    public static Reason ShapeInvalid { get; } = new(
        "CHALLENGE_SHAPE_INVALID", ReasonClass.Rejected, "a described input has no concrete shape",
        "A dimension is below 1. Dimensions that a model leaves open have to be declared.",
        Describe);

    /// <summary>A range contradicts itself.</summary>
    public static Reason RangeInvalid { get; } = new(
        "CHALLENGE_RANGE_INVALID", ReasonClass.Rejected, "a described input's range is empty, not representable or off its scale",
        "The bounds are in the wrong order, outside the element type, or no multiples of the declared scale, or the list of values is empty.",
        Describe);

    /// <summary>More than the limits allow.</summary>
    public static Reason TooLarge { get; } = new(
        "CHALLENGE_TOO_LARGE", ReasonClass.Inconclusive, "the described inputs are larger than a challenge may be",
        "Names, dimensions, lists of values and the bytes of all tensors together have limits, so that a challenge cannot exhaust a device.",
        "Declare a smaller shape, such as a batch of 1.");

    /// <summary>An answer is not what the model gives.</summary>
    public static Reason AnswerDeviates { get; } = new(
        "CHALLENGE_ANSWER_DEVIATES", ReasonClass.Rejected, "the device answers a challenge otherwise than the signed model",
        "The hub ran the signed model on the same inputs, and the device's answer is outside the suite's tolerance: other weights, another runtime, faulty memory, or no model at all.",
        "Treat the device as changed: verify its package and examine what runs on it; compare runtime, provider and hardware with another device.");

    /// <summary>An output is missing, or has another type or shape.</summary>
    public static Reason AnswerMalformed { get; } = new(
        "CHALLENGE_ANSWER_MALFORMED", ReasonClass.Rejected, "a device's answer has not the outputs of the signed model",
        "An output of the signed model is missing, is given twice, or has another type or shape, so another model or none answered.",
        "Treat the device as changed: verify its package and examine what runs on it.");

    /// <summary>The device gave no answer to an input.</summary>
    public static Reason NoAnswer { get; } = new(
        "CHALLENGE_NO_ANSWER", ReasonClass.Inconclusive, "the device left an input of the challenge unanswered",
        "What was answered may be right, but a device that chooses what it answers can hide what it has lost. It is inconclusive, never good.",
        "Challenge the device again; if answers stay out, read its journal: its worker may be short of time or memory.");

    /// <summary>The hub's own outputs cannot tell anything.</summary>
    public static Reason ReferenceUnsound { get; } = new(
        "CHALLENGE_REFERENCE_UNSOUND", ReasonClass.Inconclusive, "the signed model's own answer to an input is not finite",
        "A model that gives NaN or infinity for an input of its declared range says nothing that could be compared.",
        "Declare the range for which the model was made.");

    /// <summary>All expected answers are the same.</summary>
    public static Reason Uninformative { get; } = new(
        "CHALLENGE_UNINFORMATIVE", ReasonClass.Inconclusive, "the signed model answers all inputs of the challenge alike",
        "The expected answers are within tolerance of each other, or there is only one, so that an old or constant answer would pass as well: right answers prove nothing.",
        "Use more inputs, a tighter tolerance, or a range that makes the model answer differently.");

    /// <summary>The answers do not fit into evidence.</summary>
    public static Reason AnswersTooLarge { get; } = new(
        "CHALLENGE_ANSWERS_TOO_LARGE", ReasonClass.Inconclusive, "the answers to a challenge are larger than evidence may carry",
        "All outputs to all inputs of one model may have 32 KiB, those of all models of a device 96 KiB, so that evidence fits into one message. The device says so instead of sending a part.",
        "Declare fewer inputs in the suite, or a smaller shape such as a batch of 1.");

    /// <summary>The device was not to answer this time.</summary>
    public static Reason NotDue { get; } = new(
        "CHALLENGE_NOT_DUE", ReasonClass.Inconclusive, "the device answered a challenge not long ago, and this nonce asks the whole fleet",
        "Answering runs the model. A device does so for every question to itself, for the first nonce after a start or a new release, and else once in watch.challenge_interval.",
        "Nothing; to have it answered now, run mlsec device challenge.");

    /// <summary>No right answer for too long.</summary>
    public static Reason Stale { get; } = new(
        "CHALLENGE_STALE", ReasonClass.Inconclusive, "the device has not shown for too long that it holds the signed model",
        "The package's suite declares a challenge, and no answer of this device to one was found right within the last 24 hours, for the release that it says it runs. Silence is not a right answer.",
        "Run mlsec device challenge; if answers stay out, read the device's journal: its worker may not run.");

    /// <summary>The profile is not one whose tolerances are known.</summary>
    public static Reason ProfileUnknown { get; } = new(
        "CHALLENGE_PROFILE_UNKNOWN", ReasonClass.Inconclusive, "the device answered in an execution profile that is not known, or not the one of its engine",
        "The profile chooses the tolerance. It has to be one that the hub knows or the suite names, and to agree with the engine that the same evidence states.",
        "Update the hub, or declare tolerances for that profile in the suite and sign the package again.");

    /// <summary>The hub has nothing to compare with.</summary>
    public static Reason ReferenceUnavailable { get; } = new(
        "CHALLENGE_REFERENCE_UNAVAILABLE", ReasonClass.Inconclusive, "the hub could not run the signed model to compare with",
        "The hub has not this package, its worker does not run, or more answers waited than it compares. What the device answered may be right; nobody knows.",
        "Read the hub's journal; push the package, or install mlsec-worker beside the hub, then run mlsec device challenge.");

    /// <summary>Nothing was compared.</summary>
    public static Reason NotRun { get; } = new(
        "CHALLENGE_NOT_RUN", ReasonClass.Inconclusive, "no answer of the challenge was compared",
        "Nothing was examined, so nothing can be said.",
        "Read the other findings: they say what stopped the challenge.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        SeedInvalid, InputsInvalid, TypeUnfit, ShapeInvalid, RangeInvalid, TooLarge,
        AnswerDeviates, AnswerMalformed, NoAnswer, ReferenceUnsound, Uninformative,
        AnswersTooLarge, NotDue, Stale, ProfileUnknown, ReferenceUnavailable, NotRun,
    ];
}
