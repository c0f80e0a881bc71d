namespace MLSecOps.Formats.Worker;

/// <summary>Names of a report's members; those that must be there come first.</summary>
internal static class ReportMembers
{
    public static readonly string[] Report = ["schema", "engine", "gaps", "checks", "outputs", "latency", "gates", "answers"];
    public const int ReportRequired = 5;

    public static readonly string[] Engine = ["worker", "runtime", "onnx_runtime", "provider", "providers", "architecture", "profile", "cpu"];
    public const int EngineRequired = 8;

    public static readonly string[] Check = ["id", "outcome", "subject", "reason", "expected", "found"];
    public const int CheckRequired = 3;

    public static readonly string[] Output =
    [
        "vector", "output", "type", "profile", "metric", "rtol", "atol", "min_cosine", "min_agreement", "passed", "elements", "mismatches", "rows", "rows_agreeing",
        "worst", "max_abs", "max_rel", "max_ulp", "cosine", "required_atol", "required_rtol",
    ];

    public const int OutputRequired = 14;

    public static readonly string[] Worst = ["index", "expected", "actual"];
    public const int WorstRequired = 3;

    public static readonly string[] Latency = ["runs", "min_us", "p50_us", "p99_us", "max_us"];
    public const int LatencyRequired = 5;

    public static readonly string[] Answer = ["vector", "sha256", "runs"];
    public const int AnswerRequired = 3;

    public static readonly string[] Gate = ["kind", "path", "rows", "correct", "min_accuracy", "attack", "groups", "bounds"];
    public const int GateRequired = 5;

    public static readonly string[] Group = ["group", "rows", "correct", "positives", "true_positives", "false_positives"];
    public const int GroupRequired = 6;

    public static readonly string[] Bound = ["measure", "limit", "outcome", "found", "highest", "lowest"];
    public const int BoundRequired = 3;
}
