namespace MLSecOps.Core.Findings;

/// <summary>Reasons of making a baseline: what keeps a model's own answers from becoming its sanity suite, and what makes such a suite weaker than it looks.</summary>
public static class BaselineReasons
{
    /// <summary>No inputs.</summary>
    public static Reason NoInputs { get; } = new(
        "BASELINE_NO_INPUTS", ReasonClass.Usage, "there are no inputs to make a baseline from",
        "The folder holds no input_K.pb, no .npy and no test_data_set folder, or the files hold no rows.",
        "Put inputs that the model really gets into the folder, some 50 or more: test_data_set_N/input_K.pb, or input_K.npy with one input a row.");

    /// <summary>An input that is not the model's.</summary>
    public static Reason InputUnfit { get; } = new(
        "BASELINE_INPUT_UNFIT", ReasonClass.Usage, "an input does not fit the model",
        "Number, element type or shape of the tensors are not what the model declares. Nothing is converted or reshaped: what was signed would then not be what the application gives.",
        "Write the inputs as the application gives them to the model; mlsec model inspect FILE shows names, types and shapes.");

    /// <summary>NaN or infinity in an input.</summary>
    public static Reason InputNotFinite { get; } = new(
        "BASELINE_INPUT_NOT_FINITE", ReasonClass.Usage, "an input holds NaN or infinity",
        "What a model answers to such an input says little about its weights, and runtimes differ in it.",
        "Take that row out, or mend how it was recorded.");

    /// <summary>A file that is not what NumPy writes.</summary>
    public static Reason NpyMalformed { get; } = new(
        "NPY_MALFORMED", ReasonClass.Rejected, "an .npy file cannot be read",
        "It is damaged, or holds what is not read here: Fortran order, big-endian numbers, objects, structures or strings.",
        "Write it again with numpy.save(file, numpy.ascontiguousarray(array)), with numbers or booleans.");

    /// <summary>The model answers differently each time.</summary>
    public static Reason NotDeterministic { get; } = new(
        "BASELINE_NOT_DETERMINISTIC", ReasonClass.Rejected, "the model answers the same input differently each time",
        "Two runs on one thread are farther apart than the tolerance: the model draws random numbers, so that no golden answer exists.",
        "Give the random operators a seed or take them out of the exported model, then run the command again.");

    /// <summary>No input is fit to be a fingerprint.</summary>
    public static Reason NoneFit { get; } = new(
        "BASELINE_NONE_FIT", ReasonClass.Rejected, "no input is fit to be a fingerprint",
        "The model answers all inputs with NaN or infinity, or its other kernels already give answers near the limit of the tolerance, so that an honest device would be refused.",
        "Look at the model's answers; choose a wider tolerance: --rtol, --atol.");

    /// <summary>Bits differ from run to run, within the tolerance.</summary>
    public static Reason BitsDiffer { get; } = new(
        "BASELINE_BITS_DIFFER", ReasonClass.Inconclusive, "the model's answers differ in their last bits from run to run",
        "They stay within the tolerance, so the suite holds, but it cannot ask for the same bits: it states repeats 1.",
        "Find the operator that is not deterministic if bit-exact comparison on devices is wanted.");

    /// <summary>The tolerance is narrow for this model.</summary>
    public static Reason ToleranceTight { get; } = new(
        "BASELINE_TOLERANCE_TIGHT", ReasonClass.Inconclusive, "the same model on other kernels uses most of the tolerance",
        "Run without graph optimisation, some inputs are answered with more than half of the allowed deviation; these are not taken, but other processors may deviate as much.",
        "Rehearse the package on every kind of device before it is rolled out; widen --rtol or --atol if one fails.");

    /// <summary>There are no weights to flip.</summary>
    public static Reason NoWeights { get; } = new(
        "BASELINE_NO_WEIGHTS", ReasonClass.Inconclusive, "the model's file has no floating-point weights to change",
        "Fingerprints are chosen by which changed copies they reveal. Here none could be made, as in a model of whole numbers, so the first inputs were taken and nothing is said about what they reveal.",
        "Rehearse changed models by hand: mlsec model rehearse PACKAGE --model CHANGED.onnx.");

    /// <summary>All inputs are the same.</summary>
    public static Reason InputsAlike { get; } = new(
        "BASELINE_INPUTS_ALIKE", ReasonClass.Inconclusive, "the inputs are all alike",
        "Every input holds the same values, so that no range can be measured from them, and they show one answer of the model only.",
        "Give inputs as different as those the model gets in use.");

    /// <summary>All answers are the same.</summary>
    public static Reason AnswersAlike { get; } = new(
        "BASELINE_ANSWERS_ALIKE", ReasonClass.Inconclusive, "the model answers all inputs alike",
        "The answers are within the tolerance of each other: a program that always says the same passes this suite.",
        "Give inputs that the model answers differently, or a tighter tolerance.");

    /// <summary>Dimensions that the model leaves open.</summary>
    public static Reason ShapeOpen { get; } = new(
        "BASELINE_SHAPE_OPEN", ReasonClass.Inconclusive, "the model leaves dimensions open",
        "A challenge needs concrete ones: the shape of the first input is stated for it. Other shapes are not asked.",
        "Nothing to do if the model is used with this shape; else put inputs of the usual shape first.");

    /// <summary>Nothing that a challenge could be made from.</summary>
    public static Reason NoChallenge { get; } = new(
        "BASELINE_NO_CHALLENGE", ReasonClass.Inconclusive, "the suite states no inputs for challenges",
        "The model takes strings, an input is larger than a challenge may be, the inputs have no range, or made-up inputs are not answered with finite numbers within the tolerance.",
        "The fingerprints hold all the same. If hubs are to challenge devices with this model, add the section challenge to sanity/suite.json by hand.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        NoInputs, InputUnfit, InputNotFinite, NpyMalformed, NotDeterministic, NoneFit, BitsDiffer, ToleranceTight, NoWeights, InputsAlike, AnswersAlike, ShapeOpen, NoChallenge,
    ];
}
