namespace MLSecOps.Formats.Worker;

/// <summary>Names of the members of <c>suite.json</c>, object by object; those that must be there come first.</summary>
internal static class SuiteMembers
{
    public static readonly string[] Suite = ["schema", "vectors", "tolerances", "determinism", "latency", "labelled", "robust", "metamorphic", "challenge"];
    public static readonly string[] Vector = ["path"];
    public static readonly string[] Tolerance = ["profile", "output", "metric", "rtol", "atol", "min_cosine", "min_agreement"];
    public static readonly string[] Determinism = ["repeats", "threads"];
    public static readonly string[] Latency = ["p50_ms", "p99_ms"];
    public static readonly string[] Labelled = ["path", "output", "answer", "min_accuracy", "threshold", "fairness"];
    public static readonly string[] Robust = ["path", "output", "answer", "min_accuracy", "threshold", "attack"];
    public static readonly string[] Metamorphic = ["relation", "output", "rtol", "atol", "low", "high"];
    public static readonly string[] Challenge = ["count", "inputs"];
    public static readonly string[] ChallengeInput = ["name", "type", "shape", "low", "high", "scale", "values"];
    public static readonly string[] Fairness =
        ["groups", "positive", "min_rows", "max_selection_difference", "max_tpr_difference", "max_fpr_difference", "min_selection_ratio"];

    /// <summary>Every object by the path to it, how many of its first members must be there, and all its members in the parser's order.</summary>
    public static IReadOnlyList<(string Path, int Required, IReadOnlyList<string> Members)> Objects { get; } =
    [
        ("suite.json", 2, Suite),
        ("vectors[]", 1, Vector),
        ("tolerances[]", 3, Tolerance),
        ("determinism", 0, Determinism),
        ("latency", 0, Latency),
        ("labelled", 4, Labelled),
        ("labelled.fairness", 2, Fairness),
        ("robust[]", 4, Robust),
        ("metamorphic[]", 2, Metamorphic),
        ("challenge", 2, Challenge),
        ("challenge.inputs[]", 3, ChallengeInput),
    ];
}
