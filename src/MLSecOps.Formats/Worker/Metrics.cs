using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>Names of metrics in suites and reports.</summary>
internal static class Metrics
{
    /// <summary>The name of a metric.</summary>
    public static string Name(ToleranceMetric metric) => metric switch
    {
        ToleranceMetric.Elementwise => "elementwise",
        ToleranceMetric.Cosine => "cosine",
        ToleranceMetric.Top1 => "top1",
        _ => throw new InvalidOperationException($"Metric {metric} has no name. This is a bug."),
    };

    /// <summary>The metric of a name; null for a name that is none.</summary>
    public static ToleranceMetric? Find(string name) => name switch
    {
        "elementwise" => ToleranceMetric.Elementwise,
        "cosine" => ToleranceMetric.Cosine,
        "top1" => ToleranceMetric.Top1,
        _ => null,
    };
}
